"""What the chat does beside talking: files, the profile, saved dialogues; and what stands below the prompt."""

from __future__ import annotations

import json
import os
import stat
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

import kb
from kb.edges.dialogues import saved_dialogues
from kb.edges.profile import load_profile
from kb_cli.errands import keep_saved, may_use_osc52, run_errand, with_profile
from kb_cli.session import State, reply, toolbar
from kb_cli.terminal import Screen, render

BOOK = kb.open()


@dataclass
class Chat:
    """A chat whose errands are run, as the terminal's loop does."""

    private: bool = False
    state: State = field(default_factory=lambda: State(platform="windows"))

    def say(self, line: str, *, pasted: bool = False) -> str:
        said = reply(BOOK, self.state, line, Screen(), pasted=pasted)
        self.state = said.state
        text = said.text
        if said.errand:
            done = run_errand(BOOK, self.state, said.errand, private=self.private)
            self.state = done.state
            text += render(done.lines, Screen())
        return text + keep_saved(self.state)


@pytest.fixture
def chat() -> Chat:
    return Chat()


def test_a_ticket_is_shown_and_can_be_copied(chat: Chat) -> None:
    chat.say("CAA20004 for ana.silva@contoso.com")
    said = chat.say("ticket")
    assert said.startswith("# Teams sign-in error CAA20004\n")
    assert "<mail-1>" in said
    assert "ana.silva" not in said
    assert chat.state.copyable[0].rstrip("\n") in said


@pytest.mark.parametrize(
    ("order", "begins"),
    [
        ("/ticket text", "Teams sign-in error CAA20004\n====="),
        ("/ticket json", '{\n  "title": "Teams sign-in error CAA20004"'),
        ("/ticket markdown", "# Teams sign-in error CAA20004\n"),
    ],
)
def test_a_ticket_has_three_forms(chat: Chat, order: str, begins: str) -> None:
    chat.say("CAA20004")
    assert chat.say(order).startswith(begins)


def test_a_ticket_is_written_to_a_new_file_only(chat: Chat, tmp_path: Path) -> None:
    """The ending tells the form; what is there already stays as it is."""
    chat.say("CAA20004")
    file = tmp_path / "ticket.json"
    assert chat.say(f"/ticket {file}").startswith("Written to")
    assert json.loads(file.read_text())["entry"] == "caa20004"
    file.write_text("mine")
    assert "was left as it is" in chat.say(f"/ticket {file}")
    assert file.read_text() == "mine"
    assert "cannot be written" in chat.say(f"/ticket {tmp_path / 'no' / 'folder.md'}")


def test_a_raw_ticket_says_that_it_is_one(chat: Chat) -> None:
    chat.say("CAA20004 for ana.silva@contoso.com")
    said = chat.say("/ticket raw")
    assert "ana.silva@contoso.com" in said
    assert "Nothing is replaced: it may hold secrets." in said


def test_there_is_no_ticket_of_nothing(chat: Chat) -> None:
    assert chat.say("ticket").startswith("There is nothing to write down yet.")


def test_a_dialogue_is_saved_after_each_line_and_resumed(chat: Chat) -> None:
    chat.say("CAA20004")
    assert chat.say("/save room-1").startswith("Saved as room-1, without secrets")
    chat.say("skip")
    chat.say("good")
    later = Chat()
    assert "1. room-1" in later.say("/resume")
    said = later.say("/resume room-1")
    assert said.startswith("Resumed room-1: 2 checks so far.\n\nTeams sign-in error CAA20004\n")
    assert later.state.dialogue.steps == chat.state.dialogue.steps
    assert later.say("why").startswith("Teams sign-in error CAA20004 (caa20004) is ")
    later.say("skip")
    assert Chat().say("/resume room-1").startswith("Resumed room-1: 3 checks so far.")


def test_what_cannot_be_saved_or_resumed_is_said(chat: Chat) -> None:
    chat.say("CAA20004")
    assert chat.say("/save ../up").startswith("Not saved: a name is ")
    assert chat.say("/save").startswith("Under which name?")
    assert chat.say("/resume nothing") == "nothing cannot be resumed: there is none of that name.\n"
    assert chat.say("/resume").startswith("No dialogue is saved.")
    assert chat.state.entry == "caa20004"


