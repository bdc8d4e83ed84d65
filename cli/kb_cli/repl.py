"""The chat in a terminal: reads lines, asks the session, writes what it says. Edge.

Where the terminal can do nothing (`TERM=dumb`) or there is none, lines are read plainly, and nothing of the line editor
is imported.
"""

from __future__ import annotations

import os
import sys
import threading
from dataclasses import dataclass, field, replace
from io import TextIOWrapper
from typing import TYPE_CHECKING

from kb.edges.ocr import read_text
from kb.errors import KbError
from kb.knowledge_base import KnowledgeBase
from kb.safe_text import visible_line
from kb_cli.early_paste import keeping_early_pastes
from kb_cli.errands import keep_saved, may_use_osc52, run_errand, with_profile
from kb_cli.hints import hint_engine
from kb_cli.pictures import NOTHING_READ, clipboard_picture, picture_path
from kb_cli.progress import open_book
from kb_cli.session import Reply, State, cancel, end_of_input, greeting, is_order, reply, toolbar
from kb_cli.terminal import Line, Screen, render, screen_of, this_platform, write

if TYPE_CHECKING:
    from kb_cli.completer import Name
    from kb_cli.line_editor import LineEditor

_PROMPT = "> "
_PROMPT_IN_PASTE = "paste> "
_HINT = "Ctrl-D or /quit leaves, /help says more.\n"


def run(book_path: str | None, *, colour: str, platform: str, private: bool = False, osc52: bool = False) -> int:
    """Chat until the person leaves; gives back 0. `private`: nothing is kept, no question is written to the history.

    `colour`: auto, always or never. `platform`: windows, macos, linux, all, or '' for this machine's. `osc52`: the
    terminal may be asked to copy. Raises KbError where the book cannot be opened.
    """
    state = State(platform=platform or this_platform(), osc52=may_use_osc52(osc52))
    if not private:
        state, word = with_profile(state)
        state = replace(state, platform=platform or state.platform)
        write(f"{word}\n" if word else "")
    if _is_plain():
        _chat_plainly(_Chat(open_book(book_path, later=False), state, colour, private))
        return 0
    with keeping_early_pastes():
        _chat_with_editor(_Chat(open_book(book_path, later=False), state, colour, private))
    return 0


@dataclass
class _Chat:
    """A book, what the chat remembers, and the wish for colour."""

    book: KnowledgeBase
    state: State
    colour: str
    private: bool = False
    draft: str = ""
    """A text that was read in a picture and waits in the line to be corrected."""
    can_edit: bool = False
    names: list[Name] = field(default_factory=list)

    def screen(self) -> Screen:
        """The screen as it is now: a window may have changed its width."""
        return screen_of(sys.stdout, colour=self.colour, platform=self.state.platform)

    def greet(self) -> None:
        """Write what a chat opens with."""
        write(greeting(self.book, self.state, self.screen()))
        hint_engine(len(self.book))

    def take(self, line: str, *, pasted: bool = False, misread: bool = False) -> None:
        """Write what is said to a line, and remember. Ctrl-C while it is looked up gives it up."""
        try:
            asked = self.state.collected is None and not misread and (pasted or not is_order(line))
            path = picture_path(line) if asked else ""
            if path:
                self._read(path, path)
            else:
                said = reply(self.book, self.state, line, self.screen(), pasted=pasted, misread=misread)
                self._show(said)
        except KeyboardInterrupt:
            write("Stopped.\n")

    def _read(self, picture: str | bytes, name: str) -> None:
        """Read a picture, and leave its text in the line to be corrected; without a line to edit, look it up."""
        write(f"Reading {visible_line(name)} …\n")
        sys.stdout.flush()
        try:
            found = read_text(picture)
        except KbError as error:
            write(f"{visible_line(str(error))}\n\n")
            return
        if not found.strip():
            write(f"{NOTHING_READ}\n\n")
        elif self.can_edit:
            self.draft = found
            write("This is what it says. Correct what was misread; Enter looks it up, Ctrl-C drops it.\n")
        else:
            lines: list[Line] = [("quote", 0, "", visible_line(part)) for part in found.split("\n")]
            write(render(lines, self.screen()) + "\n")
            self.take(found, misread=True)

    def end(self) -> None:
        """Write what the end of the input calls for."""
        self._show(end_of_input(self.book, self.state, self.screen()))

    def _show(self, said: Reply) -> None:
        before, self.state = self.state.dialogue, said.state
        told = said.text
        if said.errand and said.errand.do == "picture":
            self._screenshot(said.errand.name)
        elif said.errand:
            done = run_errand(self.book, self.state, said.errand, private=self.private)
            self.state = done.state
            told += render(done.lines, self.screen()) if done.lines else ""
        word = keep_saved(self.state) if self.state.dialogue != before else ""
        told += f"{word}\n" if word else ""
        if told:
            write(told + ("" if self.state.left else "\n"))
            sys.stdout.flush()

    def _screenshot(self, name: str) -> None:
        picture = (picture_path(name) or name) if name else clipboard_picture()
        if isinstance(picture, str) and not name:
            write(f"{picture}\n\n")
        else:
            self._read(picture, name or "the clipboard")

    def toolbar(self) -> str:
        """The line below the prompt: what is known of the affected machine, and the entry at hand."""
        return toolbar(self.state, self.screen().width)

    def prompt(self) -> str:
        """What stands before the line."""
        return _PROMPT if self.state.collected is None else _PROMPT_IN_PASTE

    def warm_up(self) -> None:
        """Read the book and its index in the background, so that the first answer and completion are quick."""
        threading.Thread(target=self._read_all, daemon=True).start()

    def _read_all(self) -> None:
        from kb.redaction import redact  # the plain chat keeps no history and must import neither
        from kb_cli.completer import names_of

        self.names = names_of(self.book.names())
        self.book.lookup("warm up")
        redact("warm up")


