"""The words of a large book in tantivy: character trigrams of names and error texts, and words. Edge.

The only importer of tantivy (`errkb[large]`). Trigrams find a text whose letters OCR or a line wrap changed; words find
a question. The index lies as `generations.py` says, or in memory; the next one begins with a copy of the last and
changes what changed.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import tantivy

from kb.document import searched
from kb.edges.generations import generation
from kb.edges.index_store import Progress, no_progress
from kb.index import Index

log = logging.getLogger(__name__)

_CANDIDATES = 12
_BUFFER = 100_000_000  # bytes that the writer may use
_THREE_LETTERS = "three-letters"
_KIND = "grams"
_DELETED = "deleted.txt"  # of a generation: how many entries were deleted since it was begun
_DELETED_AT_MOST = 10  # one entry in so many: what is deleted still takes room and part in what tantivy finds rare
_FREQUENCIES_KEPT = 50_000
_EVERY = 500  # entries between two words of progress


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("pieces", tokenizer_name=_THREE_LETTERS, index_option="freq")
    builder.add_text_field("terms", tokenizer_name="whitespace", index_option="basic")
    builder.add_text_field("pairs", tokenizer_name="whitespace", index_option="basic")
    return builder.build()


def _index(folder: str | None = None) -> tantivy.Index:
    """A new index, in a folder or in memory."""
    return _with_tokenizer(tantivy.Index(_schema(), path=folder))


def _opened(folder: Path) -> tantivy.Index:
    return _with_tokenizer(tantivy.Index.open(str(folder)))


def _with_tokenizer(index: tantivy.Index) -> tantivy.Index:
    three_letters = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.ngram(3, 3, prefix_only=False)).build()
    index.register_tokenizer(_THREE_LETTERS, three_letters)
    return index


class TantivyIndex:
    """An open index; safe to share between threads."""

    knows_bones = False

    def __init__(self, index: tantivy.Index, deleted: int = 0) -> None:
        """`deleted`: how many entries tantivy may still count and no longer finds."""
        index.reload()
        self._frequency = lru_cache(_FREQUENCIES_KEPT)(self._count) if deleted else self._count_all
        self._schema = index.schema
        self._searcher = index.searcher()

    def find(self, terms: Sequence[str], pieces: Sequence[str], pairs: Sequence[str]) -> list[str]:
        """The ids of entries that hold some of the words, pieces or pairs, best first.

        Pieces are for words that were misread. They are many and common, and cost twice as much as the rest; where the
        book knows every word they are left aside.
        """
        if terms and all(map(self.frequency, terms)):
            pieces = ()
        query, should = tantivy.Query, tantivy.Occur.Should
        wanted = {"terms": terms, "pieces": pieces, "pairs": [pair.replace(" ", "+") for pair in pairs]}
        parts = [
            (should, query.term_query(self._schema, field, token, "freq"))
            for field, tokens in wanted.items()
            for token in tokens
        ]
        if not parts:
            return []
        hits = self._searcher.search(query.boolean_query(parts), _CANDIDATES, count=False).hits
        return [self._searcher.doc(address)["id"][0] for _, address in hits]

    def frequency(self, term: str) -> int:
        """In how many entries a term stands."""
        return self._frequency(term)

    def _count_all(self, term: str) -> int:
        return int(self._searcher.doc_freq("terms", term))

    def _count(self, term: str) -> int:
        query = tantivy.Query.term_query(self._schema, "terms", term, "basic")
        found: Any = self._searcher.search(query, 1, count=True)  # its count is not in tantivy's own types
        return int(found.count)


def open_words(
    index: Index, folder: str | None, before: Index | None = None, progress: Progress = no_progress
) -> TantivyIndex:
    """The words of a book: its generation below `folder`, or in memory where there is no such folder.

    `before`: the book's last index; where the words of that one are still there, only what changed since is changed.
    `progress` is called with the number of entries added and of all.
    """

    def build(new: Path, old: Path | None) -> None:
        change = _change_since(before, index, old) if before and old else None
        if old and change:
            for path in old.iterdir():
                if path.name not in (_DELETED, "sums.txt"):
                    shutil.copy2(path, new / path.name)
            _fill(_opened(new), index, change.new, change.gone, progress)
        else:
            _fill(_index(str(new)), index, list(index.places), (), progress)
        (new / _DELETED).write_text(f"{change.deleted if change else 0}\n", encoding="ascii")

    kept = generation(Path(folder) if folder else None, _KIND, _stamp(index), build)
    if kept:
        try:
            return TantivyIndex(_opened(kept), _deleted(kept))
        except Exception:  # whatever tantivy raises over a file that changed under us
            log.debug("index %s cannot be opened", kept, exc_info=True)
    made = _index()
    _fill(made, index, list(index.places), (), progress)
    return TantivyIndex(made)


def _stamp(index: Index) -> str:
    return f"{index.header['program']}-{index.header['of']}"


class _Change(NamedTuple):
    """Ids of entries that are gone and that are new, one that changed in both; how many were deleted up to now."""

    gone: list[str]
    new: list[str]
    deleted: int


def _change_since(before: Index, index: Index, old: Path) -> _Change | None:
    """What changed since the index before; None where `old` is not its generation, or it is better to begin anew."""
    if old.name != f"{_KIND}-{_stamp(before)}" or before.header["program"] != index.header["program"]:
        return None
    stamps, held = index.stamps(), before.stamps()
    gone = [name for name, stamp in held.items() if stamps.get(name) != stamp]
    deleted = _deleted(old) + len(gone)
    if deleted * _DELETED_AT_MOST > len(stamps):
        return None
    return _Change(gone, [name for name, stamp in stamps.items() if held.get(name) != stamp], deleted)


def _deleted(generation: Path) -> int:
    return int((generation / _DELETED).read_text(encoding="ascii"))


def _fill(made: tantivy.Index, index: Index, new: Sequence[str], gone: Sequence[str], progress: Progress) -> None:
    places = index.places
    writer = made.writer(_BUFFER, 1)  # with more threads, entries of one score come in another order each time
    for name in gone:
        writer.delete_documents_by_term("id", name)
    for done, name in enumerate(new):
        if done % _EVERY == 0:
            progress(done, len(new))
        held = searched(index.document_lines(name, places[name]).decode())
        pairs = " ".join([pair for words in held.words for pair in map("+".join, pairwise(words.split(" ")))])
        writer.add_document(tantivy.Document(id=name, terms=held.terms, pieces=held.letters, pairs=pairs))
    writer.commit()
    writer.wait_merging_threads()
    progress(len(new), len(new))
