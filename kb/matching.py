"""Which entries answer a text, how likely, and why. Pure; the only importer of rapidfuzz.

Each candidate gets five features between 0 and 1 (see `Case`). Their weighted sum is the candidate's case; a softmax
over all cases and one more, "none of them", makes likelihoods of them: two entries with the same case share it, and a
weak case loses to "none".
"""

import math
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from kb.codes import INFERRED, FoundCode, kin
from kb.document import Document, Phrase
from kb.folding import bone
from kb.passages import PASSAGE, passages, says_all_is_well
from kb.reading import Pieces, Reading, stem

Frequency = Callable[[str], int]
"""Term -> in how many entries it stands."""

Bones = tuple[dict[str, str], Sequence[str]]
"""The bone of each term of the book (see `folding.bone`) with the term, the most frequent where several share it; and
the bones of words long enough to be met by a near one."""


class Span(NamedTuple):
    """A stretch of the text as given, the kind of evidence it is, and what it met in the entry."""

    start: int
    end: int
    kind: str
    met: str


class Case:
    """What speaks for one entry. All features lie between 0 and 1."""

    __slots__ = ("code", "cover", "document", "gist", "literal", "met_codes", "phrase", "score", "spans")

    def __init__(self, document: Document, score: float = 0.0, spans: Sequence[Span] = ()) -> None:
        self.document = document
        self.code = 0.0  # 1 where the text holds a code of the entry, less for a wrapper's or an inferred one
        self.phrase = 0.0  # how well the best error text, title or name stands in the text, letter by letter
        self.gist = 0.0  # how much of the best of them stands in one line, its words in whatever order
        self.cover = 0.0  # how much of what one line says stands in the entry
        self.literal = 0.0  # how rare are the commands, hosts and files of the entry that the text names
        self.spans = list(spans)
        self.met_codes: frozenset[str] = frozenset()  # codes printed in error texts that the text holds
        self.score = score  # the likelihood


class Weights(NamedTuple):
    """How much each feature is worth, in logits, and what "none of them" starts from.

    Chosen for the most right answers less two for each false one (a confident wrong answer costs several silences), on
    the project's own questions, their worsened variants and a shared sample; weights chosen on each alone do nearly as
    well on the others. A code alone is enough (17 against 10).
    """

    code: float = 17.0
    phrase: float = 9.0
    gist: float = 10.5
    cover: float = 14.0
    literal: float = 9.0
    none: float = 10.0  # a case must be worth this much to be as likely as none
    unknown_code: float = 17.0  # what a code that no entry has adds to none, and a text that says all is well


WEIGHTS = Weights()
NONE_UP_TO = 0.6
"""An answer is given where "none of them" is at most this likely: some entry fits,"""
ANSWER_FROM = 0.3
"""and the best one is at least this likely: it does not share its case with three others."""

MOST = 0.97
"""The likelihood of a case that leaves nothing to doubt: on texts that nothing was fitted to, a few of the surest
answers are wrong all the same."""

_INFERRED = 0.9  # a code's worth where it stands inside another
_WRAPPER = 0.6  # a code's worth where its cause stands in the text as well
_OTHER_CODE = 0.6  # a text that names one code of a series is hardly about its neighbour
_WITHOUT_CODE = 0.4  # a text that prints a code is not even half met where the code is missing
_LONG = 25  # letters: that many are seldom alike by chance
_NEARLY = 75  # of 100: how like a word's letters must be those that stand where it should
_SHORT = 11  # letters: shorter phrases must stand as words of their own, letter for letter


class _Asked(NamedTuple):
    """What ranking asks of every candidate, made once for a text: it was half the time that a log takes."""

    meant: dict[str, str]  # each term with the one that it was meant to be
    terms: frozenset[str]  # those that were meant
    rarity: float  # of all of them together, or 1 where they say nothing
    passages: list[frozenset[str]]
    rarities: list[float]  # of each passage, as in `rarity`
    places: dict[str, list[int]]  # the passages in which a term was meant
    weighed: list[tuple[str, float, list[int]]]  # the term that a word of the text meant, its rarity, its passages
    weights: list[float]  # of each passage, all its words counted


