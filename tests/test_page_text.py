"""Lines and reading order from pieces of text with places."""

from __future__ import annotations

from math import cos, radians, sin

import pytest

from kb.page_text import Piece, page_text, upright


def row(text: str, left: float, top: float, *, height: float = 16, letter: float = 8) -> Piece:
    """A piece as wide as its letters."""
    return Piece(text, left, top, left + letter * len(text), top + height)


def test_nothing_is_no_text() -> None:
    assert page_text([]) == ""
    assert page_text([row("×", 0, 0), row("— □", 40, 0), row("   ", 0, 40)]) == ""


def test_words_of_a_line_are_one_line_in_order() -> None:
    assert page_text([row("server", 80, 1), row("The", 0, 0), row("remote", 30, 0)]) == "The remote server"


def test_a_wrapped_line_is_not_divided_by_a_list_at_the_side() -> None:
    side = [row(name, 10, 40 + 26 * number) for number, name in enumerate(("Welcome", "Express", "Connect", "Ready"))]
    sentence = "Unknown user type. Your directory can't be found or resolved. Did you sign in with"
    text = page_text([*side, row(sentence, 200, 70), row("a username in an unverified domain?", 200, 91)])
    assert f"{sentence}\na username in an unverified domain?" in text
    assert "Welcome\nExpress\nConnect\nReady" in text


def test_names_and_values_of_a_table_are_lines() -> None:
    names = ("Event ID:", "Source:", "Level:")
    values = ("12020", "ADSync", "Warning")
    pieces = [row(name, 10, 20 * n) for n, name in enumerate(names)]
    pieces += [row(value, 180, 20 * n) for n, value in enumerate(values)]
    assert page_text(pieces) == "Event ID: 12020\nSource: ADSync\nLevel: Warning"


def test_lines_of_a_console_stay_in_order() -> None:
    lines = [
        "PS C:\\> iwr https://login.microsoftonline.com",
        "iwr : The remote server returned",
        "an error: (407)",
        "PS C:\\>",
    ]
    pieces = [row(line, 4, 18 * n, height=15) for n, line in enumerate(lines)]
    assert page_text(reversed(pieces)) == "\n".join(lines)


@pytest.mark.parametrize("degrees", [-4.0, -1.0, 0.7, 3.0])
def test_a_slightly_rotated_picture_is_levelled(degrees: float) -> None:
    turn, lift = cos(radians(degrees)), sin(radians(degrees))

    def quad(left: float, top: float, right: float, bottom: float) -> list[tuple[float, float]]:
        corners = ((left, top), (right, top), (right, bottom), (left, bottom))
        return [(x * turn - y * lift, x * lift + y * turn) for x, y in corners]

    found = [
        ("second line which is as long", quad(0, 22, 230, 38), 0.9),
        ("right end", quad(1000, 0, 1070, 16), 0.9),
        ("first line which is quite long, so that", quad(0, 0, 992, 16), 0.9),
    ]
    text = page_text(upright(found))
    assert text == "first line which is quite long, so that right end\nsecond line which is as long"


def test_a_text_that_stands_upright_is_left_as_it_is() -> None:
    assert upright([("up", [(0, 90), (0, 0), (16, 0), (16, 90)], 1.0)])[0].bottom == 90
