"""Nothing of a paste reaches the terminal raw: the line editor in a real pseudo terminal, byte for byte."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import ARTICLE
from hostile import ROWS, TEXTS
from pseudo_terminal import CHAT, Terminal
from recorder import hidden_in

from kb.safe_text import visible, visible_exact

ENTER, CTRL_C, CTRL_G, CTRL_R, UP = "\r", "\x03", "\x07", "\x12", "\x1b[A"

_SEQUENCE = re.compile(
    "\x1b\\[[0-?]*[ -/]*[@-~]|\x1b[\\]PX^_](?s:.){0,2000}?(?:\x07|\x1b\\\\)"
    "|\x1b[ -/]*[0-~]|[\x00-\x09\x0b-\x1f\x7f-\x9f]"
)
_MOVES = re.compile("\x1b\\[[0-9]{0,3}[ABCD]")
"""The cursor's way depends on the text, so it differs from that of the harmless chat."""

HARMLESS = (
    "407", "two\nlines", "seven\n" * 7, "wide 无法连接 and high 👍", "x" * 700, "tab\there", "word " * 60,
    "no\u00a0break " * 2, "no\u00a0break " * 60, "\\x1b]0;owned\\x07",
)  # fmt: skip

Open = Callable[[], Terminal]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Open]:
    """Opens a chat about a small book, at its first prompt."""
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "widget.md").write_text(ARTICLE, encoding="utf-8")
    chats: list[Terminal] = []

    def start() -> Terminal:
        arguments = ["chat", "--platform", "windows", "--book", str(tmp_path / "book")]
        chats.append(Terminal(CHAT, arguments, 250, 30, {"SSH_CONNECTION": "here"}))
        chats[-1].wait_for("\n>")
        return chats[-1]

    yield start
    for one in chats:
        one.close()


def _written(chat: Terminal, number: int) -> str:
    """What the chat wrote up to the answer to a question of this number."""
    name = f"/nope{chr(97 + number // 26)}{chr(97 + number % 26)}"
    chat.type(name + ENTER)
    chat.wait_for(f"There is no {name}.")
    raw, chat.raw = chat.raw, b""
    return raw.decode("utf-8", "surrogateescape")


def _paste(chat: Terminal, text: str) -> None:
    """Paste the text, whatever bytes it is made of."""
    chat.paste(text.encode("utf-8", "surrogatepass").decode("utf-8", "surrogateescape"))


def _search(chat: Terminal, text: str) -> None:
    """Paste the text into the search for an earlier question, and leave the search."""
    chat.type(CTRL_R)
    chat.wait_for("I-search backward:")
    _paste(chat, "sought " + text[:40].replace("\r", " ").replace("\n", " "))  # the search shows one line of several
    chat.wait_for("sought ")  # drawn before the search is left
    chat.type(CTRL_G + CTRL_C)
    chat.wait_for("\n>")


_recorded: set[str] = set()


@pytest.fixture
def own(opened: Open) -> frozenset[str]:
    """The sequences that a chat writes where nothing is hostile; recorded once."""
    if not _recorded:
        _record(opened())
    return frozenset(_recorded)


def _record(chat: Terminal) -> None:
    _recorded.update(_SEQUENCE.findall(chat.raw.decode()))
    for number, text in enumerate(HARMLESS):
        _paste(chat, text)
        chat.type(ENTER)
        chat.type("why" + ENTER + UP + CTRL_C)
        _search(chat, text)
        _recorded.update(_SEQUENCE.findall(_written(chat, number)))


def _assert_only(own: frozenset[str], written: str, text: str) -> None:
    """Fail where something was written that neither is the program's own nor can be seen."""
    others = {one for one in _SEQUENCE.findall(written) if one not in own and not _MOVES.fullmatch(one)}
    assert not others, (others, text)
    assert not [one for one in _MOVES.findall(text) if one not in own and one in written], text
    rest = _SEQUENCE.sub("", written)
    assert not hidden_in(rest), (hidden_in(rest), text)


def test_a_paste_into_the_line_editor(opened: Open, own: frozenset[str]) -> None:
    """Neither the echo, nor the answer, nor the history, nor the search in it obeys or hides anything."""
    assert not [one for one in own if one.startswith("\x1b]")]
    chat = opened()
    for number, text in enumerate(TEXTS):
        if "\x1b[201~" in text:  # see below
            continue
        _paste(chat, text)
        chat.type(ENTER)
        if number % 3 == 0:
            chat.type("why" + ENTER)
        chat.type(UP * (1 + number % 2) + CTRL_C)
        _assert_only(own, _written(chat, number), text)
    assert chat.title() == ""


def test_a_paste_into_the_search_of_the_history(opened: Open, own: frozenset[str]) -> None:
    """What Ctrl-R looks for stands in a line of its own."""
    chat = opened()
    for number, row in enumerate(ROWS):
        if "\x1b[201~" not in row.text:
            _search(chat, row.text)
            _assert_only(own, _written(chat, number), row.text)


def test_a_history_that_somebody_else_wrote(opened: Open, own: frozenset[str]) -> None:
    """The arrow keys bring earlier questions back into the line."""
    state = Path(os.environ["KB_STATE_DIR"])
    state.mkdir(mode=0o700, exist_ok=True)
    drawn = (
        row.text.replace("\n", " ") for row in ROWS if len(visible_exact(row.text)) == len(visible(row.text)) < 200
    )
    texts = [f"q{number} {text}" for number, text in enumerate(drawn)]  # pyte loses its way after what has no width
    assert len(texts) > 100
    (state / "history.jsonl").write_text("\n".join(map(json.dumps, texts)) + "\n\x1b]0;owned\x07\n", encoding="ascii")
    chat = opened()
    for number in reversed(range(len(texts))):
        chat.type(UP)
        chat.wait_for(f"> q{number} ")
    chat.type(CTRL_C)
    written = _written(chat, 0)
    assert "\\x1b]0;owned\\x07" in written
    _assert_only(own, written, "")


def test_a_paste_that_ends_itself(opened: Open, own: frozenset[str]) -> None:
    """Terminals take the end mark out of a paste. Where one does not, the rest is typed, and still only drawn.

    What comes before Enter belongs to the paste, so it is no order.
    """
    chat = opened()
    chat.paste("407 \x1b[201~ \u202e /set proxy owned.example:1")
    chat.type(ENTER)
    chat.paste("\x1b[201~/quit")
    chat.type(ENTER)
    _assert_only(own, _written(chat, 1), "")
