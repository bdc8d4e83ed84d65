"""A command that is copied arrives byte for byte, through real programs and terminals; else the person hears why."""

from __future__ import annotations

import base64
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TextIO

import pytest
from cli_process import environment

from kb_cli.clipboard import LONGEST_FOR_TERMINAL, Copied, copy

COMMANDS = [
    "ipconfig /flushdns",
    "curl -x 'http://proxy:3128' \"https://login.microsoftonline.com\" -w '%{http_code}\\n'",
    "netsh winhttp show proxy\nGet-Item 'HKLM:\\SOFTWARE\\X' |\n\tSelect-Object *",
    "echo $(id) `id` ; rm -rf %TEMP% && -o --help",
    "  two spaces before and after  ",
    "\n\nlines before and after\n\n",
    "-selection primary",
    "echo Grüße 日本 🙂",
    "\\x1b]52;c;eA==\\x07 \\033[0m",
]

_COPY = """
import json, sys
from pathlib import Path
from kb_cli.clipboard import copy
text = Path(sys.argv[1]).read_bytes().decode()
copied = copy(text, osc52=sys.argv[3] == "osc52")
print("copied")
print("said", file=sys.stderr)
Path(sys.argv[2]).write_text(json.dumps([*copied, "pyperclip" in sys.modules]))
"""

_STANDING_IN = """#!/bin/sh
printf '%s\\n' "$0 $*" >>"{folder}/calls"
case " $* " in
*" -o "*) exec cat "{folder}/held" ;;
esac
case "$0" in
*/wl-paste) exec cat "{folder}/held" ;;
esac
cat >"{folder}/held.new"
mv "{folder}/held.new" "{folder}/held"
echo "noise of the program"
echo "noise of the program" >&2
sleep {stays} &
"""

_DISPLAYS = {"xclip": "DISPLAY", "xsel": "DISPLAY", "wl-copy": "WAYLAND_DISPLAY", "qdbus": "DISPLAY"}

programs_stand_in = pytest.mark.skipif(
    sys.platform in ("win32", "darwin") or "microsoft" in os.uname().release.lower(),
    reason="the clipboard is the system's own here, no program can stand in for it",
)
terminals_are_real = pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo terminals here")


@pytest.fixture
def remote(monkeypatch: pytest.MonkeyPatch) -> None:
    """As over SSH, so that no test reaches the clipboard of whoever runs it."""
    monkeypatch.setenv("SSH_CONNECTION", "192.0.2.1 50000 192.0.2.2 22")


@pytest.fixture
def terminal() -> Iterator[tuple[TextIO, Callable[[], bytes]]]:
    """A terminal as a stream, and what it was sent so far."""
    import fcntl

    near, far = os.openpty()
    for end in (near, far):  # nothing waits for ever where too much is written
        fcntl.fcntl(end, fcntl.F_SETFL, fcntl.fcntl(end, fcntl.F_GETFL) | os.O_NONBLOCK)

    def sent() -> bytes:
        try:
            return os.read(near, 1_000_000)
        except BlockingIOError:
            return b""

    with open(far, "w", encoding="ascii") as stream:  # noqa: PTH123 - a descriptor
        yield stream, sent
    os.close(near)


