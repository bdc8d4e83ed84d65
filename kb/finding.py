"""The look-up itself: a pasted text to the entries that answer it, by the book's snapshot and index.

Works on plain values, for a look-up from the command line imports this and builds no model. `knowledge_base.py` makes
models of what is found.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import NamedTuple, Protocol

from kb.codes import INFERRED, FoundCode, canonical, find_codes, reread
from kb.decoding import Decoded, decode
from kb.document import Document
from kb.folding import fold, skeleton
from kb.index import Index
from kb.keys import exact_key
from kb.markup import unwrap, without_markup
from kb.matching import ANSWER_FROM, NONE_UP_TO, Case, Ranker, Span, nearest
from kb.patterns import compiled
from kb.reading import Names, Reading
from kb.snapshot import Snapshot

EXACT_SCORE = 0.99
"""The likelihood of an entry whose code, name, title or error text is the whole text asked for."""

TEXT_LIMIT = 200_000
"""Characters of a text that are read; of a longer one, the first three quarters of this and the last quarter."""

_HEAD = TEXT_LIMIT * 3 // 4
_MATCHES = 5
_NAME_LIMIT = 60  # characters: a longer text is no name that somebody mistyped
_NAME_WORDS = 4
_TERMS = 120
_PIECES = 200
_ALL_KEPT_UP_TO = 2_000
_FEW_KEPT = 100
"""Documents of a book of so many entries all stay in memory. Of a larger one every text meets others; keeping them
would save little, and make pauses of 50 ms for the collector of garbage."""
_KEYS_KEPT = 5_000
_VENDORS_NUMBER = r"[A-Za-z]{1,4}-?([0-9]{4,6})"
# A word that may be a code of the book, or eight digits that are one without its 0x.
_SYMBOL_WORD = r"[A-Za-z][A-Za-z0-9_-]{2,79}|(?<![\w-])8[0-9A-Fa-f]{7}(?!: LdapErr)(?![\w-])"


class Words(Protocol):
    """Where the words of a book lie: the candidates for a text, and how many entries hold a word.

    `knows_bones`: the index holds the bones of all words.
    """

    @property
    def knows_bones(self) -> bool: ...

    def find(self, terms: Sequence[str], pieces: Sequence[str], pairs: Sequence[str]) -> list[str]:
        """The ids of the entries that ranking shall look at, best first.

        They hold some of the words, of the three-letter pieces, or of the pairs of words that follow one another (a
        space between) in a name or an error text. Of a log, `pieces` is empty.
        """

    def frequency(self, term: str) -> int:
        """In how many entries a term stands."""


class FoundMatch(NamedTuple):
    """An entry's id and title, the likelihood (0.0 to 1.0) that it is the right one, and why, in reading order."""

    id: str
    title: str
    score: float
    evidence: tuple[Span, ...]


class Found(NamedTuple):
    """What was found, as `lookup.Lookup` has it, with ids for entries; `answer` is '' where there is none."""

    answer: str
    matches: tuple[FoundMatch, ...] = ()
    codes: tuple[str, ...] = ()
    decoded: tuple[Decoded, ...] = ()
    remarks: tuple[str, ...] = ()


