"""What `kb TEXT` prints: the answer with its reasons, or that there is none and what comes near. Pure.

Shared by the short way (`quick.py`) and the whole command, so that both say the same; imports no model.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from kb.safe_text import visible_line
from kb_cli.findings import BLANK, clip, decoded_lines, evidence_lines, listed, runner_up, sure_line
from kb_cli.quick import why_exact

if TYPE_CHECKING:
    from kb_cli.findings import AnyLookup, Line

ALSO_FROM = 0.05
"""The likelihood from which another match is worth naming below an answer."""


def answer_lines(
    found: AnyLookup, text: str, entry: Iterable[Line], *, by_name: bool = False, why: bool = False
) -> list[Line]:
    """An answer: remarks, how sure and why, the entry (its lines as the book lays them out), what else is possible.

    `by_name`: the whole text is a name of the entry. `why`: with the evidence.
    """
    best = found.matches[0]
    opening = why_exact(text) if by_name else [sure_line(best, text), BLANK]
    opening += [*decoded_lines(found), BLANK] if found.decoded else []
    return [*_remarks(found), *opening, *(_why(found, text) if why else []), *entry, *_also(found)]


def no_answer_lines(found: AnyLookup, text: str, in_book: Callable[[str], bool], *, why: bool = False) -> list[Line]:
    """That nothing answers the text, what its codes are, and the nearest guesses. `in_book`: whether a code is."""
    lines: list[Line] = [("text", 0, "", "Nothing in the book matches this text well enough to be an answer.")]
    uncovered = [code for code in found.codes if not in_book(code)]
    if uncovered:
        word = "code" if len(uncovered) == 1 else "codes"
        lines.append(("text", 0, "", f"Recognised, but not in the book: {word} {', '.join(map(clip, uncovered[:8]))}."))
    lines += [*decoded_lines(found), *_remarks(found)]
    if found.matches:
        lines += listed(found.matches, "Nearest guesses, none of them likely:")
        lines += [BLANK, *_why(found, text)] if why else []
    else:
        lines.append(("text", 0, "", "`kb search WORDS` looks for entries by words."))
    return lines


def _remarks(found: AnyLookup) -> list[Line]:
    return [("meta" if found.answer else "text", 0, "", f"Remark: {visible_line(remark)}") for remark in found.remarks]


def _why(found: AnyLookup, text: str) -> list[Line]:
    """What in the text speaks for the first match, and which comes next."""
    if not found.matches:
        return []
    best = found.matches[0]
    return [("heading", 0, "", "Why"), *evidence_lines(best, text), *runner_up(found, best.id), BLANK]


def _also(found: AnyLookup) -> list[Line]:
    """Other matches that are likely too, or have a code of the text that the answer has."""
    best, *others = found.matches
    codes = {evidence.met for evidence in best.evidence if evidence.kind == "code"}
    kept = [
        match
        for match in others
        if match.score >= ALSO_FROM or any(e.kind == "code" and e.met in codes for e in match.evidence)
    ]
    return listed(kept, "Also possible:") if kept else []
