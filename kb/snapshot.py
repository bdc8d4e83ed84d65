"""A snapshot: a whole book as one file of plain text, readable by a later version and by a stranger.

    errkb-snapshot 1
    size=… crc32=… program=… book=… files=… names=… keys=… ids=… records=… sum=…     (byte offsets of the parts)
    files    path TAB size TAB time of change in ns (0: not known), one a line, sorted
    names    spellings of one name, TAB between them, the one in use today first
    keys     key TAB ids (space between) TAB crc32 of both, sorted by bytes: codes, ids, names, titles for exact look-up
    ids      id TAB offset TAB length of layout TAB length of entry TAB crc32 of both, in the book's order
    records  for each entry its layout (style TAB indent TAB platform TAB text lines), then its JSON on one line

An exact look-up reads the header and a few lines by bisection, so its cost does not grow with the book; it imports
nothing but `zlib`; what it reads has a sum of its own: `sum` for the header, one for each key, one for each record.
`crc32` is that of everything after the header. No part is ever executed or unpickled. A file that is cut off, changed
or of another format is a SnapshotError, never an answer.
"""

import zlib

from kb.errors import SnapshotError

FORMAT = b"errkb-snapshot 1\n"
_PARTS = ("files", "names", "keys", "ids", "records")
_HEADER_SPACE = 400
_WINDOW = 4096

LayoutLine = tuple[str, int, str, str]


class Snapshot:
    """An open snapshot. Reads by position; safe to share between threads only after `load`."""

    def __init__(self, path: str, data: "bytes | None" = None) -> None:
        """Open a snapshot and check its header. Raises SnapshotError, or OSError where it cannot be read.

        With `data` nothing is read: the snapshot is those bytes, and `path` only names it.
        """
        self.path = path
        if data is None:
            with open(path, "rb") as file:
                head = file.read(len(FORMAT) + _HEADER_SPACE)
                size = file.seek(0, 2)
        else:
            head, size = data[: len(FORMAT) + _HEADER_SPACE], len(data)
        self._data = data
        self.header = _read_header(head, path)
        if size != int(self.header["size"]):
            raise SnapshotError(f"{path}: {size} bytes, not {self.header['size']}", "build it again")
        self._at = {part: int(self.header[part]) for part in _PARTS}
        self._end = dict(zip(_PARTS, [*list(self._at.values())[1:], size], strict=True))
        starts = [len(FORMAT) + _HEADER_SPACE, *self._at.values(), size]
        if starts[0] != starts[1] or starts != sorted(starts):
            raise SnapshotError(f"{path}: its parts are out of order", "build it again")

    def load(self) -> None:
        """Read the whole file into memory and check its sum; from then on every thread may read."""
        data = self._data
        if data is None:
            with open(self.path, "rb") as file:
                data = file.read()
        if len(data) != int(self.header["size"]) or zlib.crc32(data[self._at["files"] :]) != int(self.header["crc32"]):
            raise SnapshotError(f"{self.path}: damaged", "build it again")
        self._data = data

    def _read(self, start: int, end: int) -> bytes:
        if self._data is not None:
            return self._data[start:end]
        with open(self.path, "rb") as file:
            file.seek(start)
            return file.read(end - start)

    def _lines(self, part: str) -> "list[list[str]]":
        text = self._read(self._at[part], self._end[part]).decode("utf-8", "surrogateescape")
        return [line.split("\t") for line in text.split("\n") if line]

    def files(self) -> "list[tuple[str, int, int]]":
        """The files that the book was made of: (path, size, time of change in ns or 0)."""
        return [(row[0], int(row[1]), int(row[2])) for row in self._lines("files") if len(row) == 3]

    def is_made_of(self, files: "list[tuple[str, int, int]]") -> bool:
        """Whether the book was made of just these files, as far as names, sizes and known times tell."""
        own = self.files()
        return len(own) == len(files) and all(
            a[0] == b[0] and a[1] == b[1] and (a[2] == b[2] or a[2] == 0) for a, b in zip(own, files, strict=True)
        )

    def names(self) -> "list[list[str]]":
        """Spellings of one name a row, the one in use today first."""
        return self._lines("names")

    def ids(self) -> "list[str]":
        """The ids of all entries, in the book's order."""
        return [row[0] for row in self._lines("ids")]

    def keys(self) -> "dict[str, list[str]]":
        """Every key with the ids it leads to."""
        return {row[0]: row[1].split(" ") for row in self._lines("keys") if len(row) == 3}

    def find_key(self, key: str) -> "list[str]":
        """The ids that a key leads to, by bisection, [] where there is none. Raises SnapshotError if damaged."""
        wanted = key.encode()
        low, high = self._at["keys"], self._end["keys"]
        while high - low > 2048:
            middle = (low + high) // 2
            window = self._read(middle, min(middle + _WINDOW, self._end["keys"]))
            first = window.find(b"\n") + 1
            start = middle + first
            if not first or start >= high:
                break
            held, tab, _ = window[first:].partition(b"\t")
            if not tab:  # the window ends inside the key
                held = self._read(start, start + _WINDOW).partition(b"\t")[0]
            if held <= wanted:
                low = start
            else:
                high = start
        for line in self._read(low, self._end_of_line(high)).split(b"\n"):
            if line.startswith(wanted + b"\t"):
                held, _, crc = line.rpartition(b"\t")
                if crc != _sum(held):
                    raise SnapshotError(f"{self.path}: the key {key} is damaged", "build it again")
                return held[len(wanted) + 1 :].decode().split(" ")
        return []

    def _end_of_line(self, at: int) -> int:
        """Where the key's line ends that holds `at`: a title that many pages share makes a line of any length."""
        end = self._end["keys"]
        while at < end:
            window = self._read(at, min(at + _WINDOW, end))
            if b"\n" in window:
                return at + window.index(b"\n")
            at += len(window) or end
        return end

    def record(self, entry_id: str) -> "tuple[list[LayoutLine], str]":
        """The layout and the JSON of an entry. Raises SnapshotError where they are damaged, KeyError if unknown."""
        try:
            return self._record(entry_id)
        except ValueError as error:
            raise SnapshotError(f"{self.path}: the record of {entry_id} is damaged", "build it again") from error

    def _record(self, entry_id: str) -> "tuple[list[LayoutLine], str]":
        block = self._read(self._at["ids"], self._end["ids"])
        wanted = entry_id.encode() + b"\t"
        at = 0 if block.startswith(wanted) else block.find(b"\n" + wanted) + 1
        if not at and not block.startswith(wanted):
            raise KeyError(entry_id)
        _, offset, layout_size, json_size, crc = block[at : block.index(b"\n", at)].decode().split("\t")
        begin = self._at["records"] + int(offset)
        record = self._read(begin, begin + int(layout_size) + int(json_size))
        if zlib.crc32(record) != int(crc):
            raise SnapshotError(f"{self.path}: the record of {entry_id} is damaged", "build it again")
        layout = []
        for line in record[: int(layout_size)].decode().split("\n"):
            if line:
                style, indent, platform, text = line.split("\t", 3)
                layout.append((style, int(indent), platform, text))
        return layout, record[int(layout_size) :].decode()


