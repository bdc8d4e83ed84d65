"""What the output of a tool can show: one table of named findings. Pure data.

A row is `name | about | bad | words`. Of findings about the same thing an output should have one; two contradict each
other. `bad` is `!` where the finding is a failure, whatever was asked. The words go on from "It shows
that". To add a finding, add a row here and to content/README.md, and a parser that gives it.
"""

from __future__ import annotations

from dataclasses import dataclass

TABLE = """
dns-answered | dns | | DNS answers with a public address
dns-private-address | dns | | DNS answers with a private, local or empty address
dns-name-unknown | dns | ! | DNS does not know the name
dns-no-address | dns | ! | DNS knows the name, but has no address for it
dns-server-failed | dns | ! | the DNS server refuses or fails
dns-no-answer | dns | ! | no DNS server answers
dns-cache-flushed | cache | | the DNS cache was flushed
dns-cache-not-flushed | cache | ! | the DNS cache was not flushed
http-200 | web | | the request succeeded (2xx)
http-redirect | web | | the server answered with a redirect (3xx)
http-401 | web | ! | the server wants a sign-in (401)
http-403 | web | ! | the request was forbidden (403)
http-404 | web | ! | the page is not there (404)
http-407 | web | ! | the proxy wants a sign-in (407)
http-502 | web | ! | the proxy or gateway got no right answer (502)
http-error | web | ! | the request failed with another status (4xx or 5xx)
name-not-resolved | web | ! | the host's name could not be resolved
proxy-name-not-resolved | web | ! | the proxy's name could not be resolved
cannot-connect | web | ! | no connection could be made
timed-out | web | ! | there was no answer in time
connection-cut | web | ! | the connection was cut off
tls-failed | web | ! | TLS could not be agreed on
no-tls-spoken | web | ! | the port does not speak TLS
port-open | web | | the port accepts connections
connect-200 | connect | | CONNECT was answered with 200: the proxy opens the tunnel
connect-403 | connect | ! | CONNECT was answered with 403: the proxy forbids it
connect-407 | connect | ! | CONNECT was answered with 407: the proxy wants a sign-in
connect-502 | connect | ! | CONNECT was answered with 502: the proxy does not get through
connect-error | connect | ! | CONNECT was answered with another error
proxy-direct | proxy | | no proxy is set: direct access
proxy-set | proxy | | a proxy is set
proxy-without-bypass | bypass | | the proxy has no bypass list
config-proxy-address | config | | the configuration names a proxy's address
config-no-proxy-address | config | | the configuration names no proxy's address
config-proxy-off | config | | the configuration switches the proxy off
tls-public-issuer | issuer | | a public authority issued the certificate
tls-inspected | issuer | ! | a product that inspects TLS issued the certificate
tls-private-issuer | issuer | ! | no public authority issued the certificate, and this machine does not trust it
tls-verified | verify | | the certificate was verified
certificate-rejected | verify | ! | the certificate is not trusted
certificate-expired | verify | ! | the certificate has expired
certificate-not-yet-valid | verify | ! | the certificate is not valid yet
certificate-wrong-host | verify | ! | the certificate is for another host
certificate-revoked | verify | ! | the certificate is revoked
revocation-checked | revocation | | the revocation of the certificate was checked
revocation-offline | revocation | ! | the revocation of the certificate could not be checked
roots-fetched | roots | | the root certificates were fetched
roots-not-fetched | roots | ! | the root certificates could not be fetched
clock-synced | sync | | the clock is synchronised
clock-not-synced | sync | ! | the clock is not synchronised
time-service-off | sync | ! | the time service does not run
clock-right | clock | | the clock is right to the minute
clock-wrong | clock | ! | the clock is more than a minute off
time-server-silent | sync | ! | the time server does not answer
access-denied | rights | ! | the command lacks the rights it needs
joined | join | | the device is joined to Entra ID
not-joined | join | | the device is not joined to Entra ID
domain-joined | domain | | the device is joined to a domain
not-domain-joined | domain | | the device is not joined to a domain
registered | registration | | the device is registered in the user's account
not-registered | registration | | the device is not registered in the user's account
prt-yes | prt | | the user has a primary refresh token
prt-no | prt | | the user has no primary refresh token
device-auth-ok | device | | the device can sign in to Entra ID
device-auth-failed | device | ! | the device cannot sign in to Entra ID
syn-retransmitted | syn | ! | SYN packets to port 443 were sent again
syn-answered | syn | | SYN packets to port 443 were answered
syn-retransmitted-elsewhere | syn-elsewhere | | SYN packets to other ports than 443 were sent again
"""


@dataclass(frozen=True, slots=True)
class Kind:
    """A row of the table: `about` what, whether it is a failure (`bad`) whatever was asked, and what it says."""

    about: str
    bad: bool
    words: str


def _kind(row: str) -> tuple[str, Kind]:
    name, about, bad, words = (cell.strip() for cell in row.split("|"))
    return name, Kind(about, bad == "!", words)


FINDINGS: dict[str, Kind] = dict(_kind(row) for row in TABLE.strip().splitlines())


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding and the lines `start:end` of the text that show it; `hosts`, `port`: what it is about, where said."""

    name: str
    start: int
    end: int
    hosts: tuple[str, ...] = ()
    port: int = 0
