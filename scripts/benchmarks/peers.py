"""What people would use instead of errkb, on the same entries and queries: built once on disk, then opened and asked.

Each has what suits it best for pasted texts: SQLite, tantivy and rapidfuzz only the codes and messages, Whoosh every
field. Character trigrams of Whoosh are left out: at 10,000 entries it needs ten seconds for a log.

Run as a module it builds and measures: `python -m benchmarks.peers SIZE FOLDER NAME...` prints seconds of CPU by name.
"""

from __future__ import annotations

import json
import re
import sqlite3
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from compare import texts_of

from benchmarks.books import entries
from kb.entry import Entry

Find = Callable[[str], str]
"""A text -> the id of the best entry, or '' where none is found."""

_FIELDS = {"title": 4.0, "names": 3.0, "texts": 3.0, "body": 1.0}


class Peer(NamedTuple):
    """An engine: what it is called, how its index is built in an empty folder, and how that is opened."""

    name: str
    build: Callable[[Iterable[Entry], Path], None]
    open: Callable[[Path], Find]


def lines_of(entry: Entry) -> Iterator[str]:
    """What the engines on characters hold of an entry: its codes with each of its messages, in lower case."""
    codes = " ".join(entry.codes)
    for message in entry.messages or (entry.title,):
        yield f"{codes}: {message}".lower()


def trigrams(text: str) -> list[str]:
    """The distinct trigrams of a text in which anything but letters and digits is one underscore."""
    plain = re.sub(r"[^a-z0-9]+", "_", text.lower())
    return list(dict.fromkeys(plain[at : at + 3] for at in range(len(plain) - 2)))


# --- Whoosh: words, BM25F over all fields, its own query parser --------------------------------------------------


def _build_whoosh(book: Iterable[Entry], folder: Path) -> None:
    from whoosh.fields import ID, TEXT, Schema
    from whoosh.index import create_in

    fields = {name: TEXT(field_boost=boost) for name, boost in _FIELDS.items()}
    writer = create_in(str(folder), Schema(id=ID(stored=True), **fields)).writer()
    for entry in book:
        writer.add_document(id=entry.id, **texts_of(entry))
    writer.commit()


def _open_whoosh(folder: Path) -> Find:
    from whoosh.index import open_dir
    from whoosh.qparser import MultifieldParser, OrGroup

    index = open_dir(str(folder))
    searcher = index.searcher()
    parser = MultifieldParser(list(_FIELDS), index.schema, group=OrGroup)

    def find(text: str) -> str:
        hits = searcher.search(parser.parse(" ".join(dict.fromkeys(re.findall(r"\w+", text.lower())))), limit=1)
        return str(hits[0]["id"]) if hits else ""

    return find


# --- SQLite: its trigram tokenizer, bm25 over any of the trigrams ------------------------------------------------


def _build_fts5(book: Iterable[Entry], folder: Path) -> None:
    db = sqlite3.connect(folder / "fts5.db")
    db.execute("create virtual table e using fts5(id unindexed, line, tokenize='trigram')")
    db.executemany("insert into e values (?, ?)", ((entry.id, line) for entry in book for line in lines_of(entry)))
    db.execute("insert into e(e) values ('optimize')")
    db.commit()
    db.close()


def _open_fts5(folder: Path) -> Find:
    db = sqlite3.connect(folder / "fts5.db")

    def find(text: str) -> str:
        plain = " ".join(text.lower().split())
        grams = dict.fromkeys(plain[at : at + 3].replace('"', '""') for at in range(len(plain) - 2))
        query = " OR ".join(f'"{gram}"' for gram in grams)
        row = db.execute("select id from e where e match ? order by rank limit 1", (query,)).fetchone()
        return str(row[0]) if row else ""

    return find


# --- tantivy: character trigrams as words ----------------------------------------------------------------------


def _build_tantivy(book: Iterable[Entry], folder: Path) -> None:
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    builder.add_text_field("grams", tokenizer_name="whitespace", index_option="freq")
    writer = tantivy.Index(builder.build(), path=str(folder)).writer(num_threads=1)
    for entry in book:
        for line in lines_of(entry):
            writer.add_document(tantivy.Document(id=entry.id, grams=" ".join(trigrams(line))))
    writer.commit()
    writer.wait_merging_threads()


def _open_tantivy(folder: Path) -> Find:
    import tantivy

    index = tantivy.Index.open(str(folder))
    searcher = index.searcher()
    schema, occur = index.schema, tantivy.Occur.Should

    def find(text: str) -> str:
        grams = trigrams(text)
        terms = [(occur, tantivy.Query.term_query(schema, "grams", gram)) for gram in grams]
        hits = searcher.search(tantivy.Query.boolean_query(terms), 1, count=False).hits
        return str(searcher.doc(hits[0][1])["id"][0]) if hits else ""

    return find


# --- rapidfuzz: every text compared ------------------------------------------------------------------------------


def _build_rapidfuzz(book: Iterable[Entry], folder: Path) -> None:
    with (folder / "lines.json").open("w", encoding="utf-8") as file:
        json.dump([(entry.id, line) for entry in book for line in lines_of(entry)], file)


def _open_rapidfuzz(folder: Path) -> Find:
    from rapidfuzz import fuzz, process

    pairs = json.loads((folder / "lines.json").read_text(encoding="utf-8"))
    ids, lines = [name for name, _ in pairs], [line for _, line in pairs]

    def find(text: str) -> str:
        best = process.extractOne(text.lower(), lines, scorer=fuzz.partial_ratio)
        return str(ids[best[2]]) if best else ""

    return find


WHOOSH, FTS5 = "Whoosh alone", "SQLite FTS5 trigram"
TANTIVY, RAPIDFUZZ = "tantivy trigram alone", "rapidfuzz over everything"
PEERS = {
    peer.name: peer
    for peer in (
        Peer(WHOOSH, _build_whoosh, _open_whoosh),
        Peer(FTS5, _build_fts5, _open_fts5),
        Peer(TANTIVY, _build_tantivy, _open_tantivy),
        Peer(RAPIDFUZZ, _build_rapidfuzz, _open_rapidfuzz),
    )
}


def entries_of(size: int) -> list[Entry]:
    """The entries of the made-up book of this size, or of the shipped book for 0."""
    import kb  # here, for the shipped book alone needs it

    return list(entries(size) if size else kb.open())


def main(size: str, folder: str, *names: str) -> None:
    """Build these engines for a book of this size, 0 for the shipped one, each in its folder below `folder`."""
    book = entries_of(int(size))
    seconds = {}
    for name in names:
        place = Path(folder) / name
        place.mkdir(parents=True)
        began = time.process_time()
        PEERS[name].build(book, place)
        seconds[name] = time.process_time() - began
    json.dump(seconds, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
