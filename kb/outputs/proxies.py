"""What shows which proxy is used and what it answers: netsh, configuration files, proxy logs, captures.

Formats: `netsh winhttp show proxy` (English, German, French);
https://learn.microsoft.com/en-us/dotnet/framework/configure-apps/file-schema/network/defaultproxy-element-network-settings;
Squid's native and common log, https://wiki.squid-cache.org/Features/LogFormat; packet lists of tshark and Wireshark,
https://www.wireshark.org/docs/man-pages/tshark.html; https://www.tcpdump.org/manpages/tcpdump.1.html.
"""

from __future__ import annotations

import re

from kb.outputs.findings import Finding
from kb.outputs.paste import Piece, rx
from kb.outputs.requests import status_finding

# --- netsh winhttp show proxy -------------------------------------------------------------------------------------

_HEADING = rx(
    r"^[ \t]{0,8}(?:Current WinHTTP proxy settings|Aktuelle WinHTTP-Proxyeinstellungen"
    r"|Paramètres (?:de|du) proxy WinHTTP actuels|Paramètres actuels du proxy WinHTTP) ?:[ \t]{0,9}$"
)
_DIRECT = rx(r"^[ \t]{0,16}(?:Direct access|Direkter Zugriff|Direktzugriff|Accès direct) ?\([^)\n]{2,60}\)")
_PROXY = re.compile(
    r"^[ \t]{0,16}(?:Proxy Server\(s\)|Proxyserver|Serveurs?(?:\(s\))? proxy)[ \t]{0,9}:[ \t]{0,9}"
    r"(?P<proxy>[^\s(][^\n]{0,500})$",
    re.MULTILINE | re.IGNORECASE,
)
_NO_BYPASS = re.compile(
    r"^[ \t]{0,16}(?:Bypass List|Umgehungsliste|Liste de contournement)[ \t]{0,9}:[ \t]{0,9}\([^()\n]{2,20}\)"
    r"[ \t]{0,9}$",
    re.MULTILINE | re.IGNORECASE,
)


def netsh(piece: Piece) -> list[Finding] | None:
    """The heading with WinHTTP, then direct access, or a proxy and its bypass list."""
    text = piece.text
    if not _HEADING.search(text):
        return None
    found = [piece.says("proxy-direct", match) for match in _DIRECT.finditer(text)]
    found.extend(piece.says("proxy-set", match) for match in _PROXY.finditer(text))
    found.extend(piece.says("proxy-without-bypass", match) for match in _NO_BYPASS.finditer(text))
    return found


# --- machine.config and app.config --------------------------------------------------------------------------------

_CONFIG = re.compile(
    r"<defaultProxy\b|<section name=\"defaultProxy\"|<proxy\b[^>\n]{0,400}\b(?:proxyaddress|usesystemdefault)=", re.I
)
_ADDRESS = re.compile(r"<proxy\b[^>]{0,400}?\bproxyaddress[ \t]{0,4}=[ \t]{0,4}[\"'][^\"'>]{1,300}[\"']", re.IGNORECASE)
_OFF = re.compile(r"<defaultProxy\b[^>]{0,200}\benabled[ \t]{0,4}=[ \t]{0,4}[\"']false[\"']", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)


def config_file(piece: Piece) -> list[Finding] | None:
    """`<defaultProxy>` and `<proxy proxyaddress="…">` of a .NET configuration; comments are left aside."""
    text = _COMMENT.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), piece.text)
    begun = _CONFIG.search(text)
    if not begun:
        return None
    off, addresses = _OFF.search(text), list(_ADDRESS.finditer(text))
    if off:
        return [piece.says("config-proxy-off", off)]
    if addresses:
        return [piece.says("config-proxy-address", match) for match in addresses]
    return [piece.says("config-no-proxy-address", begun)]


# --- the proxy's own log ------------------------------------------------------------------------------------------

_SQUID = re.compile(
    r"^[ \t]{0,8}[^\n]{0,60}?\d{1,12}\.\d{3}[ \t]{1,9}-?\d{1,9}[ \t]\S{1,60}[ \t][A-Z_]{3,40}/(?P<status>\d{3})"
    r"[ \t]\d{1,12}"
    r"[ \t]CONNECT[ \t](?P<host>[\w.-]{1,255}):\d{1,5}[ \t][^\n]{0,200}$",
    re.MULTILINE,
)
_COMMON = re.compile(
    r"^[ \t]{0,8}\S{1,60} \S{1,60} [^\[\n]{1,120} ?\[[^\]\n]{10,40}\] \"CONNECT "
    r"(?P<host>[\w.-]{1,255}):\d{1,5} HTTP/1\.[01]\""
    r" (?P<status>\d{3})\b[^\n]{0,200}$",
    re.MULTILINE,
)


