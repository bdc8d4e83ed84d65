"""kb.edges.book_builder: the next snapshot is made of what changed, and is the one that a build from nothing gives."""

from __future__ import annotations

import os
import sys
import tempfile
from itertools import count
from pathlib import Path

import pytest
from conftest import ARTICLE, SOURCES, MakeBook
from hypothesis import given
from hypothesis import strategies as st

from kb.edges import article_records, book_builder, draft
from kb.edges.article_folder import ArticleFolder
from kb.edges.book_builder import build, list_files
from kb.edges.draft import Draft
from kb.edges.store import cache_of, open_snapshot, snapshot_at
from kb.errors import BookError, SnapshotError
from kb.snapshot import Snapshot

_times = count(1_000_000_000, 1_000_000)


def write(root: Path, name: str, text: str) -> None:
    """Write a file with a time of change that no other has."""
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    time = next(_times)
    os.utime(path, ns=(time, time))


def built(root: Path, old: Snapshot | None = None) -> bytes:
    """The bytes of the folder's snapshot, made with the old one or from nothing."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "book.errkb")
        with Draft(str(path), in_memory=sys.maxsize) as paper:
            build(str(root), list_files(str(root)), paper, program="1", old=old)
            paper.save()
        return path.read_bytes()


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that are parsed from here on."""
    files: list[str] = []
    outline = ArticleFolder.outline

    def noted(self, file, faults):  # type: ignore[no-untyped-def]
        files.append(file[0])
        return outline(self, file, faults)

    monkeypatch.setattr(ArticleFolder, "outline", noted)
    return files


def next_build(root: Path, old: bytes, parsed: list[str]) -> set[str]:
    """The files that are parsed for the next snapshot, which is compared with one made from nothing."""
    parsed.clear()
    new = built(root, Snapshot("old", old))
    files = set(parsed)
    assert new == built(root)
    return files


# --- what is read again ---------------------------------------------------------------------------

