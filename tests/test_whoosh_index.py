"""kb.edges.whoosh_index: what words are worth, and the query language; its index is a private cache of pickles."""

from __future__ import annotations

import contextlib
import os
import pickle
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from conftest import entry_of
from test_store import answer, cached
from whoosh import index as whoosh_index

import kb
from kb.document import EntryText
from kb.edges.whoosh_index import in_memory, open_index
from kb.entry import Entry
from kb.reading import Names, pieces_of

pytestmark = pytest.mark.usefixtures("cache")


def generation(root: Path) -> Path:
    """The one index of words of a book in the cache."""
    (folder,) = cached(root).parent.glob("words-*")
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def texts_of(*entries: Entry) -> list[EntryText]:
    return [EntryText(entry, Names()) for entry in entries]


@pytest.fixture
def texts(small: Path) -> list[EntryText]:
    """Those of `oil` (number 0) and `widget` (number 1)."""
    return texts_of(*kb.open(small))


# --- scores ---------------------------------------------------------------------------------------


def test_every_word_and_piece_is_scored_in_each_entry_that_holds_it(texts: list[EntryText]) -> None:
    terms, pieces = in_memory(texts).scores()
    held = [{term for words in text.words.values() for term in words} for text in texts]
    assert {term: [number for number, _ in row] for term, row in terms.items()} == {
        term: [number for number in (0, 1) if term in held[number]] for term in set.union(*held)
    }
    letters = [{"".join(piece) for p in text.document.phrases for piece in pieces_of(p.squeezed)} for text in texts]
    assert {piece: [number for number, _ in row] for piece, row in pieces.items()} == {
        piece: [number for number in (0, 1) if piece in letters[number]] for piece in set.union(*letters)
    }
    assert all(score > 0 for row in (*terms.values(), *pieces.values()) for _, score in row)


def test_a_rare_word_and_one_of_the_title_are_worth_more() -> None:
    terms, _ = in_memory(
        texts_of(
            entry_of(id="a", title="Frobnicator", summary="common"),
            entry_of(id="b", title="Other", summary="common frobnicator"),
            entry_of(id="c", title="Third", summary="common gizmo"),
        )
    ).scores()
    assert terms["gizmo"][0][1] > terms["common"][2][1]
    assert dict(terms["frobnicator"])[0] > dict(terms["frobnicator"])[1]


def test_words_and_pieces_come_in_one_order(texts: list[EntryText]) -> None:
    for scored in in_memory(texts).scores():
        assert list(scored) == sorted(scored)
        assert all(row == sorted(row) for row in scored.values())


# --- queries --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("hing", ["oil"]),
        ("hin*", ["oil"]),
        ('"oil hing"', ["oil"]),
        ('"hing oil"', []),
        ("code:0x80070057", ["widget"]),
        ("kind:guide", ["oil"]),
        ("product:widget -hing", ["widget"]),
        ("nowhere", []),
        ("", []),
    ],
)
def test_a_query_finds(texts: list[EntryText], query: str, found: list[str]) -> None:
    assert [name for name, _ in in_memory(texts).search(query, 5)] == found


def test_no_more_are_found_than_asked_for(texts: list[EntryText]) -> None:
    index = in_memory(texts)
    (best, score), (_, less) = index.search("product:widget hing", 5)
    assert index.search("product:widget hing", 1) == [(best, score)] and score > less
    assert index.search("product:widget hing", 0) == []


# --- on disk --------------------------------------------------------------------------------------


def test_an_index_on_disk_answers_like_one_in_memory(texts: list[EntryText], tmp_path: Path) -> None:
    asked: list[int] = []

    def read() -> Iterator[EntryText]:
        asked.append(len(asked))
        yield from texts

    built, opened = (open_index(tmp_path, "1", read) for _ in range(2))
    memory = in_memory(texts)
    for index in (built, opened):
        assert index.scores() == memory.scores()
        assert index.search("widget hing", 5) == memory.search("widget hing", 5) != []
    assert asked == [0]
    assert [path.name for path in tmp_path.glob("words*")] == ["words-1"]


def test_without_a_folder_it_lies_in_memory(texts: list[EntryText]) -> None:
    assert [name for name, _ in open_index(None, "1", lambda: texts).search("hing", 5)] == ["oil"]


