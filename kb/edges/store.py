"""The snapshot of a folder: found where it is current, built where it is not. Edge: reads and writes the cache.

The cache holds one snapshot a book, written to a temporary file and renamed, so that a reader sees the old or the
new one whole. A cache that is not ours, damaged, or cannot be written is passed by: the snapshot is then built in
memory. Imports stay light: an exact look-up only needs `current_snapshot`.
"""

import os
import time
import zlib

from kb.edges.files import SourceFile, list_articles
from kb.edges.home import cache_folder, is_private, make_private, program_files, shipped_book
from kb.errors import BookError, SnapshotError
from kb.snapshot import Snapshot, snapshot_bytes
from kb.version import __version__

_KEEP_SECONDS = 24 * 3600


def _stamp(data: object) -> str:
    text = repr(data).encode("utf-8", "surrogateescape")
    return f"{zlib.crc32(text):08x}{zlib.adler32(text):08x}"


def program_stamp() -> str:
    """The version and a stamp of the library's files: what a cached snapshot was built by."""
    return f"{__version__}-{_stamp(program_files())}"


def cache_of(root: str) -> str:
    """The folder in the cache that belongs to the book at `root`."""
    return os.path.join(cache_folder(), f"book-{_stamp(os.path.abspath(root))}")


def current_snapshot(root: str) -> "Snapshot | None":
    """The shipped or cached snapshot of the folder, if it is whole and made of the folder's files as they are now."""
    try:
        files = list_articles(root)
    except OSError:
        return None
    content, shipped = shipped_book()
    candidates = []
    if shipped and os.path.abspath(root) == content:
        candidates.append((shipped, __version__))
    folder = cache_of(root)
    if is_private(os.path.dirname(folder)) and is_private(folder):
        candidates.append((os.path.join(folder, "book.errkb"), program_stamp()))
    for path, program in candidates:
        try:
            snapshot = Snapshot(path)
            if snapshot.header["program"] == program and snapshot.is_made_of(files):
                return snapshot
        except (OSError, SnapshotError, ValueError):
            continue
    return None


def open_snapshot(root: str) -> Snapshot:
    """The folder's snapshot, in memory and checked: the current one, or a new one that is cached if it can be.

    Raises BookError where the folder cannot be read or holds no article.
    """
    snapshot = current_snapshot(root)
    if snapshot:
        try:
            snapshot.load()
        except (OSError, SnapshotError):
            snapshot = None
    if snapshot:
        return snapshot
    try:
        files = list_articles(root)
    except OSError as error:
        raise BookError(f"{root}: {error.strerror or error}", "name a folder of Markdown articles") from error
    data = build_snapshot(root, files, program=program_stamp())
    path = os.path.join(cache_of(root), "book.errkb")
    if make_private(cache_folder()) and make_private(os.path.dirname(path)) and replace_file(path, data):
        _drop_unfinished(path)
    return Snapshot(path, data)


def replace_file(path: str, data: bytes, *, mode: int = 0o666) -> bool:
    """Write a file whole or not at all. False where it cannot be written; the old file then stays."""
    temporary = f"{path}.{os.getpid()}.{os.urandom(4).hex()}.tmp"
    try:
        with open(temporary, "xb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
            file.write(data)
        os.replace(temporary, path)
    except OSError:
        return False
    finally:  # also where the user interrupts; after the renaming there is nothing to remove
        _remove(temporary)
    return True


def _remove(path: str) -> None:
    try:  # noqa: SIM105  (contextlib would cost an exact look-up a tenth of its time)
        os.unlink(path)
    except OSError:
        pass


def _drop_unfinished(path: str) -> None:
    """Remove what a killed process left of its writing, when it is over a day old."""
    folder, name = os.path.split(path)
    try:
        with os.scandir(folder) as items:
            unfinished = [item for item in items if item.name.startswith(name + ".") and item.name.endswith(".tmp")]
        for item in unfinished:
            if time.time() - item.stat(follow_symlinks=False).st_mtime > _KEEP_SECONDS:
                _remove(item.path)
    except OSError:
        return  # another process was faster


def build_snapshot(root: str, files: "list[SourceFile]", *, program: str) -> bytes:
    """Read every article of the folder and put the snapshot together. Raises BookError for a folder without any."""
    # Imported here: an exact look-up finds its snapshot built and must not pay for what builds it.
    from pathlib import Path

    from kb.edges.article_folder import read_book
    from kb.exact import exact_keys
    from kb.layout import lay_out

    book = read_book(Path(root), files)
    if not book.entries:
        raise BookError(f"{root}: no article in it", "name a folder that holds Markdown files")
    titles = {entry.id: entry.title for entry in book.entries}
    return snapshot_bytes(
        program=program,
        book=book.name,
        files=files,
        names=[list(name.spellings) for name in book.names],
        keys=exact_keys(book.entries),
        records=[(entry.id, lay_out(entry, titles), entry.model_dump_json()) for entry in book.entries],
    )
