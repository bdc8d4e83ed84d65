"""An entry as lines to show, before anything is known of the screen. Pure.

A line is (style, indent, platform, text). Width, colour and the choice of a platform belong to the program that
shows it. The snapshot stores the lines, so that an exact look-up prints an entry without building its models.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kb.entry import Check, Command, Endpoint, Entry, Note, Setting
from kb.safe_text import visible, visible_exact, visible_line

Line = tuple[str, int, str, str]
"""(style, indent in columns, platform or '', text). Styles: see STYLES."""

STYLES = (
    "title",  # the entry's title
    "meta",  # kind, products, id
    "section",  # begins a part; the text is its name, a key of SECTIONS
    "heading",  # words above a part of the entry
    "text",  # a paragraph
    "item",  # a list item; the text begins with its mark and a space
    "quote",  # an error text
    "label",  # what the commands below are for
    "command",  # one line of a command, exact; `platform` is its own
    "caution",  # a command's warning: changes the system, needs elevated rights
    "code",  # one line of a sample, exact
    "row",  # a table's row, cells separated by CELL
    "good",  # what a good result looks like
    "bad",  # what a bad result means
    "group",  # begins a set of commands of which the reader's platform is shown
    "end",  # ends it
    "blank",
)
CELL = "\x1f"
"""Separates the cells of a row, each of which is safe to show and so cannot hold it."""

PLATFORM_NAMES = {"windows": "Windows", "macos": "macOS", "linux": "Linux", "any": "any system"}


def lay_out(entry: Entry, titles: dict[str, str]) -> list[Line]:
    """The lines of an entry; `titles` gives the titles of related entries by id."""
    lines: list[Line] = []
    for style, indent, platform, text in _entry(entry, titles):
        safe = visible_exact if style in ("command", "code") else visible
        if style == "row":  # the cells came through `_row`, which made them safe; the separator must stay
            lines.append((style, indent, platform, text))
        else:
            lines.extend((style, indent, platform, safe(part)) for part in text.split("\n"))
    return lines


def _row(cells: Iterable[str]) -> str:
    return CELL.join(visible_line(cell) for cell in cells)


def _entry(entry: Entry, titles: dict[str, str]) -> Iterator[Line]:
    yield "section", 0, "", "summary"
    yield "title", 0, "", entry.title
    yield "meta", 0, "", " · ".join([entry.kind, *entry.products, f"id: {entry.id}"])
    for paragraph in entry.summary.split("\n\n") if entry.summary else ():
        yield "blank", 0, "", ""
        yield "text", 0, "", paragraph
    own = [message for message in entry.messages if message not in entry.outside]
    if own:
        yield from _heading("messages", "Error text")
        for message in own:
            yield "quote", 2, "", message
        others = len(entry.messages) - len(own)
        if others:
            yield "meta", 2, "", f"{others} more {'wording' if others == 1 else 'wordings'} under “From other sources”"
    if entry.causes:
        yield from _heading("causes", "Causes")
        for cause in entry.causes:
            yield from _listed("- " + cause.text, 2)
            yield from _see(cause.leads_to, titles, 4)
    if entry.checks:
        yield from _heading("checks", "Checks")
        for number, check in enumerate(entry.checks, 1):
            yield from _check(number, check, titles)
    if entry.endpoints:
        yield from _heading("endpoints", "Endpoints")
        yield from _endpoints(entry.endpoints)
    if entry.settings:
        yield from _heading("settings", "Files and settings")
        yield from _settings(entry.settings)
    if entry.escalations:
        yield from _heading("escalations", "Whom to ask")
        for escalation in entry.escalations:
            yield from _listed(f"- {escalation.whom}: {escalation.what}", 2)
    yield from _notes(entry)
    yield from _about(entry, titles)


def _heading(section: str, words: str) -> Iterator[Line]:
    yield "section", 0, "", section
    yield "blank", 0, "", ""
    yield "heading", 0, "", words


def _listed(text: str, indent: int) -> Iterator[Line]:
    """An item and the lines below it, as `article._lines` wrote them."""
    first, *rest = text.split("\n")
    yield "item", indent, "", first
    yield from _plain_lines(rest, indent + 2)


def _plain_lines(lines: Iterable[str], indent: int) -> Iterator[Line]:
    for line in lines:
        deeper = indent + len(line) - len(line.lstrip(" "))
        words = line.lstrip(" ")
        if line.startswith("\t"):
            yield "code", indent + 2, "", line[1:]
        elif words.startswith("| ") and words.endswith(" |"):
            cells = re.split(r"(?<!\\) \| ", words[2:-2])
            yield "row", deeper, "", _row(cell.replace("\\|", "|").strip() for cell in cells)
        elif words.startswith("> "):
            yield "quote", deeper, "", words[2:]
        elif re.match(r"- |\d{1,3}\. ", words):
            yield "item", deeper, "", words
        else:
            yield "text", deeper, "", words


def _see(ids: Iterable[str], titles: dict[str, str], indent: int) -> Iterator[Line]:
    names = [name for name in ids if name in titles]
    if names:
        yield "meta", indent, "", "see: " + ", ".join(names)


def _check(number: int, check: Check, titles: dict[str, str]) -> Iterator[Line]:
    mark = f"{number}. "
    indent = 2 + len(mark)
    yield "blank", 0, "", ""
    yield "item", 2, "", f"{mark}{check.title}"
    yield from _plain_lines(check.text.split("\n") if check.text else (), indent)
    if check.commands:
        yield "group", 0, "", ""
        yield from commands(check.commands, indent)
        yield "end", 0, "", ""
    for sample in check.samples:
        if sample.caption:
            yield "label", indent, "", sample.caption + ":"
        for line in sample.text.split("\n"):
            yield "code", indent + 2, "", line
    for result in check.results:
        style = "good" if result.good else "bad"
        first, *rest = result.text.split("\n")
        yield style, indent, "", f"{style.capitalize()}: {first}"
        yield from _plain_lines(rest, indent + 2)
        yield from _see(result.leads_to, titles, indent + 2)
    if check.undo:
        nothing = check.undo.lower().startswith("nothing to undo")
        undo = check.undo[:1].upper() + check.undo[1:] if nothing else f"Undo: {check.undo}"
        yield from (("caution", indent, "", line) for line in undo.split("\n"))


def commands(listed: Iterable[Command], indent: int) -> Iterator[Line]:
    """Commands under the words that say where they run, one line each, exact."""
    label = None
    for command in listed:
        if command.purpose != label:
            label = command.purpose
            words = label or f"{PLATFORM_NAMES[command.platform]}, {command.shell}"
            yield "label", indent, command.platform, words + ":"
        for line in command.text.split("\n"):
            yield "command", indent + 2, command.platform, line
        if command.changes_system and "changes the system" not in (label or ""):
            yield "caution", indent + 2, command.platform, "changes the system"


def _endpoints(endpoints: Iterable[Endpoint]) -> Iterator[Line]:
    endpoints = list(endpoints)
    columns = [c for c in ("host", "port", "purpose", "cloud") if any(getattr(e, c) for e in endpoints)]
    yield "row", 2, "", _row(c.capitalize() for c in columns)
    for endpoint in endpoints:
        yield "row", 2, "", _row(getattr(endpoint, c) for c in columns)


def _settings(settings: Iterable[Setting]) -> Iterator[Line]:
    yield "row", 2, "", _row(("Item", "Kind", "Use"))
    for setting in settings:
        yield "row", 2, "", _row((setting.item, setting.kind, setting.use))


def _notes(entry: Entry) -> Iterator[Line]:
    own = [note for note in entry.notes if not note.outside]
    for position, note in enumerate(own):
        if note.title or position == 0:
            yield from _heading("notes", note.title or "Notes")
        yield from _plain_lines(note.text.split("\n"), 2)
    outside = [note for note in entry.notes if note.outside]
    if outside:
        yield from _heading("outside", "From other sources")
        for note in outside:
            yield from _outside(note)


def _outside(note: Note) -> Iterator[Line]:
    yield from _listed("- " + note.text, 2)
    for link in note.links:
        if link.url:
            yield "meta", 4, "", f"source: {link.url}"


def _about(entry: Entry, titles: dict[str, str]) -> Iterator[Line]:
    names = [name for name in entry.aliases if name not in entry.outside]
    if names:
        yield from _heading("names", "Also called")
        yield "text", 2, "", "; ".join(names)
    if entry.related:
        yield from _heading("related", "Related")
        for related in entry.related:
            yield "item", 2, "", f"- {titles.get(related, related)} ({related})"
    yield from _heading("sources", "Sources")
    for source in entry.sources:
        edition = f"here: {source.edition}" if source.edition else ""
        about = "; ".join(part for part in (source.publisher, source.date, edition) if part)
        yield "item", 2, "", f"- {source.title}" + (f" ({about})" if about else "")
    reviewed = f", reviewed {entry.reviewed}" if entry.reviewed else ""
    yield "meta", 2, "", f"article: {entry.origin.file}, line {entry.origin.line}{reviewed}"
