"""Whether what a redaction rule found is somebody's at all: a judge for each kind of rule. Pure.

A judge looks at a value in its place and lets it pass, or not: a public host, a place-holder, an error code or a word
of the sentence is nobody's. `redaction_rules.RULES` names the judge of each rule.
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from collections.abc import Callable, Iterator
from ipaddress import AddressValueError, IPv6Address

from kb.everyday_words import EVERYDAY_WORDS
from kb.public_hosts import PUBLIC_CLIENTS, is_own_v4, is_public_v4, is_public_v6, tenant_part

Found = tuple[str, int, int]
"""A kind, and from where to where a value of it stands."""


HEX = re.compile(r"[0-9a-f-]{32,}", re.IGNORECASE)

_SHORTEST_MIX = 4


def is_mixed(word: str) -> bool:
    """Whether a word of letters has a digit or a hyphen, as names of machines do and words of a sentence do not."""
    return (
        len(word) >= _SHORTEST_MIX
        and any(map(str.isalpha, word))
        and any(char.isdigit() or char == "-" for char in word)
        and not ERROR_CODE.fullmatch(word)
    )


ERROR_CODE = re.compile(
    r"0x[0-9a-f]{1,16}|(?:AADSTS|AADB2C|CAA|BAA|MSAL|ADAL|TPM|HTTP|WinHTTP|DSREG)[-_:]?\d[0-9A-F]{1,9}|CAA[0-9A-F]{5}"
    r"|-?2147\d{6}|(?:ERROR|ERR|WSA|SEC|CRYPT|CERT|NTE|RPC|STATUS|E)_?[A-Z]+(?:_[A-Z0-9]+)+|E[A-Z]{5,20}",
    re.IGNORECASE,
)
_NO_VALUE = re.compile(
    r"[*•xX.#?_-]+|\[?(?:redacted|hidden|masked|omitted|removed|scrubbed|placeholder)\]?|[$%{]\(?[A-Za-z_{][\w:.{-]*[})%]{0,2}(?:\(\)?[\w.]*)?|[{\[]+u?['\"].*"
    r"|\$\([^()]*\)?|<[^<>]*>|\(?(?:null|nil|none|undefined|empty|true|false|yes|no|not|n/a|unset|set|ok|0|1)\)?"
    r"|\{?EUII.*|\{\w*\}?|your[\w-]*|my-?(?:password|secret|token|user)|…",
    re.IGNORECASE,
)
WORDS = frozenset(
    """incorrect wrong expired expires required invalid missing enabled disabled failed failure changed unknown denied
    locked blocked rejected accepted valid never always optional encrypted protected stored error errors warning
    success succeeded authentication authorization authenticated authorized bearer basic negotiate ntlm kerberos
    digest microsoft windows office teams azure entra outlook edge chrome firefox safari google apple linux macos
    android intune exchange sharepoint onedrive github gitlab docker python node java curl openssl schannel winhttp
    wininet zscaler netskope fortinet fortigate bluecoat squid symantec cisco umbrella mcafee forcepoint sophos
    checkpoint citrix netscaler paloalto okta proxy proxies firewall gateway server servers client clients host hosts
    hostname localhost computer machine device domain tenant user users username password passwords account accounts
    login logon admin administrator administrators root system service services network local internal external
    private public default guest test tests testing demo sample example examples contact mail smtp http https ldap
    address addresses value values string number certificate certificates issuer subject token tokens secret cookie
    session connect connected connection connector connectors request response status code codes message messages
    header headers version update updates install config configuration settings setting policy group groups directory
    company corporate corp intranet internet cloud global world europe germany china japan france america english
    workgroup builtin authority everyone anonymous common organizations consumers unknown application app apps support
    sales info help desk team staff build builder runner deploy backup database oracle mysql postgres mongo redis
    apache nginx tomcat jenkins monitor monitoring print printer files share shared public web website portal online
    office365 mobile phone laptop desktop workstation virtual remote access control center centre manager management
    security secure audit report reports analytics agent agents process processor worker master primary secondary
    backend frontend origin source target destination upstream downstream timeout refused reset closed""".split()
)
"""Words of the trade: as values they are a state or nobody's name, and in a sentence they are a word."""

