"""kb.reading: a text as ranking sees it, with the place of every word in the text as given."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.reading import Names, Reading, stem

ANY_TEXT = st.text(st.characters(exclude_categories=()))
NAMES = Names([["Microsoft Entra Connect", "Azure AD Connect", "AAD Connect"], ["21Vianet", "China cloud"]])


def terms(text: str) -> list[str]:
    return [word.term for word in Reading(text, NAMES).words]


@pytest.mark.parametrize("word", ["connect", "connects", "connected", "connecting"])
def test_endings_are_cut(word: str) -> None:
    assert stem(word) == stem("connect")


@pytest.mark.parametrize("word", ["proxies", "class", "virus", "dns", "407", "größe", ""])
def test_endings_that_are_none_stay(word: str) -> None:
    assert stem(word) in (word, "proxy")


def test_words_that_say_nothing_are_left_out() -> None:
    assert terms("What is the proxy?") == ["proxy"]


def test_old_names_are_read_as_the_name_in_use_today() -> None:
    assert terms("Azure AD Connect") == terms("aad-connect") == terms("AADConnect") == terms("Microsoft Entra Connect")


def test_a_name_inside_a_word_is_no_name() -> None:
    assert terms("MAADConnector") == ["maadconnector"]


def test_a_word_knows_its_place_in_the_text_as_given() -> None:
    text = "Why does  Azure AD Connect fail"
    assert {text[word.start : word.end] for word in Reading(text, NAMES).words} == {"Azure AD Connect", "fail"}


def test_what_varies_is_not_read() -> None:
    assert terms("id 8a3c1c1e-0000-4d4d-9e9e-0123456789ab failed") == terms("id failed")


@given(ANY_TEXT)
def test_any_text_can_be_read_and_places_lie_inside_it(text: str) -> None:
    reading = Reading(text, NAMES)
    assert all(0 <= word.start < word.end <= len(text) for word in reading.words)
    assert len(reading.squeezed) == len(reading.places)
    assert all(0 <= place < len(text) for place in reading.places)
    assert reading.places == sorted(reading.places)
    assert all(len(piece) == 3 for piece in reading.pieces)


@given(st.lists(st.lists(ANY_TEXT, min_size=1, max_size=3), max_size=4), ANY_TEXT)
def test_any_table_of_names_can_be_used(rows: list[list[str]], text: str) -> None:
    reading = Reading(text, Names(rows))
    assert len(reading.squeezed) == len(reading.places)


@pytest.mark.parametrize(
    ("text", "theirs"),
    [
        ("Okta: Sign in failed!", True),
        ("google.auth.exceptions.RefreshError: invalid_grant", True),
        ("could not resolve host: okta.com", False),  # a host names nothing
        ("https://slack.com/api is blocked", False),
        ("Teams and Okta: sign in failed", False),
        ("Google Chrome shows it", False),
        ("the gokta driver", False),
    ],
)
def test_a_text_about_products_of_others_is_known_as_such(text: str, theirs: bool) -> None:
    names = Names([["(others)", "Okta", "Google", "Slack"], ["(ours)", "Teams", "Google Chrome"]])
    assert names.of_others(Reading(text, names).folded) is theirs
