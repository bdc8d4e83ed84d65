"""A folder of articles becomes a snapshot: all of it, or what changed since the last one. Edge: reads and writes files.

Memory is bounded: it holds the entries of one article at a time; of those that wait a stated amount, see
`article_records.py`; of all entries the ids, titles and keys, about 1.2 kB each. Measured: 160 MB for 100,000 entries,
the first time and after a change, for a snapshot of 410 MB. The records go through a work file.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from kb.edges.article_folder import ArticleFolder
from kb.edges.article_records import ArticleRecords, FolderChanged, articles_of
from kb.edges.draft import Draft
from kb.edges.files import SourceFile, list_articles
from kb.edges.home import cache_folder, make_private
from kb.edges.store import cache_of, cached_snapshot, drop_unfinished, program_stamp
from kb.errors import BookError, SnapshotError
from kb.snapshot import LOADED_UP_TO, Snapshot, file_lines
from kb.snapshot_writing import PartWriter, header_name, merged_ids, merged_keys, name_lines
from kb.version import __version__

if TYPE_CHECKING:
    from kb.edges.store import Progress

_WORK_IN_MEMORY = 16_000_000
_ATTEMPTS = 4


def renew(root: str, progress: Progress | None = None) -> Snapshot:
    """The folder's snapshot as its files are now, in the cache if that can be written. Raises BookError.

    `progress` is called with the number of files done and of all.
    """
    old = _old_snapshot(root)
    private = make_private(cache_folder()) and make_private(cache_of(root))
    path = str(Path(cache_of(root), "book.errkb")) if private else ""
    in_memory = False
    for _ in range(_ATTEMPTS):
        files = list_files(root)
        try:
            with Draft(path, in_memory=sys.maxsize if in_memory else LOADED_UP_TO) as draft:
                build(root, files, draft, program=program_stamp(), old=old, progress=progress, in_memory=in_memory)
                snapshot = draft.snapshot()
        except SnapshotError:  # the old one is damaged where nobody had looked
            old = None
        except OSError:  # no room on the disk
            in_memory = True
        except FolderChanged:
            continue
        else:
            if path:
                drop_unfinished(path)
            return snapshot
    raise BookError(f"{root}: changes while it is read", "try again when nobody writes there")


def _old_snapshot(root: str) -> Snapshot | None:
    """The folder's snapshot in the cache, if there is one that can be read."""
    old = cached_snapshot(root)
    try:
        if old:
            old.load()
    except SnapshotError:
        return None
    return old


def list_files(root: str) -> list[SourceFile]:
    """The files of the book in a folder. Raises BookError where it cannot be read."""
    try:
        return list_articles(root)
    except OSError as error:
        raise BookError(f"{root}: {error.strerror or error}", "name a folder of Markdown articles") from error


def build(
    root: str,
    files: list[SourceFile],
    draft: Draft,
    *,
    program: str,
    old: Snapshot | None = None,
    progress: Progress | None = None,
    in_memory: bool = False,
) -> None:
    """Write the snapshot of a folder to a draft, from its files and from its last snapshot by the same program, if any.

    It is the same, byte for byte, with and without the last one. `in_memory`: there is no work file on the disk. Raises
    BookError for a folder without an article, FolderChanged, SnapshotError for a damaged `old`, OSError where there is
    no room.
    """
    folder = ArticleFolder(Path(root), files)
    if old and not _rests_on_the_same(old, files, folder.name):
        old = None
    size = 0 if in_memory else _WORK_IN_MEMORY  # for SpooledTemporaryFile, 0 is no limit
    with tempfile.SpooledTemporaryFile(max_size=size, dir=draft.folder) as work:
        records = ArticleRecords(folder, files, old, work)
        records.read(progress)
        if next(records.ids(), None) is None:
            raise BookError(f"{root}: no article in it", "name a folder that holds Markdown files")
        ids, keys = (old.part("ids"), old.part("keys")) if old else (b"", b"")
        writer = PartWriter(draft.write)
        writer.part("records", records.blocks())
        writer.part("ids", merged_ids(ids, records.moved(), records.rows()))
        writer.part("keys", merged_keys(keys, records.dropped, records.added, records.ids()))
        writer.part("names", [name_lines(name.spellings for name in folder.names)])
        writer.part("files", [file_lines(files)])
        writer.part("articles", ["".join([article.line() for article in records.articles]).encode()])
        draft.begin_with(writer.header(program=program, book=header_name(folder.name)))


def _rests_on_the_same(old: Snapshot, files: list[SourceFile], name: str) -> bool:
    """Whether what all entries of a book rest on is the same: its name and its table of sources."""
    tables = [[file for file in listed if file[0] == "sources.yaml"] for listed in (files, old.files())]
    return old.header["book"] == header_name(name) and tables[0] == tables[1]


def write_copy(snapshot: Snapshot, path: str) -> int:
    """Write a snapshot to a file that can be opened anywhere, and give back its bytes; all of it is checked on the way.

    It is the same wherever it is made: it has the version in place of the program's stamp, and no times of change.
    Raises OSError where it cannot be written, SnapshotError where it is damaged; an old file then stays.
    """
    with Draft(path, in_memory=LOADED_UP_TO) as draft:
        writer = PartWriter(draft.write)
        writer.part("records", snapshot.checked_records())
        for part in ("ids", "keys", "names"):
            writer.part(part, [snapshot.part(part)])
        writer.part("files", [file_lines((path, size, 0) for path, size, _ in snapshot.files())])
        writer.part("articles", [snapshot.part("articles")])
        header = writer.header(program=__version__, book=snapshot.header["book"])
        draft.begin_with(header)
        draft.save()
        return draft.size


def count_faults(snapshot: Snapshot) -> int:
    """How many faults were met while the articles of a snapshot were read; `kb lint` finds more."""
    return sum(article.faults for article in articles_of(snapshot).values())