_NOBODY = re.compile(
    r"(?:public|default\w*|all|all ?users|everyone|administrators?|admin|root|system|local ?system|localservice|service"
    r"|local service|network ?service|guest|sa|sys|nobody|daemon|postgres|mysql|nginx|apache|squid|proxy|app"
    r"|www-data|shared|me|self|current\w*|user|users|username"
    r"|user ?name|name|anonymous|unknown|git|runner|ubuntu|ec2-user|vagrant|wdagutilityaccount|defaultaccount|iusr|nt"
    r"|iis|azureadssoacc|anyone|someone"
    r"|delta|common|\$?host|id|the|is|was|are|has|have|with|does|did|do|can|cannot|could|will"
    r"|would|not|in|of|to|for|and|or|a|an"
    r"|object|string|null|dwm-\d+|umfd-\d+|-|\.|linuxbrew"
    r"|(?:tenant|user|domain|account)[._]?(?:id|name)|\w*ErrorDomain|\d{1,4})\$?",
    re.IGNORECASE,
)
_NO_DOMAIN = frozenset(
    """hklm hkcu hkcr hku hkcc hkey_local_machine hkey_current_user software system sam security bcd authority nt
    builtin service apppool virtual cert localmachine currentuser my root ca windows program users programdata
    system32 syswow64 microsoft bin obj debug release src lib inf temp tmp wow6432node currentcontrolset controlset001
    services error warn warning info failed failure http https tcp udp global local session font window manager
    root\\cimv2 cimv2 wmi device pipe unc globalroot harddiskvolume1 data logs log config content docs""".split()
)
"""What stands before a backslash in registries, certificate stores, built-in accounts and paths."""

_COMMON_DOMAINS = frozenset("azuread microsoftaccount workgroup localhost".split())
_FILE = re.compile(
    r".*\.(?:exe|dll|sys|log|txt|ini|xml|json|config|cfg|ps1|bat|cmd|py|js|ts|sh|cs|cpp|h|c|md|yml|yaml|zip|msi|etl|evtx|pem"
    r"|cer|crt|pfx|csv|html?|aspx?|dat|tmp|lnk|inf|reg|cab)",
    re.IGNORECASE,
)


def judged(judge: str, pattern: re.Pattern[str], text: str) -> Iterator[Found]:
    """What a rule finds in a text, as far as its judge lets it pass."""
    several = _PAIRS.get(judge)
    if several is not None:
        for match in pattern.finditer(text):
            yield from several(text, [span for span in match.regs[1:] if span[0] >= 0])
        return
    single = _JUDGES.get(judge)
    for match in pattern.finditer(text):
        for start, end in match.regs[1:]:
            if start < 0:
                continue
            if single is None:
                yield judge, start, end
            else:
                yield from single(text, start, end)


def _secret(kind: str) -> Callable[[str, int, int], Iterator[Found]]:
    """Judge of what a field or an option gives: everything but place-holders, error codes and words of a sentence."""

    def judge(text: str, start: int, end: int) -> Iterator[Found]:
        end = _without_end(text, start, end)
        value = text[start:end]
        if (
            value
            and "PRIVATE KEY-----" not in value  # has a rule of its own
            and not _NO_VALUE.fullmatch(value)
            and not ERROR_CODE.fullmatch(value)
            and not _is_prose(text, start, end)
        ):
            yield kind, start, end

    return judge


def _any_password(text: str, start: int, end: int) -> Iterator[Found]:
    """Judge of what an option gives or stands before the @ of a URL: any word may be a password there."""
    if not _NO_VALUE.fullmatch(text[start:end]):
        yield "password", start, end


