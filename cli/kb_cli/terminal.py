"""Lines of a layout as text for a terminal or a pipe: width, colour, the reader's platform.

The one place where text becomes terminal output: everything passes `visible` first. Imports stay light, an exact
look-up comes through here.
"""

import os
import sys

from kb.safe_text import visible, visible_line

TYPE_CHECKING = False  # type checkers take it for true; see kb/__init__.py
if TYPE_CHECKING:
    from typing import TextIO

Line = tuple[str, int, str, str]
"""(style, indent, platform, text), see kb.layout."""

CELL = "\x1f"
PLATFORM_NAMES = {"windows": "Windows", "macos": "macOS", "linux": "Linux"}
PLATFORMS = tuple(PLATFORM_NAMES)
_MAX_WIDTH = 100
_COLOURS = {
    "title": "1",
    "heading": "1;36",
    "meta": "2",
    "quote": "33",
    "label": "2",
    "command": "1;32",
    "caution": "1;31",
    "code": "35",
    "good": "32",
    "bad": "31",
    "number": "1;36",
    "score": "2",
    "error": "1;31",
    "head": "1",
}


class Screen:
    """What the output can show: columns, colour or not, and the platform whose commands are wanted."""

    def __init__(self, width: int = 80, colour: bool = False, platform: str = "") -> None:
        self.width = max(20, min(width, _MAX_WIDTH))
        self.colour = colour
        self.platform = platform

    def paint(self, style: str, text: str) -> str:
        """The text in the style's colour, or as it is."""
        colour = _COLOURS.get(style) if self.colour else None
        return f"\x1b[{colour}m{text}\x1b[0m" if colour and text else text


def this_platform() -> str:
    """The platform of the machine that errkb runs on."""
    return {"win32": "windows", "darwin": "macos"}.get(sys.platform, "linux")


def screen_of(stream: object, *, colour: str = "auto", platform: str = "") -> Screen:
    """What this stream can show. `colour`: auto, always or never; NO_COLOR, TERM=dumb and pipes mean never in auto.

    `platform`: windows, macos, linux, all, or '' for the one errkb runs on.
    """
    tty = False
    width = 80
    try:
        tty = stream.isatty()  # type: ignore[attr-defined]
        if tty:
            width = os.get_terminal_size(stream.fileno()).columns  # type: ignore[attr-defined]
    except (OSError, ValueError, AttributeError):
        pass
    if not tty and os.environ.get("COLUMNS", "").isdigit():
        width = int(os.environ["COLUMNS"])
    plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    painted = colour == "always" or (colour == "auto" and bool(os.environ.get("FORCE_COLOR")))
    if colour == "auto" and not painted:
        painted = tty and not plain
    if colour == "never" or (colour == "auto" and plain):
        painted = False
    return Screen(width or 80, painted, "" if platform == "all" else platform or this_platform())


def render(lines: "list[Line]", screen: Screen, sections: "frozenset[str] | None" = None) -> str:
    """The lines as text that ends with a line feed. `sections`: the parts of an entry to show, None for all."""
    out: list[str] = []
    section = ""
    at = 0
    while at < len(lines):
        style, indent, _, text = lines[at]
        if style == "section":
            section = text
        elif sections is not None and section not in sections:
            pass
        elif style == "group":
            end = at + 1
            while end < len(lines) and lines[end][0] != "end":
                end += 1
            shown = for_platform(lines[at + 1 : end], screen.platform, "--platform all")
            out.extend(part for line in shown for part in _line(line[0], line[1], line[3], screen))
            at = end
        elif style == "row":
            end = at
            while end < len(lines) and lines[end][0] == "row":
                end += 1
            out.extend(_table([row[3].split(CELL) for row in lines[at:end]], indent, screen))
            at = end - 1
        else:
            out.extend(_line(style, indent, text, screen))
        at += 1
    while out and not out[0]:
        out.pop(0)
    return "\n".join(out) + "\n"


def for_platform(group: "list[Line]", platform: str, how: str) -> "list[Line]":
    """The commands of a check for this platform; all of them where none is for it, or where no platform is named.

    A last line says for which others there are some, and `how` to see them.
    """
    wanted = [line for line in group if line[2] in (platform, "any", "")]
    if not platform or not any(line[0] == "command" for line in wanted):
        return group
    left_out = sorted({line[2] for line in group} - {line[2] for line in wanted})
    if left_out:
        names = ", ".join(PLATFORM_NAMES[name] for name in left_out)
        wanted.append(("meta", group[0][1], "", f"(also for {names}: {how})"))
    return wanted


