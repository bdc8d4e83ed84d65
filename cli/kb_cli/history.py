"""What was asked before, for the arrow keys and Ctrl-R: a file of this user's, one JSON string a line. Edge.

Every question is appended with one write, so that two chats may share the file. A file that cannot be had leaves the
history in memory, without a word.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable, Iterable
from pathlib import Path

from prompt_toolkit.history import History

from kb.edges.home import make_private, state_folder
from kb.edges.store import replace_file

ENTRIES_KEPT = 1000
LONGEST_KEPT = 4000
"""Characters of a question; a longer one is remembered for this chat only."""

_BYTES_READ = 4_000_000
_SLACK = 2


class QuestionHistory(History):
    """The questions of this chat and of earlier ones.

    `kept` turns the text of a line into what is remembered. `private`: read nothing, write nothing.
    """

    def __init__(self, kept: Callable[[str], str], *, private: bool = False) -> None:
        super().__init__()
        self._kept = kept
        folder = state_folder()
        self._path = "" if private or not make_private(folder) else str(Path(folder, "history.jsonl"))

    def append_string(self, string: str) -> None:
        """Remember a line, unless it is the same as the one before."""
        text = self._kept(string)
        if self._loaded_strings[:1] != [text]:
            super().append_string(text)

    def load_history_strings(self) -> Iterable[str]:
        """The remembered questions, latest first; shortens the file where it has grown too long."""
        if not self._path:
            return []
        lines = _last_lines(self._path)
        if len(lines) > _SLACK * ENTRIES_KEPT:
            lines = lines[-ENTRIES_KEPT:]
            replace_file(self._path, b"".join(line + b"\n" for line in lines))
        return [text for text in map(_question, reversed(lines[-ENTRIES_KEPT:])) if text]

    def store_string(self, string: str) -> None:
        """Append a question to the file."""
        if not self._path or len(string) > LONGEST_KEPT:
            return
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        try:
            file = os.open(self._path, flags, 0o600)
        except OSError:
            self._path = ""
            return
        try:
            os.write(file, _separator(file) + json.dumps(string).encode("ascii") + b"\n")
        except OSError:
            self._path = ""
        finally:
            os.close(file)


def _separator(file: int) -> bytes:
    """What must come before the next line: a line feed where the last one was cut off."""
    if os.lseek(file, 0, os.SEEK_END) == 0:
        return b""
    os.lseek(file, -1, os.SEEK_END)
    return b"" if os.read(file, 1) == b"\n" else b"\n"


def _last_lines(path: str) -> list[bytes]:
    """The last lines of the file; none where it cannot be read or is no plain file of ours. Makes it private."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        file = os.open(path, flags)
    except OSError:
        return []
    try:
        if not stat.S_ISREG(os.fstat(file).st_mode):
            return []
        if hasattr(os, "fchmod"):
            os.fchmod(file, 0o600)
        os.lseek(file, max(0, os.fstat(file).st_size - _BYTES_READ), os.SEEK_SET)
        return os.read(file, _BYTES_READ).splitlines()
    except OSError:
        return []
    finally:
        os.close(file)


def _question(line: bytes) -> str:
    """The question of a line; '' for a line that is none (cut off, or written by something else)."""
    try:
        text = json.loads(line)
    except ValueError:
        return ""
    return text if isinstance(text, str) else ""
