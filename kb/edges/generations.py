"""Folders in which an engine keeps its index: made whole under another name, renamed, never changed afterwards. Edge.

Engines read formats of their own, some of them pickles, so such a folder is a private cache and nothing else: it lies
in a folder that belongs to this user alone, is never shipped, never read from anywhere else, and every file of it is
compared with a list of sums before the engine may open it.

One folder holds one generation, named after what it was built from; readers see it whole or not at all.
"""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

log = logging.getLogger(__name__)

_SUMS = "sums.txt"
_KEEP_SECONDS = 24 * 3600
_LOCKS = ("MAIN_WRITELOCK", ".tantivy-writer.lock", ".tantivy-meta.lock")


def generation(folder: Path | None, kind: str, stamp: str, build: Callable[[Path, Path | None], object]) -> Path | None:
    """The folder of this kind of index for `stamp`, whole, built if need be; None where it cannot be kept on disk.

    `folder` must be private to this user (see `home.make_private`), or None. `build(new, old)` fills an empty folder;
    `old` is a whole generation of another stamp, to be read and not changed, or None.
    """
    if folder is None:
        return None
    wanted = folder / f"{kind}-{stamp}"
    if _is_whole(wanted):
        return wanted
    building = folder / f"{wanted.name}.{os.getpid()}.{os.urandom(4).hex()}.tmp"
    try:
        building.mkdir(mode=0o700)
        build(building, _latest(folder, kind))
        (building / _SUMS).write_text(_sums(building), encoding="ascii")
        _swap(building, wanted)
        _drop_old(folder, kind, wanted)
    except Exception:  # a full disk, a read-only folder, a file held open on Windows: the caller has another way
        log.debug("index %s cannot be written", wanted, exc_info=True)
        return None
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return wanted if _is_whole(wanted) else None


def _latest(folder: Path, kind: str) -> Path | None:
    """The youngest generation that is whole."""
    found = sorted(folder.glob(f"{kind}-*"), key=_age)
    return next((path for path in found if path.suffix not in (".tmp", ".old") and _is_whole(path)), None)


def _age(path: Path) -> float:
    try:
        return -path.stat().st_mtime
    except OSError:  # another process removed it
        return 0.0


def _sums(folder: Path) -> str:
    lines = []
    for path in sorted(folder.iterdir()):
        if path.name not in (_SUMS, *_LOCKS) and path.is_file():
            lines.append(f"{hashlib.sha256(path.read_bytes()).hexdigest()} {path.name}\n")
    return "".join(lines)


def _is_whole(folder: Path) -> bool:
    try:
        return (folder / _SUMS).read_text(encoding="ascii") == _sums(folder) != ""
    except (OSError, UnicodeDecodeError):
        return False


def _swap(building: Path, wanted: Path) -> None:
    try:
        building.rename(wanted)
    except OSError:  # another start was first, or a damaged one lies in the way
        if _is_whole(wanted):
            return
        damaged = wanted.with_name(f"{building.name}.old")
        wanted.rename(damaged)
        building.rename(wanted)
        if damaged.is_dir():
            shutil.rmtree(damaged, ignore_errors=True)
        else:
            damaged.unlink(missing_ok=True)


def _drop_old(folder: Path, kind: str, current: Path) -> None:
    """Remove other generations that nobody can still be opening: none younger than a day."""
    for path in folder.glob(f"{kind}-*"):
        if path != current and time.time() + _age(path) > _KEEP_SECONDS:
            shutil.rmtree(path, ignore_errors=True)
