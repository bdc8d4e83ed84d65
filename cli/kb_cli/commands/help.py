"""`kb help`: the program in short, or one verb; made of the table of verbs."""

from __future__ import annotations

from kb_cli.commands import VERBS, verb_named
from kb_cli.commands.output import show
from kb_cli.commands.verb import Given, UsageError, Verb, nearest
from kb_cli.findings import BLANK, clip
from kb_cli.terminal import CELL, Line

_EXAMPLES = (
    ("kb 407", "what a code means and what to do"),
    ("kb 'Unable to connect to the remote server'", "the same for an error text"),
    ("kb < error.log", "for what a file or a pipe holds; kb - reads standard input too"),
    ("kb", "the chat: paste, read, go on"),
    ("kb search proxy timeout", "look around"),
)

_CLOSING = (
    "Text without a verb is looked up. `kb VERB --help` tells more; `kb --version` prints the version.",
    "Exit status: 0 a confident answer, or done; 1 nothing known; 2 wrong usage or unreadable input.",
)


def run(given: Given) -> int:
    """Print the help of the program, or of the verb that is named."""
    if not given.words:
        show(overview(), given)
        return 0
    name = given.words[0]
    if name not in VERBS or len(given.words) > 1:
        meant = nearest(name, VERBS)
        verbs = f"the verbs are {', '.join(VERBS)}; `kb lookup TEXT` looks up any text"
        raise UsageError(f"no verb {clip(' '.join(given.words))}", f"did you mean {meant}? {verbs}" if meant else verbs)
    show(page(name), given)
    return 0


def overview() -> list[Line]:
    """The help of the program: examples first, then the verbs."""
    lines: list[Line] = [("text", 0, "", "kb turns a pasted error into its fix, offline."), *_examples(_EXAMPLES)]
    lines += [BLANK, ("heading", 0, "", "Verbs"), _row("kb", "What it does")]
    lines += [_row(f"{verb.name} {verb.words}".strip(), verb.about) for verb in map(verb_named, VERBS)]
    lines += [BLANK, *(("text", 0, "", line) for line in _CLOSING)]
    return lines


def page(name: str) -> list[Line]:
    """The help of a verb: what it does, examples, options, exit status."""
    verb = verb_named(name)
    lines: list[Line] = [("text", 0, "", f"{verb.usage}: {verb.about}."), *_examples(verb.examples)]
    if verb.options:
        lines += [BLANK, ("heading", 0, "", "Options"), _row("Option", "Meaning")]
        lines += [_row(option.usage, _about(option.about, option.choices)) for option in verb.options]
    if verb.details:
        lines += [BLANK, *(("text", 0, "", detail) for detail in verb.details)]
    return lines


def _about(about: str, choices: tuple[str, ...]) -> str:
    return about if not choices or choices[0] in about else f"{about}: {', '.join(choices)}"


def _examples(examples: tuple[tuple[str, str], ...]) -> list[Line]:
    lines: list[Line] = [BLANK, ("heading", 0, "", "Examples")]
    for call, about in examples:
        lines += [("command", 2, "", call), ("text", 6, "", about)]
    return lines


def _row(name: str, about: str) -> Line:
    return ("row", 2, "", CELL.join((name, about)))


VERB = Verb(
    name="help",
    words="[VERB]",
    about="this text, or the help of one verb",
    run=run,
    examples=(("kb help", "the program in short"), ("kb help lookup", "one verb; kb lookup --help is the same")),
)
