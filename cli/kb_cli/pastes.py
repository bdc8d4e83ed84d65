"""Long pastes kept aside while a line is edited: one character stands for each in the line. Pure.

So a paste of a thousand lines is one mark on the screen, one backspace removes it, and Enter gets its text as it was.
"""

from __future__ import annotations

from kb_cli.findings import clip

LINES_SHOWN = 6
"""A paste of more lines, or of more than this many times a line's length, is kept aside."""

_FIRST = 0xF0000  # a plane of private use: no text that means something has these
_LAST = 0xFFFFD
_LABEL = 14  # so that it fits a line of 40 columns
_CHARACTERS_SHOWN = LINES_SHOWN * 100


class Pastes:
    """The pastes of the line that is being edited."""

    def __init__(self) -> None:
        self._texts: list[str] = []

    def insertable(self, text: str) -> str:
        """What goes into the line for a pasted text: the text itself, or a mark where it is long.

        A text that holds marks of its own is always kept aside, so that it cannot stand for another paste.
        """
        short = text.count("\n") < LINES_SHOWN and len(text) <= _CHARACTERS_SHOWN
        if (short and not any(_FIRST <= ord(char) <= _LAST for char in text)) or len(self._texts) > _LAST - _FIRST:
            return text
        self._texts.append(text)
        return chr(_FIRST + len(self._texts) - 1)

    def full(self, line: str) -> str:
        """The line with every mark replaced by the text it stands for."""
        return "".join(self._texts[at] if (at := self._place(char)) >= 0 else char for char in line)

    def label(self, char: str) -> str:
        """What the screen shows for a mark: how much was pasted, and its beginning; '' for any other character."""
        at = self._place(char)
        if at < 0:
            return ""
        text = self._texts[at]
        lines = text.count("\n") + 1
        size = f"{lines} lines" if lines > 1 else f"{len(text):,} characters"
        return f"[{size} pasted: {clip(text, _LABEL)}]"

    def clear(self) -> None:
        """Forget all of them: a new line begins."""
        self._texts.clear()

    def _place(self, char: str) -> int:
        at = ord(char) - _FIRST
        return at if 0 <= at < len(self._texts) else -1


def line_feeds(text: str) -> str:
    """A pasted text with line feeds only, and none at its end: terminals send carriage returns."""
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")
