"""Completion in the chat: orders after a slash; ids, codes and titles of entries as questions and after /show."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import takewhile

from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

from kb.safe_text import visible_line
from kb_cli.orders import ORDERS
from kb_cli.terminal import PLATFORMS

_OFFERED = 8
_SHORTEST = 2

Name = tuple[str, ...]
"""(what is compared, what is inserted, what is said of it)."""


def names_of(entries: Iterable[tuple[str, str, Sequence[str]]]) -> list[Name]:
    """Ids, codes and titles of entries (id, title, codes), each once, in alphabetical order."""
    names: dict[str, Name] = {}
    for entry, title, codes in entries:
        for name, about in ((entry, title), (title, entry), *((code, title) for code in codes)):
            shown = visible_line(name)
            names.setdefault(shown.casefold(), (shown.casefold(), shown, visible_line(about)))
    return sorted(names.values())


class ChatCompleter(Completer):
    """Offers what a typed line may go on with; nothing for a pasted one.

    `names` gives what `names_of` made, or nothing as long as the book is being read; `is_paste` tells whether the
    line was pasted.
    """

    def __init__(self, names: Callable[[], list[Name]], is_paste: Callable[[], bool]) -> None:
        self._names = names
        self._is_paste = is_paste

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterator[Completion]:  # noqa: ARG002
        """The completions for the text before the cursor."""
        text = document.text_before_cursor
        if self._is_paste() or "\n" in document.text or text != text.lstrip():
            return
        word, space, rest = text.partition(" ")
        if not text.startswith("/"):
            if len(text) >= _SHORTEST:
                yield from _offer(self._beginning_with(text), text)
        elif not space:
            yield from _offer(
                ((name, name, order.does) for name, order in ORDERS.items() if name.startswith(word)), word
            )
        elif word == "/show":
            yield from _offer(self._holding(rest.lstrip()), rest.lstrip())
        elif word == "/platform":
            names = [name for name in (*PLATFORMS, "all") if name.startswith(rest.lstrip())]
            yield from _offer(((name, name, "") for name in names), rest.lstrip())

    def _beginning_with(self, text: str) -> Iterator[Name]:
        key = text.casefold()
        names = self._names()
        at = bisect_left(names, (key,))  # a book of 100,000 entries has half a million names
        yield from takewhile(lambda name: name[0].startswith(key), names[at : at + _OFFERED])

    def _holding(self, text: str) -> Iterator[Name]:
        key = text.casefold()
        found = sorted((name for name in self._names() if key in name[0]), key=lambda name: not name[0].startswith(key))
        yield from found[:_OFFERED]


def _offer(names: Iterable[Name], typed: str) -> Iterator[Completion]:
    for _, text, about in names:
        yield Completion(text, start_position=-len(typed), display=text, display_meta=about)
