"""`kb lint PATH...`: the faults of articles, each with file, line and remedy."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from kb.errors import BookError
from kb.fault import Fault
from kb.safe_text import visible_line
from kb_cli.commands.verb import Given, UsageError, Verb
from kb_cli.terminal import write

_TABLES = ("sources.yaml", "names.yaml")
_REMEDY = "name a folder of Markdown articles, or one article"


def run(given: Given) -> int:
    """Print every fault of the articles: 0 where there is none, else 1. Raises BookError for an unreadable path."""
    if not given.words:
        raise UsageError("lint needs a folder of articles or a single article", f"usage: {VERB.usage}")
    faults: set[Fault] = set()
    files: set[str] = set()
    for word in given.words:
        read, found = faults_below(word)
        files |= read
        faults |= found
    for fault in sorted(faults):
        write(visible_line(f"{fault.file}:{fault.line}: {fault.what}; {fault.remedy}") + "\n")
    write(f"{_counted(len(faults), 'fault')} in {_counted(len(files), 'file')}\n")
    return 1 if faults else 0


def faults_below(path: str) -> tuple[set[str], set[Fault]]:
    """The files read at or below the path, and their faults; files are named so that they open from here.

    The whole book that the path belongs to is read, since ids, links and sources reach across it. Raises BookError
    where the path cannot be read or holds no article.
    """
    from kb.edges.article_folder import read_book
    from kb.edges.files import list_articles
    from kb.linting import lint_entries

    full = Path(os.path.abspath(path))  # noqa: PTH100  (resolve() would follow links, and name another path)
    try:
        full.stat()
        root = book_of(full)
        listed = list_articles(root)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no such path"
        raise BookError(f"{path}: {reason}", _REMEDY) from error
    inside = [file for file, _, _ in listed if full in (root / file, *(root / file).parents)]
    if not inside:
        raise BookError(f"{path}: no article", _REMEDY)
    book = read_book(root, listed)
    faults = [*book.faults, *lint_entries(book.entries)]
    shown = {file: str(root / file) if Path(path).is_absolute() else os.path.relpath(root / file) for file in inside}
    return set(shown.values()), {replace(fault, file=shown[fault.file]) for fault in faults if fault.file in shown}


def book_of(path: Path) -> Path:
    """The folder of the book that an absolute path belongs to: the nearest at or above it with a book's tables.

    Without tables that is the path itself, or the folder of a single article. A repository's top is not passed.
    """
    start = path if path.is_dir() else path.parent
    for folder in (start, *start.parents):
        if any((folder / table).is_file() for table in _TABLES):
            return folder
        if (folder / ".git").exists():
            break
    return start


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


VERB = Verb(
    name="lint",
    words="PATH...",
    about="check articles: every fault with file, line and remedy",
    run=run,
    examples=(
        ("kb lint runbooks/", "a folder of articles"),
        ("kb lint runbooks/vpn.md", "one article"),
    ),
    details=("Exit status: 0 no fault, 1 faults, 2 a path that cannot be read.",),
)
