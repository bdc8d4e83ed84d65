"""How far a work is, on standard error where somebody sits there; of a book, where it takes longer than a second."""

from __future__ import annotations

import os
import sys
import time

import kb
from kb.edges.index_store import LARGE_FROM
from kb_cli.commands import is_terminal
from kb_cli.terminal import write

_SHOWN_AFTER_SECONDS = 1.0
_REDRAWN_AFTER_SECONDS = 0.1
_BAR = 24
_WORDS = "Preparing this book, once "


class RedrawnLine:
    """A line that is drawn over and over, and taken back. Does nothing where there is no terminal for it."""

    def __init__(self) -> None:
        self._on = is_terminal(sys.stderr) and os.environ.get("TERM") != "dumb"
        self._next = 0.0
        self._drawn = 0

    def is_due(self) -> bool:
        """Whether it can be drawn, and was for the last time long enough ago."""
        return self._on and time.monotonic() >= self._next

    def draw(self, text: str) -> None:
        """Draw it, not wider than the screen: what wraps cannot be taken back."""
        self._next = time.monotonic() + _REDRAWN_AFTER_SECONDS
        text = text[: _columns() - 1]
        self._write("\r" + text.ljust(self._drawn))
        self._drawn = len(text)

    def clear(self) -> None:
        """Take it back, before something else is printed."""
        if self._drawn:
            self._write("\r" + " " * self._drawn + "\r")
        self._drawn = 0

    def end(self) -> None:
        """Take it back, and draw no other."""
        self.clear()
        self._on = False

    def _write(self, text: str) -> None:
        try:
            write(text, sys.stderr)
            sys.stderr.flush()
        except (OSError, ValueError):  # nobody sees it any more
            self._on = False


class ProgressLine(RedrawnLine):
    """How far a book is prepared."""

    def __init__(self) -> None:
        super().__init__()
        self._began = False

    def show(self, done: int, total: int) -> None:
        """Draw how far the work is, if it has lasted long enough; at the end take the line back."""
        if done >= total:
            self.clear()
            return
        if not self._began:
            self._began = True
            self._next = time.monotonic() + _SHOWN_AFTER_SECONDS
        if self.is_due():
            self.draw(progress_text(done / total, _columns()))

    def clear(self) -> None:
        """Take the line back; what is shown afterwards is another work."""
        super().clear()
        self._began = False


def bar(share: float) -> str:
    """A bar for a share of the work from 0.0 to 1.0."""
    full = int(share * _BAR)
    return f"[{'#' * full}{' ' * (_BAR - full)}]"


def progress_text(share: float, columns: int) -> str:
    """The line for a share of the work from 0.0 to 1.0: words and a bar, as far as there is room for them."""
    percent = f"{share:4.0%}"
    line = f"{_WORDS}{bar(share)}{percent}"
    if len(line) >= columns:
        line = f"{bar(share)}{percent}"
    return line if len(line) < columns else percent.strip()


def _columns() -> int:
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or 80
    except (OSError, ValueError, AttributeError):
        return 80


def open_book(path: str | None, *, later: bool = True) -> kb.KnowledgeBase:
    """The book as `kb.open` gives it, with a line of progress while it is built.

    `later`: also while the book builds what it needs for its first look-up. Not where something else is on the screen
    then, as in the chat: there a large book is made ready at once, a small one takes a second or two in the background.
    """
    line = ProgressLine()
    try:
        book = kb.open(path, line.show)
        if not later and len(book) >= LARGE_FROM:
            book.lookup("")
        return book
    finally:
        if later:
            line.clear()
        else:
            line.end()
