"""A snapshot: a whole book as one file of plain text, readable by a later version and by a stranger.

    errkb-snapshot 2
    size=… program=… book=… crc32=… records=… ids=… keys=… names=… files=… articles=… sum=…
    records   for each entry, in the book's order: its layout (style TAB indent TAB platform TAB text lines), then its
              JSON on one line
    ids       id TAB offset among the records TAB bytes of layout TAB bytes of JSON TAB crc32, sorted by the id's bytes
    keys      key TAB claims TAB crc32 of both, sorted by bytes: codes, ids, names, titles for exact look-up. Claims are
              a rank and the ids that claim the key by it, space between; of several ranks the lowest, which answers,
              comes first, TAB between
    names     spellings of one name, TAB between them, the one in use today first
    files     path TAB size TAB time of change in ns (0: not known), one a line, sorted
    articles  for each line of `files` one: faults TAB bytes of its records TAB ids (space between) TAB files its links
              ask for (TAB between); an id that is written otherwise has that behind it, a colon between

Header and parts are as `parts.py` says; each of the `records` has its sum in `ids`, of its id, its two sizes and
itself. `crc32` is that of the sums of ids, keys and names: the same for the same entries.

An exact look-up reads the header and a few lines by bisection, so its cost does not grow with the book; it imports
nothing but `zlib`. Whatever is read has a sum that is compared. No part is ever executed or unpickled. A file that is
cut off, changed or of another format is a SnapshotError, never an answer.
"""

import zlib

from kb.parts import HEADER_SIZE, PartsFile

TYPE_CHECKING = False  # type checkers take it for true; importing `typing` would slow an exact look-up down

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


FORMAT = b"errkb-snapshot 2\n"
PARTS = ("records", "ids", "keys", "names", "files", "articles")
"""The parts in the order in which they lie."""
LOADED_UP_TO = 16_000_000
"""Bytes of a snapshot that `load` reads into memory, in 20 ms or so; a larger one stays in its file."""

_NEAR = 8192
_STEP = 384
_WINDOW = 4096

RecordPlace = tuple[int, int, int, int]
"""Where a record lies: its offset among the records, bytes of layout and of JSON; and its crc32."""

LayoutLine = tuple[str, int, str, str]


