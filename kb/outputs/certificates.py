"""What tools print of certificates: openssl s_client and x509, browsers, certutil.

Formats: https://docs.openssl.org/master/man1/openssl-s_client/, OpenSSL 1.1 and 3;
https://learn.microsoft.com/en-us/windows-server/administration/windows-commands/certutil (English, German, French).
"""

from __future__ import annotations

import re

from kb.outputs.findings import Finding
from kb.outputs.paste import Piece, asked_host, rx

PUBLIC = re.compile(
    r"\b(?:DigiCert|GeoTrust|Thawte|RapidSSL|Baltimore|Microsoft (?:Corporation|Azure|IT TLS|RSA|ECC|TLS)"
    r"|Let's Encrypt|Internet Security Research Group|ISRG|GlobalSign|Sectigo|COMODO CA|USERTrust|Entrust"
    r"|Amazon(?: RSA| Root| ECDSA|,|$)|Google Trust Services|IdenTrust|GoDaddy|Go Daddy|Starfield|Certum|QuoVadis"
    r"|SwissSign"
    r"|HARICA|Buypass|SSL\.com|SSL Corp|T-Systems|Telekom Security|D-Trust|Actalis|TrustAsia|WoTrus|ZeroSSL)",
    re.IGNORECASE,
)
"""Public certificate authorities, as issuers name them. One that is missing is not thereby taken for private."""

INSPECTS = re.compile(
    r"\b(?:Zscaler|Fortinet|FortiGate|Palo ?Alto|Blue ?Coat|Netskope|Sophos|Cisco Umbrella|Umbrella Root|McAfee|Skyhigh"
    r"|Trellix|Forcepoint|Websense|Check ?Point|Barracuda|SonicWall|WatchGuard|Untangle|iboss|Smoothwall|Lightspeed"
    r"|Cloudflare(?:,? Inc\.?,? CN ?= ?| )Gateway CA|Gateway CA - Cloudflare|Kaspersky|Avast|AVG|ESET SSL|Bitdefender"
    r"|Dr\.?Web|Squid|mitmproxy|PortSwigger|Charles Proxy|DO_NOT_TRUST|Fiddler|NetSpark|GoGuardian|Securly|Menlo"
    r"|(?:SSL|TLS|HTTPS)[ -]?(?:Inspection|Interception|Decrypt\w{0,4}|Proxy|Forward[ -]Trust)|Forward[ -]?Trust"
    r"|Web ?Gateway"
    r"|Web ?Filter|Proxy (?:Root |Issuing )?CA|Firewall)\b",
    re.IGNORECASE,
)
"""Products that read along in TLS and sign certificates of their own, and what companies call such authorities."""


def issued_by(issuer: str, *, trusted: bool) -> str:
    """The finding for the name of an issuer; `trusted`: the tool that printed it verified the certificate."""
    if INSPECTS.search(issuer):
        return "tls-inspected"
    if PUBLIC.search(issuer):
        return "tls-public-issuer"
    return "" if trusted else "tls-private-issuer"


# --- openssl ------------------------------------------------------------------------------------------------------

