"""A folder of Markdown articles as a book: walk it, read the files, put the entries together.

Edge: reads files, writes nothing. Unreadable or broken files are faults, never exceptions; the rest still works.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote

from kb.article import read_article
from kb.edges.files import SourceFile, list_articles
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
    book = Book(name or _name_of(root.resolve()))
    texts = {file[0]: text for file in files if (text := _read(root, file, book.faults)) is not None}
    sources = _read_sources(texts.pop("sources.yaml", ""), book.faults)
    book.names = _read_names(texts.pop("names.yaml", ""), book.faults)
    outlines = [outline(_split(path, text, book.faults), path) for path, text in texts.items()]
    outlines = list(_with_unique_ids(outlines, book.faults))
    targets = _Targets(outlines)
    for found in outlines:
        article = read_article(found, book=book.name, sources=sources, resolve=targets.resolve)
        book.entries.extend(article.entries)
        book.faults.extend(article.faults)
    return book


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


def _with_unique_ids(outlines: list[Outline], faults: list[Fault]) -> Iterator[Outline]:
    """Later entries of a taken id are named with their folder or page before it, so that none is lost."""
    taken: dict[str, str] = {}
    for found in outlines:
        entries = []
        for name, section in found.entries:
            unique, number = name, 2
            if name in taken:
                faults.append(Fault(found.file, section.line, f"id {name!r} is taken by {taken[name]}", "rename one"))
                unique = f"{slug(str(PurePosixPath(found.file).parent / PurePosixPath(found.file).stem))}-{name}"
            while unique in taken:
                unique, number = f"{name}-{number}", number + 1
            taken[unique] = found.file
            entries.append((unique, section))
        yield Outline(found.file, found.page, tuple(entries))


class _Targets:
    """Where links lead: (file, target) -> entry id."""

    def __init__(self, outlines: list[Outline]) -> None:
        self._ids = {found.file: [name for name, _ in found.entries] for found in outlines}

    def resolve(self, file: str, target: str) -> str:
        path, _, fragment = unquote(target).partition("#")
        full = os.path.normpath(PurePosixPath(file).parent / path).replace(os.sep, "/") if path else file
        ids = self._ids.get(full, [])
        if fragment in ids:
            return fragment
        return ids[0] if len(ids) == 1 or (ids and not fragment) else ""