def _is_plain() -> bool:
    """Whether lines are read plainly: no terminal on both sides, or one that cannot move its cursor."""
    dumb = os.environ.get("TERM", "").lower() in ("dumb", "unknown") or (
        sys.platform != "win32" and not os.environ.get("TERM")
    )
    return dumb or not (sys.stdin.isatty() and sys.stdout.isatty())


def _chat_plainly(chat: _Chat) -> None:
    """Read lines as they come. At a terminal there is a greeting and a prompt, in a pipe only the answers."""
    person = sys.stdin.isatty()
    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")  # a paste in another encoding is still a paste
    if person:
        chat.greet()
    idle = 0
    while not chat.state.left:
        try:
            if person:
                write(chat.prompt())
                sys.stdout.flush()
            line = sys.stdin.readline()
        except KeyboardInterrupt:
            if not person:
                raise
            idle += 1
            _interrupted(chat, idle)
            continue
        idle = 0
        if line:
            chat.take(line.rstrip("\r\n"))
        else:
            write("\n" if person else "")
            chat.end()


def _interrupted(chat: _Chat, idle: int) -> None:
    """After Ctrl-C: a fresh line, and from the second time on how to leave."""
    chat.state = cancel(chat.state)
    write("\n" + (_HINT if idle > 1 else ""))


def _chat_with_editor(chat: _Chat) -> None:
    """Read lines with the line editor."""
    chat.greet()
    sys.stdout.flush()
    editor = _editor(chat)
    chat.can_edit = True
    begin = chat.warm_up
    idle = 0
    while not chat.state.left:
        try:
            draft, chat.draft = chat.draft, ""
            entered = editor.read(chat.prompt(), when_shown=begin, draft=draft)
        except KeyboardInterrupt:
            idle = idle + 1 if editor.is_empty() else 0
            chat.state = cancel(chat.state)
            write(_HINT if idle > 1 else "")
        except EOFError:
            chat.end()
        else:
            idle = 0
            chat.take(entered.text, pasted=entered.pasted, misread=bool(draft))
        begin = _nothing


def _nothing() -> None:
    """Do nothing: the book is warm."""


def _editor(chat: _Chat) -> LineEditor:
    from kb_cli.line_editor import LineEditor  # costs more than the rest of the start, and a pipe needs none of it

    return LineEditor(
        names=lambda: chat.names,
        toolbar=chat.toolbar,
        colour=chat.screen().colour,
        calm=bool(os.environ.get("ACCESSIBLE")) and os.environ.get("ACCESSIBLE") != "0",
        private=chat.private,
    )
