"""The line that a person edits, in a terminal that can: history, completion, pastes as one piece, a toolbar."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from prompt_toolkit import PromptSession
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.key_binding import KeyPressEvent
from prompt_toolkit.layout.controls import SearchBufferControl
from prompt_toolkit.shortcuts import CompleteStyle

from kb.safe_text import visible_line
from kb_cli.completer import ChatCompleter, Name
from kb_cli.early_paste import mark_pastes
from kb_cli.history import LONGEST_KEPT, QuestionHistory
from kb_cli.key_bindings import key_bindings
from kb_cli.paste_display import PasteDisplay
from kb_cli.pastes import Pastes, line_feeds
from kb_cli.session import is_order
from kb_cli.style import depth, style

if TYPE_CHECKING:
    from kb.redaction import Redactions

_MENU_LINES = 6


@dataclass(frozen=True, slots=True)
class Entered:
    """A line as it was entered: its text, and whether it began with a paste."""

    text: str
    pasted: bool


class LineEditor:
    """Reads lines. `calm`: no toolbar and no menu that is drawn anew while a person types."""

    def __init__(
        self,
        *,
        names: Callable[[], list[Name]],
        toolbar: Callable[[], str],
        colour: bool,
        calm: bool,
        private: bool,
    ) -> None:
        self._pastes = Pastes()
        self._pasted = False
        self._redactions: Redactions | None = None
        self._session: PromptSession[str] = PromptSession(
            multiline=True,  # Enter ends the line all the same, see key_bindings; this lets it hold several
            completer=ChatCompleter(names, lambda: self._pasted),
            complete_style=CompleteStyle.READLINE_LIKE if calm else CompleteStyle.COLUMN,
            complete_while_typing=not calm,
            reserve_space_for_menu=0 if calm else _MENU_LINES,
            history=QuestionHistory(self._kept, private=private),
            key_bindings=key_bindings(self._paste),
            input_processors=[PasteDisplay(self._pastes)],
            prompt_continuation="  ",
            bottom_toolbar=None if calm else lambda: visible_line(toolbar()),
            style=style(colour),
            color_depth=depth(colour),
            include_default_pygments_style=False,
            enable_suspend=True,
            search_ignore_case=True,
        )
        self._session.default_buffer.on_text_changed += self._changed
        for control in self._session.layout.find_all_controls():
            if isinstance(control, SearchBufferControl):  # what Ctrl-R looks for has a line of its own
                control.input_processors = [PasteDisplay(self._pastes), *(control.input_processors or ())]

    def read(self, prompt: str, *, when_shown: Callable[[], None] | None = None, draft: str = "") -> Entered:
        """The next line. Raises KeyboardInterrupt for Ctrl-C and EOFError for Ctrl-D on an empty line.

        `when_shown` is called when the prompt is about to appear; `draft` stands in the line to be edited.
        """
        self._pastes.clear()
        self._pasted = bool(draft)  # whatever it looks like, it is a question
        try:
            text = self._session.prompt([("class:prompt", prompt)], pre_run=when_shown, default=draft)
        finally:
            mark_pastes()
        return Entered(self._pastes.full(text), self._pasted)

    def is_empty(self) -> bool:
        """Whether the line that was given up last had no text."""
        return not self._session.default_buffer.text

    def _paste(self, event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        if not buffer.document.text_before_cursor.strip():
            self._pasted = True
        buffer.insert_text(self._pastes.insertable(line_feeds(event.data)))

    def _changed(self, buffer: Buffer) -> None:
        if not buffer.text:
            self._pasted = False

    def _kept(self, text: str) -> str:
        """A line as it is remembered, without its secrets; one too long for the file stays as it is, in memory.

        A paste that looks like an order gets a space, so that it stays a question.
        """
        full = self._pastes.full(text)
        if self._pasted and is_order(full):
            full = f" {full}"
        if len(full) > LONGEST_KEPT:
            return full
        from kb.redaction import redact  # costs as much as the line editor; `warm_up` has it by now

        redacted = redact(full, known=self._redactions)
        self._redactions = redacted.known
        return redacted.text
