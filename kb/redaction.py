"""Secrets and identifiers taken out of a text, each replaced by a stand-in such as `<user-1>`. Pure.

A ticket and the chat's history must not carry what a paste brought along: tokens, passwords, people, tenants, machines.
`redact` names the same value the same way throughout, and with the `known` of an earlier call throughout a session.
Error codes, public hosts, versions and commands stay to the character, for they are what a text is about.

`redaction_rules.RULES` says what is looked for; where two rules meet, the earlier one has the place. What a rule finds
is then judged: whether it is somebody's at all, or a public host (`public_hosts`), a place-holder, a word of the
sentence. What was found once is looked for everywhere else in the text. All of that is done until nothing more is
found, so that redacting a redacted text changes nothing.
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from ipaddress import AddressValueError, IPv6Address

from kb.everyday_words import EVERYDAY_WORDS
from kb.public_hosts import PUBLIC_CLIENTS, is_own_v4, is_public_v4, is_public_v6, tenant_part
from kb.redaction_rules import RULES


@dataclass(frozen=True, slots=True)
class Redactions:
    """What stands for what in a session, to be passed on. It holds the values themselves: it is never written."""

    stand_ins: Mapping[tuple[str, str], str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Replaced:
    """What was replaced in a text: of which kind, by what, how often. Never the value itself."""

    kind: str
    stand_in: str
    count: int


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text without its secrets, what was replaced in it in the order of the text, and what to pass on."""

    text: str
    replaced: tuple[Replaced, ...]
    known: Redactions


KINDS = {
    "token": "secret", "password": "secret", "key": "secret", "cookie": "secret", "code": "secret",
    "user": "person", "mail": "mail", "phone": "phone", "sid": "sid",
    "tenant": "name", "domain": "name", "host": "host", "ip": "ip", "mac": "mac",
    "id": "id", "correlation": "id", "trace": "id", "request": "id", "client": "id", "object": "id", "device": "id",
    "session": "id", "subscription": "id",
}  # fmt: skip
"""Kinds of stand-ins, and in which group of kinds a value has one stand-in only."""

_ROUNDS = 6
_STAND_IN = re.compile(rf"<({'|'.join(KINDS)})-(\d{{1,9}})>")


@cache
def _rules() -> tuple[tuple[str, list[str], re.Pattern[str]], ...]:
    """The rules, compiled when first used: that takes as long as a look-up."""
    return tuple((kind, shows.split(), re.compile(pattern, re.I | re.M | re.A)) for _, kind, shows, pattern in RULES)


Found = tuple[str, int, int]
"""A kind, and from where to where a value of it stands."""


def redact(text: str, *, known: Redactions | None = None) -> Redacted:
    """The text with secrets and identifiers replaced by stand-ins; `known`: what earlier texts of the session had."""
    names = _Names(known.stand_ins if known else {}, text)
    for _ in range(_ROUNDS):
        redacted = _round(text, names)
        if redacted == text:
            break
        text = redacted
    shown = dict.fromkeys(match[0] for match in _STAND_IN.finditer(text))
    replaced = tuple(
        Replaced(name[1:].rpartition("-")[0], name, names.used[name]) for name in shown if names.used[name]
    )
    return Redacted(text, replaced, Redactions(names.of))


def redact_each(texts: Iterable[str]) -> tuple[tuple[str, ...], tuple[Replaced, ...]]:
    """Several texts without their secrets, the same value by the same stand-in in all of them, and what was replaced.

    They are read as one, so that what one text tells to be a name is one in the others as well.
    """
    kept = [text.replace(_BETWEEN, " ") for text in texts]
    redacted = redact(f"\n{_BETWEEN}\n".join(kept))
    parts = redacted.text.split(f"\n{_BETWEEN}\n") if kept else []
    if len(parts) != len(kept):  # a secret that spans two of them: each by itself then, with what is known of all
        parts = [redact(text, known=redacted.known).text for text in kept]
    return tuple(parts), redacted.replaced


_BETWEEN = "\x1e"


