"""What tools print that send a request or open a connection: curl, Invoke-WebRequest, Test-NetConnection, nc.

Formats: https://curl.se/docs/manpage.html (exit codes), curl 7.88 and 8; Invoke-WebRequest of Windows PowerShell 5.1
(texts of .NET Framework in English, German, French) and of PowerShell 7;
https://learn.microsoft.com/en-us/powershell/module/nettcpip/test-netconnection; OpenBSD netcat.
"""

from __future__ import annotations

import re

from kb.outputs.certificates import issued_by
from kb.outputs.findings import FINDINGS, Finding
from kb.outputs.paste import Piece, asked_host, asked_port, rx


def status_finding(status: str, about: str = "http") -> str:
    """The finding for an HTTP status: `http-407`, `connect-502`, `http-redirect`, `http-error`, or nothing."""
    if f"{about}-{status}" in FINDINGS:
        return f"{about}-{status}"
    kinds = {"2": f"{about}-200", "3": "http-redirect" if about == "http" else f"{about}-error"}
    return kinds.get(status[0], f"{about}-error" if status[0] in "45" else "")


# --- curl ---------------------------------------------------------------------------------------------------------

# At the start of a line or behind the progress meter: elsewhere another program quotes libcurl.
_ERROR = r"(?<![^\d\s]\s)(?<![^\d\s])curl: \("


def _error(pattern: str) -> re.Pattern[str]:
    """The pattern of `curl: (6) …` from the number on."""
    return rx(_ERROR + pattern)


_CURL = re.compile(
    rf"{_ERROR}\d{{1,3}}\) "
    r"|^[ \t]{0,8}\*[ \t]{1,3}(?:Trying|Could not resolve|Host|Connected to|Uses proxy|CONNECT tunnel:?) ",
    re.MULTILINE,
)
_LINE = re.compile(
    r"^[ \t]{0,8}(?:(?P<sent>> )(?P<method>CONNECT|GET|HEAD|POST|PUT|OPTIONS) (?P<target>\S{1,500}) HTTP/"
    r"|> Host: (?P<host>[\w.-]{1,255})|> Proxy-Authorization: (?P<login>\S)"
    r"|(?P<got>< )?HTTP/[123](?:\.[01])? (?P<status>\d{3})(?P<words>[^\n]{0,80})$)",
    re.MULTILINE | re.IGNORECASE,
)
_HEADER_BELOW = re.compile(r"[ \t]{0,8}[A-Za-z][\w-]{1,60}: ?\S")
_BARE_REQUEST = re.compile(r"^[ \t]{0,8}(?:GET|HEAD|POST|CONNECT) \S{1,500} HTTP/1", re.MULTILINE)
_IP = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}$")

_CURL_ERRORS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("proxy-name-not-resolved", _error(r"5\) Could not resolve proxy: ?(?P<host>[\w.-]{1,255})")),
    ("name-not-resolved", _error(r"6\) (?:Could not|Couldn't) resolve host[: '\"]{0,3}(?P<host>[\w.-]{1,255})")),
    ("name-not-resolved", _error(r"28\) Resolving timed out")),
    ("timed-out", _error(r"7\) Failed to connect to (?P<host>[\w.-]{1,255}) port \d{1,5}[^\n]{0,60}timed out")),
    ("cannot-connect", _error(r"7\) (?:Failed to connect to (?P<host>[\w.-]{1,255})|couldn't connect)")),
    ("timed-out", _error(r"28\) Failed to connect to (?P<host>[\w.-]{1,255})")),
    ("timed-out", _error(r"28\) ")),
    ("no-tls-spoken", _error(r"35\) [^\n]{0,120}wrong version number")),
    (
        "certificate-rejected",
        _error(
            r"(?:35|60|77)\) schannel:[^\n]{0,80}"
            r"(?:SEC_E_UNTRUSTED_ROOT|CERT_E_UNTRUSTEDROOT|0x80090325|0x800B0109)"
        ),
    ),
    ("certificate-expired", _error(r"(?:35|60)\) schannel:[^\n]{0,80}(?:SEC_E_CERT_EXPIRED|0x80090328)")),
    ("certificate-wrong-host", _error(r"(?:35|60)\) schannel:[^\n]{0,80}(?:SEC_E_WRONG_PRINCIPAL|0x80090322)")),
    (
        "revocation-offline",
        _error(r"35\) schannel:[^\n]{0,120}(?:CRYPT_E_(?:NO_REVOCATION_CHECK|REVOCATION_OFFLINE)|0x8009201[23])"),
    ),
    ("certificate-expired", _error(r"60\) SSL[^\n]{0,60}certificate has expired")),
    ("certificate-not-yet-valid", _error(r"60\) SSL[^\n]{0,60}certificate is not yet valid")),
    ("certificate-wrong-host", _error(r"(?:51|60)\) SSL: no alternative certificate subject name matches")),
    ("certificate-rejected", _error(r"(?:51|60)\) ")),
    ("connection-cut", _error(r"35\) [^\n]{0,120}(?:reset|SYSCALL|unexpected eof|failed to receive handshake)")),
    ("tls-failed", _error(r"35\) ")),
    ("connection-cut", _error(r"(?:52\) |56\) (?:Recv failure|OpenSSL SSL_read|Proxy CONNECT aborted))")),
)
"""Finding and the line that shows it; of those that match one line the first counts."""

