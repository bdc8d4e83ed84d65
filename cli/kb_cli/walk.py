"""The checks of an entry in words: one at a time, and what a pasted output says of one. Pure.

Gives back lines as `kb.layout` has them, made of the entry's own lines, so that a check looks the same everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kb.dialogue import Dialogue, Heard, next_check
from kb.entry import Entry
from kb.safe_text import visible_line
from kb_cli.findings import BLANK, Line, clip

_NUMBERED = re.compile(r"([1-9][0-9]?)\. ")
_MARKS = {"good": "good", "bad": "bad", "unknown": "not decided"}


def check_lines(part: Sequence[Line], number: int) -> list[Line]:
    """The lines of one check out of those of all checks."""
    out: list[Line] = []
    inside = False
    for line in part:
        style, indent, _, text = line
        match = _NUMBERED.match(text) if style == "item" and indent == 2 else None
        if match:
            inside = int(match[1]) == number
        if inside:
            out.append(line)
    while out and out[-1] == BLANK:
        out.pop()
    return out


def heard_lines(entry: Entry, heard: Heard, text: str) -> Iterator[Line]:
    """The verdict on a pasted output: of which check, good or bad and why, and the line that shows it."""
    check = entry.checks[heard.check - 1]
    yield "heading", 0, "", visible_line(f"Check {heard.check}: {check.title}")
    verdict = heard.verdict
    style = "good" if verdict.outcome == "good" else "bad"
    said = verdict.result.text if verdict.result else verdict.why
    first, *rest = (visible_line(line) for line in said.split("\n"))
    yield style, 2, "", f"{style.capitalize()}: {first}"
    for line in rest:
        yield "text", 4, "", line
    yield "text", 2, "", visible_line(verdict.why)
    shown = clip(text[verdict.start : verdict.end], 100)
    if shown:
        yield "quote", 2, "", shown


def what_next(entry: Entry, dialogue: Dialogue, platform: str) -> Line:
    """The line that proposes the next check, or says how it ended."""
    number = next_check(entry, dialogue, platform)
    if number:
        title = visible_line(entry.checks[number - 1].title)
        stop = "" if title.endswith(("?", ".", "!")) else "."
        return "meta", 0, "", f"Next is check {number}: {title}{stop} `next` shows it; paste what it prints."
    if any(done.outcome == "bad" for done in dialogue.done):
        return "meta", 0, "", "All checks are done."
    return "meta", 0, "", "All checks are done, and none of them shows the cause. `checks` lists them."


def progress(entry: Entry, dialogue: Dialogue) -> Iterator[Line]:
    """Every check with how it ended."""
    for number, check in enumerate(entry.checks, 1):
        done = dialogue.outcome(number)
        mark = "" if done is None else " (skipped)" if done.skipped else f" ({_MARKS[done.outcome]})"
        yield "item", 2, "", visible_line(f"{number}. {check.title}{mark}")
