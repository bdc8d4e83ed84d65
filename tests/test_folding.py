"""kb.folding: texts brought to the form in which they are compared, places kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.folding import fold, mask, skeleton, squeeze, squeeze_with_places, unpaired, words

ANY_TEXT = st.text(st.characters(exclude_categories=()))


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("User Realm", "user realm"),
        ("weren’t “able”", 'weren\'t "able"'),
        ("ＣＡＡ２０００４", "caa20004"),  # full width, as a Chinese input method writes it
        ("3478–3481", "3478-3481"),
        ("Größe", "größe"),
        ("İstanbul", "İstanbul"),  # its lower case is two characters: it stays, so that places stay
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(ANY_TEXT)
def test_folding_and_masking_keep_every_place(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert len(mask(fold(text))) == len(text)


@pytest.mark.parametrize(
    "varies",
    [
        "8a3c1c1e-0000-4d4d-9e9e-0123456789ab",
        "{8a3c1c1e-0000-4d4d-9e9e-0123456789ab}",
        "2026-11-21t05:05:54.123z",
        "1/11/2016",
        "8:31 am",
        "21.11.2026",
        "0123456789abcdef0123456789abcdef",
        "{0}",
        "${name}",
        "<tenant name>",
    ],
)
def test_what_differs_from_one_occurrence_to_the_next_is_blanked(varies: str) -> None:
    assert mask(f"a {varies} z") == f"a {' ' * len(varies)} z"


# Versions, addresses and codes say something: they stay.
@pytest.mark.parametrize("says", ["1.1.105.0", "8.8.8.8", "caa20004", "0x80072ee7", "407", "login.windows.net"])
def test_what_says_something_stays(says: str) -> None:
    assert mask(says) == says


def test_one_error_written_in_three_ways_is_the_same_when_squeezed() -> None:
    assert squeeze("User realm discovery failed") == "userrealmdiscoveryfailed"
    assert squeeze("user_realm_discovery_failed") == "userrealmdiscoveryfailed"
    assert squeeze("UserRealm discoveryfailed") == "userrealmdiscoveryfailed"


@given(ANY_TEXT)
def test_each_squeezed_letter_knows_where_it_came_from(text: str) -> None:
    squeezed, places = squeeze_with_places(text)
    assert squeezed == "".join(text[place] for place in places)
    joined, kept = unpaired(squeezed, places)
    assert len(joined) == len(kept)
    assert len(skeleton(joined)) == len(joined)


def test_letters_that_ocr_confuses_are_made_one() -> None:
    assert skeleton("cance1led 0") == skeleton("cancelled o")
    assert unpaired("rnicrosoft", list(range(10)))[0] == "microsoft"


def test_a_host_is_one_word_and_its_parts() -> None:
    assert words("login.windows.net!") == [
        ("login.windows.net", 0, 17),
        ("login", 0, 5),
        ("windows", 6, 13),
        ("net", 14, 17),
    ]


@given(ANY_TEXT)
def test_words_stand_where_they_say(text: str) -> None:
    for word, start, end in words(text):
        assert text[start:end] == word or ("-" in text[start:end] and "\n" in text[start:end])


def test_a_word_divided_at_the_end_of_a_line_is_one() -> None:
    assert words("can't be veri-\n  fied, 3-\n4") == [
        ("can", 0, 3),
        ("t", 4, 5),
        ("be", 6, 8),
        ("verified", 9, 21),
        ("3", 23, 24),
        ("4", 26, 27),
    ]
