"""errkb: an offline knowledge base that turns an error into its fix.

    import kb

    book = kb.open()                  # the shipped knowledge base; kb.open("runbooks/") for a folder of your own
    found = book.lookup(pasted_text)
    found.answer                      # Entry, or None where nothing is a confident match
    found.matches                     # up to five, best first, each with likelihood and evidence

Everything is imported when first used: `import kb` alone costs next to nothing.
"""

from kb.version import __version__

TYPE_CHECKING = False  # type checkers take it for true; importing `typing` for it would double the cost of `import kb`

if TYPE_CHECKING:
    from typing import Any

    from kb.entry import (
        Cause,
        Check,
        Command,
        Endpoint,
        Entry,
        Escalation,
        Example,
        Link,
        Note,
        Origin,
        Result,
        Sample,
        Setting,
        Source,
    )
    from kb.errors import BookError, KbError, SnapshotError, UnknownEntry
    from kb.knowledge_base import KnowledgeBase
    from kb.knowledge_base import open_book as open
    from kb.lookup import DecodedCode, Evidence, Lookup, Match

__all__ = [
    "BookError",
    "Cause",
    "Check",
    "Command",
    "DecodedCode",
    "Endpoint",
    "Entry",
    "Escalation",
    "Evidence",
    "Example",
    "KbError",
    "KnowledgeBase",
    "Link",
    "Lookup",
    "Match",
    "Note",
    "Origin",
    "Result",
    "Sample",
    "Setting",
    "SnapshotError",
    "Source",
    "UnknownEntry",
    "__version__",
    "open",
]

_HOME = {
    "kb.errors": ("BookError", "KbError", "SnapshotError", "UnknownEntry"),
    "kb.knowledge_base": ("KnowledgeBase",),
    "kb.lookup": ("DecodedCode", "Evidence", "Lookup", "Match"),
    "kb.entry": ("Cause", "Check", "Command", "Endpoint", "Entry", "Escalation", "Example", "Link", "Note", "Origin",
                 "Result", "Sample", "Setting", "Source"),
}  # fmt: skip


def __getattr__(name: str) -> "Any":
    from importlib import import_module

    if name == "open":
        return import_module("kb.knowledge_base").open_book
    for module, names in _HOME.items():
        if name in names:
            return getattr(import_module(module), name)
    raise AttributeError(f"module 'kb' has no attribute {name!r}")


def __dir__() -> "list[str]":
    return sorted(__all__)