def _without_end(text: str, start: int, end: int) -> int:
    """The end of a value without the signs that close what it stands in."""
    while end > start and text[end - 1] in ",;)]}.`":
        end -= 1
    return end


_MARKED = re.compile(r"^[\[(*_`]+|\]\(.*|[?!*_`]+$")


def _is_prose(text: str, start: int, end: int) -> bool:
    """Whether what follows a key is a word of a sentence ("password: the user has ...") or a state ("expired")."""
    value = _MARKED.sub("", text[start:end])
    if "\n" in value or not value.replace("-", "").isalpha():
        return False
    if value.lower() in WORDS or (value.lower() in EVERYDAY_WORDS and text[start - 1 : start] == " "):
        return True
    after = text[end : end + 2]
    return (
        text[start - 1 : start] == " "
        and len(after) == 2
        and after[0] == " "
        and after[1].isalpha()
        and after[1].islower()
    )


_LONG = 24
_SNAKE = re.compile(r"[A-Za-z]+(?:[_-][A-Za-z]+)+[_-]?\d{0,12}|(?:[A-Z][a-z]{2,})++\d{0,12}")
"""`invalid_grant_7`, `InvalidAuthenticationToken`: a name that a program gives to a fault."""


def _loose(text: str, start: int, end: int) -> Iterator[Found]:
    """Judge of what is called a token: something long with a digit in it, or very long; no address, no code."""
    end = _without_end(text, start, end)
    value = text[start:end]
    if (
        len(value) < 8
        or value.lower().startswith(("http:", "https:", "urn:", "http%3a", "https%3a"))
        or " " in value.strip()
    ):
        return
    if _SNAKE.fullmatch(value):
        return
    if not any(map(str.isdigit, value)) and (len(value) < _LONG or "_" in value or "." in value):
        return
    yield from _secret("token")(text, start, end)


def _basic(text: str, start: int, end: int) -> Iterator[Found]:
    """Judge of a word after `Basic`: credentials are base64 of user:password."""
    value = text[start:end]
    try:
        plain = b64decode(value + "=" * (-len(value) % 4), validate=True)
    except (binascii.Error, ValueError):
        return
    if b":" in plain:
        yield "token", start, end


_COOKIE = re.compile(r"[^\s=;,]+=([^;\r\n]+)")


def _cookies(text: str, start: int, end: int) -> Iterator[Found]:
    """Judge of a header with cookies: the value of each."""
    found = False
    for match in _COOKIE.finditer(text, start, end):
        found = True
        yield "cookie", match.start(1), match.end(1)
    if not found and end - start >= _LONG and " " not in text[start:end].strip():
        yield "cookie", start, end


_OTHER_P = re.compile(
    r"\b(?:mkdir|cp|ssh|scp|ps|netstat|(?:docker|podman)(?! login)|install|nmap|tsc|read|tar|rsync|lsof|nc|kubectl)\b",
    re.I,
)
_PASSWORD_P = re.compile(
    r"(?:\b(?:sshpass|mysql\w*|psexec\w*|plink|pscp|login|sqlcmd|smbclient|7z|7za|unzip|zip|bcp|ldapsearch)\b|(?<!\S)-u)",
    re.I,
)

_GLUED_P = re.compile(r"\b(?:sshpass|mysql\w*|maria\w*|7z|7za|unzip|zip)\b", re.IGNORECASE)


def _short(text: str, start: int, end: int) -> Iterator[Found]:
    """Judge of what follows `-p`: a password where the command takes one there, or where it looks like one."""
    line = text[max(0, start - 160) : start].rpartition("\n")[2]
    value = text[start:end]
    command_takes_one = bool(_PASSWORD_P.search(line)) and not _OTHER_P.search(
        line.rpartition("sshpass")[2].partition("-p")[0]
    )
    looks_like_one = (
        len(value) >= 6
        and any(map(str.isalpha, value))
        and any(char.isdigit() or char in "!@#$%^&*" for char in value)
        and not re.search(r"[/\\:]|\.\w{1,5}$", value)
        and not _OTHER_P.search(line)
    )
    glued = text[start - 2 : start] == "-p" and not _GLUED_P.search(line)
    if (looks_like_one or command_takes_one) and not glued:
        yield from _any_password(text, start, end)


