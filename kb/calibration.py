"""Whether a likelihood means what it says: of ten matches with 0.7, seven should be right. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

BANDS = 10
WITHIN = 0.05
"""How far the share of right ones may lie from the mean likelihood of its band."""
ENOUGH = 20
"""Fewer look-ups than this in a band say nothing about it."""


@dataclass(frozen=True, slots=True)
class Band:
    """The look-ups whose likelihood lies from `low` to below `high`, the last band's up to 1.0 itself.

    `share` of them are right, 0.0 to 1.0, and `mean` is their mean likelihood; both None in an empty band. `holds`:
    whether the two agree within 5 points, None where the band has fewer than 20.
    """

    low: float
    high: float
    count: int
    share: float | None
    mean: float | None
    holds: bool | None


def bands(pairs: Iterable[tuple[float, bool]]) -> list[Band]:
    """All ten bands of (likelihood from 0.0 to 1.0, whether it was right)."""
    inside: list[list[tuple[float, bool]]] = [[] for _ in range(BANDS)]
    for score, right in pairs:
        inside[min(int(score * BANDS), BANDS - 1)].append((score, right))
    return [_band(number, found) for number, found in enumerate(inside)]


def _band(number: int, found: list[tuple[float, bool]]) -> Band:
    low, high, count = number / BANDS, (number + 1) / BANDS, len(found)
    if not found:
        return Band(low, high, 0, None, None, None)
    share = sum(right for _, right in found) / count
    mean = sum(score for score, _ in found) / count
    # Rounded, for 0.55 - 0.5 is a trifle more than 0.05 in binary.
    return Band(low, high, count, share, mean, round(abs(share - mean), 9) <= WITHIN if count >= ENOUGH else None)
