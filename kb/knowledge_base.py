"""A book that answers: opens it, looks up, searches. Joins the pure parts with the edges.

Everything heavy (the word index, rapidfuzz) is imported here when first used, so that opening a book is cheap. Every
public method may be called from several threads at once.
"""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from kb.codes import INFERRED, FoundCode, canonical, find_codes, reread, spellings
from kb.decoding import Decoded, decode
from kb.document import Document, read_entry
from kb.edges.home import is_private, shipped_book
from kb.edges.store import cache_of, open_snapshot
from kb.entry import Entry
from kb.errors import BookError, SnapshotError, UnknownEntry
from kb.folding import fold, skeleton
from kb.keys import exact_key
from kb.lookup import DecodedCode, Evidence, Lookup, Match
from kb.markup import unwrap, without_markup
from kb.misread import mend
from kb.reading import Names, Reading
from kb.snapshot import LayoutLine, Snapshot

if TYPE_CHECKING:
    from kb.edges.pictures import Source
    from kb.edges.whoosh_index import WhooshIndex
    from kb.matching import Ranker, Span

EXACT_SCORE = 0.99
"""The likelihood of an entry whose code, name, title or error text is the whole text asked for."""

TEXT_LIMIT = 200_000
"""Characters of a text that are read; of a longer one, the first three quarters of this and the last quarter."""

_MATCHES = 5
_NAME_LIMIT = 60  # characters: a longer text is no name that somebody mistyped
_CANDIDATES = 40
_TERMS = 120
_PIECES = 200
_QUERY_PART = re.compile(r'[+-]?"[^"]*"|\S+')
_VENDORS_NUMBER = re.compile(r"[A-Za-z]{1,4}-?([0-9]{4,6})")
# A word that may be a code of the book, or eight digits that are one without its 0x.
_SYMBOL_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_-]{2,79}|(?<![\w-])8[0-9A-Fa-f]{7}(?!: LdapErr)(?![\w-])")


def open_book(path: str | os.PathLike[str] | None = None) -> KnowledgeBase:
    """The shipped knowledge base, or the book at `path`: a folder of Markdown articles or a snapshot file.

    Raises BookError where there is no such folder or it holds no article, SnapshotError for a file that is no whole
    snapshot. Broken articles do not raise: `kb lint` names them, the rest of the book works.
    """
    root = shipped_book()[0] if path is None else os.fspath(path)
    try:
        Path(root).stat()
    except ValueError as error:  # it holds a NUL or half a character, as no path can
        raise BookError(f"{root}: no such path", "name a folder of articles or a snapshot") from error
    except OSError:  # what is wrong with it is said below
        pass
    try:
        if Path(root).is_file():
            snapshot = Snapshot(root)
            snapshot.load()
        else:
            snapshot = open_snapshot(root)
    except OSError as error:
        raise BookError(f"{root}: {error.strerror or error}", "name a folder of articles or a snapshot") from error
    return KnowledgeBase(snapshot, root)