def _user(text: str, start: int, end: int) -> Iterator[Found]:
    """Judge of what a field says of a user: no word of a sentence."""
    if not _is_prose(text, start, _without_end(text, start, end)):
        yield from _account(text, start, end)


def _account(text: str, start: int, end: int) -> Iterator[Found]:
    """Judge of what can be nothing but the name of an account: not one that every machine has."""
    end = _without_end(text, start, end)
    value = text[start:end]
    if (
        not value
        or not re.search(r"[^\W_]", value)
        or re.search(r"[\\/:=(){}\[\]|\"<>\r\n?*]", value)
        or len(value) > 80
        or HEX.fullmatch(value)  # an id, which has rules of its own
    ):
        return
    if _NOBODY.fullmatch(value) or _NO_VALUE.fullmatch(value) or ERROR_CODE.fullmatch(value) or _FILE.fullmatch(value):
        return
    yield "user", start, end


def _person(text: str, start: int, end: int) -> Iterator[Found]:
    """Judge of a name of several words: none of them is a word of the trade."""
    if not any(word.lower() in WORDS or _NOBODY.fullmatch(word) for word in text[start:end].split()):
        yield "user", start, end


_OTHER_U = re.compile(
    r"\b(?:pip3?|git|python3?|sort|systemctl|journalctl|ls|id|diff|uniq|docker(?! login)|apt|npm|date|touch)\b",
    re.IGNORECASE,
)


def _option(text: str, start: int, end: int) -> Iterator[Found]:
    """Judge of what follows `-u`: a user, unless the command means something else by it."""
    if not _OTHER_U.search(text[max(0, start - 120) : start].rpartition("\n")[2]):
        yield from _user(text, start, end)


def _domain_user(text: str, spans: list[tuple[int, int]]) -> Iterator[Found]:
    """Judge of `DOMAIN\\user`: no registry key, no built-in account, no path, no line break of JSON."""
    if len(spans) < 2:
        return
    (start, end), (user_start, user_end) = spans[:2]
    domain, user = text[start:end], text[user_start:user_end]
    user_end -= len(user) - len(user.rstrip(".'"))
    if domain.lower() in _NO_DOMAIN or _FILE.fullmatch(user) or ERROR_CODE.fullmatch(domain):
        return
    if re.match(r"[nrt](?:[A-Z\W]|$)", user) and text[user_start - 2 : user_start - 1] != "\\":
        return
    if domain.lower() not in _COMMON_DOMAINS and tenant_part(domain.lower()) > 0:
        yield ("host" if "." in domain else "domain"), start, end
    yield from _account(text, user_start, user_end)


def _user_host(text: str, spans: list[tuple[int, int]]) -> Iterator[Found]:
    """Judge of the prompt of a shell."""
    for (start, end), judge in zip(spans, (_account, _place), strict=False):
        yield from judge(text, start, end)


def _mail(text: str, start: int, end: int) -> Iterator[Found]:
    """Judge of a mail address: no login of Git, no unit of systemd, no package, nobody's at the vendor's."""
    local, _, host = text[start:end].replace("%40", "@").rpartition("@")
    if local.lower() in ("git", "hg", "svn") or host.rpartition(".")[2].lower() in _NO_TLDS:
        return
    yield "mail", start, end


_NO_TLDS = frozenset("service socket timer target mount slice js ts py git exe dll json tgz latest png jpg".split())

# --- ids -------------------------------------------------------------------------------------------------------------