class Finder:
    """Looks texts up in one book. Safe to share between threads."""

    def __init__(self, snapshot: Snapshot, index: Index, words: Words) -> None:
        self._snapshot = snapshot
        self._index = index
        self._words = words
        self._places = index.places
        self._names = Names(snapshot.names())
        self._tables = index.tables()
        kept = len(self._places) if len(self._places) <= _ALL_KEPT_UP_TO else _FEW_KEPT
        self._document = lru_cache(maxsize=kept)(self._read_document)
        self._holders = lru_cache(maxsize=_KEYS_KEPT)(snapshot.find_key)
        bones = index.bones if words.knows_bones else None
        self._ranker = Ranker(len(self._places), words.frequency, bones, self._tables.dull)

    def find(self, text: str, *, misread: bool = False) -> Found:
        """What answers a text. `misread`: it was read in a picture, so that letters of it may be others."""
        kept, left_out, remarks = _limited(text)
        kept = without_markup(kept)
        if misread:
            from kb.misread import mend  # only such a text needs it

            kept = mend(kept)
        if not kept.strip() or not any(map(str.isalnum, kept)):
            return Found("", remarks=remarks)
        quiet, heard = self._without_noise(kept)
        found = self._find(quiet, left_out, misread=misread) if not heard or quiet.strip() else None
        if found is None or (heard and not _printed(found)):  # nothing but noise speaks
            found = self._find(kept, left_out, noise=bool(heard), misread=misread)
        ignored = tuple(
            f"known noise in line {line}: {literal}, see {name}"
            for line, literal, name in heard
            if name != found.answer
        )
        return found._replace(remarks=(*remarks, *ignored))

    def names(self) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        """Of every entry its id, title and codes, in the book's order."""
        return self._index.names()

    def exact(self, text: str) -> list[str]:
        """The ids of the entries whose id, code, title, name or error text the whole text is."""
        key = exact_key(fold(text)) if len(text) <= 500 else ""
        return list(self._holders(key)) if key else []

    def reading(self, text: str) -> Reading:
        """A text read with the book's names."""
        return Reading(text, self._names)

    def _find(self, text: str, left_out: int, *, noise: bool = False, misread: bool = False) -> Found:
        """What answers a text without markup, of which `left_out` characters are left out in the middle.

        `noise`: nothing but noise is left of it, so that the status or symptom it speaks of says nothing.
        `misread`: it was read in a picture.
        """
        exact = self.exact(text)
        reading = self.reading(text)
        codes = self._known_too(text, find_codes(text) or self._alone(text), misread=misread)
        codes = tuple(code for code in codes if not noise or code.specific == 1.0)
        decoded = [d for key in dict.fromkeys(c.key for c in codes) if not self._owner(key) and (d := decode(key))]
        codes = _with_inner(codes, decoded)
        named = [*exact, *(name for code in codes for name in self._holders(exact_key(code.key)))]
        if len(exact) == 1:
            matches = self._by_name(reading, exact[0], codes, named)
            sure = True
        else:
            documents = [self._document(name) for name in self._candidates(reading, named)]
            cases, none = self._ranker.rank(reading, codes, documents)
            if not cases and len(text) <= _NAME_LIMIT and len(text.split()) <= _NAME_WORDS:
                cases = [Case(self._document(name), 0.01) for name in self._like(text)]
            matches = [_match(case, left_out) for case in cases[:_MATCHES]]
            sure = bool(matches) and none <= NONE_UP_TO and matches[0].score >= ANSWER_FROM
        return Found(
            answer=matches[0].id if sure else "",
            matches=tuple(matches),
            codes=tuple(dict.fromkeys(code.key for code in codes if code.family != INFERRED)),
            decoded=tuple(decoded),
        )

    def _by_name(
        self, reading: Reading, name: str, codes: Sequence[FoundCode], named: Iterable[str]
    ) -> list[FoundMatch]:
        """The entry that the whole text names, and behind it those that its codes name; others are not looked for."""
        text = reading.text
        whole = Span(len(text) - len(text.lstrip()), len(text.rstrip()), "exact", name)
        first = FoundMatch(name, self._index.title(name, self._places[name]), EXACT_SCORE, (whole,))
        others = [self._document(other) for other in dict.fromkeys(named) if other != name and other in self._places]
        cases = self._ranker.rank(reading, codes, others)[0] if others else []
        for case in cases:
            case.score *= 1.0 - EXACT_SCORE
        return [first, *(_match(case, 0) for case in cases[: _MATCHES - 1])]

    def _without_noise(self, text: str) -> tuple[str, list[tuple[int, str, str]]]:
        """The text without the lines that hold what some entry calls noise, and (line, literal, entry) for each."""
        folded = fold(text)
        present = [(literal, name) for literal, name in self._tables.noise.items() if literal in folded]
        if not present:
            return text, []
        lines = text.split("\n")
        heard: dict[str, tuple[int, str, str]] = {}
        for at, line in enumerate(lines):
            held = next(((literal, name) for literal, name in present if literal in fold(line)), None)
            if held:
                heard.setdefault(held[0], (at + 1, *held))
                lines[at] = " " * len(line)
        return "\n".join(lines), list(heard.values())

    def _candidates(self, reading: Reading, named: Iterable[str]) -> list[str]:
        """Ids of the entries that ranking looks at: those named by a code, and those the index finds by words."""
        ranker = self._ranker
        meant = set(ranker.terms_of(reading).values())
        terms = sorted(meant, key=lambda term: (-ranker.rarity(term), term))[:_TERMS]
        pieces = sorted(map("".join, reading.pieces))[:_PIECES] if len(reading.words) <= _TERMS else []
        pairs = sorted({f"{one} {other}" for one, other in pairwise(reading.term_list)})
        found = dict.fromkeys((*named, *self._words.find(terms, pieces, pairs)))
        return [name for name in found if name in self._places]

    def _like(self, text: str) -> list[str]:
        """Entries whose name or code looks like the text: guesses, for a text that met nothing."""
        near = nearest(exact_key(fold(text)), self._keys, limit=8, likeness=70)
        return list(dict.fromkeys(name for found in near for name in self._holders(found)))[:3]

    @cached_property
    def _keys(self) -> list[str]:
        return list(self._snapshot.keys())

    def _alone(self, text: str) -> tuple[FoundCode, ...]:
        """The code that the whole text is, also where a number would need words near it to be one."""
        code = text.strip()
        if not code or len(code) > _NAME_LIMIT:
            return ()
        own = self._owner(code)
        key = own or canonical(code)
        start = text.find(code)
        return (FoundCode(start, start + len(code), key, "alone", specific=0.5),) if own or key != code else ()

    def _known_too(self, text: str, codes: tuple[FoundCode, ...], *, misread: bool) -> tuple[FoundCode, ...]:
        """The codes found by rule, and those that only the book makes codes of.

        These are words shaped like codes that some entry names as its own, codes that OCR misread and codes that a
        line break cut in two: all count only where an entry has them, so none is rounded to a code nobody knows.
        """
        out = list(codes)
        keys = {code.key for code in codes}
        reads = reread(text)
        if reads != text:
            for code in find_codes(reads) or self._alone(reads):
                if code.key not in keys and self._owner(code.key):
                    out.append(code)
                    keys.add(code.key)
        joined = unwrap(text)
        for code in find_codes(joined.text) if joined.cuts else ():
            if joined.crosses(code.start, code.end) and code.key not in keys and self._owner(code.key):
                out.append(code._replace(start=joined.place(code.start), end=joined.place(code.end - 1) + 1))
                keys.add(code.key)
        seen: set[str] = set()
        for match in compiled(_SYMBOL_WORD).finditer(text):
            word = match[0]
            if word not in seen:
                seen.add(word)
                number = compiled(_VENDORS_NUMBER).fullmatch(word)  # TS2322, where the book's page is called 2322
                own = self._owner(word) or (self._owner(number[1]) if number else "") or self._meant(word)
                if misread and not own and "_" in word:
                    own = self._symbols.get(skeleton(exact_key(word)), "")
                if own and own not in keys:
                    out.append(FoundCode(match.start(), match.end(), own, "book", specific=1.0))
                    keys.add(own)
        return tuple(sorted(out, key=lambda code: code.start))

    def _owner(self, word: str) -> str:
        """The canonical form of a code that some entry has, in whatever spelling, or nothing."""
        own = self._tables.codes.get(exact_key(word))
        return own.code if own else ""

    def _meant(self, word: str) -> str:
        """The symbolic code whose letters OCR may have read as this word (`ERR_FAlLED`), or nothing."""
        return self._bones.get(skeleton(exact_key(word)), "") if "_" in word else ""

    @cached_property
    def _bones(self) -> dict[str, str]:
        # Digits are never doubted here: among them another digit is another code.
        return {skeleton(key): own.code for key, own in self._tables.codes.items() if "b" in own.kind}

    @cached_property
    def _symbols(self) -> dict[str, str]:
        """The letters of every symbolic name (`SEC_E_…`) as OCR may read them, with the code that it names."""
        return {skeleton(key): own.code for key, own in self._tables.codes.items() if "s" in own.kind}

    def _read_document(self, name: str) -> Document:
        return self._index.document(name, self._places[name])