_TUNNEL = _error(r"56\) (?:CONNECT tunnel failed, response|Received HTTP code) (?P<status>\d{3})")
_CURL_ISSUER = re.compile(r"^[ \t]{0,8}\*[ \t]{1,4}issuer: ?([^\n]{1,400})$", re.MULTILINE)
_CURL_VERIFIED = re.compile(r"^[ \t]{0,8}\*[ \t]{1,4}SSL certificate verify ok\.", re.MULTILINE)


_WRITES_STATUS = re.compile(r"(?<!\S)(?:-\w{0,8}w|--write-out)[ =]?\S{0,40}%\{(?:http|response)_code\}", re.IGNORECASE)
_STATUS_ALONE = re.compile(r"^[ \t]{0,8}(?P<status>[1-5]\d\d)[ \t]{0,9}$", re.MULTILINE)


def curl(piece: Piece) -> list[Finding] | None:
    """The headers of `-I`, the `>` and `<` lines of `-v`, or `curl: (6) …`."""
    text = piece.text
    typed = piece.prompted and bool(re.match(r"(?:sudo )?curl(?:\.exe)?(?: |$)", piece.command, re.IGNORECASE))
    verbose = bool(_CURL.search(text))
    if not (verbose or typed or _only_headers(text)):
        return None
    found: list[Finding] = []
    asked, tunnel, login = asked_host(piece.command), False, False
    for match in _LINE.finditer(text):
        if match["sent"]:
            tunnel = match["method"].upper() == "CONNECT"
            login = False
            asked = match["target"].rsplit(":", 1)[0] if tunnel else asked
        elif match["host"]:
            asked = asked if tunnel or _IP.match(match["host"]) else match["host"]
        elif match["login"]:
            login = True
            # The answer before it was the proxy's question, not its last word.
            found = [one for one in found if one.name not in ("connect-407", "http-407")]
        elif match["status"] and (verbose or typed or match["got"] or _header_follows(text, match.end())):
            opened = "connection established" in match["words"].lower()
            about = "connect" if opened or (tunnel and match["got"]) else "http"
            name = status_finding(match["status"], about)
            if name:
                found.append(piece.says(name, match, asked))
            tunnel = tunnel and not (login and name == "connect-200") and name != "connect-200"
    if typed and asked and _WRITES_STATUS.search(piece.command):
        alone = list(_STATUS_ALONE.finditer(text))
        name = status_finding(alone[0]["status"]) if len(alone) == 1 else ""
        if name:
            found.append(piece.says(name, alone[0], asked))
    errors: dict[int, Finding] = {}
    for name, pattern in _CURL_ERRORS:
        for match in pattern.finditer(text):
            host = match.groupdict().get("host") or ""
            errors.setdefault(match.start(), piece.says(name, match, "" if _IP.match(host) else host, asked))
    found.extend(errors.values())
    for match in _TUNNEL.finditer(text):
        name = status_finding(match["status"], "connect")
        if name:
            found.append(piece.says(name, match, asked))
            # With -I the proxy's headers are shown too; they are not the server's.
            found = [one for one in found if one.name != name.replace("connect", "http")]
    if _CURL_VERIFIED.search(text):
        found.extend(piece.says("tls-verified", match, asked) for match in _CURL_VERIFIED.finditer(text))
    for match in _CURL_ISSUER.finditer(text):
        trusted = bool(_CURL_VERIFIED.search(text))
        issuer = issued_by(match[1], trusted=trusted)
        if issuer:
            found.append(piece.says(issuer, match, asked))
    return found


