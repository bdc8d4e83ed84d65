"""kb.snapshot: a book in one file that answers, or says that it is damaged; never a wrong answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import SnapshotError
from kb.keys import exact_key
from kb.snapshot import FORMAT, LayoutLine, Snapshot, file_lines, record_sum
from kb.snapshot_writing import (
    PartWriter,
    claim_line,
    header_name,
    id_line,
    merged_ids,
    merged_keys,
    name_lines,
    record_bytes,
)

FILES = [("a.md", 10, 111), ("deep/b.md", 20, 222)]
NAMES = [["new name", "old name"]]
KEYS = {"407": ["a"], "both": ["a", "b"], "-2147012889": ["b"], "无法连接": ["b"]}
RECORDS = [
    ("a", [("title", 0, "", "A\twith tab"), ("command", 2, "windows", "dir")], '{"id":"a"}'),
    ("b", [("title", 0, "", "B")], '{"id":"b"}'),
]


def snapshot_bytes(
    *,
    program: str,
    book: str,
    files: list[tuple[str, int, int]],
    names: list[list[str]],
    keys: dict[str, list[str]],
    records: list[tuple[str, list[LayoutLine], str]],
) -> bytes:
    """A small snapshot as bytes. `records`: (id, layout, JSON on one line) in the book's order."""
    rows: list[bytes] = []
    bodies: list[bytes] = []
    offset = 0
    for entry_id, layout, json_line in records:
        body, size = record_bytes(layout, json_line)
        rows.append(id_line(entry_id, offset, size, len(body) - size, record_sum(entry_id.encode(), size, body)))
        bodies.append(body)
        offset += len(body)
    blocks: list[bytes] = []
    writer = PartWriter(blocks.append)
    writer.part("records", bodies)
    writer.part("ids", merged_ids(b"", (), rows))
    claims = [claim_line(key, 0, entry_id) for key, found in keys.items() for entry_id in found]
    order = dict.fromkeys([*(record[0] for record in records), *(name for found in keys.values() for name in found)])
    writer.part("keys", merged_keys(b"", {}, claims, order))
    writer.part("names", [name_lines(names)])
    writer.part("files", [file_lines(files)])
    writer.part("articles", [])
    blocks[0] = writer.header(program=program, book=header_name(book))
    return b"".join(blocks)


def data(**changes: object) -> bytes:
    given: dict[str, object] = {
        "program": "1",
        "book": "b",
        "files": FILES,
        "names": NAMES,
        "keys": KEYS,
        "records": RECORDS,
    }
    return snapshot_bytes(**{**given, **changes})  # type: ignore[arg-type]


def test_what_was_put_in_comes_out() -> None:
    snapshot = Snapshot("x", data())
    assert snapshot.files() == FILES
    assert snapshot.names() == NAMES
    assert snapshot.keys() == KEYS
    assert snapshot.ids() == ["a", "b"]
    assert snapshot.record("a") == (RECORDS[0][1], '{"id":"a"}\n')
    assert {key: snapshot.find_key(key) for key in KEYS} == KEYS
    assert snapshot.find_key("unknown") == []
    with pytest.raises(KeyError):
        snapshot.record("unknown")


def test_the_same_book_is_the_same_bytes() -> None:
    assert data() == data(keys=dict(reversed(KEYS.items())))


def test_it_is_made_of_its_files_and_no_others() -> None:
    snapshot = Snapshot("x", data())
    assert snapshot.is_made_of(FILES)
    assert not snapshot.is_made_of([("a.md", 10, 112), FILES[1]])
    assert not snapshot.is_made_of([("a.md", 11, 111), FILES[1]])
    assert not snapshot.is_made_of(FILES[:1])


def test_a_book_from_elsewhere_is_judged_without_times() -> None:
    snapshot = Snapshot("x", data(files=[(path, size, 0) for path, size, _ in FILES]))
    assert snapshot.is_made_of(FILES)
    assert not snapshot.is_made_of([FILES[0], ("deep/b.md", 21, 999)])


def test_names_of_files_and_books_of_any_kind_fit() -> None:
    odd = [("\udcff.md", 1, 1), ("无.md", 1, 1)]
    snapshot = Snapshot("x", data(files=odd, book="无" * 200 + " \n="))
    assert snapshot.is_made_of(odd)


@pytest.mark.parametrize("cut", [0, 1, len(FORMAT), len(FORMAT) + 10, 300, 511, 600, -1])
def test_a_file_cut_off_is_an_error(cut: int) -> None:
    with pytest.raises(SnapshotError):
        Snapshot("x", data()[:cut]).load()


def test_a_file_that_grew_is_an_error() -> None:
    with pytest.raises(SnapshotError, match="bytes, not"):
        Snapshot("x", data() + b"!")


