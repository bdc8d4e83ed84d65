"""A log of any size as chunks of whole lines, in memory that does not grow. Pure: blocks of bytes in, chunks out.

A chunk is UTF-8 whatever the log is written in: a byte order mark says UTF-16 (PowerShell's `>` writes it), all else is
taken as it is. A line that never ends comes in windows that overlap, so that nothing is lost where one is cut.
"""

from __future__ import annotations

import codecs
from collections.abc import Generator, Iterator
from typing import NamedTuple

WINDOW = 256 * 1024
"""Bytes of a line, its line feed included, from which on it is given in windows of so many."""

MARGIN = 4096
"""Bytes that each window sees on both sides of its own part: more than any pattern with the words beside it."""

_MARKS = (
    (codecs.BOM_UTF8, ""),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LONGEST_MARK = 3


class Chunk(NamedTuple):
    """Whole lines, or a window of one. `line`: the number of the first, from 1; `column`: characters before `data`.

    What begins in `data` before `skip`, or from `keep` on, belongs to another window.
    """

    data: bytes
    line: int
    column: int = 0
    skip: int = 0
    keep: int = 1 << 62


class Chunker:
    """Feed it the blocks of one log, in order, and say when it ended."""

    def __init__(self, line: int = 1) -> None:
        """`line`: the number of the first line."""
        self.line = line
        self._rest = b""
        self._column = 0
        self._skip = 0
        self._inside = False  # of a line whose first window was given
        self._decoder: codecs.IncrementalDecoder | None = None
        self._began = False
        self._held = b""  # the first bytes, while they may be half a mark

    def feed(self, block: bytes) -> Iterator[Chunk]:
        """The chunks that are whole with this block."""
        data = self._rest + self._decoded(block, final=False)
        self._rest = b""
        while data:
            if not self._inside:
                end = _whole_lines(data)
                if end:
                    chunk = Chunk(data[:end], self.line)
                    self.line += data.count(b"\n", 0, end)  # before it is given: the reader may be interrupted there
                    data = data[end:]
                    yield chunk
                if len(data) < WINDOW:
                    break
                self._inside = True
            end = data.find(b"\n", 0, WINDOW) + 1
            if end:
                yield self._last_window(data[:end])
                data = data[end:]
            elif len(data) < WINDOW:
                break
            else:
                data = yield from self._window(data)
        self._rest = data

    def end(self) -> Iterator[Chunk]:
        """What is left: a last line without a line feed."""
        data = self._rest + self._decoded(b"", final=True)
        self._rest = b""
        if data or self._inside:
            yield self._last_window(data)

    def _last_window(self, data: bytes) -> Chunk:
        chunk = Chunk(data, self.line, self._column, self._skip)
        self.line += 1
        self._column = self._skip = 0
        self._inside = False
        return chunk

    def _window(self, data: bytes) -> Generator[Chunk, None, bytes]:
        """Gives the next window of a line, and returns the bytes from which the one after it begins."""
        keep = WINDOW - MARGIN
        step = WINDOW - 2 * MARGIN
        while step > WINDOW - 2 * MARGIN - 4 and data[step] & 0xC0 == 0x80:  # not inside of a character
            step -= 1
        yield Chunk(data[:WINDOW], self.line, self._column, self._skip, keep)
        self._column += len(data[:step].decode("utf-8", "replace"))
        self._skip = keep - step
        return data[step:]

    def _decoded(self, block: bytes, *, final: bool) -> bytes:
        if not self._began:
            block = self._held + block
            if len(block) < _LONGEST_MARK and not final:
                self._held = block
                return b""
            self._began = True
            for mark, encoding in _MARKS:
                if block.startswith(mark):
                    block = block[len(mark) :]
                    if encoding:
                        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
                    break
        return self._decoder.decode(block, final).encode() if self._decoder else block


def _whole_lines(data: bytes) -> int:
    """How many bytes are lines that have ended, up to one that is too long: wherever blocks end, the same is cut."""
    end = data.rfind(b"\n") + 1
    at = 0
    while end - at > WINDOW:
        to = data.rfind(b"\n", at, at + WINDOW) + 1
        if not to:
            return at
        at = to
    return end