def _only_headers(text: str) -> bool:
    """Whether the text is header blocks as `curl -I` prints them: a status line first, a header below it."""
    begin = len(text) - len(text.lstrip())
    match = _LINE.match(text, begin)
    return bool(match and match["status"] and _header_follows(text, match.end())) and not _BARE_REQUEST.search(text)


def _header_follows(text: str, at: int) -> bool:
    return bool(_HEADER_BELOW.match(text, at + 1))


# --- Invoke-WebRequest --------------------------------------------------------------------------------------------

_IWR = re.compile(
    r"(?:^|[ \t+])(?:Invoke-WebRequest|iwr) ?:|InvokeWebRequestCommand|\[Invoke-WebRequest\]",
    re.MULTILINE | re.IGNORECASE,
)
_IWR_TYPED = re.compile(
    r"(?:\+[ \t]{1,9})?\b(?:Invoke-WebRequest|iwr|curl)\b[^\n]{0,80}?(https?://[^\s'\"]{1,500})", re.IGNORECASE
)
_OTHER_CMDLET = re.compile(r"[ \t]{0,8}(?!Invoke-WebRequest\b)[A-Za-z]{3,15}-[A-Za-z]{3,40} ?: ", re.IGNORECASE)
_IWR_STATUS = re.compile(
    r"^[ \t]{0,8}(StatusCode[ \t]{1,12}:[ \t]{1,4}(?P<status>\d{3}))[ \t]{0,9}\n"
    r"[ \t]{0,8}StatusDescription[ \t]{1,12}:",
    re.MULTILINE,
)
"""Both rows: other lists have a StatusCode too."""
_IWR_SELECTED = re.compile(r"(?:Select(?:-Object)? [^|]{0,60}|\)\.|-ExpandProperty )StatusCode\b", re.IGNORECASE)
_SELECTED = re.compile(
    r"^(?:[ \t\n]{0,20}StatusCode[ \t]{0,9}(?::|\n[ \t]{0,8}-{10}[ \t]{0,9}\n))?[ \t\n]{0,20}"
    r"(?P<status>[1-5]\d\d)\s{0,60}\Z",
    re.IGNORECASE,
)

