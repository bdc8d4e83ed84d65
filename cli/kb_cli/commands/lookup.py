"""`kb lookup TEXT...`: the entry that answers a text, or that none does."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import kb
from kb.safe_text import visible_line
from kb_cli.commands import is_terminal
from kb_cli.commands.output import show, write_json
from kb_cli.commands.paste import read_paste
from kb_cli.commands.verb import BOOK, COLOR, JSON, NO_COLOR, PLATFORM, Given, Option, UsageError, Verb
from kb_cli.findings import BLANK
from kb_cli.hints import hint_engine
from kb_cli.pictures import NOTHING_READ, picture_path
from kb_cli.progress import open_book
from kb_cli.quick import why_exact
from kb_cli.terminal import Line, complain
from kb_cli.text_answer import answer_lines, no_answer_lines


def run(given: Given) -> int:
    """Look the text up and print what answers it: 0, or 1 where nothing does."""
    picture = given.image or (picture_path(given.words[0]) if len(given.words) == 1 else "")
    if picture:
        return _of_picture(given, picture)
    text = _text(given)
    if text is None:
        return _no_text()
    book = open_book(given.book)
    exact = book.find(text)
    if len(exact) == 1 and not given.json and not given.why:  # what the quick path prints
        show([*why_exact(text), *book.layout(exact[0].id)], given)
        return 0
    return _said(book, book.lookup(text), text, exact, given, [])


def _of_picture(given: Given, picture: str) -> int:
    """The same for the text in a picture, which is shown above the answer."""
    if given.image and given.words:
        raise UsageError("a text and a picture", "give one of them: `kb lookup --image FILE`, or the text")
    book = open_book(given.book)
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
        show([*before, *no_answer_lines(found, text, lambda code: bool(book.find(code)), why=given.why)], given)
    else:
        entry = book.layout(found.answer.id)
        show([*before, *answer_lines(found, text, entry, by_name=len(exact) == 1, why=given.why)], given)
    hint_engine(len(book))
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