class Ranker:
    """Ranks documents for readings.

    `size` is the number of entries, `frequency` counts those that hold a term, `dull` are terms that say little however
    rare they are, see `dull_terms`. `bones` gives those of all terms; a book too large for that has
    none, and what a term was meant to be is then looked for among the candidates' names and error texts.
    """

    def __init__(
        self,
        size: int,
        frequency: Frequency,
        bones: Callable[[], Bones] | None,
        dull: frozenset[str] = frozenset(),
        weights: Weights = WEIGHTS,
    ) -> None:
        self._size = size
        self._frequency = frequency
        self._bones_of_book = bones
        self._bones: Bones = ({}, ())
        self._dull = dull
        self._weights = weights
        self._rarity: dict[str, float] = {}
        self._meant: dict[str, str] = {}
        self._of_phrase: dict[str, float] = {}

    def rarity(self, term: str) -> float:
        """How much a term says: near 0 for one in every entry, 1 for one in a single entry, 0.85 if unknown.

        A number the book does not know says nothing (it varies); a dull term says little.
        """
        known = self._rarity.get(term)
        if known is None:
            count = self._frequency(term)
            if count:
                known = min(1.0, max(0.05, math.log((self._size + 1) / (count + 0.5)) / math.log(self._size + 1)))
            else:
                known = 0.1 if sum(map(str.isdigit, term)) * 2 >= len(term) else 0.85
            if term in self._dull:
                known = min(known, 0.25)
            if len(term) < 3:
                known = min(known, 0.05 if term.isdigit() else 0.25)
            if len(self._rarity) > 50_000:  # a server that is asked for ever must not grow for ever
                self._rarity.clear()
            self._rarity[term] = known
        return known

    def terms_of(self, reading: Reading) -> dict[str, str]:
        """The terms of a text that rank, each with itself or, where the book lacks it, the term it was meant to be.

        Meant: the same letters but for what OCR confuses, or a slip or two in a word of five letters or more.
        Only in short texts: in a log every other word is unknown, and a near one means nothing.
        """
        terms = reading.terms
        if len(terms) > PASSAGE or not self._bones_of_book:
            return {term: term for term in terms}
        return {term: self._mean(term) for term in terms}

    def _mean(self, term: str) -> str:
        if term in self._meant:
            return self._meant[term]
        meant = term
        if self._is_strange(term):
            if not self._bones[0] and self._bones_of_book:
                self._bones = self._bones_of_book()
            meant = _near(term, self._bones)
        if len(self._meant) > 50_000:
            self._meant.clear()
        self._meant[term] = meant
        return meant

    def _is_strange(self, term: str) -> bool:
        return len(term) > 3 and not term.isdigit() and not self._frequency(term)

    def _meant_by(self, reading: Reading, documents: Sequence[Document]) -> dict[str, str]:
        """The same as `terms_of`; in a book without bones, what the candidates' names and error texts tell of it."""
        meant = self.terms_of(reading)
        if self._bones_of_book or len(meant) > PASSAGE:
            return meant
        strange = [term for term in sorted(meant) if self._is_strange(term)]
        if strange:
            said = {term for document in documents for phrase in document.phrases for term in phrase.terms}
            bones = bones_of(sorted(said))
            meant.update((term, _near(term, bones)) for term in strange)
        return meant

    def cases(self, reading: Reading, codes: Sequence[FoundCode], documents: Sequence[Document]) -> list[Case]:
        """The case of each document, unordered, without likelihoods."""
        asked = self._asked(reading, documents)
        first = list({code.key: code for code in reversed(codes)}.values())  # a log repeats itself
        owned = {code for document in documents for code in document.codes}
        caused = any(code.key in owned and not code.wraps for code in first)
        foreign = reading.names.of_others(reading.folded)
        worth: dict[str, float] = {}
        for code in codes:
            worth[code.key] = max(worth.get(code.key, 0.0), _worth(code, caused=caused))
        cases = [self._case(reading, first, worth, asked, document) for document in documents]
        for case in cases:
            wrapper = caused and 0.0 < case.code <= _WRAPPER
            if (
                wrapper
                or (foreign and not case.code)
                or (not case.code and _names_another(first, owned, case.document))
            ):
                case.phrase, case.cover, case.gist = (x * _OTHER_CODE for x in (case.phrase, case.cover, case.gist))
        self._literals(cases, reading)
        return cases

    def rank(
        self, reading: Reading, codes: Sequence[FoundCode], documents: Sequence[Document]
    ) -> tuple[list[Case], float]:
        """The cases with their likelihoods, best first, those with nothing to say left out; and that of none."""
        cases = self.cases(reading, codes, documents)
        known = {code for case in cases for code in (*case.document.codes, *case.met_codes)}
        unknown = _unknown(codes, known)
        if not any(case.code for case in cases) and says_all_is_well(reading):
            unknown = 1.0
        return self.likelihoods(cases, unknown=unknown)

    def likelihoods(self, cases: Sequence[Case], *, unknown: float) -> tuple[list[Case], float]:
        """Give each case its likelihood; those that have one come back in order, with the likelihood of none.

        `unknown`: how surely the text holds a code of one error that no entry has, or speaks of no error, 0 to 1.
        """
        weights = self._weights
        none = weights.none + weights.unknown_code * unknown
        sums = [
            weights.code * c.code
            + weights.phrase * c.phrase
            + weights.cover * c.cover
            + weights.literal * c.literal
            + weights.gist * c.gist
            for c in cases
        ]
        top = max([none, *sums])
        total = math.exp(none - top) + sum(math.exp(s - top) for s in sums if s > 0)
        for case, case_sum in zip(cases, sums, strict=True):
            case.score = MOST * math.exp(case_sum - top) / total if case_sum > 0 else 0.0
        ranked = sorted((c for c in cases if c.score > 0), key=lambda c: (-c.score, c.document.id))
        return ranked, math.exp(none - top) / total

    def _case(
        self,
        reading: Reading,
        first: Sequence[FoundCode],
        worth: dict[str, float],
        asked: _Asked,
        document: Document,
    ) -> Case:
        case = Case(document)
        own = set(document.codes)
        for code in first:
            if code.key in own:
                case.code = max(case.code, worth[code.key])
                kind = INFERRED if code.family == INFERRED else "code"
                case.spans.append(Span(code.start, code.end, kind, code.key))
        found = frozenset(code.key for code in first)
        self._phrases(case, reading, asked, worth)
        case.cover = _cover(asked, document)
        case.gist = self._gist(asked, document, found)
        if any(code.isdigit() and code in reading.terms for code in own - found):
            # The number stands there without what would make it this code: a web server's 403 is not a proxy's.
            case.phrase, case.cover, case.gist = (x * _WITHOUT_CODE for x in (case.phrase, case.cover, case.gist))
        if case.cover > 0.2:
            weights = document.weights
            met = sorted((m for m in asked.terms if m in weights), key=lambda m: (-self.rarity(m), m))[:6]
            for word in reading.words:
                if not met:
                    break
                term = asked.meant[word.term]
                if term in met:
                    met.remove(term)
                    case.spans.append(Span(word.start, word.end, "word", term))
        return case

    def _asked(self, reading: Reading, documents: Sequence[Document]) -> _Asked:
        meant = self._meant_by(reading, documents)
        terms = frozenset(meant.values())
        lines = passages(reading)
        asked = [frozenset(meant[term] for term in line) for line in lines]
        places: dict[str, list[int]] = {}
        for at, passage in enumerate(asked):
            for term in passage:
                places.setdefault(term, []).append(at)
        said_in: dict[str, list[int]] = {}
        for at, line in enumerate(lines):
            for term in line:
                said_in.setdefault(term, []).append(at)
        return _Asked(
            meant=meant,
            terms=terms,
            rarity=self._together(terms) or 1.0,
            passages=asked,
            rarities=[self._together(passage) or 1.0 for passage in asked],
            places=places,
            weighed=[(meant[term], self.rarity(meant[term]), said_in[term]) for term in sorted(said_in)],
            weights=[self._together(meant[term] for term in line) for line in lines],
        )

    def _together(self, terms: Iterable[str]) -> float:
        # fsum: the same in whatever order a set gives its terms, so that equal cases stay equal from run to run.
        return math.fsum(map(self.rarity, terms))

    def _said(self, phrase: Phrase) -> float:
        """How much the terms of a phrase say; kept, since every text meets the same phrases."""
        said = self._of_phrase.get(phrase.words)
        if said is None:
            if len(self._of_phrase) > 50_000:
                self._of_phrase.clear()
            said = self._of_phrase[phrase.words] = self._together(phrase.terms)
        return said

    def _phrases(self, case: Case, reading: Reading, asked: _Asked, worth: dict[str, float]) -> None:
        text, pieces = reading.squeezed, reading.pieces
        if not text:
            return
        for phrase in case.document.phrases:
            if not _may_stand(phrase, text, pieces):  # nine of ten do not: 400 phrases are asked for each text
                continue
            likeness, span, wanted, met = _find(phrase, reading)
            if not likeness:
                continue
            said = self._said(phrase)
            if likeness == 1.0 and phrase.kind == "message":  # a long word, letter for letter, says as much as several
                said = max(said, len(phrase.squeezed) / 8)
            value = likeness * (1.0 - math.exp(-said / 1.2))
            if likeness < 1.0 and said:  # nearly the same letters, but not if the word that matters is the one missing
                whole = len(wanted) == len(phrase.squeezed)
                should = phrase.terms if whole else [t for t in phrase.terms if bone(t) in wanted]
                here = self._together(t for t in should if t in asked.terms or _stands_in(t, met))
                value *= (here / (said if whole else self._together(should) or said)) ** 2
            if phrase.codes:
                value *= max((worth[code] for code in phrase.codes if code in worth), default=_WITHOUT_CODE)
            if value > 0.45 and not phrase.codes.isdisjoint(worth):
                case.met_codes |= phrase.codes
            if phrase.kind == "alias":  # a name that is only mentioned is not what the text is about
                value *= min(1.0, 0.4 + said / asked.rarity)
            if phrase.squeezed == reading.squeezed or (phrase.terms and phrase.terms == reading.terms):
                value = 1.0
            if value > 0.15 and span:
                case.spans.append(Span(*span, phrase.kind, phrase.text))
            case.phrase = max(case.phrase, value)

    def _literals(self, cases: Sequence[Case], reading: Reading) -> None:
        """Commands, hosts and files that the text names. One that many candidates hold says little for each."""
        found: dict[str, tuple[int, int] | None] = {}
        holders: dict[str, int] = {}
        for case in cases:
            for literal in case.document.literals:
                name = literal.squeezed
                if name not in found:
                    found[name] = _place(literal, reading)
                if found[name]:
                    holders[name] = holders.get(name, 0) + 1
        holding = [case for case in cases if any(found[literal.squeezed] for literal in case.document.literals)]
        best_focus = max((_focus(case.document) for case in holding), default=1.0)
        for case in holding:
            said = 0.0
            focus = _focus(case.document)
            for literal in case.document.literals:
                span = found[literal.squeezed]
                if not span:
                    continue
                rare = 1.0 / math.sqrt(holders[literal.squeezed])
                rank = 1.0 if literal.kind == "literal" else 0.6
                said += self._said(literal) * rare * rank
                case.spans.append(Span(*span, "literal", literal.text))
                if literal.squeezed == reading.squeezed:  # it is all that was said: whose subject is it?
                    own = 1.0 if literal.terms <= case.document.title_terms else 0.8 * focus / best_focus
                    case.phrase = max(case.phrase, 0.7 + 0.1 * rank + 0.2 * own)
                    case.gist = max(case.gist, 0.4 + 0.4 * own)
            case.literal = (1.0 - math.exp(-said / 2.0)) * (0.7 + 0.3 * focus)

    def _gist(self, asked: _Asked, document: Document, found: frozenset[str]) -> float:
        """How much of the best name or error text of the document stands in one passage, in whatever order."""
        best = 0.0
        for phrase in document.phrases:
            met = phrase.terms & asked.terms
            if len(met) < 2:
                continue
            said = self._said(phrase)
            rule = _WITHOUT_CODE if phrase.codes and not phrase.codes & found else 1.0
            for at in _twice(at for term in met for at in asked.places.get(term, ())):
                value = self._met(phrase.terms & asked.passages[at], phrase, said, asked.rarities[at])
                best = max(best, value * rule)
            if PASSAGE < len(asked.meant) <= 3 * PASSAGE:  # a letter: what it is about is spread over it
                best = max(best, 0.8 * (self._met(met, phrase, said, asked.rarity) * rule))
        return best

    def _met(self, met: frozenset[str], phrase: Phrase, said: float, said_by_passage: float) -> float:
        known = self._together(met)
        value: float = (known / said) ** 1.5 * (1.0 - math.exp(-known / 1.2))
        return value * min(1.0, 0.4 + known / said_by_passage) if phrase.kind == "alias" else value


