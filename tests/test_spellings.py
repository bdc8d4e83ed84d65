"""Every code of the book is found in every way it is written."""

from __future__ import annotations

import re

import pytest

import kb
from kb.codes import canonical

BOOK = kb.open()
CODES = [(code, entry.id) for entry in BOOK for code in entry.codes if code == canonical(code)]


def spelled(code: str) -> list[str]:
    """Ways to write a canonical code."""
    if re.fullmatch(r"0x[0-9A-F]{8}|CAA[0-9A-F]{5}", code):
        digits = code.removeprefix("0x")
        value = int(digits, 16)
        return [code, digits, digits.lower(), f"0x{digits}", f"0X{digits.lower()}", str(value), str(value - 2**32)]
    if code.startswith("AADSTS"):
        return [code, code.lower(), code.replace("AADSTS", "AADSTS "), code.replace("AADSTS", "AADSTS-")]
    return [code]


@pytest.mark.parametrize(("code", "owner"), CODES)
def test_alone(code: str, owner: str) -> None:
    """The code alone, in every spelling, is a question for its entry, with or without the word error."""
    for form in spelled(code):
        for text in (form, f"({form})", f"error {form}", f"Error code: {form}"):
            found = BOOK.lookup(text)
            assert found.answer is not None, text
            assert found.answer.id == owner, text


@pytest.mark.parametrize(("code", "owner"), CODES)
def test_in_a_sentence(code: str, owner: str) -> None:
    """In the words of a person or of a log the code is recognised, and its entry is the answer."""
    for form in spelled(code):
        status = code.isdigit()
        text = (
            f"since this morning we get HTTP {form} from the proxy" if status else f"it ends with {form} since monday"
        )
        found = BOOK.lookup(text)
        assert code in found.codes, text
        assert found.answer is not None, text
        assert found.answer.id == owner, text
