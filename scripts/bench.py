"""Speed as ratios measured side by side in one run: machines differ, ratios travel.

Start-up: whole processes, interleaved, median of each round's ratio to a bare interpreter. Look-up: the library in
one warm process, against rapidfuzz over all texts and against the Whoosh index alone, on the project's own questions.
Pictures: a process for each engine that is installed; seconds, for nothing else here reads pictures.
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
from kb.edges.ocr import ENGINES, installed
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


PICTURES = """
import resource, statistics, sys, time
from PIL import Image, ImageDraw, ImageFont
import kb
from kb.edges.ocr import load

def memory():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)

book = kb.open()
book.lookup("warm")
before = memory()
began = time.perf_counter()
load(sys.argv[1])
loading = time.perf_counter() - began
times = []
for size, letters in (((900, 300), 16), ((1280, 720), 18), ((1920, 1080), 20)):
    picture = Image.new("RGB", size, "#0c0c0c")
    font = ImageFont.load_default(letters)
    for line in range(12):
        text = f"{line}: The remote server returned an error: (407) Proxy Authentication Required."
        ImageDraw.Draw(picture).text((20, 16 + line * letters * 1.4), text, fill="#cccccc", font=font)
    picture.save(sys.argv[2])
    for _ in range(4):
        began = time.perf_counter()
        found = book.lookup_image(sys.argv[2], engine=sys.argv[1])
        times.append(time.perf_counter() - began)
    assert found.answer is not None, found.text
middles = [statistics.median(times[at:to]) for at, to in ((1, 4), (4, 8), (8, 12))]
print(loading, times[0], *middles, memory(), before)
"""


def pictures() -> None:
    """Print how long a picture takes with each engine, how long it takes to load, and what memory."""
    print("pictures of 12 lines of a console, with the look-up; MB: of the process at most, without the engine")
    for name in ENGINES:
        if name not in installed():
            print(f"  {name:12} is not installed")
            continue
        with tempfile.TemporaryDirectory() as folder:
            call = [sys.executable, "-c", PICTURES, name, str(Path(folder) / "shot.png")]
            done = subprocess.run(call, capture_output=True, text=True, check=False)
        if done.returncode:
            print(f"  {name:12} {done.stderr.strip().splitlines()[-1]}")
            continue
        load, first, small, middle, large, most, before = map(float, done.stdout.split())
        print(
            f"  {name:12} load {load:.2f} s, first {first:.2f} s, then 900x300 {small:.2f} s, 1280x720 {middle:.2f} s, "
            f"1920x1080 {large:.2f} s; {most:.0f} MB, {before:.0f} MB"
        )


def main() -> int:
    """Run all."""
    parser = argparse.ArgumentParser(prog="scripts/bench", description="Measure speed as ratios.")
    parser.add_argument("--rounds", type=int, default=15)
    starts(parser.parse_args().rounds)
    lookups()
    pictures()
    return 0


if __name__ == "__main__":
    sys.exit(main())
