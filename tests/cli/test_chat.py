"""The chat in a real terminal: a pseudo terminal of the system, with pyte as the screen."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pseudo_terminal import CHAT, PATIENCE, Terminal

_PRIVATE = (
    "import os; os.login_tty(0); from kb_cli.repl import run; run(None, colour='auto', platform='', private=True)"
)

PASTE = """PS C:\\Users\\admin> Invoke-WebRequest -Uri https://adminwebservice.microsoftonline.com/ProvisioningService.svc
Invoke-WebRequest : The remote server returned an error: (407) Proxy Authentication Required.
At line:1 char:1
+ Invoke-WebRequest -Uri https://adminwebservice.microsoftonline.com/Pro ...
+ ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
    + CategoryInfo          : InvalidOperation: (System.Net.HttpWebRequest:HttpWebRequest), WebException
    + FullyQualifiedErrorId : WebCmdletWebResponseException

PS C:\\Users\\admin> $Error[0].Exception.Message
The remote server returned an error: (407) Proxy Authentication Required."""

ENTER, ALT_ENTER, CTRL_C, CTRL_D, CTRL_L, CTRL_R, TAB, UP = (
    "\r",
    "\x1b\r",
    "\x03",
    "\x04",
    "\x0c",
    "\x12",
    "\t",
    "\x1b[A",
)


Open = Callable[..., Terminal]


@pytest.fixture
def terminal() -> Iterator[Open]:
    """Opens `kb chat` in a terminal of that size, with those settings in its environment."""
    opened: list[Terminal] = []

    def start(*arguments: str, columns: int = 100, rows: int = 200, code: str = CHAT, **settings: str) -> Terminal:
        opened.append(Terminal(code, ["chat", *arguments], columns, rows, settings))
        return opened[-1]

    yield start
    for one in opened:
        one.close()


@pytest.fixture
def history() -> Path:
    """The file of earlier questions."""
    return Path(os.environ["KB_STATE_DIR"], "history.jsonl")


def _prompt(chat: Terminal) -> Terminal:
    chat.wait_for("\n>")
    return chat


def test_a_paste_of_ten_lines_is_one_question(terminal: Open) -> None:
    """It is shown as one short label, Enter looks all of it up, and `why` names its lines."""
    chat = _prompt(terminal("--platform", "windows"))
    chat.paste(PASTE)
    shown = chat.wait_for("> [10 lines pasted: PS C:\\Users\\a")
    assert "FullyQualifiedErrorId" not in shown
    chat.type(ENTER)
    shown = chat.wait_for("That was http-407-proxy.")
    assert shown.count("sure: code 407") == 1
    chat.type("why" + ENTER)
    assert "code: “407” in line 2" in chat.wait_for("Next best")
    chat.type(CTRL_D)
    assert chat.status() == 0


def test_a_short_paste_stands_in_the_line_and_can_be_edited(terminal: Open) -> None:
    """Its lines are seen, and what is typed after it belongs to the question."""
    chat = _prompt(terminal())
    chat.paste("the proxy says\n407")
    chat.wait_for("> the proxy says\n  407")
    chat.type(" again" + ENTER)
    chat.wait_for("\n>", times=2)
    chat.type(UP)
    chat.wait_for("  407 again", times=2)


def test_a_paste_that_comes_before_the_prompt_stays_one_question(terminal: Open) -> None:
    """The terminal is asked to mark pastes before anything else is done."""
    chat = terminal()
    chat.wait_for("errkb,")
    chat.paste("/quit\nthe proxy says\n407")
    assert "[200~" not in chat.wait_for("\n> /quit\n  the proxy says\n  407")
    chat.type(ENTER)
    chat.wait_for("\n>", times=2)
    chat.type("/help" + ENTER)
    chat.wait_for("/search WORDS")


def test_a_pasted_slash_is_never_an_order(terminal: Open, history: Path) -> None:
    """Neither at once nor when the history brings it back."""
    chat = _prompt(terminal())
    chat.paste("/quit")
    chat.type(ENTER)
    chat.wait_for("No answer that I would stand behind.")
    chat.type(UP)
    chat.wait_for(">  /quit")
    chat.type(ENTER)
    chat.wait_for("No answer that I would stand behind.", times=2)
    assert json.loads(history.read_text().splitlines()[0]) == " /quit"
    chat.type("/quit" + ENTER)
    assert chat.status() == 0


def test_a_pasted_escape_reaches_the_screen_as_text_only(terminal: Open) -> None:
    """No title, no clearing, no colour, no reordering: neither from the echo nor from the answer."""
    chat = _prompt(terminal(NO_COLOR="1"))
    evil = "\x1b]0;owned\x07\x1b[2J\x1b[31mred\x1b]52;c;b3duZWQ=\x07 \u202e rtl \u009b32m (407)"
    chat.paste(evil)
    chat.wait_for("> \\x1b]0;owned\\x07\\x1b[2J\\x1b[31mred\\x1b]52;c;b3duZWQ=\\x07 \\u202e rtl \\x9b32m (407)")
    chat.type(ENTER)
    chat.wait_for("That was")
    chat.type("why" + ENTER)
    chat.wait_for("Next best")
    chat.type("/" + evil[-20:] + ENTER)
    chat.type("/show " + evil.replace("\x1b", "") + ENTER)
    chat.wait_for("\n>", times=5)
    assert chat.title() == ""
    for sequence in ("\x1b]", "\x1b[2J", "\x1b[31m", "\u202e", "\u009b"):
        assert sequence.encode() not in chat.raw, sequence


def test_alt_enter_adds_a_line(terminal: Open) -> None:
    """Enter then looks up both."""
    chat = _prompt(terminal())
    chat.type("first" + ALT_ENTER + "407 proxy")
    chat.wait_for("> first\n  407 proxy")
    chat.type(ENTER)
    chat.wait_for("\n>", times=2)
    chat.type("why" + ENTER)
    chat.wait_for("in line 2")


def test_control_c_clears_the_line_and_twice_says_how_to_leave(terminal: Open) -> None:
    """It never leaves the chat; Ctrl-D on an empty line does, with status 0."""
    chat = _prompt(terminal())
    chat.type("some words" + CTRL_C)
    chat.wait_for("\n>", times=2)
    chat.type(CTRL_C)
    chat.wait_for("\n>", times=3)
    chat.type(CTRL_C)
    chat.wait_for("Ctrl-D or /quit leaves, /help says more.")
    chat.type(CTRL_D)
    assert chat.status() == 0


def test_the_history_is_searched_across_chats(terminal: Open, history: Path) -> None:
    """Ctrl-R finds what an earlier chat asked; the file is for this user only."""
    first = _prompt(terminal())
    first.type("/search squeaky hinges" + ENTER)
    first.wait_for("No entry has squeaky hinges.")
    first.type(CTRL_D)
    assert first.status() == 0
    assert stat.S_IMODE(history.stat().st_mode) == 0o600
    second = _prompt(terminal())
    second.type(CTRL_R + "hinges")
    second.wait_for("> /search squeaky hinges")


def test_the_history_keeps_no_secrets(terminal: Open, history: Path) -> None:
    """The same value has the same stand-in throughout a chat; what is too long to be kept is not written at all."""
    chat = _prompt(terminal())
    chat.type("/search ann@contoso.com password=Zebra-9" + ENTER)
    chat.wait_for("\n>", times=2)
    chat.paste("Proxy-Authorization: Basic YW5uOlplYnJhLTk=\nsent by ann@contoso.com to 10.1.2.3, got 407")
    chat.type(ENTER)
    chat.wait_for("\n>", times=3)
    chat.paste("password=Zebra-9\n" * 1000)
    chat.type(ENTER)
    chat.wait_for("\n>", times=4)
    chat.type(CTRL_D)
    assert chat.status() == 0
    assert [json.loads(line) for line in history.read_text().splitlines()] == [
        "/search <mail-1> password=<password-1>",
        "Proxy-Authorization: Basic <token-1>\nsent by <mail-1> to <ip-1>, got 407",
    ]


def test_a_private_chat_leaves_no_history(terminal: Open, history: Path) -> None:
    """Nothing is written, and the arrow keys still work."""
    chat = _prompt(terminal(code=_PRIVATE))
    chat.type("/search zebra" + ENTER)
    chat.wait_for("No entry has zebra.")
    chat.type(UP)
    chat.wait_for("> /search zebra", times=2)
    chat.type(CTRL_C + CTRL_D)
    assert chat.status() == 0
    assert not history.exists()


def test_orders_are_completed(terminal: Open) -> None:
    """A slash offers the orders with what they do; Tab takes one."""
    chat = _prompt(terminal())
    chat.type("/pl")
    chat.wait_for("commands for windows, macos, linux or all")
    chat.type(TAB + " mac")
    chat.wait_for("/platform mac")
    chat.type(TAB + ENTER)
    chat.wait_for("Commands are shown for macOS from now on.")
    chat.wait_for(" macos · no entry yet")


def test_control_l_clears_the_screen(terminal: Open) -> None:
    """The prompt stays, the greeting is gone."""
    chat = _prompt(terminal())
    chat.type("half a line" + CTRL_L)
    end = time.monotonic() + PATIENCE
    while not chat.wait_for("half a line").startswith("> half a line") and time.monotonic() < end:
        chat.type("")
    assert chat.shown().startswith("> half a line")


def test_a_narrow_window_is_enough(terminal: Open) -> None:
    """Greeting, label of a paste and toolbar fit 40 columns."""
    chat = terminal(columns=40)
    chat.wait_for("/help says more, Ctrl-D leaves.")
    chat.paste(PASTE)
    chat.wait_for("> [10 lines pasted: PS C:\\Users\\a…]")
    chat.type(ENTER)
    chat.wait_for("That was http-407-proxy.")
    chat.wait_for("· http-407-proxy")


def test_without_colour_none_is_sent(terminal: Open) -> None:
    """NO_COLOR leaves bold and reverse, and no colour by number."""
    chat = _prompt(terminal(NO_COLOR="1"))
    chat.type("407" + ENTER)
    chat.wait_for("That was http-407-proxy.")
    for number in (*range(31, 38), *range(41, 48), *range(90, 98)):
        assert f"\x1b[{number}m".encode() not in chat.raw
        assert f";{number}m".encode() not in chat.raw


def test_accessible_means_no_toolbar_and_no_menu(terminal: Open) -> None:
    """Only what was typed and what was said is on the screen."""
    chat = _prompt(terminal(ACCESSIBLE="1"))
    chat.type("/pl")
    assert chat.wait_for("> /pl").endswith("> /pl")
    chat.type("atform macos" + ENTER)
    assert "·" not in chat.wait_for("Commands are shown for macOS from now on.")


def test_a_dumb_terminal_gets_plain_lines(terminal: Open, history: Path) -> None:
    """No escape is sent at all; /paste and /end collect a question; Ctrl-C and Ctrl-D work."""
    chat = terminal(TERM="dumb")
    chat.wait_for("\n>")
    chat.type("/paste\n")
    chat.wait_for("paste>")
    chat.type(PASTE + "\n/end\n")
    chat.wait_for("That was http-407-proxy.")
    chat.type(CTRL_C)
    chat.wait_for("^C\n>")
    chat.type(CTRL_C)
    chat.wait_for("Ctrl-D or /quit leaves")
    chat.type(CTRL_D)
    assert chat.status() == 0
    assert b"\x1b" not in chat.raw
    assert not history.exists()


def test_a_pipe_is_read_line_by_line() -> None:
    """Only the answers are printed: no greeting, no prompt, no escape."""
    done = subprocess.run(
        [sys.executable, "-m", "kb_cli", "chat"],
        input=b"407\n\xff\n/paste\nthe server said\n502\n/end\n/quit\n403\n",
        capture_output=True,
        check=True,
    )
    text = done.stdout.decode()
    assert text.startswith("Found by name: 407\n")
    assert "502" in text
    assert "Found by name: 403" not in text
    assert "\x1b" not in text
    assert "errkb," not in text
