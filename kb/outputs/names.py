"""What DNS tools print: nslookup, dig, host, resolvectl, Resolve-DnsName.

Formats: nslookup of Windows (English, German, French) and of BIND (macOS, Linux); dig and host of BIND 9;
https://www.freedesktop.org/software/systemd/man/latest/resolvectl.html;
https://learn.microsoft.com/en-us/powershell/module/dnsclient/resolve-dnsname.
"""

from __future__ import annotations

import ipaddress
import re
from bisect import bisect
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


_KINDS = {"unknown": "name-unknown", "none": "no-address", "failed": "server-failed", "silent": "no-answer"}
"""What a group of the patterns below stands for."""


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
    r"^[ \t]{0,8}\*\*\*? ?(?:\S{1,255} (?:can't find|kann|wurde)|Can't find|\S{1,255} ne parvient pas à trouver"
    r"|\S{1,255} no puede encontrar|Server can't find) (?P<host>[^\s:]{1,255})(?: nicht (?:finden|gefunden))?(?: |): ?"
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
            kind = next(name for group, name in _KINDS.items() if match[group])
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


_SHORT_LINE = re.compile(r"^[ \t]{0,8}(?:([\d.]{7,15}|[0-9a-f:.]{3,45})|[\w.-]{1,255}\.)[ \t]{0,9}$", re.M | re.I)
_OTHER_TYPE = re.compile(r" (?:-x |(?:-t ?)?(?:any|aaaa|caa|cname|mx|naptr|ns|ptr|soa|srv|txt)(?= |$))", re.IGNORECASE)


def dig(piece: Piece) -> list[Finding] | None:
    """`;; ->>HEADER<<-` with a status, the question, and the records of the answer."""
    text = piece.text
    if not _DIG.search(text):
        return _dig_in_short(piece) if piece.command.lower().startswith("dig ") else None
    found: list[Finding] = []
    begun = [match.start() for match in _DIG_START.finditer(text)]
    # Asked for several names, dig begins once; a status that is not the first after a beginning is the next name's.
    further = [match.start() for match in _STATUS.finditer(text)]
    firsts = {further[at] for at in (bisect(further, begin) for begin in begun) if at < len(further)}
    starts = sorted({*begun, *(at for at in further if at not in firsts)})
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


def _dig_in_short(piece: Piece) -> list[Finding] | None:
    """What `dig` prints without its header: addresses alone (`+short`), or records (`+noall +answer`)."""
    silent = _SILENT.search(piece.text)
    asked = asked_host(piece.command)
    if silent:
        return [piece.says("dns-no-answer", silent, asked)]
    if _OTHER_TYPE.search(piece.command):
        return None
    records = list(_RECORD.finditer(piece.text))
    if not records and "+short" in piece.command:
        lines = [line for line in piece.text.splitlines() if line.strip()]
        if all(_SHORT_LINE.match(line) for line in lines):
            records = [match for match in _SHORT_LINE.finditer(piece.text) if match[1]]
    name = _answer(record[1] for record in records)
    return [piece.says(name, records[0], asked)] if name and asked else None


# --- host ---------------------------------------------------------------------------------------------------------

_HAS_ADDRESS = re.compile(
    r"^[ \t]{0,8}(?P<name>[\w.-]{1,255}) has (?:IPv6 )?address (?P<address>[\w:.]{2,60})[ \t]{0,9}$", re.MULTILINE
)
_IS_ALIAS = re.compile(
    r"^[ \t]{0,8}(?P<name>[\w.-]{1,255}) is an alias for (?P<next>[\w.-]{1,255}?)\.?[ \t]{0,9}$", re.MULTILINE
)
_HOST_FAILED = re.compile(
    r"^[ \t]{0,8}(?:Host (?P<host>[\w.-]{1,255}) not found: (?:(?P<unknown>3)|\d{1,2})\([A-Z]{3,12}\)"
    r"|(?P<bare>[\w.-]{1,255}) has no A record)",
    re.MULTILINE,
)


