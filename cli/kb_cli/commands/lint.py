"""`kb lint PATH...`: the faults of articles, each with file, line and remedy; with `--examples` those that fail too."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from kb.errors import BookError
from kb.fault import Fault
from kb.safe_text import visible_line
from kb_cli.commands.verb import Given, Option, UsageError, Verb
from kb_cli.terminal import write

if TYPE_CHECKING:
    from kb.entry import Entry
    from kb.examples import ExampleResult

_TABLES = ("sources.yaml", "names.yaml")
_REMEDY = "name a folder of Markdown articles, or one article"


@dataclass(frozen=True, slots=True)
class Linted:
    """What is at or below a path: its files by their path in the book, named so that they open from here; the entries
    of these files, and their faults."""

    root: Path
    files: dict[str, str]
    entries: list[Entry]
    faults: set[Fault]


def run(given: Given) -> int:
    """Print every fault of the articles: 0 where there is none, else 1. Raises BookError for an unreadable path."""
    if not given.words:
        raise UsageError("lint needs a folder of articles or a single article", f"usage: {VERB.usage}")
    read = [lint(word) for word in given.words]
    faults = {fault for one in read for fault in one.faults}
    tried = dict(result for one in read for result in results_of(one)) if given.examples else {}
    faults |= {fault for fault, result in tried.items() if not result.holds}
    close = [fault for fault, result in tried.items() if result.close]
    for fault in sorted(faults):
        write(_line(fault, fault.what))
    for fault in sorted(close):
        write(_line(fault, f"warning: {fault.what}"))
    files = {name for one in read for name in one.files.values()}
    write(f"{_counted(len(faults), 'fault')} in {_counted(len(files), 'file')}\n")
    if given.examples:
        holding = sum(result.holds for result in tried.values())
        write(f"{_counted(len(tried), 'example')}: {holding} hold, {len(close)} of them only just\n")
    return 1 if faults else 0


def _line(fault: Fault, what: str) -> str:
    return visible_line(f"{fault.file}:{fault.line}: {what}; {fault.remedy}") + "\n"


def lint(path: str) -> Linted:
    """What is at or below the path, and its faults.

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
    return Linted(
        root,
        shown,
        [entry for entry in book.entries if entry.origin.file in shown],
        {replace(fault, file=shown[fault.file]) for fault in faults if fault.file in shown},
    )


def results_of(linted: Linted) -> Iterator[tuple[Fault, ExampleResult]]:
    """Each example with what it finds in its whole book, in words that point to its place."""
    from kb.examples import check_examples
    from kb.knowledge_base import open_book

    if any(entry.examples for entry in linted.entries):
        for result in check_examples(open_book(linted.root), linted.entries):
            fault = result.fault()
            yield replace(fault, file=linted.files[fault.file]), result


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
    options=(
        Option("--examples", "also look up the articles' own examples in their whole book; those that fail are faults"),
    ),
    examples=(
        ("kb lint runbooks/", "a folder of articles"),
        ("kb lint runbooks/vpn.md", "one article"),
        ("kb lint --examples runbooks/", "what a change does to the ranking of the book"),
    ),
    details=(
        "An example that only just holds is a warning; it does not change the exit status.",
        "Exit status: 0 no fault, 1 faults, 2 a path that cannot be read.",
    ),
)
