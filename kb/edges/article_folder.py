"""A folder of Markdown articles as a book: walk it, read the files, put the entries together.

Edge: reads files, writes nothing. Unreadable or broken files are faults, never exceptions; the rest still works.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote

from kb.article import Article, Resolve, read_article
from kb.edges.files import TABLES, SourceFile, list_articles
from kb.entry import Entry, Model, Source
from kb.errors import BookError
from kb.fault import Fault
from kb.front_matter import YAMLError, read_yaml, written
from kb.outline import Outline, outline
from kb.safe_text import is_text, is_visible
from kb.sections import Page, slug, split_sections

ARTICLE_LIMIT = 4_000_000
"""Bytes of one article; a larger file is no article that a person wrote."""


class Name(Model):
    """Spellings of one name; `spellings[0]` is the one in use today."""

    spellings: tuple[str, ...]


@dataclass(slots=True)
class Book:
    """The entries of a folder in reading order, its table of names, and every fault met on the way."""

    name: str
    entries: list[Entry] = field(default_factory=list)
    names: list[Name] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read_book(root: Path, files: list[SourceFile] | None = None, *, name: str | None = None) -> Book:
    """Every article below `root` as entries. Raises BookError only where the folder itself cannot be read."""
    try:
        files = list_articles(root) if files is None else files
    except OSError as error:
        raise BookError(f"{root}: {error.strerror or error}", "name a folder of Markdown articles") from error
    folder = ArticleFolder(root, files, name=name)
    book = Book(folder.name, names=folder.names, faults=folder.faults)
    read = [(file, folder.outline(file, book.faults)) for file in files]
    ids, targets = Ids(), Targets()
    outlines = [ids.made_unique(found, book.faults) for _, found in read if found]
    for found in outlines:
        targets.add(found.file, [entry_id for entry_id, _ in found.entries])
    for found in outlines:
        article = folder.article(found, targets.resolve)
        book.entries.extend(article.entries)
        book.faults.extend(article.faults)
    return book


class ArticleFolder:
    """A folder's two tables, and how to read each of its files by them.

    `name`: what the book is called; `names` is its table of names, `faults` what is wrong with the tables.
    """

    def __init__(self, root: Path, files: Iterable[SourceFile], *, name: str | None = None) -> None:
        self.name = name or name_of(root)
        self.faults: list[Fault] = []
        self._root = root
        tables = [file for file in files if file[0] in TABLES]
        texts = {file[0]: _read(root, file, self.faults) or "" for file in tables}
        self._sources = _read_sources(texts.get("sources.yaml", ""), self.faults)
        self.names = _read_names(texts.get("names.yaml", ""), self.faults)

    def outline(self, file: SourceFile, faults: list[Fault]) -> Outline | None:
        """Which sections of a file are entries, by the ids that are written there; None where there is nothing to read.

        Faults of the file are added to `faults`.
        """
        if file[0] in TABLES:
            return None
        text = _read(self._root, file, faults)
        return None if text is None else outline(_split(file[0], text, faults), file[0])

    def article(self, found: Outline, resolve: Resolve) -> Article:
        """The entries of an outline whose ids are unique, and its further faults."""
        return read_article(found, book=self.name, sources=self._sources, resolve=resolve)


def name_of(root: Path) -> str:
    """What the book in a folder is called."""
    return _name_of(root.resolve())


def _name_of(root: Path) -> str:
    """What a collection is called: its folder, or the folder above where that only says that it holds documents."""
    return root.parent.name if root.name.lower() in ("doc", "docs", "pages") and root.parent.name else root.name


def _read(root: Path, file: SourceFile, faults: list[Fault]) -> str | None:
    path, size, _ = file
    if not is_text(path):
        shown = path.encode("utf-8", "backslashreplace").decode()
        faults.append(Fault(shown, 1, "the file's name is not UTF-8", "rename the file"))
        return None
    try:
        if size > ARTICLE_LIMIT:
            faults.append(Fault(path, 1, f"{size} bytes are no article", "split it into smaller articles"))
            return None
        data = (root / path).read_bytes()
    except OSError as error:
        faults.append(Fault(path, 1, f"cannot be read: {error.strerror or error}", "check its permissions"))
        return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        faults.append(Fault(path, line, "not UTF-8", "save the file as UTF-8"))
        text = data.decode("utf-8", "replace")
    if "\0" in text:
        faults.append(Fault(path, text[: text.index("\0")].count("\n") + 1, "NUL character", "remove it"))
        text = text.replace("\0", "\ufffd")
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if not is_visible(text):
        faults.extend(_invisible(path, text))
    return text


def _invisible(path: str, text: str) -> Iterator[Fault]:
    for number, line in enumerate(text.split("\n"), 1):
        if not is_visible(line):
            char = next(char for char in line if not is_visible(char))
            name = unicodedata.name(char, "control character")
            yield Fault(
                path, number, f"invisible or direction-changing character U+{ord(char):04X} ({name})", "remove it"
            )


def _split(path: str, text: str, faults: list[Fault]) -> Page:
    try:
        page = split_sections(text)
    except RecursionError:
        faults.append(Fault(path, 1, "emphasis or links nested too deep", "flatten them"))
        return split_sections("")
    if page.cut_at:
        faults.append(Fault(path, page.cut_at, "lists or quotes nested too deep", "flatten them"))
    return page


def _read_sources(text: str, faults: list[Fault]) -> dict[str, Source]:
    sources: dict[str, Source] = {}
    for key, value in _read_table("sources.yaml", text, faults).items():
        try:
            fields = {written(k): written(v) for k, v in value.items() if v is not None}
            sources[str(key)] = Source.model_validate(fields)
        except (AttributeError, ValueError):
            remedy = f"give it a title; known fields: {', '.join(Source.model_fields)}"
            faults.append(Fault("sources.yaml", 1, f"source {written(key)!r} is not a source", remedy))
    return sources


def _read_names(text: str, faults: list[Fault]) -> list[Name]:
    names: list[Name] = []
    for key, value in _read_table("names.yaml", text, faults).items():
        spellings = [_one_line(spelling) for spelling in (key, *(value if isinstance(value, list) else ()))]
        if len(spellings) > 1 and all(any(map(str.isalnum, spelling)) for spelling in spellings):
            names.append(Name(spellings=tuple(spellings)))
        else:
            faults.append(
                Fault("names.yaml", 1, f"name {written(key)!r} has no list of spellings", "list them below it")
            )
    return names


def _one_line(value: object) -> str:
    """A name as text without tabs and line feeds."""
    return " ".join(written(value).split())


def _read_table(file: str, text: str, faults: list[Fault]) -> dict[Any, Any]:
    try:
        data = read_yaml(text) if text else {}
    except (YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        faults.append(Fault(file, mark.line + 1 if mark else 1, f"no YAML: {error}".split("\n")[0], "mend the line"))
        return {}
    if isinstance(data, dict):
        return data
    faults.append(Fault(file, 1, "not a table of keys", "write `key:` lines with fields below"))
    return {}


class Ids:
    """The ids that are taken, while the files of a book are gone through in their order.

    Later entries of a taken id are named with their folder or page before it, so that none is lost.
    """

    def __init__(self) -> None:
        self._taken: dict[str, str] = {}

    def made_unique(self, found: Outline, faults: list[Fault]) -> Outline:
        """The outline of the next file with ids that nobody has yet. Faults are added to `faults`."""
        unique = self.take(found.file, [name for name, _ in found.entries])
        for own, (name, section) in zip(unique, found.entries, strict=True):
            if own != name:
                what = f"id {name!r} is taken by {self._taken[name]}"
                faults.append(Fault(found.file, section.line, what, "rename one"))
        entries = tuple((name, section) for name, (_, section) in zip(unique, found.entries, strict=True))
        return Outline(found.file, found.page, entries)

    def take(self, file: str, names: Iterable[str]) -> list[str]:
        """The unique ids for those that are written in the next file."""
        out = []
        for name in names:
            unique, number = name, 2
            if name in self._taken:
                unique = f"{slug(str(PurePosixPath(file).parent / PurePosixPath(file).stem))}-{name}"
            while unique in self._taken:
                unique, number = f"{name}-{number}", number + 1
            self._taken[unique] = file
            out.append(unique)
        return out


class Targets:
    """Where links lead: (file, target) -> entry id."""

    def __init__(self) -> None:
        self._ids: dict[str, list[str]] = {}

    def add(self, file: str, ids: list[str]) -> None:
        """Let links lead to the entries of a file."""
        self._ids[file] = ids

    def resolve(self, file: str, target: str) -> str:
        """The id of the entry that a link in this file leads to, or nothing."""
        return self.find(*target_of(file, target))

    def find(self, file: str, fragment: str) -> str:
        """The id of the entry that is meant by a file and a fragment, or nothing."""
        ids = self._ids.get(file, [])
        if fragment in ids:
            return fragment
        return ids[0] if len(ids) == 1 or (ids and not fragment) else ""


def target_of(file: str, target: str) -> tuple[str, str]:
    """The file that a link's target means, by its path below the book's root, and the fragment behind it."""
    path, _, fragment = unquote(target).partition("#")
    full = os.path.normpath(PurePosixPath(file).parent / path).replace(os.sep, "/") if path else file
    return full, fragment
