"""`kb show ID`: one entry, by its id, code or name."""

from __future__ import annotations

import kb
from kb_cli.commands.output import screen_for, show, table, write_json
from kb_cli.commands.verb import BOOK, COLOR, JSON, NO_COLOR, PLATFORM, Given, UsageError, Verb
from kb_cli.findings import clip
from kb_cli.progress import open_book
from kb_cli.terminal import complain, write


def run(given: Given) -> int:
    """Print the entry: 0. Where several share the name, list them: 1. Raises UnknownEntry where there is none."""
    name = " ".join(given.words)
    if not name.strip():
        raise UsageError("show needs an id, a code or a name", f"usage: {VERB.usage}, for instance kb show CAA20004")
    book = open_book(given.book)
    entries = book.find(name)
    if not entries:
        raise kb.UnknownEntry(clip(name), book.nearest_ids(name))
    if len(entries) > 1:
        ids = ", ".join(entry.id for entry in entries)
        complain(f"{len(entries)} entries are called {clip(name)}; show one by its id: {ids}")
        if not given.json:
            write(table([kb.Match(entry=entry, score=1.0) for entry in entries], screen_for(given)))
        return 1
    if given.json:
        write_json(entries[0].model_dump_json())
    else:
        show(book.layout(entries[0].id), given)
    return 0


VERB = Verb(
    name="show",
    words="ID",
    about="print one entry, by its id, code or name",
    run=run,
    examples=(
        ("kb show http-407-proxy", "by id"),
        ("kb show CAA20004 --platform macos", "by code, with the commands for a Mac"),
        ("kb show --json 407", "for a program"),
    ),
    options=(JSON, PLATFORM, COLOR, NO_COLOR, BOOK),
    details=("Exit status: 0 shown, 1 no entry of this name, or several, 2 wrong usage.",),
)
