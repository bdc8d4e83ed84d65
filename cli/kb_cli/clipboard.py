"""A command onto the clipboard, exactly as it is shown: the system's, else where allowed the terminal's (OSC 52). Edge.

pyperclip fills the system's clipboard: it hands the text to the clipboard program on its standard input. No shell, and
nothing of the text becomes an argument.
"""

from __future__ import annotations

import base64
import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal, NamedTuple, TextIO

from kb.safe_text import visible_exact, visible_line

LONGEST_FOR_TERMINAL = 74_994
"""Bytes of text that a terminal is sent; it drops what is too long for it without a word.

They are 99,992 characters of base64, 100,000 with the sequence around them: the bound of hterm's own osc52.sh
(github.com/chromium/hterm, etc/osc52.sh). Some terminals take less, one about 3,000 (Eugeny/tabby#6001).
"""

_Program = Literal["wl-clipboard", "xclip", "xsel"]

_PROGRAMS: tuple[tuple[_Program, str, tuple[str, ...]], ...] = (
    ("wl-clipboard", "WAYLAND_DISPLAY", ("wl-copy", "wl-paste")),
    ("xclip", "DISPLAY", ("xclip",)),
    ("xsel", "DISPLAY", ("xsel",)),
)
"""pyperclip's name, the variable that names the display, what must be on PATH.

Named one by one because pyperclip's own choice may fall on klipper, which gets the text as an argument.
"""

_LOOKS = (0.0, 0.05, 0.1, 0.2, 0.4)
"""Seconds before each look whether the clipboard holds the text: xsel returns before it does."""


class Copied(NamedTuple):
    """Whether the text was copied, how, and else why not and what to do.

    `how` is "clipboard", "terminal" or "". "terminal" means sent: no terminal says whether it took it.
    """

    done: bool
    how: str
    why: str


class _Failure(NamedTuple):
    """What happened, without a full stop, and what else can be done than allow OSC 52 (may be '')."""

    what: str
    instead: str


def copy(text: str, *, osc52: bool, stream: TextIO | None = None) -> Copied:
    """Puts the text on the clipboard byte for byte; where that cannot be, says why and raises nothing.

    `osc52`: the person allowed the terminal's clipboard. `stream`: the terminal, standard output if not given.
    A text that hides something is not copied: what is pasted is what was shown, and commands are shown by this rule.
    """
    if not text:
        return _not_copied("There is nothing to copy.")
    if visible_exact(text) != text:
        hidden = next(visible_exact(char) for char in text if visible_exact(char) != char)
        return _not_copied(f"It holds the hidden character {hidden} and is not copied; type it by hand.")
    failure = _to_system(text)
    if failure is None:
        return Copied(True, "clipboard", "")
    if osc52:
        return _to_terminal(text, sys.stdout if stream is None else stream, failure)
    instead = f"{failure.instead}, or " if failure.instead else ""
    return _not_copied(f"{failure.what}; {instead}allow OSC 52 with KB_OSC52=1.")


def _not_copied(why: str) -> Copied:
    return Copied(False, "", why)


def _to_system(text: str) -> _Failure | None:
    """Puts the text on the system's clipboard; None where it is there."""
    if os.environ.get("SSH_CONNECTION") or os.environ.get("SSH_TTY"):
        return _Failure("Over SSH the clipboard of this machine is not the one you paste from", "")
    if sys.platform in ("win32", "darwin") or _is_windows_below():
        why = _by_pyperclip(text, None)
        return _Failure(why, "mark it with the mouse") if why else None
    if not (os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY")):
        return _Failure("There is no desktop here, so no clipboard", "")
    failure = _Failure("There is no clipboard program", "install wl-clipboard or xclip")
    for program, display, needed in _PROGRAMS:
        if os.environ.get(display) and all(map(shutil.which, needed)):
            why = _by_pyperclip(text, program)
            if not why:
                return None
            failure = _Failure(why, "mark it with the mouse")
    return failure


def _is_windows_below() -> bool:
    """Whether this is Linux inside Windows (WSL) that can reach the clipboard of Windows."""
    if sys.platform == "win32":
        return False
    return "microsoft" in os.uname().release.lower() and shutil.which("clip.exe") is not None


def _by_pyperclip(text: str, program: _Program | None) -> str:
    """Copies with this program, or with what Windows or macOS have (None). '' where it is done, else what happened.

    pyperclip does not look at how a program ended, so the clipboard is read to see whether it holds the text; what else
    it may hold is compared and forgotten. Windows reports failures, and on macOS reading may ask the person first.
    """
    try:
        import pyperclip  # only here: a chat without a copy does not pay for it

        with _silent():
            if program is None:
                pyperclip.determine_clipboard()[0](text)
                return ""
            pyperclip.set_clipboard(program)
            pyperclip.copy(text)
            for pause in _LOOKS:
                time.sleep(pause)
                if pyperclip.paste() == text:
                    return ""
    except (ImportError, OSError, RuntimeError, ValueError) as error:  # no ctypes, no program, its own, no UTF-8
        return f"The clipboard did not take it ({visible_line(str(error))})"
    return f"{program} did not put it on the clipboard"


@contextmanager
def _silent() -> Iterator[None]:
    """While this lasts, a program that is started prints nothing and holds on to no terminal.

    xclip and its like stay behind to serve the clipboard: with the terminal as their output it could not close.
    """
    if sys.platform == "win32" or not (_is_open(1) and _is_open(2)):  # no programs there; nothing to print to
        yield
        return
    kept = os.dup(1), os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept[0], 1)
        os.dup2(kept[1], 2)
        for descriptor in (*kept, nowhere):
            os.close(descriptor)


def _is_open(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True


def _to_terminal(text: str, stream: TextIO, failure: _Failure) -> Copied:
    """Sends the text to the terminal's clipboard. `failure`: why the system's did not get it.

    tmux gets the same plain sequence: with `set -s set-clipboard on` it takes it and hands it on; set as it comes
    (external) it drops it, which cannot be seen from here. Wrapped to pass through tmux, it would need another
    option (allow-passthrough), which is off as well, and leave tmux's own buffer out.
    """
    data = text.encode()
    if len(data) > LONGEST_FOR_TERMINAL:
        size = f"{len(data):,} bytes, and a terminal is sent {LONGEST_FOR_TERMINAL:,} at most"
        return _not_copied(f"{failure.what}, and it is too long for OSC 52 ({size}); copy it in parts.")
    try:
        if not stream.isatty():
            return _not_copied(f"{failure.what}, and OSC 52 needs a terminal as output; run kb in one.")
        stream.write(f"\x1b]52;c;{base64.b64encode(data).decode('ascii')}\x07")
        stream.flush()
    except (OSError, ValueError) as error:  # gone, or closed
        return _not_copied(f"{failure.what}, and the terminal did not take it ({visible_line(str(error))}).")
    return Copied(True, "terminal", "")
