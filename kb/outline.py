"""Which sections of a page are entries, and what the headings of their parts are called. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from kb.sections import Page, Section, anchor_of, slug

# Words that a heading is known by. Foreign pages use the ones on the right, our own the first of each row.
ROLES: dict[str, tuple[str, ...]] = {
    "messages": ("error text", "error texts", "error message", "error messages", "message", "messages", "error",
                 "errors", "symptom", "symptoms", "question and symptom", "issue", "problem"),
    "causes": ("causes", "cause", "possible causes", "common causes", "root cause", "root cause analysis", "reason",
               "why", "why it happens", "possible cause", "explanation"),
    "checks": ("checks", "check", "steps", "what to check", "resolution", "diagnosis", "mitigation", "mitigations",
               "fix", "how to fix", "solution", "solutions", "workaround", "workarounds", "troubleshooting",
               "troubleshooting steps", "procedure", "answer", "recommended action", "remediation", "verification"),
    "meaning": ("meaning", "summary", "description", "overview", "background", "what it means"),
    "endpoints": ("endpoints", "urls", "hosts", "required urls", "ports", "hosts and ports"),
    "settings": ("files and settings", "files", "settings", "values", "paths"),
    "notes": ("notes", "note"),
    "escalations": ("whom to ask",),
    "outside": ("from other sources",),
    "finds": ("pastes that find it",),
    "finds not": ("pastes that do not find it",),
    "related": ("related", "see also", "related articles", "related entries"),
}  # fmt: skip
_ROLE_OF = {word: role for role, words in ROLES.items() for word in words}
EXAMPLES = ("finds", "finds not")
"""The roles of sections that hold an entry's examples; alone they make neither an entry nor a page of one."""
CODES_LINE = re.compile(r"codes?:\s+", re.IGNORECASE)
"""Begins a line that lists an entry's codes."""
ALIASES_LINE = re.compile(r"also called:\s+", re.IGNORECASE)
"""Begins a line that lists other names of an entry."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A page and the sections of it that are entries, by id."""

    file: str
    page: Page
    entries: tuple[tuple[str, Section], ...]


def outline(page: Page, file: str) -> Outline:
    """Which sections of the page are entries, and their ids.

    A page is one entry, named after its file, unless its sections have entries' parts themselves (checks, causes,
    an anchor, a line of codes or names): then each such section is an entry.
    """
    stem = slug(PurePosixPath(file).stem) or "page"
    tops = [s for s in page.root.children if s.level == 1]
    top = tops[0] if len(tops) == 1 else page.root
    if any(role_of(child.title) not in ("", *EXAMPLES) for child in top.children):
        return Outline(file, page, ((stem, page.root),))
    parts = [child for child in top.children if _is_entry(child)]
    if not parts:
        return Outline(file, page, ((stem, page.root),))
    entries = [(anchor_of(part.blocks) or slug(part.title) or f"{stem}-{part.line}", part) for part in parts]
    rest = [child for child in top.children if child not in parts]
    # Text beside the entries is kept, as an entry of the page.
    if any(role_of(child.title) not in EXAMPLES for child in rest):
        kept = Section(top.level, top.title, top.line, top.end, top.blocks, rest)
        entries.insert(0, (stem, kept))
    return Outline(file, page, tuple(entries))


def role_of(title: str) -> str:
    """The role a heading gives its section (`causes`, `checks`, ...), or nothing."""
    return _ROLE_OF.get(re.sub(r"[*_`:.]", "", title).strip().lower(), "")


def _is_entry(section: Section) -> bool:
    heads = [b.text for b in section.blocks[:3] if b.kind == "paragraph"]
    return (
        bool(anchor_of(section.blocks))
        or any(role_of(child.title) in ("messages", "causes", "checks", "outside") for child in section.children)
        or any(CODES_LINE.match(text) or ALIASES_LINE.match(text) for text in heads)
    )
