"""Every code of the book is found in every way it is written."""

from __future__ import annotations

import re

import pytest

import kb
from kb.code_names import named
from kb.codes import canonical, spellings

BOOK = kb.open()
CODES = [(code, entry.id) for entry in BOOK for code in entry.codes if code == canonical(code)]


def spelled(code: str) -> list[str]:
    """Ways to write a canonical code: for an HRESULT hex, bare, in any case, signed, unsigned, number and names."""
    if re.fullmatch(r"0x[0-9A-F]{8}|CAA[0-9A-F]{5}", code):
        digits = code.removeprefix("0x")
        return list(dict.fromkeys([code, digits.lower(), f"0X{digits.lower()}", *spellings(code)]))
    if code.startswith("AADSTS"):
        return [code, code.lower(), code.replace("AADSTS", "AADSTS "), code.replace("AADSTS", "AADSTS-")]
    return [code, code.lower(), *spellings(code)]


def in_words(form: str, code: str) -> str:
    """A sentence with the code as people or programs write it; a short number stands beside what makes it a code."""
    if form.isdigit() and len(form) == 3:
        return f"since this morning we get HTTP {form} from the proxy"
    if form.isdigit() and len(form) == 5:
        return f"it ends with {'WinHTTP' if form.startswith('12') else 'socket'} error {form} since monday"
    if code.startswith("curl-") and form == code:
        return f"it ends with curl: ({code[5:]}) since monday"
    return f"it ends with {form} since monday"


@pytest.mark.parametrize(("code", "owner"), CODES)
def test_alone(code: str, owner: str) -> None:
    """The code alone, in every spelling, is a question for its entry; the usual words before it change nothing."""
    for form in spelled(code):
        assert [entry.id for entry in BOOK.find(form)] == [owner], form
    for text in (spelled(code)[-1], f"Error code: {code}"):
        found = BOOK.lookup(text)
        assert found.answer is not None, text
        assert found.answer.id == owner, text
        assert code in found.codes, text


@pytest.mark.parametrize(("code", "owner"), CODES)
def test_in_a_sentence(code: str, owner: str) -> None:
    """In the words of a person or of a log the code is recognised, and its entry is the answer."""
    for form in spelled(code):
        text = in_words(form, code)
        found = BOOK.lookup(text)
        assert code in found.codes, text
        assert found.answer is not None, text
        assert found.answer.id == owner, text


def test_the_codes_are_of_many_families() -> None:
    """So that the tests above are no empty loop."""
    starts = ("AADSTS", "CAA", "0x8007", "0x8009", "curl-", "X509_V_ERR_", "SSL_R_", "ERR_", "40", "50")
    for start in starts:
        assert any(code.startswith(start) for code, _ in CODES), start
    assert named("WSAECONNRESET") is not None
