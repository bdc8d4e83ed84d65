"""What a snapshot and an index have in common: a first line, a header and parts, each with its sum. Pure reading.

The header is `field=value` with spaces between, the sum of these last, and as long as `HEADER_SIZE` says with the first
line and spaces. A part is written there as its offset in the file, and behind a colon the crc32 of it all. The first
part has no sum: what lies in it has sums of its own. An exact look-up comes through here: this imports `zlib` alone.
"""

import zlib

from kb.errors import SnapshotError

TYPE_CHECKING = False  # type checkers take it for true; importing `typing` would slow an exact look-up down

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import ClassVar, Protocol

    class Source(Protocol):
        """Bytes that lie elsewhere than in memory; safe to read from several threads."""

        size: int

        def read(self, start: int, end: int) -> bytes:
            """The bytes of a range; fewer where the file was cut. Raises OSError."""

        def close(self) -> None:
            """Nothing is read any more."""


HEADER_SIZE = 512
"""Bytes of the first line and the header."""


class PartsFile:
    """An open file of parts. A subclass says what it is called, its first line, its parts in their order, the fields
    of its header (`numbers` are those that hold one), and what to do about a damaged one or one of another format."""

    kind: "ClassVar[str]"
    first_line: "ClassVar[bytes]"
    parts: "ClassVar[tuple[str, ...]]"
    fields: "ClassVar[tuple[str, ...]]"
    numbers: "ClassVar[tuple[str, ...]]" = ("size",)
    remedy: "ClassVar[str]"
    remedy_for_another: "ClassVar[str]"

    def __init__(self, path: str, source: "bytes | Source") -> None:
        """A file in these bytes, or read from there part by part. Raises SnapshotError for a damaged header.

        `path` only names it.
        """
        self.path = path
        self._data = source if isinstance(source, bytes) else None
        self._source = None if isinstance(source, bytes) else source
        size = len(source) if isinstance(source, bytes) else source.size
        self.header = self._read_header(self._read(0, min(HEADER_SIZE, size)))
        if size != int(self.header["size"]):
            raise self._damaged(f"{size} bytes, not {self.header['size']}")
        starts = [int(self.header[part].partition(":")[0]) for part in self.parts]
        if starts[0] != HEADER_SIZE or [*starts, size] != sorted([*starts, size]):
            raise self._damaged("its parts are out of order")
        self._at = dict(zip(self.parts, starts, strict=True))
        self._end = dict(zip(self.parts, [*starts[1:], size], strict=True))

    def _read_header(self, head: bytes) -> "dict[str, str]":
        if not head.startswith(self.first_line):
            another = head.startswith(self.first_line.split(b" ")[0] + b" ")
            what = f"{self.kind} of another format" if another else f"not {self.kind}"
            raise SnapshotError(f"{self.path}: {what}", self.remedy_for_another)
        line, _, crc = head[len(self.first_line) :].split(b"\n", 1)[0].partition(b" sum=")
        if len(head) != HEADER_SIZE or crc.rstrip(b" ") != b"%08x" % zlib.crc32(line):
            raise self._damaged("its header is damaged")
        fields = dict(field.partition("=")[::2] for field in line.decode("ascii", "replace").split(" "))
        numbers = [fields.get(name, "").partition(":")[0] for name in (*self.numbers, *self.parts)]
        if not fields.keys() >= {*self.fields} or not all(number.isdecimal() for number in numbers):
            raise self._damaged("its header lacks a part")
        return fields

    def part(self, name: str) -> bytes:
        """A whole part but the first. Raises SnapshotError where its sum is another."""
        data = self._read(self._at[name], self._end[name])
        if b"%08x" % zlib.crc32(data) != self.header[name].partition(":")[2].encode():
            raise self._damaged(f"its {name} are damaged")
        return data

    def _read(self, start: int, end: int) -> bytes:
        if self._data is not None:
            return self._data[start:end]
        assert self._source is not None
        try:
            return self._source.read(start, end)
        except OSError as error:
            raise self._damaged(f"cannot be read: {error.strerror or error}") from error

    def _damaged(self, what: str) -> SnapshotError:
        return SnapshotError(f"{self.path}: {what}", self.remedy)


def header_bytes(first_line: bytes, fields: "Mapping[str, object]") -> bytes:
    """The first line and the header with these fields, and their sum."""
    line = " ".join(f"{field}={value}" for field, value in fields.items()).encode()
    return (first_line + line + b" sum=%08x" % zlib.crc32(line)).ljust(HEADER_SIZE - 1) + b"\n"