def _cover(asked: _Asked, document: Document) -> float:
    """How much of what one passage says stands in the document, weighted by field, less where that says little."""
    weights = document.weights
    met = [0.0] * len(asked.passages)
    for term, rarity, places in asked.weighed:
        weight = weights.get(term)
        if weight:
            for at in places:
                met[at] += rarity * weight
    covered = zip(met, asked.weights, strict=True)
    return max(((here / said) * (1.0 - math.exp(-here / 1.5)) for here, said in covered if here), default=0.0)


def bones_of(terms: Iterable[str]) -> Bones:
    """The bones of terms, which come in order of how frequent they are, the most frequent last."""
    bones = {bone(term): term for term in terms}
    return bones, [own for own, term in bones.items() if len(term) > 4 and term.isalpha()]


def _near(term: str, bones: Bones) -> str:
    """The term that one was meant to be: the same but for what OCR confuses, or a slip or two; or the term itself."""
    of_bone, long_bones = bones
    own = stem(bone(term))
    meant = of_bone.get(own, term)
    if meant == term and len(term) > 4:
        near = process.extractOne(own, long_bones, scorer=fuzz.ratio, score_cutoff=88)
        meant = of_bone[near[0]] if near else term
    return meant


def _twice(places: Iterable[int]) -> set[int]:
    """The places that come more than once."""
    once: set[int] = set()
    return {at for at in places if at in once or once.add(at)}  # type: ignore[func-returns-value]


