"""`kb lint PATH...`: the faults of articles, each with file, line and remedy."""

from __future__ import annotations

from pathlib import Path

from kb.article import Fault
from kb.errors import BookError
from kb.safe_text import visible_line
from kb_cli.commands.verb import Given, UsageError, Verb
from kb_cli.terminal import write

_TABLES = ("sources.yaml", "names.yaml")


def run(given: Given) -> int:
    """Print every fault of the articles: 0 where there is none, else 1. Raises BookError for an unreadable path."""
    if not given.words:
        raise UsageError("lint needs a folder of articles or a single article", f"usage: {VERB.usage}")
    faults: set[Fault] = set()
    files: set[str] = set()
    for word in given.words:
        read, found = faults_below(Path(word))
        files |= read
        faults |= found
    for fault in sorted(faults):
        write(visible_line(f"{fault.file}:{fault.line}: {fault.what}; {fault.remedy}") + "\n")
    write(f"{_counted(len(faults), 'fault')} in {_counted(len(files), 'file')}\n")
    return 1 if faults else 0


def faults_below(path: Path) -> tuple[set[str], set[Fault]]:
    """The files read at or below the path, and their faults; names as a person would open them from here.

    The whole book that the path belongs to is read, since ids, links and sources reach across it. Raises BookError
    where the path cannot be read or holds no article.
    """
    from kb.edges.article_folder import read_book
    from kb.edges.files import list_articles
    from kb.linting import lint_entries

    root = book_of(path)
    try:
        path.stat()
        listed = list_articles(root)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no such path"
        raise BookError(f"{path}: {reason}", "name a folder of Markdown articles or one article") from error
    inside = {file: root / file for file, _, _ in listed if _is_at(root / file, path)}
    if not inside:
        raise BookError(f"{path}: no article", "name a folder of Markdown articles or one article")
    book = read_book(root, listed)
    faults = [*book.faults, *lint_entries(book.entries)]
    shown = {file: str(place) for file, place in inside.items()}
    return set(shown.values()), {
        Fault(shown[fault.file], fault.line, fault.what, fault.remedy) for fault in faults if fault.file in shown
    }


def book_of(path: Path) -> Path:
    """The folder of the book that a path belongs to: the nearest at or above it that holds a book's tables.

    Without tables that is the path itself, or the folder of a single article. A repository's top is not passed.
    """
    start = path if path.is_dir() else path.parent
    up = [start, *([] if start.is_absolute() or ".." in start.parts else start.parents)]
    if start.is_absolute():
        up = [start, *start.parents]
    elif ".." not in start.parts:
        up += [Path("..", *[".."] * depth) for depth in range(len(start.absolute().parts) - len(start.parts) - 1)]
    for folder in up:
        if any((folder / table).is_file() for table in _TABLES):
            return folder
        if (folder / ".git").exists():
            break
    return start


def _is_at(file: Path, path: Path) -> bool:
    return file == path or path in file.parents
