"""kb.index and kb.edges.index_store: what look-up needs of a book comes back from its file, or is built again."""

from __future__ import annotations

import multiprocessing
import os
import re
import shutil
import sys
import zlib
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from conftest import ARTICLE, OIL, entry_of
from hypothesis import given
from hypothesis import strategies as st
from test_store import answer, cached

import kb
from kb.document import EntryText, to_lines
from kb.edges.index_store import SCORES, current_index, index_at
from kb.edges.store import open_snapshot
from kb.errors import SnapshotError
from kb.index import (
    FORMAT,
    PARTS,
    Index,
    OwnCode,
    Place,
    Tables,
    bones_part,
    document_sum,
    header_of,
    id_row,
    scores_part,
    tables_part,
)
from kb.keys import exact_key
from kb.matching import bones_of
from kb.parts import HEADER_SIZE
from kb.reading import Names

pytestmark = pytest.mark.usefixtures("cache")

PASTES = (
    "The widget gear assembly has stopped turning unexpectedly",
    "Hinges that squeak want oil",
    "0x80070057",
    "jammed widget",
    "a gear of the wldget assernbly stopped",
    "oyl",
    "nothing of this is known",
)
"""Texts that ask every part of the index of the small book."""


def index_file(root: Path) -> Path:
    return cached(root).with_suffix(".index")


def answers(root: Path) -> object:
    """All that look-up says in the small book."""
    book = kb.open(root)
    return [book.lookup(text) for text in PASTES], list(book.names())


def built(root: Path) -> bytes:
    """The index of a book as it is cached, built if need be."""
    answer(root)
    return index_file(root).read_bytes()


def with_header(whole: bytes, **fields: str) -> bytes:
    """An index whose header says something else of itself, with the right sum; '' leaves a field out."""
    line = whole[len(FORMAT) :].split(b" sum=", 1)[0].decode()
    held = dict(field.partition("=")[::2] for field in line.split(" ")) | fields
    line = " ".join(f"{name}={value}" for name, value in held.items() if value)
    head = FORMAT + line.encode() + b" sum=%08x" % zlib.crc32(line.encode())
    return head.ljust(HEADER_SIZE - 1) + b"\n" + whole[HEADER_SIZE:]


def flipped(whole: bytes, place: int, bit: int = 0x01) -> bytes:
    return whole[:place] + bytes([whole[place] ^ bit]) + whole[place + 1 :]


def ranges(whole: bytes) -> dict[str, tuple[int, int]]:
    """Where the header and each part of an index begin and end."""
    header = Index("x", whole).header
    starts = [0, *(int(header[part].partition(":")[0]) for part in PARTS)]
    return dict(zip(("header", *PARTS), zip(starts, [*starts[1:], len(whole)], strict=True), strict=True))


# --- what is written comes back -------------------------------------------------------------------

TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
WORDS = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=8)
ODD = st.one_of(TEXTS, st.text(st.sampled_from("a\\nt\t\n\r "), max_size=6))
CODES = st.builds(OwnCode, ODD, st.sampled_from(["", "b", "bs"]))
TABLES = st.builds(
    Tables,
    st.dictionaries(TEXTS.map(exact_key), CODES, max_size=5),
    st.dictionaries(TEXTS.map(lambda text: text.replace("\n", "")), st.sampled_from(["a", "b-2"]), max_size=5),
    st.frozensets(WORDS, max_size=5),
)
ROWS = st.dictionaries(
    WORDS,
    st.dictionaries(st.integers(0, 3), st.floats(0.125, 64, width=32), min_size=1).map(lambda row: sorted(row.items())),
    max_size=6,
)


def index_of(
    titles: tuple[str, ...],
    tables: Tables,
    bones: tuple[dict[str, str], list[str]],
    rows: tuple[dict[str, list[tuple[int, float]]], dict[str, list[tuple[int, float]]]],
) -> Index:
    """An index of entries with these titles, and with these parts."""
    documents: list[bytes] = []
    places: dict[str, Place] = {}
    for number, title in enumerate(titles):
        lines = to_lines(EntryText(entry_of(id=f"e-{number}", title=title), Names()).document).encode()
        place = Place(sum(map(len, documents)), len(lines), document_sum(f"e-{number}", lines), number * 7)
        places[f"e-{number}"] = place
        documents.append(lines)
    parts = {
        "ids": "".join(id_row(*row) for row in places.items()).encode(),
        "tables": tables_part(tables),
        "bones": bones_part(bones),
        "scores": scores_part(*rows),
    }
    header = header_of(
        of="0a", program="p", names="0b", words=SCORES, entries=len(titles), documents=sum(map(len, documents)),
        parts=parts,
    )  # fmt: skip
    index = Index("x", b"".join((header, *documents, *parts.values())))
    assert index.places == places
    return index