def host(piece: Piece) -> list[Finding] | None:
    """`… has address …`, below its aliases, or `Host … not found: 3(NXDOMAIN)`."""
    text = piece.text
    aliases = {match["next"].lower(): match["name"].lower() for match in _IS_ALIAS.finditer(text)}
    rows: dict[str, list[re.Match[str]]] = {}
    for match in _HAS_ADDRESS.finditer(text):
        rows.setdefault(match["name"].lower(), []).append(match)
    found: list[Finding] = []
    for name, matches in rows.items():
        answer = _answer(match["address"] for match in matches)
        if answer:
            found.append(piece.says(answer, matches[0], name, *_origin(name, aliases)))
    for match in _HOST_FAILED.finditer(text):
        kind = "name-unknown" if match["unknown"] else "no-address" if match["bare"] else "server-failed"
        found.append(piece.says(f"dns-{kind}", match, match["host"] or match["bare"]))
    if piece.prompted and re.match(r"host ", piece.command):
        found.extend(piece.says("dns-no-answer", match, asked_host(piece.command)) for match in _SILENT.finditer(text))
    return found or None


# --- resolvectl ---------------------------------------------------------------------------------------------------

_ACQUIRED = re.compile(r"^[ \t]{0,8}-- Information acquired via protocol ", re.MULTILINE)
_RESOLVED_TO = re.compile(
    r"^[ \t]{0,8}(?P<name>[\w.-]{1,255}): (?P<addresses>[0-9a-f:.]{3,60}[^\n]{0,80}"
    r"(?:\n[ \t]{2,260}[0-9a-f:.]{3,60}(?:[ \t][^\n]{0,80})?){0,40})",
    re.MULTILINE | re.IGNORECASE,
)
_CALL_FAILED = rx(
    r"^[ \t]{0,8}(?P<host>[\w.-]{1,255}): resolve call failed: (?:"
    r"(?P<unknown>(?:Name )?'[^'\n]{1,255}' not found)|(?P<none>(?:Name )?'[^'\n]{1,255}' does not have any RR)"
    r"|(?P<failed>Could not resolve '[^'\n]{1,255}', server or network returned error)"
    r"|(?P<silent>All attempts to contact name servers or networks failed|Lookup timed out|Query timed out"
    r"|Connection timed out|No appropriate name servers or networks for name found))"
)


def resolvectl(piece: Piece) -> list[Finding] | None:
    """`name: address`, with a line on how that was acquired, or `name: resolve call failed: …`."""
    found = [
        piece.says(f"dns-{next(kind for group, kind in _KINDS.items() if match[group])}", match, match["host"])
        for match in _CALL_FAILED.finditer(piece.text)
    ]
    for match in _RESOLVED_TO.finditer(piece.text) if _ACQUIRED.search(piece.text) else ():
        answer = _answer(line.split()[0] for line in match["addresses"].splitlines() if line.strip())
        if answer:
            found.append(piece.says(answer, match, match["name"], asked_host(piece.command)))
    return found or None


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

_ERROR_ID = re.compile(
    r"^[ \t]{0,8}\+ CategoryInfo[ \t]{1,20}: [^(\n]{1,60}\((?P<host>[\w.-]{1,255}):[^\n]{1,200}\n"
    r"(?:[ \t]{1,8}[^+\s][^\n]{0,200}\n)?[ \t]{0,8}\+ FullyQualifiedErrorId : (?:"
    r"(?P<unknown>DNS_ERROR_RCODE_NAME_ERROR)|(?P<none>DNS_INFO_NO_RECORDS|DNS_ERROR_RECORD_DOES_NOT_EXIST)"
    r"|(?P<failed>DNS_ERROR_RCODE_\w{2,40})|(?P<silent>ERROR_TIMEOUT)),Microsoft\.DnsClient",
    re.MULTILINE,
)
"""The same in every language, where the sentence above it is not known."""


def resolve_dnsname(piece: Piece) -> list[Finding] | None:
    """A table or list of records, or an error with the name."""
    text = piece.text
    refused = list(_REFUSED.finditer(text)) or list(_ERROR_ID.finditer(text))
    if not refused and not _RESOLVED.search(text):
        return None
    found = [
        piece.says(f"dns-{next(kind for group, kind in _KINDS.items() if match[group])}", match, match["host"])
        for match in refused
    ]
    if _RESOLVED.search(text):
        hosts = [match[1] for pattern in (_NAMED_IN_TABLE, _NAMED_IN_LIST) for match in pattern.finditer(text)]
        address = _IP.search(text)
        answer = _answer(match[1] for match in _IP.finditer(text))
        if answer and address:
            found.append(piece.says(answer, address, asked_host(piece.command), *hosts))
    return found
