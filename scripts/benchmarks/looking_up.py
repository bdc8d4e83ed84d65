"""How long look-ups take in a warm process, and how often the right entry comes first: errkb beside the peers.

One process for each size of book. The engines take turns, some queries in a row each, so that all have the same
machine and each its own memory at hand, as in a process that does nothing else; the time is CPU of the process. A slow
engine gets as many queries as fit in its share of the time, at least three; how many is said where they are fewer
(`q20`).

Run as a module it measures one size: `python -m benchmarks.looking_up PLAN`, the plan and what is printed being JSON.
"""

from __future__ import annotations

import gc
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.peers import PEERS, entries_of
from benchmarks.queries import CODE, KINDS, LOG, NOISED, WORDS, Questions
from benchmarks.table import Row, milliseconds, percentile
from benchmarks.workspace import Workspace, named

SECTION = "look-up, warm"
OWN, FIND = "errkb", "errkb, book.find"
_WARM_UP = 30
_IN_A_ROW = 25
_LEAST = 3


class Bound(NamedTuple):
    """Milliseconds that median and 99th percentile (None: any) must stay below, and the share of right-first."""

    median: float
    slowest: float | None = None
    right: float | None = None


BOUNDS = {
    0: {CODE: Bound(0.2), WORDS: Bound(4), NOISED: Bound(4), LOG: Bound(40)},
    10_000: {
        CODE: Bound(0.2, right=0.98),
        WORDS: Bound(3, 8, 0.98),
        NOISED: Bound(3, 8, 0.98),
        LOG: Bound(25, 60, 0.98),
    },
    100_000: {
        CODE: Bound(0.5, right=0.94),
        WORDS: Bound(6, right=0.94),
        NOISED: Bound(6, right=0.94),
        LOG: Bound(50, right=0.94),
    },
}


class Measured(NamedTuple):
    """CPU seconds of each query, and how many of them found a right entry first."""

    seconds: list[float]
    right: int

    @property
    def share(self) -> float:
        """The share of queries whose first match is right."""
        return self.right / len(self.seconds)


def rows(workspace: Workspace, *, size: int, peers: Sequence[str], count: int, share: float) -> Iterable[Row]:
    """Rows for a book of this size: errkb, then these peers. `share`: seconds that an engine may take for a kind."""
    found = measure(workspace, size, kinds=KINDS, peers=peers, count=count, share=share)
    for kind in KINDS:
        own = found[OWN, kind]
        yield _own_row(size, kind, own, count)
        for name in (FIND, *peers):
            if (name, kind) in found:
                yield _row(f"{named(size)}, {kind}: {name}", found[name, kind], own, count)


def measure(
    workspace: Workspace, size: int, *, kinds: Sequence[str], peers: Sequence[str], count: int, share: float
) -> dict[tuple[str, str], Measured]:
    """What was measured for each (engine, kind), in a process of its own."""
    plan = {
        "size": size,
        "book": str(workspace.book(size)),
        "kinds": kinds,
        "peers": {name: str(workspace.peer(name, size)) for name in peers},
        "count": count,
        "share": share,
    }
    found = workspace.run(size, "benchmarks.looking_up", json.dumps(plan))
    return {(name, kind): Measured(seconds, right) for name, kind, seconds, right in found}


def _own_row(size: int, kind: str, own: Measured, count: int) -> Row:
    what, value = f"{named(size)}, {kind}: {OWN}", _value(own, count)
    bound = BOUNDS.get(size, {}).get(kind)
    if bound is None:
        return Row(SECTION, what, value)
    holds = statistics.median(own.seconds) * 1e3 < bound.median
    words = f"below {bound.median:g} ms"
    if bound.slowest is not None:
        words += f" ({bound.slowest:g})"
        holds = holds and percentile(own.seconds, 99) * 1e3 < bound.slowest
    if bound.right is not None:
        words += f", at least {bound.right:.2f}"
        holds = holds and own.share >= bound.right
    return Row(SECTION, what, value, words, holds)


def _row(what: str, other: Measured, own: Measured, count: int) -> Row:
    ratio = statistics.median(other.seconds) / statistics.median(own.seconds)
    return Row(SECTION, what, f"{_value(other, count)}, {ratio:.2g} x errkb")


def _value(measured: Measured, count: int) -> str:
    asked = len(measured.seconds)
    return f"{milliseconds(measured.seconds)}, {measured.share:.2f}" + (f", q{asked}" if asked < count else "")


def main(plan_text: str) -> None:
    """Measure what a plan says and print a list of [engine, kind, seconds, right first]."""
    import kb  # here, for the parent only plans

    plan = json.loads(plan_text)
    book = kb.open(plan["book"]) if plan["size"] else kb.open()
    questions = Questions(entries_of(plan["size"]))

    def look_up(text: str) -> str:
        matches = book.lookup(text).matches
        return matches[0].entry.id if matches else ""

    def find(text: str) -> str:
        found = book.find(text)
        return found[0].id if found else ""

    engines: dict[str, Callable[[str], str]] = {OWN: look_up}
    engines.update((name, PEERS[name].open(Path(folder))) for name, folder in plan["peers"].items())
    out = []
    for kind in plan["kinds"]:
        asked = {**engines, FIND: find} if kind == CODE else engines
        queries = questions.queries(kind, plan["count"] + _WARM_UP)
        for engine in asked.values():
            began = time.process_time()
            for query in queries[:_WARM_UP]:
                engine(query.text)
                if time.process_time() - began > plan["share"]:
                    break
        queries = queries[_WARM_UP:]
        gc.collect()
        gc.freeze()  # the entries of one engine are no work for the collector while another is asked
        seconds: dict[str, list[float]] = {name: [] for name in asked}
        right = dict.fromkeys(asked, 0)
        for begin in range(0, len(queries), _IN_A_ROW):
            for name, engine in asked.items():
                for query in queries[begin : begin + _IN_A_ROW]:
                    if sum(seconds[name]) > plan["share"] and len(seconds[name]) >= _LEAST:
                        break
                    began = time.process_time()
                    found = engine(query.text)
                    seconds[name].append(time.process_time() - began)
                    right[name] += found in query.right
        out += [(name, kind, seconds[name], right[name]) for name in asked]
    json.dump(out, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
