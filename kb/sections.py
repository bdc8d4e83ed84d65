"""Markdown text as a tree of sections with line ranges. Pure; the only importer of markdown-it.

It recognises what a page has and demands nothing: any text is a page. Lines are counted from 1, and `end` is the
last line of the section's own text and its children. Inline text becomes plain text in which code keeps its
backticks; emphasis is dropped, links keep their words and are listed apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

BlockKind = Literal["paragraph", "quote", "list", "item", "code", "table", "html"]


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a page. `bold`: the words in bold that the text starts with. `rows`: a table's, header first."""

    kind: BlockKind
    line: int
    text: str = ""
    bold: str = ""
    links: tuple[tuple[str, str], ...] = ()  # (words, target) as written
    children: tuple[Block, ...] = ()
    ordered: bool = False
    language: str = ""
    rows: tuple[tuple[str, ...], ...] = ()

    def walk(self) -> Iterator[Block]:
        """The block and everything inside it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(slots=True)
class Section:
    """A heading with the blocks under it and the sections below it. Level 0 is the page itself."""

    level: int
    title: str
    line: int
    end: int = 0
    blocks: list[Block] = field(default_factory=list)
    children: list[Section] = field(default_factory=list)

    def walk(self) -> Iterator[Section]:
        """The section and all sections below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Page:
    """A page: the raw front matter (without its fences) and the root section."""

    front_matter: str
    root: Section
    cut_at: int = 0
    """The line of the first list or quote that is nested too deep to be read; 0 where none is."""


def split_sections(text: str) -> Page:
    """The page as sections. Text before the first heading belongs to the root (level 0)."""
    lines = text.removeprefix("\ufeff").split("\n")
    front = ""
    if lines and lines[0].rstrip() == "---":
        for number in range(1, len(lines)):
            if lines[number].rstrip() in ("---", "..."):
                front = "\n".join(lines[1:number])
                lines[: number + 1] = [""] * (number + 1)  # blank lines keep the numbers of the rest
                break
    parser = MarkdownIt("commonmark").enable("table")
    tokens = parser.parse("\n".join(lines))
    deepest = parser.options["maxNesting"] - 1  # what lies deeper is dropped by the parser
    cut_at = next((token.map[0] + 1 for token in tokens if token.level >= deepest and token.map), 0)
    tree = SyntaxTreeNode(tokens)
    root = Section(0, "", 1, len(lines))
    path = [root]
    for node in tree.children:
        if node.type == "heading":
            level = int(node.tag[1])
            while path[-1].level >= level:
                path.pop()
            section = Section(level, _plain(node.children[0]) if node.children else "", _line(node))
            path[-1].children.append(section)
            path.append(section)
        else:
            path[-1].blocks.extend(_blocks(node))
    _close(root, len(lines))
    return Page(front, root, cut_at)


def _close(section: Section, end: int) -> None:
    section.end = end
    for child, after in zip_longest(section.children, section.children[1:]):
        _close(child, after.line - 1 if after else end)


def _line(node: SyntaxTreeNode) -> int:
    return node.map[0] + 1 if node.map else 0


def _blocks(node: SyntaxTreeNode) -> Iterator[Block]:
    line = _line(node)
    match node.type:
        case "paragraph" | "heading":  # a heading inside a quote or a list is read as its text
            inline = node.children[0]
            if inline.content.startswith("<a ") and not _plain(inline):  # an anchor alone on its line
                yield Block("html", line, inline.content)
                return
            yield Block("paragraph", line, _plain(inline), _leading_bold(inline), tuple(_links(inline)))
        case "blockquote":
            children = _inside(node)
            yield Block("quote", line, "\n".join(b.text for b in children if b.text), children=children)
        case "bullet_list" | "ordered_list":
            items = tuple(_item(child) for child in node.children)
            yield Block("list", line, children=items, ordered=node.type == "ordered_list")
        case "fence" | "code_block":
            language = node.info.split()[0].lower() if node.type == "fence" and node.info.strip() else ""
            yield Block("code", line, node.content.rstrip("\n"), language=language)
        case "table":
            rows, links = [], []
            for row in (r for part in node.children for r in part.children):
                rows.append(tuple(_plain(cell.children[0]) if cell.children else "" for cell in row.children))
                links += [link for cell in row.children if cell.children for link in _links(cell.children[0])]
            yield Block("table", line, rows=tuple(rows), links=tuple(links))
        case "html_block":
            yield Block("html", line, node.content.strip())
        case _:  # rules, link definitions
            return


def _inside(node: SyntaxTreeNode) -> tuple[Block, ...]:
    return tuple(block for child in node.children for block in _blocks(child))


def _item(node: SyntaxTreeNode) -> Block:
    children = _inside(node)
    first = children[0] if children and children[0].kind == "paragraph" else None
    if first is None:
        return Block("item", _line(node), children=children)
    return Block("item", _line(node), first.text, first.bold, first.links, children[1:])


def _tokens(inline: SyntaxTreeNode) -> list[Token]:
    token = inline.token
    return (token.children or []) if token else []


def _plain(inline: SyntaxTreeNode) -> str:
    out: list[str] = []
    for token in _tokens(inline):
        match token.type:
            case "text":
                out.append(token.content)
            case "code_inline":
                ticks = "``" if "`" in token.content else "`"
                out.append(f"{ticks}{token.content}{ticks}")
            case "softbreak":
                out.append(" ")
            case "hardbreak":
                out.append("\n")
            case "image":
                out.append(token.content)
            case _:  # emphasis, link ends, inline HTML: their marks are not text
                pass
    return re.sub(r"[ \t]+", " ", "".join(out)).strip()


def _leading_bold(inline: SyntaxTreeNode) -> str:
    tokens = [t for t in _tokens(inline) if not (t.type == "text" and not t.content)]
    if not tokens or tokens[0].type != "strong_open":
        return ""
    words = []
    for token in tokens[1:]:
        if token.type == "strong_close":
            break
        words.append(f"`{token.content}`" if token.type == "code_inline" else token.content)
    return "".join(words).strip()


def _links(inline: SyntaxTreeNode) -> Iterator[tuple[str, str]]:
    target = ""
    words: list[str] = []
    for token in _tokens(inline):
        if token.type == "link_open":
            target, words = str(token.attrGet("href") or ""), []
        elif token.type == "link_close":
            yield "".join(words).strip(), target
            target = ""
        elif target and token.type in ("text", "code_inline"):
            words.append(token.content)


_ANCHOR = re.compile(r"""<a\s{1,9}(?:id|name)=["']([\w.-]{1,200})["']""", re.IGNORECASE)


def anchor_of(blocks: list[Block]) -> str:
    """The id of an HTML anchor among the first two blocks, or nothing (`<a id="x"></a>` under a heading)."""
    for block in blocks[:2]:
        found = _ANCHOR.search(block.text) if block.kind == "html" else None
        if found:
            return found[1]
    return ""


def slug(title: str) -> str:
    """The title as an id: lower case, apostrophes dropped, other runs of marks one hyphen."""
    plain = re.sub(r"[`'\u2018\u2019]", "", title).lower()
    return re.sub(r"[\W_]+", "-", plain).strip("-")
