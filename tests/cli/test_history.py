"""What the chat remembers of earlier questions, and what it does when it cannot."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest
from conftest import is_root

from kb_cli.history import ENTRIES_KEPT, LONGEST_KEPT, QuestionHistory


@pytest.fixture
def file() -> Path:
    """Where the questions are kept."""
    return Path(os.environ["KB_STATE_DIR"], "history.jsonl")


def history(*, private: bool = False) -> QuestionHistory:
    """The history as a new chat has it."""
    return QuestionHistory(str, private=private)


def earlier() -> list[str]:
    """What a new chat remembers, the latest first."""
    return list(history().load_history_strings())


def test_questions_come_back_the_latest_first(file: Path) -> None:
    """One JSON string a line, so that a question of many lines is one."""
    chat = history()
    chat.append_string("first")
    chat.append_string("second\nof two lines \u202e")
    assert earlier() == ["second\nof two lines \u202e", "first"]
    assert file.read_bytes() == b'"first"\n"second\\nof two lines \\u202e"\n'


def test_two_chats_share_the_file() -> None:
    """Each appends, none loses what the other wrote."""
    one, other = history(), history()
    for number in range(3):
        one.append_string(f"one {number}")
        other.append_string(f"other {number}")
    assert earlier() == ["other 2", "one 2", "other 1", "one 1", "other 0", "one 0"]


def test_the_same_question_twice_is_kept_once() -> None:
    """The arrow keys should not have to step over it."""
    chat = history()
    chat.append_string("again")
    chat.append_string("again")
    assert earlier() == ["again"]


def test_the_file_is_for_this_user_alone(file: Path) -> None:
    """Also where it was open to others before."""
    if sys.platform == "win32":
        pytest.skip("access lists guard the profile here")
    history().append_string("x")
    assert file.stat().st_mode & 0o777 == 0o600
    file.chmod(0o644)
    earlier()
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o077 == 0


def test_a_private_chat_neither_reads_nor_writes(file: Path) -> None:
    """It remembers within itself only."""
    history().append_string("before")
    chat = history(private=True)
    chat.append_string("secret")
    assert chat.get_strings() == ["secret"]
    assert list(chat.load_history_strings()) == []
    assert "secret" not in file.read_text()


def test_the_file_does_not_grow_without_end(file: Path) -> None:
    """Past twice the number that is kept it is shortened."""
    history().append_string("x")
    file.write_text("".join(json.dumps(f"question {number}") + "\n" for number in range(2 * ENTRIES_KEPT + 5)))
    assert len(earlier()) == ENTRIES_KEPT
    assert earlier()[0] == f"question {2 * ENTRIES_KEPT + 4}"
    assert len(file.read_text().splitlines()) == ENTRIES_KEPT
    assert sys.platform == "win32" or file.stat().st_mode & 0o777 == 0o600


def test_a_very_long_question_is_remembered_for_this_chat_only() -> None:
    """A log of thousands of lines is no line to come back to."""
    chat = history()
    chat.append_string("x" * (LONGEST_KEPT + 1))
    assert len(chat.get_strings()) == 1
    assert earlier() == []


@pytest.mark.parametrize("junk", [b"\x00\xff\xfe", b'"cut off', b"{}", b"17", b"[]"])
def test_damaged_lines_are_passed_by(file: Path, junk: bytes) -> None:
    """The others are still there."""
    history().append_string("good")
    file.write_bytes(junk + b"\n" + file.read_bytes())
    assert earlier() == ["good"]


def test_a_line_that_was_cut_off_takes_no_other_with_it(file: Path) -> None:
    """A chat that died while it wrote costs its own question only."""
    history().append_string("good")
    file.write_bytes(file.read_bytes() + b'"half a quest')
    history().append_string("next")
    assert earlier() == ["next", "good"]


def test_a_folder_in_place_of_the_file_leaves_the_history_in_memory(file: Path) -> None:
    """Nothing is said about it."""
    file.mkdir(parents=True)
    chat = history()
    assert list(chat.load_history_strings()) == []
    chat.append_string("still there")
    assert chat.get_strings() == ["still there"]


def test_a_link_in_place_of_the_file_is_not_followed(file: Path, tmp_path: Path) -> None:
    """A question never ends up in another file."""
    if not hasattr(os, "O_NOFOLLOW"):
        pytest.skip("links are not told apart here")
    target = tmp_path / "target"
    target.write_text("mine\n")
    file.parent.mkdir(mode=0o700, parents=True)
    file.symlink_to(target)
    history().append_string("x")
    assert target.read_text() == "mine\n"


def test_a_locked_folder_leaves_the_history_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home that cannot be written is no reason to fail."""
    if sys.platform == "win32" or is_root():
        pytest.skip("permissions do not hold this user back")
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    monkeypatch.setenv("KB_STATE_DIR", str(locked / "state"))
    chat = history()
    chat.append_string("x")
    assert chat.get_strings() == ["x"]
