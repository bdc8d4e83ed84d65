"""kb.edges.generations: an engine's folder is whole, as its sums say, or it is not used and built again."""

from __future__ import annotations

import os
import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kb.edges.generations import generation

FILES = {"a.bin": b"first", "b.bin": b"second\x00\xff", "empty": b""}


class Build:
    """Fills a folder with `files`, and notes the generation before each time."""

    def __init__(self, files: dict[str, bytes] = FILES) -> None:
        self.files = files
        self.olds: list[Path | None] = []

    def __call__(self, new: Path, old: Path | None) -> None:
        self.olds.append(old)
        for name, content in self.files.items():
            (new / name).write_bytes(content)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def made(folder: Path, kind: str = "words", stamp: str = "1") -> Path:
    """A whole generation."""
    found = generation(folder, kind, stamp, Build())
    assert found is not None
    return found


def is_built_again(folder: Path) -> bool:
    """Whether the generation `words-1` is not used as it is, and is whole afterwards."""
    build = Build()
    found = generation(folder, "words", "1", build)
    assert found == folder / "words-1"
    assert {name: content for name, content in contents(found).items() if name != "sums.txt"} == FILES
    assert sorted(path.name for path in folder.iterdir()) == ["words-1"]
    return bool(build.olds)


def test_a_generation_is_built_once(tmp_path: Path) -> None:
    first, again = Build(), Build()
    assert generation(tmp_path, "words", "1", first) == tmp_path / "words-1"
    before = contents(tmp_path / "words-1")
    assert generation(tmp_path, "words", "1", again) == tmp_path / "words-1"
    assert (first.olds, again.olds) == ([None], [])
    assert contents(tmp_path / "words-1") == before


def test_the_next_generation_is_built_from_the_youngest_of_its_kind_that_is_whole(tmp_path: Path) -> None:
    for age, stamp in enumerate("1234"):
        os.utime(made(tmp_path, stamp=stamp), (2_000_000_000 - age,) * 2)
    for other in ("words-5.1.aa.tmp", "words-6.1.aa.old"):
        shutil.copytree(tmp_path / "words-1", tmp_path / other)
    made(tmp_path, "grams")
    (tmp_path / "words-1" / "a.bin").write_bytes(b"damaged")
    build = Build()
    generation(tmp_path, "words", "7", build)
    assert build.olds == [tmp_path / "words-2"]


def test_an_older_generation_stays_a_day(tmp_path: Path) -> None:
    old, older = made(tmp_path, stamp="1"), made(tmp_path, stamp="2")
    grams = made(tmp_path, "grams")
    for folder in (older, grams):
        os.utime(folder, (1, 1))
    made(tmp_path, stamp="3")
    assert old.exists() and not older.exists()
    assert grams.exists()


def test_without_a_folder_nothing_is_built() -> None:
    build = Build()
    assert generation(None, "words", "1", build) is None
    assert build.olds == []


def test_a_folder_that_cannot_be_written_is_none(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file in its place")
    assert generation(tmp_path / "file", "words", "1", Build()) is None


def test_a_build_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    def fail(new: Path, _old: Path | None) -> None:
        (new / "half").write_bytes(b"half")
        raise OSError(28, "No space left on device")

    assert generation(tmp_path, "words", "1", fail) is None
    assert list(tmp_path.iterdir()) == []


# --- what is not whole ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", [*FILES, "sums.txt"])
def test_damage_at_any_place_is_seen(tmp_path: Path, name: str) -> None:
    path = made(tmp_path) / name
    whole = path.read_bytes()
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x01]) + whole[place + 1 :])
        assert is_built_again(tmp_path)
        path.write_bytes(whole[:place])
        assert is_built_again(tmp_path)
    path.write_bytes(whole + b"\n")
    assert is_built_again(tmp_path)
    path.unlink()
    assert is_built_again(tmp_path)
    assert not is_built_again(tmp_path)