class Desktop:
    """A machine with these clipboard programs alone: `held` is what the clipboard has."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.loaded = False  # whether the last copy loaded pyperclip
        self.programs = folder / "bin"
        self.programs.mkdir()
        for tool in ("cat", "mv", "sleep"):
            (self.programs / tool).symlink_to(shutil.which(tool) or tool)

    def install(self, name: str, script: str = _STANDING_IN, *, stays: int = 0) -> None:
        """Put a program on PATH that keeps what it is given and goes on living for `stays` seconds."""
        program = self.programs / name
        program.write_text(script.replace("{folder}", str(self.folder)).replace("{stays}", str(stays)))
        program.chmod(0o755)

    def hold(self, text: str) -> None:
        """What somebody copied before."""
        (self.folder / "held").write_bytes(text.encode())

    @property
    def held(self) -> bytes:
        return (self.folder / "held").read_bytes()

    @property
    def calls(self) -> str:
        file = self.folder / "calls"
        return file.read_text() if file.exists() else ""

    def copy(self, text: str, **variables: str) -> Copied:
        """Copy in a process of its own, which prints only what is its own and ends although the program lives on."""
        (self.folder / "text").write_bytes(text.encode())
        names = ("SSH_CONNECTION", "SSH_TTY", "DISPLAY", "WAYLAND_DISPLAY")
        settings = {**environment(), **dict.fromkeys(names, ""), "PATH": str(self.programs), **variables}
        done = subprocess.run(
            [sys.executable, "-c", _COPY, str(self.folder / "text"), str(self.folder / "result"), "no"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env=settings,
            timeout=30,
            check=False,
        )
        assert (done.returncode, done.stdout, done.stderr) == (0, b"copied\n", b"said\n")
        *copied, self.loaded = json.loads((self.folder / "result").read_text())
        return Copied(*copied)


@pytest.fixture
def desktop(tmp_path: Path) -> Desktop:
    """A desktop without a clipboard program."""
    return Desktop(tmp_path)


@programs_stand_in
@pytest.mark.parametrize("text", COMMANDS)
def test_a_clipboard_program_gets_the_exact_bytes_on_its_input(desktop: Desktop, text: str) -> None:
    """And never as an argument, whatever the text looks like."""
    desktop.install("xclip")
    assert desktop.copy(text, DISPLAY=":9") == Copied(True, "clipboard", "")
    assert desktop.held == text.encode()
    arguments = {call.partition(" ")[2] for call in desktop.calls.splitlines()}
    assert arguments == {"-selection c", "-selection c -o"}


@programs_stand_in
@pytest.mark.parametrize(("name", "also"), [("xclip", ""), ("xsel", ""), ("wl-copy", "wl-paste")])
def test_every_program_is_found_by_the_display_it_serves(desktop: Desktop, name: str, also: str) -> None:
    """X11 and Wayland."""
    for program in filter(None, (name, also)):
        desktop.install(program)
    assert desktop.copy(COMMANDS[2], **{_DISPLAYS[name]: "9"}).how == "clipboard"
    assert desktop.held == COMMANDS[2].encode()
    other = {"DISPLAY": "WAYLAND_DISPLAY", "WAYLAND_DISPLAY": "DISPLAY"}[_DISPLAYS[name]]
    assert not desktop.copy("another", **{other: "9"}).done
    assert desktop.held == COMMANDS[2].encode()


@programs_stand_in
def test_a_program_that_lives_on_holds_nobody_up(desktop: Desktop) -> None:
    """xclip stays behind to serve the clipboard; it must not keep the terminal open, nor print into the chat."""
    desktop.install("xclip", stays=20)
    started = time.monotonic()
    assert desktop.copy("ipconfig", DISPLAY=":9").done
    assert time.monotonic() - started < 15


@programs_stand_in
@pytest.mark.parametrize("script", ["#!/bin/sh\necho broken >&2\nexit 1\n", "#!/no/such/interpreter\n", "\x7fELF"])
def test_a_program_that_fails_is_said(desktop: Desktop, script: str) -> None:
    """However it fails: pyperclip itself does not notice most of it."""
    desktop.install("xclip", script)
    copied = desktop.copy("ipconfig", DISPLAY=":9")
    assert (copied.done, copied.how) == (False, "")
    assert "did not" in copied.why
    assert copied.why.endswith("; mark it with the mouse, or allow OSC 52 with KB_OSC52=1.")


@programs_stand_in
def test_what_was_on_the_clipboard_before_is_no_success_and_is_not_told(desktop: Desktop) -> None:
    """A program that leaves it as it was has not copied."""
    desktop.hold("my password")
    desktop.install("xclip", '#!/bin/sh\ncase "$*" in *-o) cat "{folder}/held" ;; esac\n')
    copied = desktop.copy("ipconfig", DISPLAY=":9")
    assert not copied.done
    assert copied.why.startswith("xclip did not put it on the clipboard;")
    assert "password" not in copied.why


@programs_stand_in
def test_a_clipboard_that_changes_the_text_is_no_success(desktop: Desktop) -> None:
    """A trailing line feed would run the command as it is pasted."""
    desktop.install("xclip", _STANDING_IN.replace("mv ", "echo >>'{folder}/held.new'\nmv "))
    assert not desktop.copy("ipconfig", DISPLAY=":9").done
    assert desktop.held == b"ipconfig\n"


@programs_stand_in
def test_where_one_program_fails_the_next_is_tried(desktop: Desktop) -> None:
    """A stale WAYLAND_DISPLAY is no reason to fail."""
    desktop.install("wl-copy", "#!/bin/sh\nexit 1\n")
    desktop.install("wl-paste", "#!/bin/sh\nexit 1\n")
    desktop.install("xclip")
    assert desktop.copy("ipconfig", DISPLAY=":9", WAYLAND_DISPLAY="gone").done
    assert desktop.held == b"ipconfig"


@programs_stand_in
def test_without_a_program_the_person_hears_what_to_install(desktop: Desktop) -> None:
    """One sentence, no traceback."""
    why = "There is no clipboard program; install wl-clipboard or xclip, or allow OSC 52 with KB_OSC52=1."
    assert desktop.copy("ipconfig", DISPLAY=":9") == Copied(False, "", why)
    assert desktop.copy("ipconfig", WAYLAND_DISPLAY="wayland-0") == Copied(False, "", why)


@programs_stand_in
def test_a_program_that_takes_the_text_as_an_argument_is_never_started(desktop: Desktop) -> None:
    """Every user of the machine can read the arguments of a program."""
    desktop.install("klipper")
    desktop.install("qdbus")
    assert desktop.copy("ipconfig", DISPLAY=":9").why.startswith("There is no clipboard program;")
    assert desktop.calls == ""


@programs_stand_in
@pytest.mark.parametrize(
    ("variables", "why"),
    [
        ({}, "There is no desktop here, so no clipboard; allow OSC 52 with KB_OSC52=1."),
        *(
            (
                {"DISPLAY": "localhost:10.0", name: "x"},
                "Over SSH the clipboard of this machine is not the one you paste from; allow OSC 52 with KB_OSC52=1.",
            )
            for name in ("SSH_CONNECTION", "SSH_TTY")
        ),
    ],
)
def test_the_wrong_machines_clipboard_is_not_touched(desktop: Desktop, variables: dict[str, str], why: str) -> None:
    """Neither over SSH nor where there is no desktop; pyperclip is not even loaded."""
    desktop.install("xclip")
    assert desktop.copy("ipconfig", **variables) == Copied(False, "", why)
    assert desktop.calls == ""
    assert not desktop.loaded


@terminals_are_real
@pytest.mark.usefixtures("remote")
@pytest.mark.parametrize("text", COMMANDS)
def test_a_terminal_is_sent_one_sequence_and_nothing_else(
    text: str, terminal: tuple[TextIO, Callable[[], bytes]]
) -> None:
    """Where the person allowed it."""
    stream, sent = terminal
    assert copy(text, osc52=True, stream=stream) == Copied(True, "terminal", "")
    assert sent() == b"\x1b]52;c;" + base64.b64encode(text.encode()) + b"\x07"


@terminals_are_real
@pytest.mark.usefixtures("remote")
def test_standard_output_is_the_terminal_if_none_is_given(
    terminal: tuple[TextIO, Callable[[], bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Looked up when copying, not when the module is loaded."""
    stream, sent = terminal
    monkeypatch.setattr(sys, "stdout", stream)
    assert copy("id", osc52=True).how == "terminal"
    assert sent() == b"\x1b]52;c;aWQ=\x07"