class Snapshot(PartsFile):
    """An open snapshot; safe to share between threads, but for `load` and `close`.

    As a context, and when nobody holds it any more, it closes what it was read from.
    """

    kind = "a snapshot"
    first_line = FORMAT
    parts = PARTS
    fields = ("program", "crc32")
    remedy = "remove it or build it again"
    remedy_for_another = "build it again with this version"

    def __enter__(self) -> "Snapshot":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file. Reading from it afterwards is a SnapshotError."""
        if self._source is not None:
            self._source.close()

    def load(self) -> None:
        """Read a snapshot of at most `LOADED_UP_TO` bytes into memory, check all of it, and let go of its file.

        A larger one stays in its file, and each part of it is checked when it is read.
        """
        size = int(self.header["size"])
        if size > LOADED_UP_TO:
            return
        data = self._read(0, size)
        self._data = data
        if self._read_header(data[:HEADER_SIZE]) != self.header:
            raise self._damaged("changed while it was read")
        for part in PARTS[1:]:
            self.part(part)
        for _ in self.checked_records():
            pass
        self.close()
        self._source = None

    # --- whole parts ------------------------------------------------------------------------------------------------

    def records(self, start: int, end: int) -> bytes:
        """The records in a range, by their offsets, as they are; each has its sum in `places`."""
        data = self._read(self._at["records"] + start, self._at["records"] + end)
        if len(data) != end - start:
            raise self._damaged("cut off")
        return data

    def checked_records(self) -> "Iterator[bytes]":
        """Every record as it is, in the book's order. Raises SnapshotError for the first that is damaged."""
        end = 0
        for entry_id, place in self.places().items():
            if place[0] != end:
                raise self._damaged(f"the record of {entry_id} is out of place")
            record = self._checked(entry_id, place)
            end += len(record)
            yield record
        if end != self._end["records"] - self._at["records"]:
            raise self._damaged("its records are longer than they say")

    def json_at(self, entry_id: str, place: "RecordPlace") -> bytes:
        """The JSON of the entry whose record lies there. Raises SnapshotError where it is damaged."""
        return self._checked(entry_id, place)[place[1] :]

    def _checked(self, entry_id: str, place: "RecordPlace") -> bytes:
        offset, layout_size, json_size, crc = place
        record = self.records(offset, offset + layout_size + json_size)
        if record_sum(entry_id.encode(), layout_size, record) != crc:
            raise self._damaged(f"the record of {entry_id} is damaged")
        return record

    def _lines(self, part: str) -> "list[list[str]]":
        text = self.part(part).decode("utf-8", "surrogateescape")
        return [line.split("\t") for line in text.split("\n") if line]

    def files(self) -> "list[tuple[str, int, int]]":
        """The files that the book was made of: (path, size, time of change in ns or 0)."""
        return [(path, int(size), int(time)) for path, size, time in self._lines("files")]

    def is_made_of(self, files: "list[tuple[str, int, int]]") -> bool:
        """Whether the book was made of just these files, as far as names, sizes and times tell.

        A book whose times are not known, as one that was copied from another machine, is judged without them.
        """
        own = self.part("files")
        timed = not own.split(b"\n", 1)[0].endswith(b"\t0")
        return own == file_lines(files if timed else [(path, size, 0) for path, size, _ in files])

    def names(self) -> "list[list[str]]":
        """Spellings of one name a row, the one in use today first."""
        return self._lines("names")

    def places(self) -> "dict[str, RecordPlace]":
        """Where each record lies, by its id, in the book's order.

        Its crc32 is the same as long as the entry is the same.
        """
        rows = []
        for line in self.part("ids").decode().split("\n")[:-1]:
            entry_id, offset, layout_size, json_size, crc = line.split("\t")
            rows.append((int(offset), entry_id, int(layout_size), int(json_size), int(crc)))
        rows.sort()
        return {row[1]: (row[0], *row[2:]) for row in rows}

    def ids(self) -> "list[str]":
        """The ids of all entries, in the book's order."""
        return list(self.places())

    def keys(self) -> "dict[str, list[str]]":
        """Every key with the ids it leads to."""
        return {row[0]: row[1].split(" ")[1:] for row in self._lines("keys")}

    # --- single rows ------------------------------------------------------------------------------------------------

    def find_key(self, key: str) -> "list[str]":
        """The ids that a key leads to, [] where there is none. Raises SnapshotError if damaged."""
        row = self._row("keys", key.encode())
        held, _, crc = row.rpartition(b"\t")
        if row and b"%08x" % zlib.crc32(held) != crc:
            raise self._damaged(f"the key {key} is damaged")
        return held.split(b"\t")[1].decode().split(" ")[1:] if row else []

    def record(self, entry_id: str) -> "tuple[list[LayoutLine], str]":
        """The layout and the JSON of an entry. Raises SnapshotError where they are damaged, KeyError if unknown."""
        row = self._row("ids", entry_id.encode())
        if not row:
            raise KeyError(entry_id)
        try:
            return self._record(row)
        except ValueError as error:
            raise self._damaged(f"the record of {entry_id} is damaged") from error

    def _record(self, row: bytes) -> "tuple[list[LayoutLine], str]":
        name, offset, layout_size, json_size, crc = row.split(b"\t")
        begin, middle = self._at["records"] + int(offset), int(layout_size)
        record = self._read(begin, begin + middle + int(json_size))
        if len(record) != middle + int(json_size) or record_sum(name, middle, record) != int(crc):
            raise ValueError(name)
        layout = []
        for line in record[:middle].decode().split("\n")[:-1]:
            style, indent, platform, text = line.split("\t", 3)
            layout.append((style, int(indent), platform, text))
        return layout, record[middle:].decode()

    def _row(self, part: str, first: bytes) -> bytes:
        """The line of a part that begins with this field and a TAB, by bisection; nothing where there is none."""
        begins, end = first + b"\t", self._end[part]
        low, high = self._at[part], end  # the line begins in this range, if there is one
        while high - low > _NEAR:
            middle = (low + high) // 2
            data = self._read(middle, min(middle + _STEP, end))  # one reading is enough for nearly every step
            stop = data.find(b"\n") + 1
            start = middle + stop if stop else self._end_of_line(middle + len(data), end) + 1
            head = data[stop : stop + len(begins)] if stop else b""
            if start >= high:  # no line begins between them: one is longer than that
                high = middle + 1
                continue
            if len(head) < len(begins):
                head = self._read(start, min(start + len(begins), end))
            if head <= begins:
                low = start
            else:
                high = start
        lines = self._read(low, self._end_of_line(high, end))
        at = 0 if lines.startswith(begins) else lines.find(b"\n" + begins) + 1
        if not at and not lines.startswith(begins):
            return b""
        stop = lines.find(b"\n", at)
        return lines[at:] if stop < 0 else lines[at:stop]

    def _end_of_line(self, at: int, end: int) -> int:
        """Where the line ends that holds `at`: a title that many pages share makes a line of any length."""
        window = _WINDOW // 16
        while at < end:
            data = self._read(at, min(at + window, end))
            stop = data.find(b"\n")
            if stop >= 0:
                return at + stop
            at += len(data) or end
            window = _WINDOW
        return end


def record_sum(entry_id: bytes, layout_size: int, record: bytes) -> int:
    """The crc32 of a record together with its id and sizes, as `ids` holds it."""
    return zlib.crc32(record, zlib.crc32(b"%b\t%d\t%d" % (entry_id, layout_size, len(record) - layout_size)))


def file_lines(files: "Iterable[tuple[str, int, int]]") -> bytes:
    """The part `files`: path, size, time of change a line."""
    return "".join([f"{path}\t{size}\t{time}\n" for path, size, time in files]).encode("utf-8", "surrogateescape")
