"""Scores look-up on labelled pastes. `python -m kb.evaluation [--misses N] [FILE.jsonl...]`.

A line is {"id", "text", "expect": [...], "also_ok": [...], "kind", "holds": [...]}. `expect`: ids, codes or names of
which any may be the answer; [] or names that the book does not know: the book must answer nothing.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kb.entry import Entry
from kb.knowledge_base import KnowledgeBase, open_book
from kb.lookup import Lookup
from kb.sections import slug


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

    def __str__(self) -> str:
        parts = []
        if self.positives:
            share = self.right / self.positives
            parts.append(f"right first {self.right}/{self.positives} ({share:.1%}), first three {self.third}")
            parts.append(f"silent {self.silent}")
        if self.negatives:
            parts.append(f"false answers {self.false}/{self.negatives} ({self.false / self.negatives:.1%})")
        if self.without_facts:
            parts.append(f"answers without the facts asked for {self.without_facts}")
        return ", ".join(parts)


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


def score(book: KnowledgeBase, rows: Iterable[dict[str, Any]]) -> dict[str, Tally]:
    """Tallies of labelled lines by kind, and under "all" of all of them."""
    names = {entry.id: names_of(entry) for entry in book}
    known = set().union(*names.values())
    tallies: dict[str, Tally] = defaultdict(Tally)
    for row in rows:
        want = {slug(x) for x in row["expect"]}
        want |= {x.removeprefix("0x") for x in want}
        near = want | {slug(x) for x in row.get("also_ok", [])}
        found = book.lookup(row["text"])
        for tally in (tallies[str(row.get("kind", "?"))], tallies["all"]):
            _count(tally, row, found, names, want & known and want, near)
    return dict(tallies)


def _count(
    tally: Tally, row: dict[str, Any], found: Lookup, names: dict[str, set[str]], want: set[str], near: set[str]
) -> None:
    answer = found.answer
    shown = f"{answer.id if answer else None} {[(m.entry.id, round(m.score, 2)) for m in found.matches[:3]]}"
    if not want:
        tally.negatives += 1
        if answer and not near & names[answer.id]:
            tally.false += 1
            tally.faults.append(f"FALSE {row['id']}: {shown} {row['text'][:140]!r}")
        return
    tally.positives += 1
    tally.silent += answer is None
    tally.third += any(near & names[match.entry.id] for match in found.matches[:3])
    if answer is None or not want & names[answer.id]:
        tally.faults.append(f"MISS {row['id']}: want {row['expect']}, said {shown} {row['text'][:140]!r}")
        return
    tally.right += 1
    text = strings_of(answer)
    missing = [literal for literal in row.get("holds", []) if plain(literal) not in text]
    if missing:
        tally.without_facts += 1
        tally.faults.append(f"FACTS {row['id']}: {answer.id} lacks {missing}")


def read_rows(path: Path) -> list[dict[str, Any]]:
    """The labelled lines of a file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def main(arguments: list[str] | None = None) -> int:
    """Print the tallies of each file."""
    parser = argparse.ArgumentParser(prog="scripts/evaluate", description="Score look-up on labelled pastes.")
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE.jsonl")
    parser.add_argument("--misses", type=int, default=0, metavar="N", help="print the first N that went wrong")
    options = parser.parse_args(arguments)
    files = options.files or [Path(__file__).parent.parent / "tests" / "data" / "questions.jsonl"]
    book = open_book()
    for path in files:
        try:
            rows = read_rows(path)
        except (OSError, ValueError) as error:
            print(f"scripts/evaluate: {path}: {error}; name a file of labelled pastes", file=sys.stderr)
            return 2
        tallies = score(book, rows)
        print(f"{path.name}: {tallies.pop('all')}" if rows else f"{path.name}: empty")
        for kind, tally in sorted(tallies.items()):
            print(f"  {kind}: {tally}")
        for fault in [fault for tally in tallies.values() for fault in tally.faults][: options.misses]:
            print(fault)
    return 0


if __name__ == "__main__":
    sys.exit(main())