def _worth(code: FoundCode, *, caused: bool) -> float:
    """How much a code of an entry counts; `caused`: the text holds another of some entry's that wraps none."""
    return code.worth * (_INFERRED if code.family == INFERRED else 1.0) * (_WRAPPER if code.wraps and caused else 1.0)


def _names_another(codes: Sequence[FoundCode], owned: set[str], document: Document) -> bool:
    """Whether the text names another code of a series of the document's: it would name this one if it were meant.

    One that no entry has and that is a slip away from the document's own may be just that, and the text decides.
    """
    for code in codes:
        series = kin(code.key)
        alike = [own for own in document.codes if series and kin(own) == series]
        if alike and (code.key in owned or not any(OSA.distance(own, code.key, score_cutoff=1) <= 1 for own in alike)):
            return True
    return False


def _unknown(codes: Sequence[FoundCode], known: set[str]) -> float:
    """How surely the text holds a code of one error that no entry has, 0 to 1.

    A cause that is known leaves nothing unknown. A wrapper that is known leaves half of what its unknown cause says.
    """
    telling = [code for code in codes if code.specific or code.family == INFERRED]
    causes = [code for code in telling if not code.wraps]
    if any(code.key in known for code in causes):
        return 0.0
    if any(code.key in known for code in telling):
        return max((code.specific for code in causes), default=0.0) / 2
    return max((code.specific for code in telling), default=0.0)