BOOK = {
    "a.md": "# A\n\nSee [B](b.md) and [none](gone.md).",
    "b.md": "# B\n\nB is short.",
    "c.md": "# C\n\nSee [the first](many.md#one).",
    "many.md": "# Many\n\n## One\n\nCodes: `1234`\n\n## Two\n\nCodes: `1235`\n",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder of four files with links among them and one that leads nowhere."""
    for name, text in BOOK.items():
        write(tmp_path / "book", name, text)
    return tmp_path / "book"


def test_a_changed_article_alone_is_read_again(root: Path, parsed: list[str]) -> None:
    old = built(root)
    assert next_build(root, old, parsed) == set()
    write(root, "b.md", "# B\n\nB is a little longer.")
    assert next_build(root, old, parsed) == {"b.md"}


def test_a_new_title_is_shown_where_the_entry_is_related(root: Path, parsed: list[str]) -> None:
    old = built(root)
    write(root, "b.md", "# Better\n\nB is short.")
    assert next_build(root, old, parsed) == {"a.md", "b.md"}
    layout, _ = Snapshot("new", built(root)).record("a")
    assert ("item", 2, "", "- Better (b)") in layout


def test_a_link_that_led_nowhere_leads_to_a_file_that_came(root: Path, parsed: list[str]) -> None:
    old = built(root)
    write(root, "gone.md", "# Here again")
    assert next_build(root, old, parsed) == {"a.md", "gone.md"}


def test_links_to_a_file_that_went_lead_nowhere(root: Path, parsed: list[str]) -> None:
    old = built(root)
    (root / "many.md").unlink()
    assert next_build(root, old, parsed) == {"c.md"}


def test_another_id_is_followed_by_links_and_by_those_that_it_was_taken_from(root: Path, parsed: list[str]) -> None:
    write(root, "z.md", "# Z\n\n## One\n\nCodes: `1236`\n\n## Three\n\nCodes: `1237`\n")
    old = built(root)
    assert "z-one" in Snapshot("old", old).ids()
    write(root, "many.md", BOOK["many.md"].replace("## One", "## First"))
    assert next_build(root, old, parsed) == {"c.md", "many.md", "z.md"}


def test_a_changed_table_of_sources_is_read_with_everything(root: Path, parsed: list[str]) -> None:
    old = built(root)
    write(root, "sources.yaml", SOURCES)
    assert next_build(root, old, parsed) >= set(BOOK)


def test_a_changed_table_of_names_costs_no_article(root: Path, parsed: list[str]) -> None:
    old = built(root)
    write(root, "names.yaml", "New name: [Old name]")
    assert next_build(root, old, parsed) == set()
    assert Snapshot("new", built(root, Snapshot("old", old))).names() == [["New name", "Old name"]]


NAMES = ["a.md", "b.md", "c.md", "d/a.md", "d/e.md"]
_links = st.sampled_from([*NAMES, "../a.md", "e.md", "b.md#one", "c.md#two", "d/a.md#x", "#one", "gone.md", "%09.md"])
_part = st.tuples(st.sampled_from(["One", "Two", "A", "B x"]), st.sampled_from(["", "`407`", "`0x80070057`"]), _links)


@st.composite
def _articles(draw: st.DrawFn) -> str:
    """An article of one entry or of some, with a title, a code and links of which some lead somewhere."""
    title = draw(st.sampled_from(["# One", "# A title", "# 407 again", "no title"]))
    front = draw(st.sampled_from(["", "---\nkind: error\nsources: [guide]\ncodes: [407]\n---\n", "---\n: [\n---\n"]))
    links = "\n\n".join(f"See [it]({link})." for link in draw(st.lists(_links, max_size=2)))
    text = f"{front}{title}\n\n{links}\n\n"
    for heading, code, link in draw(st.lists(_part, max_size=3)):
        text += f"## {heading}\n\nCodes: {code}\n\nSee [that]({link}).\n\n"
    return text


_edits = st.tuples(st.sampled_from([*NAMES, "sources.yaml", "names.yaml"]), st.none() | _articles())


@given(st.lists(st.lists(_edits, min_size=1, max_size=4), min_size=1, max_size=4), st.sampled_from([0, 60, 4_000_000]))
def test_any_edits_give_the_snapshot_of_a_build_from_nothing(
    edits: list[list[tuple[str, str | None]]], room: int
) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(article_records, "WAITING_BYTES", room)
        root = Path(folder, "my book")
        write(root, "always.md", "# Always\n\nSee [a](a.md), [b](b.md#one) and [c](c.md).")
        old = Snapshot("old", built(root))
        for some in edits:
            for name, text in some:
                if text is None:
                    (root / name).unlink(missing_ok=True)
                else:
                    write(root, name, text)
            new = built(root, old)
            assert new == built(root)
            old = Snapshot("new", new)
            old.load()


def test_articles_that_wait_for_others_are_read_a_second_time_where_there_is_no_room(
    root: Path, parsed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = built(root)
    assert len(parsed) == len(BOOK)
    monkeypatch.setattr(article_records, "WAITING_BYTES", 0)
    parsed.clear()
    assert built(root) == whole
    assert sorted(parsed) == sorted([*BOOK, "a.md", "c.md"])


# --- a folder that changes, a disk that is full ----------------------------------------------------


@pytest.mark.usefixtures("cache")
def test_an_article_that_changes_while_the_book_is_built_begins_it_again(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(article_records, "WAITING_BYTES", 0)
    outline = ArticleFolder.outline
    times: list[str] = []

    def meddled(self, file, faults):  # type: ignore[no-untyped-def]
        times.append(file[0])
        if times.count("a.md") == 2 and file[0] == "a.md":
            write(root, "a.md", "# A\n\n## Other\n\nCodes: `1`\n\n[B](b.md)\n")
        return outline(self, file, faults)

    monkeypatch.setattr(ArticleFolder, "outline", meddled)
    assert open_snapshot(str(root)).ids() == ["other", "b", "c", "one", "two"]


@pytest.mark.usefixtures("cache")
def test_a_folder_that_never_rests_is_an_error(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def changed(*_: object, **__: object) -> None:
        raise article_records.FolderChanged

    monkeypatch.setattr(book_builder, "build", changed)
    with pytest.raises(BookError, match="changes while it is read; try again"):
        open_snapshot(str(root))


def _full(*_: object, **__: object) -> None:
    raise OSError(28, "No space left on device")


@pytest.mark.usefixtures("cache")
def test_where_there_is_no_room_the_book_is_kept_in_memory(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(book_builder, "LOADED_UP_TO", 100)
    monkeypatch.setattr(Draft, "_leave_memory", _full)
    monkeypatch.setattr(draft, "replace_file", lambda *_: False)
    assert open_snapshot(str(root)).ids() == ["a", "b", "c", "one", "two"]
    assert list(Path(cache_of(str(root))).iterdir()) == []


@pytest.mark.usefixtures("cache")
def test_a_disk_that_fills_up_leaves_the_old_snapshot(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_snapshot(str(root))
    (cached,) = Path(cache_of(str(root))).iterdir()
    old = cached.read_bytes()
    write(root, "b.md", "# New")
    monkeypatch.setattr(book_builder, "LOADED_UP_TO", 100)
    monkeypatch.setattr(Draft, "begin_with", _full)
    with pytest.raises(BookError):
        open_snapshot(str(root))
    assert [(path.name, path.read_bytes()) for path in cached.parent.iterdir()] == [(cached.name, old)]


def test_an_interrupted_build_leaves_nothing_behind(root: Path, tmp_path: Path) -> None:
    def interrupt(done: int, _: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    path = tmp_path / "out" / "book.errkb"
    path.parent.mkdir()
    path.write_bytes(b"old")
    with pytest.raises(KeyboardInterrupt), Draft(str(path), in_memory=0) as paper:
        paper.write(b"some")
        build(str(root), list_files(str(root)), paper, program="1", progress=interrupt)
    assert [(item.name, item.read_bytes()) for item in path.parent.iterdir()] == [("book.errkb", b"old")]


# --- a large book stays in its file ----------------------------------------------------------------


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """From a few bytes on a book is large."""
    for module in (book_builder, sys.modules["kb.snapshot"]):
        monkeypatch.setattr(module, "LOADED_UP_TO", 100)


@pytest.mark.usefixtures("cache", "large")
def test_an_open_large_book_is_the_same_after_its_file_was_replaced(root: Path) -> None:
    first = open_snapshot(str(root))
    write(root, "b.md", "# New")
    second = open_snapshot(str(root))
    assert first.path == second.path
    assert "B is short." in first.record("b")[1]
    assert '"New"' in second.record("b")[1]


@pytest.mark.usefixtures("cache", "large")
def test_a_large_book_without_a_cache_is_read_from_a_file_without_a_name(root: Path, cache: Path) -> None:
    cache.write_text("a file in its place")
    assert "B is short." in open_snapshot(str(root)).record("b")[1]


@pytest.mark.usefixtures("cache", "large")
def test_damage_in_a_large_book_is_found_where_it_is_read(root: Path) -> None:
    path = Path(open_snapshot(str(root)).path)
    whole = path.read_bytes()
    at = whole.index(b"B is short.")
    path.write_bytes(whole[:at] + b"C" + whole[at + 1 :])
    book = open_snapshot(str(root))
    assert book.record("a")
    with pytest.raises(SnapshotError, match="the record of b is damaged"):
        book.record("b")


def test_a_book_that_is_cut_off_while_it_is_open_is_an_error_and_never_an_answer(root: Path, tmp_path: Path) -> None:
    path = tmp_path / "book.errkb"
    whole = built(root)
    path.write_bytes(whole)
    with snapshot_at(str(path)) as book:
        os.truncate(path, len(whole) // 2)
        for ask in (lambda: book.record("two"), book.ids, book.files, book.keys):
            with pytest.raises((SnapshotError, KeyError)):
                ask()


def test_a_closed_book_is_an_error(root: Path, tmp_path: Path) -> None:
    path = tmp_path / "book.errkb"
    path.write_bytes(built(root))
    with snapshot_at(str(path)) as book:
        assert book.find_key("1234") == ["one"]
    with pytest.raises(SnapshotError, match="cannot be read"):
        book.find_key("1234")
    book.close()


def test_many_threads_read_one_file(root: Path, tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    for number in range(200):
        write(root, f"more-{number:03}.md", f"# Title {number}\n\nText {number}.")
    path = tmp_path / "book.errkb"
    path.write_bytes(built(root))
    with snapshot_at(str(path)) as book, ThreadPoolExecutor(8) as pool:
        names = [f"more-{number:03}" for number in range(200)] * 5
        for name, (_, json_line) in zip(names, pool.map(book.record, names), strict=True):
            assert f'"id":"{name}"' in json_line


# --- progress --------------------------------------------------------------------------------------


def test_progress_counts_the_files(root: Path, make_book: MakeBook) -> None:
    seen: list[tuple[int, int]] = []
    make_book({"widget.md": ARTICLE})
    with Draft("", in_memory=sys.maxsize) as paper:
        build(str(root), list_files(str(root)), paper, program="1", progress=lambda *both: seen.append(both))
    assert seen[-1] == (5, 5)
    assert seen == sorted(seen)