class _Names:
    """Which stand-in each value has, and how often each was used in this text."""

    def __init__(self, known: Mapping[tuple[str, str], str], text: str) -> None:
        self.of = dict(known)
        self.used: Counter[str] = Counter()
        self._last: Counter[str] = Counter()
        for stand_in in (*self.of.values(), *(match[0] for match in _STAND_IN.finditer(text))):
            kind, _, number = stand_in[1:-1].rpartition("-")
            self._last[kind] = max(self._last[kind], int(number))

    def name(self, kind: str, value: str) -> str:
        """The stand-in of a value, a new one for a value not met before."""
        key = _key(kind, value)
        stand_in = self.of.get(key)
        if stand_in is None:
            self._last[kind] += 1
            stand_in = self.of[key] = f"<{kind}-{self._last[kind]}>"
        return stand_in


_HEX = re.compile(r"[0-9a-f-]{32,}", re.IGNORECASE)


def _key(kind: str, value: str) -> tuple[str, str]:
    """A group of kinds, and a value in the form in which two are the same; a tenant's id is one of the ids."""
    group = KINDS[kind]
    if group in ("secret", "phone"):
        return group, value
    plain = value.casefold().replace("%40", "@").rstrip(".")
    if group == "mac":
        plain = re.sub(r"[:.-]", "", plain)
    return "id" if group == "name" and _HEX.fullmatch(plain) else group, plain


def _round(text: str, names: _Names) -> str:
    """The text with everything replaced that the rules find in it as it stands."""
    taken = bytearray(len(text))
    for match in _STAND_IN.finditer(text):
        taken[match.start() : match.end()] = b"\1" * len(match[0])
    places: list[Found] = []
    lower = text.lower()
    for judge, shows, pattern in _rules():
        if any(sign in lower for sign in shows):
            for kind, start, end in _judged(judge, pattern, text):
                places += _claimed(taken, kind, start, end)
    places.sort(key=lambda place: place[1])
    best = _best_kinds(text, places)
    for kind, start, end in places:
        names.name(best.get(text[start:end].casefold(), kind) if kind == "id" else kind, text[start:end])
    places += _elsewhere(text, taken, names)
    places.sort(key=lambda place: place[1])
    return _replaced(text, places, names)


def _claimed(taken: bytearray, kind: str, start: int, end: int) -> Iterator[Found]:
    """What of a value nothing else has: all or nothing of a name, every piece that is left of a secret."""
    if start >= end:
        return
    if taken.find(1, start, end) < 0:
        taken[start:end] = b"\1" * (end - start)
        yield kind, start, end
    elif KINDS[kind] == "secret":
        while start < end:
            if taken[start]:
                free = taken.find(0, start, end)
                start = end if free < 0 else free
                continue
            stop = taken.find(1, start, end)
            stop = end if stop < 0 else stop
            taken[start:stop] = b"\1" * (stop - start)
            yield kind, start, stop
            start = stop


def _best_kinds(text: str, places: Iterable[Found]) -> dict[str, str]:
    """For every id the kind that says most: the first that is not merely `id`."""
    best: dict[str, str] = {}
    for kind, start, end in places:
        if kind != "id" and (KINDS[kind] == "id" or _HEX.fullmatch(text, start, end)):
            best.setdefault(text[start:end].casefold(), kind)
    return best


def _replaced(text: str, places: Iterable[Found], names: _Names) -> str:
    parts: list[str] = []
    at = 0
    for kind, start, end in places:
        stand_in = names.name(kind, text[start:end])
        names.used[stand_in] += 1
        parts += (text[at:start], stand_in)
        at = end
    return "".join([*parts, text[at:]])


# --- what was found once, wherever else it stands --------------------------------------------------------------------

_TOKEN = re.compile(r"[^\s\"'<>,;|&()\[\]{}=:/\\@*`]+")
_PART = re.compile(r"[^\W_]+")
_SHORTEST_WORD = 5
_SHORTEST_MIX = 4


