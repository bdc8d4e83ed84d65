"""A book that answers: opens it, looks up, searches. Joins the pure parts with the edges.

Everything heavy (the word index, rapidfuzz) is imported here when first used, so that opening a book is cheap. Every
public method may be called from several threads at once.
"""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from kb.edges.home import shipped_book
from kb.edges.store import open_snapshot
from kb.entry import Entry
from kb.errors import BookError, SnapshotError, UnknownEntry
from kb.folding import fold
from kb.keys import exact_key
from kb.lookup import DecodedCode, Evidence, Lookup, Match
from kb.reading import Names, Reading
from kb.snapshot import LayoutLine, Snapshot

if TYPE_CHECKING:
    from kb.edges.pictures import Source
    from kb.edges.store import Progress
    from kb.edges.whoosh_index import WhooshIndex
    from kb.finding import Finder

Answer = TypeVar("Answer")

_ENTRIES_KEPT = 500
_QUERY_PART = re.compile(r'[+-]?"[^"]*"|\S+')


def open_book(path: str | os.PathLike[str] | None = None, progress: Progress | None = None) -> KnowledgeBase:
    """The shipped knowledge base, or the book at `path`: a folder of Markdown articles or a snapshot file.

    `progress(done, total)` is called with numbers of files while articles are read for the first time. Raises
    BookError where there is no such folder or it holds no article, SnapshotError for a file that is no whole snapshot.
    Broken articles do not raise: `kb lint` names them, the rest of the book works.
    """
    root = shipped_book()[0] if path is None else os.fspath(path)
    try:
        Path(root).stat()
    except ValueError as error:  # it holds a NUL or half a character, as no path can
        raise BookError(f"{root}: no such path", "name a folder of articles or a snapshot") from error
    except OSError:  # what is wrong with it is said below
        pass
    try:
        snapshot = open_snapshot(root, progress)
    except OSError as error:
        raise BookError(f"{root}: {error.strerror or error}", "name a folder of articles or a snapshot") from error
    return KnowledgeBase(snapshot, root, progress)


class KnowledgeBase:
    """An open book. Iterating gives its entries in the book's order; `book[id]` one of them."""

    def __init__(self, snapshot: Snapshot, root: str, progress: Progress | None = None) -> None:
        self.root = root
        self._progress = progress
        self._snapshot = snapshot
        self._places = snapshot.places()
        self._names = Names(snapshot.names())
        self._lock = threading.RLock()
        self._entry = lru_cache(maxsize=_ENTRIES_KEPT)(self._load_entry)
        self._finding: Finder | None = None
        self._searching: WhooshIndex | None = None

    def __len__(self) -> int:
        return len(self._places)

    def __iter__(self) -> Iterator[Entry]:
        return (self._entry(name) for name in self._places)

    def __contains__(self, name: object) -> bool:
        return name in self._places

    def __getitem__(self, name: str) -> Entry:
        """The entry of this id. Raises UnknownEntry, which names the nearest ids."""
        if name not in self._places:
            raise UnknownEntry(name, self.nearest_ids(name))
        return self._entry(name)

    def nearest_ids(self, name: str) -> tuple[str, ...]:
        """Up to three ids that look like `name`."""
        from kb.matching import nearest  # see the docstring of the module

        return tuple(nearest(name.lower()[:100], list(self._places), limit=3, likeness=55))

    def find(self, name: str) -> tuple[Entry, ...]:
        """The entries that an id, code, title or name stands for exactly: none, one, or several that share it."""
        key = exact_key(fold(name)) if len(name) <= 500 else ""
        return tuple(self._entry(found) for found in self._snapshot.find_key(key)) if key else ()

    def names(self) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        """Of every entry its id, title and codes, in the book's order; builds no entry, so that it suits any size."""
        return iter(self._asked(lambda finder: list(finder.names())))

    def layout(self, name: str) -> list[LayoutLine]:
        """The lines that show an entry, see `layout.py`. Raises UnknownEntry."""
        if name not in self._places:
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
        found = self._asked(lambda finder: finder.find(text, misread=misread))
        return Lookup(
            answer=self._entry(found.answer) if found.answer else None,
            matches=tuple(
                Match(
                    entry=self._entry(match.id),
                    score=match.score,
                    evidence=tuple(
                        Evidence(start=span.start, end=span.end, kind=span.kind, met=span.met)  # type: ignore[arg-type]
                        for span in match.evidence
                    ),
                )
                for match in found.matches
            ),
            codes=found.codes,
            decoded=tuple(DecodedCode(**one._asdict()) for one in found.decoded),
            remarks=found.remarks,
        )

    def search(self, query: str, limit: int = 20) -> tuple[Match, ...]:
        """Entries for words, `code:407`, `product:teams`, `kind:error`, prefixes (`prox*`), "phrases", best first.

        `score` is the relevance, 1.0 for the best of the list: an order, not a likelihood.
        """
        index = self._query_index()
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

    # --- parts that are made when first used ------------------------------------------------------------------------

    def _load_entry(self, name: str) -> Entry:
        try:
            return Entry.model_validate_json(self._snapshot.json_at(name, self._places[name]))
        except ValueError as error:  # pydantic's own is one
            what = f"{self.root}: its entry {name} is of another form"
            raise SnapshotError(what, "build the snapshot again with this version") from error

    def _asked(self, question: Callable[[Finder], Answer]) -> Answer:
        """What the finder says; where its index turns out to be damaged, what it says with a new one."""
        finder = self._finder()
        try:
            return question(finder)
        except SnapshotError:
            return question(self._finder(instead_of=finder))

    def _finder(self, instead_of: Finder | None = None) -> Finder:
        with self._lock:
            if self._finding is instead_of:  # another thread may have replaced it
                self._finding = self._made_finder(anew=instead_of is not None)
            assert self._finding is not None
            return self._finding

    def _made_finder(self, *, anew: bool) -> Finder:
        from kb.edges.index_store import no_progress, open_index  # see the docstring of the module
        from kb.finding import Finder

        try:
            progress = self._progress or no_progress
            return Finder(self._snapshot, *open_index(self._snapshot, self.root, progress, anew=anew))
        except SnapshotError:
            if anew:
                raise
            return self._made_finder(anew=True)

    def _query_index(self) -> WhooshIndex:
        with self._lock:
            if self._searching is None:
                from kb.edges.index_builder import entry_texts
                from kb.edges.index_store import private_folder, stamp_of
                from kb.edges.whoosh_index import open_index

                folder = private_folder(self.root)
                texts = partial(entry_texts, self._snapshot, self._names)
                self._searching = open_index(Path(folder) if folder else None, stamp_of(self._snapshot), texts)
            return self._searching
