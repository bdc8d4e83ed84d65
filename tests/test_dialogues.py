"""kb.edges.dialogues: what was saved comes back without secrets; whatever else lies there is a word, never an error."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

import kb
from kb.dialogue import Dialogue, Move, take_turn
from kb.edges.dialogues import load_dialogue, save_dialogue, saved_dialogues

BOOK = kb.open()
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="mode bits and signals say nothing there")
NXDOMAIN = """C:\\Users\\ana.silva>nslookup login.microsoftonline.com
Server:  dc01.corp.contoso.com
Address:  10.0.0.4

*** dc01.corp.contoso.com can't find login.microsoftonline.com: Non-existent domain
"""


def after(*words: str | Move) -> Dialogue:
    dialogue = Dialogue()
    for one in words:
        dialogue = take_turn(BOOK, dialogue, one).dialogue
    return dialogue


@pytest.fixture
def folder() -> Path:
    """Where dialogues are kept; it is there."""
    path = Path(os.environ["KB_STATE_DIR"], "dialogues")
    path.mkdir(mode=0o700, parents=True)
    path.parent.chmod(0o700)
    return path


def test_what_was_saved_comes_back_and_goes_on() -> None:
    dialogue = after(Move(do="set", value="proxy_host=proxy.contoso.com"), "Teams CAA20004", NXDOMAIN, Move(do="skip"))
    assert save_dialogue("room-1", dialogue) == ""
    loaded = load_dialogue("room-1").dialogue
    assert loaded is not None
    assert (loaded.entry, loaded.trail, loaded.questions) == ("caa20004", ("caa20004",), ("Teams CAA20004",))
    assert [step.outcome for step in loaded.steps] == ["bad", "unknown"]
    assert loaded.situation.proxy_host == "proxy.contoso.com"
    assert take_turn(BOOK, loaded, Move(do="next")).check == take_turn(BOOK, dialogue, Move(do="next")).check
    assert saved_dialogues() == ("room-1",)


def test_secrets_are_not_saved() -> None:
    save_dialogue("a", after("CAA20004 for ana.silva@contoso.com, password=Zebra-9", NXDOMAIN))
    text = Path(os.environ["KB_STATE_DIR"], "dialogues", "a.json").read_text()
    for secret in ("ana.silva", "Zebra-9", "dc01", "10.0.0.4"):
        assert secret not in text
    assert "<mail-1>" in text


@POSIX
def test_the_file_is_for_this_user_alone() -> None:
    save_dialogue("a", Dialogue())
    path = Path(os.environ["KB_STATE_DIR"], "dialogues", "a.json")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(path.parent.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../a", "a/b", "a\\b", "a b", "x" * 61, "con", "NUL.txt", "é", "a\n", "-a"]
)
def test_a_name_that_is_none_is_refused(name: str) -> None:
    assert save_dialogue(name, Dialogue()).startswith("a name is ")
    assert load_dialogue(name).word.startswith("a name is ")
    assert saved_dialogues() == ()


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "it is damaged"),
        (b"\xff", "it is damaged"),
        (b"[" * 100_000, "it is damaged"),
        (b"[]", "it is no dialogue of this version"),
        (b'{"errkb-dialogue": 2}', "it is no dialogue of this version"),
        (b'{"errkb-dialogue": 1}', "it is damaged"),
        (b'{"errkb-dialogue": 1, "dialogue": {"colour": "red"}}', "it is damaged"),
        (b" " * 2_000_001, "it is no file of yours alone"),
    ],
)
def test_what_is_no_dialogue_is_told_in_a_word(folder: Path, data: bytes, word: str) -> None:
    Path(folder, "a.json").write_bytes(data)
    Path(folder, "a.json").chmod(0o600)
    assert load_dialogue("a") == (None, word)


def test_a_dialogue_that_is_not_there_or_too_long() -> None:
    assert load_dialogue("a").word == "there is none of that name"
    assert save_dialogue("a", Dialogue(questions=("x " * 1_000_001,))).startswith("it is too long to be kept")


@POSIX
def test_a_link_is_not_followed(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "other.json"
    target.write_text("{}")
    Path(folder, "a.json").symlink_to(target)
    assert load_dialogue("a").dialogue is None
    assert save_dialogue("a", Dialogue()) == ""
    assert target.read_text() == "{}"


_WRITER = """
import sys
from kb.dialogue import Dialogue
from kb.edges.dialogues import save_dialogue
number = 0
while True:
    number += 1
    assert save_dialogue("a", Dialogue(questions=(str(number) * 20_000,))) == ""
    if number == 1:
        print("begun", flush=True)
"""


@POSIX
def test_a_kill_at_any_point_leaves_the_old_dialogue_or_the_new_one() -> None:
    for run in range(6):
        with subprocess.Popen([sys.executable, "-c", _WRITER], stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == b"begun\n"
            time.sleep(0.011 * run)
            process.send_signal(signal.SIGKILL)
        loaded = load_dialogue("a").dialogue
        assert loaded is not None
        (question,) = loaded.questions
        assert question == question[: len(question) // 20_000] * 20_000
        json.loads(Path(os.environ["KB_STATE_DIR"], "dialogues", "a.json").read_text())
