"""Letters that OCR gives for digits, turned back in text from pictures alone."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kb
from kb.misread import mend


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("AAD5TS16o03: not found", "AADSTS16003: not found"),
        ("AADsTs50l26", "AADSTS50126"),
        ("AADSTSS0020", "AADSTS50020"),
        ("CAA2OO04 and 0xcaa9oO18", "CAA20004 and 0xCAA90018"),
        ("ox8007007E", "0x8007007E"),
        ("0x8OO9O3OD", "0x8009030D"),
        ("θx8@04de88", "0x8004de88"),
        ("error 12l80 from WinHTTP", "error 12180 from WinHTTP"),
        ("returned I2007", "returned 12007"),
        ("HTTP Error 4O3.14", "HTTP Error 403.14"),
    ],
)
def test_digits_come_back(read: str, meant: str) -> None:
    assert mend(read) == meant


@pytest.mark.parametrize(
    "text",
    [
        "Office O365 and B2B", "SOS, OOo, lll, SS", "2B or not 2B", "http://10.0.0.1:3128/", "407|", "|12|34|",
        "E0403 TS2322 KB5001", "user1O@example.com", "BBOO", "Solo Ill Bobs", "version 1.6.16.0", "3ds, 4l",
        "0x8007 0xZZ", "CAA", "AADSTS",
    ],
)  # fmt: skip
def test_what_is_no_misread_code_stays(text: str) -> None:
    assert mend(text) == text


@given(st.text(alphabet="0158OoIlSsBZz|@θxXAaCcDTefE6 .-_(){}\n日", max_size=60))
def test_the_length_stays_and_mending_twice_changes_nothing(text: str) -> None:
    once = mend(text)
    assert len(once) == len(text)
    assert mend(once) == once


@pytest.mark.parametrize("piece", ["O", "0O", "AADSTS", "0xO", "1|", "CAA2O", "8l" * 7 + " "])
def test_the_time_is_linear(piece: str) -> None:
    began = time.perf_counter()
    mend(piece * (400_000 // len(piece)))
    assert time.perf_counter() - began < 3


def test_a_misread_code_that_the_book_lacks_is_still_a_code(book: kb.KnowledgeBase) -> None:
    text = (
        "System.ComponentModel.Win32Exception (0x8o09030D): The credentials supplied to the package were not recognized"
    )
    found = book.lookup_read(text)
    assert found.codes == ("0x8009030D",)
    assert found.answer is None
    assert found.text == text


def test_a_misread_symbolic_name_is_its_code(book: kb.KnowledgeBase) -> None:
    found = book.lookup_read("SSL handshake failed SEC_E_ALGORITHM_MI5MATCH")
    assert found.answer is not None and found.answer.id == "0x80090331"


def test_typed_text_is_not_doubted_like_that(book: kb.KnowledgeBase) -> None:
    assert book.lookup("GetLastError()==I2037 after HttpSendRequest, WinINet").codes == ()
    assert book.lookup_read("GetLastError()==I2037 after HttpSendRequest, WinINet").codes != ()
    assert book.lookup("CAA20004").text == ""


@given(st.text(max_size=200))
def test_any_text_read_in_a_picture_may_be_looked_up(text: str) -> None:
    found = SHIPPED.lookup_read(text)
    assert found.text == text
    assert all(0 <= e.start <= e.end <= len(text) for match in found.matches for e in match.evidence)


SHIPPED = kb.open()
