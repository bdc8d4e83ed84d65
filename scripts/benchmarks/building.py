"""What building the index of a book costs, reading its articles apart from it, and what a change costs.

Opening a folder that no cache knows parses its Markdown and writes the entries to a snapshot; the first look-up of a
text builds the index. Seconds are those of the clock, from after the imports of a process; CPU time stands beside.
"""

from __future__ import annotations

import shutil
import statistics
from collections.abc import Iterable, Sequence
from typing import Any

from benchmarks.books import change
from benchmarks.table import Row, short
from benchmarks.workspace import Workspace, named

SECTION = "building"
BOUNDS = {10_000: 2.0, 100_000: 20.0}
"""Seconds that building the index may take."""
CHANGE_AT_MOST = 0.05
_CHANGES = 3
_STEPS = ("open", "index")


def rows(workspace: Workspace, *, size: int, peers: Sequence[str], times: int) -> Iterable[Row]:
    """Rows for a made-up book of this size, built so many times, beside the indexes of these engines."""
    folder, of = workspace.book(size), named(size)

    def took(*parse: str) -> Any:
        return workspace.run(size, "benchmarks.opening", *parse, str(folder))

    parses, full, again, changed = [], [], [], []
    for _ in range(times):
        parses.append(took("parse")["parse"])
        shutil.rmtree(workspace.cache(size), ignore_errors=True)
        full.append(took())
    for number in range(_CHANGES):
        again.append(took())
        change(folder, number)
        changed.append(took())
    yield Row(SECTION, f"{of}: parsing Markdown", _value(parses))
    yield Row(SECTION, f"{of}: opening, parsing included", _value([run["open"] for run in full]))
    index = [run["index"] for run in full]
    limit = BOUNDS.get(size)
    bound, holds = (f"at most {limit:g} s", _middle(index) <= limit) if limit else ("", None)
    yield Row(SECTION, f"{of}: building the index", _value(index), bound, holds)
    for what, runs in (("one page of a hundred entries changed", changed), ("unchanged", again)):
        share = sum(_middle(run[step] for run in runs) for step in _STEPS)
        share /= sum(_middle(run[step] for run in full) for step in _STEPS)
        value = f"{share * 100:.1f} % of opening and building"
        bounded = runs is changed
        bound, holds = (f"at most {CHANGE_AT_MOST * 100:g} %", share <= CHANGE_AT_MOST) if bounded else ("", None)
        yield Row(SECTION, f"{of}: {what}", value, bound, holds)
    for name in peers:
        yield Row(SECTION, f"{of}: {name}, all of its index", f"{short(workspace.peer_built_in(name, size))} s")


def _middle(runs: Iterable[dict[str, float]], what: str = "clock") -> float:
    return statistics.median(run[what] for run in runs)


def _value(runs: Sequence[dict[str, float]]) -> str:
    return f"{short(_middle(runs))} s, CPU {short(_middle(runs, 'seconds'))} s"
