"""Pastes that come while no line is edited: at the start, or during an answer. Edge.

The line editor has pastes marked, and the echo off, only while it reads. Without this module a paste that comes
earlier would be shown by the terminal and then be taken line by line, each as a question.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

_MARK = "\x1b[?2004h"
_DO_NOT_MARK = "\x1b[?2004l"


@contextmanager
def keeping_early_pastes() -> Iterator[None]:
    """While this lasts, what is typed or pasted early waits unseen and whole for the line editor."""
    if sys.platform == "win32":  # the line editor knows pastes there by how fast they come
        yield
        return
    import termios

    try:
        before = termios.tcgetattr(sys.stdin)
        quiet = termios.tcgetattr(sys.stdin)
        quiet[3] &= ~(termios.ECHO | termios.ICANON)  # line mode would cut a line after 4095 characters
        termios.tcsetattr(sys.stdin, termios.TCSANOW, quiet)
    except (termios.error, OSError):
        yield
        return
    mark_pastes()
    try:
        yield
    finally:
        sys.stdout.write(_DO_NOT_MARK)
        sys.stdout.flush()
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)


def mark_pastes() -> None:
    """Have the terminal mark pastes (again): the line editor ends that when it is done with a line."""
    if sys.platform != "win32":
        sys.stdout.write(_MARK)
        sys.stdout.flush()