@given(st.lists(TEXTS, max_size=4).map(tuple), TABLES, st.lists(WORDS, max_size=8, unique=True), ROWS, ROWS)
def test_an_index_comes_back(titles, tables, terms, words, pieces) -> None:  # type: ignore[no-untyped-def]
    bones = bones_of(terms)
    index = index_of(titles, tables, bones, (words, pieces))  # type: ignore[arg-type]
    assert index.header | {"entries": str(len(titles)), "of": "0a", "program": "p", "names": "0b"} == index.header
    assert [index.title(name, place) for name, place in index.places.items()] == list(titles)
    assert [(name, title) for name, title, _ in index.names()] == [(f"e-{n}", t) for n, t in enumerate(titles)]
    assert index.tables() == tables
    assert index.bones() == bones
    ids = ("a", "b", "c", "d")
    scores = index.scores(ids)
    assert {word: scores.frequency(word) for word in words} == {word: len(row) for word, row in words.items()}
    for word, row in words.items():
        best = sorted(row, key=lambda held: (-held[1], held[0]))
        assert scores.find([word], []) == [ids[number] for number, _ in best]


@given(ROWS, ROWS, st.lists(WORDS, max_size=4), st.data())
def test_the_entries_with_the_largest_sums_are_found(terms, pieces, unknown, data) -> None:  # type: ignore[no-untyped-def]
    asked = data.draw(st.lists(st.sampled_from([*terms, *unknown]), unique=True)) if terms or unknown else []
    shown = data.draw(st.lists(st.sampled_from(list(pieces)), unique=True)) if pieces else []
    sums: dict[int, float] = {}
    for row in [*(terms.get(term, []) for term in asked), *(pieces[piece] for piece in shown)]:
        for number, score in row:
            sums[number] = sums.get(number, 0.0) + score
    ids = ["a", "b", "c", "d"]
    scores = index_of((), Tables({}, {}, frozenset()), ({}, []), (terms, pieces)).scores(ids)
    found = scores.find(asked, shown)
    assert sorted(found) == [ids[number] for number in sorted(sums)]
    ordered = [sums[ids.index(name)] for name in found]
    assert ordered == sorted(ordered, reverse=True)
    assert scores.frequency("no such word") == 0


def test_no_more_than_forty_candidates_are_found() -> None:
    rows = {"word": [(number, float(number + 1)) for number in range(100)]}
    index = index_of((), Tables({}, {}, frozenset()), ({}, []), (rows, {}))
    assert index.scores([str(number) for number in range(100)]).find(["word"], []) == [
        str(number) for number in range(99, 59, -1)
    ]


def test_an_index_holds_what_the_entries_say(small: Path) -> None:
    built(small)
    snapshot, book = open_snapshot(str(small)), kb.open(small)
    index = current_index(snapshot, str(small))
    assert index is not None
    names = Names(snapshot.names())
    for entry in book:
        place = index.places[entry.id]
        assert index.document_lines(entry.id, place).decode() == to_lines(EntryText(entry, names).document)
        assert index.document(entry.id, place).id == entry.id
        assert index.title(entry.id, place) == entry.title
    assert list(index.places) == snapshot.ids()
    assert list(index.names()) == [(entry.id, entry.title, entry.codes) for entry in book]
    tables = index.tables()
    assert tables.codes[exact_key("0x80070057")].code == "0x80070057"
    assert {"widget", "actual"} <= tables.dull


def test_an_index_is_lines_of_plain_text_but_for_its_scores(small: Path) -> None:
    whole = built(small)
    start, _ = ranges(whole)["scores"]
    assert not re.search(r"[\x00-\x08\x0b-\x1f]", whole[:start].decode())


def test_of_one_document_no_more_is_read_than_itself(small: Path) -> None:
    whole = built(small)
    read: list[tuple[int, int]] = []

    class Counted:
        size = len(whole)

        def read(self, start: int, end: int) -> bytes:
            read.append((start, end))
            return whole[start:end]

        def close(self) -> None: ...

    index = Index("x", Counted())
    place = index.places["widget"]
    read.clear()
    index.document("widget", place)
    assert read == [(HEADER_SIZE + place.start, HEADER_SIZE + place.start + place.size)]


