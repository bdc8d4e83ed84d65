"""`kb paths`: which folders errkb uses."""

from __future__ import annotations

import os
from pathlib import Path

from cli_process import run_kb


def test_three_folders():
    """Content, cache and state, a line each; the last two as the environment says."""
    ran = run_kb("paths")
    assert (ran.status, ran.err) == (0, "")
    names = {line.split()[0]: line.split(maxsplit=1)[1] for line in ran.out.splitlines()}
    assert list(names) == ["content", "cache", "state"]
    assert Path(names["content"], "sources.yaml").is_file()
    assert (names["cache"], names["state"]) == (os.environ["KB_CACHE_DIR"], os.environ["KB_STATE_DIR"])


def test_asking_makes_no_folder(tmp_path):
    """A question leaves nothing behind."""
    run_kb("paths", KB_CACHE_DIR=str(tmp_path / "c"), KB_STATE_DIR=str(tmp_path / "s"))
    assert not (tmp_path / "c").exists()
    assert not (tmp_path / "s").exists()


def test_it_takes_no_argument():
    """Exit status 2 and how it is called."""
    assert run_kb("paths", "all").status == 2
