"""What a verb is: its name, words, options and the function that runs it; and its arguments, parsed.

The tables of the verbs are the one source for the parser, the help and the tests.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from kb.errors import KbError


class UsageError(KbError):
    """A call that cannot be understood: an unknown flag, a value of a wrong kind, nothing to work on."""


@dataclass(frozen=True, slots=True)
class Option:
    """A flag; `value` names what it takes ('' for a switch), `choices` the values allowed ('' where any is)."""

    flag: str
    about: str
    value: str = ""
    choices: tuple[str, ...] = ()
    number: bool = False

    @property
    def usage(self) -> str:
        """The flag as the help writes it: `--platform NAME`."""
        return f"{self.flag} {self.value}" if self.value else self.flag


@dataclass(frozen=True, slots=True)
class Given:
    """What one call asks for. `words` are the arguments that are no options; the rest has the options' defaults."""

    words: tuple[str, ...] = ()
    json: bool = False
    why: bool = False
    private: bool = False
    osc52: bool = False
    examples: bool = False
    follow: bool = False
    image: str = ""
    platform: str = ""
    colour: str = "auto"
    book: str | None = None
    limit: int = 20


@dataclass(frozen=True, slots=True)
class Verb:
    """One thing that `kb` does. `run` takes what was given and gives back the exit status."""

    name: str
    words: str
    about: str
    run: Callable[[Given], int]
    examples: tuple[tuple[str, str], ...] = ()
    options: tuple[Option, ...] = ()
    details: tuple[str, ...] = field(default=())

    @property
    def usage(self) -> str:
        """How the verb is called, in one line."""
        return " ".join(part for part in ("kb", self.name, "[OPTION...]" if self.options else "", self.words) if part)


JSON = Option("--json", "print one JSON document and nothing else")
PLATFORM = Option(
    "--platform", "show the commands of this platform instead of this machine's", "NAME",
    ("windows", "macos", "linux", "all"),
)  # fmt: skip
COLOR = Option("--color", "auto (the default), always or never", "WHEN", ("auto", "always", "never"))
NO_COLOR = Option("--no-color", "the same as --color never")
BOOK = Option("--book", "ask this book, a folder of articles or a snapshot, instead of the shipped one", "PATH")
WITH_VALUE = ("--platform", "--color", "--book", "--limit", "--image")
"""The flags that take the next argument as their value."""

LIMITS = range(1, 1001)
"""What --limit may be."""


def nearest(word: str, known: Sequence[str]) -> str:
    """The known word that `word` was most likely meant to be, or ''."""
    return next(iter(get_close_matches(word, known, 1, 0.6)), "")


def parse(verb: Verb, arguments: Sequence[str]) -> Given:
    """The arguments of a verb. Raises UsageError for an unknown flag or a value of a wrong kind.

    Everything after `--` is text; so is `-`, a negative number, and a single argument that holds spaces.
    """
    import argparse  # imported when first used: an exact look-up never comes here

    class Parser(argparse.ArgumentParser):
        def error(self, message: str) -> None:  # type: ignore[override]
            raise UsageError(f"{verb.name} {message.removeprefix('argument ')}", _usage(verb))

    arguments = list(arguments)
    at = arguments.index("--") if "--" in arguments else len(arguments)
    arguments, rest = arguments[:at], arguments[at + 1 :]
    parser = Parser(add_help=False, allow_abbrev=False, argument_default=argparse.SUPPRESS)
    for option in verb.options:
        name = {"--color": "colour"}.get(option.flag, option.flag[2:])
        if option is NO_COLOR:
            parser.add_argument(option.flag, dest="colour", action="store_const", const="never")
        elif option.value:
            parser.add_argument(option.flag, dest=name, type=_reader(option))
        else:
            parser.add_argument(option.flag, dest=name, action="store_true")
    found, words = parser.parse_known_args(arguments)
    for word in words:
        if _is_flag(word):
            raise _unknown_flag(verb, word)
    return Given(words=(*words, *rest), **vars(found))


def _reader(option: Option) -> Callable[[str], object]:
    """The function that reads the option's value and raises argparse's own error for a wrong one."""
    from argparse import ArgumentTypeError

    def read(value: str) -> object:
        if option.number:
            if value.isascii() and value.isdigit() and len(value) < 9 and int(value) in LIMITS:
                return int(value)
            raise ArgumentTypeError(f"{value!r} is not a number from {LIMITS[0]} to {LIMITS[-1]}")
        if not option.choices or value in option.choices:
            return value
        raise ArgumentTypeError(f"{value!r} is none of {', '.join(option.choices)}")

    return read


def _is_flag(word: str) -> bool:
    return word.startswith("-") and word != "-" and " " not in word and not word[1:].replace(".", "", 1).isdigit()


def _unknown_flag(verb: Verb, word: str) -> UsageError:
    flag = word.partition("=")[0]
    meant = nearest(flag, [*(option.flag for option in verb.options), "--help"])
    remedy = f"{_usage(verb)}; text that begins with - goes after --"
    what = f"{verb.name} has no option {flag if len(flag) < 40 else flag[:39] + '…'}"
    return UsageError(what, f"did you mean {meant}? {remedy}" if meant else remedy)


def _usage(verb: Verb) -> str:
    return f"usage: {verb.usage}, or `kb {verb.name} --help`"