_ID_WORDS = re.compile(
    r"(?P<tenant>tenant|(?<![a-z])tid(?![a-z])|directory|realm|login\.microsoftonline\.\w{2,3}/|login\.microsoft\.com/|login\.partner\.microsoftonline\.cn/|sts\.windows\.net/)"
    r"|(?P<request>client[-_ ]?request|request)|(?P<correlation>correlation|activity)|(?P<trace>trace)"
    r"|(?P<session>session|conversation)|(?P<subscription>subscription)|(?P<device>device)"
    r"|(?P<client>client|app(?:lication)?(?![a-z])|appid|audience|resource|api://|connector)|(?P<object>object|user|oid|principal)",
    re.IGNORECASE,
)
_BEFORE_ID = 48
_PUBLIC_ID = re.compile(
    r"0000000[0-9a-f]-0000-(?:0000-c000|0ff1-ce00)-000000000000|([0-9a-f])(?:\1|-)*|\{?ffffffff-.*", re.IGNORECASE
)
_PUBLIC_PAGE = re.compile(
    r"https?://(?:support|learn|docs|techcommunity|download|www)\.(?:microsoft|office)\.com/[^\s\"'<>]*$", re.IGNORECASE
)
_LONGEST_URL = 300


def _guid(text: str, start: int, end: int) -> Iterator[Found]:
    """Judge of a GUID: its kind is told by the word before it; the ids of Microsoft's own programs and pages stay."""
    value = text[start:end].lower()
    if value in PUBLIC_CLIENTS or _PUBLIC_ID.fullmatch(value):
        return
    if _PUBLIC_PAGE.search(text[max(0, start - _LONGEST_URL) : start].rpartition(" ")[2]):
        return
    kind = "id"
    for match in _ID_WORDS.finditer(text[max(0, start - _BEFORE_ID) : start]):
        kind = match.lastgroup or kind
    yield kind, start, end


# --- places on the network -------------------------------------------------------------------------------------------

_TLDS = frozenset(
    """com net org edu gov mil int biz eu de ch fr nl uk dk se fi es pt pl cz sk hu ro bg gr hr si ee lv lt lu ie ua
    ru tr il ae sa za ng ke eg ma cn hk tw jp kr sg th vn ph au nz ca mx br ar cl pe co uy io ai tv cloud app dev
    online tech microsoft goog bank health group local localdomain lan corp internal intranet intra intern private lcl
    loc ad domain arpa invalid box fritz""".split()
)
"""Endings at which a dotted name is taken for a host wherever it stands; in a URL or a field any ending will do."""

_WORDY_TLDS = frozenset(
    "at it be us no in is me to my pl ad app dev test home example co ai ma se site es sa domain".split()
)
"""Endings that are words as well, or names in programs: only after three labels, in lower case."""

_CODE_ROOTS = frozenset("com org net io java javax sun jdk".split())
"""How names of classes and bundles begin that end like a host: `com.apple.cloud`."""

_NOBODYS_HOST = frozenset(
    """localhost localdomain wpad unknown host hostname server servername servers proxy proxyserver yourproxy gateway
    computer computername machine client name the a an is was are not none null no yes any all default true false
    direct dns dc device windows linux macos ubuntu debian example broadcasthost ip-address address http https
    example-host your myproxy desktop laptop workstation disabled enabled unresolved error failed certificate
    port""".split()
)
_NO_MACHINE = re.compile(
    r"(?:ipv|sslv|tlsv?|sha|http|md|utf-?|iso-?|win|v|sp|kb|x|base|rfc|oauth|saml|ps|ws|id|ms|nt|h|p|ie|net|php|python|node|iis"
    r"|aadsts|caa|error-?|event|level|type|code|curl|openssl|tls-?|port-?|step-?|line-?|\d+-?)\d[\w.-]*|.*\.\d+|[\d.-]+"
    r"|(?:microsoft|windows|azure|proxy|self|end|re|non|pre|on|off|up|sign|log|read|http|side|error|server|client|auth|multi|cross|man)-.*"
    r"|.*-(?:side|in|out|up|down|to|only|based|name|id|error|ms|agent|type|request|response|iis|httpapi|sent|bound|end|of)",
    re.IGNORECASE,
)


