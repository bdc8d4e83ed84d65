"""Labelled pastes made worse the way they come in: misread, wrapped, escaped. The label stays.

    python3 tests/variants.py [--seed 7] [--only ocr|wrapped|escaped] [--sample N] [--rate 0.03] [FILE.jsonl]

prints labelled lines as `scripts/evaluate` reads them: `scripts/evaluate FILE` or, in a pipe, /dev/stdin. `origin` says
what was done. The same seed makes the same file, and a line's variants do not depend on the other lines of the file.
"""

from __future__ import annotations

import argparse
import html
import json
import re
import textwrap
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import quote, quote_plus

QUESTIONS = Path(__file__).parent / "data" / "questions.jsonl"

Edit = tuple[int, int, str]
"""(start, end, what stands there instead)."""


# --- misread ------------------------------------------------------------------------------------------------------

CONFUSED = {
    "0": "Oo", "O": "0o", "o": "0", "1": "lI", "l": "1I", "I": "l1", "5": "S", "S": "5", "8": "B", "B": "8",
    "rn": "m", "m": "rn", "vv": "w", "w": "vv",
}  # fmt: skip
_PLACE = {
    "letter": re.compile("|".join(sorted(CONFUSED, key=len, reverse=True))),
    "space": re.compile(r"(?<=\w)[ \t](?=\w)"),
    "bullet": re.compile(r"^(?=.)", re.MULTILINE),
    "hyphen": re.compile(r"(?<=[A-Za-z]{3})(?=[A-Za-z]{3})"),
}
_SHARES = {"letter": 12, "space": 4, "hyphen": 2, "bullet": 1}
# With an 8 for a B or the other way round a number in hex is another number: nobody could tell what it was.
_HEX = re.compile(r"\b(?:0x|CAA)?[0-9A-Fa-f]{5,}\b")


def misread(text: str, rng: Random, rate: float = 0.03) -> str:
    """Text as OCR gives it: about `rate` of its letters are misread, one of them at least."""
    hexes = [match.span() for match in _HEX.finditer(text)]
    places: dict[str, list[Edit]] = {kind: [] for kind in _PLACE}
    for kind, pattern in _PLACE.items():
        for match in pattern.finditer(text):
            start, end = match.span()
            if not (match[0] in ("8", "B") and any(low <= start < high for low, high in hexes)):
                places[kind].append((start, end, _instead(kind, match[0], rng)))
        rng.shuffle(places[kind])
    edits: list[Edit] = []
    for _ in range(max(1, round(rate * sum(map(str.isalnum, text))))):
        left = [kind for kind in places if places[kind]]
        if left:
            edits.append(places[rng.choices(left, [_SHARES[kind] for kind in left])[0]].pop())
    out, done = "", 0
    for start, end, instead in sorted(edits):
        if start >= done:  # not a hyphen in the midst of an rn that became an m
            out, done = out + text[done:start] + instead, end
    return out + text[done:]


def _instead(kind: str, found: str, rng: Random) -> str:
    if kind == "letter":
        options = CONFUSED[found]
        return options if options in ("rn", "vv") else rng.choice(options)
    return {"space": "", "hyphen": "-\n", "bullet": rng.choice(("• ", "· ", "* ", "o "))}[kind]


# --- wrapped ------------------------------------------------------------------------------------------------------


def wrapped_log(text: str, rng: Random) -> str:
    """Wrapped at 40 to 60 columns by a logger that begins every line anew."""
    stamp = rng.choice(
        (
            "2026-{0:02}-{1:02} {2:02}:{3:02}:{4:02}.{5:03} [ERROR] ",
            "[{0:02}/{1:02}/2026 {2:02}:{3:02}:{4:02}] ",
            "2026-{0:02}-{1:02}T{2:02}:{3:02}:{4:02}.{5:03}Z host42 app[{6}]: ",
        )
    )
    month, day, hour, minute, process = (
        rng.randint(*ends) for ends in ((1, 12), (1, 28), (0, 23), (0, 59), (900, 9999))
    )
    return "\n".join(
        stamp.format(month, day, hour, minute, number % 60, rng.randint(0, 999), process) + line
        for number, line in enumerate(_lines(text, rng))
    )


def wrapped_quote(text: str, rng: Random) -> str:
    """Wrapped at 40 to 60 columns and quoted in a mail, once or twice."""
    mark = rng.choice(("> ", "> > ", ">> "))
    return "\n".join(mark + line for line in _lines(text, rng))


