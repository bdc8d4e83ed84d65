"""The snapshot of a book: found where it is current, built where it is not. Edge: reads and writes the cache.

The cache holds one snapshot a book, written to a temporary file and renamed, so that a reader sees the old or the
new one whole. A cache that is not ours, damaged, or cannot be written is passed by: the snapshot is then built in
memory. Imports stay light: an exact look-up only needs `current_snapshot`.
"""

import os
import time
import zlib
from _thread import allocate_lock  # `threading` would cost an exact look-up a tenth of its time

from kb.edges.files import SourceFile, list_articles
from kb.edges.home import cache_folder, is_private, program_files, shipped_book
from kb.errors import SnapshotError
from kb.snapshot import Snapshot
from kb.version import __version__

TYPE_CHECKING = False  # see kb/snapshot.py

if TYPE_CHECKING:
    from collections.abc import Callable

    Progress = Callable[[int, int], None]
    """Called with the number of files done and of all, while a book is built."""

_KEEP_SECONDS = 24 * 3600
_MOST_AT_ONCE = 1 << 30  # bytes; systems have a limit of their own between 1 and 2 GiB


class OpenFile:
    """A file that stays open and is read by position, from any number of threads, and in a forked process too.

    It is the same file after another took its name. Takes over the descriptor that it is given.
    """

    def __init__(self, descriptor: int) -> None:
        self._file = descriptor
        self._lock = allocate_lock()
        self.size = os.fstat(descriptor).st_size

    def read(self, start: int, end: int) -> bytes:
        """The bytes of a range; fewer where the file ends before it. Raises OSError."""
        data = self._some(start, end)
        while len(data) < end - start and (more := self._some(start + len(data), end)):
            data += more
        return data

    def _some(self, start: int, end: int) -> bytes:
        size = min(end - start, _MOST_AT_ONCE)
        if hasattr(os, "pread"):
            return os.pread(self._file, size, start)
        with self._lock:  # Windows has no reading by position
            os.lseek(self._file, start, os.SEEK_SET)
            return os.read(self._file, size)

    def close(self) -> None:
        """Let go of the file; reading from it afterwards is an OSError."""
        file, self._file = self._file, -1
        if file >= 0:
            os.close(file)

    def __del__(self) -> None:
        if os is not None:  # it is, where the interpreter ends
            self.close()


def _stamp(data: object) -> str:
    text = repr(data).encode("utf-8", "surrogateescape")
    return f"{zlib.crc32(text):08x}{zlib.adler32(text):08x}"


def program_stamp() -> str:
    """The version and a stamp of the library's files: what a cached snapshot was built by."""
    if not _PROGRAM:  # the program that runs is the one that was there at first
        _PROGRAM.append(f"{__version__}-{_stamp(program_files())}")
    return _PROGRAM[0]


_PROGRAM: "list[str]" = []


def cache_of(root: str) -> str:
    """The folder in the cache that belongs to the book at `root`."""
    return os.path.join(cache_folder(), f"book-{_stamp(os.path.abspath(root))}")


def current_snapshot(path: str) -> "Snapshot | None":
    """The snapshot of the book at `path`, if there is one that is current, as far as opening it tells.

    Of a folder: the shipped or cached one that is made of the folder's files as they are now. Of a snapshot's file:
    the file itself.
    """
    try:
        files = list_articles(path)
    except NotADirectoryError:
        return _opened(path)
    except (OSError, ValueError):
        return None
    content, shipped = shipped_book()
    if shipped and os.path.abspath(path) == content:
        snapshot = _opened(shipped)
        if snapshot and snapshot.header["program"] == __version__ and _is_made_of(snapshot, files):
            return snapshot
    cached = cached_snapshot(path)
    return cached if cached and _is_made_of(cached, files) else None


def cached_snapshot(root: str) -> "Snapshot | None":
    """The folder's snapshot in the cache, current or not, if this program built it and nobody else could have."""
    folder = cache_of(root)
    if not (is_private(os.path.dirname(folder)) and is_private(folder)):
        return None
    snapshot = _opened(os.path.join(folder, "book.errkb"))
    return snapshot if snapshot and snapshot.header["program"] == program_stamp() else None


def snapshot_at(path: str) -> Snapshot:
    """The snapshot in a file, its header checked. Raises SnapshotError where it is none, OSError."""
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)  # a pipe must not be waited for
    return Snapshot(path, OpenFile(os.open(path, flags)))


def _opened(path: str) -> "Snapshot | None":
    try:
        return snapshot_at(path)
    except (OSError, SnapshotError):
        return None


def _is_made_of(snapshot: Snapshot, files: "list[SourceFile]") -> bool:
    try:
        return snapshot.is_made_of(files)
    except SnapshotError:
        return False


def open_snapshot(path: str, progress: "Progress | None" = None) -> Snapshot:
    """The book's snapshot, loaded (see `Snapshot.load`): the current one, or a new one that is cached if it can be.

    Raises BookError where a folder cannot be read or holds no article, SnapshotError for a file that is no whole
    snapshot, OSError for one that cannot be read.
    """
    snapshot = current_snapshot(path)
    if snapshot is None and os.path.isfile(path):
        snapshot = snapshot_at(path)  # says what is wrong with it
    if snapshot:
        try:
            snapshot.load()
        except SnapshotError:
            if os.path.isfile(path):
                raise
        else:
            return snapshot
    from kb.edges.book_builder import renew  # an exact look-up must not pay for what builds its snapshot

    return renew(path, progress)


def replace_file(path: str, data: bytes, *, mode: int = 0o666) -> bool:
    """Write a file whole or not at all. False where it cannot be written; the old file then stays."""
    temporary = temporary_name(path)
    try:
        with open(temporary, "xb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
            file.write(data)
        os.replace(temporary, path)
    except OSError:
        return False
    finally:  # also where the user interrupts; after the renaming there is nothing to remove
        remove_file(temporary)
    return True


def temporary_name(path: str) -> str:
    """What a file is called while it is written; `drop_unfinished` knows it by that."""
    return f"{path}.{os.getpid()}.{os.urandom(4).hex()}.tmp"


def remove_file(path: str) -> None:
    """Remove a file, if it is there and can be removed."""
    try:  # noqa: SIM105  (contextlib would cost an exact look-up a tenth of its time)
        os.unlink(path)
    except OSError:
        pass


def drop_unfinished(path: str) -> None:
    """Remove what a killed process left of its writing, when it is over a day old."""
    folder, name = os.path.split(path)
    try:
        with os.scandir(folder) as items:
            unfinished = [item for item in items if item.name.startswith(name + ".") and item.name.endswith(".tmp")]
        for item in unfinished:
            if time.time() - item.stat(follow_symlinks=False).st_mtime > _KEEP_SECONDS:
                remove_file(item.path)
    except OSError:
        return  # another process was faster
