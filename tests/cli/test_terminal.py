"""kb_cli.terminal: lines become text of a width, and what may be copied stays whole."""

from __future__ import annotations

from kb_cli.terminal import Screen, columns_of, render, wrap


def test_a_literal_is_not_broken() -> None:
    """A path with spaces in backticks moves to the next line as a whole, to be copied from there."""
    assert wrap("put it below `HKLM\\Software\\App Proxy` as a DWORD", 30) == [
        "put it below",
        "`HKLM\\Software\\App Proxy` as a",
        "DWORD",
    ]


def test_a_literal_longer_than_the_line_is_broken_like_other_words() -> None:
    assert wrap("`one two three four five`", 12) == ["`one two", "three four", "five`"]


def test_a_single_backtick_changes_nothing() -> None:
    assert wrap("a ` b c d e f g", 12) == ["a ` b c d e", "f g"]


def test_wide_characters_take_two_columns() -> None:
    assert columns_of("代理") == 4
    assert columns_of("“quoted” – dash") == 15


def test_a_table_too_wide_becomes_a_list() -> None:
    """On a narrow screen each row stands below its first cell."""
    cell = "\x1f"
    rows = [
        ("row", 0, "", cell.join(("Host", "Port", "Purpose"))),
        ("row", 0, "", cell.join(("a.example", "443", "x"))),
    ]
    assert render(rows, Screen(80)) == "Host       Port  Purpose\na.example  443   x\n"
    long = "policykeyservice.dc.ad.msft.net.example"
    rows[1] = ("row", 0, "", cell.join((long, "HTTPS/443", "registration")))
    assert render(rows, Screen(40)) == f"{long}\n  Port: HTTPS/443\n  Purpose: registration\n"
