"""Which causes of an entry the checks speak for and against, and which check would tell the others apart. Pure.

An article says which causes a result of a check speaks for, `(cause: 2)`. A good result speaks against those that the
check's bad results name. Nothing here is a likelihood: a check that was not done leaves its causes open.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from math import log2
from typing import Literal

from kb.entry import Check, Entry, Model, Result

_POINTER = re.compile(r"(?<=[.:;])\s{1,4}See [^.]{1,300}\.(?=\s|\Z)")

Standing = Literal["likely", "open", "unlikely"]


class CauseStanding(Model):
    """How a cause stands: its number, counted from 1, and the checks that speak for or against it, by number."""

    cause: int
    standing: Standing
    by: tuple[int, ...] = ()


def standings(entry: Entry, results: Iterable[tuple[int, Result]]) -> tuple[CauseStanding, ...]:
    """All causes of the entry: the likely ones first, then the open, then the unlikely; else in the article's order.

    `results`: the checks that were done, by number, with the result of each, oldest first. Where two contradict each
    other, the later one counts.
    """
    said: dict[int, Standing] = {}
    by: dict[int, list[int]] = {}
    for number, result in results:
        against = spoken_against(entry.checks[number - 1], result)
        for cause in dict.fromkeys((*result.causes, *against)):
            now: Standing = "likely" if cause in result.causes else "unlikely"
            by[cause] = sorted({*by.get(cause, ()), number}) if said.get(cause) == now else [number]
            said[cause] = now
    order: tuple[Standing, ...] = ("likely", "open", "unlikely")
    causes = [
        CauseStanding(cause=number, standing=said.get(number, "open"), by=tuple(by.get(number, ())))
        for number in range(1, len(entry.causes) + 1)
    ]
    return tuple(sorted(causes, key=lambda cause: order.index(cause.standing)))


def cause_words(text: str) -> str:
    """A cause in a sentence: without the sentences that only point to other entries."""
    return _POINTER.sub("", " ".join(text.split()))


def spoken_against(check: Check, result: Result) -> tuple[int, ...]:
    """The causes that a result of the check speaks against."""
    if not result.good:
        return ()
    named = (cause for other in check.results if not other.good for cause in other.causes)
    return tuple(dict.fromkeys(cause for cause in named if cause not in result.causes))


def separation(check: Check, causes: Collection[int]) -> float:
    """How many bits the check tells of which of the causes it is, if each is as likely as the next; 0.0 for nothing.

    Each cause is taken to show the first result that names it, and one that none names the good result.
    """
    shown: dict[int, int] = {}
    for position, result in enumerate(check.results, 1):
        for cause in result.causes:
            if cause in causes:
                shown.setdefault(cause, position)
    sizes: dict[int, int] = {}
    for cause in causes:
        sizes[shown.get(cause, 0)] = sizes.get(shown.get(cause, 0), 0) + 1
    return -sum(size / len(causes) * log2(size / len(causes)) for size in sizes.values()) if sizes else 0.0