@terminals_are_real
@pytest.mark.usefixtures("remote")
def test_a_terminal_is_sent_nothing_that_was_not_allowed(terminal: tuple[TextIO, Callable[[], bytes]]) -> None:
    """OSC 52 is feared for good reasons."""
    stream, sent = terminal
    copied = copy("ipconfig", osc52=False, stream=stream)
    assert not copied.done
    assert "KB_OSC52=1" in copied.why
    assert sent() == b""


@pytest.mark.usefixtures("remote")
def test_a_stream_that_is_no_terminal_is_sent_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file would keep the sequence, a pipe hand it on. No stream given: standard output, here no terminal either."""
    with (tmp_path / "out").open("w") as file:
        copied = copy("ipconfig", osc52=True, stream=file)
    assert (tmp_path / "out").read_bytes() == b""
    assert copied == copy("ipconfig", osc52=True)
    assert capsys.readouterr().out == ""
    assert (copied.done, copied.how) == (False, "")
    assert copied.why.endswith("and OSC 52 needs a terminal as output; run kb in one.")


@pytest.mark.usefixtures("remote")
def test_a_stream_that_is_gone_is_said() -> None:
    """Nothing is raised."""
    stream = io.StringIO()
    stream.close()
    copied = copy("ipconfig", osc52=True, stream=stream)
    assert not copied.done
    assert "the terminal did not take it" in copied.why


@terminals_are_real
@pytest.mark.usefixtures("remote")
def test_a_text_too_long_for_terminals_is_refused_whole(terminal: tuple[TextIO, Callable[[], bytes]]) -> None:
    """They would drop it without a word, or cut it. What counts are bytes."""
    stream, sent = terminal
    copied = copy("é" * (LONGEST_FOR_TERMINAL // 2 + 1), osc52=True, stream=stream)
    assert not copied.done
    assert "74,996 bytes, and a terminal is sent 74,994 at most" in copied.why
    assert sent() == b""


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("id \x1b[8m; evil", "\\x1b"),
        ("ipconfig\r\nevil", "\\x0d"),
        ("id\x07", "\\x07"),
        ("id\x00; evil", "\\x00"),
        ("id \u202e; live", "\\u202e"),
        ("i\u200bd", "\\u200b"),
        ("id\u00a0-u", "\\u00a0"),  # `visible` lets it pass, but the chat shows commands with an escape for it
        ("i\u200dd", "\\u200d"),
        ("id \U000e0041", "\\U000e0041"),
        ("id \udc80", "\\udc80"),
    ],
)
@terminals_are_real
@pytest.mark.usefixtures("remote")
def test_a_text_that_hides_something_is_not_copied(
    text: str, shown: str, terminal: tuple[TextIO, Callable[[], bytes]]
) -> None:
    """What is pasted is what was shown; the reason names the character and is itself safe to show."""
    stream, sent = terminal
    why = f"It holds the hidden character {shown} and is not copied; type it by hand."
    assert copy(text, osc52=True, stream=stream) == Copied(False, "", why)
    assert sent() == b""


def test_nothing_is_not_copied() -> None:
    """It would empty the clipboard."""
    assert copy("", osc52=True) == Copied(False, "", "There is nothing to copy.")


@pytest.fixture
def tmux() -> Iterator[Callable[..., bytes]]:
    """A tmux of its own that takes OSC 52: its commands, and what they print."""
    program = shutil.which("tmux")
    if program is None:
        pytest.skip("tmux is not installed")
    settings = {**environment(), "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "SSH_CONNECTION": "x"}
    settings.pop("TMUX", None)

    def run(*arguments: str) -> bytes:
        command = [program, "-L", "errkb", "-f", os.devnull, *arguments]
        return subprocess.run(command, env=settings, capture_output=True, timeout=30, check=True).stdout

    with tempfile.TemporaryDirectory() as folder:  # for the socket, whose path must be short: no tmp_path
        settings["TMUX_TMPDIR"] = folder
        run("new-session", "-d", "sleep 120")
        try:
            run("set-option", "-s", "set-clipboard", "on")
            run("set-option", "-g", "remain-on-exit", "on")
            yield run
        finally:
            run("kill-server")


@pytest.mark.parametrize("text", [*COMMANDS, "x" * LONGEST_FOR_TERMINAL], ids=lambda text: ascii(text[:20]))
def test_tmux_takes_the_exact_bytes(text: str, tmux: Callable[..., bytes], tmp_path: Path) -> None:
    """End to end: a process in a pane copies, tmux's buffer has the command; also the longest that is sent."""
    (tmp_path / "text").write_bytes(text.encode())
    (tmp_path / "copy.py").write_text(_COPY)
    arguments = [str(tmp_path / name) for name in ("copy.py", "text", "result")]
    tmux("new-window", "-d", "-n", "copying", sys.executable, *arguments, "osc52")
    _wait(lambda: tmux("display-message", "-p", "-t", "copying", "#{pane_dead}").strip() == b"1")
    assert json.loads((tmp_path / "result").read_text())[:3] == [True, "terminal", ""]
    _wait(lambda: tmux("list-buffers") != b"")
    assert tmux("show-buffer") == text.encode()
    assert b"52;c" not in tmux("capture-pane", "-p", "-t", "copying")


def _wait(until: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not until():
        assert time.monotonic() < end, "it takes too long"
        time.sleep(0.02)