def proxy_log(piece: Piece) -> list[Finding] | None:
    """Lines with CONNECT, host and status of Squid's native log or of the common log format."""
    rows = [match for pattern in (_SQUID, _COMMON) for match in pattern.finditer(piece.text)]
    named = ((match, status_finding(match["status"], "connect")) for match in sorted(rows, key=lambda row: row.start()))
    return [piece.says(name, match, match["host"]) for match, name in named if name] if rows else None


# --- captures -----------------------------------------------------------------------------------------------------

_ROW = (
    r"^[ \t]{0,12}\d{1,9}[ \t]{1,12}(?:\d{4}-\d\d-\d\d )?[\d:.,]{3,24}[ \t]{1,12}\S{1,60}[ \t]{1,30}(?:(?:→|->)"
    r"[ \t]{1,12})?"
    r"\S{1,60}[ \t]{1,30}"
)
_SYN = re.compile(
    rf"{_ROW}TCP[ \t]{{1,12}}\d{{1,6}}[ \t]{{1,12}}(?P<marks>(?:\[[A-Z][\w -]{{3,40}}\][ \t]{{1,4}}){{0,4}})"
    rf"(?P<from>[\w-]{{1,12}})"
    r"[ \t]{0,4}(?:→|->|>|&gt;)[ \t]{0,4}(?P<to>[\w-]{1,12})[ \t]{1,4}\[SYN"
    r"(?P<answer>, ?ACK)?[^\]\n]{0,12}\][^\n]{0,300}$",
    re.MULTILINE,
)
_TCPDUMP = re.compile(
    r"^[ \t]{0,8}(?:\d{4}-\d\d-\d\d )?\d\d:\d\d:\d\d\.\d{1,9} (?:[\w.-]{1,20} {1,4}(?:In|Out) {1,4})?IP6? "
    r"(?P<pair>\S{1,255}\.(?P<from>[\w-]{1,15}) > \S{1,255}\.(?P<to>[\w-]{1,15})): Flags \[S(?P<answer>\.?)\], "
    r"seq (?P<number>\d{1,10}),[^\n]{0,300}$",
    re.MULTILINE,
)
_ASKED = re.compile(
    rf"{_ROW}HTTP[ \t]{{1,12}}\d{{1,6}}[ \t]{{1,12}}CONNECT (?P<host>[\w.-]{{1,255}}):\d{{1,5}} HTTP/", re.MULTILINE
)
_ANSWERED = re.compile(
    rf"{_ROW}HTTP[ \t]{{1,12}}\d{{1,6}}[ \t]{{1,12}}HTTP/1\.[01] (?P<status>\d{{3}})\b[^\n]{{0,200}}$", re.MULTILINE
)


def capture(piece: Piece) -> list[Finding] | None:
    """Rows of a packet list: number, time, source, destination, protocol, length, information; or tcpdump's lines."""
    text = piece.text
    found: list[Finding] = []
    for match in _SYN.finditer(text):
        https = (match["from"] if match["answer"] else match["to"]) in ("443", "https")
        if match["answer"] and https and "Retransmission" not in match["marks"]:
            found.append(piece.says("syn-answered", match))
        elif not match["answer"] and "Retransmission" in match["marks"]:
            found.append(piece.says("syn-retransmitted" if https else "syn-retransmitted-elsewhere", match))
    seen: set[tuple[str, str]] = set()
    for match in _TCPDUMP.finditer(text):
        https = (match["from"] if match["answer"] else match["to"]) in ("443", "https")
        sent = (match["pair"], match["number"])
        if match["answer"] and https:
            found.append(piece.says("syn-answered", match))
        elif not match["answer"] and sent in seen:
            found.append(piece.says("syn-retransmitted" if https else "syn-retransmitted-elsewhere", match))
        seen.add(sent)
    requests = list(_ASKED.finditer(text))
    for match in _ANSWERED.finditer(text) if requests else ():
        name = status_finding(match["status"], "connect")
        if name and match.start() > requests[0].start():
            found.append(piece.says(name, match))
    return found or ([] if seen or requests or _SYN.search(text) else None)
