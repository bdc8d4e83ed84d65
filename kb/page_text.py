"""Pieces of text with their places on a picture become lines in reading order. Pure.

Pieces side by side are a line where little lies between them. Lines below one another are a block, as a paragraph or a
console is; blocks stand one after another, so that a list at the side does not come between the lines of a sentence.
Short pieces at one height, as a name and its value in a table, are one line however far apart, unless one of them is
part of a sentence that goes on below.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import atan2, cos, sin
from statistics import median


@dataclass(frozen=True, slots=True)
class Piece:
    """A text and the box that it fills; y grows downward. `sure`: from 0 to 1, what the engine thinks of it."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    sure: float = 1.0

    @property
    def height(self) -> float:
        return max(1.0, self.bottom - self.top)

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


Quad = Sequence[Sequence[float]]
"""Four corners, from the left one at the top clockwise."""

_JOINED = 1.6  # heights of a line: as far as words of one line are apart, and the columns of a console
_SAME_HEIGHT = 0.35  # of a line's height: as far as the middles of a name and its value are apart
_LONG = 30  # heights of a line: a line of prose is longer than this
_FAR = 25  # heights of a line: a value is nearer to its name
_BELOW = 0.9  # heights of a line between two lines of a block, at most


def upright(found: Iterable[tuple[str, Quad, float]]) -> list[Piece]:
    """Pieces from texts and their quadrangles, turned so that the lines of a slightly rotated picture are level."""
    found = list(found)
    slopes = [
        (atan2(quad[1][1] - quad[0][1], quad[1][0] - quad[0][0]), quad[1][0] - quad[0][0]) for _, quad, _ in found
    ]
    widest = sorted(slopes, key=lambda slope: -slope[1])[: max(3, len(slopes) // 3)]
    angle = median(slope for slope, _ in widest) if widest else 0.0
    if abs(angle) > 0.3:  # a text upright by intention, or nothing but specks
        angle = 0.0
    turn, lift = cos(angle), sin(angle)
    pieces = []
    for text, quad, sure in found:
        xs = [x * turn + y * lift for x, y in quad]
        ys = [y * turn - x * lift for x, y in quad]
        pieces.append(Piece(text, min(xs), min(ys), max(xs), max(ys), sure))
    return pieces


def page_text(pieces: Iterable[Piece]) -> str:
    """The text of a page: lines in reading order."""
    blocks = _blocks(_with_values(_lines(pieces)))
    blocks.sort(key=lambda block: (block[0].top, block[0].left))
    return "\n".join(line.text for block in blocks for line in block)


def _lines(pieces: Iterable[Piece]) -> list[Piece]:
    """Pieces side by side and near one another as one."""
    lines: list[Piece] = []
    for piece in sorted(pieces, key=lambda piece: piece.left):
        if not any(map(str.isalnum, piece.text)):  # the buttons of a window, dots for a password, rules
            continue
        left = [line for line in lines if _side_by_side(line, piece) and _gap(line, piece) <= _JOINED]
        if left:
            nearest = min(left, key=lambda line: abs(line.middle - piece.middle))
            lines[lines.index(nearest)] = _joined(nearest, piece)
        else:
            lines.append(piece)
    return sorted(lines, key=lambda line: (line.middle, line.left))


def _with_values(lines: list[Piece]) -> list[Piece]:
    """Lines with those that are the name to the left of a short value joined to it."""
    prose: list[Piece] = []
    for line in lines:
        goes_on = any(_continues(other, line) and abs(other.left - line.left) <= line.height for other in prose)
        if line.right - line.left > _LONG * line.height or goes_on:
            prose.append(line)
    out: list[Piece] = []
    for line in sorted(lines, key=lambda line: line.left):
        names = [name for name in out if name not in prose and line not in prose and _is_name_of(name, line)]
        if names:
            nearest = max(names, key=lambda name: name.right)
            out[out.index(nearest)] = _joined(nearest, line)
        else:
            out.append(line)
    return sorted(out, key=lambda line: (line.middle, line.left))


def _is_name_of(name: Piece, value: Piece) -> bool:
    """Whether two pieces stand at one height, short and near enough to be a name and its value, or more of a row."""
    high = min(name.height, value.height)
    return (
        abs(name.middle - value.middle) <= _SAME_HEIGHT * high
        and max(name.height, value.height) < 1.6 * high
        and value.right - value.left <= _LONG * high
        and 0 < value.left - name.right <= _FAR * high
    )


def _side_by_side(one: Piece, other: Piece) -> bool:
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    low, high = sorted((one.height, other.height))
    return shared >= 0.6 * low and high < 2.2 * low


def _gap(one: Piece, other: Piece) -> float:
    """What lies between two pieces of a line, in heights of it."""
    between = max(one.left, other.left) - min(one.right, other.right)
    return between / min(one.height, other.height)


def _joined(one: Piece, other: Piece) -> Piece:
    return Piece(
        f"{one.text} {other.text}",
        min(one.left, other.left),
        min(one.top, other.top),
        max(one.right, other.right),
        max(one.bottom, other.bottom),
        min(one.sure, other.sure),
    )


def _blocks(lines: Iterable[Piece]) -> list[list[Piece]]:
    """Lines below one another, of one height and with little between them, as blocks."""
    blocks: list[list[Piece]] = []
    for line in lines:
        above = [block for block in blocks if _continues(block[-1], line)]
        if above:
            min(above, key=lambda block: (abs(block[-1].left - line.left), line.top - block[-1].bottom)).append(line)
        else:
            blocks.append([line])
    return blocks


def _continues(above: Piece, line: Piece) -> bool:
    low, high = sorted((above.height, line.height))
    shared = min(above.right, line.right) - max(above.left, line.left)
    narrow = min(above.right - above.left, line.right - line.left)
    return (
        high < 1.6 * low
        and shared >= 0.5 * narrow
        and -0.5 * low <= line.top - above.bottom <= _BELOW * low
        and line.middle - above.middle > _SAME_HEIGHT * low
    )
