"""Which articles of a folder must be read for its next snapshot, and the records of those. Edge: reads articles.

An article is read where its size or time changed, where its links ask for a file whose ids or titles changed, or where
another took its ids; so what comes out is what reading all of them would give. The others are kept as they were.

Articles are gone through in their order. One whose links ask for none behind it is read at once, and its records go to
the work file; the others wait until all ids and titles are known, parsed, up to `WAITING_BYTES` of articles; what is
beyond is parsed a second time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import IO

from kb.edges.article_folder import ArticleFolder, Ids, Targets, target_of
from kb.edges.files import TABLES, SourceFile
from kb.entry import Entry
from kb.exact import claims_of
from kb.fault import Fault
from kb.layout import lay_out
from kb.outline import Outline
from kb.safe_text import is_text
from kb.snapshot import Snapshot, record_sum
from kb.snapshot_writing import claim_line, id_line, record_bytes

WAITING_BYTES = 10_000_000
"""Bytes of articles that wait as parsed pages, which take five times as much memory."""

_BLOCK = 1 << 20


class FolderChanged(Exception):
    """An article changed between two readings for one snapshot."""


@dataclass(slots=True)
class Article:
    """What a snapshot must tell the next one about a file. `written`: the ids as they stand there, `ids`: in the book.

    `asked`: the other files that its links ask for, there or not. `start` and `size`: where its records begin in the
    old snapshot, if it is `kept`, else in the work file, and how many bytes they are. `rows`: if it is not kept, those
    of `ids`, with offsets from its start.
    """

    file: SourceFile
    written: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    faults: int = 0
    kept: bool = False
    start: int = 0
    size: int = 0
    rows: bytes = b""

    @property
    def path(self) -> str:
        """The file's path below the book's root."""
        return self.file[0]

    def line(self) -> str:
        """Its line in the part `articles` of a snapshot."""
        ids = [own if own == name else f"{own}:{name}" for own, name in zip(self.ids, self.written, strict=True)]
        return "\t".join([str(self.faults), str(self.size), " ".join(ids), *self.asked]) + "\n"


def articles_of(snapshot: Snapshot) -> dict[str, Article]:
    """The articles that a snapshot was made of, by their paths."""
    articles = {}
    start = 0
    for file, line in zip(snapshot.files(), snapshot.part("articles").decode().split("\n"), strict=False):
        faults, size, ids, *asked = line.split("\t")
        pairs = [name.partition(":") for name in ids.split(" ") if name]
        own, written = [name for name, _, _ in pairs], [other or name for name, _, other in pairs]
        articles[file[0]] = Article(file, written, own, asked, int(faults), kept=True, start=start, size=int(size))
        start += int(size)
    return articles


class _Links:
    """Follows the links of one article, and notes what they ask for and find."""

    def __init__(self, path: str, targets: Targets, behind: set[str]) -> None:
        self.asked: set[str] = set()
        self.found: set[str] = set()
        self._path = path
        self._targets = targets
        self._behind = behind

    def resolve(self, file: str, target: str) -> str:
        """The id of the entry that a link leads to, or nothing; see `article.Resolve`."""
        path, fragment = target_of(file, target)
        if path != self._path:
            self.asked.add(path)
        found = self._targets.find(path, fragment)
        if found:
            self.found.add(found)
        return found

    def must_wait(self) -> bool:
        """Whether one of the files asked for is not known yet."""
        return not self._behind.isdisjoint(self.asked)


class ArticleRecords:
    """The records of a folder: `read` makes them, then they can be taken.

    `articles` are those of the files in their order; `added` and `dropped` the claims to keys that differ from those of
    the old snapshot, see `snapshot_writing.merged_keys`.
    """

    def __init__(
        self, folder: ArticleFolder, files: Iterable[SourceFile], old: Snapshot | None, work: IO[bytes]
    ) -> None:
        self.articles = [Article(file) for file in files]
        self.added: list[bytes] = []
        self.dropped: dict[bytes, set[str]] = {}
        self._folder = folder
        self._snapshot = old
        self._old = articles_of(old) if old else {}
        self._work = work
        self._work_size = 0
        self._ids, self._targets = Ids(), Targets()
        self._behind = {article.path for article in self.articles}  # those not gone through yet
        self._titles: dict[str, str] = {}  # of entries that were read
        self._waiting: dict[str, Outline | None] = {}  # None: to be parsed again
        self._room = WAITING_BYTES

    # --- reading ----------------------------------------------------------------------------------------------------

    def read(self, progress: Callable[[int, int], None] | None) -> None:
        """Read what must be read. Raises FolderChanged where an article changes meanwhile, SnapshotError, OSError."""
        done = 0
        for article in self.articles:
            if article.path in TABLES:
                article.faults = sum(fault.file == article.path for fault in self._folder.faults)
            else:
                self._go_to(article)
            self._behind.discard(article.path)
            done += article.path not in self._waiting
            if progress:
                progress(done, len(self.articles))
        altered = self._altered()
        for article in self.articles:
            if article.path in self._waiting:
                self._read(article, self._waiting.pop(article.path) or self._outline(article))
                done += 1
            elif article.kept and not altered.isdisjoint(article.asked):
                article.kept = False
                self._read(article, self._outline(article))
            if progress:
                progress(done, len(self.articles))
        self._drop_claims()

    def _go_to(self, article: Article) -> None:
        """Keep the next article as far as is known here, or read it, or let it wait."""
        old = self._old.get(article.path)
        named = old is not None and old.file == article.file
        if old and named:
            self._name(article, old.written)
            if article.ids == old.ids:
                article.asked, article.faults, article.kept = old.asked, old.faults, True
                article.start, article.size = old.start, old.size
                return
        self._read(article, self._outline(article, named=named))

    def _name(self, article: Article, written: list[str]) -> None:
        article.written = written
        article.ids = self._ids.take(article.path, written)
        self._targets.add(article.path, article.ids)

    def _outline(self, article: Article, *, named: bool = True) -> Outline | None:
        """The outline of an article with its ids in the book, which are given to it if it is not `named` yet."""
        faults: list[Fault] = []
        found = self._folder.outline(article.file, faults)
        written = [name for name, _ in found.entries] if found else []
        if not named:
            self._name(article, written)
        elif written != article.written:
            raise FolderChanged(article.path)
        article.faults = len(faults) + sum(own != name for own, name in zip(article.ids, written, strict=True))
        if not found:
            return None
        sections = [section for _, section in found.entries]
        return Outline(found.file, found.page, tuple(zip(article.ids, sections, strict=True)))

    def _read(self, article: Article, found: Outline | None) -> None:
        """Read the entries of an article, or let it wait where its links ask for files behind it."""
        if found is None:
            return
        links = _Links(article.path, self._targets, self._behind)
        read = self._folder.article(found, links.resolve)
        self._titles.update((entry.id, entry.title) for entry in read.entries)
        if links.must_wait():
            self._room -= article.file[1]
            self._waiting[article.path] = found if self._room >= 0 else None
            return
        article.asked = sorted(path for path in links.asked if is_text(path) and not {"\t", "\n"} & set(path))
        article.faults += len(read.faults)
        article.start = self._work_size
        titles = {name: self._title(name) for name in links.found}
        article.rows = b"".join([self._write(entry, titles, article.start) for entry in read.entries])
        article.size = self._work_size - article.start

    def _write(self, entry: Entry, titles: dict[str, str], start: int) -> bytes:
        """Write a record to the work file, and give back its row of `ids`, with its offset from `start`."""
        record, layout_size = record_bytes(lay_out(entry, titles), entry.model_dump_json(exclude_defaults=True))
        crc = record_sum(entry.id.encode(), layout_size, record)
        row = id_line(entry.id, self._work_size - start, layout_size, len(record) - layout_size, crc)
        self._work.write(record)
        self._work_size += len(record)
        self.added.extend([claim_line(key, rank, entry.id) for key, rank in claims_of(entry).items()])
        return row

    def _altered(self) -> set[str]:
        """The files that links find otherwise than in the old snapshot: gone, new, or of other ids or titles."""
        altered = self._old.keys() - {article.path for article in self.articles}
        for article in self.articles if self._old else ():
            old = self._old.get(article.path)
            if article.kept:
                continue
            if old is None or old.ids != article.ids or not all(map(self._has_old_title, old.ids)):
                altered.add(article.path)
        return altered

    def _has_old_title(self, name: str) -> bool:
        return self._titles[name] == self._old_entry(name).title

    def _title(self, name: str) -> str:
        return self._titles[name] if name in self._titles else self._old_entry(name).title

    def _old_entry(self, name: str) -> Entry:
        assert self._snapshot is not None
        return Entry.model_validate_json(self._snapshot.record(name)[1])

    # --- what came of it --------------------------------------------------------------------------------------------

    def _drop_claims(self) -> None:
        kept = {article.path for article in self.articles if article.kept}
        for path, old in self._old.items():
            for name in old.ids if path not in kept else ():
                for key in claims_of(self._old_entry(name)):
                    self.dropped.setdefault(key.encode(), set()).add(name)

    def ids(self) -> Iterator[str]:
        """All ids in the book's order."""
        return (name for article in self.articles for name in article.ids)

    def moved(self) -> list[tuple[int, int | None]]:
        """By how much the old records move, see `snapshot_writing.merged_ids`."""
        new: dict[str, int] = {}
        at = 0
        for article in self.articles:
            if article.kept:
                new[article.path] = at
            at += article.size
        return [(old.start, new[path] - old.start if path in new else None) for path, old in self._old.items()]

    def rows(self) -> list[bytes]:
        """The rows of `ids` of the articles that were read."""
        rows = []
        at = 0
        for article in self.articles:
            for row in article.rows.splitlines(keepends=True):
                name, offset, rest = row.split(b"\t", 2)
                rows.append(b"%b\t%d\t%b" % (name, at + int(offset), rest))
            at += article.size
        return rows

    def blocks(self) -> Iterator[bytes]:
        """All records in the book's order, in pieces of about a megabyte."""
        kept, start, end = False, 0, 0  # records of one source that follow one another
        for article in self.articles:
            if article.size and (article.kept, article.start) != (kept, end):
                yield from self._run(kept, start, end)
                kept, start, end = article.kept, article.start, article.start
            end += article.size
        yield from self._run(kept, start, end)

    def _run(self, kept: bool, start: int, end: int) -> Iterator[bytes]:
        for at in range(start, end, _BLOCK):
            size = min(_BLOCK, end - at)
            if kept:
                assert self._snapshot is not None
                yield self._snapshot.records(at, at + size)
            else:
                self._work.seek(at)
                yield self._work.read(size)
