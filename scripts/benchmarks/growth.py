"""How time and memory grow with the book: errkb beside the other engines, as rows and as a plot.

Time is the warm median for eight words with OCR noise; memory is what a process takes for having the engine open and
asking it, without what it took before. Indexes are read from disk, as a second process finds them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from benchmarks.looking_up import OWN, measure
from benchmarks.peers import FTS5, RAPIDFUZZ, TANTIVY, WHOOSH
from benchmarks.queries import NOISED
from benchmarks.table import Row, short
from benchmarks.workspace import Workspace, named, note

SECTION = "growth"
# Of middle lightness, so that they are read on white and on black.
_COLOURS = {OWN: "#d1462f", WHOOSH: "#8a63d2", FTS5: "#2f9e6b", TANTIVY: "#3b82d6", RAPIDFUZZ: "#b7791f"}
_INK = "#7d7d7d"


class Point(NamedTuple):
    """What an engine takes for a book of `size` entries: seconds for a look-up, megabytes."""

    engine: str
    size: int
    seconds: float
    megabytes: float


def points(
    workspace: Workspace, *, sizes: Sequence[int], peers: Callable[[int], Sequence[str]], count: int, share: float
) -> list[Point]:
    """Every engine at every size where `peers` has it."""
    out = []
    for size in sizes:
        note(f"growth: {named(size)}")
        names = peers(size)
        found = measure(workspace, size, kinds=(NOISED,), peers=names, count=count, share=share)
        folders = {OWN: workspace.book(size), **{name: workspace.peer(name, size) for name in names}}
        for name, folder in folders.items():
            held = workspace.run(size, "benchmarks.holding", name, str(folder), str(size))
            taken = max(held["megabytes"], 0.1)  # a logarithm is drawn of it
            out.append(Point(name, size, median(found[name, NOISED].seconds), taken))
    return out


def rows(measured: Iterable[Point]) -> Iterable[Row]:
    """A row for each point."""
    for point in measured:
        value = f"{short(point.seconds * 1e3)} ms, {short(point.megabytes)} MB"
        yield Row(SECTION, f"{named(point.size)}: {point.engine}", value)


def draw(measured: Sequence[Point], file: Path) -> None:
    """Write the plot as SVG: the same bytes for the same figures, its words as text, without a background."""
    import matplotlib

    matplotlib.use("svg")
    from matplotlib import pyplot

    style: dict[Any, Any] = {
        "svg.fonttype": "none", "svg.hashsalt": "errkb", "font.family": "sans-serif", "font.size": 10,
        "text.color": _INK, "axes.labelcolor": _INK, "axes.edgecolor": _INK, "xtick.color": _INK, "ytick.color": _INK,
        "axes.spines.top": False, "axes.spines.right": False, "grid.color": _INK, "grid.alpha": 0.25,
    }  # fmt: skip
    sizes_measured = sorted({point.size for point in measured})
    with pyplot.rc_context(style):
        figure, (time, memory) = pyplot.subplots(1, 2, figsize=(10, 4.2), layout="constrained")
        for engine, colour in _COLOURS.items():
            own = sorted((point for point in measured if point.engine == engine), key=lambda point: point.size)
            if not own:
                continue
            look: dict[str, Any] = {
                "color": colour, "label": engine, "marker": "o", "markersize": 4,
                "linewidth": 2.4 if engine == OWN else 1.4,
            }  # fmt: skip
            sizes = [point.size for point in own]
            time.plot(sizes, [point.seconds * 1e3 for point in own], **look)
            memory.plot(sizes, [point.megabytes for point in own], **look)
        for axes, title in ((time, "8 words with OCR noise: ms, warm median"), (memory, "memory: MB")):
            axes.set(xscale="log", yscale="log", xlabel="entries")
            axes.set_xticks(sizes_measured, [f"{size:,}" for size in sizes_measured])
            axes.minorticks_off()
            axes.set_title(title, fontsize=10)
            axes.yaxis.set_major_formatter(lambda value, _: f"{value:g}")
            axes.grid(visible=True)
        figure.legend(*time.get_legend_handles_labels(), loc="outside lower center", ncols=5, frameon=False)
        figure.savefig(file, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
        pyplot.close(figure)
    # Lines of the file end in spaces otherwise, which tools that tidy up would take away.
    text = "\n".join(line.rstrip() for line in file.read_text(encoding="utf-8").splitlines()) + "\n"
    file.write_text(text, encoding="utf-8")
