r"""What is known of the affected machine: read from a paste, set by the person, filled into commands. Pure.

`read_situation` says what a paste tells and where; `merge` joins that with what was known before; `fill` writes it into
the slots of a command (`<proxy-host>`, `<proxy-port>`, `<host>`). Nothing is guessed: where a paste names two proxies,
none is read and both are candidates. Nothing is run.

Each table says what a field is told by; a new sign is a line there and one in `tests/test_situation.py`. Every pattern
is linear: bounded repetition, no nested quantifiers.

The rule of quoting. A plain name (letters, digits, inner dots and hyphens) and a port from 1 to 65535 mean the same in
every shell and go in anywhere. Anything else goes in only where the slot is a word of its own, as one quoted word:

    Terminal         shlex.quote; a plain name only where the machine runs Windows, whose shells read it otherwise
    PowerShell       '…' with ' doubled; refused with any of " % & | < > ^ or a \ at the end, which programs started
                     from PowerShell, batch files above all, would see unquoted
    Command Prompt   "…"; refused with any of " % ! ^ or a \ at the end, for which no writing holds both at the prompt
                     and in a batch file (%% and ^ do in one of them only)

Refused everywhere: what is not printable ASCII, what begins with - + @ or /, what is too long, and a value in the place
of a command's name.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from kb.entry import Model
from kb.markup import without_markup
from kb.safe_text import visible_line

Field = Literal["platform", "shell", "cloud", "product", "proxy_host", "proxy_port", "host"]

FIELDS: tuple[Field, ...] = get_args(Field)

NAMES: dict[Field, str] = {
    "platform": "platform",
    "shell": "shell",
    "cloud": "cloud",
    "product": "product",
    "proxy_host": "proxy's name",
    "proxy_port": "proxy's port",
    "host": "host",
}
"""What the fields are called in a sentence."""


class Found(Model):
    """A value of a field as it stands at `start:end` of the text it was read from."""

    field: Field
    value: str
    start: int
    end: int


class Situation(Model):
    """What is known of the affected machine; '' for what is not.

    `host` is the one that could not be reached; `product` is named as in articles. `found` says where values were read:
    a value without a place was set by the person, and a field without a value but with places has several candidates.
    """

    platform: Literal["windows", "macos", "linux", ""] = ""
    shell: Literal["PowerShell", "Command Prompt", "Terminal", ""] = ""
    cloud: Literal["global", "china", ""] = ""
    product: str = ""
    proxy_host: str = ""
    proxy_port: str = ""
    host: str = ""
    found: tuple[Found, ...] = ()

    def value(self, field: Field) -> str:
        """The value of the field of that name."""
        return str(getattr(self, field))

    def places(self, field: Field) -> tuple[Found, ...]:
        """Where the field was read, in the order of the text; nothing for what the person set."""
        return tuple(found for found in self.found if found.field == field)

    def candidates(self, field: Field) -> tuple[str, ...]:
        """The values that contradict each other, in the order of the text; nothing where they do not."""
        return () if self.value(field) else tuple(found.value for found in self.places(field))

    def is_set(self, field: Field) -> bool:
        """Whether the person gave the value."""
        return bool(self.value(field)) and not self.places(field)


@dataclass(frozen=True, slots=True)
class Refused:
    """A value that cannot be written into a command; `reason` is a sentence that names both, safe to show."""

    field: Field
    value: str
    reason: str


# --- reading ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sign:
    """A text that tells a value by being there. Where a field has a `sure` one, the others do not count for it."""

    field: Field
    value: str
    pattern: re.Pattern[str]
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Place:
    """A text with the value in it: the groups `host` and `port` of the pattern, `list` for several in a row.

    `beside` must stand somewhere in the paste. `bare`: one word without dot, scheme and port is a name here.
    """

    pattern: re.Pattern[str]
    sure: bool = True
    beside: re.Pattern[str] | None = None
    bare: bool = False


def _re(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.ASCII | re.MULTILINE)


def _exact(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.ASCII | re.MULTILINE)


_PATH = r"(?<![\w./:@-])"  # begins a path that is no part of a URL or of another path
_SOURCE = r"(?![^:\r\n]{0,300}\.(?:cs|vb|fs|cpp|c|h):)"  # the library's own source file, where it was built
_VENV = r"^(?:\([\w.-]{1,60}\) ?)?"
_USER_AT = _VENV + r"[\w.-]{1,64}@[\w.-]{1,64}"
_BRACKETS = _VENV + r"\[[\w.-]{1,64}@[\w.-]{1,64} [^\]\r\n]{1,200}\][$#](?: |$)"
_MAC = r"^[\w-]{0,40}(?:MacBook|iMac|Mac-(?:mini|Studio|Pro))[\w.-]{0,60}"
_NO_COMMAND = r"is not recognized as an internal or external command"
_ENDS = r"(?![\w-]|\.\w)"

SIGNS: tuple[Sign, ...] = (
    # Paths.
    Sign(
        "platform", "windows", _exact(rf"(?<![\w/:\\])[A-Za-z]:\\{{1,2}}{_SOURCE}(?:[\w(){{}}%~$. -]{{2}}|(?=[>\s]))")
    ),
    Sign("platform", "windows", _re(r"(?<![\w/:])[a-z]:/(?:users|windows|program ?files|programdata)\b")),
    Sign("platform", "windows", _re(r"%(?:(?:local)?appdata|userprofile|windir|systemroot|program(?:files|data))%")),
    Sign("platform", "windows", _re(r"\b(?:HKEY_(?:LOCAL_MACHINE|CURRENT_USER|USERS)|HK(?:LM|CU):?)\\")),
    Sign("platform", "macos", _exact(_PATH + r"/(?:Users|Applications|System/Library|Library|Volumes)/(?=[^/\s])")),
    Sign("platform", "macos", _exact(_PATH + r"/(?:opt/homebrew|private/(?:var|etc|tmp))/")),
    Sign("platform", "linux", _exact(_PATH + r"/(?:home|snap|proc)/(?=[^/\s])")),
    Sign("platform", "linux", _exact(_PATH + r"/etc/(?:ssl/certs|pki|apt|yum|systemd|sysconfig|environment)\b")),
    Sign("platform", "linux", _exact(_PATH + r"/(?:usr/)?lib/(?:[\w-]{1,20}-linux-gnu|systemd|python3/dist-)")),
    # Prompts.
    Sign("platform", "windows", _exact(_VENV + r"PS [A-Za-z]:\\[^>\r\n]{0,260}>")),
    Sign("platform", "macos", _exact(r"^PS /Users/[^>\r\n]{0,260}>")),
    Sign("platform", "linux", _exact(r"^PS /home/[^>\r\n]{0,260}>")),
    Sign("platform", "windows", _exact(_USER_AT + r" (?:MINGW(?:32|64)|MSYS|UCRT64) ")),
    Sign("platform", "linux", _exact(_USER_AT + r":[~/][^\r\n$#]{0,200}[$#](?: |$)")),
    Sign("platform", "linux", _exact(_BRACKETS)),
    Sign("platform", "macos", _exact(_USER_AT + r" [^\s%]{1,200} % ")),
    Sign("platform", "macos", _exact(_MAC + r":[^\s$#]{1,200} [\w.-]{1,64}[$#] ")),
    Sign("shell", "PowerShell", _exact(_VENV + r"PS (?:[A-Za-z]:\\|/)[^>\r\n]{0,260}>")),
    Sign("shell", "Command Prompt", _exact(_VENV + r"[A-Za-z]:\\[^<>|\"*?\r\n]{0,260}>")),
    Sign("shell", "Terminal", _exact(_USER_AT + r"(?::[~/][^\r\n$#]{0,200}[$#](?: |$)| [^\s%]{1,200} % | MINGW)")),
    Sign("shell", "Terminal", _exact(_BRACKETS)),
    Sign("shell", "Terminal", _exact(r"^[\w.-]{1,64}:[~/][^\s$#]{0,200} [\w.-]{1,64}[$#] ")),
    Sign("shell", "Terminal", _exact(r"^\$ (?=[a-z])"), sure=False),
    # What shells print.
    Sign("shell", "PowerShell", _re(r"^At line:\d{1,6} char:\d{1,6}")),
    Sign("shell", "PowerShell", _re(r"\bFullyQualifiedErrorId\s{0,4}:")),
    Sign("shell", "PowerShell", _re(r"\$env:\w"), sure=False),
    Sign("shell", "Command Prompt", _re(_NO_COMMAND)),
    Sign("shell", "Terminal", _exact(r"^(?:-?bash|zsh|sh|dash): (?:line \d{1,6}: )?[\w./ -]{1,80}: ")),
    Sign("platform", "windows", _re(_NO_COMMAND)),
    Sign("platform", "windows", _re(r"^At line:\d{1,6} char:\d{1,6}"), sure=False),
    Sign("platform", "windows", _re(r"\bFullyQualifiedErrorId\s{0,4}:"), sure=False),
    # What programs of one system print.
    Sign("platform", "windows", _re(r"\bCurrent WinHTTP proxy settings:|\bnetsh winhttp\b|\bdsregcmd\b")),
    Sign("platform", "windows", _re(r"\bMicrosoft Windows (?:\[Version |NT \d)|\bSystem Windows_NT\b")),
    Sign("platform", "windows", _re(r"\bschannel: |\(Windows\) libcurl/|\bcurl\.exe\b")),
    Sign("platform", "windows", _re(r"\bat System\.Net\.(?:HttpWebRequest|WebClient|ServicePoint)\."), sure=False),
    Sign("platform", "windows", _re(r"\bSystem\.Net\.WebException\b"), sure=False),
    Sign("platform", "macos", _re(r"-apple-darwin\d|\bDarwin Kernel Version\b|\bnpm (?:ERR!|error) System Darwin\b")),
    Sign("platform", "macos", _re(r"\bProductName:\s{1,8}(?:macOS|Mac OS X)\b|\bnetworksetup -|\bscutil --")),
    Sign("platform", "linux", _re(r"-linux-(?:gnu|musl)\b|\bnpm (?:ERR!|error) System Linux\b")),
    Sign("platform", "linux", _re(r"\bPRETTY_NAME=\"|^Linux [\w.-]{1,64} \d{1,2}\.\d")),
    # Hosts that only one cloud has.
    Sign("cloud", "china", _re(rf"(?<![\w-])(?:partner\.)?microsoftonline(?:-p)?\.cn{_ENDS}")),
    Sign("cloud", "china", _re(rf"(?<![\w-])(?:chinacloudapi|windowsazure|azure|msappproxy|sharepoint)\.cn{_ENDS}")),
    Sign("cloud", "china", _re(rf"(?<![\w-])partner\.outlook\.cn{_ENDS}")),
    Sign("cloud", "global", _re(rf"(?<![\w-])(?:microsoftonline(?:-p)?\.com|msappproxy\.net){_ENDS}")),
    Sign("cloud", "global", _re(rf"(?<![\w-])(?:login|graph|core|servicebus)\.windows\.net{_ENDS}")),
    Sign("cloud", "global", _re(rf"(?<![\w-])(?:teams|graph)\.microsoft\.com{_ENDS}|\bteams\.cloud\.microsoft{_ENDS}")),
    Sign("cloud", "global", _re(rf"(?<![\w-])(?:management\.azure|outlook\.office(?:365)?)\.com{_ENDS}")),
    # Products, named as in articles. What a tool prints is less: it may have been used to test another.
    Sign("product", "Microsoft Entra Connect", _re(r"\b(?:Azure ?AD|Entra|AAD) ?Connect\b(?! Health)")),
    Sign("product", "Microsoft Entra Connect", _re(r"\bmiiserver\b|\bADSync\b|\bMicrosoft Azure AD Sync\b")),
    Sign("product", "Microsoft Entra application proxy", _re(r"\bApp(?:lication)? ?Proxy ?(?:Connector|Agent)")),
    Sign("product", "Microsoft Entra application proxy", _re(r"\bprivate network connector\b|\bmsappproxy\.net\b")),
    Sign("product", "Microsoft Teams", _re(r"\b(?:ms-)?teams\.exe\b|\bMSTeams(?![a-z])|\bcom\.microsoft\.teams")),
    Sign("product", "Microsoft Teams", _re(r"\bMicrosoft Teams\b")),
    Sign("product", "Git", _re(r"^fatal: (?:unable to access|could not read)|\bgit-remote-https\b"), sure=False),
    Sign("product", "npm", _re(r"^npm (?:ERR!|error|warn) "), sure=False),
    Sign("product", "Python", _re(r"^Traceback \(most recent call last\)|\burllib3\.exceptions\."), sure=False),
)

_HOST = r"(?P<host>[a-z0-9](?:[\w.-]{0,251}[a-z0-9])?)"
_PORT = r":(?P<port>[0-9]{1,5})(?![0-9])"
_END = r"(?![\w@:-]|\.\w)"  # not in the middle of a name, nor before a password
_USER = r"(?:[^\s@/\"'<>]{1,200}@)?"
_URL = rf"[\"'\\]{{0,3}}(?P<scheme>[a-z][a-z0-9]{{2,8}}://)?{_USER}{_HOST}(?:{_PORT})?{_END}"
_LIST = r"(?P<list>[a-z0-9][\w.:=;/-]{2,400})"
_GAP = r"[ \t]{0,60}"

PROXIES: tuple[Place, ...] = (
    # curl -v; "Uses proxy env variable no_proxy" names what goes past the proxy.
    Place(_re(rf"\buses proxy env variable (?!no_)\w{{1,20}} == {_URL}")),
    Place(
        _re(
            rf"\bConnected to {_HOST} \([^)\n]{{0,60}}\) port (?P<port>[0-9]{{1,5}})\b[^\n]{{0,80}}\n"
            r"(?:[*<>{}][^\n]{0,200}\n){0,6}?"
            r"(?:\* (?:Establish HTTP proxy tunnel|CONNECT tunnel|allocate connect buffer)|> CONNECT )"
        ),
        bare=True,
    ),
    Place(_re(rf"\bcould not resolve proxy(?: name)?: {_HOST}"), bare=True),
    Place(_re(rf"\bfailed to connect to [\w.-]{{1,253}} port [0-9]{{1,5}} via {_HOST}(?= )"), bare=True),
    # Command lines.
    Place(_re(rf"(?<![\w-])--(?:https?-)?proxy(?:-server)?[ =]{_URL}")),
    Place(_re(rf"\bcurl(?:\.exe)? (?:[^\n|;&]{{0,300}} )?-x ?{_URL}")),
    Place(_re(rf"(?<![\w-])-Proxy[ :]{{1,2}}{_URL}")),
    # Variables, as they are set and as they are listed.
    Place(_re(rf"(?<![\w.-])(?:npm_config_)?(?:https?|all)(?:_proxy[\"']?|proxy[\"']){_GAP}[=:]?{_GAP}{_URL}")),
    Place(_re(rf"['\"]https?['\"]: ['\"]http://{_USER}{_HOST}{_PORT}{_END}")),
    # git and npm, Docker, pip.
    Place(_re(rf"(?<![\w.])(?:https?|remote\.[\w-]{{1,40}})\.proxy[ \t=:]{{1,4}}{_URL}")),
    Place(_re(rf"^[; \t]{{0,8}}(?:https?-)?proxy[ \t]{{0,8}}[=:][ \t]{{0,8}}{_URL}")),
    Place(_re(rf"\bconfig set (?:--?\w+ )?(?:https?-)?proxy[ =]{_URL}")),
    # .NET.
    Place(_re(rf"\bproxyaddress[ \t]{{0,4}}=[ \t]{{0,4}}(?:&quot;|\"|\\|'| ){{0,4}}{_URL}")),
    Place(_re(rf"\btunnel request to proxy {_URL}"), bare=True),
    # netsh winhttp show proxy, in the languages of Windows; the registry's value.
    Place(_re(rf"\bProxy[ -]?Server(?:\(s\))?{_GAP}:{_GAP}{_LIST}")),
    Place(_re(rf"(?:\bServeur\(s\) proxy|\bServidor(?:\(es\))? proxy|代理服务器){_GAP}:{_GAP}{_LIST}")),
    Place(_re(rf"\bProxyServer[ \t]{{1,20}}REG_SZ[ \t]{{1,20}}{_LIST}")),
    # macOS: scutil --proxy, networksetup -getwebproxy. What is off keeps its values.
    Place(
        _re(rf"\bHTTPS?Enable : 1\s{{1,20}}HTTPS?Port : (?P<port>[0-9]{{1,5}})\s{{1,20}}HTTPS?Proxy : {_HOST}(?=\s|$)"),
        bare=True,
    ),
    Place(_re(rf"^Enabled: Yes\s{{1,4}}Server: {_HOST}\s{{1,4}}Port: (?P<port>[0-9]{{1,5}})\b"), bare=True),
    # A PAC file's answer, and a sentence.
    Place(_re(rf"(?<![\w-])proxy(?: server)?(?: is| at|:)?[ ]{{1,3}}['\"]?(?:http://)?{_USER}{_HOST}{_PORT}{_END}")),
    # What Squid says of itself; it may go by another name than the one that it is reached by.
    Place(_re(rf"\bX-Cache-Lookup: [A-Z_]{{2,20}} from {_HOST}{_PORT}"), sure=False, bare=True),
    Place(_re(rf"\bVia: (?:1\.[01]|HTTP/1\.[01]) {_HOST}(?:{_PORT})? \(squid"), sure=False, bare=True),
    Place(_re(rf"\bGenerated [^\n<]{{10,60}} by {_HOST} \(squid"), sure=False, bare=True),
    Place(
        _re(rf"^[A-Z][a-z]{{2}} {{1,2}}\d{{1,2}} \d\d:\d\d:\d\d {_HOST} \(?squid(?:-\d{{1,3}})?\)?\["),
        sure=False,
        bare=True,
    ),
    Place(_re(rf"^visible_hostname {_HOST}"), sure=False, bare=True),
)

_REFUSED_BY_PROXY = _re(
    r"\bCONNECT tunnel failed|\bReceived HTTP code [0-9]{3} from proxy after CONNECT|\bProxy CONNECT aborted"
    r"|^< HTTP/1\.[01] (?:40[37]|50[234]) "
)

_SCRIPT = r"[\w.-]{1,200}\.(?:[jt]sx?|java|kt|py|rb|go|cs|php):"  # a frame of a stack: "(app.js:27)"

HOSTS: tuple[Place, ...] = (
    # .NET.
    Place(_re(rf"\bremote name could not be resolved:? ?['\"]{_HOST}(?:{_PORT})?['\"]"), bare=True),
    Place(_re(rf"(?<=[ 。])\((?!{_SCRIPT}){_HOST}:[0-9]{{1,5}}\)(?=\s*$|\s---|['\"])")),
    # curl and git.
    Place(_re(rf"\bcould(?: not|n't) resolve host(?: name)?:? ['\"]?{_HOST}"), bare=True),
    Place(_re(rf"\bfailed to connect to {_HOST} port [0-9]{{1,5}}\b"), bare=True),
    Place(_re(rf"> CONNECT {_HOST}:[0-9]{{1,5}} HTTP/"), beside=_REFUSED_BY_PROXY, bare=True),
    Place(_re(rf"\bEstablish HTTP proxy tunnel to {_HOST}:[0-9]{{1,5}}"), beside=_REFUSED_BY_PROXY, bare=True),
    # Node.js and npm; an address with a port where no name was left.
    Place(_re(rf"\bgetaddrinfo (?:ENOTFOUND|EAI_AGAIN) {_HOST}"), bare=True),
    Place(_re(rf"\bconnect E(?:CONNREFUSED|TIMEDOUT|HOSTUNREACH|NETUNREACH) {_HOST}:[0-9]{{1,5}}"), bare=True),
    # Python.
    Place(
        _re(rf"HTTPS?ConnectionPool\(host='{_HOST}', port=[0-9]{{1,5}}\): (?:Max retries|Read timed out)"), bare=True
    ),
    Place(_re(rf"\bfailed to resolve '{_HOST}'"), bare=True),
    # DNS tools.
    Place(_re(rf"\bcan't find {_HOST}:"), bare=True),
    Place(_re(rf"\bstatus: (?:NXDOMAIN|SERVFAIL)\b[^?]{{0,600}}QUESTION SECTION:\s{{1,4}};{_HOST}\.\s"), bare=True),
    Place(_re(rf"\bResolve-DnsName : {_HOST} : "), bare=True),
    Place(_re(rf"\bName resolution of {_HOST} failed"), bare=True),
    Place(_re(rf"\bhost {_HOST} not found: [0-9]\("), bare=True),
    # Reaching a port.
    Place(_re(rf"\bTCP connect to \(?{_HOST} ?: ?[0-9]{{1,5}}\)? failed"), bare=True),
    Place(_re(rf"^ComputerName {{1,20}}: {_HOST}\s[^\f]{{0,400}}?^TcpTestSucceeded {{1,20}}: False"), bare=True),
    Place(_re(rf"\bnc: connect to {_HOST} [^\n]{{0,80}}(?:failed|refused)"), bare=True),
    Place(_re(rf"\bnc: getaddrinfo for host \"{_HOST}\""), bare=True),
    Place(_re(rf"\bcould not find host {_HOST}\. Please"), bare=True),
    Place(_re(rf"\bping: (?:cannot resolve )?{_HOST}: (?:Unknown host|Name or service|Temporary failure)"), bare=True),
    # A proxy's own log.
    Place(_re(rf"\bTCP_[A-Z_]{{3,40}}/(?:40[37]|50[234]) [0-9]{{1,12}} CONNECT {_HOST}:[0-9]{{1,5}}"), bare=True),
)
"""Where the host stands that could not be reached."""

_IN_LIST = re.compile(
    rf"(?:^|;)(?:https?=)?(?P<scheme>https?://)?{_HOST}(?:{_PORT})?(?=;|/|$)", re.IGNORECASE | re.ASCII
)
_NO_HOST = frozenset("none null true false undefined direct http https socks socks5 0.0.0.0".split())
_KEPT = 8  # values of a field; a log may name thousands of hosts


def read_situation(text: str) -> Situation:
    """What the paste says of the affected machine, with places; '' where it says nothing or two things."""
    plain = without_markup(text)
    texts = (text,) if plain == text else (text, plain)
    signs = [(sign.sure, found) for sign in SIGNS for found in _signs(sign, text)]
    proxies = [pair for place in PROXIES for each in texts for pair in _values(place, each, "proxy_host", "proxy_port")]
    hosts = [pair for place in HOSTS for each in texts for pair in _values(place, each, "host", None)]
    return _from(_surest([*signs, *proxies, *hosts]))


def _signs(sign: Sign, text: str) -> Iterator[Found]:
    match = sign.pattern.search(text)
    if match:
        yield Found(field=sign.field, value=sign.value, start=match.start(), end=match.end())


def _values(place: Place, text: str, host: Field, port: Field | None) -> Iterator[tuple[bool, Found]]:
    if place.beside and not place.beside.search(text):
        return
    for match in place.pattern.finditer(text):
        if "list" in place.pattern.groupindex:
            begin = match.start("list")
            for part in _IN_LIST.finditer(match["list"]):
                yield from _value(place, part, begin, host, port)
        else:
            yield from _value(place, match, 0, host, port)


def _value(
    place: Place, match: re.Match[str], begin: int, host: Field, port: Field | None
) -> Iterator[tuple[bool, Found]]:
    groups = match.groupdict()
    name, number = groups["host"], groups.get("port")
    named = place.bare or "." in name or number or groups.get("scheme")
    if not named or name.isdigit() or name.lower() in _NO_HOST:
        return
    at = begin + match.start("host")
    yield place.sure, Found(field=host, value=name, start=at, end=at + len(name))
    if port and number and is_port(number):
        at = begin + match.start("port")
        yield place.sure, Found(field=port, value=number, start=at, end=at + len(number))


def _surest(found: list[tuple[bool, Found]]) -> Iterator[Found]:
    sure = {each.field for is_sure, each in found if is_sure}
    return (each for is_sure, each in found if is_sure or each.field not in sure)


def _from(found: Iterable[Found]) -> Situation:
    """The situation that the places tell: a field with one value has it, the first place of each value is kept."""
    first: dict[tuple[Field, str], Found] = {}
    for each in sorted(found, key=lambda each: (each.start, each.end)):
        first.setdefault((each.field, each.value.lower()), each)
    values: dict[str, str] = {}
    kept: list[Found] = []
    for field in FIELDS:
        own = [each for each in first.values() if each.field == field]
        kept += own[:_KEPT]
        if len(own) == 1:
            values[field] = own[0].value
    return Situation.model_validate({**values, "found": tuple(sorted(kept, key=lambda each: (each.start, each.end)))})


# --- what is known and what is new --------------------------------------------------------------------


def merge(old: Situation, new: Situation) -> Situation:
    """Both as one. What the person set wins over what was read, and the newer of two settings over the older.

    Two readings that contradict each other leave the field without a value and both as candidates; only the host is
    that of the newer paste, if it names one, for the next error may well be about another.
    """
    values: dict[str, object] = {}
    found: list[Found] = []
    for field in FIELDS:
        setting = next((each for each in (new, old) if each.is_set(field)), None)
        if setting:
            values[field] = setting.value(field)
        elif field == "host" and new.places(field):
            found += new.places(field)
        else:
            found += (*old.places(field), *new.places(field))
    read = _from(found)
    return read.model_copy(update=values)


def assign(situation: Situation, field: Field, value: str) -> Situation | Refused:
    """The situation with a value that the person gave; '' takes back what was set or read."""
    value = value.strip()
    why = "" if value.isprintable() else "it holds characters that cannot be seen"
    if value and field in SLOTS.values():
        why = _unsafe(field, value)
    if why:
        return _refused(field, value, why)
    data = {each: situation.value(each) for each in FIELDS if each != field}
    found = tuple(each for each in situation.found if each.field != field)
    try:
        return Situation.model_validate({**data, field: value, "found": found})
    except ValueError:  # pydantic's: one of a few words was asked for
        allowed = [word for word in get_args(Situation.model_fields[field].annotation) if word]
        return _refused(field, value, f"it is none of {', '.join(allowed)}" if allowed else "it is no text")


# --- filling ------------------------------------------------------------------------------------------

SLOTS: dict[str, Field] = {"proxy-host": "proxy_host", "proxy-port": "proxy_port", "host": "host"}
"""What may stand between < and > in a command, and the field that goes there."""

_SLOT = re.compile(rf"<({'|'.join(SLOTS)})>")
_ANY_SLOT = re.compile(r"<[a-z][a-z-]{0,30}>")
_PLAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]|\.(?=[A-Za-z0-9]))*\.?")
_LONGEST = 253  # characters of a host name
_LIKE_AN_OPTION = "-+@/"
_LIKE_A_NUMBER = re.compile(r"[0-9](?!.*\..*\..*\.)")  # 10, 1e3, 2kb; an address with three dots is none

_WHOLE_QUOTES = re.compile(r"'[^'\"`\\$]*'|\"[^'\"`\\$%^]*\"")
_COMMAND_NAME = re.compile(
    r"(?:^|[\n;|&({]|=\s)\s*(?:(?:sudo|env|exec|eval|call|start|nohup|time|xargs)\s+)?$|\$[\w:.]+\s*[+-]?=$"
)
_READ_TWICE = re.compile(
    r"\b(?:eval|ssh|watch|xargs|su|iex|invoke-expression|powershell|pwsh|wsl|cmd)\b|\b(?:ba|z|da)?sh\s", re.IGNORECASE
)  # another shell reads the word again, without its quotes


@dataclass(frozen=True, slots=True)
class Quoting:
    """How a shell quotes a word. `open`: what, before a slot and outside whole quotes, leaves its reading unsure."""

    quote: Callable[[str], str]
    refused: str
    open: re.Pattern[str]
    trailing: str = ""


QUOTING: dict[str, Quoting] = {
    "Terminal": Quoting(shlex.quote, "", re.compile(r"['\"`\\#]|\$[({'\"]|<<")),
    "PowerShell": Quoting(
        lambda value: "'" + value.replace("'", "''") + "'", '"%&|<>^', re.compile(r"['\"`#]|--%|\$\("), "\\"
    ),
    "Command Prompt": Quoting(lambda value: f'"{value}"', '"%!^', re.compile(r"[\"^]"), "\\"),
}


def fill(command: str, shell: str, situation: Situation) -> str | Refused:
    """The command with the known values in its slots, quoted for its shell; nothing else of it changes.

    Slots without a value, and unknown ones, stay as they are. The first value that cannot be written safely refuses the
    whole. It is text to show or copy: whether the command changes the system is said beside it (`changes_system`).
    """
    parts: list[str] = []
    at = 0
    for slot in _SLOT.finditer(command):
        field = SLOTS[slot[1]]
        value = situation.value(field)
        if not value:
            continue
        why = _unsafe(field, value) or _misplaced(command, slot)
        if why:
            return _refused(field, value, why)
        written = _written(command, slot, value, shell, situation)
        if isinstance(written, Refused):
            return written
        parts += [command[at : slot.start()], written]
        at = slot.end()
    return "".join([*parts, command[at:]])


def is_port(value: str) -> bool:
    """Whether it is a port number as a command takes it: 1 to 65535, without a sign or leading zeros."""
    return value.isascii() and value.isdigit() and value[0] != "0" and len(value) <= 5 and int(value) <= 65535


def is_plain_name(value: str) -> bool:
    """Whether it is a host name or address of letters, digits, dots and hyphens, the same in every shell and URL."""
    return len(value) <= _LONGEST and _PLAIN.fullmatch(value) is not None


def _unsafe(field: Field, value: str) -> str:
    """Why the value goes into no command at all, or ''."""
    if not (value.isascii() and value.isprintable()):
        return (
            "it holds line breaks, control characters or letters outside ASCII (write an international name as xn--…)"
        )
    if len(value) > _LONGEST:
        return f"it is longer than {_LONGEST} characters"
    if value[0] in _LIKE_AN_OPTION:
        return f"it begins with {value[0]}, so that a program could take it for an option or a file"
    if field == "proxy_port" and not is_port(value):
        return "it is no port number from 1 to 65535"
    return ""


def _misplaced(command: str, slot: re.Match[str]) -> str:
    if _COMMAND_NAME.search(_ANY_SLOT.sub("x", command[: slot.start()])):
        return f"{slot[0]} stands where the name of a program is expected, so that it would be run"
    return ""


def _written(command: str, slot: re.Match[str], value: str, shell: str, situation: Situation) -> str | Refused:
    """The value as it goes in at the slot."""
    field = SLOTS[slot[1]]
    quoting = QUOTING.get(shell)
    alone = quoting is not None and _is_a_word(command, slot, quoting)
    if is_plain_name(value):
        as_text = alone and shell == "PowerShell" and field != "proxy_port" and _LIKE_A_NUMBER.match(value)
        return f"'{value}'" if as_text else value
    only = "only letters, digits, dots and hyphens are safe"
    if quoting is None or not alone:
        return _refused(field, value, f"{slot[0]} stands inside a URL, quotes or another word there, where {only}")
    if shell == "Terminal" and situation.platform == "windows":
        return _refused(
            field, value, f"the shells of Windows read quotes otherwise than this command's, so that {only}"
        )
    bad = next((char for char in value if char in quoting.refused), "")
    if bad:
        return _refused(field, value, f"{shell} has no quoting in which {bad} is safe")
    if quoting.trailing and value.endswith(quoting.trailing):
        return _refused(field, value, f"it ends with {quoting.trailing}, which would undo the closing quote")
    return quoting.quote(value)


def _is_a_word(command: str, slot: re.Match[str], quoting: Quoting) -> bool:
    """Whether the slot is a word by itself, surely outside quotes and comments."""
    before, after = command[: slot.start()], command[slot.end() :]
    if (before and not before[-1].isspace()) or (after and not after[0].isspace()):
        return False
    return not _READ_TWICE.search(before) and not quoting.open.search(
        _WHOLE_QUOTES.sub("x", _ANY_SLOT.sub("x", before))
    )


def _refused(field: Field, value: str, why: str) -> Refused:
    shown = visible_line(value if len(value) <= 60 else value[:60] + "…")
    return Refused(field, value, f"The {NAMES[field]} “{shown}” cannot be filled in: {why}.")
