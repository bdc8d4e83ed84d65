"""How long a picture of a console takes with each engine that is installed, with the look-up, and what memory.

A process for each engine; seconds and no ratio, for nothing else here reads pictures.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from benchmarks.memory import held, highest
from benchmarks.table import Row
from benchmarks.workspace import Workspace

SECTION = "pictures"
SIZES = (((900, 300), 16), ((1280, 720), 18), ((1920, 1080), 20))
"""Width and height of a picture, and the size of its letters."""


def rows(workspace: Workspace) -> Iterable[Row]:
    """Rows for each engine."""
    from kb.edges.ocr import ENGINES, installed  # here, for it loads the library

    for name in ENGINES:
        if name not in installed():
            yield Row(SECTION, name, "is not installed")
            continue
        try:
            found = workspace.run(0, "benchmarks.pictures", name, str(workspace.folder / "shot.png"))
        except RuntimeError as error:
            yield Row(SECTION, name, str(error).strip().splitlines()[-1])
            continue
        yield Row(SECTION, f"{name}: to load it", f"{found['load']:.2f} s")
        yield Row(SECTION, f"{name}: the first picture", f"{found['first']:.2f} s")
        for ((width, height), _), seconds in zip(SIZES, found["seconds"], strict=True):
            yield Row(SECTION, f"{name}: 12 lines in {width} x {height}", f"{seconds:.2f} s")
        memory = f"{found['megabytes']:.0f} MB, {found['before']:.0f} MB without the engine"
        yield Row(SECTION, f"{name}: memory at most", memory)


def main(name: str, file: str) -> None:
    """Measure an engine and print JSON."""
    from PIL import Image, ImageDraw, ImageFont

    import kb
    from kb.edges.ocr import load

    book = kb.open()
    book.lookup("warm")
    before = held()
    began = time.perf_counter()
    load(name)
    loading = time.perf_counter() - began
    times = []
    for size, letters in SIZES:
        picture = Image.new("RGB", size, "#0c0c0c")
        font = ImageFont.load_default(letters)
        for line in range(12):
            text = f"{line}: The remote server returned an error: (407) Proxy Authentication Required."
            ImageDraw.Draw(picture).text((20, 16 + line * letters * 1.4), text, fill="#cccccc", font=font)
        picture.save(file)
        for _ in range(4):
            began = time.perf_counter()
            found = book.lookup_image(Path(file), engine=name)
            times.append(time.perf_counter() - began)
        assert found.answer is not None, found.text
    middles = [statistics.median(times[at:to]) for at, to in ((1, 4), (4, 8), (8, 12))]
    out = {"load": loading, "first": times[0], "seconds": middles, "megabytes": highest(), "before": before}
    json.dump(out, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
