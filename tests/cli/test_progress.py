"""kb_cli.progress: a line that is there while somebody waits, and gone afterwards."""

from __future__ import annotations

import io
import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from kb_cli import progress
from kb_cli.progress import ProgressLine, open_book, progress_text

pytestmark = pytest.mark.usefixtures("cache")


class Terminal(io.StringIO):
    """Standard error as a terminal that remembers all that was written."""

    encoding = "ascii"  # type: ignore[assignment]

    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal that never waits."""
    stream = Terminal()
    monkeypatch.setattr(progress, "sys", SimpleNamespace(stderr=stream))
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(progress, "_SHOWN_AFTER_SECONDS", 0.0)
    monkeypatch.setattr(progress, "_REDRAWN_AFTER_SECONDS", 0.0)
    return stream


def test_the_line_is_drawn_over_and_taken_back(terminal: Terminal) -> None:
    line = ProgressLine()
    line.show(25, 100)
    line.show(50, 100)
    line.show(100, 100)
    drawn = terminal.getvalue().split("\r")[1:]
    assert drawn[:2] == [
        "Preparing this book, once [######                  ] 25%",
        "Preparing this book, once [############            ] 50%",
    ]
    assert drawn[2:] == [" " * len(drawn[0]), ""]


@pytest.mark.parametrize(("columns", "width"), [(80, 56), (57, 56), (56, 30), (31, 30), (30, 3), (4, 3)])
def test_it_fits_the_window(columns: int, width: int) -> None:
    assert len(progress_text(0.5, columns)) == width < columns


def test_a_quick_build_shows_nothing(terminal: Terminal, small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_SHOWN_AFTER_SECONDS", 1000.0)
    open_book(str(small))
    assert terminal.getvalue() == ""


def test_a_slow_build_shows_how_far_it_is(terminal: Terminal, small: Path) -> None:
    open_book(str(small))
    shown = terminal.getvalue()
    assert "33%" in shown and "67%" in shown
    assert shown.endswith("\r")
    assert "widget" not in shown


def test_a_book_that_is_built_already_shows_nothing(terminal: Terminal, small: Path) -> None:
    open_book(str(small))
    before = len(terminal.getvalue())
    open_book(str(small))
    assert len(terminal.getvalue()) == before


def test_a_dumb_terminal_and_a_pipe_get_nothing(
    terminal: Terminal, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "dumb")
    open_book(str(small))
    assert terminal.getvalue() == ""
    monkeypatch.setenv("TERM", "xterm")
    pipe = io.StringIO()
    monkeypatch.setattr(progress, "sys", SimpleNamespace(stderr=pipe))
    os.utime(small / "oil.md", ns=(1, 1))
    open_book(str(small))
    assert pipe.getvalue() == ""


def test_the_line_is_taken_back_where_the_build_is_interrupted(
    terminal: Terminal, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kb.edges.article_records import ArticleRecords

    def interrupted(_: object, progress: object) -> None:
        progress(1, 2)  # type: ignore[operator]
        raise KeyboardInterrupt

    monkeypatch.setattr(ArticleRecords, "read", interrupted)
    with pytest.raises(KeyboardInterrupt):
        open_book(str(small))
    assert terminal.getvalue().endswith("50%\r" + " " * 56 + "\r")


def test_after_the_end_nothing_is_drawn(terminal: Terminal) -> None:
    line = ProgressLine()
    line.show(1, 2)
    line.end()
    before = terminal.getvalue()
    line.show(1, 2)
    assert terminal.getvalue() == before


def test_a_terminal_that_is_gone_is_no_error(terminal: Terminal) -> None:
    line = ProgressLine()
    terminal.close()
    line.show(1, 2)
    line.clear()