_IWR_ERRORS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "status",
        rx(
            r"(?:The remote server returned an error ?: ?|Der Remoteserver hat einen Fehler zurückgegeben ?: ?"
            r"|Le serveur distant a retourné une erreur ?: ?|リモート サーバーがエラーを返しました: ?"
            r"|远程服务器返回错误: ?)\("
            r"(?P<status>\d{3})\)"
            r"|Response status code does not indicate success: (?P<status7>\d{3})\b"
        ),
    ),
    (
        "tunnel",
        rx(
            r"The proxy tunnel request to proxy ['‘][^'’\n]{1,300}['’] failed with status code ['‘]"
            r"(?P<status>\d{3})['’]"
        ),
    ),
    (
        "name-not-resolved",
        rx(
            r"(?:The remote name could not be resolved|Der Remotename konnte nicht aufgelöst werden"
            r"|Le nom distant n[’']a pas pu être résolu|リモート名を解決できませんでした。?|未能解析此远程名称)"
            r" ?: ?'(?P<host>[\w.-]{1,255})'"
            r"|(?:No such host is known|Der angegebene Host ist unbekannt|Hôte inconnu|Name or service not known"
            r"|nodename nor servname provided, or not known|Temporary failure in name resolution"
            r"|Resource temporarily unavailable"
            r"|The requested name is valid, but no data of the requested type was found)\.?"
            r" ?\((?P<host7>[\w.-]{1,255}):\d{1,5}\)"
        ),
    ),
    (
        "cannot-connect",
        rx(
            r"Unable to connect to the remote server"
            r"|Die Verbindung mit dem Remoteserver kann nicht hergestellt werden"
            r"|Impossible de se connecter au serveur distant|リモート サーバーに接続できません|无法连接到远程服务器"
            r"|No connection could be made because the target machine actively refused it"
            r"|Es konnte keine Verbindung hergestellt werden, da der Zielcomputer die Verbindung verweigerte"
            r"|Aucune connexion n[’']a pu être établie car l[’']ordinateur cible l[’']a expressément refusée"
            r"|Connection refused \([\w.-]{1,255}:\d{1,5}\)"
            r"|A connection attempt failed because the connected party did not properly respond"
        ),
    ),
    (
        "timed-out",
        rx(
            r"The operation has timed out|Timeout für Vorgang überschritten"
            r"|The request was canceled due to the configured HttpClient\.Timeout"
            r"|Le délai d[’']attente de l[’']opération a expiré"
        ),
    ),
    (
        "certificate-rejected",
        rx(
            r"Could not establish trust relationship for the SSL/TLS secure channel"
            r"|The remote certificate is invalid because of errors in the certificate chain"
            r"|The remote certificate is invalid according to the validation procedure"
            r"|Für den geschützten SSL/TLS-Kanal konnte keine Vertrauensstellung hergestellt werden"
            r"|Impossible d[’']établir une relation de confiance pour le canal sécurisé SSL/TLS"
        ),
    ),
    (
        "tls-failed",
        rx(
            r"The request was aborted: Could not create SSL/TLS secure channel"
            r"|Es konnte kein geschützter SSL/TLS-Kanal erstellt werden"
            r"|Impossible de créer un canal sécurisé SSL/TLS"
            r"|The SSL connection could not be established, see inner exception"
        ),
    ),
    (
        "connection-cut",
        rx(
            r"The underlying connection was closed: (?:An unexpected error occurred"
            r"|The connection was closed unexpectedly)"
        ),
    ),
)


def invoke_webrequest(piece: Piece) -> list[Finding] | None:
    """The list of a response, or the cmdlet's error: a WebException, in PowerShell 7 an HttpRequestException."""
    text = piece.text
    typed = piece.prompted and re.match(r"\(?(?:Invoke-WebRequest|iwr)\b", piece.command, re.IGNORECASE)
    failed = _IWR.search(text)
    answers = list(_IWR_STATUS.finditer(text))
    if not (typed or failed or answers):
        return None
    # The window may have cut the command; the error below quotes it again.
    urls = [url[1] for url in (_IWR_TYPED.search(text), _IWR_TYPED.search(piece.command)) if url]
    asked = [asked_host(url) for url in urls] or [asked_host(piece.command)]
    found: list[Finding] = []
    for match in answers:
        name = status_finding(match["status"])
        if name:
            found.append(piece.says(name, match, *asked, group=1))
    selected = _SELECTED.match(text) if typed and _IWR_SELECTED.search(piece.command) else None
    if selected and status_finding(selected["status"]):
        group = selected.re.groupindex["status"]
        found.append(piece.says(status_finding(selected["status"]), selected, *asked, group=group))
    for name, pattern in _IWR_ERRORS if failed or typed else ():
        for match in pattern.finditer(text):
            if _OTHER_CMDLET.match(text, text.rfind("\n", 0, match.start()) + 1):
                continue
            groups = match.groupdict()
            status = groups.get("status") or groups.get("status7") or ""
            host = groups.get("host") or groups.get("host7") or ""
            said = status_finding(status, "connect" if name == "tunnel" else "http") if status else name
            if said:
                found.append(piece.says(said, match, *(asked if any(asked) else [host])))
    return found


# --- Test-NetConnection and nc ------------------------------------------------------------------------------------

