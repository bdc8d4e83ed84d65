"""What a text does to a terminal: a stand-in for the screen of pyte that writes down every event."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Callable
from functools import cache

import pyte
from test_safe_text import DRAWN_FORMATS

from kb_cli import terminal

OWN_COLOURS = frozenset(terminal._COLOURS.values()) | {"0"}
_OWN = re.compile("\x1b\\[(?:" + "|".join(map(re.escape, sorted(OWN_COLOURS))) + ")m")
_DRAWN = "\n\t\u200c\u200d" + "".join(map(chr, sorted(DRAWN_FORMATS)))
"""Controls and format characters that may be shown: line feed, tab, the joiners, and signs around digits."""

_HIDDEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e0fff"
    + "".join(
        re.escape(char)
        for char in map(chr, range(sys.maxunicode + 1))
        if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp") and char not in _DRAWN
    )
    + "]"
)
"""By the tables of Unicode and not by those of `kb.safe_text`, which are to be tested."""

_HARMLESS = {"draw", "linefeed", "tab"}
_AFTER = "what follows"


class Recorder:
    """Listens to a pyte stream: what was drawn, which colours were set, and whatever else was obeyed."""

    def __init__(self) -> None:
        self.drawn: list[str] = []
        self.colours: set[str] = set()
        self.obeyed: list[tuple[str, tuple[object, ...]]] = []

    def taken(self) -> tuple[list[str], set[str], list[tuple[str, tuple[object, ...]]]]:
        """All of that since the last time."""
        taken = self.drawn, self.colours, self.obeyed
        self.drawn, self.colours, self.obeyed = [], set(), []
        return taken

    def __getattr__(self, event: str) -> Callable[..., None]:
        if event not in pyte.Stream.events:
            raise AttributeError(event)
        return lambda *said, **_: self._take(event, said)

    def _take(self, event: str, said: tuple[object, ...]) -> None:
        if event == "draw":
            self.drawn.append(str(said[0]))
        elif event == "select_graphic_rendition":
            self.colours.add(";".join(map(str, said)))
        elif event not in _HARMLESS:
            self.obeyed.append((event, said))


def hidden_in(text: str) -> list[str]:
    """The characters that a terminal would obey or a reader not see."""
    return _HIDDEN.findall(text)


def assert_harmless(text: str, *, colour: bool, what: object = "") -> None:
    """Fail where a terminal would do anything for this text but draw it, in the program's colours if at all.

    pyte passes over some controls without an event (NUL, DEL, SO, SI, ESC % and ESC ( in UTF-8), so the text is
    looked at as well. What comes after the text must be drawn too: no sequence is left open.
    """
    without = _OWN.sub("", text) if colour else text
    assert not hidden_in(without), (what, text)
    recorder, stream = _opened()
    stream.feed(text + _AFTER)
    drawn, colours, obeyed = recorder.taken()
    assert obeyed == [], (what, text)
    assert not any(map(hidden_in, drawn)), (what, text)
    assert drawn[-1].endswith(_AFTER), (what, text)
    assert colours <= (OWN_COLOURS if colour else set()), (what, text)


@cache
def _opened() -> tuple[Recorder, pyte.Stream]:
    """One stream for all texts, since opening it costs more than most of them; a text that leaves it open fails."""
    recorder = Recorder()
    return recorder, pyte.Stream(recorder)