def _elsewhere(text: str, taken: bytearray, names: _Names) -> Iterator[Found]:
    """Values met before that stand by themselves, and the company's name that a host, tenant or address gave away."""
    words: dict[str, tuple[str, str]] = {}
    for (group, value), stand_in in list(names.of.items()):
        kind = stand_in[1:].rpartition("-")[0]
        if group in ("person", "name", "secret") and _is_telling(value):
            words.setdefault(value.casefold(), (kind, value))
        if group in ("host", "mail"):
            host = value.rpartition("@")[2]
            labels = host.split(".")
            if group == "host" and _is_mixed(labels[0]):
                words.setdefault(labels[0], (kind, value))
            company = _company(labels) if tenant_part(host) == len(host) else ""
            if company and _is_telling(company):
                words.setdefault(company, ("tenant", company))
    if not words:
        return
    for start, end in _tokens(text, words):
        if taken.find(1, start, end) >= 0:
            continue
        token = text[start:end]
        kind, value = words[token.casefold()]
        if KINDS[kind] == "secret" and token != value:
            continue
        names.of.setdefault(_key(kind, token), names.name(kind, value))
        taken[start:end] = b"\1" * (end - start)
        yield kind, start, end


def _tokens(text: str, words: Mapping[str, tuple[str, str]]) -> Iterator[tuple[int, int]]:
    """Where one of the words stands by itself, or a company's name as a part of another: LITWARE-CA."""
    for match in _TOKEN.finditer(text):
        start, end = match.start(), match.start() + len(match[0].rstrip(".!?"))
        if text[start:end].casefold() in words:
            yield start, end
            continue
        for part in _PART.finditer(text, start, end):
            known = words.get(part[0].casefold())
            if known and KINDS[known[0]] == "name":
                yield part.span()


def _is_mixed(word: str) -> bool:
    """Whether a word of letters has a digit or a hyphen, as names of machines do and words of a sentence do not."""
    return (
        len(word) >= _SHORTEST_MIX
        and any(map(str.isalpha, word))
        and any(char.isdigit() or char == "-" for char in word)
        and not _ERROR_CODE.fullmatch(word)
    )


def _is_telling(word: str) -> bool:
    """Whether a value by itself can be nothing else: long enough, and no word of a sentence or of the trade."""
    lower = word.casefold()
    if lower in EVERYDAY_WORDS or lower in _WORDS or _ERROR_CODE.fullmatch(word):
        return False
    return _is_mixed(word) or (len(word) >= _SHORTEST_WORD and not word.isdecimal())


_SECOND_LEVELS = frozenset("co com net org ac gov edu gob or ne go".split())


def _company(labels: list[str]) -> str:
    """The label of a host name that names its owner: `contoso` of proxy.contoso.co.uk."""
    at = 3 if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVELS else 2
    return labels[-at] if len(labels) >= at else ""


# --- whether what a rule found is somebody's at all ------------------------------------------------------------------

_ERROR_CODE = re.compile(
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
_WORDS = frozenset(
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


def _judged(judge: str, pattern: re.Pattern[str], text: str) -> Iterator[Found]:
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
            and not _ERROR_CODE.fullmatch(value)
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
    if value.lower() in _WORDS or (value.lower() in EVERYDAY_WORDS and text[start - 1 : start] == " "):
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
        or _HEX.fullmatch(value)  # an id, which has rules of its own
    ):
        return
    if _NOBODY.fullmatch(value) or _NO_VALUE.fullmatch(value) or _ERROR_CODE.fullmatch(value) or _FILE.fullmatch(value):
        return
    yield "user", start, end


def _person(text: str, start: int, end: int) -> Iterator[Found]:
    """Judge of a name of several words: none of them is a word of the trade."""
    if not any(word.lower() in _WORDS or _NOBODY.fullmatch(word) for word in text[start:end].split()):
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
    if domain.lower() in _NO_DOMAIN or _FILE.fullmatch(user) or _ERROR_CODE.fullmatch(domain):
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
    if value in _NOBODYS_HOST or _ERROR_CODE.fullmatch(value) or not re.search(r"[a-z][^.]*$", value):
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
    elif _is_mixed(value) and not _NO_MACHINE.fullmatch(value) and not _NO_VALUE.fullmatch(value):
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
        lower in _NO_DOMAIN | _COMMON_DOMAINS | _NOBODYS_HOST | _WORDS | _TLDS
        or len(value) < _SHORTEST_NAME
        or any(pattern.fullmatch(value) for pattern in (_NO_VALUE, _NOBODY, _ERROR_CODE))
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
        and not _ERROR_CODE.fullmatch(value)
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