def test_another_format_says_so() -> None:
    with pytest.raises(SnapshotError, match="x: a snapshot of another format; build it again with this version"):
        Snapshot("x", data().replace(b"errkb-snapshot 2\n", b"errkb-snapshot 1\n"))
    with pytest.raises(SnapshotError, match="x: not a snapshot"):
        Snapshot("x", b"PK\x03\x04" + b"\0" * 1000)


@pytest.mark.parametrize("bits", [0x01, 0x80, 0xFF])
def test_any_byte_changed_is_found_when_the_file_is_loaded(bits: int) -> None:
    whole = data()
    for place in range(len(whole)):
        changed = bytearray(whole)
        changed[place] ^= bits
        with pytest.raises(SnapshotError):
            Snapshot("x", bytes(changed)).load()


def stamps(snapshot: bytes) -> dict[str, int]:
    return {name: crc for name, (_, _, _, crc) in Snapshot("x", snapshot).places().items()}


def test_a_stamp_is_of_the_entry_alone() -> None:
    before = stamps(data())
    assert list(before) == ["a", "b"]
    changed = [RECORDS[0], ("b", [("title", 0, "", "C")], '{"id":"b"}')]
    after = stamps(data(records=list(reversed(changed))))
    assert list(after) == ["b", "a"]
    assert after["a"] == before["a"]
    assert after["b"] != before["b"]


def test_the_sum_of_a_book_is_of_its_entries_and_names() -> None:
    crc = Snapshot("x", data()).header["crc32"]
    assert Snapshot("x", data(files=FILES[:1])).header["crc32"] == crc
    assert Snapshot("x", data(names=[])).header["crc32"] != crc
    assert Snapshot("x", data(keys={"407": ["b"]})).header["crc32"] != crc


def test_the_order_of_a_book_is_not_that_of_its_ids() -> None:
    names = [f"{number * 7919 % 3000}" for number in range(3000)]
    snapshot = Snapshot("x", data(records=[(name, [], name) for name in names]))
    assert snapshot.ids() == names
    assert all(snapshot.record(name) == ([], f"{name}\n") for name in names)
    for unknown in ("", "2999x", "3000", "-", "~"):
        with pytest.raises(KeyError):
            snapshot.record(unknown)


claims = st.lists(st.tuples(st.sampled_from(["a", "ab", "b", "无"]), st.integers(0, 3), st.sampled_from("wxyz")))


@given(claims, claims)
def test_claims_are_merged_as_if_they_had_been_there_from_the_start(old, new) -> None:  # type: ignore[no-untyped-def]
    def lines(some):  # type: ignore[no-untyped-def]
        return [claim_line(*claim) for claim in dict.fromkeys(some)]

    order = "zyxw"
    # In the new book the entries w and x are others than in the old one, y and z are as they were.
    kept = [claim for claim in old if claim[2] in "yz"]
    added = [claim for claim in new if claim[2] in "wx"]
    part = b"".join(merged_keys(b"", {}, lines(old), order))
    dropped = {key.encode(): {"w", "x"} for key, _, name in old if name in "wx"}
    merged = b"".join(merged_keys(part, dropped, lines(added), order))
    assert merged == b"".join(merged_keys(b"", {}, lines([*kept, *added]), order))


# An exact look-up reads a few lines without the sum of the whole: each has a sum of its own.
def test_any_byte_changed_gives_the_same_answer_an_error_or_none_when_it_is_not_loaded() -> None:
    whole = data()
    for place in range(len(whole)):
        changed = bytearray(whole)
        changed[place] ^= 0x01
        try:
            snapshot = Snapshot("x", bytes(changed))
            for key, ids in KEYS.items():
                assert snapshot.find_key(key) in (ids, [])
            for name, layout, json_line in RECORDS:
                assert snapshot.record(name) == (layout, json_line + "\n")
        except (SnapshotError, KeyError):
            continue


def test_keys_are_found_in_a_book_of_any_size() -> None:
    keys = {f"key{number}": [f"id{number}"] for number in range(5000)}
    snapshot = Snapshot("x", data(keys=keys))
    assert all(snapshot.find_key(key) == ids for key, ids in keys.items())
    assert snapshot.find_key("key") == []


# A thousand pages called "Overview" make one key with a thousand ids.
def test_a_key_that_very_many_entries_share_is_found_whole() -> None:
    shared = [f"page-{number}" for number in range(3000)]
    keys = {"overview": shared, **{f"{'k' * 190}{number}": ["x"] for number in range(200)}, "zzz": ["z"], "a": ["a"]}
    snapshot = Snapshot("x", data(keys=keys))
    assert {key: snapshot.find_key(key) for key in keys} == keys


@given(st.dictionaries(st.text(max_size=220).map(exact_key).filter(bool), st.just(["x"]), max_size=200), st.text())
def test_bisection_finds_what_is_there_and_nothing_else(keys: dict[str, list[str]], other: str) -> None:
    snapshot = Snapshot("x", data(keys=keys))
    assert all(snapshot.find_key(key) == ["x"] for key in keys)
    assert snapshot.find_key(exact_key(other)) == keys.get(exact_key(other), [])
