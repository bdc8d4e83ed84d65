"""Speed as ratios measured side by side in one run: machines differ, ratios travel.

Start-up: whole processes, interleaved, median of each round's ratio to a bare interpreter. Look-up: the library in
one warm process, against rapidfuzz over all texts and against the Whoosh index alone, on the project's own questions.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from rapidfuzz import fuzz, process

import kb
from kb.document import read_entry
from kb.edges.whoosh_index import in_memory
from kb.evaluation import read_rows
from kb.reading import Names, Reading

ROOT = Path(__file__).parent.parent
LONG_TEXT = (
    "Invoke-WebRequest : The remote server returned an error: (407) Proxy Authentication Required, in our script"
)


def starts(rounds: int) -> None:
    """Print the start-up of whole processes as ratios to `python -c pass`."""
    with tempfile.TemporaryDirectory() as cache:
        environment = {**os.environ, "KB_CACHE_DIR": cache}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)  # compiled once is how every user runs it
        command = str(Path(sys.executable).with_name("kb"))
        calls = {
            "python -c pass": [sys.executable, "-c", "pass"],
            "import kb": [sys.executable, "-c", "import kb"],
            "kb CAA20004 (exact)": [command, "CAA20004"],
            "kb AADSTS50999 (unknown code)": [command, "AADSTS50999"],
            "kb TEXT (search)": [command, LONG_TEXT],
        }
        times: dict[str, list[float]] = {name: [] for name in calls}
        for number in range(rounds + 1):  # the first round fills the caches and does not count
            for name, call in calls.items():
                began = time.perf_counter()
                subprocess.run(call, env=environment, capture_output=True, check=False)
                if number:
                    times[name].append(time.perf_counter() - began)
    bare = times["python -c pass"]
    print(f"start-up, median of {rounds} rounds, ratio to a bare interpreter")
    for name, measured in times.items():
        ratio = statistics.median(a / b for a, b in zip(measured, bare, strict=True))
        print(f"  {name:32} {ratio:6.2f} x   ({statistics.median(measured) * 1000:.1f} ms)")


def lookups() -> None:
    """Print the time of warm look-ups as ratios to rapidfuzz over all texts."""
    book = kb.open()
    texts = [row["text"] for row in read_rows(ROOT / "tests" / "data" / "questions.jsonl")]
    names = Names()
    documents = [read_entry(entry, names) for entry in book]
    whole = [" ".join((entry.title, *entry.aliases, *entry.messages)).lower() for entry in book]
    index = in_memory(documents)
    ways: dict[str, Callable[[str], object]] = {
        "rapidfuzz partial_ratio over all": lambda text: process.extractOne(
            text.lower(), whole, scorer=fuzz.partial_ratio
        ),
        "Whoosh BM25F alone": lambda text: index.find(Reading(text, names).terms, (), 5),
        "errkb look-up": book.lookup,
    }
    book.lookup("warm")
    measured = {}
    for name, way in ways.items():
        began = time.perf_counter()
        for text in texts:
            way(text)
        measured[name] = (time.perf_counter() - began) / len(texts)
    base = measured["rapidfuzz partial_ratio over all"]
    print(f"look-up, {len(texts)} questions, {len(book)} entries, warm")
    for name, seconds in measured.items():
        print(f"  {name:34} {seconds / base:6.2f} x   ({seconds * 1000:.2f} ms)")


def main() -> int:
    """Run both."""
    parser = argparse.ArgumentParser(prog="scripts/bench", description="Measure speed as ratios.")
    parser.add_argument("--rounds", type=int, default=15)
    starts(parser.parse_args().rounds)
    lookups()
    return 0


if __name__ == "__main__":
    sys.exit(main())
