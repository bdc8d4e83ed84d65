"""What a text does to a terminal: a stand-in for the screen of pyte that writes down every event."""

from __future__ import annotations

import re
from collections.abc import Callable

import pyte

from kb.safe_text import is_visible
from kb_cli import terminal

OWN_COLOURS = frozenset(terminal._COLOURS.values()) | {"0"}
_OWN = re.compile("\x1b\\[(?:" + "|".join(map(re.escape, sorted(OWN_COLOURS))) + ")m")
_HARMLESS = {"draw", "linefeed", "tab"}


class Recorder:
    """Listens to a pyte stream: what was drawn, which colours were set, and whatever else was obeyed."""

    def __init__(self) -> None:
        self.drawn: list[str] = []
        self.colours: set[str] = set()
        self.obeyed: list[tuple[str, tuple[object, ...]]] = []

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


def assert_harmless(text: str, *, colour: bool, what: object = "") -> None:
    """Fail where a terminal would do anything for this text but draw it, in the program's colours if at all.

    pyte passes over some controls without an event (NUL, DEL, SO, SI, ESC % and ESC ( in UTF-8), so the text is
    looked at as well.
    """
    without = _OWN.sub("", text) if colour else text
    assert is_visible(without), (what, text)
    recorder = Recorder()
    pyte.Stream(recorder).feed(text)
    assert recorder.obeyed == [], (what, text)
    assert all(map(is_visible, recorder.drawn)), (what, text)
    assert recorder.colours <= (OWN_COLOURS if colour else set()), (what, text)