def _read_header(head: bytes, path: str) -> "dict[str, str]":
    if not head.startswith(FORMAT):
        what = "a snapshot of another format" if head.startswith(b"errkb-snapshot ") else "not a snapshot"
        raise SnapshotError(f"{path}: {what}", "build it again with this version")
    line, _, crc = head[len(FORMAT) :].split(b"\n", 1)[0].partition(b" sum=")
    if crc.rstrip(b" ") != _sum(line):
        raise SnapshotError(f"{path}: its header is damaged", "build it again")
    fields = dict(field.partition("=")[::2] for field in line.decode("ascii", "replace").split(" "))
    if "program" not in fields or not all(fields.get(name, "").isdecimal() for name in ("size", "crc32", *_PARTS)):
        raise SnapshotError(f"{path}: its header lacks a part", "build it again")
    return fields


def _sum(data: bytes) -> bytes:
    return b"%08x" % zlib.crc32(data)


def snapshot_bytes(
    *,
    program: str,
    book: str,
    files: "list[tuple[str, int, int]]",
    names: "list[list[str]]",
    keys: "dict[str, list[str]]",
    records: "list[tuple[str, list[LayoutLine], str]]",
) -> bytes:
    """A snapshot as bytes. `records`: (id, layout, JSON on one line) in the book's order."""
    ids: list[str] = []
    bodies: list[bytes] = []
    offset = 0
    for entry_id, layout, json_line in records:
        text = "".join(f"{style}\t{indent}\t{platform}\t{words}\n" for style, indent, platform, words in layout)
        body = text.encode() + json_line.encode() + b"\n"
        sizes = f"{len(text.encode())}\t{len(body) - len(text.encode())}"
        ids.append(f"{entry_id}\t{offset}\t{sizes}\t{zlib.crc32(body)}\n")
        bodies.append(body)
        offset += len(body)
    held_keys = [f"{key}\t{' '.join(found)}".encode() for key, found in keys.items()]
    parts = {
        "files": "".join(f"{path}\t{size}\t{time}\n" for path, size, time in files).encode("utf-8", "surrogateescape"),
        "names": "".join("\t".join(row) + "\n" for row in names).encode(),
        "keys": b"".join(held + b"\t" + _sum(held) + b"\n" for held in sorted(held_keys)),
        "ids": "".join(ids).encode(),
        "records": b"".join(bodies),
    }
    body = b"".join(parts.values())
    start = len(FORMAT) + _HEADER_SPACE
    offsets, position = [], start
    for part, data in parts.items():
        offsets.append(f"{part}={position}")
        position += len(data)
    name = "".join(char if char.isascii() and (char.isalnum() or char in "-_.") else "-" for char in book)[:80]
    fields = [f"size={position}", f"crc32={zlib.crc32(body)}", f"program={program}", f"book={name}", *offsets]
    header = " ".join(fields).encode()
    header += b" sum=" + _sum(header)
    return FORMAT + header.ljust(_HEADER_SPACE - 1) + b"\n" + body
