"""What building the index of a book costs, parsing its Markdown apart from the rest, and what a change costs.

Times are CPU, from after the imports of a process. Building is opening a book that no cache knows and looking up a
text, less parsing the same book on its own; the difference of two long times is uncertain by a few per cent of them.
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
"""Seconds of CPU that building may take, parsing left aside."""
CHANGE_AT_MOST = 0.05
_CHANGES = 3


def rows(workspace: Workspace, *, size: int, peers: Sequence[str], times: int) -> Iterable[Row]:
    """Rows for a made-up book of this size, built so many times, beside the indexes of these engines."""
    folder, of = workspace.book(size), named(size)

    def took(*parse: str) -> Any:
        return workspace.run(size, "benchmarks.opening", *parse, str(folder))

    parses, wholes, again, changed = [], [], [], []
    for _ in range(times):
        parses.append(took("parse"))
        shutil.rmtree(workspace.cache(size), ignore_errors=True)
        wholes.append(took())
    for number in range(_CHANGES):
        again.append(took())
        change(folder, number)
        changed.append(took())
    parse, whole = _middle(parses), _middle(wholes)
    limit = BOUNDS.get(size)
    yield Row(SECTION, f"{of}: parsing Markdown", f"{short(parse)} s")
    yield Row(
        SECTION,
        f"{of}: building, without the parsing",
        f"{short(whole - parse)} s",
        f"at most {limit:g} s" if limit else "",
        whole - parse <= limit if limit else None,
    )
    clock = statistics.median(found["clock"] for found in wholes)
    yield Row(SECTION, f"{of}: all of it", f"{short(whole)} s, by the clock {short(clock)} s")
    share = _middle(changed) / whole
    yield Row(
        SECTION,
        f"{of}: opened with one changed page of a hundred entries",
        f"{share * 100:.1f} % of all of it, {short(_middle(changed))} s",
        f"at most {CHANGE_AT_MOST * 100:g} %",
        share <= CHANGE_AT_MOST,
    )
    yield Row(SECTION, f"{of}: opened unchanged", f"{short(_middle(again))} s")
    for name in peers:
        yield Row(SECTION, f"{of}: {name}, all of its index", f"{short(workspace.peer_built_in(name, size))} s")


def _middle(runs: Iterable[dict[str, float]]) -> float:
    """The median of their CPU seconds."""
    return statistics.median(run["seconds"] for run in runs)
