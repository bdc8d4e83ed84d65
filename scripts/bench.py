"""What errkb costs, measured beside what it could be compared with: one table, and the plot of how it grows.

Every figure comes from this run: machines differ, ratios travel. docs/speed.md says how each is measured and holds
the table of the last run with `--write`.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from benchmarks import building, growth, looking_up, pictures, starting
from benchmarks.peers import PEERS, WHOOSH
from benchmarks.table import Row, aligned, markdown, verdict
from benchmarks.workspace import Workspace, note

DOCS = Path(__file__).parent.parent / "docs"
PAGE, PLOT = DOCS / "speed.md", DOCS / "growth.svg"
BEGIN, END = "<!-- measured by scripts/bench --write -->", "<!-- end of what was measured -->"


class Plan(NamedTuple):
    """How much is measured: sizes of made-up books (0: the shipped one), and how often."""

    start_size: int
    start_rounds: int
    lookup_sizes: tuple[int, ...]
    queries: int
    seconds: float  # that an engine may take for the queries of a kind
    build_sizes: tuple[int, ...]
    builds: int  # of a book; one of more than 20,000 entries is built once, for it takes minutes
    log_megabytes: int
    growth_sizes: tuple[int, ...]
    growth_queries: int


WHOLE = Plan(
    start_size=100_000,
    start_rounds=25,
    lookup_sizes=(0, 10_000, 100_000),
    queries=300,
    seconds=6.0,
    build_sizes=(10_000, 100_000),
    builds=3,
    log_megabytes=1_000,
    growth_sizes=(300, 1_000, 3_000, 10_000, 30_000, 100_000),
    growth_queries=60,
)
QUICK = Plan(
    start_size=10_000,
    start_rounds=7,
    lookup_sizes=(0, 10_000),
    queries=100,
    seconds=1.0,
    build_sizes=(10_000,),
    builds=1,
    log_megabytes=50,
    growth_sizes=(300, 1_000, 3_000, 10_000),
    growth_queries=20,
)
WITHOUT_QUICK = ("growth", "pictures")
"""Sections that --quick leaves out unless they are named."""


class Bench:
    """One run: its sections by name, each giving rows."""

    def __init__(self, workspace: Workspace, *, quick: bool) -> None:
        self.workspace = workspace
        self.plan = QUICK if quick else WHOLE
        self.quick = quick
        self.points: list[growth.Point] = []

    def peers(self, size: int) -> tuple[str, ...]:
        """The engines to measure beside errkb; Whoosh takes minutes to index a large book."""
        return tuple(name for name in PEERS if not (self.quick and name == WHOOSH and size > 10_000))

    def starting(self) -> Iterable[Row]:
        """Whole processes."""
        return starting.rows(self.workspace, size=self.plan.start_size, rounds=self.plan.start_rounds)

    def looking_up(self) -> Iterable[Row]:
        """Look-ups in a warm process."""
        for size in self.plan.lookup_sizes:
            note(f"look-ups, {size or 'shipped'}")
            yield from looking_up.rows(
                self.workspace, size=size, peers=self.peers(size), count=self.plan.queries, share=self.plan.seconds
            )

    def building(self) -> Iterable[Row]:
        """Indexes built, and built again after a change."""
        for size in self.plan.build_sizes:
            note(f"building, {size}")
            times = self.plan.builds if size <= 20_000 else 1
            yield from building.rows(self.workspace, size=size, peers=self.peers(size), times=times)

    def annotating(self) -> Iterable[Row]:
        """Logs scanned."""
        from benchmarks import annotating

        return annotating.rows(self.workspace.folder, megabytes=self.plan.log_megabytes)

    def growth(self) -> Iterable[Row]:
        """Time and memory against the size of the book."""
        self.points = growth.points(
            self.workspace,
            sizes=self.plan.growth_sizes,
            peers=self.peers,
            count=self.plan.growth_queries,
            share=self.plan.seconds / 3,
        )
        return growth.rows(self.points)

    def pictures(self) -> Iterable[Row]:
        """Text in pictures."""
        return pictures.rows(self.workspace)


SECTIONS: dict[str, Callable[[Bench], Iterable[Row]]] = {
    "starting": Bench.starting,
    "looking-up": Bench.looking_up,
    "building": Bench.building,
    "annotating": Bench.annotating,
    "growth": Bench.growth,
    "pictures": Bench.pictures,
}
"""In the order of the table."""


def measure(bench: Bench, names: Iterable[str]) -> list[Row]:
    """The rows of these sections, in the order of the table. A section that fails is a row that says so."""
    found: dict[str, list[Row]] = {}
    # Building first: it begins with an empty cache, and the others use what it leaves there.
    for name in sorted(names, key=lambda name: name != "building"):
        began = time.monotonic()
        found[name] = []
        try:
            found[name].extend(SECTIONS[name](bench))
        except Exception as error:  # half an hour of other figures must not be lost
            print(f"{name}: {error}", file=sys.stderr)
            found[name].append(Row(name, "was not measured to its end", type(error).__name__, "", holds=False))
        note(f"{name}: {time.monotonic() - began:.0f} s")
    return [row for name in SECTIONS for row in found.get(name, ())]


def machine() -> str:
    """What this was measured on, in a line."""
    return (
        f"{os.cpu_count()} cores, {platform.python_implementation()} {platform.python_version()}, {platform.system()}"
    )


def write(rows: list[Row], points: list[growth.Point]) -> None:
    """Put the table into its page, and the plot beside it where growth was measured."""
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not end:
        raise SystemExit(
            f"scripts/bench: {PAGE} lacks the lines {BEGIN} and {END}; put them back, the table goes between"
        )
    measured = f"Measured on {machine()}. {verdict(rows)}\n\n{markdown(rows)}"
    PAGE.write_text(f"{before}{BEGIN}\n\n{measured}\n\n{END}{after}", encoding="utf-8")
    if points:
        growth.draw(points, PLOT)


def main() -> int:
    """Run, print, and write where that is asked for. 1 where a bound does not hold."""
    parser = argparse.ArgumentParser(prog="scripts/bench", description="Measure speed beside other engines.")
    parser.add_argument("--quick", action="store_true", help="the shipped book and 10,000 entries only, a few minutes")
    parser.add_argument(
        "--sections", nargs="+", choices=SECTIONS, metavar="NAME", help=f"only these: {', '.join(SECTIONS)}"
    )
    parser.add_argument("--write", action="store_true", help="put table and plot into docs/")
    parser.add_argument(
        "--workspace", type=Path, metavar="FOLDER", help="keep made books and indexes there for another run"
    )
    arguments = parser.parse_args()
    names = arguments.sections or [name for name in SECTIONS if not (arguments.quick and name in WITHOUT_QUICK)]
    with ExitStack() as stack:
        folder = arguments.workspace or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="errkb-bench-")))
        folder.mkdir(parents=True, exist_ok=True)
        bench = Bench(Workspace(folder.resolve()), quick=arguments.quick)
        rows = measure(bench, names)
    print(f"{machine()}\n\n{aligned(rows)}\n\n{verdict(rows)}")
    if arguments.write:
        write(rows, bench.points)
    return int(any(row.holds is False for row in rows))


if __name__ == "__main__":
    sys.exit(main())
