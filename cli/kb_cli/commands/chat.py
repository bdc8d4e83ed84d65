"""`kb chat`: paste, read, go on."""

from __future__ import annotations

from kb_cli.commands.verb import BOOK, COLOR, NO_COLOR, PLATFORM, Given, Option, UsageError, Verb


def run(given: Given) -> int:
    """Run the chat until the person leaves it."""
    if given.words:
        raise UsageError("chat takes no text", f"usage: {VERB.usage}; `kb lookup TEXT` answers one text")
    from kb_cli.repl import run as chat  # imported when first used: prompt_toolkit

    return chat(given.book, colour=given.colour, platform=given.platform, private=given.private, osc52=given.osc52)


VERB = Verb(
    name="chat",
    words="",
    about="the chat: paste an error, read, go on from there (kb alone, in a terminal)",
    run=run,
    examples=(("kb", "the chat about the shipped book"), ("kb chat --book runbooks/", "about another")),
    options=(
        Option("--private", "keep nothing: no history, no profile"),
        Option("--osc52", "let /copy use the terminal's clipboard"),
        PLATFORM,
        COLOR,
        NO_COLOR,
        BOOK,
    ),
)
