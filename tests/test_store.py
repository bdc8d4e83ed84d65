"""kb.edges.store: the cache gives a whole and current snapshot or none; whatever lies there, a book opens."""

from __future__ import annotations

import multiprocessing
import os
import signal
import stat
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest
from conftest import ARTICLE, MakeBook, is_root

import kb
from kb.edges.book_builder import build
from kb.edges.draft import Draft
from kb.edges.files import list_articles
from kb.edges.home import cache_folder, is_private, make_private, state_folder
from kb.edges.store import cache_of, current_snapshot, open_snapshot, replace_file
from kb.errors import BookError, SnapshotError

pytestmark = pytest.mark.usefixtures("cache")

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="mode bits say nothing there")


def answer(root: Path | str) -> str | None:
    """What the small book says to its own error text: `widget`, if all is well."""
    found = kb.open(root).lookup("The widget gear assembly has stopped turning unexpectedly")
    return found.answer.id if found.answer else None


def cached(root: Path) -> Path:
    return Path(cache_of(str(root))) / "book.errkb"


# --- found where it is current, built where it is not ---------------------------------------------


def test_the_first_opening_builds_the_snapshot_and_the_next_one_finds_it(small: Path) -> None:
    assert current_snapshot(str(small)) is None
    open_snapshot(str(small))
    found = current_snapshot(str(small))
    assert found is not None and found.path == str(cached(small))
    assert found.ids() == ["oil", "widget"]


@POSIX
def test_the_cache_is_for_this_user_alone(cache: Path, small: Path) -> None:
    answer(small)
    folders = [cache, *(path for path in cache.rglob("*") if path.is_dir())]
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in folders} == {0o700}


def test_nothing_is_written_beside_the_articles(small: Path) -> None:
    before = sorted(small.rglob("*"))
    answer(small)
    assert sorted(small.rglob("*")) == before


def test_changed_content_is_read_anew(small: Path) -> None:
    assert kb.open(small)["widget"].title == "4711 The widget is jammed"
    (small / "widget.md").write_text(ARTICLE.replace("is jammed", "is stuck"))
    assert kb.open(small)["widget"].title == "4711 The widget is stuck"
    (small / "new.md").write_text("# New")
    assert "new" in kb.open(small)
    (small / "new.md").unlink()
    assert "new" not in kb.open(small)


def test_a_change_of_the_same_size_is_seen_by_its_time(small: Path) -> None:
    answer(small)
    (small / "widget.md").write_text(ARTICLE.replace("jammed", "mended"))
    os.utime(small / "widget.md", ns=(1, 1))
    assert kb.open(small)["widget"].title == "4711 The widget is mended"


def test_a_snapshot_built_by_another_version_is_built_again(small: Path) -> None:
    open_snapshot(str(small))
    with Draft(str(cached(small)), in_memory=0) as draft:
        build(str(small), list_articles(small), draft, program="0.0.0-other")
        draft.save()
    assert current_snapshot(str(small)) is None
    assert answer(small) == "widget"
    assert current_snapshot(str(small)) is not None


def test_two_books_do_not_share_a_snapshot(small: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "only.md").write_text("# Only")
    assert [entry.id for entry in kb.open(small)] == ["oil", "widget"]
    assert [entry.id for entry in kb.open(other)] == ["only"]
    assert [entry.id for entry in kb.open(small)] == ["oil", "widget"]


# --- what is no book ------------------------------------------------------------------------------


def test_a_path_that_is_not_there_is_a_book_error(tmp_path: Path) -> None:
    with pytest.raises(BookError, match="name a folder"):
        kb.open(tmp_path / "gone")


def test_a_folder_without_an_article_is_a_book_error(make_book: MakeBook) -> None:
    with pytest.raises(BookError, match="no article in it"):
        kb.open(make_book({"notes.txt": "x"}))


def test_a_file_that_is_no_snapshot_is_a_snapshot_error(make_book: MakeBook) -> None:
    with pytest.raises(SnapshotError, match="not a snapshot"):
        kb.open(make_book({"a.md": "# A"}) / "a.md")


