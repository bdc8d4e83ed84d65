"""The memory that an engine takes in a process that has it open and was asked a few times.

`python -m benchmarks.holding NAME FOLDER SIZE` prints the megabytes at most, without what the process and the imported
libraries took before; NAME is that of a peer, or errkb with the book as FOLDER.
"""

from __future__ import annotations

import gc
import json
import sys
from pathlib import Path

# Imported before the engine is opened: a library's own size is no matter of the book's.
import rapidfuzz.process  # noqa: F401
import tantivy  # noqa: F401
import whoosh.index
import whoosh.qparser  # noqa: F401

import kb
import kb.matching
from benchmarks.books import entries
from benchmarks.looking_up import OWN
from benchmarks.memory import forget_highest, held, highest
from benchmarks.peers import PEERS
from benchmarks.queries import LOG, NOISED, WORDS, Questions

_ASKED_OF = 300  # entries whose messages are asked for: those that a book of any size begins with
_ASKED = 5


def main(name: str, folder: str, size: str) -> None:
    """Open, ask, measure and print."""
    questions = Questions(list(entries(min(int(size), _ASKED_OF))))
    texts = [query.text for kind in (WORDS, NOISED, LOG) for query in questions.queries(kind, _ASKED)]
    del questions
    gc.collect()
    forget_highest()
    before = held()
    if name == OWN:
        book = kb.open(folder)
        for text in texts:
            book.lookup(text)
    else:
        find = PEERS[name].open(Path(folder))
        for text in texts:
            find(text)
    json.dump({"megabytes": highest() - before}, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
