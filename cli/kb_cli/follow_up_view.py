"""The answer to a question about the entry at hand: the parts of it that say so. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from kb.entry import Check, Entry
from kb.follow_up import FollowUp
from kb.knowledge_base import KnowledgeBase
from kb.layout import lay_out
from kb.safe_text import visible_line
from kb_cli.affected import filled
from kb_cli.entry_view import arranged, in_cloud, linked_titles, one_check
from kb_cli.findings import BLANK, Line
from kb_cli.state import State, meta, text

_Piece = TypeVar("_Piece")


def answer_lines(book: KnowledgeBase, state: State, found: FollowUp) -> list[Line]:
    """What the entry at hand says to the question, or that it says nothing of it."""
    entry = book[state.entry]
    title = visible_line(entry.title)
    if not found.known:
        other = "A line that begins with a space asks the whole book; `more` shows all of the entry."
        return [text(f"{title} says nothing of {visible_line(found.words)}."), meta(other)]
    asked = _narrowed(in_cloud(entry, found.cloud or state.situation.cloud), found)
    platform = found.platform or ("" if state.platform == "all" else state.platform)
    parts = arranged(lay_out(asked, linked_titles(book, entry)), platform)
    lines = [meta(f"About {visible_line(found.words)}, in “{title}”:")]
    for part in found.parts:
        lines += _checks(entry, asked, parts, found, part, state) or parts.get(part, [])
    return [line for at, line in enumerate(lines) if line != BLANK or (at > 1 and lines[at - 1] != BLANK)]


def _narrowed(entry: Entry, found: FollowUp) -> Entry:
    """The entry with the rows and notes only that are meant."""
    return entry.model_copy(
        update={
            "endpoints": _chosen(entry.endpoints, found.endpoints),
            "settings": _chosen(entry.settings, found.settings),
            "notes": _chosen(entry.notes, found.notes),
        }
    )


def _chosen(pieces: Sequence[_Piece], numbers: Sequence[int]) -> tuple[_Piece, ...]:
    return tuple(pieces[number] for number in numbers if number < len(pieces)) or tuple(pieces)


def _checks(
    entry: Entry, asked: Entry, parts: dict[str, list[Line]], found: FollowUp, part: str, state: State
) -> list[Line]:
    """The checks that are meant, or of each its commands or how to take it back."""
    wanted: dict[str, Callable[[Check], object]] = {
        "checks": lambda check: "commands" not in found.parts or not check.commands,
        "commands": lambda check: check.commands,
        "undo": lambda check: check.undo,
    }
    if part not in wanted:
        return []
    lines: list[Line] = []
    all_lines = filled(parts.get("checks", []), entry, state.situation)
    for number, check in enumerate(asked.checks, 1):
        if (found.checks and number not in found.checks) or not wanted[part](check):
            continue
        own = one_check(all_lines, number)
        lines += [BLANK, *_of(own, part, check)]
    return lines


def _of(lines: list[Line], part: str, check: Check) -> Iterator[Line]:
    """Of the lines of a check its title, and what the part is about."""
    if part == "checks":
        yield from lines
        return
    yield from lines[:1]
    if part == "commands":
        yield from (line for line in lines[1:] if line[0] in ("label", "command", "caution"))
    else:
        yield from (("text", 5, "", visible_line(words)) for words in check.undo.split("\n"))
