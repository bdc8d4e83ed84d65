"""Fault: what is wrong in an article, where, and how to mend it. A pure noun."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """What is wrong in an article, where, and how to mend it."""

    file: str
    line: int
    what: str
    remedy: str