def wrapped_box(text: str, rng: Random) -> str:
    """Wrapped at 40 to 60 columns inside the box that a program draws in a terminal."""
    corners, across, down = rng.choice((("┌┐└┘", "─", "│"), ("╭╮╰╯", "─", "│"), ("╔╗╚╝", "═", "║"), ("++++", "-", "|")))
    lines = _lines(text, rng)
    width = max(map(len, lines))
    first, last = (f"{left}{across * (width + 2)}{right}" for left, right in (corners[:2], corners[2:]))
    return "\n".join((first, *(f"{down} {line.ljust(width)} {down}" for line in lines), last))


def wrapped_cut(text: str, rng: Random) -> str:
    """Cut at 40 to 60 columns wherever that is, as a terminal does: in the midst of words."""
    width = rng.randint(40, 60)
    return "\n".join(line[at : at + width] for line in text.split("\n") for at in range(0, max(len(line), 1), width))


def _lines(text: str, rng: Random) -> list[str]:
    width = rng.randint(40, 60)
    return [part for line in text.split("\n") for part in textwrap.wrap(line, width, break_on_hyphens=False) or [""]]


# --- escaped ------------------------------------------------------------------------------------------------------


def escaped_json(text: str, rng: Random) -> str:
    """The message in an object of JSON."""
    around = {"time": "2026-03-02T08:14:07Z", "level": "error", "message": text, "thread": rng.randint(2, 64)}
    return json.dumps(around, ensure_ascii=rng.random() < 0.5, indent=rng.choice((None, 2)))


def escaped_url(text: str, rng: Random) -> str:
    """The message in the query of an address."""
    coded = rng.choice((quote, quote_plus))(text)
    return f"https://portal.example/failed?lang=en&message={coded}&session={rng.getrandbits(48):012x}"


def escaped_html(text: str, rng: Random) -> str:
    """The message in the source of a page: entities, now and then a bold word or an unbreakable space."""
    words = [
        rng.choice(("<b>{}</b>", "<span class='hl'>{}</span>")).format(word) if rng.random() < 0.1 else word
        for word in html.escape(text).replace("\n", "<br>\n").split(" ")
    ]
    joined = words[0] + "".join(("&nbsp;" if rng.random() < 0.1 else " ") + word for word in words[1:])
    return f'<div class="box"><p id="m{rng.randint(1, 99)}">{joined}</p></div>'


# --- all of them --------------------------------------------------------------------------------------------------

STYLES: dict[str, Callable[[str, Random], str]] = {
    "ocr": misread,
    "wrapped log": wrapped_log,
    "wrapped quote": wrapped_quote,
    "wrapped box": wrapped_box,
    "wrapped cut": wrapped_cut,
    "escaped json": escaped_json,
    "escaped url": escaped_url,
    "escaped html": escaped_html,
}
"""What is done to a text, by the name that becomes a variant's `origin`; the first word is its kind."""

KINDS = tuple(dict.fromkeys(name.split()[0] for name in STYLES))


def variants(
    rows: Iterable[dict[str, Any]], kind: str, seed: int = 7, sample: int | None = None, rate: float = 0.03
) -> Iterator[dict[str, Any]]:
    """A variant of this kind of each labelled line, or of so many of them, in one of the kind's styles.

    `rate`: the share of letters that OCR misreads. A line that no style changes is left out.
    """
    # In an order of their own: a new line in the file leaves most of a sample as it is.
    chosen = rows if sample is None else sorted(rows, key=lambda row: Random(f"{seed} {row['id']}").random())[:sample]
    styles = {**STYLES, "ocr": partial(misread, rate=rate)}
    names = [name for name in STYLES if name.split()[0] == kind]
    for row in chosen:
        rng = Random(f"{seed} {kind} {row['id']}")
        for name in rng.sample(names, len(names)):
            text = styles[name](row["text"], rng)
            if text != row["text"]:  # a short line is not cut at 40 columns: the next style, then
                yield {**row, "id": f"{row['id']}-{kind}", "text": text, "origin": name}
                break


def main() -> None:
    """Print the variants of a file."""
    parser = argparse.ArgumentParser(description="Make labelled pastes worse; their labels stay.")
    parser.add_argument("file", nargs="?", type=Path, default=QUESTIONS, metavar="FILE.jsonl")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--only", choices=KINDS, help="one kind; default: all, one after the other")
    parser.add_argument("--sample", type=int, metavar="N", help="so many lines of each kind; default: all")
    parser.add_argument("--rate", type=float, default=0.03, help="share of the letters that OCR misreads")
    options = parser.parse_args()
    rows = [json.loads(line) for line in options.file.read_text(encoding="utf-8").split("\n") if line.strip()]
    for kind in (options.only,) if options.only else KINDS:
        for row in variants(rows, kind, options.seed, options.sample, options.rate):
            print(json.dumps(row))


if __name__ == "__main__":
    main()