# --- damage: the same answer; never another one, and no traceback ---------------------------------


def everything(index: Index) -> object:
    """All that an index holds, to be compared."""
    names = list(index.places.items())
    documents = [(index.document_lines(name, place), index.document(name, place).id) for name, place in names]
    return names, documents, index.tables(), index.bones(), index.part("scores"), index.header


def test_any_byte_changed_is_an_error_when_it_is_read(small: Path) -> None:
    whole = built(small)
    everything(Index("x", whole))
    for place in range(0, len(whole), 5):
        with pytest.raises(SnapshotError, match="remove it; it is built again"):
            everything(Index("x", flipped(whole, place, 1 << place % 8)))


@pytest.mark.parametrize("part", ["header", *PARTS])
def test_damage_in_any_part_does_not_change_an_answer(small: Path, part: str) -> None:
    before, whole = answers(small), built(small)
    start, end = ranges(whole)[part]
    for number, place in enumerate(range(start, end, max(1, (end - start) // 40))):
        index_file(small).write_bytes(flipped(whole, place, 1 << number % 8))
        assert answers(small) == before
        assert index_file(small).read_bytes() == whole


def test_an_index_cut_off_anywhere_or_too_long_is_built_again(small: Path) -> None:
    before, whole = answers(small), built(small)
    ends = {0, 1, len(FORMAT), HEADER_SIZE - 1, *(start for start, _ in ranges(whole).values()), len(whole) - 1}
    for end in sorted({*ends, *range(0, len(whole), 331)}):
        index_file(small).write_bytes(whole[:end])
        assert answers(small) == before
        assert index_file(small).read_bytes() == whole
    index_file(small).write_bytes(whole + b"\0")
    assert answers(small) == before
    assert index_file(small).read_bytes() == whole


def test_an_index_damaged_while_the_book_is_open_does_not_change_an_answer(small: Path) -> None:
    before, whole = answers(small), built(small)
    for part in PARTS:
        index_file(small).write_bytes(whole)
        book = kb.open(small)
        book.lookup("oyl")
        start, end = ranges(whole)[part]
        with index_file(small).open("r+b") as file:  # in place, as a failing disk does
            file.seek(start)
            file.write(bytes(end - start))
        assert ([book.lookup(text) for text in PASTES], list(book.names())) == before


def test_damage_costs_the_next_index_what_it_would_have_been_made_of_and_no_more(small: Path) -> None:
    whole = built(small)
    (small / "oil.md").write_text(OIL + "\nAlso grease.\n")
    wanted = built(small)
    index_file(small).unlink()
    assert built(small) == wanted
    for part, (start, end) in ranges(whole).items():
        index_file(small).write_bytes(flipped(whole, (start + end) // 2))
        assert built(small) == wanted, part


# --- whose index it is ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        lambda whole: whole.replace(FORMAT, b"errkb-index 0\n", 1),
        lambda whole: whole.replace(FORMAT, b"errkb-index 2\n", 1),
        lambda whole: with_header(whole, program="0.0.0-other"),
        lambda whole: with_header(whole, of="00000000"),
        lambda whole: with_header(whole, words="tantivy"),
        lambda whole: with_header(whole, words="other"),
        lambda whole: with_header(whole, tables=""),
        lambda whole: with_header(whole, program=""),
        lambda whole: with_header(whole, size="many"),
        lambda _: b"",
        lambda _: b"# A Markdown file\n",
    ],
)
def test_an_index_of_something_else_is_not_used(small: Path, change: Callable[[bytes], bytes]) -> None:
    before, whole = answers(small), built(small)
    other = change(whole)
    assert other != whole
    index_file(small).write_bytes(other)
    assert answers(small) == before
    assert index_file(small).read_bytes() == whole


def test_an_index_of_another_snapshot_is_not_used(small: Path, tmp_path: Path) -> None:
    before, whole = answers(small), built(small)
    other = tmp_path / "other"
    shutil.copytree(small, other)
    (other / "oil.md").write_text(OIL.replace("# Oil the hinges", "# The widget gear assembly has stopped turning"))
    index_file(small).write_bytes(built(other))
    assert index_file(small).read_bytes() != whole
    assert answers(small) == before
    assert index_file(small).read_bytes() == whole


def test_an_index_is_found_by_the_same_book_elsewhere(small: Path, tmp_path: Path) -> None:
    """It says nothing of where the book lies."""
    whole = built(small)
    copy = tmp_path / "copy"
    shutil.copytree(small, copy)
    assert Index("x", built(copy)).header["words"] == SCORES
    assert set(Index("x", built(copy)).places) == set(Index("x", whole).places)


def test_a_missing_index_is_built_and_the_next_look_up_finds_it(small: Path) -> None:
    before, whole = answers(small), built(small)
    index_file(small).unlink()
    assert answers(small) == before
    assert index_file(small).read_bytes() == whole
    stat = index_file(small).stat()
    assert answers(small) == before
    assert index_file(small).stat() == stat


def test_a_snapshot_file_has_an_index_in_the_cache_too(small: Path, tmp_path: Path) -> None:
    answer(small)
    copy = tmp_path / "copy.errkb"
    copy.write_bytes(cached(small).read_bytes())
    assert answer(copy) == "widget"
    assert index_at(str(index_file(copy))).header["entries"] == "2"
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["copy.errkb"]


# --- a cache that is not ours, or cannot be written -----------------------------------------------


def test_without_a_cache_the_index_lies_in_memory(cache: Path, small: Path) -> None:
    before = answers(small)
    shutil.rmtree(cache)
    cache.write_text("a file in its place")
    assert answers(small) == before
    assert cache.read_text() == "a file in its place"


def test_a_folder_in_place_of_the_index_is_passed_by(small: Path) -> None:
    before = answers(small)
    index_file(small).unlink()
    (index_file(small) / "full").mkdir(parents=True)
    assert answers(small) == before
    assert not list(index_file(small).parent.glob("*.tmp"))


@pytest.mark.skipif(sys.platform == "win32", reason="mode bits say nothing there")
@pytest.mark.parametrize("which", ["cache", "book"])
def test_an_index_that_others_may_write_is_not_read(cache: Path, small: Path, tmp_path: Path, which: str) -> None:
    before = answers(small)
    other = tmp_path / "other"
    shutil.copytree(small, other)
    (other / "oil.md").write_text(ARTICLE.replace("4711", "4712"))
    of = Index("x", built(small)).header["of"]
    planted = with_header(built(other), of=of)
    index_file(small).write_bytes(planted)
    assert answers(small) != before  # so it would be read, were it ours
    (cache if which == "cache" else index_file(small).parent).chmod(0o777)
    assert answers(small) == before
    assert index_file(small).read_bytes() == planted


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_cache_that_is_read_only_is_passed_by(small: Path) -> None:
    before = answers(small)
    index_file(small).unlink()
    index_file(small).parent.chmod(0o500)
    try:
        assert answers(small) == before
        assert not index_file(small).exists()
    finally:
        index_file(small).parent.chmod(0o700)


# --- several at once ------------------------------------------------------------------------------


def _answers_in_process(root: str) -> object:
    return answers(Path(root))


def test_processes_that_build_at_once_all_answer(small: Path) -> None:
    before, whole = answers(small), built(small)
    shutil.rmtree(index_file(small).parent)
    with ProcessPoolExecutor(3, mp_context=multiprocessing.get_context("spawn")) as pool:
        assert list(pool.map(_answers_in_process, [str(small)] * 6)) == [before] * 6
    assert index_file(small).read_bytes() == whole
    assert not list(index_file(small).parent.glob("*.tmp"))


@pytest.mark.parametrize("shared", [True, False])
def test_threads_that_build_at_once_all_answer(small: Path, shared: bool) -> None:
    before, whole = answers(small), built(small)
    shutil.rmtree(index_file(small).parent)
    start, one = Barrier(4), kb.open(small)

    def work(_: int) -> list[kb.Lookup]:
        book = one if shared else kb.open(small)
        start.wait()
        return [book.lookup(text) for text in PASTES]

    with ThreadPoolExecutor(4) as pool:
        assert [(found, before[1]) for found in pool.map(work, range(4))] == [before] * 4  # type: ignore[index]
    assert index_file(small).read_bytes() == whole


def test_an_index_half_written_is_gone_after_a_day(small: Path) -> None:
    """A killed process leaves one behind; the next that is written takes it away, but not one that may go on."""
    answers(small)
    old, young = (index_file(small).with_name(f"book.index.{name}.tmp") for name in ("1.aa", "2.bb"))
    for path in (old, young):
        path.write_bytes(b"half")
    os.utime(old, (1, 1))
    index_file(small).unlink()
    answers(small)
    assert not old.exists()
    assert young.exists()
