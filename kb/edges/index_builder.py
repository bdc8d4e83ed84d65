"""Building an index: every entry's document, the tables, the words. Edge: writes the cache.

Entries are read one after another, and of a large book nothing is held but where they lie, so that memory grows by some
hundred bytes an entry. The document of an entry that did not change is taken from the index before.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO

from kb.codes import canonical, spellings
from kb.document import EntryText, listed, to_lines
from kb.edges.index_store import (
    LARGE_FROM,
    SCORES,
    Progress,
    index_at,
    no_progress,
    private_folder,
    stamp_of,
    words_kind,
)
from kb.edges.store import drop_unfinished, program_stamp, temporary_name
from kb.entry import Entry
from kb.errors import SnapshotError
from kb.everyday_words import EVERYDAY_WORDS
from kb.folding import fold
from kb.index import (
    Index,
    OwnCode,
    Place,
    Tables,
    bones_part,
    document_sum,
    header_of,
    id_row,
    scores_part,
    tables_part,
)
from kb.keys import exact_key
from kb.matching import bones_of
from kb.parts import HEADER_SIZE
from kb.reading import Names, Reading, stem
from kb.snapshot import RecordPlace, Snapshot

log = logging.getLogger(__name__)

_BUFFER = 1 << 20
_EVERY = 500  # entries between two words of progress


def entry_texts(snapshot: Snapshot, names: Names) -> Iterator[EntryText]:
    """Every entry of a book, read, in the book's order."""
    for name, place in snapshot.places().items():
        yield entry_text(snapshot, name, place, names)


def entry_text(snapshot: Snapshot, name: str, place: RecordPlace, names: Names) -> EntryText:
    """The entry whose record lies there, read."""
    return EntryText(Entry.model_validate_json(snapshot.json_at(name, place)), names)


def build_index(snapshot: Snapshot, root: str, before: Index | None, progress: Progress = no_progress) -> Index:
    """The index of a snapshot, new: in the cache, or in memory where there is none. `before`: the book's last one."""
    folder = private_folder(root)
    builder = IndexBuilder(snapshot, program_stamp(), before, progress)
    if folder:
        path = Path(folder, "book.index")
        temporary = Path(temporary_name(str(path)))
        try:
            with temporary.open("xb", buffering=_BUFFER) as file:
                builder.write(file, Path(folder))
            temporary.replace(path)
            drop_unfinished(str(path))
            return index_at(str(path))
        except OSError:  # a full disk, a read-only folder: it is built in memory
            log.debug("index %s cannot be written", path, exc_info=True)
        finally:
            temporary.unlink(missing_ok=True)
    memory = io.BytesIO()
    builder.write(memory, None)
    return Index(f"{root} (index)", memory.getvalue())


