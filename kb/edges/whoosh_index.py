"""The index on disk, made with Whoosh. Edge; the only importer of Whoosh.

A Whoosh index holds pickles, so it is a private cache and nothing else: it lies in a folder that belongs to this user
alone, is never shipped, never read from anywhere else, and every file of it is compared with a list of sums before
Whoosh may open it. Where that cannot be had, the index is built in memory.

One folder holds one generation, named after the snapshot it was built from; it is built under another name and
renamed, so that readers see it whole or not at all.
"""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import threading
import time
from array import array
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from whoosh import index as whoosh_index
from whoosh.analysis import LowercaseFilter, RegexTokenizer
from whoosh.fields import ID, KEYWORD, NGRAMWORDS, TEXT, Schema
from whoosh.filedb.filestore import RamStorage
from whoosh.qparser import MultifieldParser, OrGroup, PrefixPlugin, WhitespacePlugin, WildcardPlugin
from whoosh.qparser.plugins import BoostPlugin, FieldsPlugin, PhrasePlugin, PlusMinusPlugin
from whoosh.query import NullQuery, Term

from kb.document import Document

log = logging.getLogger(__name__)

_SUMS = "sums.txt"
_KEEP_SECONDS = 24 * 3600
_FIELDS = {"title": 4.0, "names": 3.0, "texts": 3.0, "literals": 2.0, "body": 1.0}
_KEPT_SCORES = 2_000_000  # 12 bytes each
_KEPT_WITH = 30  # the place of one word takes as much memory as so many of them

_Scored = tuple["array[int]", "array[float]"]
"""Numbers of documents, and what Whoosh makes of one word or piece in each."""


def _schema() -> Schema:
    analyzer = RegexTokenizer(r"[^\s]+") | LowercaseFilter()
    text = {name: TEXT(analyzer=analyzer, field_boost=boost) for name, boost in _FIELDS.items()}
    keyword = KEYWORD(lowercase=True, commas=True)
    return Schema(
        id=ID(stored=True, unique=True),
        code=keyword,
        product=TEXT(),
        kind=ID(),
        pieces=NGRAMWORDS(3, 3),
        all=KEYWORD(),
        **text,
    )


class WhooshIndex:
    """An open index; safe to share between threads (each search takes a reader of its own)."""

    def __init__(self, index: Any) -> None:
        self._searcher = index.searcher()
        self._schema = index.schema
        self._lock = threading.Lock()
        self._scored: dict[tuple[str, str], _Scored] = {}
        self._kept = 0
        self._ids: dict[int, str] = {}

    def find(self, terms: Iterable[str], pieces: Iterable[str], limit: int) -> list[str]:
        """Ids of entries that hold some of the words or pieces, best first.

        The same list as Whoosh's own search for any of them: its scores are added up in the same order. Whoosh reads
        each word once and not again for every text, which was 17 of the 25 ms of a look-up.
        """
        wanted = [(field, term) for term in terms for field in _FIELDS]
        wanted += [("pieces", piece) for piece in pieces]
        with self._lock:
            scored = [self._scored.get(key) or self._score(*key) for key in wanted]
            sums = [0.0] * self._searcher.doc_count_all()
        for numbers, scores in scored:
            for number, score in zip(numbers, scores, strict=True):
                sums[number] += score
        best = sorted((-total, number) for number, total in enumerate(sums) if total)[:limit]
        return [self._id(number) for _, number in best]

    def _score(self, field: str, term: str) -> _Scored:
        numbers, scores = array("I"), array("d")
        matcher = Term(field, term, boost=_FIELDS.get(field, 1.0)).matcher(self._searcher)
        while matcher.is_active():
            numbers.append(matcher.id())
            scores.append(matcher.score())
            matcher.next()
        self._kept += len(numbers) + _KEPT_WITH
        if self._kept > _KEPT_SCORES:  # a server that is asked for ever must not grow for ever
            self._scored.clear()
            self._kept = len(numbers) + _KEPT_WITH
        self._scored[field, term] = numbers, scores
        return numbers, scores

    def _id(self, number: int) -> str:
        found = self._ids.get(number)
        if found is None:
            with self._lock:
                found = self._ids[number] = str(self._searcher.stored_fields(number)["id"])
        return found

    def frequency(self, term: str) -> int:
        """In how many entries a term stands."""
        with self._lock:
            return int(self._searcher.doc_frequency("all", term))

    def vocabulary(self) -> list[str]:
        """Every term of the book."""
        with self._lock:
            return [term.decode() for term in self._searcher.reader().lexicon("all")]

    def search(self, query: str, limit: int) -> list[tuple[str, float]]:
        """Ids with a relevance for words, `field:word`, prefixes (`proxy*`), phrases and +must -mustnot."""
        plugins = [WhitespacePlugin(), FieldsPlugin(), PrefixPlugin(), WildcardPlugin(), PhrasePlugin(), BoostPlugin(),
                   PlusMinusPlugin()]  # fmt: skip
        parser = MultifieldParser(
            [*_FIELDS, "code", "product"], self._schema, plugins=plugins, group=OrGroup.factory(0.9)
        )
        parsed = parser.parse(query)
        if parsed == NullQuery or limit < 1:
            return []
        with self._lock:
            return [(hit["id"], float(hit.score)) for hit in self._searcher.search(parsed, limit=limit)]


