"""What the chat remembers between two lines, and what is said to a line. Pure nouns."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from kb.dialogue import Dialogue, Move
from kb.lookup import Lookup
from kb.situation import Situation
from kb_cli.findings import Line


class Errand(NamedTuple):
    """Something that only the terminal's side can do: copy a text, write it to a file, save a dialogue, read a picture.

    `name` is the file or the dialogue's name; empty where there is none.
    """

    do: Literal["copy", "write", "save", "resume", "keep profile", "forget profile", "picture"]
    name: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class State:
    """What the chat remembers between two lines."""

    platform: str
    """Whose commands are shown: windows, macos, linux or all."""
    dialogue: Dialogue = field(default_factory=Dialogue)
    """The problem at hand: what was asked, which checks are done, what is known of the affected machine."""
    question: str = ""
    """The text that was looked up last."""
    found: Lookup | None = None
    """What the book said to it."""
    listed: tuple[Move, ...] = ()
    """What the numbers of the list shown last stand for."""
    copyable: tuple[str, ...] = ()
    """The commands, or the ticket, shown last: exact, ready to be copied."""
    saved_as: str = ""
    """The name under which the dialogue is saved after each line; '' for nowhere."""
    osc52: bool = False
    """Whether the person allowed the terminal's own way to the clipboard."""
    width: int = 80
    """Columns of the screen."""
    collected: tuple[str, ...] | None = None
    """The lines since `/paste`; None outside of it."""
    left: bool = False
    """Whether the person said good-bye."""

    @property
    def entry(self) -> str:
        """The id of the entry at hand, or ''."""
        return self.dialogue.entry

    @property
    def situation(self) -> Situation:
        """What is known of the affected machine."""
        return self.dialogue.situation


@dataclass(frozen=True, slots=True)
class Said:
    """The state after a line, the lines to show, and an errand if there is one."""

    state: State
    lines: list[Line]
    errand: Errand | None = None


def text(words: str) -> Line:
    """A paragraph."""
    return "text", 0, "", words


def meta(words: str) -> Line:
    """A remark."""
    return "meta", 0, "", words


def heading(words: str) -> Line:
    """Words above a part."""
    return "heading", 0, "", words
