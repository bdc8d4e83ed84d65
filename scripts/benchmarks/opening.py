"""Opens a book in a process of its own and tells what each step took: `python -m benchmarks.opening FOLDER`, JSON out.

With `parse` before the folder its Markdown is read and nothing else. Seconds are CPU, `clock` is what passed; both
begin after the imports.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path


def parse(folder: str) -> dict[str, object]:
    """Read every article, one after another, and keep nothing."""
    from kb.edges.article_folder import ArticleFolder, Ids
    from kb.edges.files import list_articles

    def read() -> None:
        files = list_articles(folder)
        reader, ids = ArticleFolder(Path(folder), files), Ids()
        for file in files:
            found = reader.outline(file, [])
            if found:
                reader.article(ids.made_unique(found, []), lambda _file, _target: "")

    return {"parse": _timed(read)}


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

    books = []
    opened = _timed(lambda: books.append(kb.open(folder)))
    text = "the connection was closed by the remote server while the handshake was pending"
    asked = _timed(lambda: books[0].lookup(text))
    return {"open": opened, "index": asked, "snapshot": str(Path(cache_of(folder)) / "book.errkb")}


def _timed(action: Callable[[], object]) -> dict[str, float]:
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
