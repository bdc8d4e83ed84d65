"""Small private files of this user's, such as the profile and saved dialogues. Edge: reads and writes them.

Written whole or not at all, readable by this user alone; a link, a large file or somebody else's is not read.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from kb.edges.home import make_private
from kb.edges.store import replace_file


def write_kept(path: str, data: bytes) -> bool:
    """Write the file, and its folder where there is none. False where that cannot be; an old file then stays."""
    return make_private(str(Path(path).parent)) and replace_file(path, data, mode=0o600)


def read_kept(path: str, limit: int) -> bytes | None:
    """The bytes of the file; None where it is not a plain file of this user's of at most `limit` bytes.

    Makes it private. Raises OSError where it cannot be read, FileNotFoundError where it is not there.
    """
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    file = os.open(path, flags)
    try:
        about = os.fstat(file)
        if not stat.S_ISREG(about.st_mode) or about.st_size > limit:
            return None
        if hasattr(os, "fchmod"):
            if about.st_uid != os.geteuid() or about.st_mode & 0o022:
                return None
            os.fchmod(file, 0o600)
        return _whole(file, limit)
    finally:
        os.close(file)


def _whole(file: int, limit: int) -> bytes:
    """All of it: one read may give less than was asked for."""
    data = b""
    while len(data) < limit and (part := os.read(file, limit - len(data))):
        data += part
    return data
