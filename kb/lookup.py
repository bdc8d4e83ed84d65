"""What a look-up gives back: codes, matches with their evidence, an answer or none. Pure nouns."""

from __future__ import annotations

from typing import Literal

from kb.entry import Entry, Model

EvidenceKind = Literal["code", "title", "alias", "message", "literal", "word", "exact"]


class Evidence(Model):
    """A stretch `start:end` of the text as given, what kind of evidence it is, and what it met in the entry."""

    start: int
    end: int
    kind: EvidenceKind
    met: str


class Match(Model):
    """An entry, the likelihood (0.0 to 1.0) that it is the right one, and why."""

    entry: Entry
    score: float
    evidence: tuple[Evidence, ...] = ()


class Lookup(Model):
    """The outcome of a look-up.

    `answer` is the entry of the first match where that is likely enough, else None; `matches` are the nearest
    entries, best first, up to five, also where there is no answer. `codes` are the codes recognised in the text, in
    canonical form and reading order, known to the book or not. `remarks` say what else a reader should know, for
    instance that a long text was read in part.
    """

    answer: Entry | None
    matches: tuple[Match, ...]
    codes: tuple[str, ...]
    remarks: tuple[str, ...] = ()
