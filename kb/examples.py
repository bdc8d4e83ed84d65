"""Whether a book answers the examples of its entries as they want, and by how much. Pure; `kb lint --examples` asks.

An example is a paste in an article that must find its entry first, or must not, so that whoever changes another
article sees what that does here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from kb.entry import Entry, Example
from kb.fault import Fault
from kb.lookup import Lookup, Match
from kb.matching import ANSWER_FROM, NONE_UP_TO

CLOSE = 0.15
"""A smaller margin than this is worth a warning: with "none" allowed up to 0.6, it begins at 0.45."""


class Book(Protocol):
    """What is asked of a book: its entries in order, and a look-up."""

    def __iter__(self) -> Iterator[Entry]: ...

    def lookup(self, text: str) -> Lookup: ...


@dataclass(frozen=True, slots=True)
class ExampleResult:
    """What an entry's example found."""

    entry: Entry
    example: Example
    found: Lookup

    @property
    def holds(self) -> bool:
        """Whether the paste is answered as the example wants."""
        answered = self.found.answer is not None and self.found.answer.id == self.entry.id
        return answered == self.example.finds

    @property
    def margin(self) -> float:
        """How far the likelihoods may shift before the example turns: from 0.0 where it only just holds, to 1.0.

        The entry is answered where it is ahead of the next one, where it is likely enough itself and "none of them"
        unlikely enough. Below 0.0 the example fails.
        """
        scores = {match.entry.id: match.score for match in self.found.matches}
        none = max(0.0, 1.0 - sum(scores.values()))
        own = scores.pop(self.entry.id, 0.0)
        answered = min(own - max(scores.values(), default=0.0), own - ANSWER_FROM, NONE_UP_TO - none)
        return round(answered if self.example.finds else -answered, 4)

    @property
    def close(self) -> bool:
        """Whether the example holds, but only just."""
        return self.holds and self.margin < CLOSE

    def fault(self) -> Fault:
        """What it found, in a strict reader's words; for an example that holds, why it may soon not."""
        wish = "must find it" if self.example.finds else "must not find it"
        what = f"{self.entry.id}: a paste that {wish} {self._outcome()}: {_start_of(self.example.text)!r}"
        return Fault(self.entry.origin.file, self.example.line, what, self._remedy())

    def _outcome(self) -> str:
        matches = self.found.matches
        if self.found.answer is not None:
            first = "finds it" if matches[0].entry.id == self.entry.id else f"finds {matches[0].entry.id}"
            behind = f", before {_named(matches[1])}" if self.close and matches[1:] else ""
            return f"{'only just ' if self.close else ''}{first} (likelihood {matches[0].score:.2f}){behind}"
        nearest = f"the nearest guess is {_named(matches[0])}" if matches else "there is no guess"
        return f"{'only just ' if self.close else ''}finds nothing; {nearest}"

    def _remedy(self) -> str:
        if self.example.finds:
            return "give the article a text that is distinctive of it, quote more of the paste, or remove the example"
        return "narrow the texts and names that it meets (`kb lookup --why` shows them), or remove the example"


def check_examples(book: Book, entries: Iterable[Entry] | None = None) -> Iterator[ExampleResult]:
    """What each example of the entries finds in the book; of all its entries, where none are given."""
    for entry in book if entries is None else entries:
        for example in entry.examples:
            yield ExampleResult(entry, example, book.lookup(example.text))


def _named(match: Match) -> str:
    return f"{match.entry.id} (likelihood {match.score:.2f})"


def _start_of(text: str) -> str:
    """The text's beginning on one line."""
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:59] + "…"