def test_a_snapshot_file_is_a_book(small: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.errkb"
    open_snapshot(str(small))
    copy.write_bytes(cached(small).read_bytes())
    assert answer(copy) == "widget"


def test_of_a_snapshot_file_the_current_snapshot_is_the_file_itself(small: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.errkb"
    open_snapshot(str(small))
    copy.write_bytes(cached(small).read_bytes())
    found = current_snapshot(str(copy))
    assert found is not None and found.path == str(copy)
    assert found.find_key("0x80070057") == ["widget"]
    copy.write_bytes(b"# A")
    assert current_snapshot(str(copy)) is None
    assert current_snapshot(str(tmp_path / "gone")) is None
    assert current_snapshot("\0") is None


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")  # other tests may have left threads
def test_a_forked_process_reads_without_moving_anybody_s_place(small: Path) -> None:
    open_snapshot(str(small))
    found = current_snapshot(str(small))
    assert found is not None
    child = os.fork()
    if not child:
        status = 1
        try:
            for _ in range(2000):
                assert '"id":"oil"' in found.record("oil")[1]
            status = 0
        finally:
            os._exit(status)
    for _ in range(2000):
        assert '"id":"widget"' in found.record("widget")[1]
    assert os.waitpid(child, 0)[1] == 0


# --- damage: the same answer, or an error; never another answer -----------------------------------


def test_a_damaged_cache_is_built_again_wherever_the_damage_is(small: Path) -> None:
    open_snapshot(str(small))
    whole = cached(small).read_bytes()
    for place in range(0, len(whole), 64):
        changed = bytearray(whole)
        changed[place] ^= 0x01
        cached(small).write_bytes(changed)
        assert kb.open(small)["widget"].title == "4711 The widget is jammed"
        assert cached(small).read_bytes() == whole


@pytest.mark.parametrize("kept", [0, 1, 17, 100, 417, 1000, -1])
def test_a_cache_cut_off_is_built_again(small: Path, kept: int) -> None:
    open_snapshot(str(small))
    cached(small).write_bytes(cached(small).read_bytes()[:kept])
    assert answer(small) == "widget"


def test_a_damaged_snapshot_file_is_an_error_and_no_traceback(small: Path, tmp_path: Path) -> None:
    open_snapshot(str(small))
    whole = cached(small).read_bytes()
    copy = tmp_path / "copy.errkb"
    for place in range(0, len(whole), 64):
        changed = bytearray(whole)
        changed[place] ^= 0x01
        copy.write_bytes(changed)
        with pytest.raises(SnapshotError):
            kb.open(copy)


# --- a cache that is not ours, or cannot be written -----------------------------------------------


@POSIX
def test_a_cache_that_others_may_write_is_passed_by(cache: Path, small: Path) -> None:
    answer(small)
    for folder in (cache, cached(small).parent):
        folder.chmod(0o777)
        assert current_snapshot(str(small)) is None
        assert answer(small) == "widget"
        folder.chmod(0o700)
    assert current_snapshot(str(small)) is not None


@pytest.mark.skipif(not is_root(), reason="only root can give a folder away")
def test_a_cache_that_belongs_to_somebody_else_is_passed_by(small: Path) -> None:
    answer(small)
    os.chown(cached(small).parent, 12345, 12345)
    assert current_snapshot(str(small)) is None
    before = sorted(cached(small).parent.rglob("*"))
    assert answer(small) == "widget"
    assert sorted(cached(small).parent.rglob("*")) == before


@POSIX
def test_a_link_in_place_of_the_cache_is_passed_by(cache: Path, small: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir(mode=0o700)
    cache.symlink_to(elsewhere, target_is_directory=True)
    assert answer(small) == "widget"
    assert list(elsewhere.iterdir()) == []


# As on read-only media: the book is then kept in memory.
def test_a_cache_that_cannot_be_written_is_passed_by(cache: Path, small: Path) -> None:
    cache.write_text("a file in its place")
    assert not make_private(cache_folder())
    assert answer(small) == "widget"
    assert cache.read_text() == "a file in its place"


def test_a_folder_in_place_of_the_snapshot_is_passed_by(small: Path) -> None:
    answer(small)
    cached(small).unlink()
    (cached(small) / "full").mkdir(parents=True)
    assert answer(small) == "widget"


# --- written whole or not at all ------------------------------------------------------------------


def test_replacing_a_file_leaves_the_new_one_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "file"
    assert replace_file(str(path), b"old")
    assert replace_file(str(path), b"new")
    assert [(item.name, item.read_bytes()) for item in tmp_path.iterdir()] == [("file", b"new")]


def test_a_file_that_cannot_be_replaced_stays_and_nothing_is_left_behind(tmp_path: Path) -> None:
    (tmp_path / "file" / "full").mkdir(parents=True)
    assert not replace_file(str(tmp_path / "file"), b"new")
    assert [item.name for item in tmp_path.iterdir()] == ["file"]
    assert not replace_file(str(tmp_path / "gone" / "file"), b"new")


def test_what_a_killed_writer_left_is_neither_read_nor_kept_for_ever(small: Path) -> None:
    open_snapshot(str(small))
    fresh = cached(small).with_name("book.errkb.1.aa.tmp")
    stale = cached(small).with_name("book.errkb.2.bb.tmp")
    for half in (fresh, stale):
        half.write_bytes(b"errkb-snapshot 1\nhalf")
    os.utime(stale, (1, 1))
    cached(small).unlink()
    assert answer(small) == "widget"
    assert fresh.exists() and not stale.exists()


BUILDER = """
import os, sys, kb, kb.snapshot
from kb.edges import book_builder
root = sys.argv[1]
kb.snapshot.LOADED_UP_TO = book_builder.LOADED_UP_TO = int(sys.argv[2])
number = 0
kb.open(root).search("widget")
print("ready", flush=True)
while True:
    number += 1
    os.utime(os.path.join(root, "widget.md"), ns=(number, number))
    book = kb.open(root)
    book.search("widget")
"""


@POSIX
@pytest.mark.parametrize("in_memory", [16_000_000, 100])  # a small book, and one that is written as it is built
def test_a_builder_killed_at_any_moment_leaves_nothing_that_is_trusted_by_mistake(small: Path, in_memory: int) -> None:
    for wait in (0.0, 0.01, 0.02, 0.035, 0.05, 0.07):
        builder = subprocess.Popen(
            [sys.executable, "-c", BUILDER, str(small), str(in_memory)],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(Path(kb.__file__).parents[1])},
        )
        assert builder.stdout is not None
        with builder.stdout:
            assert builder.stdout.readline() == b"ready\n"
            time.sleep(wait)
            builder.send_signal(signal.SIGKILL)
            builder.wait()
        found = current_snapshot(str(small))
        if found is not None:
            found.load()
        assert answer(small) == "widget"


def _answer_in_process(root: str) -> str | None:
    return answer(root)


def test_processes_that_open_a_book_at_once_all_answer(small: Path) -> None:
    with ProcessPoolExecutor(4, mp_context=multiprocessing.get_context("spawn")) as pool:
        assert list(pool.map(_answer_in_process, [str(small)] * 8)) == ["widget"] * 8
    assert current_snapshot(str(small)) is not None


# --- where things are -----------------------------------------------------------------------------


def test_the_environment_names_cache_and_state(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KB_CACHE_DIR", "/somewhere/cache")
    monkeypatch.setenv("KB_STATE_DIR", "/somewhere/state")
    assert (cache_folder(), state_folder()) == ("/somewhere/cache", "/somewhere/state")


@pytest.mark.skipif(sys.platform != "linux", reason="the folders of Linux")
def test_without_it_the_folders_of_the_platform_are_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("KB_CACHE_DIR", "KB_STATE_DIR", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", "/home/anna")
    assert cache_folder() == "/home/anna/.cache/errkb"
    assert state_folder() == "/home/anna/.local/state/errkb"
    monkeypatch.setenv("XDG_CACHE_HOME", "/xdg/cache")
    monkeypatch.setenv("XDG_STATE_HOME", "relative/is/ignored")
    assert cache_folder() == "/xdg/cache/errkb"
    assert state_folder() == "/home/anna/.local/state/errkb"


def test_a_folder_that_is_not_there_is_not_private(tmp_path: Path) -> None:
    assert not is_private(str(tmp_path / "gone"))
    assert make_private(str(tmp_path / "gone" / "deeper"))
