"""What was measured, as a row each, and the table they make: aligned to read, and the same as Markdown.

rows = [Row("start-up", "import kb", "1.04 x", "at most 2 x", holds=True)]
print(aligned(rows))
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from typing import NamedTuple

HEAD = ("section", "what", "measured", "bound", "holds")
HOLDS = {True: "yes", False: "NO", None: ""}


class Row(NamedTuple):
    """One figure. `bound` is in words, empty where there is none; `holds` says whether it is kept, None without one."""

    section: str
    what: str
    value: str
    bound: str = ""
    holds: bool | None = None


def ratio_row(section: str, what: str, ratio: float, *, at_most: float = 0.0, at_least: float = 0.0) -> Row:
    """A row for a ratio with a bound above, a bound below, or none."""
    value = f"{ratio:.2f} x"
    if at_most:
        return Row(section, what, value, f"at most {at_most:g} x", ratio <= at_most)
    if at_least:
        return Row(section, what, value, f"at least {at_least:g} x", ratio >= at_least)
    return Row(section, what, value)


def percentile(values: Sequence[float], percent: float) -> float:
    """The value that so many per cent of the values do not exceed; the largest of only a few."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def milliseconds(seconds: Sequence[float]) -> str:
    """`2.41 ms (3.90)`: the median, and the 99th percentile in brackets."""
    return f"{short(statistics.median(seconds) * 1e3)} ms ({short(percentile(seconds, 99) * 1e3)})"


def short(value: float) -> str:
    """A figure with three digits that count: 0.0412, 4.12, 412."""
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def aligned(rows: Iterable[Row]) -> str:
    """The table as text, a section's name only on its first row."""
    lines = [HEAD, *_cells(rows)]
    widths = _widths(lines)
    lines.insert(1, tuple("-" * width for width in widths))
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )


def markdown(rows: Iterable[Row]) -> str:
    """The table as Markdown, its columns aligned."""
    lines = [HEAD, *_cells(rows)]
    widths = _widths(lines)
    lines.insert(1, tuple("-" * width for width in widths))
    return "\n".join(
        f"| {' | '.join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))} |" for line in lines
    )


def verdict(rows: Iterable[Row]) -> str:
    """How many bounds hold, in a sentence, with the rows that do not."""
    bounded = [row for row in rows if row.holds is not None]
    missed = [f"{row.section}: {row.what}" for row in bounded if not row.holds]
    kept = f"{len(bounded) - len(missed)} of {len(bounded)} bounds hold."
    return " ".join((kept, *(["Not held: " + "; ".join(missed) + "."] if missed else ())))


def _cells(rows: Iterable[Row]) -> list[tuple[str, ...]]:
    cells: list[tuple[str, ...]] = []
    section = ""
    for row in rows:
        cells.append(("" if row.section == section else row.section, row.what, row.value, row.bound, HOLDS[row.holds]))
        section = row.section
    return cells


def _widths(lines: Sequence[Sequence[str]]) -> list[int]:
    return [max(map(len, column)) for column in zip(*lines, strict=True)]
