"""Error codes in any text: found in context, brought to one canonical form. Pure.

A code as written (`0xcaa20004`, `-2147012889`, `WinHTTP 12007`, `AADSTS 50126`) has one canonical form (its key) that
entries, evidence and `Lookup.codes` share. One table, `FAMILIES`, says for each family how it is written, how it
becomes canonical, and which words must stand near it where the digits alone mean nothing. What the numbers are called
is in `code_names.py`; what an unknown one tells by its structure, in `decoding.py`.

Every pattern is linear: bounded repetition, no nested quantifiers; and is compiled when a text comes that may hold it,
for compiling all of them takes as long as starting the interpreter.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from typing import NamedTuple

from kb.code_names import named, numbered
from kb.patterns import compiled

INFERRED = "inferred"
"""The family of a code that stands in no text, but inside another that no entry has."""


class FoundCode(NamedTuple):
    """A code at `start:end` of the text.

    `specific`: from 0 to 1, how surely it names one error alone, and so how much one that no entry has speaks for
    silence. An AADSTS number is 1; a browser's `ERR_…` stands beside words that may say more, an HTTP status is 0.
    `wraps`: it often stands around another code, the cause, which then counts for more. `worth`: from 0 to 1, how much
    it speaks for the entry that has it; less where it may well be something else.
    """

    start: int
    end: int
    key: str
    family: str
    specific: float
    wraps: bool = False
    worth: float = 1.0


class Family(NamedTuple):
    """One way of writing codes. `near` must match in the text around the code (`reach` characters each side).

    `holds`: what a text with such a code holds, in lower case, at least one of them, and `digits`: how many digits it
    holds in a row; where these are not there, the pattern is not tried. `cased`: capitals count.
    """

    name: str
    source: str
    canonical: Callable[[re.Match[str]], str | None]
    near: str = ""
    reach: int = 48
    specific: float = 1.0
    wraps: bool = False
    worth: float = 1.0
    holds: tuple[str, ...] = ()
    digits: int = 0
    cased: bool = False

    @property
    def pattern(self) -> re.Pattern[str]:
        """The pattern of the code."""
        return compiled(self.source, 0 if self.cased else _ANY_CASE)


_ANY_CASE = re.IGNORECASE | re.ASCII


def hexadecimal(value: int) -> str:
    """A 32-bit value as its canonical code: `CAA20004` for the 0xCAA facility, else `0x80072EE7`."""
    digits = f"{value & 0xFFFFFFFF:08X}"
    return digits if digits.startswith("CAA") else f"0x{digits}"


def _hex(match: re.Match[str]) -> str:
    return hexadecimal(int(match[1], 16))


def _bare_hex(match: re.Match[str]) -> str | None:
    # Eight hex digits without 0x are a code only where they look like one: an error facility or the 0xCAA family.
    return hexadecimal(int(match[1], 16)) if match[1].lower().startswith(_BARE_HEX) else None


_BARE_HEX = ("caa", "8007", "8009", "8013")


def _decimal(match: re.Match[str]) -> str | None:
    value = int(match[1])
    # Failure codes have the top bit set: negative as signed, 2147483648 to 4294967295 as unsigned.
    return hexadecimal(value) if -0x80000000 <= value < 0 or 0x80000000 <= value <= 0xFFFFFFFF else None


# Words that make three digits an HTTP status: right before them, or right after.
_STATUS_BEFORE = (
    r"(?:http(?:/[\d.]{1,3})?|status(?:[ -]?code)?|code|error(?: code)?|err|response(?: code)?"
    r"|respond(?:ed|s)(?: with)?|returned(?: an?)?|returns|returning|answer(?:s|ed)?(?: with)?|replied|replies"
    r"|got(?: an?)?|gets?(?: an?)?|throws|prox(?:y|ies)|connect|failed|failure|with(?: an?)?|an?|of"
    r"|fehler|erreur|错误|错误:)"
)
_STATUS_AFTER = (
    r"(?:prox|forbidden|bad gateway|unauthori[sz]ed|response|from|error|status|on connect|after connect|when|tunnel"
    r"|authentication|aut(?:h|entifi)|interdit|verboten|unzul|需要|代理)"
)
_NOT_BEFORE = r"(?<![\w.:\-/#*])(?<!line )(?<!port )(?<!row )(?<!page )(?<!room )(?<!item )(?<!column )"
_NOT_AFTER = r"(?![\w\-/#%])(?![.,:]\d)(?!,\d)"
_BY_PROXY = r"prox(?:y|ies)|\bconnect\b|\btunnel"
_BY_DOTNET = r"webexception|remote server|remoteserver|serveur distant|servidor remoto|远程服务器"


def _status(numbers: str) -> str:
    return (
        rf"(?:(?<=\b)|(?<=\W)){_STATUS_BEFORE}\W{{1,4}}{_NOT_BEFORE}({numbers}){_NOT_AFTER}"
        rf"|{_NOT_BEFORE}\(?({numbers}){_NOT_AFTER}\)?\W{{1,3}}{_STATUS_AFTER}"
        rf"|(?<=\()({numbers})(?=\))|^\s{{0,9}}({numbers})\s{{0,9}}$"
    )


def _digits(match: re.Match[str]) -> str | None:
    return next((group for group in match.groups() if group), None)


def _win32(family: str, base: int = 10) -> Callable[[re.Match[str]], str | None]:
    """The HRESULT of a number that the family knows: 12007 is 0x80072EE7."""

    def number(match: re.Match[str]) -> str | None:
        value = int(match[1], base)
        return hexadecimal(0x80070000 | value) if numbered(family, value) else None

    return number


def _first_name(family: str) -> Callable[[re.Match[str]], str | None]:
    """The name of a number that the family knows: -202 is ERR_CERT_AUTHORITY_INVALID."""

    def name(match: re.Match[str]) -> str | None:
        row = numbered(family, int(match[1]))
        return row.names[0] if row else None

    return name


def _symbol(match: re.Match[str]) -> str:
    """A symbolic name, or what it stands for: SEC_E_UNTRUSTED_ROOT is 0x80090325, CURLE_RECV_ERROR is curl-56."""
    return of_name(match[1]) or match[1]


def of_name(name: str) -> str | None:
    """The canonical code that a symbolic name of the table stands for, or None where the name is not in it."""
    row = named(name)
    if row is None or row.family in ("facility", "wam"):
        return None
    if row.family in ("winhttp", "winsock", "win32"):
        return hexadecimal(0x80070000 | row.number)
    if row.family == "hresult":
        return hexadecimal(row.number)
    return f"curl-{row.number}" if row.family == "curl" else row.names[0]


def _openssl(match: re.Match[str]) -> str | None:
    """OpenSSL packs library and reason: 0A000152 since 3.0, 1416F086 (library, function, reason) before."""
    value = int(match[1], 16)
    reason = value & 0x7FFFFF if value >> 23 == _SSL_LIBRARY else value & 0xFFF
    if value >> 23 != _SSL_LIBRARY and value >> 24 != _SSL_LIBRARY:
        return None
    row = numbered("openssl", reason)
    return row.names[0] if row else f"SSL_R_{reason}"


_SYMPTOM = 0.7  # the worth of a code that names what was seen, where words may name why
_SSL_LIBRARY = 20
_COUNTED = r"(?!\s?(?:rows?|records?|bytes?|files?|items?|ms|msec|seconds?|users?|lines?|of)\b)(?![\w/]|[.,:]\d)"
_NETWORK = r"connect|network|host|remote|\btcp\b|peer|verbind|connexion|连接|連線"

FAMILIES: tuple[Family, ...] = (
    # Entra ID sign-in: AADSTS and a number, with or without a space or hyphen between them. 70000 and 70002 only say
    # that a second number follows.
    Family(
        "aadsts",
        r"(?<![a-z0-9])AADSTS[ \-:]?(7000[02])(?![0-9])",
        lambda m: f"AADSTS{m[1]}",
        specific=0.5,
        wraps=True,
        holds=("aadsts",),
        digits=4,
    ),
    Family(
        "aadsts",
        r"(?<![a-z0-9])AADSTS[ \-:]?([0-9]{4,8})(?![0-9])",
        lambda m: f"AADSTS{m[1]}",
        holds=("aadsts",),
        digits=4,
    ),
    Family(
        "aadsts",
        r"error_codes[\"'\\:\s]{1,12}\[\s?([0-9]{4,8})\b",
        lambda m: f"AADSTS{m[1]}",
        holds=("error_codes",),
        digits=4,
    ),
    # What people call it when they leave the letters out.
    Family(
        "aadsts",
        r"\b(?:entra|azure ad|aad|sign-?in)(?: id)? error(?: code)?[\s:#]{1,3}([0-9]{5,7})(?![0-9.])",
        lambda m: f"AADSTS{m[1]}",
        holds=("entra", "azure ad", "aad", "sign-in", "signin"),
        digits=5,
    ),
    # The sign-in page itself prints the bare number, with the ids that support asks for below it.
    Family(
        "aadsts",
        r"(?:error|sign-in error) code[:\s]{1,4}([0-9]{5,7})(?![0-9.])",
        lambda m: f"AADSTS{m[1]}",
        near=r"correlation id|request id|conditional access|login\.microsoft",
        reach=200,
        holds=("error code",),
        digits=5,
    ),
    # The Windows sign-in broker: around an AADSTS number or a proxy's status it is the wrapper.
    Family("caa", r"(?<![a-z0-9])0x(CAA[0-9a-f]{5})(?![0-9a-z])", _hex, wraps=True, holds=("0xcaa",), digits=1),
    Family("caa", r"(?<![a-z0-9\-/])(CAA[0-9a-f]{5})(?![0-9a-z\-])", _hex, wraps=True, holds=("caa",)),
    # A Win32 number in hex, as logs print it beside the HRESULT: 0x00002ee7.
    Family(
        "winhttp",
        r"(?<![a-z0-9])0x0{0,4}(2[ef][0-9a-f]{2})(?![0-9a-z])",
        _win32("winhttp", 16),
        specific=0.5,
        holds=("0x",),
        digits=1,
    ),
    # An HRESULT often stands beside a text that says more.
    Family("hex", r"(?<![a-z0-9])0x([0-9a-f]{8})(?![0-9a-z])", _hex, specific=0.5, holds=("0x",), digits=1),
    # A directory server prints 80090308 for every refused bind; the meaning is in its "data", which is no such code.
    Family(
        "hex", r"(?<![a-z0-9\-/:])([0-9a-f]{8})(?!: LdapErr)(?![0-9a-z\-])", _bare_hex, specific=0.5, holds=_BARE_HEX
    ),
    Family("hex", r"(?:(?<![\w.\-])|(?<=error_))(-?[0-9]{9,10})(?![\w.])", _decimal, specific=0.5, digits=9),
    # Numbers of WinINet and WinHTTP, and of Windows Sockets, are Win32 errors: one code with their HRESULT.
    Family(
        "winhttp",
        rf"(?<![\w.\-/\[#])(12[01][0-9]{{2}})\b{_COUNTED}",
        _win32("winhttp"),
        near=r"winhttp|wininet|error_internet|httpsendrequest|internetopen|hinternet|wbemhttp|name_not_resolved",
        specific=0.7,
        digits=5,
        holds=("12",),
    ),
    Family(
        "winsock",
        (
            r"(?:errno|winerror|os error|socket ?(?:error|exception)|wsa[a-z]{0,16})"
            rf"[\s:=#(\[]{{1,4}}(10[0-9]{{3}}|1100[1-4])\b{_COUNTED}"
        ),
        _win32("winsock"),
        specific=0.5,
        wraps=True,
        worth=_SYMPTOM,
        digits=5,
    ),
    Family(
        "winsock",
        rf"(?:error ?(?:code|number)?|err|code)[\s:=#(\[]{{0,4}}(10[0-9]{{3}}|1100[1-4])\b{_COUNTED}",
        _win32("winsock"),
        near=_NETWORK,
        reach=120,
        specific=0.5,
        wraps=True,
        worth=_SYMPTOM,
        digits=5,
    ),
    # HTTP status as the answer of a proxy. 407 is a proxy's by definition; 403 and 502 need the proxy named near by.
    Family("http", _status("407"), _digits, specific=0.0, holds=("407",), digits=3),
    # What .NET prints for a 403 is also its text for a proxy's; its 502 is a web server's.
    Family(
        "http",
        _status("403"),
        _digits,
        near=f"{_BY_PROXY}|{_BY_DOTNET}",
        reach=80,
        specific=0.0,
        holds=("403",),
        digits=3,
    ),
    Family("http", _status("502"), _digits, near=_BY_PROXY, reach=80, specific=0.0, holds=("502",), digits=3),
    # A proxy's own log: Squid's "TCP_DENIED/407".
    Family("http", r"\bTCP_[A-Z_]{3,40}/(40[37]|502)\b", _digits, specific=0.0, holds=("tcp_",), digits=3),
    # curl's exit codes as curl, git and bindings print them: "curl: (56)", "curl error (60)", "pycurl.error: (60, ".
    Family(
        "curl",
        r"(?<![a-z])(?:py)?curl(?:\.?\s?error|\])?:?[\s-]{1,3}\(?([0-9]{1,2})\b(?!\.\d)\)?",
        lambda m: f"curl-{m[1]}",
        specific=0.7,
        wraps=True,
        holds=("curl",),
        digits=1,
    ),
    # Certificate verification by number: "verify error:num=20:", "Verify return code: 19", "error 10 at 0 depth".
    Family(
        "x509",
        r"(?:verify error:num=|verify return code: ?|\berror (?=[0-9]{1,2} at [0-9] depth))([0-9]{1,2})\b",
        _first_name("x509"),
        specific=0.5,
        holds=("verify error:num=", "verify return code:", " depth"),
        digits=1,
    ),
    # OpenSSL's packed error, and GnuTLS's number.
    Family("openssl", r"\berror:([0-9a-f]{8})(?=:)", _openssl, specific=0.3, holds=("error:",), digits=1),
    Family(
        "gnutls",
        r"\bgnutls[a-z_ ]{1,24}\(?error:? ?\(?(-[0-9]{1,3})\b",
        _first_name("gnutls"),
        specific=0.3,
        holds=("gnutls",),
        digits=1,
    ),
    Family(
        "chromium",
        r"\bnet[_ ]?error[\s:=(]{1,3}(-[0-9]{1,3})\b",
        _first_name("chromium"),
        specific=0.4,
        worth=_SYMPTOM,
        holds=("net_error", "net error", "neterror"),
        digits=1,
    ),
    # npm prints an HTTP status as its error code.
    Family(
        "npm",
        r"\bnpm (?:ERR!|error) code E([45][0-9]{2})\b",
        lambda m: f"npm-e{m[1]}",
        specific=0.7,
        holds=("npm",),
        digits=3,
    ),
    # Symbolic names: those of the table in `code_names.py` are the code they stand for.
    Family(
        "symbol",
        r"\b(WSA(?:E[A-Z]{4,16}|[A-Z]{2,5}_[A-Z_]{4,16}))\b",
        _symbol,
        specific=0.4,
        wraps=True,
        holds=("wsa",),
        cased=True,
    ),
    Family(
        "symbol",
        r"\b((?:WININET_E|ERROR_(?:WINHTTP|INTERNET))_[A-Z0-9_]{4,60})\b",
        _symbol,
        specific=0.7,
        holds=("wininet_e_", "error_winhttp_", "error_internet_"),
        cased=True,
    ),
    Family(
        "symbol",
        r"\b((?:SEC_E|CRYPT_E|CERT_E|NTE|HTTP_E|ERROR|SSL_R|SSL|X509_V_ERR|GNUTLS_E|CURLE)_[A-Z0-9_]{4,60})\b",
        _symbol,
        specific=0.4,
        holds=("_e_", "nte_", "error_", "ssl_", "x509_v_err_", "curle_"),
        cased=True,
    ),
    # What a browser or Node says is the symptom; words beside it may name the cause.
    Family(
        "chromium",
        r"\b((?:ERR|DNS)_[A-Z0-9_]{4,60})\b",
        lambda m: m[1],
        specific=0.4,
        worth=_SYMPTOM,
        holds=("err_", "dns_"),
        cased=True,
    ),
    # EPROTO, ECONNRESET and EPIPE stand around the reason.
    Family(
        "node",
        r"\b(E(?:PROTO|CONNRESET|PIPE))\b",
        lambda m: m[1],
        specific=0.4,
        wraps=True,
        worth=_SYMPTOM,
        holds=("eproto", "econnreset", "epipe"),
        cased=True,
    ),
    Family(
        "node",
        (
            r"\b(E(?:NOTFOUND|AI_AGAIN|CONN(?:REFUSED|ABORTED)|TIMEDOUT|(?:NET|HOST)UNREACH|RESOLVE)"
            r"|SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_VERIFY_LEAF_SIGNATURE"
            r"|UNABLE_TO_GET_ISSUER_CERT(?:_LOCALLY)?|CERT_(?:HAS_EXPIRED|NOT_YET_VALID|SIGNATURE_FAILURE|UNTRUSTED))\b"
        ),
        lambda m: m[1],
        specific=0.4,
        worth=_SYMPTOM,
        holds=("enotfound", "eai_again", "econn", "etimedout", "unreach", "eresolve", "cert", "leaf_signature"),
        cased=True,
    ),
    # A Windows event is known by its number and its source; the number alone is a hint.
    Family(
        "event",
        r"\bevent ?id[\s:=]{1,4}([0-9]{1,5})\b",
        lambda m: f"event-{m[1]}",
        specific=0.3,
        wraps=True,
        holds=("event",),
        digits=1,
    ),
    # The numbers of other vendors' errors; those with a hyphen may be a ticket's.
    Family("vendor", r"\b((?:TS|CS|MSB|LNK|CA|KB|E)\d{4,7})\b", lambda m: m[1], digits=4, cased=True),
    Family("vendor", r"\b([A-Z]{2,6}-\d{4,6})\b", lambda m: m[1], specific=0.3, holds=("-",), digits=4, cased=True),
)

_MOST_DIGITS = max(family.digits for family in FAMILIES)
_HELD = {
    (digits, underscore): tuple(
        (part, family)
        for family in FAMILIES
        if family.digits <= digits
        for part in family.holds or ("",)
        if (digits or not any(map(str.isdigit, part))) and (underscore or "_" not in part)
    )
    for digits in range(_MOST_DIGITS + 1)
    for underscore in (False, True)
}
"""By how many digits the longest number of a text has, and whether it holds `_`: what the text of a family then holds,
one of several, and the family."""

SAYS_NOTHING = frozenset({"0x80131500", "0x80131501", "0x80131509", "0x80131600", "0x80004005", "0x8000FFFF"})
"""Values that .NET and COM give to any failure."""

_MIN_LENGTH = 3


def find_codes(text: str) -> tuple[FoundCode, ...]:
    """The codes in the text, in reading order, no two overlapping. Digits without their context are not codes."""
    found: list[FoundCode] = []
    lower = text.lower()
    for family in _families_in(lower):  # the three patterns of HTTP alone take half the time on a log
        for match in family.pattern.finditer(text):
            start, end = match.span(match.lastindex or 0) if family.name == "http" else match.span()
            if family.near and not _has_near(family, text, start, end):
                continue
            key = family.canonical(match)
            at = bisect_left(found, start, key=lambda code: code.end)  # the first that ends behind our start
            at += at < len(found) and found[at].end == start
            if key and not (at < len(found) and found[at].start < end):
                vague = key in SAYS_NOTHING
                specific, wraps = (0.0, True) if vague else (family.specific, family.wraps)
                found.insert(at, FoundCode(start, end, key, family.name, specific, wraps, family.worth))
    return tuple(found)


def _families_in(lower: str) -> list[Family]:
    """The families of which a text, given in lower case, may hold a code."""
    # Building a book asks this for each of its names and error texts.
    held = [family for part, family in _held_by(lower) if part in lower]
    return list({id(family): family for family in held}.values()) if len(held) > 1 else held


def _held_by(lower: str) -> tuple[tuple[str, Family], ...]:
    """The rows of `_HELD` for a text."""
    digits = max(map(len, compiled(r"\d+").findall(lower))) if compiled(r"\d").search(lower) else 0
    return _HELD[min(digits, _MOST_DIGITS), "_" in lower]


def _has_near(family: Family, text: str, start: int, end: int) -> bool:
    near = compiled(family.near, _ANY_CASE)
    before = text[max(0, start - family.reach) : start]
    return bool(near.search(before) or near.search(text[end : end + family.reach]))


_MISREAD = str.maketrans("OoIlSsBZz", "001155822")
_DIGIT = "[0-9OolISBZ]"
_MISREAD_TOKEN = "|".join(
    (
        r"(?<!\w)(?:[0Oo]x)?[Cc][Aa4][Aa][0-9A-Fa-fOolISBZ]{5}(?!\w)",
        rf"(?<!\w)AAD[S5]T[S5]{{1,2}}{_DIGIT}{{4,8}}(?!\w)",
        r"(?<!\w)[0Oo]x8[0-9A-Fa-fOolISBZ]{7}(?!\w)",
        rf"(?<=\(){_DIGIT}{{3}}(?=\))",
        rf"(?<=HTTP ){_DIGIT}{{3}}(?!\w)",
        rf"\A\s{{0,9}}[0-9]{_DIGIT}{{2}}\s{{0,9}}\Z",  # a status alone
    )
)
"""Words shaped like codes but for letters that OCR reads for digits."""


def reread(text: str) -> str:
    """The text with letters that OCR put for digits inside code-shaped words turned back; same length."""
    return compiled(_MISREAD_TOKEN).sub(lambda match: _reread_token(match[0]), text)


def _reread_token(token: str) -> str:
    upper = token.upper()
    if upper.startswith("AAD"):
        head = "AADSTS"
        return head + token[6:].translate(_MISREAD)
    if upper[:2] in ("OX", "0X"):
        return "0x" + _reread_hex(token[2:])
    return _reread_hex(token) if len(token.strip()) > 3 else token.translate(_MISREAD)


def _reread_hex(digits: str) -> str:
    head = "CAA" if digits[:3].upper() in ("CAA", "C4A") else ""
    # B, like A to F, is a hex digit: it stays. O, I, l, S, Z are none.
    return head + digits[len(head) :].translate(str.maketrans("OoIlSsZz", "00115522"))


def canonical(code: str) -> str:
    """The canonical form of a code written alone (`0xcaa20004` is `CAA20004`); other text comes back as it is."""
    text = code.strip()
    stands_for = of_name(text)
    if stands_for:
        return stands_for
    lower = text.lower()
    for part, family in _held_by(lower):
        # Words near by are not asked for: the code stands alone.
        match = family.pattern.fullmatch(text) if part in lower else None
        key = family.canonical(match) if match else None
        if key:
            return key
    return text


_KIN = r"AADSTS|CAA|0x|[A-Za-z0-9]+[-_](?:[VER]_)?(?:ERR_)?"


def kin(code: str) -> str:
    """What the codes of one series begin with (`AADSTS`, `CAA`, `curl-`, `SSL_R_`), or '' for a code on its own."""
    match = compiled(_KIN).match(code)
    return match[0] if match else ""


def spellings(code: str) -> Iterator[str]:
    """Other ways to write a canonical code: hex without prefix, decimal signed and unsigned, number, symbolic names."""
    digits = code.removeprefix("0x")
    if compiled(r"[0-9A-Fa-f]{8}").fullmatch(digits):
        value = int(digits, 16)
        yield from (digits, f"0x{digits}", str(value), str(value - 0x100000000))
        row = numbered("hresult", value)
        if value >> 16 == 0x8007:
            rows = [numbered(family, value & 0xFFFF) for family in ("winhttp", "winsock", "win32")]
            row = next((row for row in rows if row), None)
            if row and row.number >= 10000:  # smaller numbers mean too many things
                yield str(row.number)
        yield from row.names if row else ()
    elif code.startswith("curl-") and code[5:].isdigit():
        row = numbered("curl", int(code[5:]))
        yield from row.names if row else ()


_SYMBOL = r"[a-z][a-z0-9]*(?:_[a-z0-9]+)+|[a-z]{1,6}[-_]?[0-9]{3,8}|[0-9]{4,6}"
_CAMEL = r"(?:[A-Z][a-z0-9]+){2,}[A-Z]*|[A-Z]{2,}[a-z]+(?:[A-Z][a-z0-9]+)+"


def looks_like_code(word: str) -> bool:
    """Whether one word is shaped like a code or an alert name: `TS2322`, `FABRIC_E_TIMEOUT`, `KubePodCrashLooping`."""
    return len(word) >= _MIN_LENGTH and bool(
        compiled(_SYMBOL, _ANY_CASE).fullmatch(word) or compiled(_CAMEL).fullmatch(word)
    )
