"""`kb paths`: the folders that errkb reads and writes."""

from __future__ import annotations

from kb.edges.home import cache_folder, shipped_book, state_folder
from kb.safe_text import visible_line
from kb_cli.commands.verb import Given, UsageError, Verb
from kb_cli.terminal import write


def run(given: Given) -> int:
    """Print a name and a path a line."""
    if given.words:
        raise UsageError("paths takes no argument", f"usage: {VERB.usage}")
    for name, path in (("content", shipped_book()[0]), ("cache", cache_folder()), ("state", state_folder())):
        write(f"{name:<8} {visible_line(path)}\n")
    return 0


VERB = Verb(
    name="paths",
    words="",
    about="where the articles, the cache and the chat's history are",
    run=run,
    examples=(("kb paths", "KB_CACHE_DIR and KB_STATE_DIR move the last two"),),
    details=("content: the shipped articles; cache: can be deleted at any time; state: the chat's history.",),
)
