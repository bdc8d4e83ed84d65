"""A program in a real terminal: a pseudo terminal of the system, with pyte as the screen."""

from __future__ import annotations

import os
import select
import struct
import subprocess
import sys
import time
from collections.abc import Callable

import pyte
import pytest

if sys.platform == "win32":
    pytest.skip("there are no pseudo terminals here", allow_module_level=True)

import fcntl
import termios

PATIENCE = 30.0
CHAT = "import os, sys; os.login_tty(0); from kb_cli.main import main; sys.exit(main(sys.argv[1:]))"


class _Screen(pyte.Screen):
    """A screen that answers where its cursor is, as a terminal does."""

    answer: Callable[[bytes], object]

    def write_process_input(self, data: str) -> None:
        self.answer(data.encode())


class Terminal:
    """A program in a pseudo terminal: type, paste, and look at the screen."""

    def __init__(self, code: str, arguments: list[str], columns: int, rows: int, settings: dict[str, str]) -> None:
        self.raw = b""
        self._screen = _Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._near, far = os.openpty()
        self._screen.answer = lambda data: os.write(self._near, data)
        fcntl.ioctl(far, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self._process = subprocess.Popen(
            [sys.executable, "-c", code, *arguments],
            stdin=far,
            stdout=far,
            stderr=far,
            env={**os.environ, "TERM": "xterm-256color", **settings},
        )
        os.close(far)

    def type(self, keys: str) -> None:
        """Press keys."""
        data = keys.encode("utf-8", "surrogateescape")
        while data:
            data = data[os.write(self._near, data[:1000]) :]
            self._read(0)

    def paste(self, text: str) -> None:
        """Paste as a terminal does that marks pastes: carriage returns for line ends."""
        self.type("\x1b[200~" + text.replace("\n", "\r") + "\x1b[201~")

    def shown(self) -> str:
        """The screen as text, without empty lines at the end."""
        return "\n".join(line.rstrip() for line in self._screen.display).rstrip()

    def title(self) -> str:
        """The title of the window."""
        return str(self._screen.title)

    def wait_for(self, text: str, times: int = 1) -> str:
        """The screen as soon as it shows the text so many times."""
        end = time.monotonic() + PATIENCE
        while self.shown().count(text) < times:
            left = end - time.monotonic()
            if left < 0 or not self._read(left):
                raise AssertionError(f"never shown: {text!r}; the screen is\n{self.shown()}")
        return self.shown()

    def status(self) -> int:
        """The exit status, when the program has ended."""
        while self._read(PATIENCE):
            pass
        return self._process.wait(PATIENCE)

    def close(self) -> None:
        """End the program if it still runs."""
        self._process.kill()
        self._process.wait()
        os.close(self._near)

    def _read(self, seconds: float) -> bool:
        """Show what the program wrote; False after its end, or when nothing came for so long."""
        if not select.select([self._near], [], [], seconds)[0]:
            return False
        try:
            data = os.read(self._near, 65536)
        except OSError:  # how Linux says that the other side is closed
            return False
        self.raw += data
        self._stream.feed(data)
        return bool(data)
