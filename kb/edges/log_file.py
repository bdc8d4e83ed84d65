"""The bytes of a log, in blocks: of a file or a stream to its end, or of a file that still grows."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from io import FileIO
from pathlib import Path
from typing import BinaryIO

BLOCK = 1 << 17
"""Bytes read at once: what is made of them stays in the processor's cache, and half a dozen copies are small."""

_PAUSE_SECONDS = 0.2

_REMEMBERED = 4096
"""Bytes that show, by standing where they stood, that a file was not cut and written anew between two looks at it."""


class Restarted:
    """Stands between blocks where a followed file begins anew: `why` says how that was noticed."""

    def __init__(self, why: str) -> None:
        self.why = why


def read_blocks(stream: BinaryIO | FileIO) -> Iterator[bytes]:
    """The blocks of a stream to its end; of a pipe what is there, without waiting for a block to fill."""
    read = getattr(stream, "read1", stream.read)
    while block := read(BLOCK):
        yield block


def follow_blocks(
    path: str | os.PathLike[str], *, pause_seconds: float = _PAUSE_SECONDS
) -> Iterator[bytes | Restarted]:
    """The blocks of a file, for ever; b'' where nothing is new, so that the caller can show what there is.

    A file that was cut, even one that has grown as long again since, is read from its start; another file under the
    same name (a log that was rotated) is read from its start once the old one is read to its end. Raises OSError where
    there is none at first.
    """
    file = Path(path).open("rb", buffering=0)  # noqa: SIM115  (closed below, and another opened)
    last = b""
    try:
        while True:
            why = _why_anew(file, last)  # before each read, or bytes of the new log would pass for more of the old
            if why:
                file.seek(0)
                last = b""
                yield Restarted(why)
            block = file.read(BLOCK)
            if block:
                last = (last + block)[-_REMEMBERED:]
                yield block
                continue
            newer = _newer(path, file)
            if newer is not None:
                yield from read_blocks(file)  # what came between the last read and the rotation
                file.close()
                file = newer
                last = b""
                yield Restarted("another file has its name")
                continue
            yield b""
            time.sleep(pause_seconds)
    finally:
        file.close()


def _why_anew(file: FileIO, last: bytes) -> str:
    """How a file shows that it was cut since these bytes of it were the last to be read, or ''."""
    at = file.tell()
    if os.fstat(file.fileno()).st_size < at:
        return "it became shorter"
    file.seek(at - len(last))
    same = file.read(len(last)) == last
    file.seek(at)
    return "" if same else "it was written anew"


def _newer(path: str | os.PathLike[str], file: FileIO) -> FileIO | None:
    """The file that has the name now, opened, where it is another; None too while there is none."""
    try:
        now, held = os.stat(path), os.fstat(file.fileno())  # noqa: PTH116  (the same call for both)
        return None if (now.st_ino, now.st_dev) == (held.st_ino, held.st_dev) else Path(path).open("rb", buffering=0)
    except OSError:
        return None
