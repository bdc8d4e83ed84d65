"""Which entries answer a text, how likely, and why. Pure; the only importer of rapidfuzz.

Each candidate gets a few features between 0 and 1 (code, phrase, cover, literal). Their weighted sum is the
candidate's case; a softmax over all cases and one more, "none of them", makes likelihoods of them: two entries with
the same case share it, and a weak case loses to "none".
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from kb.codes import FoundCode
from kb.document import Document, Phrase
from kb.reading import Reading

Frequency = Callable[[str], int]
"""Term -> in how many entries it stands."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the text as given, the kind of evidence it is, and what it met in the entry."""

    start: int
    end: int
    kind: str
    met: str


@dataclass(slots=True)
class Case:
    """What speaks for one entry. All features lie between 0 and 1."""

    document: Document
    code: float = 0.0
    phrase: float = 0.0
    cover: float = 0.0
    literal: float = 0.0
    spans: list[Span] = field(default_factory=list)
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each feature is worth, in logits, and what "none of them" starts from."""

    code: float = 9.0
    phrase: float = 9.0
    cover: float = 8.0
    literal: float = 4.0
    none: float = 4.0
    unknown_code: float = 5.0


WEIGHTS = Weights()
ANSWER_FROM = 0.5
"""The likelihood from which a match is an answer."""

_LINE_LIMIT = 40  # terms: a longer text is a paste, and its lines are asked one by one
_SHORT = 11  # letters: shorter phrases must stand as words of their own, letter for letter


class Ranker:
    """Ranks documents for readings. `size` is the number of entries, `frequency` counts those that hold a term."""

    def __init__(self, size: int, frequency: Frequency, weights: Weights = WEIGHTS) -> None:
        self._size = size
        self._frequency = frequency
        self._weights = weights
        self._rarity: dict[str, float] = {}

    def rarity(self, term: str) -> float:
        """How much a term says: 0 for one in every entry, up to 1 for one in none but one, a little less if unknown."""
        known = self._rarity.get(term)
        if known is None:
            count = self._frequency(term)
            top = math.log(self._size + 1)
            known = max(0.05, math.log((self._size + 1) / (count + 0.5)) / top) if count else 0.85
            self._rarity[term] = min(known, 1.0)
        return self._rarity[term]

    def cases(self, reading: Reading, codes: Sequence[FoundCode], documents: Sequence[Document]) -> list[Case]:
        """The case of each document, unordered, without likelihoods."""
        lines = _lines(reading)
        return [self._case(reading, codes, lines, document) for document in documents]

    def rank(self, reading: Reading, codes: Sequence[FoundCode], documents: Sequence[Document]) -> list[Case]:
        """The cases with their likelihoods, best first; those with nothing to say are left out."""
        cases = self.cases(reading, codes, documents)
        known = {code for document in documents for code in document.codes}
        unknown = any(code.specific and code.key not in known for code in codes)
        return self.likelihoods(cases, unknown=unknown)

    def likelihoods(self, cases: Sequence[Case], *, unknown: bool) -> list[Case]:
        """Give each case its likelihood. `unknown`: the text holds a code of one error that no entry covers."""
        weights = self._weights
        none = weights.none + (weights.unknown_code if unknown else 0.0)
        sums = [
            weights.code * c.code + weights.phrase * c.phrase + weights.cover * c.cover + weights.literal * c.literal
            for c in cases
        ]
        top = max([none, *sums])
        total = math.exp(none - top) + sum(math.exp(s - top) for s in sums if s > 0)
        for case, case_sum in zip(cases, sums, strict=True):
            case.score = math.exp(case_sum - top) / total if case_sum > 0 else 0.0
        return sorted((c for c in cases if c.score > 0), key=lambda c: (-c.score, c.document.id))

    def _case(
        self, reading: Reading, codes: Sequence[FoundCode], lines: list[list[str]], document: Document
    ) -> Case:
        case = Case(document)
        own = set(document.codes)
        for code in codes:
            if code.key in own:
                case.code = 1.0
                case.spans.append(Span(code.start, code.end, "code", code.key))
        self._phrases(case, reading)
        self._literals(case, reading)
        case.cover = max((self._cover(line, document) for line in lines), default=0.0)
        if case.cover > 0.2:
            weights = document.weights
            best = sorted({w.term for w in reading.words if w.term in weights}, key=self.rarity, reverse=True)[:6]
            seen: set[str] = set()
            for word in reading.words:
                if word.term in best and word.term not in seen:
                    seen.add(word.term)
                    case.spans.append(Span(word.start, word.end, "word", word.term))
        return case

    def _phrases(self, case: Case, reading: Reading) -> None:
        for phrase in case.document.phrases:
            likeness, span = _find(phrase, reading)
            if not likeness:
                continue
            said = 1.0 - math.exp(-sum(self.rarity(term) for term in phrase.terms) / 1.2)
            value = likeness * said
            if phrase.squeezed == reading.squeezed:
                value = 1.0
            if value > 0.15 and span:
                case.spans.append(Span(*span, phrase.kind, phrase.text))
            case.phrase = max(case.phrase, value)

    def _literals(self, case: Case, reading: Reading) -> None:
        for literal in case.document.literals:
            if len(literal.squeezed) < 5 or not literal.pieces <= reading.pieces:
                continue
            start = reading.squeezed.find(literal.squeezed)
            if start >= 0 and _whole_words(reading, start, start + len(literal.squeezed)):
                places = reading.places
                case.spans.append(
                    Span(places[start], places[start + len(literal.squeezed) - 1] + 1, "literal", literal.text)
                )
                said = sum(self.rarity(term) for term in literal.terms)
                case.literal = max(case.literal, 1.0 - math.exp(-said / 1.5))

    def _cover(self, terms: list[str], document: Document) -> float:
        """How much of what the terms say stands in the document, weighted by field, less where they say little."""
        weights = document.weights
        said = met = 0.0
        for term in terms:
            rarity = self.rarity(term)
            said += rarity
            met += rarity * weights.get(term, 0.0)
        return (met / said) * (1.0 - math.exp(-met / 1.5)) if said else 0.0


def _lines(reading: Reading) -> list[list[str]]:
    """The distinct terms of the text; of a long text, those of each line, repeated lines once."""
    if len(reading.terms) <= _LINE_LIMIT:
        return [sorted(reading.terms)]
    breaks = [place for place, char in enumerate(reading.text) if char == "\n"]
    lines: dict[tuple[str, ...], None] = {}
    at = 0
    current: set[str] = set()
    for word in reading.words:
        while at < len(breaks) and word.start > breaks[at]:
            at += 1
            if len(current) >= 4:
                lines[tuple(sorted(current))] = None
            current = set()
        current.add(word.term)
    if len(current) >= 4:
        lines[tuple(sorted(current))] = None
    return [list(line) for line in lines][:400]


def _find(phrase: Phrase, reading: Reading) -> tuple[float, tuple[int, int] | None]:
    """How well the phrase stands in the text (0, or 0.3 to 1), and where."""
    wanted, text = phrase.squeezed, reading.squeezed
    if not wanted or not text:
        return 0.0, None
    if len(wanted) < _SHORT:
        start = text.find(wanted)
        while start >= 0:
            if _whole_words(reading, start, start + len(wanted)):
                return 1.0, (reading.places[start], reading.places[start + len(wanted) - 1] + 1)
            start = text.find(wanted, start + 1)
        return 0.0, None
    shared = sum(piece in reading.pieces for piece in phrase.pieces) / len(phrase.pieces)
    if len(text) >= len(wanted):
        if shared < 0.45:
            return 0.0, None
        found = fuzz.partial_ratio_alignment(wanted, text, score_cutoff=78)
        share = 1.0
    else:  # a text cut short: as much of the phrase as it holds
        if len(text) < _SHORT or shared < 0.2:
            return 0.0, None
        found = fuzz.partial_ratio_alignment(wanted, text, score_cutoff=88)
        share = len(text) / len(wanted)
    if found is None or found.dest_end <= found.dest_start:
        return 0.0, None
    likeness = max(0.0, (found.score - 72) / 28) ** 1.5
    start, end = reading.places[found.dest_start], reading.places[found.dest_end - 1] + 1
    return likeness * share, (start, end)


def _whole_words(reading: Reading, start: int, end: int) -> bool:
    """Whether the stretch of squeezed letters begins and ends where words do."""
    folded, places = reading.folded, reading.places
    first, last = places[start], places[end - 1]
    before = folded[first - 1] if first else " "
    after = folded[last + 1] if last + 1 < len(folded) else " "
    return not before.isalnum() and not after.isalnum()
