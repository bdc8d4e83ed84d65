"""Which keys lead to which entries: the table behind exact look-up. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from kb.codes import spellings
from kb.entry import Entry
from kb.folding import fold
from kb.keys import exact_key


def exact_keys(entries: Iterable[Entry]) -> dict[str, list[str]]:
    """Every key of every entry: id, codes in all spellings, title, names and error texts, first claim by rank.

    An id wins over a code, a code over a title, a title over a name or a text, so that `407` or a title never turns
    ambiguous because some other entry mentions it. Within a rank every claimant is kept.
    """
    ranked: dict[str, tuple[int, list[str]]] = {}
    for entry in entries:
        names = [
            (0, [entry.id]),
            (1, [form for code in entry.codes for form in (code, *spellings(code))]),
            (2, [entry.title]),
            (3, [*entry.aliases, *entry.messages]),
        ]
        for rank, texts in names:
            for key in dict.fromkeys(exact_key(fold(text)) for text in texts):
                if not key:
                    continue
                held_rank, holders = ranked.get(key, (rank, []))
                if rank < held_rank:
                    ranked[key] = (rank, [entry.id])
                elif rank == held_rank and entry.id not in holders:
                    ranked[key] = (rank, [*holders, entry.id])
    return {key: ids for key, (_, ids) in ranked.items()}
