"""What a look-up gives back: codes, matches with their evidence, an answer or none. Pure nouns."""

from __future__ import annotations

from typing import Literal

from kb.entry import Entry, Model

EvidenceKind = Literal["code", "inferred", "title", "alias", "message", "literal", "word", "exact"]


class Evidence(Model):
    """A stretch `start:end` of the text as given, what kind of evidence it is, and what it met in the entry.

    `inferred`: the stretch is a code that no entry has, `met` the code of the entry that it holds by its structure.
    """

    start: int
    end: int
    kind: EvidenceKind
    met: str


class Match(Model):
    """An entry, the likelihood (0.0 to 1.0) that it is the right one, and why."""

    entry: Entry
    score: float
    evidence: tuple[Evidence, ...] = ()

    @property
    def id(self) -> str:
        """The entry's id."""
        return self.entry.id

    @property
    def title(self) -> str:
        """The entry's title."""
        return self.entry.title


class DecodedCode(Model):
    """What a code that no entry covers is by its structure, in `words`.

    `inner`: the code that it holds, another way of saying the same, or ''. `source`: where the structure is documented.
    Inferred, not looked up: the words say what kind of number it is, not what is wrong here.
    """

    code: str
    words: str
    inner: str = ""
    source: str


class Lookup(Model):
    """The outcome of a look-up.

    `answer` is the entry of the first match where that is likely enough, else None; `matches` are the nearest
    entries, best first, up to five, also where there is no answer. `codes` are the codes recognised in the text, in
    canonical form and reading order, known to the book or not, and `decoded` what those that no entry has are by their
    structure. `remarks` say what else a reader should know, for
    instance that a long text was read in part. `text` is the text that was read in a picture, which the places of
    evidence count in, and empty where a text was given.
    """

    answer: Entry | None
    matches: tuple[Match, ...]
    codes: tuple[str, ...]
    decoded: tuple[DecodedCode, ...] = ()
    remarks: tuple[str, ...] = ()
    text: str = ""
