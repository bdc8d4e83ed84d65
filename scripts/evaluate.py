"""Scores look-up on labelled pastes, alone or beside other engines, and whether its likelihoods hold. See `--help`.

Tables are Markdown, as docs/measured.md shows them.
"""

import argparse
import math
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from compare import ENGINES, at_its_best, verdict

import kb
from kb.calibration import bands
from kb.edges.ocr import load, read_text
from kb.evaluation import Judged, Row, Tally, judge, read_rows, tally, tally_by

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


def labelled(labels: list[Row], texts: dict[str, str]) -> list[Row]:
    """The labelled lines of pictures with the text that was read in each."""
    return [{**label, "id": label["file"], "text": texts.get(label["file"], "")} for label in labels]


def print_screens(book: kb.KnowledgeBase, folder: Path, engine: str, misses: int) -> None:
    """Print how often the pictures of a folder are answered rightly, by which rules, and how long that takes."""
    labels = read_rows(folder / "labels.jsonl", ("file", "expect"))
    began = time.perf_counter()
    reader = load(engine)
    first = time.perf_counter() - began
    texts, seconds = {}, []
    for label in labels:
        began = time.perf_counter()
        try:
            texts[label["file"]] = read_text(folder / label["file"], engine)
        except kb.ImageError as error:
            print(error, file=sys.stderr)
        seconds.append(time.perf_counter() - began)
    peak = peak_memory()
    print(f"{folder}: {len(labels)} pictures, {len(book)} entries\n")
    readings = {f"{reader.name}, from the pictures": texts}
    for path in sorted(folder.glob("ocr-*.jsonl")):
        readings[path.name] = {row["file"]: row["text"] for row in read_rows(path, ("file", "text"))}
    rows, faults = [], []
    for name, read in readings.items():
        for rules, ask in (("typed", book.lookup), ("OCR", book.lookup_read)):
            total = tally(judge(book, labelled(labels, read), ask))
            rows.append((name, rules, *cells("", total)[1:]))
            faults += total.faults if (read, rules) == (texts, "OCR") else []
    print(table(("text", "rules", "right first", "in the first three", "silent", "false answers"), rows), end="\n\n")
    seconds.sort()
    median, late = seconds[len(seconds) // 2], seconds[min(len(seconds) - 1, len(seconds) * 95 // 100)]
    head = ("engine", "s a picture, median", "p95", "s to load it", "MB at most")
    print(table(head, [(reader.name, f"{median:.2f}", f"{late:.2f}", f"{first:.1f}", f"{peak:.0f}")]), end="\n\n")
    for fault in faults[:misses]:
        print(fault)


def peak_memory() -> float:
    """Megabytes that this process has had at most, or not a number where that cannot be asked."""
    if sys.platform == "win32":
        return math.nan
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1_000_000 if sys.platform == "darwin" else 1000)


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
    parser.add_argument("--misread", action="store_true", help="look up by the rules for text read in a picture")
    parser.add_argument("--screens", type=Path, metavar="FOLDER", help="pictures with labels.jsonl beside them")
    parser.add_argument("--engine", default="", metavar="NAME", help="what reads them: rapidocr or tesserocr")
    options = parser.parse_args()
    book = kb.open()
    if options.screens:
        try:
            print_screens(book, options.screens, options.engine, options.misses)
        except kb.KbError as error:
            print(f"scripts/evaluate: {error}", file=sys.stderr)
            return 2
        except (OSError, ValueError) as error:
            print(f"scripts/evaluate: {options.screens}: {error}; name a folder with labels.jsonl", file=sys.stderr)
            return 2
        return 0
    ask = book.lookup_read if options.misread else book.lookup
    for path in options.files:
        try:
            rows = read_rows(path)
        except (OSError, ValueError) as error:
            print(f"scripts/evaluate: {path}: {error}; name a file of labelled pastes", file=sys.stderr)
            return 2
        lines = judge(book, rows, ask)
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
