"""kb.keys: the key of a name, for exact look-up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.keys import KEY_LIMIT, exact_key


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("CAA20004", "caa20004"),
        (" (caa-20004) ", "caa20004"),
        ("error CAA20004", "caa20004"),
        ("Error code: 407", "407"),
        ("error code 0x80072EE7", "0x80072ee7"),
        ("code AADSTS50126", "aadsts50126"),
        ("-2147012889", "-2147012889"),
        ("Error text", "errortext"),  # no code follows: the word belongs to the name
        ("无法连接", "无法连接"),
        ("", ""),
        ("...", ""),
        ("\ud800\x00", ""),
    ],
)
def test_keys(text: str, key: str) -> None:
    assert exact_key(text) == key


def test_a_long_text_is_no_name() -> None:
    assert exact_key("a" * KEY_LIMIT) == "a" * KEY_LIMIT
    assert exact_key("a" * (KEY_LIMIT + 1)) == ""
    assert exact_key("a" * 1_000_000) == ""


@given(st.text(st.characters(exclude_categories=())))
def test_a_key_can_be_written_on_one_line_of_a_snapshot(text: str) -> None:
    key = exact_key(text)
    assert not set(key) & set("\t\n ")
    assert key.encode().decode() == key
