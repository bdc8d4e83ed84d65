"""An index: what look-up by text needs of a book, beside its snapshot, as one file. Pure reading.

    errkb-index 1
    size=… of=… program=… names=… words=… entries=… documents=… ids=… tables=… bones=… scores=… sum=…
    documents  what ranking knows of each entry, in the book's order, see `document.to_lines`
    ids        id TAB offset among the documents TAB bytes of the document TAB crc32 of id and document TAB stamp of the
               record it was made of
    tables     `codes`: key TAB canonical code TAB kind of key; `noise`: literal TAB id; `dull`: a term a line; each
               after a line that holds its name and how many lines follow
    bones      three lines of words, see `matching.Bones`: bones, the term of each, the bones of long words
    scores     the sizes of four blocks and the blocks: terms, pieces, where the entries of each of these start, the
               entries' numbers; then their scores. Numbers and scores have 4 bytes, little end first

Header and parts are as `parts.py` says; each of the `documents` has its sum in `ids`. `of` is the sum of the snapshot
that it belongs to, `names` that of its names. `words` says where the words lie: `scores`, or an engine with an index of
its own (`bones` and `scores` are then empty). Like a snapshot, an index is plain data: nothing in it is executed or
unpickled. One that is damaged is a SnapshotError, and is built again; it never changes an answer.
"""

import sys
import zlib
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple, TypeVar

from kb.document import Document, escaped, from_lines, listed, title_of, unescaped
from kb.parts import HEADER_SIZE, PartsFile, header_bytes

FORMAT = b"errkb-index 1\n"
PARTS = ("documents", "ids", "tables", "bones", "scores")
_CANDIDATES = 40
_Row = TypeVar("_Row")


class Place(NamedTuple):
    """Where a document lies, in bytes from the start of its part; its crc32; the stamp of the record it was made of."""

    start: int
    size: int
    crc: int
    stamp: int


class OwnCode(NamedTuple):
    """A canonical code, and whether its key is of letters alone: `b` for a code with `_`, `s` for a symbolic name."""

    code: str
    kind: str


class Tables(NamedTuple):
    """What the book's entries say about texts in general.

    `codes`: every spelling of every code, as an exact key. `noise`: folded literals that mark a line as of no account,
    with the entry. `dull`: terms that say little however rare they are.
    """

    codes: Mapping[str, OwnCode]
    noise: dict[str, str]
    dull: frozenset[str]


class _Rows(Mapping[str, _Row]):
    """Rows by their first field, read when they are asked for.

    Of a large book they are many: as texts they take less memory, and the collector of garbage passes them by.
    """

    def __init__(self, lines: Iterable[str], read: Callable[[str], _Row]) -> None:
        self._rows = dict([line.split("\t", 1) for line in lines])
        self._read = read

    def __getitem__(self, name: str) -> _Row:
        return self._read(self._rows[name])

    def __contains__(self, name: object) -> bool:
        return name in self._rows

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


def _place(row: str) -> Place:
    return Place(*map(int, row.split("\t")))


def _own_code(row: str) -> OwnCode:
    code, kind = row.split("\t")
    return OwnCode(unescaped(code), kind)


class Scores:
    """Words and pieces with their scores: the candidates for a text are the entries with the largest sums.

    The entries that hold the word or piece `i`, words first, are `numbers[starts[i]:starts[i + 1]]`.
    """

    knows_bones = True

    def __init__(
        self,
        ids: Sequence[str],
        terms: list[str],
        pieces: list[str],
        starts: "array[int]",
        numbers: "array[int]",
        values: "array[float]",
    ) -> None:
        self._ids = ids
        self._starts = starts
        self._numbers = numbers
        self._values = values
        self._terms = dict(zip(terms, range(len(terms)), strict=True))
        self._pieces = dict(zip(pieces, range(len(terms), len(terms) + len(pieces)), strict=True))

    def find(self, terms: Iterable[str], pieces: Iterable[str], _pairs: object = ()) -> list[str]:
        """The ids of the entries with the largest sums for these words and pieces, best first."""
        sums = [0.0] * len(self._ids)
        wanted = [self._terms[term] for term in terms if term in self._terms]
        wanted += [self._pieces[piece] for piece in pieces if piece in self._pieces]
        for at in wanted:
            start, end = self._starts[at], self._starts[at + 1]
            for number, value in zip(self._numbers[start:end], self._values[start:end], strict=True):
                sums[number] += value
        best = sorted([(-total, number) for number, total in enumerate(sums) if total])[:_CANDIDATES]
        return [self._ids[number] for _, number in best]

    def frequency(self, term: str) -> int:
        """In how many entries a term stands."""
        at = self._terms.get(term)
        return 0 if at is None else self._starts[at + 1] - self._starts[at]


