"""Which keys lead to an entry: the table behind exact look-up. Pure."""

from __future__ import annotations

from kb.codes import spellings
from kb.entry import Entry
from kb.folding import fold
from kb.keys import exact_key


def claims_of(entry: Entry) -> dict[str, int]:
    """The keys that an entry claims, each with the rank of its claim: id 0, codes in all spellings 1, title 2, else 3.

    Of all entries that claim a key those of the lowest rank have it, so that `407` or a title never turns ambiguous
    because some other entry mentions it. Names and error texts have the rank 3.
    """
    claims: dict[str, int] = {}
    codes = [form for code in entry.codes for form in (code, *spellings(code))]
    for rank, texts in enumerate(((entry.id,), codes, (entry.title,), (*entry.aliases, *entry.messages))):
        for text in texts:
            # Of plain letters a key is made the same without folding, in two thirds of the time.
            claims.setdefault(exact_key(text if text.isascii() else fold(text)), rank)
    claims.pop("", None)
    return claims
