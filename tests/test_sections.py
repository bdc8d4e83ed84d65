"""kb.sections: Markdown as a tree of sections with the lines they stand on."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kb.sections import Block, anchor_of, slug, split_sections

PAGE = """---
kind: error
---
# Title `code`

First *words* with a [link](other.md#part).
Second line.

## List

1. **Bold start.** Rest

   ```bat
   ipconfig
   ```

- point
  > quoted

## Table

| A | B |
| --- | --- |
| `x` | y \\| z |
"""


def only(text: str) -> Block:
    (block,) = split_sections(text).root.blocks
    return block


def test_headings_become_sections_with_their_lines() -> None:
    root = split_sections(PAGE).root
    assert [(s.level, s.title, s.line, s.end) for s in root.walk()] == [
        (0, "", 1, 25),
        (1, "Title `code`", 4, 25),
        (2, "List", 9, 19),
        (2, "Table", 20, 25),
    ]


def test_front_matter_is_kept_apart_and_raw() -> None:
    assert split_sections(PAGE).front_matter == "kind: error"


# A byte order mark, carriage returns around the fences, `...` as the closing fence: all written by some editor.
def test_front_matter_of_other_editors() -> None:
    assert split_sections("\ufeff---\na: 1\n---\nx").front_matter == "a: 1"
    assert split_sections("--- \na: 1\n...\nx").front_matter == "a: 1"


def test_front_matter_that_never_ends_is_text() -> None:
    page = split_sections("---\na: 1\n\n# T")
    assert page.front_matter == ""
    assert page.root.children[-1].title == "T"


def test_emphasis_is_dropped_code_keeps_its_backticks_and_links_are_listed() -> None:
    block = only("First *words* with `code` and a [link *here*](other.md#part).\nSecond line.")
    assert block.text == "First words with `code` and a link here. Second line."
    assert block.links == (("link here", "other.md#part"),)


def test_lists_items_and_what_is_inside_them() -> None:
    (section,) = [s for s in split_sections(PAGE).root.walk() if s.title == "List"]
    ordered, bullets = section.blocks
    (item,) = ordered.children
    assert ordered.ordered
    assert (item.bold, item.text) == ("Bold start.", "Bold start. Rest")
    assert (item.children[0].kind, item.children[0].language, item.children[0].text) == ("code", "bat", "ipconfig")
    assert [b.kind for b in bullets.walk()] == ["list", "item", "quote", "paragraph"]


def test_tables_come_as_rows_of_text() -> None:
    (section,) = [s for s in split_sections(PAGE).root.walk() if s.title == "Table"]
    assert section.blocks[0].rows == (("A", "B"), ("`x`", "y | z"))


def test_an_anchor_under_a_heading_gives_its_id() -> None:
    section = split_sections('## Heading\n\n<a id="own-id"></a>\n\ntext').root.children[0]
    assert anchor_of(section.blocks) == "own-id"
    assert anchor_of(split_sections("## Heading\n\ntext").root.children[0].blocks) == ""


def test_slugs() -> None:
    assert slug("The password can't be verified") == "the-password-cant-be-verified"
    assert slug("  `CAA20004`: what now?") == "caa20004-what-now"
    assert slug("无法连接") == "无法连接"
    assert slug("!!!") == ""


def test_nesting_beyond_what_is_read_is_told_with_its_line() -> None:
    assert split_sections("# T\n\n" + "> " * 10_000 + "x").cut_at == 3
    assert split_sections("# T\n\n" + "- " * 10_000 + "x").cut_at == 3
    assert split_sections("# T\n\n> > > - - x").cut_at == 0


@given(st.text(alphabet=st.sampled_from(list("#->*`|[]()<>!_ \n\tab1.:\\\"'{}~=&;")), max_size=200))
def test_any_text_is_a_page_and_lines_lie_inside_it(text: str) -> None:
    page = split_sections(text)
    last = text.count("\n") + 1
    assert all(1 <= section.line <= section.end <= last for section in page.root.walk())
    blocks = (block for section in page.root.walk() for top in section.blocks for block in top.walk())
    assert all(0 <= block.line <= last for block in blocks)