def _host(text: str, start: int, end: int) -> Iterator[Found]:
    """Judge of a dotted name anywhere: a host by its ending, and no class, file or public name."""
    value = text[start:end]
    labels = value.lower().split(".")
    ending = labels[-1]
    if ending not in _TLDS and not (len(labels) > 2 and ending in _WORDY_TLDS):
        return
    if ending in _WORDY_TLDS and (len(labels) < 3 or value != value.lower()):
        return
    if value.endswith(
        (".Net", ".Com", ".Io", ".IO", ".App", ".Local", ".Domain", ".Internal", ".Private", ".Group", ".Online")
    ):
        return
    if value.endswith(".NET") and not value.isupper():
        return
    if labels[0] in _CODE_ROOTS and tenant_part(value.lower()) == len(value):
        return
    if text[start - 1 : start] == "\\" and text[start - 2 : start - 1] != "\\":
        return
    yield from _owned(text, start, end)


def _place(text: str, start: int, end: int) -> Iterator[Found]:
    """Judge of a name where a machine must stand, with dots or without."""
    value = text[start:end].lower()
    if value in _NOBODYS_HOST or ERROR_CODE.fullmatch(value) or not re.search(r"[a-z][^.]*$", value):
        return
    if re.fullmatch(r"(?:localhost|loopback)(?:\..*)?|.*\.in-addr\.arpa", value) and not value.endswith("arpa"):
        return
    yield from _owned(text, start, end)


def _machine_field(text: str, start: int, end: int) -> Iterator[Found]:
    """Judge of what a field such as `Computer:` gives: a machine, if it is not a word of a sentence."""
    if not _is_prose(text, start, end):
        yield from _place(text, start, end)


def _machine(text: str, start: int, end: int) -> Iterator[Found]:
    """Judge of a name where a machine may stand: one without dots must look like a machine's."""
    value = text[start:end]
    if "." in value:
        yield from _host(text, start, end)
    elif is_mixed(value) and not _NO_MACHINE.fullmatch(value) and not _NO_VALUE.fullmatch(value):
        yield from _place(text, start, end)


def _numbered(text: str, start: int, end: int) -> Iterator[Found]:
    """Judge of a word after `server`: a machine's name if it has a number."""
    if any(map(str.isdigit, text[start:end])):
        yield from _machine(text, start, end)


_TENANT_SITE = re.compile(r"-(?:my|admin|mysite|public|files)$")


def _owned(text: str, start: int, end: int) -> Iterator[Found]:
    """What of a host name is somebody's own."""
    value = text[start:end].lower()
    length = tenant_part(value)
    if length == len(value):
        yield "host", start, end
    elif length:
        yield "tenant", start, start + len(_TENANT_SITE.sub("", value[:length]))


def _org(text: str, start: int, end: int) -> Iterator[Found]:
    """Judge of the name of a tenant, a domain, a company: a host where it has dots, a name otherwise."""
    end = _without_end(text, start, end)
    while start < end and text[start] in ".*":
        start += 1
    value = text[start:end]
    if re.search(r"[\\/:=(){}\[\]|\"<>\r\n?]", value) or not re.search(r"[^\W\d_]", value) or len(value) > 80:
        return
    if "." in value and re.fullmatch(r"[\w.-]+", value):
        yield from _owned(text, start, end)
    elif not _is_no_name(value) and not _is_prose(text, start, end):
        yield "tenant", start, end