class KnowledgeBase:
    """An open book. Iterating gives its entries in the book's order; `book[id]` one of them."""

    def __init__(self, snapshot: Snapshot, root: str) -> None:
        self.root = root
        self._snapshot = snapshot
        self._ids = snapshot.ids()
        self._known = frozenset(self._ids)
        self._names = Names(snapshot.names())
        self._lock = threading.RLock()
        self._entry = lru_cache(maxsize=None)(self._load_entry)
        self._document = lru_cache(maxsize=None)(self._load_document)
        self._engine: tuple[WhooshIndex, Ranker] | None = None

    def __len__(self) -> int:
        return len(self._ids)

    def __iter__(self) -> Iterator[Entry]:
        return (self._entry(name) for name in self._ids)

    def __contains__(self, name: object) -> bool:
        return name in self._known

    def __getitem__(self, name: str) -> Entry:
        """The entry of this id. Raises UnknownEntry, which names the nearest ids."""
        if name not in self._known:
            raise UnknownEntry(name, self.nearest_ids(name))
        return self._entry(name)

    def nearest_ids(self, name: str) -> tuple[str, ...]:
        """Up to three ids that look like `name`."""
        from kb.matching import nearest  # see the docstring of the module

        return tuple(nearest(name.lower()[:100], self._ids, limit=3, likeness=55))

    def _like(self, text: str) -> list[str]:
        """Entries whose name or code looks like the text: guesses, for a text that met nothing."""
        from kb.matching import nearest  # see the docstring of the module

        near = nearest(exact_key(fold(text)), self._keys, limit=8, likeness=70)
        return list(dict.fromkeys(name for found in near for name in self._snapshot.find_key(found)))[:3]

    @cached_property
    def _keys(self) -> list[str]:
        return list(self._snapshot.keys())

    def find(self, name: str) -> tuple[Entry, ...]:
        """The entries that an id, code, title or name stands for exactly: none, one, or several that share it."""
        return tuple(self._entry(found) for found in self._exact(name))

    def layout(self, name: str) -> list[LayoutLine]:
        """The lines that show an entry, see `layout.py`. Raises UnknownEntry."""
        if name not in self._known:
            raise UnknownEntry(name, self.nearest_ids(name))
        return self._snapshot.record(name)[0]

    def keys(self) -> dict[str, list[str]]:
        """Every exact key (see `keys.exact_key`) with the ids it leads to."""
        return self._snapshot.keys()

    # --- look-up ----------------------------------------------------------------------------------------------------

    def lookup(self, text: str) -> Lookup:
        """The entries that answer a pasted text, best first, and the answer if one is likely enough. Never raises."""
        return self._lookup(text)

    def lookup_image(self, picture: Source, *, engine: str = "") -> Lookup:
        """The same for the text in a picture, given as a path or as the bytes of a file; `text` is what was read.

        Takes about a second, and another to load the engine for the first picture. `engine`: `rapidocr` or
        `tesserocr` instead of the one that is chosen. A picture without text finds nothing. Raises ImageError where
        it is no picture that can be read, NoOcrEngine where nothing that reads pictures is installed.
        """
        from kb.edges.ocr import read_text  # see the docstring of the module

        text = read_text(picture, engine)
        return self._lookup(text, misread=True).model_copy(update={"text": text})

    def lookup_read(self, text: str) -> Lookup:
        """The same for a text that was read in a picture, here or elsewhere, as it is or corrected. Never raises."""
        return self._lookup(text, misread=True).model_copy(update={"text": text})

    def _lookup(self, text: str, *, misread: bool = False) -> Lookup:
        """What answers a text. `misread`: it was read in a picture, so that letters of it may be others."""
        kept, left_out, remarks = _limited(text)
        kept = without_markup(kept)
        if misread:
            kept = mend(kept)
        if not kept.strip() or not any(map(str.isalnum, kept)):
            return Lookup(answer=None, matches=(), codes=(), remarks=remarks)
        quiet, heard = self._without_noise(kept)
        found = self._find(quiet, left_out, misread=misread) if not heard or quiet.strip() else None
        if found is None or (heard and not _printed(found)):  # nothing but noise speaks
            found = self._find(kept, left_out, noise=bool(heard), misread=misread)
        ignored = tuple(
            f"known noise in line {line}: {literal}, see {name}"
            for line, literal, name in heard
            if found.answer is None or name != found.answer.id
        )
        return found.model_copy(update={"remarks": (*remarks, *ignored)})

    def _find(self, text: str, left_out: int, *, noise: bool = False, misread: bool = False) -> Lookup:
        """What answers a text without markup, of which `left_out` characters are left out in the middle.

        `noise`: nothing but noise is left of it, so that the status or symptom it speaks of says nothing.
        `misread`: it was read in a picture.
        """
        from kb.matching import ANSWER_FROM, NONE_UP_TO, Case, Span  # see the docstring of the module

        _, ranker = self._open_engine()
        exact = self._exact(text)
        reading = Reading(text, self._names)
        codes = self._known_too(text, find_codes(text) or self._alone(text), misread=misread)
        codes = tuple(code for code in codes if not noise or code.specific == 1.0)
        decoded = [d for key in dict.fromkeys(c.key for c in codes) if not self._owner(key) and (d := decode(key))]
        codes = _with_inner(codes, decoded)
        named = [*exact, *(name for code in codes for name in self._snapshot.find_key(exact_key(code.key)))]
        documents = [self._document(name) for name in self._candidates(reading, named)]
        cases, none = ranker.rank(reading, codes, documents)
        if len(exact) == 1:
            whole = Span(len(text) - len(text.lstrip()), len(text.rstrip()), "exact", exact[0])
            others = [case for case in cases if case.document.id != exact[0]]
            for case in others:
                case.score *= 1.0 - EXACT_SCORE
            cases = [Case(self._document(exact[0]), score=EXACT_SCORE, spans=[whole]), *others]
            none = 0.0
        elif not cases and len(text) <= _NAME_LIMIT:
            cases = [Case(self._document(name), score=0.01) for name in self._like(text)]
        matches = tuple(
            Match(
                entry=self._entry(case.document.id),
                score=round(case.score, 4),
                evidence=tuple(_evidence(s, left_out) for s in sorted(case.spans, key=lambda s: (s.start, -s.end))),
            )
            for case in cases[:_MATCHES]
        )
        sure = bool(matches) and none <= NONE_UP_TO and matches[0].score >= ANSWER_FROM
        return Lookup(
            answer=matches[0].entry if sure else None,
            matches=matches,
            codes=tuple(dict.fromkeys(code.key for code in codes if code.family != INFERRED)),
            decoded=tuple(DecodedCode(code=d.code, words=d.words, inner=d.inner, source=d.source) for d in decoded),
        )

    def _without_noise(self, text: str) -> tuple[str, list[tuple[int, str, str]]]:
        """The text without the lines that hold what some entry calls noise, and (line, literal, entry) for each."""
        folded = fold(text)
        present = [(literal, name) for literal, name in self._noise.items() if literal in folded]
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

    @cached_property
    def _noise(self) -> dict[str, str]:
        return {fold(literal): entry.id for entry in self for literal in entry.noise}

    def _candidates(self, reading: Reading, named: list[str]) -> list[str]:
        """Ids of the entries that ranking looks at: those named by a code, and those the index finds by words."""
        index, ranker = self._open_engine()
        meant = set(ranker.terms_of(reading).values())
        terms = sorted(meant, key=lambda term: (-ranker.rarity(term), term))[:_TERMS]
        pieces = sorted(reading.pieces)[:_PIECES] if len(reading.words) <= _TERMS else []
        found = dict.fromkeys((*named, *index.find(terms, pieces, _CANDIDATES)))
        return [name for name in found if name in self._known]

    def search(self, query: str, limit: int = 20) -> tuple[Match, ...]:
        """Entries for words, `code:407`, `product:teams`, `kind:error`, prefixes (`prox*`), "phrases", best first.

        `score` is the relevance, 1.0 for the best of the list: an order, not a likelihood.
        """
        index, _ = self._open_engine()
        plain = " ".join(self._search_words(part) for part in _QUERY_PART.findall(query[:500]))
        hits = index.search(plain, limit)
        top = max((score for _, score in hits), default=1.0)
        return tuple(Match(entry=self._entry(name), score=round(score / top, 4)) for name, score in hits)

    def _search_words(self, part: str) -> str:
        """A part of a query in the terms of the index: a field with its word, a prefix, a phrase, or plain words."""
        field, colon, word = part.partition(":")
        if colon and field.lower() in ("code", "product", "kind", "title", "names", "texts", "literals", "body"):
            return f"{field.lower()}:{word.lower()}"
        if part.endswith("*"):
            return part.lower()
        sign = part[0] if part[0] in "+-" and len(part) > 1 else ""
        terms = " ".join(word.term for word in Reading(part, self._names).words)
        if part.lstrip("+-").startswith('"'):
            return f'{sign}"{terms}"' if terms else ""
        return sign + terms if terms else part.lower()

    def _exact(self, text: str) -> list[str]:
        key = exact_key(fold(text)) if len(text) <= 500 else ""
        return [name for name in self._snapshot.find_key(key) if name in self._known] if key else []

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
                out.append(replace(code, start=joined.place(code.start), end=joined.place(code.end - 1) + 1))
                keys.add(code.key)
        seen: set[str] = set()
        for match in _SYMBOL_WORD.finditer(text):
            word = match[0]
            if word not in seen:
                seen.add(word)
                number = _VENDORS_NUMBER.fullmatch(word)  # TS2322, where the book's page is called 2322
                own = self._owner(word) or (self._owner(number[1]) if number else "") or self._meant(word)
                if misread and not own and "_" in word:
                    own = self._symbols.get(skeleton(exact_key(word)), "")
                if own and own not in keys:
                    out.append(FoundCode(match.start(), match.end(), own, "book", specific=1.0))
                    keys.add(own)
        return tuple(sorted(out, key=lambda code: code.start))

    def _owner(self, word: str) -> str:
        """The canonical form of a code that some entry has, in whatever spelling, or nothing."""
        return self._owned.get(exact_key(word), "")

    def _meant(self, word: str) -> str:
        """The symbolic code whose letters OCR may have read as this word (`ERR_FAlLED`), or nothing."""
        return self._bones.get(skeleton(exact_key(word)), "") if "_" in word else ""

    @cached_property
    def _bones(self) -> dict[str, str]:
        # Digits are never doubted here: among them another digit is another code.
        return {skeleton(key): code for key, code in self._owned.items() if key.isalpha() and "_" in code}

    @cached_property
    def _symbols(self) -> dict[str, str]:
        """The letters of every symbolic name (`SEC_E_…`) as OCR may read them, with the code that it names."""
        codes = (code for entry in self for code in entry.codes)
        forms = ((form, canonical(code)) for code in codes for form in (code, *spellings(code)) if "_" in form)
        return {skeleton(key): code for form, code in forms if (key := exact_key(form)).isalpha()}

    @cached_property
    def _owned(self) -> dict[str, str]:
        """Every spelling of every code of the book, as an exact key, with the code's canonical form."""
        codes = (code for entry in self for code in entry.codes)
        return {exact_key(form): canonical(code) for code in codes for form in (code, *spellings(code))}

    # --- parts that are made when first used ------------------------------------------------------------------------

    def _load_entry(self, name: str) -> Entry:
        try:
            return Entry.model_validate_json(self._snapshot.record(name)[1])
        except ValueError as error:  # pydantic's own is one
            what = f"{self.root}: its entry {name} is of another form"
            raise SnapshotError(what, "build the snapshot again with this version") from error

    def _products(self) -> set[str]:
        return {product for name in self._ids for product in self._entry(name).products}

    def _load_document(self, name: str) -> Document:
        return read_entry(self._entry(name), self._names)

    def _open_engine(self) -> tuple[WhooshIndex, Ranker]:
        with self._lock:
            if self._engine is None:
                from kb.edges.whoosh_index import open_index  # see the docstring of the module
                from kb.matching import Ranker

                folder = cache_of(self.root)
                header = self._snapshot.header
                stamp = f"{header['program']}-{header['crc32']}"
                documents = (self._document(name) for name in self._ids)
                index = open_index(Path(folder) if is_private(folder) else None, stamp, documents)
                products = frozenset(w.term for p in self._products() for w in Reading(p, self._names).words)
                self._engine = (index, Ranker(len(self), index.frequency, index.vocabulary, products))
            return self._engine