_OPENSSL = re.compile(
    r"^[ \t]{0,8}(?:CONNECTED\([0-9A-F]{8}\)|Certificate chain$|CONNECTION ESTABLISHED$|Verify return code: \d"
    r"|verify error:num=\d|depth=\d{1,2} |connect:errno=\d|issuer= ?[/A-Z]|subject= ?[/A-Z]|i: ?(?:/C="
    r"|[A-Z]{1,2} ?= ?)|Issuer: [A-Z]{1,2} ?= ?"
    r"|[0-9A-F]{8,20}:error:[0-9A-F]{8}:)",
    re.MULTILINE,
)
_LEAF = re.compile(
    r"^[ \t]{0,8}0 s: ?[^\n]{0,400}\n[ \t]{0,12}i: ?(?P<chain>[^\n]{1,400})$"
    r"|^[ \t]{0,12}(?:issuer=|Issuer:|i:) ?(?P<issuer>[^\n]{1,400})$",
    re.MULTILINE,
)
_SUBJECT = re.compile(r"^[ \t]{0,8}(?:0 s: ?|subject= ?)([^\n]{1,400})$", re.MULTILINE)
_CODE = re.compile(
    r"^[ \t]{0,8}(?:Verify return code: (?P<code>\d{1,3}) \(|verify error:num=(?P<num>\d{1,3}):)", re.MULTILINE
)
_VERIFIED = re.compile(r"^[ \t]{0,8}(?:Verify return code: 0 \(ok\)|Verification: OK)[ \t]{0,9}$", re.MULTILINE)
_CIPHER = re.compile(r"Cipher is [A-Z]|^[ \t]{0,8}CONNECTION ESTABLISHED", re.MULTILINE)
_OPENSSL_ERRORS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "no-tls-spoken",
        re.compile(r":error:[^\n]{0,120}(?:wrong version number|unknown protocol|packet length too long)"),
    ),
    ("connection-cut", re.compile(r":error:[^\n]{0,120}unexpected eof|^[ \t]{0,8}write:errno=104", re.MULTILINE)),
    (
        "tls-failed",
        re.compile(r":error:[^\n]{0,120}(?:alert handshake failure|alert protocol version|dh key too small)"),
    ),
    (
        "name-not-resolved",
        re.compile(r":error:[^\n]{0,120}(?:Name or service not known|nodename nor servname|No such host)"),
    ),
    (
        "cannot-connect",
        re.compile(r":error:[^\n]{0,120}Connection refused|^[ \t]{0,8}connect:errno=(?:61|111)", re.MULTILINE),
    ),
    ("timed-out", re.compile(r":error:[^\n]{0,120}timed out|^[ \t]{0,8}connect:errno=(?:60|110)", re.MULTILINE)),
)
_VERIFY_CODES = {
    "9": "certificate-not-yet-valid",
    "10": "certificate-expired",
    "3": "revocation-offline",
    "11": "revocation-offline",
    "12": "revocation-offline",
    "23": "certificate-revoked",
    "62": "certificate-wrong-host",
}


def openssl(piece: Piece) -> list[Finding] | None:
    """The chain, the issuer, and how verification ended; nothing is verified where no certificate came."""
    text = piece.text
    if not _OPENSSL.search(text):
        return None
    asked = asked_host(piece.command)
    found: list[Finding] = []
    codes = [match for match in _CODE.finditer(text) if (match["code"] or match["num"]) != "0"]
    found.extend(
        piece.says(_VERIFY_CODES.get(match["code"] or match["num"], "certificate-rejected"), match, asked)
        for match in codes
    )
    came = bool(_LEAF.search(text) or re.search(r"^[ \t]{0,8}Peer certificate: ", text, re.MULTILINE))
    verified = [] if codes or not came or "no peer certificate available" in text else list(_VERIFIED.finditer(text))
    found.extend(piece.says("tls-verified", match, asked) for match in verified)
    # A line of an issuer alone says nothing of trust, so that an unknown name stays without a finding.
    leaf = _LEAF.search(text)
    if leaf:
        group = "chain" if leaf["chain"] else "issuer"
        subject = _SUBJECT.search(text)
        own = bool(subject and subject[1].strip() == leaf[group].strip())
        issuer = "" if own else issued_by(leaf[group], trusted=not codes)
        if issuer:
            found.append(piece.says(issuer, leaf, asked, group=leaf.re.groupindex[group]))
    for name, pattern in _OPENSSL_ERRORS:
        error = pattern.search(text)
        if error and not _CIPHER.search(text):
            found.append(piece.says(name, error, asked))
            break
    return found


# --- a browser's view of a certificate ----------------------------------------------------------------------------

