"""What commands print: lines for the screen, tables, JSON. Everything passes `visible` before it is written."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence

from kb.lookup import Match
from kb.safe_text import is_visible, visible_line
from kb_cli.commands.verb import Given
from kb_cli.terminal import Line, Screen, columns_of, render, screen_of, write

_NARROWEST_TITLE = 12


def screen_for(given: Given) -> Screen:
    """The screen of standard output, as the options want it."""
    return screen_of(sys.stdout, colour=given.colour, platform=given.platform)


def show(lines: Sequence[Line], given: Given) -> None:
    """Print lines to standard output."""
    write(render(list(lines), screen_for(given)))


def write_json(text: str) -> None:
    """Print a JSON document on one line. What a terminal would obey or cannot show is escaped the way JSON does it."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    if encoding.lower().replace("-", "") not in ("utf8", "utf8sig"):
        text = re.sub(r"[^\x00-\x7e]", _json_escape, text)
    elif not is_visible(text):
        text = re.sub(r"[^\n\x20-\x7e]", lambda match: match[0] if is_visible(match[0]) else _json_escape(match), text)
    write(text + "\n")


def _json_escape(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))


def table(matches: Iterable[Match], screen: Screen) -> str:
    """One line a match: id, kind, title, product, aligned and cut to the screen's width; an id always stays whole."""
    rows = [
        [visible_line(cell) for cell in (m.entry.id, m.entry.kind, m.entry.title, ", ".join(m.entry.products))]
        for m in matches
    ]
    widths = [max(columns_of(row[column]) for row in rows) for column in range(4)]
    room = screen.width - widths[0] - widths[1] - 4
    if room < _NARROWEST_TITLE:  # a narrow screen: id and as much of the title as there is room for
        rows = [[row[0], row[2]] for row in rows]
        widths = [widths[0], screen.width - widths[0] - 2]
        if widths[1] < _NARROWEST_TITLE:
            rows, widths = [[row[0]] for row in rows], widths[:1]
    elif room >= 48:
        widths[2] = min(widths[2], room - min(widths[3] + 2, room // 3))
        widths[3] = room - widths[2] - 2
    else:
        rows, widths = [row[:3] for row in rows], [*widths[:2], room]
    return "".join(_row(row, widths, screen) + "\n" for row in rows)


def _row(cells: list[str], widths: list[int], screen: Screen) -> str:
    shown = [cells[0], *(_cut(cell, width) for cell, width in zip(cells[1:], widths[1:], strict=True))]
    padded = [cell + " " * (width - columns_of(cell)) for cell, width in zip(shown, widths, strict=True)]
    padded[0] = screen.paint("head", shown[0]) + padded[0][len(shown[0]) :]
    return "  ".join(padded).rstrip(" ")


def _cut(text: str, width: int) -> str:
    """The text, or as much of it as fits before an ellipsis."""
    if columns_of(text) <= width:
        return text
    while text and columns_of(text) > width - 1:
        text = text[:-1]
    return text.rstrip(" ,") + "…"