def test_in_memory_nothing_is_shared_with_other_programs(
    texts: list[EntryText], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoosh keeps what it sorts in a folder of one name among all temporary files, where others may write."""
    shared = tmp_path / "shared"
    (shared / "MAIN.tmp").mkdir(parents=True)
    (shared / "MAIN.tmp" / "planted").write_bytes(pickle.dumps(Trap(tmp_path / "sprung")))
    monkeypatch.setattr("tempfile.tempdir", str(shared))
    assert [name for name, _ in in_memory(texts).search("hing", 5)] == ["oil"]
    assert [path.relative_to(shared).as_posix() for path in sorted(shared.rglob("*"))] == [
        "MAIN.tmp",
        "MAIN.tmp/planted",
    ]
    shutil.rmtree(shared / "MAIN.tmp")
    (shared / "MAIN.tmp").write_text("a file in its place")
    assert [name for name, _ in in_memory(texts).search("hing", 5)] == ["oil"]


def test_indexes_built_in_memory_at_once_do_not_meet(texts: list[EntryText]) -> None:
    wanted = in_memory(texts).scores()
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda _: in_memory(texts).scores(), range(24))) == [wanted] * 24


def hinges(root: Path) -> str:
    """What a search in the small book finds first, `oil` if all is well."""
    return kb.open(root).search("hing")[0].entry.id


def new_index(root: Path) -> str:
    """The same by a look-up whose index is built for it, from what Whoosh makes of each word."""
    with contextlib.suppress(OSError):
        cached(root).with_suffix(".index").unlink()
    lookup = kb.open(root).lookup("Hinges that squeak want oil")
    return lookup.matches[0].entry.id


Opener = Callable[[Path], str]

OPENERS = pytest.mark.parametrize("opener", [hinges, new_index])
"""What opens Whoosh, each `oil` if all is well."""


@OPENERS
def test_the_second_opening_reads_what_the_first_one_wrote(small: Path, opener: Opener) -> None:
    assert opener(small) == "oil"
    before = contents(generation(small))
    times = {path: path.stat().st_mtime_ns for path in generation(small).iterdir()}
    assert opener(small) == "oil"
    assert contents(generation(small)) == before
    assert {path: path.stat().st_mtime_ns for path in generation(small).iterdir()} == times


def test_a_lookup_with_an_index_does_not_open_it(small: Path) -> None:
    assert answer(small) == "widget"
    folder = generation(small)
    shutil.rmtree(folder)
    assert answer(small) == "widget"
    assert not folder.exists()


# --- nothing planted runs -------------------------------------------------------------------------


class Trap:
    """A pickle of this makes a file when it is loaded."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.path),)


def trapped(toc: bytes, number: int, trap: Path) -> bytes:
    """A table of contents of Whoosh with another number, whose last pickle, of the segments, is a trap."""
    at = toc.rindex(b"\x80" + bytes([pickle.HIGHEST_PROTOCOL]))
    return toc[: at - 8] + number.to_bytes(4, "big") + toc[at - 4 : at] + pickle.dumps(Trap(trap))


def plant(folder: Path, trap: Path, names: list[str]) -> None:
    """Write traps under these names; those in tables of contents lie where Whoosh reads them."""
    toc = next(folder.glob("*.toc")).read_bytes()
    for name in names:
        number = re.fullmatch(r"_MAIN_(\d+)\.toc", name)
        content = trapped(toc, int(number[1]), trap) if number else pickle.dumps(Trap(trap))
        (folder / name).write_bytes(content)


@pytest.mark.parametrize("name", ["_MAIN_1.toc", "_MAIN_99.toc"])
def test_the_traps_of_these_tests_work(small: Path, tmp_path: Path, name: str) -> None:
    hinges(small)
    plant(generation(small), tmp_path / "sprung", [name])
    with contextlib.suppress(Exception):  # what it unpickled has no segments; that comes too late
        whoosh_index.open_dir(str(generation(small)))
    assert (tmp_path / "sprung").exists()


@OPENERS
@pytest.mark.parametrize("sums", [None, b"", b"0" * 64 + b" _MAIN_1.toc\n", b"\xff\xfe"])
def test_a_planted_pickle_does_not_run(small: Path, tmp_path: Path, sums: bytes | None, opener: Opener) -> None:
    opener(small)
    folder, trap = generation(small), tmp_path / "sprung"
    names = [path.name for path in folder.iterdir() if path.name != "sums.txt"]
    plant(folder, trap, [*names, "_MAIN_1.toc", "MAIN_1.seg", "MAIN_WRITELOCK"])
    (folder / "sums.txt").unlink()
    if sums is not None:
        (folder / "sums.txt").write_bytes(sums)
    assert opener(small) == "oil"
    assert not trap.exists()
    assert not any(b"sprung" in content for content in contents(generation(small)).values())


@OPENERS
def test_a_pickle_put_in_place_of_one_file_does_not_run(small: Path, tmp_path: Path, opener: Opener) -> None:
    opener(small)
    trap = tmp_path / "sprung"
    endings = {path.suffix or path.name for path in generation(small).iterdir()} - {"MAIN_WRITELOCK"}
    assert {".toc", ".seg", ".txt"} <= endings
    for ending in sorted(endings):
        name = next(path.name for path in generation(small).iterdir() if path.name.endswith(ending))
        plant(generation(small), trap, [name])
        assert opener(small) == "oil"
        assert not trap.exists()
        assert not any(b"sprung" in content for content in contents(generation(small)).values())


@OPENERS
def test_a_file_added_to_the_index_makes_it_worthless(small: Path, tmp_path: Path, opener: Opener) -> None:
    opener(small)
    plant(generation(small), tmp_path / "sprung", ["_MAIN_99.toc"])
    assert opener(small) == "oil"
    assert "_MAIN_99.toc" not in contents(generation(small))
    assert not (tmp_path / "sprung").exists()


@OPENERS
def test_a_pickle_in_place_of_a_lock_does_not_run(small: Path, tmp_path: Path, opener: Opener) -> None:
    opener(small)
    plant(generation(small), tmp_path / "sprung", ["MAIN_WRITELOCK"])
    assert opener(small) == "oil"
    assert not (tmp_path / "sprung").exists()


@OPENERS
@pytest.mark.skipif(sys.platform == "win32", reason="mode bits say nothing there")
def test_an_index_that_others_may_write_is_not_opened(small: Path, tmp_path: Path, opener: Opener) -> None:
    opener(small)
    plant(generation(small), tmp_path / "sprung", list(contents(generation(small))))
    cached(small).parent.chmod(0o777)
    assert opener(small) == "oil"
    assert not (tmp_path / "sprung").exists()


# --- damage ---------------------------------------------------------------------------------------


@OPENERS
@pytest.mark.parametrize("ending", [".seg", ".toc", "sums.txt"])
def test_a_damaged_index_is_built_again_wherever_the_damage_is(small: Path, ending: str, opener: Opener) -> None:
    opener(small)
    for eighth in range(8):
        file = next(path for path in generation(small).iterdir() if path.name.endswith(ending))
        content = bytearray(file.read_bytes())
        content[len(content) * eighth // 8] ^= 0x01
        file.write_bytes(content)
        assert opener(small) == "oil"
        assert not file.exists() or file.read_bytes() != content
    next(path for path in generation(small).iterdir() if path.name.endswith(ending)).unlink()
    assert opener(small) == "oil"
    assert any(path.name.endswith(ending) for path in generation(small).iterdir())


@OPENERS
def test_a_file_in_place_of_the_index_costs_the_cache_and_not_the_answer(small: Path, opener: Opener) -> None:
    opener(small)
    folder = generation(small)
    shutil.rmtree(folder)
    folder.write_text("a file in its place")
    assert opener(small) == "oil"


@OPENERS
def test_an_index_half_built_is_not_used_and_gone_after_a_day(small: Path, opener: Opener) -> None:
    opener(small)
    half = generation(small).with_name("words-x.1.aa.tmp")
    half.mkdir()
    os.utime(half, (1, 1))
    shutil.rmtree(next(path for path in cached(small).parent.glob("words-*") if path != half))
    assert opener(small) == "oil"
    assert not half.exists()


@OPENERS
def test_without_a_cache_the_index_lies_in_memory(cache: Path, small: Path, opener: Opener) -> None:
    cache.write_text("a file in place of the cache")
    assert opener(small) == "oil"
    assert cache.read_text() == "a file in place of the cache"