_VIEW = re.compile(
    r"^[ \t]{0,8}(?:Issued By|Issuer Name|Ausgestellt von|Émis par|Délivré par)[ \t]{0,4}:?[ \t]{0,9}"
    r"(?P<names>[^\n]{0,200}(?:\n[ \t]{0,8}(?!Validity|Gültig|Période|Subject|Issued)[^\n]{1,200}){0,8})",
    re.MULTILINE | re.IGNORECASE,
)
_VIEW_FIELD = re.compile(
    r"\((?:CN|O)\)|Common Name|Organi[sz]ation|^[ \t]{0,8}Issued (?:To|On)\b|Subject Name|Ausgestellt|Organisation",
    re.MULTILINE | re.IGNORECASE,
)
_VIEW_SUBJECT = re.compile(
    r"^[ \t]{0,8}(?:(?:Issued To|Ausgestellt für|Émis pour|Délivré à)[ \t]{0,4}:?|Subject Name)[ \t]{0,9}"
    r"(?P<beside>[^\n]{0,200})$",
    re.MULTILINE | re.IGNORECASE,
)
_VIEW_COMMON_NAME = re.compile(
    r"^[ \t]{0,8}(?:Common Name|Nom commun|[^\n(]{3,30} \(CN\))[^\n]{0,200}$", re.MULTILINE | re.I
)
_HOST = re.compile(r"(?:\*\.)?((?:[\w-]{1,63}\.){1,8}[\w-]{1,63})")


def certificate_view(piece: Piece) -> list[Finding] | None:
    """`Issued By` with the names below it, as Chrome, Edge and Firefox show them, or beside it, as Windows does."""
    match = _VIEW.search(piece.text)
    if not match or not _VIEW_FIELD.search(piece.text):
        return None
    subject = _subject(piece.text[: match.start()])
    if subject is None:
        return None
    issuer = issued_by(" ".join(match["names"].split()), trusted=True)
    return [piece.says(issuer, match, subject)] if issuer else []


def _subject(text: str) -> str | None:
    """The host that a certificate is for, as its view says above the issuer; "" where it does not say.

    None where it is for something else, such as a signature of a program.
    """
    heading = _VIEW_SUBJECT.search(text)
    if not heading:
        return ""
    below = _VIEW_COMMON_NAME.search(text, heading.end())
    words = (heading["beside"] or (below[0] if below else "")).split()
    host = _HOST.fullmatch(words[-1]) if words else None
    return host[1] if host else None if words else ""


# --- certutil -----------------------------------------------------------------------------------------------------

_CERTUTIL = re.compile(r"^[ \t]{0,8}CertUtil: ", re.MULTILINE | re.IGNORECASE)
_COMMAND = re.compile(
    r"^[ \t]{0,8}CertUtil: -(?P<verb>\w{2,30})[ -](?P<said>[^\n]{0,240})$", re.MULTILINE | re.IGNORECASE
)
_CODE_SAID = re.compile(r"0x[0-9a-f]{8}", re.IGNORECASE)
_DONE = re.compile(r"completed successfully|erfolgreich|correctement|terminé", re.IGNORECASE)
_CHAIN: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("certificate-revoked", rx(r"^[ \t]{0,8}[^\n]{0,120}(?:0x80092010|CRYPT_E_REVOKED|Leaf certificate is REVOKED)")),
    ("certificate-rejected", rx(r"^[ \t]{0,8}[^\n]{0,120}(?:0x800b0109|0x800b010a|CERT_TRUST_IS_UNTRUSTED_ROOT)")),
    ("certificate-expired", rx(r"^[ \t]{0,8}[^\n]{0,120}(?:0x800b0101|CERT_TRUST_IS_NOT_TIME_VALID)")),
    (
        "revocation-offline",
        rx(r"^[ \t]{0,8}[^\n]{0,200}(?:0x80092013|0x80092012|CRYPT_E_REVOCATION_OFFLINE|CRYPT_E_NO_REVOCATION_CHECK)"),
    ),
    ("revocation-checked", rx(r"^[ \t]{0,8}Leaf certificate revocation check passed")),
)


def certutil(piece: Piece) -> list[Finding] | None:
    """The last line, `CertUtil: -verb command …`, and for -verify what it says of chain and revocation."""
    text = piece.text
    if not _CERTUTIL.search(text):
        return None
    found: list[Finding] = []
    for match in _COMMAND.finditer(text):
        if match["verb"].lower() == "generatesstfromwu":
            failed = _CODE_SAID.search(match["said"])
            if failed or _DONE.search(match["said"]):
                found.append(piece.says("roots-not-fetched" if failed else "roots-fetched", match))
        elif match["verb"].lower() == "verify":
            first = ((name, pattern.search(text)) for name, pattern in _CHAIN)
            found.extend(piece.says(name, shown) for name, shown in first if shown)
    return found
