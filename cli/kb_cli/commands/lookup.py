"""`kb lookup TEXT...`: the entry that answers a text, or that none does."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import kb
from kb.safe_text import visible_line
from kb_cli.commands import is_terminal
from kb_cli.commands.output import complain, listed, show, write_json
from kb_cli.commands.paste import read_paste
from kb_cli.commands.verb import BOOK, COLOR, JSON, NO_COLOR, PLATFORM, Given, Option, UsageError, Verb
from kb_cli.findings import BLANK, clip, decoded_lines, evidence_lines, runner_up, sure_line
from kb_cli.pictures import NOTHING_READ, picture_path
from kb_cli.quick import why_exact
from kb_cli.terminal import Line

ALSO_FROM = 0.05
"""The likelihood from which another match is worth naming below an answer."""


def run(given: Given) -> int:
    """Look the text up and print what answers it: 0, or 1 where nothing does."""
    picture = given.image or (picture_path(given.words[0]) if len(given.words) == 1 else "")
    if picture:
        return _of_picture(given, picture)
    text = _text(given)
    if text is None:
        return _no_text()
    book = kb.open(given.book)
    exact = book.find(text)
    if len(exact) == 1 and not given.json and not given.why:  # what the quick path prints
        show([*why_exact(text), *book.layout(exact[0].id)], given)
        return 0
    return _said(book, book.lookup(text), text, exact, given, [])


def _of_picture(given: Given, picture: str) -> int:
    """The same for the text in a picture, which is shown above the answer."""
    if given.image and given.words:
        raise UsageError("a text and a picture", "give one of them: `kb lookup --image FILE`, or the text")
    book = kb.open(given.book)
    if is_terminal(sys.stderr):
        complain(f"reading {picture} …")
    found = book.lookup_image(picture)
    if not found.text.strip() and not given.json:
        show([("text", 0, "", NOTHING_READ)], given)
        return 1
    lines: list[Line] = [("quote", 2, "", visible_line(line)) for line in found.text.split("\n")]
    read: list[Line] = [("heading", 0, "", f"Read in {visible_line(picture)}"), *lines, BLANK]
    return _said(book, found, found.text, (), given, read)


def _said(
    book: kb.KnowledgeBase, found: kb.Lookup, text: str, exact: Sequence[kb.Entry], given: Given, before: list[Line]
) -> int:
    """Print what was found, below other lines: 0, or 1 where there is no answer."""
    if given.json:
        write_json(found.model_dump_json())
    elif found.answer is None:
        show([*before, *_no_answer(book, found, text, given)], given)
    else:
        opening = why_exact(text) if len(exact) == 1 else [sure_line(found.matches[0], text), BLANK]
        opening += [*decoded_lines(found), BLANK] if found.decoded else []
        why = _why(found, text) if given.why else []
        remarks: list[Line] = [("meta", 0, "", f"Remark: {remark}") for remark in found.remarks]
        show([*before, *remarks, *opening, *why, *book.layout(found.answer.id), *_also(found)], given)
    return 0 if found.answer else 1


def _text(given: Given) -> str | None:
    """The text to look up: the arguments, or standard input for `-` or a pipe; None where neither has any."""
    if given.words == ("-",) or (not given.words and sys.stdin is not None and not is_terminal(sys.stdin)):
        return read_paste()
    if not given.words:
        return None
    text = " ".join(given.words)
    if not text.strip():
        raise UsageError("the text is empty", "give an error's text or code, or `kb lookup --help`")
    return text


def _no_text() -> int:
    """A terminal and nothing to look up: the help instead of waiting."""
    from kb_cli.commands.help import page
    from kb_cli.terminal import render, screen_of, write

    if sys.stderr is not None:
        write(render(page("lookup"), screen_of(sys.stderr)), sys.stderr)
    return 2


def _why(found: kb.Lookup, text: str) -> list[Line]:
    """What in the text speaks for the first match, and which comes next."""
    if not found.matches:
        return []
    best = found.matches[0]
    return [("heading", 0, "", "Why"), *evidence_lines(best, text), *runner_up(found, best.entry.id), BLANK]


def _also(found: kb.Lookup) -> list[Line]:
    """Other matches that are likely too, or have a code of the text that the answer has."""
    best, *others = found.matches
    codes = {evidence.met for evidence in best.evidence if evidence.kind == "code"}
    kept = [
        match
        for match in others
        if match.score >= ALSO_FROM or any(e.kind == "code" and e.met in codes for e in match.evidence)
    ]
    return listed(kept, "Also possible:") if kept else []


def _no_answer(book: kb.KnowledgeBase, found: kb.Lookup, text: str, given: Given) -> list[Line]:
    lines: list[Line] = [("text", 0, "", "Nothing in the book matches this text well enough to be an answer.")]
    uncovered = [code for code in found.codes if not book.find(code)]
    if uncovered:
        word = "code" if len(uncovered) == 1 else "codes"
        lines.append(("text", 0, "", f"Recognised, but not in the book: {word} {', '.join(map(clip, uncovered[:8]))}."))
    lines += decoded_lines(found)
    lines += [("text", 0, "", f"Remark: {remark}") for remark in found.remarks]
    if found.matches:
        lines += listed(found.matches, "Nearest guesses, none of them likely:")
        lines += [BLANK, *_why(found, text)] if given.why else []
    else:
        lines.append(("text", 0, "", "`kb search WORDS` looks for entries by words."))
    return lines


VERB = Verb(
    name="lookup",
    words="[TEXT...]",
    about="find the entry that answers a pasted error, code or question",
    run=run,
    examples=(
        ("kb 407", "a code; the word lookup may be left out"),
        ("kb lookup 'The remote server returned an error: (407)'", "a text"),
        ("kb shot.png", "a screenshot, where errkb[ocr] is installed"),
        ("kb < error.log", "what a file holds; kb - does the same"),
        ("kb lookup --json --book runbooks/ CAA20004", "another book, for a program"),
    ),
    options=(
        JSON,
        Option("--image", "read this picture and look its text up; a picture's path alone does the same", "FILE"),
        Option("--why", "say what in the text met what in the entry, and the runner-up"),
        PLATFORM,
        COLOR,
        NO_COLOR,
        BOOK,
    ),
    details=("Exit status: 0 a confident answer, 1 none, 2 wrong usage or unreadable input.",),
)
