"""A snapshot in the making: in memory while it is small, then in a temporary file beside its place. Edge."""

from __future__ import annotations

import os
import tempfile
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from kb.edges.store import OpenFile, remove_file, replace_file, snapshot_at, temporary_name
from kb.snapshot import Snapshot


class Draft:
    """Takes bytes one after another, and the beginning once more at the end; `save` puts it in its place, whole.

    `path`: where its place is, '' where it has none and is only to be read; `folder` is the place's, or None. `size`:
    bytes written; `in_memory`: up to how many it stays in memory. As a context it leaves nothing behind that was not
    saved. Writing raises OSError where there is no room.
    """

    def __init__(self, path: str, *, in_memory: int) -> None:
        self.folder = str(Path(path).parent) if path else None
        self._path = path
        self._in_memory = in_memory
        self._temporary = ""
        self._file: BinaryIO = BytesIO()
        self.size = 0

    def __enter__(self) -> Draft:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
        if self._temporary:
            remove_file(self._temporary)

    def write(self, data: bytes) -> None:
        """Add bytes at the end."""
        if isinstance(self._file, BytesIO) and self.size + len(data) > self._in_memory:
            self._leave_memory(self._file)
        self._file.write(data)
        self.size += len(data)

    def _leave_memory(self, before: BytesIO) -> None:
        if self._path:
            self._temporary = temporary_name(self._path)
            self._file = open(self._temporary, "xb+")  # noqa: PTH123, SIM115  (closed by the context)
        else:
            self._file = tempfile.TemporaryFile(prefix="errkb-")  # noqa: SIM115
        self._file.write(before.getbuffer())

    def begin_with(self, data: bytes) -> None:
        """Put bytes over those at the beginning."""
        self._file.seek(0)
        self._file.write(data)
        self._file.seek(0, 2)

    def save(self) -> None:
        """Put it in its place, safe from a loss of power. Raises OSError where that cannot be; the old file stays."""
        if isinstance(self._file, BytesIO):
            self._leave_memory(self._file)
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        os.replace(self._temporary, self._path)  # noqa: PTH105
        self._temporary = ""

    def snapshot(self) -> Snapshot:
        """The snapshot, put in its place if it can be; else read from memory or from a file that has no name."""
        if isinstance(self._file, BytesIO):
            data = self._file.getvalue()
            if self._path:
                replace_file(self._path, data)
            return Snapshot(self._path, data)
        self._file.flush()
        if not self._temporary:
            return Snapshot(self._path, OpenFile(os.dup(self._file.fileno())))
        if os.name == "nt":
            return self._snapshot_on_windows()
        # Opened before it has its name: another process may give that name to a file of its own at once.
        snapshot = Snapshot(self._path, OpenFile(os.dup(self._file.fileno())))
        self._file.close()
        try:
            os.replace(self._temporary, self._path)  # noqa: PTH105
        except OSError:
            remove_file(self._temporary)
        self._temporary = ""
        return snapshot

    def _snapshot_on_windows(self) -> Snapshot:
        """The same where an open file can neither be renamed nor removed."""
        self._file.close()
        temporary, self._temporary = self._temporary, ""
        try:
            os.replace(temporary, self._path)  # noqa: PTH105
        except OSError:  # another process has the old one open
            flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_TEMPORARY", 0)  # removed when closed
            return Snapshot(temporary, OpenFile(os.open(temporary, flags)))
        return snapshot_at(self._path)
