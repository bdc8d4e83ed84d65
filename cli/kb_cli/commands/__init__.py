"""The verbs of `kb`, one a module, and the choice among them.

`VERBS` is the table: the name of a verb and the module that has it. A module is imported when its verb is used.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module

from kb_cli.commands.verb import WITH_VALUE, UsageError, Verb, parse

VERBS = ("lookup", "search", "show", "annotate", "lint", "build", "chat", "paths", "help")
"""The names of the verbs, in the order of the help. Each is a module here that holds its `VERB`."""

_HELP = ("-h", "--help")


def verb_named(name: str) -> Verb:
    """The verb of this name, one of `VERBS`."""
    found: Verb = import_module(f"kb_cli.commands.{name}").VERB
    return found


def run(arguments: list[str]) -> int:
    """Run the verb that the arguments name and give back the exit status; text without a verb is looked up.

    Raises KbError for a call that cannot be understood or input that cannot be read.
    """
    name, rest = chosen_verb(arguments)
    before = rest[: rest.index("--")] if "--" in rest else rest
    if any(word in _HELP for word in before):
        return verb_named("help").run(parse(verb_named("help"), [name] if name and name != "help" else []))
    if not name and arguments == ["--version"]:
        return _version()
    if not name and _wants_chat(rest):
        name = "chat"
    verb = verb_named(name or "lookup")
    given = parse(verb, rest)
    status = verb.run(given)
    if status == 1 and not name:
        from kb_cli.hints import hint_verb

        hint_verb(given.words)
    return status


def chosen_verb(arguments: Sequence[str]) -> tuple[str, list[str]]:
    """The verb that is the first word after any options, '' where that is none; and the arguments without it."""
    at = 0
    while at < len(arguments) and arguments[at].startswith("--") and arguments[at] != "--":
        at += 2 if arguments[at] in WITH_VALUE else 1
    if at < len(arguments) and arguments[at] in VERBS:
        return arguments[at], [*arguments[:at], *arguments[at + 1 :]]
    return "", list(arguments)


def is_terminal(stream: object) -> bool:
    """Whether a person sits at this stream; a stream that was closed before the start is None."""
    try:
        return bool(stream.isatty())  # type: ignore[attr-defined]
    except (AttributeError, ValueError, OSError):
        return False


def _wants_chat(arguments: Sequence[str]) -> bool:
    """Whether `kb` was called without text, in a terminal, and with no option that only a look-up has."""
    if not (is_terminal(sys.stdin) and is_terminal(sys.stdout)):
        return False
    try:
        return not parse(verb_named("chat"), arguments).words and "--" not in arguments
    except UsageError:
        return False


def _version() -> int:
    from kb.version import __version__
    from kb_cli.terminal import write

    write(f"errkb {__version__}\n")
    return 0
