"""Opens a book in a process of its own and tells what that took: `python -m benchmarks.opening FOLDER`, JSON out.

With `parse` before the folder only its Markdown is read. Seconds are CPU, of helping processes too; `clock` is what
passed. Both begin after the imports.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path


def parse(folder: str) -> dict[str, object]:
    """Read every article, keep nothing."""
    from kb.edges.article_folder import read_book

    return _timed(lambda: read_book(Path(folder)))


def open_and_ask(folder: str) -> dict[str, object]:
    """Open the book and look something up, so that all it needs is built: in the cache, or read from there."""
    import kb

    # What is loaded for it belongs to the start, not to the building.
    import kb.edges.book_builder
    import kb.edges.index_builder
    import kb.edges.tantivy_index
    import kb.finding
    import kb.knowledge_base
    from kb.edges.store import cache_of

    text = "the connection was closed by the remote server while the handshake was pending"
    measured = _timed(lambda: kb.open(folder).lookup(text))
    return {**measured, "snapshot": str(Path(cache_of(folder)) / "book.errkb")}


def _timed(action: Callable[[], object]) -> dict[str, object]:
    began, clock = _cpu(), time.perf_counter()
    action()
    return {"seconds": _cpu() - began, "clock": time.perf_counter() - clock}


def _cpu() -> float:
    own = os.times()
    return own.user + own.system + own.children_user + own.children_system


def main(*arguments: str) -> None:
    """Measure and print."""
    measured = parse(arguments[1]) if arguments[0] == "parse" else open_and_ask(arguments[0])
    json.dump(measured, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
