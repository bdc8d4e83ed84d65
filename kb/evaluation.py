"""Scores look-up on labelled pastes: what a line asks for, what was answered, and counts of both.

A line is {"id", "text", "expect": [...]}, and may have "also_ok", "kind", "origin" and "holds". `expect`: ids, codes or
names of which any may be the answer; [] or names that the book does not know: the book must answer nothing. `also_ok`
counts for "in the first three" and is no false answer; `holds`: literals that the right answer must hold.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kb.entry import Entry
from kb.knowledge_base import KnowledgeBase
from kb.lookup import Lookup
from kb.sections import slug

Row = dict[str, Any]
"""A labelled line as it stands in the file."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A labelled line, and what look-up said of it.

    `right`: ids of the entries that may be the answer, none where the book must give none; `near`: those, and the ids
    that `also_ok` names.
    """

    row: Row
    right: frozenset[str]
    near: frozenset[str]
    found: Lookup


@dataclass(slots=True)
class Tally:
    """Counts over labelled lines. `faults`: a line of words for each that went wrong."""

    positives: int = 0
    right: int = 0
    third: int = 0
    silent: int = 0
    negatives: int = 0
    false: int = 0
    without_facts: int = 0
    faults: list[str] = field(default_factory=list)

    def add(self, judged: Judged) -> None:
        """Count one more line."""
        row, found, answer = judged.row, judged.found, judged.found.answer
        said = f"said {answer and answer.id} {[(match.entry.id, round(match.score, 2)) for match in found.matches[:3]]}"
        if not judged.right:
            self.negatives += 1
            if answer and answer.id not in judged.near:
                self.false += 1
                self.faults.append(f"FALSE {row['id']}: {said} {row['text'][:140]!r}")
            return
        self.positives += 1
        self.silent += answer is None
        self.third += any(match.entry.id in judged.near for match in found.matches[:3])
        if answer is None or answer.id not in judged.right:
            self.faults.append(f"MISS {row['id']}: want {row['expect']}, {said} {row['text'][:140]!r}")
            return
        self.right += 1
        text = strings_of(answer) if row.get("holds") else ""
        missing = [literal for literal in row.get("holds", ()) if plain(literal) not in text]
        if missing:
            self.without_facts += 1
            self.faults.append(f"FACTS {row['id']}: {answer.id} lacks {missing}")


def judge(book: KnowledgeBase, rows: Iterable[Row], ask: Callable[[str], Lookup] | None = None) -> list[Judged]:
    """Every line looked up, by `ask` where it is given, its names read as the book's ids."""
    ask = ask or book.lookup
    named: dict[str, set[str]] = defaultdict(set)
    for entry in book:
        for name in names_of(entry):
            named[name].add(entry.id)

    def ids(names: Iterable[str]) -> frozenset[str]:
        slugs = {slug(name) for name in names}
        return frozenset(found for name in slugs for found in named[name] | named[name.removeprefix("0x")])

    judged = []
    for row in rows:
        right = ids(row["expect"])
        judged.append(Judged(row, right, right | ids(row.get("also_ok", ())), ask(row["text"])))
    return judged


def tally(judged: Iterable[Judged]) -> Tally:
    """The counts over all of these lines."""
    total = Tally()
    for line in judged:
        total.add(line)
    return total


def tally_by(name: str, judged: Iterable[Judged]) -> dict[str, Tally]:
    """The counts for each value of this field, "?" for lines without it; nothing where no line has it."""
    groups: dict[str, Tally] = defaultdict(Tally)
    for line in judged:
        groups[str(line.row.get(name, "?"))].add(line)
    return {} if set(groups) == {"?"} else dict(sorted(groups.items()))


def names_of(entry: Entry) -> set[str]:
    """Everything that a label may call an entry, as slugs, hex codes also without their 0x."""
    raw = {slug(name) for name in (entry.id, *entry.codes, *entry.aliases)}
    return raw | {name.removeprefix("0x") for name in raw}


def strings_of(entry: Entry) -> str:
    """All texts of an entry, quotes straightened and white space collapsed: where a literal is looked for."""

    def texts(value: object) -> Iterable[str]:
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            for part in value.values():
                yield from texts(part)
        elif isinstance(value, list | tuple):
            for part in value:
                yield from texts(part)

    return plain("\n".join(texts(entry.model_dump())))


def plain(text: str) -> str:
    """Text with straight quotes, without backticks, white space collapsed."""
    straight = text.translate(str.maketrans("‘’“”–", "''\"\"-"))
    return " ".join(straight.replace("`", "").split())


def read_rows(path: Path, need: tuple[str, ...] = ("id", "text", "expect")) -> list[Row]:
    """The lines of a file, each with what it needs. Raises OSError, or ValueError that names the line which is none."""
    rows = []
    # Not splitlines: a paste may hold U+2028 and other ends of lines that JSON leaves as they are.
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise ValueError(f"line {number} is no JSON: {error}") from error
        lacking = [name for name in need if not isinstance(row, dict) or name not in row]
        if lacking:
            raise ValueError(f"line {number} lacks {', '.join(lacking)}")
        rows.append(row)
    return rows
