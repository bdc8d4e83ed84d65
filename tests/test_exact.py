"""kb.exact: the keys that an entry claims, the strongest claim to each."""

from __future__ import annotations

from conftest import entry_of
from hypothesis import given
from hypothesis import strategies as st

from kb.exact import claims_of
from kb.folding import fold
from kb.keys import exact_key


def test_an_entry_claims_its_id_codes_title_names_and_texts() -> None:
    entry = entry_of(
        id="http-407", title="Proxy: login!", codes=("407",), aliases=("Login at proxy",), messages=("Log in, please",)
    )
    assert claims_of(entry) == {"http407": 0, "407": 1, "proxylogin": 2, "loginatproxy": 3, "loginplease": 3}


def test_a_code_is_claimed_in_every_spelling() -> None:
    claims = claims_of(entry_of(codes=("0x80072EE7",)))
    assert {key for key, rank in claims.items() if rank == 1} >= {"0x80072ee7", "80072ee7", "-2147012889", "2147954407"}


def test_of_two_claims_to_a_key_the_stronger_stays() -> None:
    assert claims_of(entry_of(id="407", title="407", codes=("407",), aliases=("4 0 7",))) == {"407": 0}


def test_what_is_no_name_is_not_claimed() -> None:
    assert claims_of(entry_of(id="x", title="???", messages=("long " * 200,))) == {"x": 0}


def test_other_letters_are_folded() -> None:
    assert "error407" not in claims_of(entry_of(title="ＥＲＲＯＲ ４０７"))
    assert "407" in claims_of(entry_of(title="ＥＲＲＯＲ ４０７"))


@given(st.text(st.characters(max_codepoint=127), max_size=500))
def test_plain_letters_need_no_folding(text: str) -> None:
    assert exact_key(text) == exact_key(fold(text))
