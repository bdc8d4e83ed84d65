"""The chat without a terminal: a state and a line give the next state and the text to show. Pure, given a book.

A line is an order where it begins with a slash and a word, is one of a few bare words (`more`, `why`), or is a number
of the list shown last. Everything else is a question, and so is everything pasted, of several lines, or begun with a
space.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from kb.knowledge_base import KnowledgeBase
from kb.safe_text import visible_line
from kb_cli.orders import BARE, as_order
from kb_cli.state import Errand, Said, State, text
from kb_cli.terminal import Screen, columns_of, render
from kb_cli.turns import CHAT_PLATFORMS, say, tell

__all__ = ["Reply", "State", "cancel", "end_of_input", "greeting", "is_order", "reply", "toolbar"]

_ORDER = re.compile(r"/[A-Za-z?]*")
_NUMBER = re.compile(r"[1-9][0-9]?")


@dataclass(frozen=True, slots=True)
class Reply:
    """The state after a line, and the text to show: safe for a terminal, ends with a line feed, or is empty."""

    state: State
    text: str
    errand: Errand | None = None


def greeting(book: KnowledgeBase, state: State, screen: Screen) -> str:
    """What a chat opens with."""
    lines = [
        text(f"errkb, {len(book)} entries; commands for {CHAT_PLATFORMS[state.platform]}."),
        text("Paste an error, type a code, or ask. /help says more, Ctrl-D leaves."),
    ]
    return render(lines, screen)


def toolbar(state: State, width: int) -> str:
    """The line below the prompt: what is known of the affected machine, and the entry at hand."""
    known = state.situation
    proxy = f"{known.proxy_host}:{known.proxy_port}".rstrip(":") if known.proxy_host else ""
    cloud = f"{known.cloud} cloud" if known.cloud else ""
    parts = [state.platform, known.shell, cloud, proxy, known.product]
    where = state.entry or "no entry yet"
    line = " · ".join(part for part in [*parts, where, "/help"] if part)
    if columns_of(line) > width - 1:
        line = " · ".join(part for part in [state.platform, proxy, where] if part)
    return f" {visible_line(line)}"[:width]


def reply(
    book: KnowledgeBase, state: State, line: str, screen: Screen, *, pasted: bool = False, misread: bool = False
) -> Reply:
    """The next state and the text to show. `pasted`: the line came from the clipboard, so it is never an order.

    `misread`: it was read in a picture; the same holds for it.
    """
    state = replace(state, width=screen.width)
    if misread:
        return _shown(say(book, replace(state, collected=None), line, misread=True), screen)
    if state.collected is not None:
        return _shown(_collect(book, state, line, pasted), screen)
    return _shown(_say(book, state, line, pasted), screen)


def end_of_input(book: KnowledgeBase, state: State, screen: Screen) -> Reply:
    """The same for the end of the input: what `/paste` collected is looked up, then the chat is left."""
    said = Said(state, []) if state.collected is None else _finish(book, state)
    return _shown(replace(said, state=replace(said.state, left=True)), screen)


def cancel(state: State) -> State:
    """The state after Ctrl-C: what `/paste` collected is dropped."""
    return replace(state, collected=None)


def is_order(line: str) -> bool:
    """Whether a typed line has the form of an order; any other is a question."""
    words = line.split()
    if not words or line[0].isspace() or "\n" in line.strip():
        return False
    if len(words) == 1 and (words[0].lower() in BARE or _NUMBER.fullmatch(words[0])):
        return True
    return bool(_ORDER.fullmatch(words[0]))


def _shown(said: Said, screen: Screen) -> Reply:
    return Reply(said.state, render(said.lines, screen) if said.lines else "", said.errand)


def _collect(book: KnowledgeBase, state: State, line: str, pasted: bool) -> Said:
    if line.strip() == "/end" and not pasted:
        return _finish(book, state)
    return Said(replace(state, collected=(*(state.collected or ()), line)), [])


def _finish(book: KnowledgeBase, state: State) -> Said:
    words = "\n".join(state.collected or ())
    state = replace(state, collected=None)
    return say(book, state, words) if words.strip() else Said(state, [text("Nothing was pasted.")])


def _say(book: KnowledgeBase, state: State, line: str, pasted: bool) -> Said:
    if not line.strip():
        return Said(state, [])
    if pasted or not is_order(line):
        return say(book, state, line)
    word = line.strip()
    if _NUMBER.fullmatch(word):
        number = int(word)
        return tell(book, state, state.listed[number - 1]) if number <= len(state.listed) else say(book, state, line)
    return as_order(book, state, word)