def _fill(index: Any, documents: Iterable[Document]) -> None:
    writer = index.writer()
    for document in documents:
        writer.add_document(
            id=document.id,
            code=",".join(document.codes),
            product=" ".join(document.products),
            kind=document.kind,
            title=" ".join(document.words("title")),
            names=" ".join(document.words("names")),
            texts=" ".join(document.words("texts")),
            literals=" ".join(document.words("literals")),
            body=" ".join(document.words("body")),
            all=" ".join(document.weights),
            pieces=" ".join(phrase.squeezed for phrase in document.phrases),
        )
    writer.commit()


def in_memory(documents: Iterable[Document]) -> WhooshIndex:
    """An index that lies in memory only."""
    index = RamStorage().create_index(_schema())
    _fill(index, documents)
    return WhooshIndex(index)


def open_index(folder: Path | None, stamp: str, documents: Iterable[Document]) -> WhooshIndex:
    """The generation `stamp` below `folder` if it is whole; else a new one, cached there if it can be.

    `folder` must be private to this user (see `home.make_private`), or None to keep nothing on disk.
    """
    if folder is None:
        return in_memory(documents)
    generation = folder / f"words-{stamp}"
    if _is_whole(generation):
        try:
            return WhooshIndex(whoosh_index.open_dir(str(generation)))
        except Exception:  # whatever Whoosh or pickle raise over a file that changed under us
            log.debug("index %s cannot be opened", generation, exc_info=True)
    building = folder / f"{generation.name}.{os.getpid()}.{os.urandom(4).hex()}.tmp"
    try:
        building.mkdir(mode=0o700)
        index = whoosh_index.create_in(str(building), _schema())
        _fill(index, documents)
        index.close()
        (building / _SUMS).write_text(_sums(building), encoding="ascii")
        _swap(building, generation)
        _drop_old(folder, generation)
        return WhooshIndex(whoosh_index.open_dir(str(generation)))
    except Exception:  # a full disk, a read-only folder, a file held open on Windows: answer from memory
        log.debug("index %s cannot be written", generation, exc_info=True)
        shutil.rmtree(building, ignore_errors=True)
        return in_memory(documents)


def _sums(generation: Path) -> str:
    lines = []
    for path in sorted(generation.iterdir()):
        if path.name not in (_SUMS, "MAIN_WRITELOCK") and path.is_file():
            lines.append(f"{hashlib.sha256(path.read_bytes()).hexdigest()} {path.name}\n")
    return "".join(lines)


def _is_whole(generation: Path) -> bool:
    try:
        return (generation / _SUMS).read_text(encoding="ascii") == _sums(generation) != ""
    except (OSError, UnicodeDecodeError):
        return False


def _swap(building: Path, generation: Path) -> None:
    try:
        building.rename(generation)
    except OSError:  # another start was first, or a damaged one lies in the way
        if _is_whole(generation):
            shutil.rmtree(building, ignore_errors=True)
            return
        damaged = generation.with_name(f"{building.name}.old")
        generation.rename(damaged)
        building.rename(generation)
        shutil.rmtree(damaged, ignore_errors=True)


def _drop_old(folder: Path, current: Path) -> None:
    """Remove other generations that nobody can still be opening: none younger than a day."""
    for path in folder.glob("words-*"):
        if path != current and time.time() - path.stat().st_mtime > _KEEP_SECONDS:
            shutil.rmtree(path, ignore_errors=True)
