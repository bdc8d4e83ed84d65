"""kb.decoding: what an unknown code is by its structure, and nothing beyond it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kb
from kb.code_names import rows
from kb.codes import canonical
from kb.decoding import decode


@pytest.mark.parametrize(
    ("code", "says", "inner"),
    [
        ("CAA82EE7", "facility AA8 (network); inside it WinINet or WinHTTP number 12007", "0x80072EE7"),
        ("0x80072F76", "facility 7 (Win32), WinINet or WinHTTP number 12150", ""),
        ("0x80072EFD", "WININET_E_CANNOT_CONNECT, no connection", ""),
        ("0x80073CF9", "facility 7 (Win32), Win32 number 15609; on Windows `net helpmsg 15609`", ""),
        ("0x80190197", "HTTP status 407", "407"),
        ("0x80190193", "HTTP status 403", ""),  # a web server's 403 is not a proxy's
        ("0x80090999", "facility 9 (security (SSPI, cryptography)), number 2457", ""),
        ("0xC000006D", "NTSTATUS", ""),
        ("AADSTS50999", "Microsoft Entra sign-in error 50999", ""),
        ("curl-47", "curl exit code: CURLE_TOO_MANY_REDIRECTS", ""),
        ("ERR_EMPTY_RESPONSE", "Chromium network error -324", ""),
    ],
)
def test_structure_is_told(code: str, says: str, inner: str) -> None:
    decoded = decode(code)
    assert decoded is not None
    assert says in decoded.words
    assert decoded.inner == inner
    assert decoded.source.startswith("https://")


@pytest.mark.parametrize(
    "code", ["", "hello", "CAA12345", "0x00000000", "curl-99", "ERR_NO_SUCH_NAME", "KB5034441", "407"]
)
def test_what_is_of_no_known_structure_is_not_told(code: str) -> None:
    assert decode(code) is None


def test_a_number_without_a_row_is_never_given_the_meaning_of_a_neighbour() -> None:
    known = {row.number for row in rows() if row.family == "winhttp"}
    for number in range(12000, 12200):
        decoded = decode(f"0x{0x80070000 + number:08X}")
        assert decoded is not None
        assert (": " in decoded.words) == (number in known), decoded


@given(
    st.text(st.characters(exclude_categories=())) | st.from_regex(r"(0x|CAA|AADSTS|curl-)[0-9A-F]{1,9}", fullmatch=True)
)
def test_any_text_can_be_decoded(text: str) -> None:
    decoded = decode(text)
    assert decoded is None or decoded.code == text
    assert decoded is None or not decoded.inner or canonical(decoded.inner) == decoded.inner


def test_a_code_that_holds_a_known_one_leads_to_its_entry() -> None:
    found = kb.open().lookup("Installation failed, hr=0x80190197")
    assert found.answer is not None
    assert found.answer.id == "http-407-proxy"
    assert found.codes == ("0x80190197",)
    assert [(one.code, one.inner) for one in found.decoded] == [("0x80190197", "407")]
    assert [one.kind for one in found.matches[0].evidence if one.met == "407"] == ["inferred"]


def test_a_code_that_no_entry_has_is_told_and_not_answered() -> None:
    found = kb.open().lookup("AADSTS50999: something new")
    assert found.answer is None
    assert [one.code for one in found.decoded] == ["AADSTS50999"]
