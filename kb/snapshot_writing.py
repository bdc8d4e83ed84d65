"""The parts of a snapshot as they are written; see `snapshot.py` for their form. Pure."""

from __future__ import annotations

import zlib
from bisect import bisect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from kb.parts import HEADER_SIZE, header_bytes
from kb.snapshot import FORMAT, PARTS, LayoutLine

_ROWS = 10_000


def record_bytes(layout: Iterable[LayoutLine], json_line: str) -> tuple[bytes, int]:
    """A record, and how many bytes of it are the layout."""
    lines = "".join([f"{style}\t{indent}\t{platform}\t{words}\n" for style, indent, platform, words in layout]).encode()
    return b"%b%b\n" % (lines, json_line.encode()), len(lines)


def id_line(entry_id: str, offset: int, layout_size: int, json_size: int, crc: int) -> bytes:
    """A row of `ids`."""
    return f"{entry_id}\t{offset}\t{layout_size}\t{json_size}\t{crc}\n".encode()


def merged_ids(part: bytes, moved: Sequence[tuple[int, int | None]], added: list[bytes]) -> Iterator[bytes]:
    """The part `ids`: the old one with its records moved, and further rows.

    `moved`: sorted (offset, by how many bytes the old records from there on move, None for those that are gone).
    """
    rows = []
    starts = [start for start, _ in moved]
    for row in part.splitlines(keepends=True):
        name, offset, rest = row.split(b"\t", 2)
        at = int(offset)
        by = moved[bisect(starts, at) - 1][1]
        if by is not None:
            rows.append(b"%b\t%d\t%b" % (name, at + by, rest) if by else row)
    rows += added
    rows.sort()
    yield b"".join(rows)


def claim_line(key: str, rank: int, entry_id: str) -> bytes:
    """The claim of an entry to a key: a row of `keys` as far as it is the only one."""
    return f"{key}\t{rank} {entry_id}".encode()


def merged_keys(
    part: bytes, dropped: Mapping[bytes, set[str]], added: list[bytes], ids: Iterable[str]
) -> Iterator[bytes]:
    """The part `keys`: the old one without the claims of some entries to some keys, and with others.

    `dropped`: by key the ids that claim it no more. `added`: claims as `claim_line` writes them; the list is sorted.
    `ids`: all ids in the book's order, in which those that claim a key by the same rank are named.
    """
    added.sort()
    order = {name: number for number, name in enumerate(ids)}
    rows: list[bytes] = []
    if not part:
        for _, claims in _by_key(added):
            rows.append(_key_row(claims, order))
            if len(rows) >= _ROWS:
                yield b"".join(rows)
                rows.clear()
        yield b"".join(rows)
        return
    changed: dict[bytes, list[bytes]] = {key: [] for key in dropped} | dict(_by_key(added))
    at = 0
    for key in sorted(changed):
        start, end = _row_of(part, at, key)
        rows.append(part[at:start])
        gone = {name.encode() for name in dropped.get(key, ())}
        claims = [claim for claim in _claims(part[start:end]) if claim.rsplit(b" ", 1)[1] not in gone]
        claims += changed[key]
        if claims:
            rows.append(_key_row(claims, order))
        at = end
    yield b"".join(rows)
    yield part[at:]


def _by_key(claims: list[bytes]) -> Iterator[tuple[bytes, list[bytes]]]:
    """Sorted claims, those to the same key together."""
    same: list[bytes] = []
    before = b"\t"
    for claim in claims:
        if not claim.startswith(before):
            if same:
                yield before[:-1], same
            before, same = claim[: claim.index(b"\t") + 1], []
        same.append(claim)
    if same:
        yield before[:-1], same


def _key_row(claims: list[bytes], order: Mapping[str, int]) -> bytes:
    """The row of a key: its claims by rank, those of one rank in the book's order."""
    held = claims[0]
    if len(claims) > 1:
        by_rank: dict[str, list[str]] = {}
        for claim in claims:
            rank, _, name = claim[claim.index(b"\t") + 1 :].decode().partition(" ")
            by_rank.setdefault(rank, []).append(name)
        groups = [" ".join([rank, *sorted(by_rank[rank], key=order.__getitem__)]) for rank in sorted(by_rank)]
        held = b"\t".join([held[: held.index(b"\t")], *(group.encode() for group in groups)])
    return b"%b\t%08x\n" % (held, zlib.crc32(held))


def _claims(row: bytes) -> Iterator[bytes]:
    """The claims that a row was made of; none for no row."""
    key, *groups = row.split(b"\t")[:-1] or [b""]
    for group in groups:
        rank, *names = group.split(b" ")
        for name in names:
            yield b"%b\t%b %b" % (key, rank, name)


def _row_of(part: bytes, low: int, key: bytes) -> tuple[int, int]:
    """Where the row of a key begins and ends, at `low` or behind it; both where it belongs, if there is none."""
    begins, high = key + b"\t", len(part)
    while low < high:
        middle = (low + high) // 2
        start = part.rfind(b"\n", low, middle) + 1 or low
        if part[start : start + len(begins)] < begins:
            low = part.index(b"\n", middle) + 1
        else:
            high = start
    return low, part.index(b"\n", low) + 1 if part.startswith(begins, low) else low


def name_lines(names: Iterable[Iterable[str]]) -> bytes:
    """The part `names`."""
    return "".join(["\t".join(row) + "\n" for row in names]).encode()


class PartWriter:
    """Writes the parts of a snapshot one after another, `records` first, and knows the header at the end.

    The header is written last, over the blank that is left for it at the beginning.
    """

    def __init__(self, write: Callable[[bytes], None]) -> None:
        self._write = write
        self._position = 0
        self._fields: dict[str, str] = {}
        self._sums: dict[str, int] = {}
        self._put(b"\0" * HEADER_SIZE)

    def _put(self, data: bytes) -> None:
        self._write(data)
        self._position += len(data)

    def part(self, name: str, blocks: Iterable[bytes]) -> None:
        """Write the next part."""
        assert name == PARTS[len(self._fields)], "the parts have an order"
        begin, crc = self._position, 0
        for block in blocks:
            self._put(block)
            if name != "records":
                crc = zlib.crc32(block, crc)
        self._fields[name] = str(begin) if name == "records" else f"{begin}:{crc:08x}"

    def header(self, *, program: str, book: str) -> bytes:
        """The header, to be put at the beginning. `book`: see `header_name`."""
        sums = " ".join(self._fields[part] for part in ("ids", "keys", "names"))
        same = zlib.crc32(" ".join(field.partition(":")[2] for field in sums.split(" ")).encode())
        about = {"size": self._position, "program": program, "book": book, "crc32": f"{same:08x}"}
        return header_bytes(FORMAT, {**about, **self._fields})


def header_name(book: str) -> str:
    """The book's name as a header has it: plain, and where that is another one, with the crc32 of the name."""
    plain = "".join([char if char.isascii() and (char.isalnum() or char in "-_.") else "-" for char in book])[:80]
    return plain if plain == book else f"{plain}~{zlib.crc32(book.encode('utf-8', 'surrogateescape')):08x}"