def test_a_new_problem_is_not_saved_over_the_old_one(chat: Chat) -> None:
    chat.say("CAA20004")
    chat.say("/save room-1")
    chat.say("/new")
    chat.say("407")
    assert "CAA20004" in Chat().say("/resume room-1")


def test_an_entry_that_this_book_lacks_is_no_fault(small: Path, chat: Chat) -> None:
    chat.say("CAA20004")
    chat.say("/save room-1")
    other = kb.open(small)
    said = reply(other, State(platform="windows"), "/resume room-1", Screen())
    assert said.errand is not None
    done = run_errand(other, said.state, said.errand, private=False)
    assert render(done.lines, Screen()) == "Resumed room-1: 0 checks so far. No entry is at hand.\n"


def test_a_profile_is_kept_on_request_and_known_to_the_next_chat(chat: Chat) -> None:
    chat.say("/set proxy proxy.contoso.com:3128")
    chat.say("/platform macos")
    assert with_profile(State(platform="linux")) == (State(platform="linux"), "")
    assert chat.say("/profile save").startswith("Kept for later chats, in")
    state, word = with_profile(State(platform="linux"))
    assert (state.platform, state.situation.proxy_host, word) == ("macos", "proxy.contoso.com", "")
    assert "proxy.contoso.com" in chat.say("/profile")
    assert chat.say("/profile forget").startswith("The profile is gone")
    assert load_profile().situation is None


def test_a_private_chat_keeps_nothing() -> None:
    chat = Chat(private=True)
    chat.say("CAA20004")
    for order in ("/save room-1", "/profile save"):
        assert chat.say(order).startswith("This chat is private: nothing of it is kept.")
    assert saved_dialogues() == ()
    assert load_profile().situation is None
    assert not Path(os.environ["KB_STATE_DIR"]).exists()


@pytest.mark.skipif(sys.platform == "win32", reason="mode bits say nothing there")
def test_what_is_kept_is_for_this_user_alone(chat: Chat) -> None:
    chat.say("CAA20004")
    chat.say("/save room-1")
    chat.say("/profile save")
    files = [path for path in Path(os.environ["KB_STATE_DIR"]).rglob("*") if path.is_file()]
    assert len(files) == 2
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}


def test_commands_are_numbered_where_there_are_several(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a clipboard the chat says what to do; nothing is sent to a terminal that did not allow it."""
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert chat.say("copy").startswith("There is no command to copy.")
    chat.say("CAA20004")
    said = chat.say("copy")
    assert said.startswith("Copy which?\n  1. curl -I https://teams.microsoft.com\n  2. curl -I https://login.")
    asked = reply(BOOK, chat.state, "/copy 2", Screen()).errand
    assert asked is not None
    assert (asked.do, asked.text) == ("copy", "curl -I https://login.microsoftonline.com")
    both = reply(BOOK, chat.state, "/copy all", Screen()).errand
    assert both is not None
    assert both.text == "\n".join(chat.state.copyable)
    if sys.platform == "linux":
        assert "KB_OSC52=1" in chat.say("/copy 1")


@pytest.mark.parametrize(("value", "allowed"), [(None, False), ("", False), ("0", False), ("1", True)])
def test_the_terminal_s_clipboard_is_used_only_where_allowed(
    monkeypatch: pytest.MonkeyPatch, value: str | None, allowed: bool
) -> None:
    monkeypatch.delenv("KB_OSC52", raising=False)
    if value is not None:
        monkeypatch.setenv("KB_OSC52", value)
    assert may_use_osc52(False) is allowed
    assert may_use_osc52(True)


def test_the_toolbar_says_what_is_known(chat: Chat) -> None:
    assert toolbar(chat.state, 80) == " windows · no entry yet · /help"
    for line in ("/set proxy proxy.contoso.com:3128", "/set cloud china", "/set shell PowerShell", "CAA20004"):
        chat.say(line)
    assert toolbar(chat.state, 100) == (
        " windows · PowerShell · china cloud · proxy.contoso.com:3128 · caa20004 · /help"
    )
    for width in (20, 40, 60):
        assert len(toolbar(chat.state, width)) <= width
    assert "caa20004" in toolbar(chat.state, 60)
