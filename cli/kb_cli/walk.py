"""Going through the checks in words: what a pasted output says, what is next, how far one has come. Pure.

Gives back lines as `kb.layout` has them.
"""

from __future__ import annotations

from collections.abc import Iterator

from kb.dialogue import Dialogue, Heard, Turn
from kb.entry import Entry
from kb.knowledge_base import KnowledgeBase
from kb.safe_text import visible_line
from kb_cli.findings import Line, clip
from kb_cli.state import heading, meta

_MARKS = {"good": "good", "bad": "bad", "unknown": "not decided"}


def heard_lines(book: KnowledgeBase, dialogue: Dialogue, heard: Heard) -> Iterator[Line]:
    """The verdict on a check: of which, good or bad and why, and the line of the output that shows it."""
    entry = book[heard.entry]
    check = entry.checks[heard.check - 1]
    whose = "" if heard.entry == dialogue.entry else f" of “{entry.title}”"
    yield heading(visible_line(f"Check {heard.check}{whose}: {check.title}"))
    verdict = heard.verdict
    style = "good" if verdict.outcome == "good" else "bad"
    said = verdict.result.text if verdict.result else verdict.why
    first, *rest = (visible_line(line) for line in said.split("\n"))
    yield style, 2, "", f"{style.capitalize()}: {first}"
    for line in rest:
        yield "text", 4, "", line
    if verdict.result:
        yield "text", 2, "", visible_line(verdict.why)
    step = dialogue.step(heard.check, heard.entry)
    if step and step.line:
        yield "quote", 2, "", clip(step.line, 100)


def end_of_checks(entry: Entry, dialogue: Dialogue) -> Line:
    """How the checks of an entry ended, where none is left."""
    own = [step for step in dialogue.steps if step.entry == entry.id]
    if any(step.outcome == "bad" for step in own):
        return meta("All checks are done. `ticket` writes down what they showed.")
    skipped = sum(step.skipped for step in own)
    words = f"All checks are done, {skipped} of them skipped, and" if skipped else "All checks are done, and"
    return meta(f"{words} none of them shows the cause. `ticket` writes it down for those who can look further.")


def what_next(entry: Entry, turn: Turn) -> Line:
    """The line that names the next check, or says how it ended."""
    if not turn.check:
        return end_of_checks(entry, turn.dialogue) if entry.checks else meta(f"{entry.id} has no checks.")
    title = visible_line(entry.checks[turn.check - 1].title)
    stop = "" if title.endswith(("?", ".", "!")) else "."
    return meta(f"Next is check {turn.check}: {title}{stop} `next` shows it.")


def progress(entry: Entry, dialogue: Dialogue, proposed: int) -> Iterator[Line]:
    """Every check with how it ended, and which is next."""
    for number, check in enumerate(entry.checks, 1):
        step = dialogue.step(number)
        mark = "" if step is None else " (skipped)" if step.skipped else f" ({_MARKS[step.outcome]})"
        mark = " (next)" if number == proposed and not mark else mark
        yield "item", 2, "", visible_line(f"{number}. {check.title}{mark}")
