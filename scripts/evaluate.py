"""Scores look-up on labelled pastes, alone or beside other engines, and whether its likelihoods hold. See `--help`.

Tables are Markdown, as docs/measured.md shows them.
"""

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

from compare import ENGINES, at_its_best, verdict

import kb
from kb.calibration import bands
from kb.evaluation import Judged, Tally, judge, read_rows, tally, tally_by

QUESTIONS = Path(__file__).parent.parent / "tests" / "data" / "questions.jsonl"
HOLDS = {True: "yes", False: "no", None: "too few to say"}
CAPTION = """\
The others cannot say "I don't know": each gets the threshold that serves it best on these very lines (right answers
less two for each false one), so they are favoured. errkb has the one it ships with.
"""


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table, its columns aligned."""
    lines = [list(head), *map(list, rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    lines.insert(1, ["-" * width for width in widths])
    return "\n".join(
        f"| {' | '.join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))} |" for line in lines
    )


def percent(share: float) -> str:
    """`35.0 %`."""
    return f"{share * 100:.1f} %"


def share(count: int, of: int) -> str:
    """`7/20 (35.0 %)`, or nothing of nothing."""
    return f"{count}/{of} ({percent(count / of)})" if of else ""


def print_tallies(lines: list[Judged], misses: int) -> None:
    """Print the table of kinds, that of origins where the file has any, and the first so many lines that went wrong."""
    total = tally(lines)
    for name in ("kind", "origin"):
        groups = tally_by(name, lines)
        if groups or name == "kind":
            head = (name, "right first", "in the first three", "silent", "false answers")
            print(table(head, (cells(*group) for group in {**groups, "**all**": total}.items())), end="\n\n")
    if total.without_facts:
        print(f"{total.without_facts} right answers lack facts that were asked for.\n")
    for fault in total.faults[:misses]:
        print(fault)


def cells(name: str, counts: Tally) -> tuple[str, ...]:
    """A row of the table of tallies."""
    right, third = (share(count, counts.positives) for count in (counts.right, counts.third))
    return name, right, third, str(counts.silent) if counts.positives else "", share(counts.false, counts.negatives)


def print_comparison(book: kb.KnowledgeBase, lines: list[Judged]) -> None:
    """Print errkb beside the other engines, and in words which of them it leads."""
    total = tally(lines)
    own, of = (total.right, total.false), (total.positives, total.negatives)
    others = {name: at_its_best(engine(book), lines) for name, engine in ENGINES.items()}
    print(CAPTION)
    rows = (
        (name, share(right, of[0]), share(false, of[1]))
        for name, (right, false) in {"**errkb**": own, **others}.items()
    )
    print(table(("engine", "right first", "false answers"), rows), end="\n\n")
    print(verdict(own, others, of), end="\n\n")


def print_calibration(lines: list[Judged]) -> None:
    """Print what share of first matches is right, band by band of their likelihood."""
    firsts = [(line.found.matches[0], line.right) for line in lines if line.found.matches]
    rows = []
    for band in bands((first.score, first.entry.id in right) for first, right in firsts):
        row = [f"{band.low:.1f} to {band.high:.1f}", str(band.count)]
        if band.share is None or band.mean is None:
            row += ["", "", ""]
        else:
            row += [percent(band.share), percent(band.mean), HOLDS[band.holds]]
        rows.append(row)
    print(table(("likelihood", "look-ups", "right", "mean likelihood", "within 5 points"), rows), end="\n\n")


def main() -> int:
    """Print what was asked of each file."""
    about = "Score look-up on labelled pastes, by kind and by origin. Default: the project's own questions."
    # No abbreviations, for the script that sets up looks for --compare to the letter.
    parser = argparse.ArgumentParser(prog="scripts/evaluate", description=about, allow_abbrev=False)
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE.jsonl", default=[QUESTIONS])
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--misses", type=int, default=0, metavar="N", help="print the first N that went wrong, too")
    what.add_argument("--compare", action="store_true", help="beside other engines on the same entries")
    what.add_argument("--calibration", action="store_true", help="whether likelihoods mean what they say")
    options = parser.parse_args()
    book = kb.open()
    for path in options.files:
        try:
            rows = read_rows(path)
        except (OSError, ValueError) as error:
            print(f"scripts/evaluate: {path}: {error}; name a file of labelled pastes", file=sys.stderr)
            return 2
        lines = judge(book, rows)
        print(f"{path.name}: {len(lines)} lines, {len(book)} entries\n")
        if not lines:
            continue
        if options.compare:
            print_comparison(book, lines)
        elif options.calibration:
            print_calibration(lines)
        else:
            print_tallies(lines, options.misses)
    return 0


if __name__ == "__main__":
    sys.exit(main())
