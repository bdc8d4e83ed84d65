"""errkb: an offline knowledge base that turns an error into its fix.

    import kb

    book = kb.open()                  # the shipped knowledge base; kb.open("runbooks/") for a folder of your own
    found = book.lookup(pasted_text)
    found.answer                      # Entry, or None where nothing is a confident match
    found.matches                     # up to five, best first, each with likelihood and evidence
    book.lookup_image("shot.png")     # the same for a picture, with the extra `ocr`; .text is what was read

Everything is imported when first used: `import kb` alone costs next to nothing.
"""

from kb.version import __version__

TYPE_CHECKING = False  # type checkers take it for true; importing `typing` for it would double the cost of `import kb`

if TYPE_CHECKING:
    from typing import Any

    from kb.causes import CauseStanding
    from kb.dialogue import Dialogue, Heard, Move, Step, Turn, take_turn
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
    from kb.errors import BookError, ImageError, KbError, NoOcrEngine, SnapshotError, UnknownEntry
    from kb.follow_up import FollowUp
    from kb.knowledge_base import KnowledgeBase
    from kb.knowledge_base import open_book as open
    from kb.lookup import DecodedCode, Evidence, Lookup, Match
    from kb.situation import Situation
    from kb.ticket import Ticket, write_ticket
    from kb.verdict import Verdict

__all__ = [
    "BookError",
    "Cause",
    "CauseStanding",
    "Check",
    "Command",
    "DecodedCode",
    "Dialogue",
    "Endpoint",
    "Entry",
    "Escalation",
    "Evidence",
    "Example",
    "FollowUp",
    "Heard",
    "ImageError",
    "KbError",
    "KnowledgeBase",
    "Link",
    "Lookup",
    "Match",
    "Move",
    "NoOcrEngine",
    "Note",
    "Origin",
    "Result",
    "Sample",
    "Setting",
    "Situation",
    "SnapshotError",
    "Source",
    "Step",
    "Ticket",
    "Turn",
    "UnknownEntry",
    "Verdict",
    "__version__",
    "open",
    "take_turn",
    "write_ticket",
]

_HOME = {
    "kb.errors": ("BookError", "ImageError", "KbError", "NoOcrEngine", "SnapshotError", "UnknownEntry"),
    "kb.knowledge_base": ("KnowledgeBase",),
    "kb.lookup": ("DecodedCode", "Evidence", "Lookup", "Match"),
    "kb.causes": ("CauseStanding",),
    "kb.dialogue": ("Dialogue", "Heard", "Move", "Step", "Turn", "take_turn"),
    "kb.follow_up": ("FollowUp",),
    "kb.situation": ("Situation",),
    "kb.ticket": ("Ticket", "write_ticket"),
    "kb.verdict": ("Verdict",),
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
