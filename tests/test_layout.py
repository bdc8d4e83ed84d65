"""kb.layout: an entry as lines; everything in them is safe to show."""

from __future__ import annotations

from conftest import entry_of
from hypothesis import given
from hypothesis import strategies as st

import kb
from kb.entry import Cause, Check, Command, Endpoint, Note, Result, Sample, Setting, Source
from kb.layout import CELL, PLATFORM_NAMES, STYLES, lay_out
from kb.safe_text import is_visible

ANY_TEXT = st.text(max_size=30)


def shown(**fields: object) -> list[tuple[str, str]]:
    """Style and text of an entry's lines, without those that every entry has."""
    always = lay_out(entry_of(), {})
    return [(line[0], line[3]) for line in lay_out(entry_of(**fields), {"oil": "Oil the hinges"}) if line not in always]


def test_title_products_and_id_stand_first() -> None:
    lines = lay_out(entry_of(title="T", products=("Widget",)), {})
    assert lines[:3] == [
        ("section", 0, "", "summary"),
        ("title", 0, "", "T"),
        ("meta", 0, "", "error · Widget · id: x"),
    ]


def test_a_check_is_shown_in_the_order_to_do_it() -> None:
    check = Check(
        title="Look",
        text="Inside.\n- a\n  - b",
        commands=(Command(text="dig x\ndig y", platform="macos", shell="Terminal", changes_system=True),),
        samples=(Sample(text="<a/>", caption="sample"),),
        results=(Result(good=True, text="fine"), Result(good=False, text="bad", leads_to=("oil",))),
    )
    assert shown(checks=(check,)) == [
        ("section", "checks"),
        ("heading", "Checks"),
        ("item", "1. Look"),
        ("text", "Inside."),
        ("item", "- a"),
        ("item", "- b"),
        ("group", ""),
        ("label", "macOS, Terminal:"),
        ("command", "dig x"),
        ("command", "dig y"),
        ("caution", "changes the system"),
        ("end", ""),
        ("label", "sample:"),
        ("code", "<a/>"),
        ("good", "Good: fine"),
        ("bad", "Bad: bad"),
        ("meta", "see: oil"),
    ]


def test_cells_of_a_table_are_kept_apart() -> None:
    endpoint = Endpoint(host="`a.example`", port="TCP 443")
    assert shown(endpoints=(endpoint,))[2:] == [("row", f"Host{CELL}Port"), ("row", f"`a.example`{CELL}TCP 443")]


def test_a_table_inside_a_note_becomes_rows() -> None:
    note = Note(title="N", text="| a | b |\n| c \\| d | e |")
    assert shown(notes=(note,))[2:] == [("row", f"a{CELL}b"), ("row", f"c | d{CELL}e")]


# A separator smuggled into a cell would make two cells of one.
def test_a_cell_cannot_forge_a_separator() -> None:
    assert shown(settings=(Setting(item=f"a{CELL}b\nc"),))[-1] == ("row", rf"a\x1fb\nc{CELL}{CELL}")


def test_texts_from_other_sources_do_not_stand_among_the_own() -> None:
    lines = shown(
        messages=("own", "foreign"), outside=("foreign",), notes=(Note(title="", text="foreign", outside=True),)
    )
    assert [text for style, text in lines if style == "quote"] == ["own"]
    at = lines.index(("heading", "From other sources"))
    assert ("item", "- foreign") in lines[at:]


@given(ANY_TEXT)
def test_whatever_an_entry_says_its_lines_are_safe(text: str) -> None:
    entry = entry_of(
        title=text,
        summary=text,
        products=(text,),
        aliases=(text,),
        messages=(text, text + "x"),
        outside=(text,),
        causes=(Cause(text=text),),
        checks=(
            Check(
                title=text,
                text=text,
                commands=(Command(text=text, platform="any", shell=text, purpose=text),),
                samples=(Sample(text=text, caption=text),),
                results=(Result(good=True, text=text),),
            ),
        ),
        endpoints=(Endpoint(host=text, port=text),),
        settings=(Setting(item=text, use=text),),
        notes=(Note(title=text, text=text), Note(title="", text=text, outside=True)),
        sources=(Source(title=text, date=text),),
        related=("oil",),
    )
    for style, indent, platform, words in lay_out(entry, {"oil": text}):
        assert style in STYLES
        assert 0 <= indent <= 80
        assert platform in ("", *PLATFORM_NAMES)
        assert is_visible(words.replace(CELL, "")) and "\n" not in words


def test_every_entry_of_the_book_can_be_shown(book: kb.KnowledgeBase) -> None:
    for entry in book:
        lines = book.layout(entry.id)
        assert {line[0] for line in lines} <= set(STYLES)
        texts = {line[3] for line in lines if line[0] == "command"}
        assert {part for command in entry.commands for part in command.text.split("\n")} >= texts
        assert lines == lay_out(entry, {other.id: other.title for other in book})
