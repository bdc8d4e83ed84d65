"""kb.edges.article_folder: a folder as a book. One broken article never costs the others."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from conftest import ARTICLE, OIL, SOURCES, MakeBook

from kb.edges.article_folder import ARTICLE_LIMIT, Book, read_book
from kb.edges.files import list_articles
from kb.entry import Entry
from kb.errors import BookError

GOOD = {"widget.md": ARTICLE, "oil.md": OIL, "sources.yaml": SOURCES}


def ids(book: Book) -> list[str]:
    return [entry.id for entry in book.entries]


def faults(book: Book) -> list[tuple[str, int, str]]:
    return [(fault.file, fault.line, fault.what) for fault in book.faults]


def test_a_folder_of_good_articles_is_a_book_without_faults(small: Path) -> None:
    book = read_book(small)
    assert (book.name, ids(book), book.faults) == ("book", ["oil", "widget"], [])


def test_links_between_files_lead_to_entries(make_book: MakeBook) -> None:
    root = make_book({**GOOD, "deep/er.md": "# E\n\n[up](../widget.md) and [many](../many.md#two)", "many.md":
                      "# M\n\n## One\n\nCodes: `1234`\n\n## Two\n\nCodes: `1235`\n"})  # fmt: skip
    assert {e.id: e.related for e in read_book(root).entries}["er"] == ("widget", "two")


# --- which files ----------------------------------------------------------------------------------


def test_only_articles_and_the_two_tables_are_read(make_book: MakeBook) -> None:
    root = make_book({**GOOD, "README.md": "x", "notes.txt": "x", ".hidden.md": "x", ".git/a.md": "x",
                      "sub/README.md": "x", "names.yaml": "", "sub/names.yaml": "x", "a.markdown": "# A"})  # fmt: skip
    assert [path for path, _, _ in list_articles(root)] == [
        "a.markdown",
        "names.yaml",
        "oil.md",
        "sources.yaml",
        "sub/README.md",
        "widget.md",
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_links_out_of_the_folder_are_not_followed(make_book: MakeBook, tmp_path: Path) -> None:
    root = make_book(GOOD)
    (tmp_path / "secret.md").write_text("# Secret")
    (root / "link.md").symlink_to(tmp_path / "secret.md")
    (root / "loop").symlink_to(root, target_is_directory=True)
    assert ids(read_book(root)) == ["oil", "widget"]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_a_file_name_that_is_no_text_is_a_fault(make_book: MakeBook) -> None:
    root = make_book(GOOD)
    (Path(os.fsdecode(os.fsencode(root) + b"/bad\xff.md"))).write_text("# B")
    book = read_book(root)
    assert ids(book) == ["oil", "widget"]
    assert faults(book) == [(r"bad\udcff.md", 1, "the file's name is not UTF-8")]


def test_a_folder_that_is_not_there_is_a_book_error(tmp_path: Path) -> None:
    with pytest.raises(BookError, match="No such file or directory"):
        read_book(tmp_path / "gone")


# --- broken articles: the fault is named with file and line, the rest of the book works -----------


@pytest.mark.parametrize(
    ("content", "line", "what"),
    [
        (b"---\na: b: c\n---\n# T", 2, "front matter is no YAML: mapping values are not allowed here"),
        (b"---\na: &x [1]\nb: *x\n---\n# T", 1, "front matter is no YAML: aliases (*name) are not read here"),
        (b"# T\n\n\xff\xfe", 3, "not UTF-8"),
        ("# T".encode("utf-16"), 1, "not UTF-8"),  # as PowerShell's > writes it
        (b"# T\n\na\0b", 3, "NUL character"),
        (b"", 1, "no title"),
        (b"# T\n\n" + b"> " * 10_000 + b"x", 3, "lists or quotes nested too deep"),
        (b"# T\n\n" + b"- " * 10_000 + b"x", 3, "lists or quotes nested too deep"),
        (b"# T\n\n" + b"1. " * 10_000 + b"x", 3, "lists or quotes nested too deep"),
        (b"# T\n\n" + b"*" * 5_000 + b"a" + b"*" * 5_000, 1, "emphasis or links nested too deep"),
        (b"# T\n\n[x](gone.md)", 3, "link to nowhere: gone.md"),
        (b"# T\n\n[x](%00)", 3, "link to nowhere: %00"),
        (b"# T\n\n[x](../../../etc/passwd)", 3, "link to nowhere: ../../../etc/passwd"),
        (b"# T\n\n\xe2\x80\xaeevil", 3,
         "invisible or direction-changing character U+202E (RIGHT-TO-LEFT OVERRIDE)"),
        (b"# T\n\nred \x1b[31m", 3, "invisible or direction-changing character U+001B (control character)"),
        (b"no headings\n\nat all", 1, "no title"),
    ],
)  # fmt: skip
def test_a_broken_article_is_named_and_the_rest_of_the_book_works(
    make_book: MakeBook, content: bytes, line: int, what: str
) -> None:
    book = read_book(make_book({**GOOD, "broken.md": content}))
    assert ("broken.md", line, what) in faults(book)
    assert ids(book) == ["broken", "oil", "widget"]
    assert book.entries[2].summary == "The widget does not turn because something sits in its gears."


def test_a_file_of_five_megabytes_is_no_article(make_book: MakeBook) -> None:
    book = read_book(make_book({**GOOD, "huge.md": b"# T\n\n" + b"word " * 1_000_000}))
    assert faults(book) == [("huge.md", 1, "5000005 bytes are no article")]
    assert ids(book) == ["oil", "widget"]


# Just under the limit, of the sort that makes a careless parser take hours.
@pytest.mark.parametrize("part", [b"word ", b"| a ", b"[", b"<a ", b"&amp", b"`", b"_a_ "])
def test_a_large_article_of_one_repeated_mark_is_read(make_book: MakeBook, part: bytes) -> None:
    book = read_book(make_book({**GOOD, "large.md": b"# T\n\n" + part * (60_000 // len(part))}))
    assert ids(book) == ["large", "oil", "widget"]
    assert ARTICLE_LIMIT > 60_000


def test_an_id_taken_twice_is_a_fault_and_both_entries_stay(make_book: MakeBook) -> None:
    book = read_book(make_book({**GOOD, "b/oil.md": "# Other oil"}))
    assert ids(book) == ["oil", "oil-oil", "widget"]
    assert ("oil.md", 1, "id 'oil' is taken by b/oil.md") in faults(book)


def test_a_page_whose_anchors_repeat_keeps_every_entry(make_book: MakeBook) -> None:
    section = "## Same\n\nCodes: `1234`\n\nText.\n\n"
    book = read_book(make_book({"many.md": "# Many\n\n" + section * 5}))
    assert len({entry.id for entry in book.entries}) == 5


# --- the two tables -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("[", 1, "no YAML"),
        ("- a", 1, "not a table of keys"),
        ("guide:\n  publisher: nobody", 1, "source 'guide' is not a source"),
        ("guide: text", 1, "source 'guide' is not a source"),
        ("guide:\n  title: T\n  colour: red", 1, "source 'guide' is not a source"),
        ("guide: &a\n  title: T\nx: *a", 1, "no YAML: aliases"),
    ],
)
def test_faults_of_the_table_of_sources(make_book: MakeBook, text: str, line: int, what: str) -> None:
    book = read_book(make_book({**GOOD, "sources.yaml": text}))
    found = [(at, fault) for file, at, fault in faults(book) if file == "sources.yaml"]
    assert [(at, fault[: len(what)]) for at, fault in found] == [(line, what)]
    assert ids(book) == ["oil", "widget"]


# YAML can write half a character, which no file and no model can hold.
def test_half_a_character_in_a_source_is_replaced(make_book: MakeBook) -> None:
    book = read_book(make_book({**GOOD, "sources.yaml": 'guide:\n  title: "a\\ud800b"'}))
    assert book.entries[0].sources[0].title == "a?b"


def test_a_source_without_a_date_has_none(make_book: MakeBook) -> None:
    book = read_book(make_book({**GOOD, "sources.yaml": "guide:\n  title: T\n  date:\n"}))
    assert book.entries[0].sources[0].date == ""


@pytest.mark.parametrize(
    "text", ["New name: old", "New name:", "New name: []", '"": [x]', '"-": ["!"]', "0x" + "f" * 6000 + ": 1"]
)
def test_a_name_without_spellings_is_a_fault(make_book: MakeBook, text: str) -> None:
    book = read_book(make_book({**GOOD, "names.yaml": text}))
    assert [file for file, _, _ in faults(book)] == ["names.yaml"]
    assert book.names == []


def test_spellings_stand_on_one_line(make_book: MakeBook) -> None:
    book = read_book(make_book({**GOOD, "names.yaml": 'New name: ["old\\tname", 2]'}))
    assert [name.spellings for name in book.names] == [("New name", "old name", "2")]


def test_every_entry_can_be_written_and_read_again(make_book: MakeBook) -> None:
    book = read_book(make_book({**GOOD, "odd.md": b"# \xff \0 &#0; &#xd800; \xe2\x80\xae\n\n> \x1b[0m\r\n\r`a`\t\x85"}))
    for entry in book.entries:
        assert Entry.model_validate_json(entry.model_dump_json()) == entry


def test_numbered_pages_carry_the_letters_of_their_collection(tmp_path: Path) -> None:
    """Pages named 2304.md in ts-errors/docs are what TS2304 means."""
    folder = tmp_path / "ts-errors" / "docs"
    folder.mkdir(parents=True)
    (folder / "2304.md").write_text("---\noriginal: \"Cannot find widget '{0}'.\"\n---\n\nIt has no name here.\n")
    book = read_book(folder)
    assert book.name == "ts-errors"
    assert [entry.codes for entry in book.entries] == [("2304", "TS2304")]
