"""kb.safe_text: nothing that a terminal obeys or a reader cannot see gets through."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.safe_text import is_text, is_visible, visible, visible_exact, visible_line

ANY_TEXT = st.text(st.characters(exclude_categories=()))

# Signs that stand before or around digits and letters and are drawn; joiners that Persian and emoji are written with.
DRAWN_FORMATS = {*range(0x0600, 0x0606), 0x06DD, 0x070F, 0x0890, 0x0891, 0x08E2, 0x110BD, 0x110CD}
JOINERS = {0x200C, 0x200D}
BIDI_CONTROLS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b]52;c;cm0gLXJm\x07", r"\x1b]52;c;cm0gLXJm\x07"),  # writes the clipboard
        ("\x1b]8;;https://evil.example\x1b\\x", r"\x1b]8;;https://evil.example\x1b\x"),  # a link
        ("\x1b]0;title\x07", r"\x1b]0;title\x07"),
        ("\x9b31mred", r"\x9b31mred"),  # CSI in eight bits
        ("safe\rrm -rf /", r"safe\x0drm -rf /"),  # a bare carriage return overwrites the line
        ("a\x08b\x7f\x00", r"a\x08b\x7f\x00"),
        ("\x0e\x0f", r"\x0e\x0f"),  # shift out, shift in
        ("\x1bP+q\x1b\\", r"\x1bP+q\x1b" + "\\"),  # DCS
        ("abc\u202efed", r"abc\u202efed"),
        ("a\u200bb\ufeffc\u2060d\u00ade", r"a\u200bb\ufeffc\u2060d\u00ade"),
        ("a\u2028b\u2029c", r"a\u2028b\u2029c"),
        ("\U000e0041", r"\U000e0041"),  # a tag character
        ("\ud800", r"\ud800"),  # half a character
    ],
)
def test_what_a_terminal_obeys_is_shown_as_an_escape(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_all_twelve_direction_controls_are_shown() -> None:
    assert len(BIDI_CONTROLS) == 12
    assert visible(BIDI_CONTROLS).isascii()


def test_every_control_and_format_character_of_unicode_is_shown_but_for_those_that_are_drawn() -> None:
    hidden = ("Cc", "Cf", "Cs", "Zl", "Zp")
    kept = {
        code
        for code in range(sys.maxunicode + 1)
        if unicodedata.category(chr(code)) in hidden and visible(chr(code)) == chr(code)
    }
    assert kept == {ord("\n"), ord("\t")} | DRAWN_FORMATS | JOINERS


# Line feeds, tabs and the letters of every script stay, emoji with their joiners too.
@pytest.mark.parametrize("text", ["a\n\tb", "مرحبا", "שלום", "无法连接", "Größe", "👩‍👩‍👧", "می‌خواهم", "❤️", "\\x1b"])
def test_legitimate_text_is_left_alone(text: str) -> None:
    assert visible(text) == text
    assert is_visible(text)


def test_a_command_shows_joiners_and_odd_spaces_as_well() -> None:
    assert visible_exact("rm\u00a0-rf \u200d/\ufe0f") == r"rm\u00a0-rf \u200d/\ufe0f"


def test_a_line_stays_a_line() -> None:
    assert visible_line("a\nb\tc\x1b") == r"a\nb\tc\x1b"


def test_half_a_character_is_no_text() -> None:
    assert is_text("Größe 👍")
    assert not is_text("file\udcff.md")


@given(ANY_TEXT)
def test_shown_text_holds_no_control_and_showing_it_again_changes_nothing(text: str) -> None:
    for show in (visible, visible_exact, visible_line):
        shown = show(text)
        assert not any(unicodedata.category(char) in ("Cc", "Cs") and char not in "\n\t" for char in shown)
        assert show(shown) == shown
        assert is_visible(shown)
        assert is_text(shown)