def test_a_file_added_or_given_another_name_is_seen(tmp_path: Path) -> None:
    folder = made(tmp_path)
    (folder / "c.bin").write_bytes(b"third")
    assert is_built_again(tmp_path)
    (folder / "a.bin").rename(folder / "c.bin")
    assert is_built_again(tmp_path)
    (folder / "a.bin").rename(folder / "c")
    (folder / "b.bin").rename(folder / "a.bin")
    (folder / "c").rename(folder / "b.bin")
    assert is_built_again(tmp_path)


@pytest.mark.parametrize("sums", [None, b"", b"\xff\xfe", b"\n", b"0" * 64 + b" a.bin\n"])
def test_without_its_sums_it_is_built_again(tmp_path: Path, sums: bytes | None) -> None:
    shutil.rmtree(made(tmp_path))
    (tmp_path / "words-1").mkdir()
    for name, content in {"a.bin": b"planted", "b.bin": b"planted"}.items():
        (tmp_path / "words-1" / name).write_bytes(content)
    if sums is not None:
        (tmp_path / "words-1" / "sums.txt").write_bytes(sums)
    assert is_built_again(tmp_path)


def test_an_empty_folder_with_empty_sums_is_not_whole(tmp_path: Path) -> None:
    (tmp_path / "words-1").mkdir()
    (tmp_path / "words-1" / "sums.txt").write_bytes(b"")
    assert is_built_again(tmp_path)


def test_locks_that_engines_leave_there_do_not_count(tmp_path: Path) -> None:
    for lock in ("MAIN_WRITELOCK", ".tantivy-writer.lock", ".tantivy-meta.lock"):
        (made(tmp_path) / lock).write_bytes(b"")
    build = Build()
    assert generation(tmp_path, "words", "1", build) == tmp_path / "words-1"
    assert build.olds == []


def test_a_file_in_place_of_the_folder_is_moved_away(tmp_path: Path) -> None:
    (tmp_path / "words-1").write_text("a file in its place")
    build = Build()
    assert generation(tmp_path, "words", "1", build) == tmp_path / "words-1"
    assert contents(tmp_path / "words-1")["a.bin"] == b"first"


def test_one_half_built_is_not_used_and_gone_after_a_day(tmp_path: Path) -> None:
    fresh, stale = tmp_path / "words-1.1.aa.tmp", tmp_path / "words-1.2.bb.tmp"
    for half in (fresh, stale):
        half.mkdir()
        (half / "a.bin").write_bytes(b"half")
    os.utime(stale, (1, 1))
    build = Build()
    assert generation(tmp_path, "words", "1", build) == tmp_path / "words-1"
    assert build.olds == [None]
    assert fresh.exists() and not stale.exists()


# --- several at once ------------------------------------------------------------------------------


def test_of_two_that_build_the_same_the_first_one_s_stays(tmp_path: Path) -> None:
    def overtaken(new: Path, old: Path | None) -> None:
        Build()(new, old)
        assert generation(tmp_path, "words", "1", Build({**FILES, "by": b"the other"})) is not None

    assert generation(tmp_path, "words", "1", overtaken) == tmp_path / "words-1"
    assert contents(tmp_path / "words-1")["by"] == b"the other"
    assert [path.name for path in tmp_path.iterdir()] == ["words-1"]


@pytest.mark.parametrize("before", ["nothing", "damaged"])
def test_threads_that_build_at_once_all_get_a_whole_one_or_none(tmp_path: Path, before: str) -> None:
    if before == "damaged":
        (made(tmp_path) / "a.bin").write_bytes(b"damaged")
    start = threading.Barrier(4)

    def work(_: int) -> Path | None:
        start.wait()
        return generation(tmp_path, "words", "1", Build())

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(work, range(4))) <= {None, tmp_path / "words-1"}
    build = Build()
    assert generation(tmp_path, "words", "1", build) == tmp_path / "words-1"
    assert build.olds == []
    assert contents(tmp_path / "words-1").items() >= FILES.items()
