"""What is said beside an answer, on standard error: a verb that was misspelt, an engine that is missing.

Imports stay light: the short way to an answer (`quick.py`) says these too.
"""

from collections.abc import Sequence

from kb.edges.index_store import LARGE_FROM, TANTIVY, words_kind
from kb_cli.quick import VERBS
from kb_cli.terminal import complain


def hint_verb(words: Sequence[str]) -> None:
    """Where nothing was found for a text that begins nearly like a verb, say so."""
    from difflib import get_close_matches

    first = next((word for word in words if not word.startswith("-")), "")
    near = get_close_matches(first.lower(), VERBS, 1, 0.75)
    if near:
        complain(f"{first[:40]} was looked up as text; did you mean the verb {near[0]}? `kb help {near[0]}`")


def hint_engine(entries: int) -> None:
    """Where a book of so many entries is slow only because an extra is not installed, say so."""
    if entries >= LARGE_FROM and words_kind(entries) != TANTIVY:
        complain(f"a book of {entries:,} entries answers several times faster with `pip install 'errkb[large]'`")