class Index(PartsFile):
    """An open index; safe to share between threads."""

    kind = "an index"
    first_line = FORMAT
    parts = PARTS
    fields = ("of", "program", "names", "words")
    numbers = ("size", "entries")
    remedy = remedy_for_another = "remove it; it is built again"

    @cached_property
    def places(self) -> Mapping[str, Place]:
        """Where each document lies, by id, in the book's order."""
        return _Rows(self.part("ids").decode().split("\n")[:-1], _place)

    def stamps(self) -> dict[str, str]:
        """The stamp of the record that each document was made of, by id; as text, to be compared."""
        lines = self.part("ids").decode().split("\n")[:-1]
        return {line[: line.index("\t")]: line[line.rindex("\t") + 1 :] for line in lines}

    def document_lines(self, name: str, place: Place) -> bytes:
        """The document that lies there, as it lies. Raises SnapshotError where it is damaged."""
        start = self._at["documents"] + place.start
        data = self._read(start, start + place.size)
        if document_sum(name, data) != place.crc:
            raise self._damaged(f"the document of {name} is damaged")
        return data

    def document(self, name: str, place: Place) -> Document:
        """The document that lies there. Raises SnapshotError where it is damaged."""
        try:
            return from_lines(name, self.document_lines(name, place).decode())
        except ValueError as error:
            raise self._damaged(f"the document of {name} is damaged") from error

    def names(self) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        """Of every entry its id, title and codes, in the book's order. Raises SnapshotError where they are damaged."""
        for name, place in self.places.items():
            codes, _, _, title, _ = self.document_lines(name, place).decode().split("\n", 4)
            yield name, unescaped(title), listed(codes)

    def title(self, name: str, place: Place) -> str:
        """The title of the entry whose document lies there. Raises SnapshotError where it is damaged."""
        return title_of(self.document_lines(name, place).decode())

    def tables(self) -> Tables:
        """What the book's entries say about texts in general."""
        lines = self.part("tables").decode().split("\n")
        held: dict[str, list[str]] = {}
        at = 0
        while at < len(lines) - 1:
            name, count = lines[at].split(" ")
            held[name] = lines[at + 1 : at + 1 + int(count)]
            at += 1 + int(count)
        return Tables(
            _Rows(held["codes"], _own_code),
            dict(line.rpartition("\t")[::2] for line in held["noise"]),
            frozenset(held["dull"]),
        )

    def bones(self) -> tuple[dict[str, str], Sequence[str]]:
        """The bones of the book's terms, see `matching.Bones`."""
        bones, terms, long_bones = self.part("bones").decode().split("\n")
        return dict(zip(bones.split(), terms.split(), strict=True)), long_bones.split()

    def scores(self, ids: Sequence[str]) -> Scores:
        """What each word and each piece of a name or error text is worth for the entries that hold it.

        `ids`: all ids in the book's order.
        """
        data = memoryview(self.part("scores"))
        sizes = _numbers(data[:16])
        parts, at = [], 16
        for size in sizes:
            parts.append(data[at : at + size])
            at += size
        terms, pieces = bytes(parts[0]).decode().split(), bytes(parts[1]).decode().split()
        values = array("f")
        values.frombytes(data[at:])
        if _BIG_END_FIRST:
            values.byteswap()
        return Scores(ids, terms, pieces, _numbers(parts[2]), _numbers(parts[3]), values)


_BIG_END_FIRST = sys.byteorder == "big"


def _numbers(data: memoryview) -> "array[int]":
    numbers = array("I")
    numbers.frombytes(data)
    if _BIG_END_FIRST:
        numbers.byteswap()
    return numbers


def document_sum(name: str, lines: bytes) -> int:
    """The crc32 that stands with a document's place."""
    return zlib.crc32(lines, zlib.crc32(name.encode()))


def id_row(name: str, place: Place) -> str:
    """A line of the part `ids`; there they are in the book's order."""
    return f"{name}\t{place.start}\t{place.size}\t{place.crc}\t{place.stamp}\n"


def tables_part(tables: Tables) -> bytes:
    """The part `tables` of an index."""
    held = {
        "codes": [f"{key}\t{escaped(code)}\t{kind}" for key, (code, kind) in tables.codes.items()],
        "noise": [f"{literal}\t{name}" for literal, name in tables.noise.items()],
        "dull": sorted(tables.dull),
    }
    lines = (line for name, rows in held.items() for line in (f"{name} {len(rows)}", *rows))
    return "".join([f"{line}\n" for line in lines]).encode()


def bones_part(bones: tuple[dict[str, str], Sequence[str]]) -> bytes:
    """The part `bones` of an index."""
    of_bone, long_bones = bones
    return "\n".join((" ".join(of_bone), " ".join(of_bone.values()), " ".join(long_bones))).encode()


def scores_part(terms: dict[str, list[tuple[int, float]]], pieces: dict[str, list[tuple[int, float]]]) -> bytes:
    """The part `scores` of an index, of (number of an entry, score) for each word and piece."""
    rows = [*terms.values(), *pieces.values()]
    starts = array("I", [0, *accumulate(map(len, rows))])
    numbers = array("I", [number for row in rows for number, _ in row])
    values = array("f", [value for row in rows for _, value in row])
    parts = [" ".join(terms).encode(), " ".join(pieces).encode(), starts, numbers]
    sizes = array("I", [len(part) * (part.itemsize if isinstance(part, array) else 1) for part in parts])
    if _BIG_END_FIRST:
        for held in (sizes, starts, numbers, values):
            held.byteswap()
    return b"".join([sizes.tobytes(), *(bytes(part) for part in parts), values.tobytes()])


def header_of(
    *, of: str, program: str, names: str, words: str, entries: int, documents: int, parts: dict[str, bytes]
) -> bytes:
    """The first line and the header of an index whose documents take that many bytes."""
    fields, at = {"documents": f"{HEADER_SIZE}:"}, HEADER_SIZE + documents
    for name in PARTS[1:]:
        fields[name] = f"{at}:{zlib.crc32(parts[name]):08x}"
        at += len(parts[name])
    about = {"size": at, "of": of, "program": program, "names": names, "words": words, "entries": entries}
    return header_bytes(FORMAT, {**about, **fields})
