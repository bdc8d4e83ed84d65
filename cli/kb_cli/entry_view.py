"""An entry in the chat: the short form that an answer begins with, the whole, one check. Pure.

Commands are those for the affected machine's platform and cloud, with what is known of it filled in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kb.causes import CauseStanding, cause_words
from kb.entry import Check, Command, Entry
from kb.knowledge_base import KnowledgeBase
from kb.layout import lay_out
from kb.safe_text import visible_line
from kb.situation import Refused, fill
from kb.tool_output import tools_of
from kb_cli.affected import filled
from kb_cli.findings import BLANK, Line, clip
from kb_cli.state import State, heading, meta
from kb_cli.terminal import for_platform, wrap

ROWS = 22
"""What a terminal of 24 rows shows beside the line that is typed and the one below it."""

_ROOMS = ((5, 9), (5, 6), (4, 6), (4, 4), (3, 4))
"""Rows for the summary and for the first check: the first pair that leaves room for two causes."""

_CAUSES = 4
_CAUSES_AT_LEAST = 2
_NARROW = 60  # columns
_MOST = {"likely": 9, "open": 4, "unlikely": 3}
"""How many causes of each standing are listed at most, those that are counted as "more" among them."""
_NUMBERED = re.compile(r"([1-9][0-9]?)\. ")
_SENTENCE = re.compile(r"(?<=[.!?:])\s+(?=[A-Z`])")
_CLOUDS = {"china": "China", "global": "global"}
_REFERENCE = ("endpoints", "settings", "notes", "outside")


def parts(book: KnowledgeBase, state: State) -> dict[str, list[Line]]:
    """The lines of the entry at hand by the name of their part, in order."""
    entry = book[state.entry]
    own = in_cloud(entry, state.situation.cloud)
    lines = book.layout(state.entry) if own == entry else lay_out(own, linked_titles(book, entry))
    found = arranged(lines, _platform(state))
    if "checks" in found:
        found["checks"] = filled(found["checks"], entry, state.situation)
    return found


def arranged(lines: Iterable[Line], platform: str) -> dict[str, list[Line]]:
    """The lines of an entry by the name of their part, in order, with the commands for the platform ('' for all)."""
    found: dict[str, list[Line]] = {}
    part: list[Line] = []
    group: list[Line] | None = None
    for style, indent, own, words in lines:
        if style == "section":
            part = found.setdefault(words, [])
        elif style == "group":
            group = []
        elif style == "end":
            part += for_platform(group or [], platform, "/platform all")
            group = None
        else:
            (part if group is None else group).append((style, indent, own, words))
    return found


def linked_titles(book: KnowledgeBase, entry: Entry) -> dict[str, str]:
    """The titles of the entries that an entry leads to, by id."""
    return {name: book[name].title for name in _names(entry) if name in book}


def whole(book: KnowledgeBase, state: State) -> list[Line]:
    """Everything the entry at hand says."""
    return joined(parts(book, state).values())


def joined(listed: Iterable[list[Line]]) -> list[Line]:
    """Parts one below the other, without an empty line above the first."""
    lines = [line for part in listed for line in part]
    while lines and lines[0] == BLANK:
        lines.pop(0)
    return lines


def short(book: KnowledgeBase, state: State, check: int, *, taken: int = 3) -> list[Line]:
    """The entry at hand on one screen: what it means, the likeliest causes, the check to begin with.

    `taken`: rows of the screen that are needed for other lines.
    """
    entry = book[state.entry]
    every = parts(book, state)
    summary = [line for line in every["summary"] if line[0] == "text"]
    for summary_rows, check_rows in _ROOMS:
        lines = [line for line in every["summary"] if line[0] == "title"]
        lines += _clipped(summary, summary_rows, state.width)
        check_part = [BLANK, *_proposal(entry, state, every, check, check_rows)] if check else []
        room = ROWS - taken - _height(lines, state.width) - _height(check_part, state.width)
        if room >= 2 + min(_CAUSES_AT_LEAST, len(entry.causes)):
            break
    most = min(_CAUSES if check else len(entry.causes), room - 2, len(entry.causes))
    if most > 0:
        count = f", {most} of {len(entry.causes)}" if most < len(entry.causes) else ""
        lines += [BLANK, heading(f"Causes{count}"), *_causes(entry, state.width, most)]
    if not check and not entry.causes:
        rest = [line for name in _REFERENCE for line in every.get(name, [])]
        lines += _clipped(rest, max(room - 1, 6), state.width)
    return lines + check_part


def proposal(book: KnowledgeBase, state: State, number: int, rows: int = 0) -> list[Line]:
    """One check: what to run, what a good result is, how to say how it went. `rows`: at most so many lines of it."""
    return _proposal(book[state.entry], state, parts(book, state), number, rows)


def _proposal(entry: Entry, state: State, every: dict[str, list[Line]], number: int, rows: int) -> list[Line]:
    """The same, of an entry whose parts are laid out already."""
    lines = one_check(every.get("checks", []), number)
    body = lines[1:]
    if rows:
        runs = any(line[0] == "command" for line in body)
        needed = [line for line in body if not runs or line[0] in ("label", "command", "caution", "good")]
        body = _clipped(needed if _height(body, state.width) > rows else body, rows, state.width)
    title = visible_line(entry.checks[number - 1].title)
    return [heading(f"Check {number} of {len(entry.checks)}: {title}"), *body, ask(entry.checks[number - 1])]


def ask(check: Check) -> Line:
    """How to say what a check showed."""
    if tools_of(check):
        return meta("Paste what it prints, or say good or bad; skip, back and checks go elsewhere.")
    return meta("Say good or bad; skip, back and checks go elsewhere.")


def one_check(part: Iterable[Line], number: int) -> list[Line]:
    """The lines of one check out of those of all checks."""
    out: list[Line] = []
    inside = False
    for line in part:
        style, indent, _, words = line
        match = _NUMBERED.match(words) if style == "item" and indent == 2 else None
        if match:
            inside = int(match[1]) == number
        if inside:
            out.append(line)
    while out and out[-1] == BLANK:
        out.pop()
    return out


def copyable(entry: Entry, number: int, state: State) -> tuple[str, ...]:
    """The commands of a check as they are shown, exact; those that cannot be filled in safely are left out."""
    check = in_cloud(entry, state.situation.cloud).checks[number - 1]
    wanted = [c for c in check.commands if c.platform in (_platform(state), "any")] or list(check.commands)
    texts = (fill(command.text, command.shell, state.situation) for command in wanted)
    return tuple(dict.fromkeys(text for text in texts if not isinstance(text, Refused)))


def first_sentence(text: str) -> str:
    """The first sentence of a text, without words that only point to another entry."""
    return visible_line(_SENTENCE.split(cause_words(text))[0])


def cause_lines(entry: Entry, causes: Iterable[CauseStanding], width: int) -> Iterator[Line]:
    """The causes as they stand after the checks so far, the likely ones first; nothing where no check spoke of any."""
    listed = list(causes)
    if all(cause.standing == "open" for cause in listed):
        return
    yield heading("Causes now")
    for standing, most in _MOST.items():
        own = [cause for cause in listed if cause.standing == standing]
        shown = own if len(own) <= most else own[: most - 1]
        for cause in shown:
            by = f" (check {', '.join(map(str, cause.by))})" if cause.by else ""
            words = first_sentence(entry.causes[cause.cause - 1].text)
            yield "item", 2, "", f"- {standing}{by}: {clip(words, _room(width, len(by) + len(standing) + 6))}"
        if len(own) > len(shown):
            yield "item", 2, "", f"- {standing}: {len(own) - len(shown)} more"


def in_cloud(entry: Entry, cloud: str) -> Entry:
    """The entry with the commands of that cloud only, wherever a check has some for it; '' for all."""
    if not cloud:
        return entry
    checks = tuple(
        check.model_copy(update={"commands": _of_cloud(check.commands, _CLOUDS[cloud])}) for check in entry.checks
    )
    return entry if checks == entry.checks else entry.model_copy(update={"checks": checks})


def _of_cloud(commands: tuple[Command, ...], cloud: str) -> tuple[Command, ...]:
    own = tuple(command for command in commands if command.cloud in ("", cloud))
    return own if any(command.cloud == cloud for command in commands) else commands


def _platform(state: State) -> str:
    return "" if state.platform == "all" else state.platform


def _names(entry: Entry) -> Iterator[str]:
    for check in entry.checks:
        yield from check.leads_to
    for cause in entry.causes:
        yield from cause.leads_to
    yield from entry.related


def _causes(entry: Entry, width: int, most: int) -> Iterator[Line]:
    for cause in entry.causes[:most]:
        yield "item", 2, "", f"- {clip(first_sentence(cause.text), _room(width, 4))}"


def _height(lines: Iterable[Line], width: int) -> int:
    return sum(_rows(line, width) for line in lines)


def _rows(line: Line, width: int) -> int:
    style, indent, _, words = line
    if style in ("command", "code", "blank"):
        return 1
    return len(wrap(words, width - indent)) or 1


def _clipped(lines: list[Line], rows: int, width: int) -> list[Line]:
    """So many rows of the lines as fit, cut after a sentence where one is too long, with a word on the rest."""
    out: list[Line] = []
    left = rows
    for line in lines:
        need = _rows(line, width)
        if need <= left:
            out.append(line)
            left -= need
            continue
        if line[0] in ("text", "item") and left:
            kept = _whole_sentences(line[3], width - line[1], left)
            if kept:
                out.append((*line[:3], kept))
        while out and out[-1][0] in ("label", "blank", "heading"):
            out.pop()
        break
    return out


def _whole_sentences(words: str, width: int, rows: int) -> str:
    kept = ""
    for sentence in _SENTENCE.split(words):
        longer = f"{kept} {sentence}" if kept else sentence
        if len(wrap(longer, width)) > rows:
            break
        kept = longer
    return kept or _whole_words(words, width, rows)


def _whole_words(words: str, width: int, rows: int) -> str:
    """So many words as fit, where not even the first sentence does."""
    listed = words.split(" ")
    most = next((n for n in range(len(listed), 0, -1) if len(wrap(" ".join(listed[:n]) + " …", width)) <= rows), 0)
    return " ".join(listed[:most]) + " …" if most else ""


def _room(width: int, taken: int) -> int:
    """How many characters of a list item are shown: a line, on a narrow screen two."""
    return max(width - taken, 24) if width >= _NARROW else 2 * (width - taken) - 8
