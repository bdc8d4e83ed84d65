"""What ranking asks of an index of words: a protocol. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol


class Index(Protocol):
    """An index of the book's words, and of the three-letter pieces of its names and error texts."""

    def find(self, terms: Iterable[str], pieces: Iterable[str], limit: int) -> list[str]:
        """Ids of entries that hold some of the words or pieces, best first."""
        ...

    def frequency(self, term: str) -> int:
        """In how many entries a term stands."""
        ...

    def vocabulary(self) -> list[str]:
        """Every term of the book."""
        ...

    def search(self, query: str, limit: int) -> list[tuple[str, float]]:
        """Ids with a relevance (greater than 0, no upper bound) for a query in the index's own language."""
        ...
