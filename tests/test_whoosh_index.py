"""kb.edges.whoosh_index: the index of words is a private cache; what does not match its sums is not opened."""

from __future__ import annotations

import os
import pickle
import shutil
import sys
from pathlib import Path

import pytest
from test_store import answer, cached

import kb
from kb.document import Document, read_entry
from kb.edges.whoosh_index import in_memory, open_index
from kb.reading import Names

pytestmark = pytest.mark.usefixtures("cache")


def generation(root: Path) -> Path:
    """The one index of a book in the cache."""
    (folder,) = cached(root).parent.glob("words-*")
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def documents(small: Path) -> list[Document]:
    return [read_entry(entry, Names()) for entry in kb.open(small)]


def test_entries_are_found_by_words_by_pieces_and_by_query(documents: list[Document]) -> None:
    index = in_memory(documents)
    assert index.find(["hing"], [], 5) == ["oil"]
    assert index.find([], ["wld"], 5) == ["widget"]  # `wid` as OCR may read it
    assert index.find([], [], 5) == []
    assert index.frequency("hing") == 1
    assert index.frequency("nowhere") == 0
    assert "hing" in index.vocabulary()
    assert [name for name, _ in index.search("hing*", 5)] == ["oil"]
    assert [name for name, _ in index.search('"oil hing"', 5)] == ["oil"]
    assert index.search('"hing oil"', 5) == []
    assert index.search("", 5) == []


def test_an_index_on_disk_answers_like_one_in_memory(documents: list[Document], tmp_path: Path) -> None:
    built, opened = (open_index(tmp_path, "1", documents) for _ in range(2))
    memory = in_memory(documents)
    for index in (built, opened):
        assert index.find(["widget", "hing"], [], 5) == memory.find(["widget", "hing"], [], 5)
        assert sorted(index.vocabulary()) == sorted(memory.vocabulary())
    assert [path.name for path in tmp_path.glob("words*")] == ["words-1"]


def test_the_second_opening_reads_what_the_first_one_wrote(small: Path) -> None:
    assert answer(small) == "widget"
    before = contents(generation(small))
    assert answer(small) == "widget"
    assert contents(generation(small)) == before


# --- nothing planted runs -------------------------------------------------------------------------


class Trap:
    """A pickle of this makes a file when it is loaded."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.path),)


def plant(folder: Path, trap: Path, names: list[str]) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    for name in names:
        (folder / name).write_bytes(pickle.dumps(Trap(trap)))


def test_the_trap_of_these_tests_works(tmp_path: Path) -> None:
    pickle.loads(pickle.dumps(Trap(tmp_path / "sprung")))
    assert (tmp_path / "sprung").exists()


@pytest.mark.parametrize("sums", [None, b"", b"0" * 64 + b" _MAIN_1.toc\n", b"\xff\xfe"])
def test_a_planted_pickle_does_not_run(small: Path, tmp_path: Path, sums: bytes | None) -> None:
    answer(small)
    folder, trap = generation(small), tmp_path / "sprung"
    names = [path.name for path in folder.iterdir() if path.name != "sums.txt"]
    shutil.rmtree(folder)
    plant(folder, trap, [*names, "_MAIN_1.toc", "MAIN_1.seg", "_MAIN_WRITELOCK"])
    if sums is not None:
        (folder / "sums.txt").write_bytes(sums)
    assert answer(small) == "widget"
    assert not trap.exists()
    assert not any(b"sprung" in content for content in contents(generation(small)).values())


def test_a_pickle_put_in_place_of_one_file_does_not_run(small: Path, tmp_path: Path) -> None:
    answer(small)
    trap = tmp_path / "sprung"
    for name in contents(generation(small)):
        plant(generation(small), trap, [name])
        assert answer(small) == "widget"
        assert not trap.exists()


def test_a_file_added_to_the_index_makes_it_worthless(small: Path, tmp_path: Path) -> None:
    answer(small)
    plant(generation(small), tmp_path / "sprung", ["_MAIN_99.toc"])
    assert answer(small) == "widget"
    assert "_MAIN_99.toc" not in contents(generation(small))
    assert not (tmp_path / "sprung").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="mode bits say nothing there")
def test_an_index_that_others_may_write_is_not_opened(small: Path, tmp_path: Path) -> None:
    answer(small)
    plant(generation(small), tmp_path / "sprung", list(contents(generation(small))))
    cached(small).parent.chmod(0o777)
    assert answer(small) == "widget"
    assert not (tmp_path / "sprung").exists()


# --- damage ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", [".seg", ".toc", "sums.txt"])
def test_a_damaged_index_is_built_again_wherever_the_damage_is(small: Path, ending: str) -> None:
    answer(small)
    for eighth in range(8):
        file = next(path for path in generation(small).iterdir() if path.name.endswith(ending))
        content = bytearray(file.read_bytes())
        content[len(content) * eighth // 8] ^= 0x01
        file.write_bytes(content)
        assert answer(small) == "widget"
        assert not file.exists() or file.read_bytes() != content
    next(path for path in generation(small).iterdir() if path.name.endswith(ending)).unlink()
    assert answer(small) == "widget"


def test_a_file_in_place_of_the_index_costs_the_cache_and_not_the_answer(small: Path) -> None:
    answer(small)
    folder = generation(small)
    shutil.rmtree(folder)
    folder.write_text("a file in its place")
    assert answer(small) == "widget"


def test_an_index_half_built_is_not_used_and_gone_after_a_day(small: Path) -> None:
    answer(small)
    half = generation(small).with_name("words-x.1.aa.tmp")
    half.mkdir()
    os.utime(half, (1, 1))
    shutil.rmtree(next(path for path in cached(small).parent.glob("words-*") if path != half))
    assert answer(small) == "widget"
    assert not half.exists()


def test_without_a_folder_the_index_lies_in_memory(cache: Path, small: Path) -> None:
    cache.write_text("a file in place of the cache")
    assert answer(small) == "widget"