def _may_stand(phrase: Phrase, text: str, pieces: Pieces) -> bool:
    """Whether enough pieces of the phrase stand somewhere in the squeezed text for `_find` to look where."""
    wanted = phrase.squeezed
    if len(wanted) < _SHORT:
        return wanted in text
    shared = len(phrase.pieces & pieces) / len(phrase.pieces)
    if len(text) >= len(wanted):
        return shared >= 0.45
    return len(text) >= _SHORT and shared >= min(0.2, 0.42 * len(text) / len(wanted))


def _find(phrase: Phrase, reading: Reading) -> tuple[float, tuple[int, int] | None, str, str]:
    """How well a phrase that may stand in the text does (0 to 1), where, and which of its letters met which there."""
    nowhere = (0.0, None, "", "")
    wanted, text = phrase.squeezed, reading.squeezed
    if len(wanted) < _SHORT:
        start = text.find(wanted)
        while start >= 0:
            if _whole_words(reading, start, start + len(wanted)):
                return 1.0, (reading.places[start], reading.places[start + len(wanted) - 1] + 1), wanted, wanted
            start = text.find(wanted, start + 1)
        return nowhere
    short = min(len(text), len(wanted))
    found = fuzz.partial_ratio_alignment(wanted, text, score_cutoff=66 if short >= _LONG else 78)
    if found is None or found.dest_end <= found.dest_start:
        return nowhere
    share = min(1.0, len(text) / len(wanted))  # of a text cut short: as much of the phrase as it holds
    # Below 77, where chance may do it, just enough to tell the best of several bad readings.
    likeness = max(max(0.0, (found.score - 72) / 28) ** 1.5, (found.score - 60) / 250 if short >= _LONG else 0.0)
    start, end = reading.places[found.dest_start], reading.places[found.dest_end - 1] + 1
    met, at = wanted[found.src_start : found.src_end], text[found.dest_start : found.dest_end]
    return likeness * share, (start, end), met, at


