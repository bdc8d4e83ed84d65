"""`kb build`: a folder as one file that answers anywhere."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from cli_process import run_kb

from kb.edges.store import snapshot_at


def test_a_folder_becomes_a_file_that_answers(small: Path, tmp_path: Path):
    """Exit status 0 and one line; the file is a book on its own."""
    file = tmp_path / "widgets.errkb"
    ran = run_kb("build", str(small), str(file))
    assert (ran.status, ran.err) == (0, "")
    assert ran.out == f"{file}: 2 entries, 0.0 MB; `kb --book FILE` asks it\n"
    moved = file.rename(tmp_path / "elsewhere")
    shown = run_kb("show", "--book", str(moved), "widget")
    assert (shown.status, shown.err) == (0, "")
    assert "4711 The widget is jammed" in shown.out


def test_the_file_is_the_same_wherever_it_is_made(small: Path, tmp_path: Path):
    """No time, no cache, no earlier build shows in it."""
    first, second = tmp_path / "first", tmp_path / "second"
    run_kb("build", str(small), str(first))
    os.utime(small / "oil.md", ns=(1, 1))
    run_kb("build", str(small), str(second), KB_CACHE_DIR=str(tmp_path / "other-cache"))
    assert first.read_bytes() == second.read_bytes()
    with snapshot_at(str(first)) as snapshot:
        assert {time for _, _, time in snapshot.files()} == {0}


def test_an_older_snapshot_is_replaced(small: Path, tmp_path: Path):
    """Also one that is damaged."""
    file = tmp_path / "book.errkb"
    file.write_bytes(b"errkb-snapshot 0\nold")
    assert run_kb("build", str(small), str(file)).status == 0
    assert run_kb("--book", str(file), "0x80070057").status == 0
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("book.errkb")] == ["book.errkb"]


def test_faults_are_counted(small: Path, tmp_path: Path):
    """They do not stand in the way; the line says how to see them."""
    (small / "broken.md").write_text("no title, [nowhere](gone.md)\n")
    ran = run_kb("build", str(small), str(tmp_path / "f"))
    assert ran.status == 0
    assert ran.err.startswith("kb: 3 faults in the articles; `kb lint ")
    assert "3 entries" in ran.out
    # What was read before is counted again without being read.
    assert run_kb("build", str(small), str(tmp_path / "f")).err == ran.err


def test_a_file_that_is_no_snapshot_is_not_touched(small: Path, tmp_path: Path):
    """Exit status 2, and the file is as it was."""
    file = tmp_path / "letter.txt"
    file.write_text("Dear Anna")
    ran = run_kb("build", str(small), str(file))
    assert (ran.status, ran.out) == (2, "")
    assert ran.err == f"kb: {file}: a file that is no snapshot of a book; name another file, or remove it\n"
    assert file.read_text() == "Dear Anna"


@pytest.mark.parametrize(
    ("folder", "file", "says"),
    [
        ("gone", "x", "gone: no such folder; name a folder of Markdown articles"),
        ("empty", "x", "empty: no article in it; name a folder that holds Markdown files"),
        ("empty/../letter", "x", "empty/../letter: not a folder; name a folder"),
        ("book", "empty", "empty: a folder; name the file to write"),
        ("book", "gone/x", "gone/x: cannot be written: No such file or directory; "),
    ],
)
def test_what_cannot_be_done(small: Path, tmp_path: Path, monkeypatch, folder, file, says):
    """Exit status 2 and one line that says what, where and what to do."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "letter").write_text("x")
    monkeypatch.chdir(tmp_path)
    assert small.name == "book"
    ran = run_kb("build", folder, file)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith(f"kb: {says}")
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize("words", [(), ("a",), ("a", "b", "c")])
def test_it_takes_a_folder_and_a_file(words):
    """Exit status 2 and how it is called."""
    ran = run_kb("build", *words)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err == "kb: build needs a folder of articles and a file to write; usage: kb build FOLDER FILE\n"


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pipes with names")
def test_a_pipe_is_not_waited_for(small: Path, tmp_path: Path):
    """A named pipe is neither read nor replaced, as a book or as a file to write."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert run_kb("build", str(small), str(pipe)).status == 2
    assert run_kb("--book", str(pipe), "407").status == 2
    assert pipe.is_fifo()
