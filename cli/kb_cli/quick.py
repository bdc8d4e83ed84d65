"""The shortest way to an answer: one name or code, found in the snapshot, its stored lines printed.

Imports nothing beyond `os`, `sys`, `zlib` and a few small modules of ours: measured, pydantic and the search engine
would make it ten times slower. Whatever is not plainly such a call is left to `commands/`, which answers the same.
"""

import sys

from kb.edges.home import shipped_book
from kb.edges.store import current_snapshot
from kb.errors import SnapshotError
from kb.keys import exact_key
from kb_cli.terminal import Line, render, screen_of, write

VERBS = ("lookup", "search", "show", "annotate", "lint", "chat", "paths", "help")


def answer(arguments: "list[str]") -> "int | None":
    """Answer `kb NAME`, `kb lookup NAME` or `kb show NAME` from the snapshot: 0, or None to leave it to others."""
    if not arguments:
        return None
    words = arguments[1:] if arguments[0] in ("lookup", "show") else arguments
    if not words or words[0] in VERBS or any(word.startswith("-") for word in words):
        return None
    text = " ".join(words)
    if not text.isascii() or "/" in text or "\\" in text:  # folding is left to the library, a path may be a file
        return None
    key = exact_key(text)
    snapshot = current_snapshot(shipped_book()[0]) if key else None
    if snapshot is None:
        return None
    try:
        ids = snapshot.find_key(key)
        if len(ids) != 1:
            return None
        lines = snapshot.record(ids[0])[0]
    except (SnapshotError, KeyError, ValueError, OSError):
        return None
    screen = screen_of(sys.stdout)
    why = [] if arguments[0] == "show" else why_exact(text)
    write(render([*why, *lines], screen))
    return 0


def why_exact(text: str) -> "list[Line]":
    """The line that says why an entry was found that is named by the whole text."""
    return [("meta", 0, "", f"Found by name: {text.strip()}"), ("blank", 0, "", "")]
