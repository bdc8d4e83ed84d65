"""The index of a book: found where it is current, built where it is not. Edge: reads and writes the cache.

Beside the snapshot in the cache lies one index; the shipped snapshot has its own beside it. Like a snapshot it is
written under another name and renamed, and passed by where it is damaged, not ours, or cannot be written. Imports stay
light: a look-up from the command line needs `current_index` and `words_of` alone.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from kb.edges.home import cache_folder, is_private, make_private, shipped_book
from kb.edges.store import OpenFile, cache_of, program_stamp
from kb.errors import SnapshotError
from kb.index import Index
from kb.snapshot import Snapshot
from kb.version import __version__

if TYPE_CHECKING:
    from kb.finding import Words

Progress = Callable[[int, int], None]
"""Called with the number of entries done and of all, while an index is built."""


def no_progress(_done: int, _all: int) -> None:
    """Nobody wants to know."""


LARGE_FROM = 2_000
"""Entries from which on tantivy holds the words, where it is installed."""

SCORES, TANTIVY = "scores", "tantivy"
"""Where the words of an index lie: in itself, as Whoosh scores them, or in tantivy."""


def words_kind(entries: int) -> str:
    """Where the words of a book of so many entries should lie on this machine."""
    if entries < LARGE_FROM:
        return SCORES
    from importlib.util import find_spec  # a look-up in the shipped book must not pay for it

    return TANTIVY if find_spec("tantivy") else SCORES


def stamp_of(snapshot: Snapshot) -> str:
    """What an engine's index of this snapshot is called: the same for the same book and program."""
    return f"{program_stamp()}-{snapshot.header['crc32']}"


def private_folder(root: str) -> str | None:
    """The book's folder in the cache, made if need be; None where it is not this user's alone."""
    folder = cache_of(root)
    return folder if make_private(cache_folder()) and make_private(folder) else None


def current_index(snapshot: Snapshot, root: str) -> Index | None:
    """The index of this snapshot, if there is one that is current, as far as opening it tells."""
    if snapshot.path == shipped_book()[1]:
        index = _opened(os.path.splitext(snapshot.path)[0] + ".index")
        if index and _is_of(index, snapshot, __version__):
            return index
    index = cached_index(root)
    return index if index and _is_of(index, snapshot, program_stamp()) else None


def cached_index(root: str) -> Index | None:
    """The book's index in the cache, current or not."""
    folder = cache_of(root)
    if not (is_private(os.path.dirname(folder)) and is_private(folder)):
        return None
    return _opened(os.path.join(folder, "book.index"))


def open_index(
    snapshot: Snapshot, root: str, progress: Progress = no_progress, *, anew: bool = False
) -> tuple[Index, Words]:
    """The book's index and its words: the current one, or a new one that is cached if it can be.

    `anew`: the current one is damaged somewhere.
    """
    index = None if anew else current_index(snapshot, root)
    if index:
        try:
            return index, words_of(index, root)
        except SnapshotError:  # damaged: it is built again
            pass
    from kb.edges.index_builder import build_index  # see the docstring of the module

    before = cached_index(root) if os.name != "nt" else None  # where an open file cannot be replaced
    index = build_index(snapshot, root, before, progress)
    return index, words_of(index, root, before, progress)


def words_of(index: Index, root: str, before: Index | None = None, progress: Progress = no_progress) -> Words:
    """The words of an index. Raises SnapshotError where they are damaged.

    `before`: the book's last index; where an engine has the words of that one, it need not begin from nothing.
    """
    if index.header["words"] == SCORES:
        return index.scores(list(index.places))
    from kb.edges.tantivy_index import open_words  # see the docstring of the module

    return open_words(index, private_folder(root), before, progress)


def index_at(path: str) -> Index:
    """The index in a file, its header checked. Raises SnapshotError where it is none, OSError."""
    return Index(path, OpenFile(os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))))


def _opened(path: str) -> Index | None:
    try:
        return index_at(path)
    except (OSError, SnapshotError):
        return None


def _is_of(index: Index, snapshot: Snapshot, program: str) -> bool:
    header = index.header
    kind = words_kind(int(header["entries"]))
    return (header["of"], header["program"], header["words"]) == (snapshot.header["crc32"], program, kind)