class IndexBuilder:
    """Writes the index of one snapshot. `before`: an index of the same book to take unchanged documents from."""

    def __init__(
        self, snapshot: Snapshot, program: str, before: Index | None, progress: Progress = no_progress
    ) -> None:
        self._snapshot = snapshot
        self._program = program
        self._names_sum = snapshot.header["names"].partition(":")[2]
        usable = before and (before.header["program"], before.header["names"]) == (program, self._names_sum)
        self._before = before if usable else None
        self._progress = progress
        self._names = Names(snapshot.names())
        self._texts: dict[str, EntryText] = {}  # of a small book, which is read twice otherwise

    def write(self, file: IO[bytes], folder: Path | None) -> None:
        """Write it all to an empty file. `folder`: where engines may keep theirs. Raises OSError."""
        records = self._snapshot.places()
        kind = words_kind(len(records))
        file.seek(HEADER_SIZE)
        rows = self._write_documents(file, records)
        size = file.tell() - HEADER_SIZE
        parts = {"ids": "".join(rows).encode(), "tables": self._tables(records), "bones": b"", "scores": b""}
        if kind == SCORES:
            parts.update(self._scores(folder, records))
        for part in parts.values():
            file.write(part)
        of = self._snapshot.header["crc32"]
        file.seek(0)
        file.write(
            header_of(
                of=of, program=self._program, names=self._names_sum, words=kind, entries=len(rows), documents=size,
                parts=parts,
            )
        )  # fmt: skip

    def _write_documents(self, file: IO[bytes], records: dict[str, RecordPlace]) -> list[str]:
        before = self._places_before()
        rows: list[str] = []
        self._heads: list[bytes] = []
        self._changed = list(before) != list(records)
        start = 0
        for done, (name, record) in enumerate(records.items()):
            if done % _EVERY == 0:
                self._progress(done, len(records))
            old = before.get(name)
            held = self._held(name, old) if old else b""
            stamp = record[3]
            if held and old and old.stamp == stamp:
                lines, crc = held, old.crc
                head = _head(lines)
            else:
                text = entry_text(self._snapshot, name, record, self._names)
                if len(records) < LARGE_FROM:
                    self._texts[name] = text
                lines = to_lines(text.document).encode()
                crc = document_sum(name, lines)
                head = _head(lines)
                self._changed = self._changed or head != _head(held)
            self._heads.append(head)
            rows.append(id_row(name, Place(start, len(lines), crc, stamp)))
            start += len(lines)
            file.write(lines)
        self._progress(len(records), len(records))
        return rows

    def _places_before(self) -> Mapping[str, Place]:
        try:
            return self._before.places if self._before else {}
        except SnapshotError:  # damaged: it costs the time that it would have saved
            self._before = None
            return {}

    def _held(self, name: str, old: Place) -> bytes:
        try:
            return self._before.document_lines(name, old) if self._before else b""
        except SnapshotError:
            return b""

    def _tables(self, records: Iterable[str]) -> bytes:
        """What the entries say about texts in general; as before where none of them says anything else."""
        if self._before and not self._changed:
            try:
                return self._before.part("tables")
            except SnapshotError:  # damaged
                pass
        codes: dict[str, OwnCode] = {}
        noise: dict[str, str] = {}
        products: set[str] = set()
        for name, head in zip(records, self._heads, strict=True):
            of_codes, of_products, of_noise = map(listed, head.decode().split("\n"))
            for code in of_codes:
                meant = canonical(code)
                for form in (code, *spellings(code)):
                    key = exact_key(form)
                    kind = ("b" if "_" in meant else "") + ("s" if "_" in form else "") if key.isalpha() else ""
                    if key in codes:
                        kind = "".join(sorted({*kind, *codes[key].kind}))
                    codes[key] = OwnCode(meant, kind)
            products.update(of_products)
            noise.update((fold(literal), name) for literal in of_noise if literal.strip() and "\n" not in literal)
        # A product's name tells whose problem it is, not which; an everyday word tells how somebody talks.
        dull = {term for product in products for term in Reading(product, self._names).terms}
        dull.update(map(stem, EVERYDAY_WORDS))
        return tables_part(Tables(codes, noise, frozenset(dull)))

    def _scores(self, folder: Path | None, records: dict[str, RecordPlace]) -> dict[str, bytes]:
        """The words of the book as Whoosh scores them, and their bones."""
        from kb.edges.whoosh_index import open_index  # a large book goes without

        def texts() -> Iterator[EntryText]:
            for name, record in records.items():
                yield self._texts.get(name) or entry_text(self._snapshot, name, record, self._names)

        terms, pieces = open_index(folder, stamp_of(self._snapshot), texts).scores()
        by_frequency = sorted(terms, key=lambda term: (len(terms[term]), term))
        return {"bones": bones_part(bones_of(by_frequency)), "scores": scores_part(terms, pieces)}


def _head(lines: bytes) -> bytes:
    """The first three lines of a document: codes, products, noise."""
    return b"\n".join(lines.split(b"\n", 3)[:3])
