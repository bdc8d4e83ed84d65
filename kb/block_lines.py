"""Blocks of a page as plain lines, the form in which notes keep them and `layout.py` reads them again. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kb.sections import Block

ALERT = re.compile(r"\[!(\w+)\]\s*")
"""Begins a quote that a forge shows as a note or a warning."""


def plain_lines(blocks: Iterable[Block], indent: str = "") -> list[str]:
    """Blocks as plain lines that `layout.py` reads again.

    `- item`, `1. item`, `> quote`, `| cell | cell |`; a line of code begins with a tab.
    """
    out: list[str] = []
    for block in blocks:
        match block.kind:
            case "paragraph":
                out.extend(indent + line for line in block.text.split("\n"))
            case "quote":
                out.extend(f"{indent}> {line}" for line in ALERT.sub("", block.text).split("\n") if line)
            case "code":
                out.extend(f"\t{line}" for line in block.text.split("\n"))
            case "table":
                out.extend("| " + " | ".join(c.replace("|", "\\|") for c in row) + " |" for row in block.rows)
            case "list":
                for number, item in enumerate(block.children, 1):
                    mark = f"{number}. " if block.ordered else "- "
                    out.append(f"{indent}{mark}{item.text}")
                    out.extend(plain_lines(item.children, indent + "  "))
            case "item":
                out.append(indent + block.text)
                out.extend(plain_lines(block.children, indent))
            case "html":
                text = re.sub(r"<[^<>]{0,400}>", "", block.text).strip()
                out.extend(indent + line.strip() for line in text.splitlines() if line.strip())
    return out