def _stands_in(term: str, letters: str) -> bool:
    """Whether the letters of a term stand in these, one in four of a longer word's misread."""
    own = bone(term)
    return own in letters or (len(own) > 3 and fuzz.partial_ratio(own, letters) >= _NEARLY)


def nearest(name: str, names: Sequence[str], *, limit: int, likeness: int) -> list[str]:
    """The names that look like `name`, best first; `likeness` from 0 to 100 is the least that counts."""
    found = process.extract(name, names, scorer=fuzz.ratio, limit=limit, score_cutoff=likeness)
    return [other for other, _, _ in found]


def _focus(document: Document) -> float:
    """How much an entry is about each single literal it holds: 1 for the only one, less in a long list."""
    return 1.0 / (1.0 + len(document.literals) / 20)


def _place(literal: Phrase, reading: Reading) -> tuple[int, int] | None:
    if len(literal.squeezed) < 4:
        return None
    start = reading.squeezed.find(literal.squeezed)
    end = start + len(literal.squeezed)
    if start < 0 or not _whole_words(reading, start, end):
        return None
    return reading.places[start], reading.places[end - 1] + 1


def _whole_words(reading: Reading, start: int, end: int) -> bool:
    """Whether the stretch of squeezed letters begins and ends where words do."""
    folded, places = reading.folded, reading.places
    first, last = places[start], places[end - 1]
    before = folded[first - 1] if first else " "
    after = folded[last + 1] if last + 1 < len(folded) else " "
    return not before.isalnum() and not after.isalnum()