def _is_no_name(value: str) -> bool:
    """Whether a value is a word that stands where names of tenants and domains stand, or a product."""
    lower = value.lower()
    return (
        lower in _NO_DOMAIN | _COMMON_DOMAINS | _NOBODYS_HOST | WORDS | _TLDS
        or len(value) < _SHORTEST_NAME
        or any(pattern.fullmatch(value) for pattern in (_NO_VALUE, _NOBODY, ERROR_CODE))
        or bool({"microsoft", "proxy", "server"} & set(lower.split()))
    )


_SHORTEST_NAME = 3

_VERSION_BEFORE = re.compile(
    r"(?:\b(?:v|ver|version|versions|build|release|agent|revision|update|upgrade|agentversion|productversion|fileversion)\b[^\w\r\n]{0,6}"
    r"|version[\"']?[ \t]{0,20}[:=][ \t]{0,20}[\"']?|(?<![\w.-])[A-Za-z][\w-]{0,30}/)$",
    re.IGNORECASE,
)
_ADDRESS_BEFORE = re.compile(
    r"(?:\b(?:ip|ipaddr|ip[ _-]?address|address(?:es)?|addr|adresse|peer|remote\w*|forwarded-for|src|dst|source"
    r"|destination|real-ip|client-?ip|c-ip|s-ip|gateway|route|ping|tracert|traceroute|via|egress|wan|nat|public ip"
    r"|connect(?:ed|ing)? to|(?:login|logon|connection|request|reply|sign-?in|packets?|traffic) from)"
    r"(?:[ _-]?address)?(?:\s+(?:is|was))?[\"']?[^\w\r\n]{0,24}|://|\w\.\w[\w.]{1,60} \()$",
    re.IGNORECASE,
)


def _ip(text: str, start: int, end: int) -> Iterator[Found]:
    """Judge of four numbers: somebody's own address, or any other where an address must stand; no version."""
    value = text[start:end].replace("-", ".")
    parts = value.split(".")
    if (
        not value.isascii()
        or any(len(part) > 1 and part[0] == "0" for part in parts)
        or any(int(part) > 255 for part in parts)
    ):
        return
    before = text[max(0, start - 60) : start]
    port = re.match(r":\d{2,5}(?!\d)", text[end : end + 7])
    if is_public_v4(value) or (_VERSION_BEFORE.search(before) and not port):
        return
    if is_own_v4(value) or port or _ADDRESS_BEFORE.search(before):
        yield "ip", start, end


def _ipv6(text: str, start: int, end: int) -> Iterator[Found]:
    """Judge of hexadecimal digits and colons."""
    try:
        address = IPv6Address(text[start:end].partition("%")[0])
    except AddressValueError:
        return
    if not is_public_v6(address):
        yield "ip", start, end


def _phone(text: str, start: int, end: int) -> Iterator[Found]:
    """Judge of a telephone number: as many digits as one has, no date and no code."""
    value = text[start:end]
    digits = sum(map(str.isdigit, value))
    if (
        7 <= digits <= 15
        and not re.match(r"\d{4}-\d\d-\d\d|\d{1,3}(?:\.\d{1,3}){3}$", value)
        and not ERROR_CODE.fullmatch(value)
    ):
        yield "phone", start, end


_JUDGES: dict[str, Callable[[str, int, int], Iterator[Found]]] = {
    "token": _secret("token"),
    "key": _secret("key"),
    "password": _secret("password"),
    "cookie": _secret("cookie"),
    "any password": _any_password,
    "loose": _loose,
    "basic": _basic,
    "cookies": _cookies,
    "short": _short,
    "user": _user,
    "account": _account,
    "person": _person,
    "option": _option,
    "mail": _mail,
    "guid": _guid,
    "place": _place,
    "machine": _machine,
    "numbered machine": _numbered,
    "machine field": _machine_field,
    "host": _host,
    "org": _org,
    "ip": _ip,
    "ipv6": _ipv6,
    "phone": _phone,
}
_PAIRS: dict[str, Callable[[str, list[tuple[int, int]]], Iterator[Found]]] = {
    "domain user": _domain_user,
    "user host": _user_host,
}
