"""The shortest way to an answer: one look-up without options, from the snapshot and the index as they lie in the cache.

A name or code takes the snapshot alone, and imports nothing beyond `os`, `sys`, `zlib` and a few small modules of ours:
measured, pydantic and the search engine would make it ten times slower. A text takes the index as well, and rapidfuzz.
Whatever is not plainly such a call, and all that must be built first, is left to `commands/`, which answers the same.
"""

import os
import sys

from kb.edges.home import shipped_book
from kb.edges.store import current_snapshot
from kb.errors import SnapshotError
from kb.keys import exact_key
from kb_cli.terminal import Line, render, screen_of, write

TYPE_CHECKING = False  # see kb/__init__.py
if TYPE_CHECKING:
    from kb.snapshot import Snapshot

VERBS = ("lookup", "search", "show", "annotate", "lint", "build", "chat", "paths", "help")


def answer(arguments: "list[str]") -> "int | None":
    """Answer `kb [lookup|show] [--book PATH] TEXT`: 0 or 1 as the whole command does, None to leave it to that."""
    book, words = _without_book(arguments)
    verb = words[0] if words and words[0] in ("lookup", "show") else ""
    words = words[1:] if verb else words
    if not words or words[0] in VERBS or any(word.startswith("-") for word in words):
        return None
    text = " ".join(words)
    root = shipped_book()[0] if book is None else book
    try:
        snapshot = current_snapshot(root)
        if snapshot is None:
            return None
        lines = _by_name(snapshot, text, show=verb == "show")
        if lines:
            write(render(lines, screen_of(sys.stdout)))
            return 0
        if verb == "show" or _may_be_a_file(words):
            return None
        status = _by_text(snapshot, root, text)
    except (SnapshotError, KeyError, ValueError, OSError):
        return None
    if status == 1 and not verb:
        from kb_cli.hints import hint_verb  # most texts are answered

        hint_verb(words)
    return status


def _without_book(arguments: "list[str]") -> "tuple[str | None, list[str]]":
    if "--book" not in arguments[:-1]:
        return None, arguments
    at = arguments.index("--book")
    return arguments[at + 1], arguments[:at] + arguments[at + 2 :]


def _by_name(snapshot: "Snapshot", text: str, *, show: bool) -> "list[Line]":
    """The entry whose name or code the text is, [] where there is none or more than one."""
    # Folding is left to the library, and a path may be a file.
    key = exact_key(text) if text.isascii() and "/" not in text and "\\" not in text else ""
    ids = snapshot.find_key(key) if key else []
    if len(ids) != 1:
        return []
    lines = snapshot.record(ids[0])[0]
    return lines if show else [*why_exact(text), *lines]


def why_exact(text: str) -> "list[Line]":
    """The line that says why an entry was found that is named by the whole text."""
    return [("meta", 0, "", f"Found by name: {text.strip()}"), ("blank", 0, "", "")]


def _may_be_a_file(words: "list[str]") -> bool:
    """Whether this may be a picture's path, which is read and not looked up."""
    return len(words) == 1 and ("." in words[0][-5:] or os.path.sep in words[0])


def _by_text(snapshot: "Snapshot", root: str, text: str) -> "int | None":
    """The entry that answers a text, or that none does; None where the index has to be built first."""
    from kb.edges.index_store import current_index, words_of  # a name or code is found without all this

    index = current_index(snapshot, root)
    if index is None or not text.strip():
        return None
    from kb.finding import Finder
    from kb_cli.hints import hint_engine
    from kb_cli.text_answer import answer_lines, no_answer_lines

    finder = Finder(snapshot, index, words_of(index, root))
    exact = finder.exact(text)
    if len(exact) == 1:
        write(render([*why_exact(text), *snapshot.record(exact[0])[0]], screen_of(sys.stdout)))
        return 0
    found = finder.find(text)
    if found.answer:
        lines = answer_lines(found, text, snapshot.record(found.answer)[0])
    else:
        lines = no_answer_lines(found, text, lambda code: bool(finder.exact(code)))
    write(render(lines, screen_of(sys.stdout)))
    hint_engine(int(index.header["entries"]))
    return 0 if found.answer else 1
