"""The words of a book in Whoosh: the query language of `kb search`, and what a word is worth for an entry. Edge.

The only importer of Whoosh. Its index holds pickles, so it is kept as `generations.py` says, or in memory.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from whoosh import index as whoosh_index
from whoosh.analysis import LowercaseFilter, RegexTokenizer
from whoosh.fields import ID, KEYWORD, NGRAMWORDS, TEXT, Schema
from whoosh.filedb.filestore import RamStorage
from whoosh.qparser import MultifieldParser, OrGroup, PrefixPlugin, WhitespacePlugin, WildcardPlugin
from whoosh.qparser.plugins import BoostPlugin, FieldsPlugin, PhrasePlugin, PlusMinusPlugin
from whoosh.query import NullQuery
from whoosh.scoring import bm25

from kb.document import EntryText
from kb.edges.generations import generation

log = logging.getLogger(__name__)

_FIELDS = {"title": 4.0, "names": 3.0, "texts": 3.0, "literals": 2.0, "body": 1.0}

Scored = dict[str, list[tuple[int, float]]]
"""A word or piece with (number of an entry, score) for each entry that holds it."""


def _schema() -> Schema:
    analyzer = RegexTokenizer(r"[^\s]+") | LowercaseFilter()
    text = {name: TEXT(analyzer=analyzer, field_boost=boost) for name, boost in _FIELDS.items()}
    keyword = KEYWORD(lowercase=True, commas=True)
    return Schema(id=ID(stored=True), code=keyword, product=TEXT(), kind=ID(), pieces=NGRAMWORDS(3, 3), **text)


class WhooshIndex:
    """An open index; safe to share between threads."""

    def __init__(self, index: Any) -> None:
        self._searcher = index.searcher()
        self._schema = index.schema
        self._lock = threading.Lock()

    def scores(self) -> tuple[Scored, Scored]:
        """What Whoosh makes of every word, its fields together, and of every piece, in each entry that holds it."""
        with self._lock:
            words: dict[str, dict[int, float]] = {}
            for field, boost in _FIELDS.items():
                for term, scored in self._scored(field, boost):
                    held = words.setdefault(term, {})
                    for number, score in scored:
                        held[number] = held.get(number, 0.0) + score
            terms = {term: sorted(held.items()) for term, held in sorted(words.items())}
            return terms, dict(self._scored("pieces", 1.0))

    def _scored(self, field: str, boost: float) -> Iterator[tuple[str, list[tuple[int, float]]]]:
        """Each term of a field with what a query for it alone would give; the matcher of such a query is slower."""
        reader, model = self._searcher.reader(), self._searcher.weighting
        lengths = [reader.doc_field_length(number, field, 1) for number in range(reader.doc_count_all())]
        mean = self._searcher.avg_field_length(field) or 1
        for text in reader.lexicon(field):
            term, matcher = text.decode(), reader.postings(field, text)
            rarity = self._searcher.idf(field, term)
            out = []
            while matcher.is_active():
                number = matcher.id()
                score = bm25(rarity, matcher.weight(), lengths[number], mean, model.B, model.K1)
                out.append((number, score * boost))
                matcher.next()
            yield term, out

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


def _fill(index: Any, texts: Iterable[EntryText]) -> None:
    writer = index.writer()
    for text in texts:
        words = text.words
        writer.add_document(
            id=text.entry.id,
            code=",".join(text.entry.codes),
            product=" ".join(text.entry.products),
            kind=text.entry.kind,
            title=" ".join(words["title"]),
            names=" ".join(words["names"]),
            texts=" ".join(words["texts"]),
            literals=" ".join(words["literals"]),
            body=" ".join((*words["body"], *words["mentions"], *words["aside"])),
            pieces=" ".join(phrase.squeezed for phrase in text.document.phrases),
        )
    writer.commit()


class _Memory(RamStorage):  # type: ignore[misc]
    """Memory for an index and for what Whoosh sorts on the way, which would lie in a folder `/tmp/MAIN.tmp` of all."""

    def temp_storage(self, name: str | None = None) -> RamStorage:  # noqa: ARG002
        return RamStorage()


def in_memory(texts: Iterable[EntryText]) -> WhooshIndex:
    """An index that lies in memory only."""
    index = _Memory().create_index(_schema())
    _fill(index, texts)
    return WhooshIndex(index)


def open_index(folder: Path | None, stamp: str, texts: Callable[[], Iterable[EntryText]]) -> WhooshIndex:
    """The index of `stamp`, in a generation below `folder` (see `generations.generation`) or in memory.

    `texts` gives those of all entries, in the book's order, where it must be built.
    """

    def build(new: Path, _old: Path | None) -> None:
        index = whoosh_index.create_in(str(new), _schema())
        _fill(index, texts())
        index.close()

    kept = generation(folder, "words", stamp, build)
    if kept:
        try:
            return WhooshIndex(whoosh_index.open_dir(str(kept)))
        except Exception:  # whatever Whoosh or pickle raise over a file that changed under us
            log.debug("index %s cannot be opened", kept, exc_info=True)
    return in_memory(texts())