_TNC = re.compile(r"^[ \t]{0,8}TcpTestSucceeded[ \t]{1,20}: (True|False)[ \t]{0,9}$", re.MULTILINE | re.IGNORECASE)
_TNC_HOST = re.compile(r"^[ \t]{0,8}ComputerName[ \t]{1,20}: ([\w.-]{1,255})[ \t]{0,9}$", re.MULTILINE | re.IGNORECASE)
_TNC_PORT = re.compile(r"^[ \t]{0,8}RemotePort[ \t]{1,20}: (\d{1,5})[ \t]{0,9}$", re.MULTILINE | re.IGNORECASE)
_TNC_QUIET = re.compile(r"(?:Test-NetConnection|tnc)\b[^\n]{0,300}? -InformationLevel[ :]\"?Quiet\b", re.IGNORECASE)
_TNC_WORD = re.compile(r"^[ \t]{0,8}(True|False)[ \t]{0,9}$", re.MULTILINE)
_TNC_NAME = rx(r"^[ \t]{0,8}(?:WARNING|WARNUNG|AVERTISSEMENT) ?: Name resolution of (\S{1,255}) failed")


def test_netconnection(piece: Piece) -> list[Finding] | None:
    """`TcpTestSucceeded : True`, and warnings above it; one word where less was asked for."""
    text = piece.text
    names, tested = list(_TNC_NAME.finditer(text)), list(_TNC.finditer(text))
    port = asked_port(piece.command)
    quiet = list(_TNC_WORD.finditer(text)) if piece.prompted and port and _TNC_QUIET.match(piece.command) else []
    if names:
        return [piece.says("name-not-resolved", match, match[1]) for match in names]
    if not tested and len(quiet) == 1:
        tested = quiet
        hosts, ports = [asked_host(piece.command)], [port]
    else:
        hosts = [match[1] for match in _TNC_HOST.finditer(text)]
        ports = [int(match[1]) for match in _TNC_PORT.finditer(text)]
    hosts = hosts if len(hosts) == len(tested) else [""] * len(tested)
    ports = ports if len(ports) == len(tested) else [port] * len(tested)
    return [
        piece.says("port-open" if match[1].lower() == "true" else "cannot-connect", match, host, port=port)
        for match, host, port in zip(tested, hosts, ports, strict=True)
    ] or None


_NC_OPEN = re.compile(
    r"^[ \t]{0,8}Connection to (\S{1,255})(?: \([\w.:]{2,60}\))?,? (?:port )?(\d{1,5})[^\n]{0,40} succeeded!",
    re.MULTILINE,
)
_NC_FAILED = re.compile(
    r"^[ \t]{0,8}nc: connect(?:x)? to (\S{1,255})(?: \([\w.:]{2,60}\))? port (\d{1,5})[^\n]{0,40} failed: "
    r"(Connection refused|[^\n]{0,40}timed out|[^\n]{1,60})$",
    re.MULTILINE,
)
_NCAT: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(r"^[ \t]{0,8}Ncat: " + words, re.MULTILINE))
    for name, words in (
        ("port-open", r"Connected to [^\s]{2,255}?:(?P<port>\d{1,5})\."),
        ("timed-out", r"(?:TIMEOUT|Connection timed out)\."),
        ("cannot-connect", r"(?:Connection refused|No route to host|Network is unreachable)\."),
        ("name-not-resolved", r"Could not resolve hostname \"(?P<host>[\w.-]{1,255})\""),
    )
)
_NC_NAME = re.compile(r'^[ \t]{0,8}nc: getaddrinfo(?: for host "([^"\n]{1,255})")?[^\n]{0,20}: ', re.MULTILINE)


def nc(piece: Piece) -> list[Finding] | None:
    """`Connection to … succeeded!` or `nc: connect to … failed: …`; of Ncat `Connected to …` or `TIMEOUT`."""
    text = piece.text
    found = [piece.says("port-open", match, match[1], port=int(match[2])) for match in _NC_OPEN.finditer(text)]
    for match in _NC_FAILED.finditer(text):
        name = "timed-out" if "timed out" in match[3] else "cannot-connect"
        found.append(piece.says(name, match, match[1], port=int(match[2])))
    found.extend(piece.says("name-not-resolved", match, match[1] or "") for match in _NC_NAME.finditer(text))
    asked, port = asked_host(piece.command), asked_port(piece.command)
    for name, pattern in _NCAT:
        for match in pattern.finditer(text):
            groups = match.groupdict()
            host = groups.get("host") or asked
            found.append(piece.says(name, match, host, port=int(groups.get("port") or port)))
    return found or None
