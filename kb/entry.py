"""Entry and its parts: what the program knows about one error, check, guide or reference.

Pure nouns, frozen pydantic models; made by `article.py`, read by everybody. Texts are plain text in which
backticks mark literals; they come from files and are untrusted until `safe_text.visible` has seen them.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict

Kind = Literal["error", "check", "guide", "reference"]
Platform = Literal["windows", "macos", "linux", "any"]


class Model(BaseModel):
    """Base of all public models: immutable, and strict about unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Origin(Model):
    """Where a person would edit the entry: `file` relative to the book's root, `line` counted from 1."""

    book: str
    file: str
    line: int


class Command(Model):
    """One runnable line or block, exact. `purpose` is the line before it in the article."""

    text: str
    platform: Platform
    shell: str
    changes_system: bool = False
    elevated: bool = False
    cloud: str = ""
    purpose: str = ""


class Sample(Model):
    """Text to read or copy that is no command: configuration, a filter, a log. `language` is the fence's."""

    text: str
    language: str = ""
    caption: str = ""


class Link(Model):
    """A link in an article: `entry` is the id it leads to, or empty where `url` leads outside the book."""

    text: str
    entry: str = ""
    url: str = ""


class Result(Model):
    """What an outcome of a check tells: `good` or not, in words, and where it leads.

    `when`: findings in the output of the check's commands any of which makes it this result; names of `kb.tool_output`.
    `causes`: the causes of the entry that it speaks for, counted from 1.
    """

    good: bool
    text: str
    leads_to: tuple[str, ...] = ()
    when: tuple[str, ...] = ()
    causes: tuple[int, ...] = ()


class Cause(Model):
    """One reason for the error; `leads_to` are ids of entries that say more."""

    text: str
    leads_to: tuple[str, ...] = ()


class Check(Model):
    """One thing to do, in its place in the order: short title, words, commands, samples, results.

    `undo` says how to take back what its commands change, or that there is nothing to take back; '' where nobody knows.
    """

    title: str
    text: str = ""
    commands: tuple[Command, ...] = ()
    samples: tuple[Sample, ...] = ()
    results: tuple[Result, ...] = ()
    undo: str = ""
    leads_to: tuple[str, ...] = ()


class Endpoint(Model):
    """A host that must be reachable. `port` as written (`HTTPS/443`, `UDP 3478-3481`), empty where not given."""

    host: str
    port: str = ""
    purpose: str = ""
    cloud: str = ""


class Setting(Model):
    """A file, folder, registry value, policy, filter, option or other literal, and what it is for."""

    item: str
    kind: str = ""
    use: str = ""


class Escalation(Model):
    """Whom to ask where the person cannot go on alone, and for what: a sentence that can be sent as it is.

    `causes`: those that it is for, counted from 1; none of them: whatever the cause.
    """

    whom: str
    what: str
    causes: tuple[int, ...] = ()


class Note(Model):
    """A part of the article that is none of the others. `outside`: from other sources than the entry's own."""

    title: str
    text: str
    samples: tuple[Sample, ...] = ()
    links: tuple[Link, ...] = ()
    outside: bool = False


class Example(Model):
    """A paste that must find the entry first, or (`finds` is false) must not; it is tested, never ranked on or shown.

    `line` is its line in the article, counted from 1; `why` the author's reason, on one line, or nothing.
    """

    text: str
    finds: bool
    why: str = ""
    line: int


class Source(Model):
    """A document that facts come from. `edition` is the name an article calls it by; `date` as far as known."""

    title: str
    publisher: str = ""
    date: str = ""
    edition: str = ""
    cloud: str = ""
    url: str = ""


class Entry(Model):
    """What is known about one error, check, guide or reference.

    `messages` are texts as a program prints them. `outside` lists those codes, aliases and messages that come
    from other sources than `sources`; the note with `outside` set says which. `noise` lists literals that mark a line
    of a log as of no account: other entries are not judged by it.
    """

    id: str
    title: str
    kind: Kind
    codes: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    summary: str = ""
    causes: tuple[Cause, ...] = ()
    checks: tuple[Check, ...] = ()
    commands: tuple[Command, ...] = ()
    endpoints: tuple[Endpoint, ...] = ()
    settings: tuple[Setting, ...] = ()
    notes: tuple[Note, ...] = ()
    escalations: tuple[Escalation, ...] = ()
    related: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    outside: tuple[str, ...] = ()
    reviewed: str = ""
    noise: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()
    origin: Origin
