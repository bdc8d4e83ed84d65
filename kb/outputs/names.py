"""What DNS tools print: nslookup, dig, Resolve-DnsName.

Formats: nslookup of Windows (English, German, French) and of BIND (macOS, Linux); dig of BIND 9;
https://learn.microsoft.com/en-us/powershell/module/dnsclient/resolve-dnsname.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Iterator

from kb.outputs.findings import Finding
from kb.outputs.paste import Piece, asked_host, rx

_LAN = tuple(ipaddress.ip_network(net) for net in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"))


def _answer(addresses: Iterable[str]) -> str:
    """What addresses tell: `dns-private-address` where one leads nowhere in public, or nothing where there are none."""
    read = [address for address in map(_address, addresses) if address]
    if any(a.is_loopback or a.is_unspecified or a.is_link_local or any(a in net for net in _LAN) for a in read):
        return "dns-private-address"
    return "dns-answered" if read else ""


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


# --- nslookup -----------------------------------------------------------------------------------------------------

_SERVER = re.compile(
    r"^[ \t]{0,8}(?:Default )?Ser(?:ver|veur|vidor)[ \t]{0,3}:[^\n]{0,300}\n[ \t]{0,8}Ad(?:dress|resse)(?:es)?"
    r"[ \t]{0,3}:",
    re.MULTILINE | re.IGNORECASE,
)
_NAME = re.compile(
    r"^[ \t]{0,8}(?:Name|Nom|Nombre)[ \t]{0,3}:[ \t]{1,12}(?P<name>\S{1,255})[ \t]{0,9}\n"
    r"(?P<rest>(?:[ \t]{0,8}(?:Address(?:es)?|Adresses?|Alias(?:es)?)[ \t]{0,3}:[^\n]{0,300}(?:\n|\Z)"
    r"|[ \t]{1,16}[\w:.%-]{2,255}[ \t]{0,9}(?:\n|\Z)){0,60})",
    re.MULTILINE | re.IGNORECASE,
)
_CANONICAL = re.compile(r"^[ \t]{0,8}(\S{1,255})[ \t]{1,9}canonical name = (\S{1,255})", re.MULTILINE | re.IGNORECASE)
_NOT_FOUND = rx(
    r"^[ \t]{0,8}\*\*\*? ?(?:\S{1,255} (?:can't find|kann)|Can't find|\S{1,255} ne parvient pas à trouver"
    r"|\S{1,255} no puede encontrar|Server can't find) (?P<host>[^\s:]{1,255})(?: nicht finden)?(?: |): ?"
    r"(?:(?P<unknown>Non-existent domain|NXDOMAIN)|(?P<none>No answer)"
    r"|(?P<failed>Server failed|SERVFAIL|Query refused|REFUSED|Format error|Unspecified error)"
    r"|(?P<silent>No response from server|Timed out))"
)
_NO_RECORDS = rx(r"^[ \t]{0,8}\*\*\* (?:No [^\n]{2,80} records available for|Keine [^\n]{2,80}für) (?P<host>\S{1,255})")
_SILENT = rx(
    r"^[ \t]{0,8}(?:\*\*\* (?:Request to \S{1,255} timed-out|Zeitüberschreitung bei Anforderung an \S{1,255})"
    r"|;; (?:connection timed out; )?no servers could be reached)"
)
_TIMED_OUT = rx(r"^[ \t]{0,8}DNS request timed out\.")


def nslookup(piece: Piece) -> list[Finding] | None:
    """`Server:`, then names with addresses, or a line with stars that says why there are none."""
    text = piece.text
    if _DIG.search(text) or piece.command.lower().startswith("dig "):
        return None
    if not any(pattern.search(text) for pattern in (_SERVER, _NOT_FOUND, _NO_RECORDS, _SILENT)):
        return None
    asked = asked_host(piece.command)
    found: list[Finding] = []
    canonical = {match[2].rstrip(".").lower(): match[1].lower() for match in _CANONICAL.finditer(text)}
    for match in _NAME.finditer(text):
        name = _answer(re.findall(r"[\w:.]{3,60}", re.sub(r"Alias.*", "", match["rest"], flags=re.DOTALL)))
        aliases = re.search(r"Alias(?:es)?[ \t]{0,3}:(.*)", match["rest"], re.DOTALL | re.IGNORECASE)
        hosts = [asked, *(aliases[1].split() if aliases else ()), match["name"]]
        hosts.extend(_origin(match["name"].lower(), canonical))
        if name:
            found.append(piece.says(name, match, *hosts))
    for match in _NOT_FOUND.finditer(text):
        if _address(match["host"]) is None:  # else the name of an address was asked for
            kinds = {"unknown": "name-unknown", "none": "no-address", "failed": "server-failed", "silent": "no-answer"}
            kind = next(name for group, name in kinds.items() if match[group])
            found.append(piece.says(f"dns-{kind}", match, match["host"], asked))
    found.extend(piece.says("dns-no-address", match, match["host"], asked) for match in _NO_RECORDS.finditer(text))
    found.extend(piece.says("dns-no-answer", match, asked) for match in _SILENT.finditer(text))
    if not found:  # a first server or suffix may time out and the next answer
        found.extend(piece.says("dns-no-answer", match, asked) for match in _TIMED_OUT.finditer(text))
    return found


def _origin(name: str, canonical: dict[str, str]) -> Iterator[str]:
    """The names that lead to a name."""
    for _ in range(20):
        if name not in canonical:
            return
        name = canonical[name]
        yield name


# --- dig ----------------------------------------------------------------------------------------------------------

_DIG = re.compile(r"^[ \t]{0,8}; <<>> DiG |^[ \t]{0,8};; ->>HEADER<<- ", re.MULTILINE)
_DIG_START = re.compile(r"^[ \t]{0,8}; <<>> DiG [^\n]{1,60}<<>>(?P<line>[^\n]{0,300})$", re.MULTILINE)
_STATUS = re.compile(r"^[ \t]{0,8};; ->>HEADER<<- opcode: QUERY, status: (\w{2,20})", re.MULTILINE)
_QUESTION = re.compile(r"^[ \t]{0,8};([\w.-]{1,255}?)\.?[ \t]{1,60}IN[ \t]{1,9}(\w{1,12})", re.MULTILINE)
_RECORD = re.compile(
    r"^[ \t]{0,8}[\w.*-]{1,255}[ \t]{1,60}\d{1,9}[ \t]{1,9}IN[ \t]{1,9}A(?:AAA)?[ \t]{1,9}([\w:.]{2,60})", re.MULTILINE
)


def dig(piece: Piece) -> list[Finding] | None:
    """`;; ->>HEADER<<-` with a status, the question, and the records of the answer."""
    text = piece.text
    if not _DIG.search(text):
        silent = _SILENT.search(text) if piece.command.lower().startswith("dig ") else None
        return [piece.says("dns-no-answer", silent, asked_host(piece.command))] if silent else None
    found: list[Finding] = []
    starts = [match.start() for match in _DIG_START.finditer(text)] or [
        match.start() for match in _STATUS.finditer(text)
    ]
    for begin, end in zip([0, *starts[1:]], [*starts[1:], len(text)], strict=True):
        part = Piece(piece.command, text[begin:end], piece.start + begin)
        header = _DIG_START.search(part.text)
        question = _QUESTION.search(part.text)
        asked = question[1] if question else asked_host(header["line"]) if header else asked_host(piece.command)
        silent = _SILENT.search(part.text)
        status = _STATUS.search(part.text)
        if silent:
            found.append(part.says("dns-no-answer", silent, asked))
        elif status and question and question[2] in ("A", "AAAA"):
            record = _RECORD.search(part.text)
            answer = _answer(match[1] for match in _RECORD.finditer(part.text))
            if status[1] == "NXDOMAIN":
                found.append(part.says("dns-name-unknown", status, asked))
            elif status[1] != "NOERROR":
                found.append(part.says("dns-server-failed", status, asked))
            elif answer and record:
                found.append(part.says(answer, record, asked))
            elif question[2] == "A" and ", ANSWER: 0," in part.text:
                found.append(part.says("dns-no-address", status, asked))
    return found


# --- Resolve-DnsName ----------------------------------------------------------------------------------------------

_RESOLVED = re.compile(
    r"^[ \t]{0,8}(?:Name[ \t]{1,200}Type[ \t]{1,9}TTL[ \t]{1,9}Section|QueryType[ \t]{1,9}:)", re.MULTILINE
)
_NAMED_IN_TABLE = re.compile(
    r"^[ \t]{0,8}([\w-]{1,63}(?:\.[\w-]{1,63}){1,12})[ \t]{1,200}(?:CNAME|A|AAAA)\b", re.MULTILINE
)
_NAMED_IN_LIST = re.compile(r"^[ \t]{0,8}Name[ \t]{1,9}:[ \t]{1,9}(\S{1,255})[ \t]{0,9}$", re.MULTILINE)
_IP = re.compile(
    r"^[ \t]{0,8}(?:IP[46]?Address[ \t]{0,9}:[ \t]{1,9}|[\w.-]{1,255}[ \t]{1,200}A(?:AAA)?[ \t]{1,9}\d{1,9}[ \t]{1,9}"
    r"Answer[ \t]{1,9})([\w:.]{2,60})",
    re.MULTILINE,
)
_REFUSED = rx(
    r"^[ \t]{0,8}Resolve-DnsName ?: (?P<host>[^\s:]{1,255}) ?: ?(?:(?P<unknown>DNS name does not exist"
    r"|Der DNS-Name ist nicht"
    r" vorhanden|Le nom DNS n[’']existe pas)|(?P<silent>This operation returned because the timeout period expired"
    r"|Dieser Vorgang wurde wegen Zeitüberschreitung zurückgegeben)|(?P<failed>DNS server failure)"
    r"|(?P<none>No records found for given DNS query))"
)


def resolve_dnsname(piece: Piece) -> list[Finding] | None:
    """A table or list of records, or an error with the name."""
    text = piece.text
    refused = list(_REFUSED.finditer(text))
    if not refused and not _RESOLVED.search(text):
        return None
    kinds = {"unknown": "name-unknown", "none": "no-address", "failed": "server-failed", "silent": "no-answer"}
    found = [
        piece.says(f"dns-{next(kind for group, kind in kinds.items() if match[group])}", match, match["host"])
        for match in refused
    ]
    if _RESOLVED.search(text):
        hosts = [match[1] for pattern in (_NAMED_IN_TABLE, _NAMED_IN_LIST) for match in pattern.finditer(text)]
        address = _IP.search(text)
        answer = _answer(match[1] for match in _IP.finditer(text))
        if answer and address:
            found.append(piece.says(answer, address, asked_host(piece.command), *hosts))
    return found
