"""Where things are: the shipped book, the cache. Edge: asks the environment and the file system, writes nothing.

Imports only `os` and `sys`: an exact look-up starts here.
"""

import os
import sys

_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def shipped_book() -> "tuple[str, str | None]":
    """The folder of the shipped articles, and the snapshot shipped with it (None in a source checkout).

    A checkout's own `content/` comes first: an editable install may hold an older copy inside the package.
    """
    checkout = os.path.dirname(_PACKAGE)
    content = os.path.join(checkout, "content")
    if os.path.isfile(os.path.join(checkout, "pyproject.toml")) and os.path.isdir(content):
        return content, None
    return os.path.join(_PACKAGE, "content"), os.path.join(_PACKAGE, "book.errkb")


def program_files() -> "list[tuple[str, int, int]]":
    """The library's own modules with size and time: when one changes, cached snapshots are out of date."""
    found = []
    for folder in (_PACKAGE, os.path.join(_PACKAGE, "edges")):
        with os.scandir(folder) as items:
            for item in items:
                if item.name.endswith(".py"):
                    stat = item.stat()
                    found.append((item.name, stat.st_size, stat.st_mtime_ns))
    return sorted(found)


def _folder(variable: str, windows: str, mac: str, other: str) -> str:
    base = os.environ.get(variable, "")
    if base and os.path.isabs(base):
        return os.path.join(base, "errkb")
    home = os.path.expanduser("~")
    if sys.platform == "win32":
        return os.path.join(os.environ.get("LOCALAPPDATA") or home, "errkb", windows)
    return os.path.join(home, *(mac if sys.platform == "darwin" else other).split("/"), "errkb")


def cache_folder() -> str:
    """The folder for what can be built again: `KB_CACHE_DIR`, or errkb's own below the platform's cache folder."""
    return os.environ.get("KB_CACHE_DIR") or _folder("XDG_CACHE_HOME", "cache", "Library/Caches", ".cache")


def state_folder() -> str:
    """The folder for the chat's history: `KB_STATE_DIR`, or errkb's own below the platform's state folder."""
    state = "Library/Application Support"
    return os.environ.get("KB_STATE_DIR") or _folder("XDG_STATE_HOME", "state", state, ".local/state")


def is_private(folder: str) -> bool:
    """Whether a folder is ours alone: owned by this user, no link, and writable by nobody else."""
    try:
        stat = os.lstat(folder)
    except OSError:
        return False
    if (stat.st_mode & 0o170000) != 0o040000:  # a link or a file in its place
        return False
    if sys.platform == "win32":
        return True  # the profile's folders are guarded by their access lists; the mode bits say nothing there
    return stat.st_uid == os.geteuid() and not stat.st_mode & 0o022


def make_private(folder: str) -> bool:
    """Make the folder, readable by this user alone. Whether it is there and private afterwards."""
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
    except OSError:
        return False
    return is_private(folder)