def _printed(found: Found) -> bool:
    """Whether an answer rests on a code or an error text, and not on words that may be a question's."""
    return bool(found.answer) and any(span.kind in ("code", "message") for span in found.matches[0].evidence)


def _with_inner(codes: tuple[FoundCode, ...], decoded: list[Decoded]) -> tuple[FoundCode, ...]:
    """The codes, and at the same places those that they hold by their structure."""
    inner = {d.code: d.inner for d in decoded if d.inner}
    held = [FoundCode(c.start, c.end, inner[c.key], INFERRED, specific=0.0) for c in codes if c.key in inner]
    return (*codes, *held)


def _limited(text: str) -> tuple[str, int, tuple[str, ...]]:
    """The part of a text that is read, how many characters of its middle are left out, and a remark that says so."""
    if len(text) <= TEXT_LIMIT:
        return text, 0, ()
    tail = TEXT_LIMIT - _HEAD
    remark = f"read the first {_HEAD:,} and the last {tail:,} of {len(text):,} characters"
    kept = f"{text[:_HEAD]}\n{text[-tail:]}"
    return kept, len(text) - len(kept), (remark,)


def _match(case: Case, left_out: int) -> FoundMatch:
    spans = sorted(case.spans, key=lambda span: (span.start, -span.end))
    evidence = tuple(_shifted(span, left_out) for span in spans)
    return FoundMatch(case.document.id, case.document.title, round(case.score, 4), evidence)


def _shifted(span: Span, left_out: int) -> Span:
    """The span with its places counted in the text as given: behind the middle that was left out, if any."""
    if not left_out:
        return span
    start, end = (at + left_out if at > _HEAD else at for at in (span.start, span.end))
    return span._replace(start=start, end=end)
