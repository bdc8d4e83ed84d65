"""Error codes in any text: found in context, brought to one canonical form. Pure.

A code as written (`0xcaa20004`, `-2147012889`, `AADSTS 50126`) has one canonical form (its key) that entries,
evidence and `Lookup.codes` share. One table, `FAMILIES`, says for each family how it is written, how it becomes
canonical, and which words must stand near it where the digits alone mean nothing.

Every pattern is linear: bounded repetition, no nested quantifiers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FoundCode:
    """A code at `start:end` of the text. `specific`: it names one error, so an unknown one is a reason for silence."""

    start: int
    end: int
    key: str
    family: str
    specific: bool


@dataclass(frozen=True, slots=True)
class Family:
    """One way of writing codes. `near` must match in the text around the code (`reach` characters each side)."""

    name: str
    pattern: re.Pattern[str]
    canonical: Callable[[re.Match[str]], str | None]
    near: re.Pattern[str] | None = None
    reach: int = 48
    specific: bool = True


def _re(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.ASCII)


def hexadecimal(value: int) -> str:
    """A 32-bit value as its canonical code: `CAA20004` for the 0xCAA facility, else `0x80072EE7`."""
    digits = f"{value & 0xFFFFFFFF:08X}"
    return digits if digits.startswith("CAA") else f"0x{digits}"


def _hex(match: re.Match[str]) -> str:
    return hexadecimal(int(match[1], 16))


def _bare_hex(match: re.Match[str]) -> str | None:
    # Eight hex digits without 0x are a code only where they look like one: an error facility or the 0xCAA family.
    return hexadecimal(int(match[1], 16)) if match[1].upper().startswith(("CAA", "8007", "8009", "8013")) else None


def _decimal(match: re.Match[str]) -> str | None:
    value = int(match[1])
    # Failure codes have the top bit set: negative as signed, 2147483648 to 4294967295 as unsigned.
    return hexadecimal(value) if -0x80000000 <= value < -0x40000000 or 0x80000000 <= value <= 0xFFFFFFFF else None


_PROXY = _re(
    r"prox(?:y|ies)|\bconnect\b|\btunnel|remote server|remoteserver|serveur distant|servidor remoto|远程服务器|webexception"
)
_HTTP = _re(r"http|prox|status|response|respon[sd]|error|code|returned|\(|remote|connect")

FAMILIES: tuple[Family, ...] = (
    # Entra ID sign-in: AADSTS and a number, with or without a space or hyphen between them.
    Family("aadsts", _re(r"(?<![a-z0-9])AADSTS[ \-]?([0-9]{4,8})(?![0-9])"), lambda m: f"AADSTS{m[1]}"),
    Family("aadsts", _re(r"error_codes[\"'\\:\s]{1,12}\[\s?([0-9]{4,8})\b"), lambda m: f"AADSTS{m[1]}"),
    Family("hex", _re(r"(?<![a-z0-9])0x([0-9a-f]{8})(?![0-9a-z])"), _hex),
    Family("hex", _re(r"(?<![a-z0-9\-/])([0-9a-f]{8})(?![0-9a-z\-])"), _bare_hex),
    Family("hex", _re(r"(?<![\w.\-])(-?[0-9]{9,10})(?![\w.])"), _decimal),
    # HTTP status as the answer of a proxy. 407 is a proxy's by definition; 403 and 502 need the proxy named.
    Family("http", _re(r"(?<![\w.:\-/#])(407)(?![\w\-/])(?!\.\d)"), lambda m: m[1], near=_HTTP, reach=24, specific=False),
    Family(
        "http", _re(r"(?<![\w.:\-/#])(403|502)(?![\w\-/])(?!\.\d)"), lambda m: m[1], near=_PROXY, reach=64, specific=False
    ),
    # curl's exit codes as curl prints them: "curl: (56)", "curl error 60", "[curl] 56:".
    Family("curl", _re(r"\bcurl(?:\s?error|\])?:?\s{1,3}\(?([0-9]{1,2})\b\)?"), lambda m: f"curl-{m[1]}"),
)

# A family that another one contains: an HTTP status inside a curl message says more than curl's number.
_MIN_LENGTH = 3


def find_codes(text: str) -> tuple[FoundCode, ...]:
    """The codes in the text, in reading order, no two overlapping. Digits without their context are not codes."""
    found: list[FoundCode] = []
    for family in FAMILIES:
        for match in family.pattern.finditer(text):
            start, end = match.span()
            if family.near and not _has_near(family, text, start, end):
                continue
            key = family.canonical(match)
            if key and not any(code.start < end and start < code.end for code in found):
                found.append(FoundCode(start, end, key, family.name, family.specific))
    return tuple(sorted(found, key=lambda code: code.start))


def _has_near(family: Family, text: str, start: int, end: int) -> bool:
    before = text[max(0, start - family.reach) : start]
    after = text[end : end + family.reach]
    return family.near is not None and bool(family.near.search(before) or family.near.search(after))


def canonical(code: str) -> str:
    """The canonical form of a code written alone (`0xcaa20004` is `CAA20004`); other text comes back as it is."""
    text = code.strip()
    for family in FAMILIES:
        match = family.pattern.fullmatch(text)
        key = family.canonical(match) if match else None
        if key:
            return key
    return text


def spellings(code: str) -> Iterator[str]:
    """Other ways to write a canonical code: hex without prefix, signed and unsigned decimal."""
    digits = code.removeprefix("0x")
    if re.fullmatch(r"[0-9A-Fa-f]{8}", digits):
        value = int(digits, 16)
        yield from (digits, f"0x{digits}", str(value), str(value - 0x100000000))
    elif code.startswith("AADSTS"):
        yield code


_SYMBOL = _re(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)+|[a-z]{1,6}[-_]?[0-9]{3,8}|[0-9]{4,6}")
_CAMEL = re.compile(r"(?:[A-Z][a-z0-9]+){2,}[A-Z]*|[A-Z]{2,}[a-z]+(?:[A-Z][a-z0-9]+)+")


def looks_like_code(word: str) -> bool:
    """Whether one word is shaped like a code or an alert name: `TS2322`, `FABRIC_E_TIMEOUT`, `KubePodCrashLooping`."""
    return len(word) >= _MIN_LENGTH and bool(_SYMBOL.fullmatch(word) or _CAMEL.fullmatch(word))