def _line(style: str, indent: int, text: str, screen: Screen) -> "list[str]":
    text = visible(text)
    pad = " " * indent
    if style == "blank":
        return [""]
    if style in ("command", "code"):  # exact: never wrapped, so that it can be copied
        return [pad + screen.paint(style, text)]
    if style == "quote":
        return [f"{pad}> {screen.paint(style, part)}" for part in wrap(text, screen.width - indent - 2)]
    mark = ""
    if style in ("item", "good", "bad"):
        mark = text.split(" ", 1)[0] + " "
        text = text[len(mark) :]
    parts = wrap(text, screen.width - indent - len(mark)) or [""]
    first = f"{pad}{screen.paint(style, mark) if mark else ''}{parts[0] if mark else screen.paint(style, parts[0])}"
    hang = pad + " " * len(mark)
    return [first.rstrip(" ") or "", *(hang + (part if mark else screen.paint(style, part)) for part in parts[1:])]


def _table(rows: "list[list[str]]", indent: int, screen: Screen) -> "list[str]":
    """Columns where they fit; on a narrow screen each row as its first cell with the others below it."""
    rows = [[visible(cell.replace("`", "")) for cell in row] for row in rows]
    columns = max(len(row) for row in rows)
    rows = [row + [""] * (columns - len(row)) for row in rows]
    widths = [max(columns_of(row[c]) for row in rows) for c in range(columns)]
    room = screen.width - indent - 2 * (columns - 1)
    pad = " " * indent
    if sum(widths[:-1]) + min(widths[-1], 24) <= room:
        last = room - sum(widths[:-1])
        out = []
        for number, row in enumerate(rows):
            lead = "  ".join(cell + " " * (widths[c] - columns_of(cell)) for c, cell in enumerate(row[:-1]))
            parts = wrap(row[-1], last) or [""]
            hang = pad + " " * (len(lead) + 2 if lead else 0)
            style = "head" if number == 0 else ""
            out.append((pad + screen.paint(style, f"{lead}  {parts[0]}" if lead else parts[0])).rstrip(" "))
            out.extend(hang + part for part in parts[1:])
        return out
    head, *body = rows
    out = []
    for row in body:
        out.extend(pad + screen.paint("head", part) for part in wrap(row[0], screen.width - indent))
        for name, cell in list(zip(head, row, strict=True))[1:]:
            if cell:
                label = f"{name}: " if name else ""
                parts = wrap(label + cell, screen.width - indent - 2)
                out.extend(f"{pad}  {part}" for part in parts)
    return out


def columns_of(text: str) -> int:
    """How many columns the text takes on a terminal."""
    if text.isascii() or all(char < "\u0300" or "\u2010" <= char <= "\u2027" for char in text):
        return len(text)  # letters of Europe, dashes and quotes: a column each
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text)


def wrap(text: str, width: int) -> "list[str]":
    """The text in lines of at most `width` columns, broken at spaces; a longer word stays whole, to be copied."""
    width = max(width, 12)
    out: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        used = 0
        for word in _words(paragraph, width):
            size = columns_of(word)
            if line and used + 1 + size > width:
                out.append(line)
                line, used = word, size
            else:
                line = f"{line} {word}" if line else word
                used += size + (1 if used else 0)
        out.append(line)
    return out


def _words(paragraph: str, width: int) -> "list[str]":
    """The words of a paragraph; a literal in backticks is one word, where it fits into a line."""
    words: list[str] = []
    literal = ""
    for word in paragraph.split(" "):
        if literal:
            literal += " " + word
        elif word.count("`") % 2:
            literal = word
        else:
            words.append(word)
            continue
        if literal.count("`") % 2 == 0:
            words.extend([literal] if columns_of(literal) <= width else literal.split(" "))
            literal = ""
    return words + literal.split(" ") if literal else words


def complain(text: str) -> None:
    """Print one line to standard error, if there is one."""
    if sys.stderr is not None:
        write(f"kb: {visible_line(text)}\n", sys.stderr)


def write(text: str, stream: "TextIO | None" = None) -> None:
    """Print text; what the stream's encoding lacks is shown as an escape rather than failing."""
    out = sys.stdout if stream is None else stream
    encoding = out.encoding or "utf-8"
    out.write(text.encode(encoding, "backslashreplace").decode(encoding))
