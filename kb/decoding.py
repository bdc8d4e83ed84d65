"""What a code tells by its structure alone: family, facility, the number inside. Pure.

For codes that no entry covers. Nothing is guessed: a number that no table has keeps its number and no meaning, and is
never taken for a neighbour. One table, `DECODERS`, from the shape of a canonical code to what it holds.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from kb.code_names import CodeName, families, named, numbered
from kb.codes import hexadecimal
from kb.patterns import compiled


class Decoded(NamedTuple):
    """What a canonical code is by its structure.

    `words`: one line, for people. `inner`: the canonical code inside it that is another way of saying the same, or ''.
    `source`: where the structure is documented.
    """

    code: str
    words: str
    inner: str
    source: str


def decode(code: str) -> Decoded | None:
    """The structure of a canonical code (see `codes.canonical`), or None where its form is not known."""
    for pattern, reader in DECODERS:
        match = compiled(pattern).fullmatch(code)
        decoded = reader(match) if match else None
        if decoded:
            return decoded
    return None


def _said(row: CodeName | None) -> str:
    """`WININET_E_TIMEOUT, the request timed out`; nothing for a number without a row."""
    return f"{row.names[0]}, {row.meaning}" if row else ""


def _win32(value: int) -> tuple[str, CodeName | None]:
    """The name of the Win32 part that a number belongs to, and its row."""
    number = value & 0xFFFF
    for family in ("winhttp", "winsock", "win32"):
        row = numbered(family, number)
        if row:
            return family, row
    return ("winhttp" if 12000 <= number < 12200 else "winsock" if 10000 <= number < 11032 else "win32"), None


def _sign_in_broker(match: re.Match[str]) -> Decoded | None:
    """CAA82EE7: facility AA8 of the sign-in broker, and in it the number 0x2EE7, 12007."""
    value = int(match[0], 16)
    part = numbered("wam", value >> 16)
    if part is None:
        return None
    words = f"{families()['wam'].words}, facility {part.names[0]} ({part.meaning})"
    inner = ""
    if part.names[0] == "AA8":
        family, row = _win32(value)
        if row:
            inner = hexadecimal(0x80070000 | row.number)
            words += f"; inside it {families()[family].words} {row.number}: {_said(row)}"
    return Decoded(match[0], words, inner, families()["wam"].source)


def _hresult(match: re.Match[str]) -> Decoded | None:
    value = int(match[0], 16)
    if value >> 28 == 0xC:
        return Decoded(match[0], f"NTSTATUS, severity error, number {value & 0xFFFF}", "", _NTSTATUS)
    if value >> 28 != 0x8:
        return None
    facility = numbered("facility", value >> 16 & 0x7FF)
    where = f"facility {value >> 16 & 0x7FF}" + (f" ({facility.meaning})" if facility else "")
    words = f"HRESULT, failure, {where}, number {value & 0xFFFF}"
    inner = ""
    row = numbered("hresult", value)
    if facility and facility.names[0] == "FACILITY_WIN32":
        family, row = _win32(value)
        words = f"HRESULT, failure, {where}, {families()[family].words} {value & 0xFFFF}"
        if row is None:
            words += f"; on Windows `net helpmsg {value & 0xFFFF}` may name it"
    elif facility and facility.names[0] == "FACILITY_HTTP":
        inner = "407" if value & 0xFFFF == 407 else ""  # other statuses mean something only as a proxy's answer
        words = f"HRESULT, failure, {where}, HTTP status {value & 0xFFFF}"
    return Decoded(match[0], f"{words}: {_said(row)}" if row else words, inner, families()["facility"].source)


def _numbered(family: str) -> Callable[[re.Match[str]], Decoded | None]:
    def read(match: re.Match[str]) -> Decoded | None:
        row = numbered(family, int(match[1]))
        if row is None:
            return None
        return Decoded(match[0], f"{families()[family].words}: {_said(row)}", "", families()[family].source)

    return read


def _named(match: re.Match[str]) -> Decoded | None:
    row = named(match[0])
    if row is None:
        return None
    head = families()[row.family]
    return Decoded(match[0], f"{head.words} {row.number}: {row.meaning}", "", head.source)


def _sign_in(match: re.Match[str]) -> Decoded:
    words = f"Microsoft Entra sign-in error {match[1]}; Microsoft describes it at {_SIGN_IN}?code={match[1]}"
    return Decoded(match[0], words, "", _SIGN_IN_ERRORS)


_SIGN_IN = "https://login.microsoftonline.com/error"
_SIGN_IN_ERRORS = "https://learn.microsoft.com/en-us/entra/identity-platform/reference-error-codes"
_NTSTATUS = (
    "https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-erref/87fba13e-bf06-450e-83b1-9241dc81e781"
)

DECODERS: tuple[tuple[str, Callable[[re.Match[str]], Decoded | None]], ...] = (
    (r"AADSTS(\d{4,8})", _sign_in),
    (r"CAA[0-9A-F]{5}", _sign_in_broker),
    (r"0x[0-9A-F]{8}", _hresult),
    (r"curl-(\d{1,2})", _numbered("curl")),
    (r"[A-Z][A-Z0-9_]{4,60}", _named),
)
"""Shape of a canonical code, and what reads it."""
