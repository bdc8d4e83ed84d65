"""The texts of `tests/data/hostile.jsonl`, each with what it does to a terminal and where that is known from."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Hostile:
    """A text with what it does, and where that is known from."""

    name: str
    text: str
    why: str
    source: str
    times: int = 1


ROWS = [
    Hostile(**json.loads(line))
    for line in Path(__file__).parents[1].joinpath("data/hostile.jsonl").read_text(encoding="ascii").splitlines()
]
NAMES = [row.name for row in ROWS]
TEXTS = [row.text * row.times for row in ROWS]
