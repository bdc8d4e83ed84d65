"""The words of a large book in tantivy: character trigrams of names and error texts, and words. Edge.

The only importer of tantivy (`errkb[large]`). Trigrams find a text whose letters OCR or a line wrap changed; words find
a question. The index lies as `generations.py` says, or in memory; the next one begins with a copy of the last and
changes what changed.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path

import tantivy

from kb.document import searched
from kb.edges.generations import generation
from kb.index import Index

log = logging.getLogger(__name__)

_CANDIDATES = 12
_BUFFER = 100_000_000  # bytes that the writer may use
_THREE_LETTERS = "three-letters"
_ENTRIES = "entries.txt"  # of a generation: id TAB stamp, a line each


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

    def __init__(self, index: tantivy.Index) -> None:
        index.reload()
        self._schema = index.schema
        self._searcher = index.searcher()

    def find(self, terms: Sequence[str], pieces: Sequence[str], pairs: Sequence[str]) -> list[str]:
        """The ids of entries that hold some of the words, pieces or pairs, best first."""
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
        return int(self._searcher.doc_freq("terms", term))


def open_words(index: Index, folder: str | None) -> TantivyIndex:
    """The words of a book: its generation below `folder`, or in memory where there is no such folder."""

    def build(new: Path, old: Path | None) -> None:
        stamps = {name: place.stamp for name, place in places.items()}
        # Another version of the program may have kept other fields.
        held = _entries(old) if old and old.name.startswith(f"grams-{program}-") else {}
        if old and held:
            for path in old.iterdir():
                if path.name not in (_ENTRIES, "sums.txt"):
                    shutil.copy2(path, new / path.name)
        made = _opened(new) if held else _index(str(new))
        gone = [name for name, stamp in held.items() if stamps.get(name) != stamp]
        _change(made, index, gone, [name for name, stamp in stamps.items() if held.get(name) != stamp])
        (new / _ENTRIES).write_text("".join(f"{name}\t{stamp}\n" for name, stamp in stamps.items()), encoding="utf-8")

    places, program = index.places, index.header["program"]
    kept = generation(Path(folder) if folder else None, "grams", f"{program}-{index.header['of']}", build)
    if kept:
        try:
            return TantivyIndex(_opened(kept))
        except Exception:  # whatever tantivy raises over a file that changed under us
            log.debug("index %s cannot be opened", kept, exc_info=True)
    made = _index()
    _change(made, index, [], list(places))
    return TantivyIndex(made)


def _entries(generation: Path) -> dict[str, int]:
    rows = (line.split("\t") for line in (generation / _ENTRIES).read_text(encoding="utf-8").split("\n")[:-1])
    return {name: int(stamp) for name, stamp in rows}


def _change(made: tantivy.Index, index: Index, gone: Iterable[str], new: Iterable[str]) -> None:
    places = index.places
    writer = made.writer(_BUFFER, 1)  # with more threads, entries of one score come in another order each time
    for name in gone:
        writer.delete_documents("id", name)
    for name in new:
        held = searched(index.document_lines(name, places[name]).decode())
        pairs = " ".join([pair for words in held.words for pair in map("+".join, pairwise(words.split(" ")))])
        writer.add_document(tantivy.Document(id=name, terms=held.terms, pieces=held.letters, pairs=pairs))
    writer.commit()
    writer.wait_merging_threads()
