"""The bytes of a log, in blocks: of a file or a stream to its end, or of a file that still grows."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

BLOCK = 1 << 20
"""Bytes read at once: more is no faster, less costs more calls."""

_PAUSE_SECONDS = 0.2


class Restarted:
    """Stands between blocks where a followed file begins anew: `why` says how that was noticed."""

    def __init__(self, why: str) -> None:
        self.why = why


def read_blocks(stream: BinaryIO) -> Iterator[bytes]:
    """The blocks of a stream to its end; of a pipe what is there, without waiting for a block to fill."""
    read = getattr(stream, "read1", stream.read)
    while block := read(BLOCK):
        yield block


def follow_blocks(
    path: str | os.PathLike[str], *, pause_seconds: float = _PAUSE_SECONDS
) -> Iterator[bytes | Restarted]:
    """The blocks of a file, for ever; b'' where nothing is new, so that the caller can show what there is.

    A file that became shorter was cut and is read from its start; another file under the same name (a log that was
    rotated) is read from its start once the old one is read to its end. Raises OSError where there is none at first.
    """
    file: BinaryIO = Path(path).open("rb")  # noqa: SIM115  (closed below, and another opened)
    try:
        while True:
            yield from read_blocks(file)
            if os.fstat(file.fileno()).st_size < file.tell():
                file.seek(0)
                yield Restarted("it became shorter")
                continue
            newer = _newer(path, file)
            if newer is not None:
                yield from read_blocks(file)  # what came between the last read and the rotation
                file.close()
                file = newer
                yield Restarted("another file has its name")
                continue
            yield b""
            time.sleep(pause_seconds)
    finally:
        file.close()


def _newer(path: str | os.PathLike[str], file: BinaryIO) -> BinaryIO | None:
    """The file that has the name now, opened, where it is another; None too while there is none."""
    try:
        now, held = os.stat(path), os.fstat(file.fileno())  # noqa: PTH116  (the same call for both)
        return None if (now.st_ino, now.st_dev) == (held.st_ino, held.st_dev) else Path(path).open("rb")
    except OSError:
        return None
