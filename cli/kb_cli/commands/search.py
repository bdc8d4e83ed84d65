"""`kb search WORDS...`: the entries that hold some words, a line each."""

from __future__ import annotations

from kb_cli.commands.output import screen_for, table, write_json
from kb_cli.commands.verb import BOOK, COLOR, JSON, NO_COLOR, Given, Option, UsageError, Verb
from kb_cli.findings import clip
from kb_cli.progress import open_book
from kb_cli.terminal import complain, write


def run(given: Given) -> int:
    """List the entries, best first: 0, or 1 where there is none."""
    query = " ".join(given.words)
    if not query.strip():
        raise UsageError("search needs words", f"usage: {VERB.usage}, for instance kb search proxy timeout")
    matches = open_book(given.book).search(query, limit=given.limit)
    if given.json:
        write_json("[" + ",".join(match.model_dump_json() for match in matches) + "]")
    elif matches:
        write(table(matches, screen_for(given)))
    else:
        complain(f"no entry holds {clip(query)}; try fewer words, a prefix as in prox*, or `kb lookup` for an error")
    return 0 if matches else 1


VERB = Verb(
    name="search",
    words="WORDS...",
    about="list the entries that hold these words",
    run=run,
    examples=(
        ("kb search proxy timeout", "words"),
        ("kb search code:407", "a field: code, product, kind, title"),
        ("kb search 'prox*' product:teams", "a prefix"),
    ),
    options=(
        JSON,
        Option("--limit", "list at most so many entries (20)", "N", number=True),
        COLOR,
        NO_COLOR,
        BOOK,
    ),
    details=("Exit status: 0 entries found, 1 none, 2 wrong usage.",),
)