def _printed(found: Lookup) -> bool:
    """Whether an answer rests on a code or an error text, and not on words that may be a question's."""
    return found.answer is not None and any(e.kind in ("code", "message") for e in found.matches[0].evidence)


def _with_inner(codes: tuple[FoundCode, ...], decoded: list[Decoded]) -> tuple[FoundCode, ...]:
    """The codes, and at the same places those that they hold by their structure."""
    inner = {d.code: d.inner for d in decoded if d.inner}
    held = [FoundCode(c.start, c.end, inner[c.key], INFERRED, specific=0.0) for c in codes if c.key in inner]
    return (*codes, *held)


_HEAD = TEXT_LIMIT * 3 // 4


def _limited(text: str) -> tuple[str, int, tuple[str, ...]]:
    """The part of a text that is read, how many characters of its middle are left out, and a remark that says so."""
    if len(text) <= TEXT_LIMIT:
        return text, 0, ()
    tail = TEXT_LIMIT - _HEAD
    remark = f"read the first {_HEAD:,} and the last {tail:,} of {len(text):,} characters"
    kept = f"{text[:_HEAD]}\n{text[-tail:]}"
    return kept, len(text) - len(kept), (remark,)


def _evidence(span: Span, left_out: int) -> Evidence:
    """The span as evidence, its places counted in the text as given: behind the middle that was left out, if any."""
    start, end = (at + left_out if at > _HEAD else at for at in (span.start, span.end))
    return Evidence(start=start, end=end, kind=span.kind, met=span.met)  # type: ignore[arg-type]
