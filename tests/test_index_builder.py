"""kb.edges.index_builder: the next index is made of what changed, and is the one that a build from nothing gives."""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Callable, Mapping
from itertools import count, pairwise
from pathlib import Path

import pytest
from conftest import MakeBook
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_store import cached

import kb
from kb.edges.index_builder import IndexBuilder
from kb.edges.index_store import LARGE_FROM, SCORES, TANTIVY, words_of
from kb.edges.store import open_snapshot, program_stamp
from kb.finding import Words
from kb.index import PARTS, Index, document_sum, header_of, id_row
from kb.parts import HEADER_SIZE
from kb.reading import Names, Reading

pytestmark = pytest.mark.usefixtures("cache")

BOOK = {
    "a.md": "---\nproducts: [Frobnicator]\n---\n# The frobnicator stalls\n\nCodes: `0x80070057`, `SEC_E_FAILED`\n",
    "b/one.md": "---\nnoise: [heartbeat lost]\n---\n# One lamp blinks\n\n## Error text\n\n> lamp number one fails\n",
    "b/two.md": "# Two lamps blink\n\nCodes: `ERR_LAMP`\n\n## Error text\n\n> both of the lamps blink at once\n",
    "many.md": "# Many\n\n## First of many\n\nCodes: `1234`\n\n## Second of many\n\nCodes: `1235`\n",
    "z.md": "---\nnoise: [heartbeat lost]\n---\n# Zebra crossing\n\nCodes: `Err-Lamp`\n\nSee [the first](many.md).\n",
    "names.yaml": "- [gear assembly, gearing]\n",
}

_times = count(1_000_000_000, 1_000_000)


def change(root: Path, files: Mapping[str, str | None]) -> None:
    """Write these files, or remove those without a text; each gets a time of change that no other has."""
    for name, text in files.items():
        path = root / name
        if text is None:
            path.unlink(missing_ok=True)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        os.utime(path, ns=(next(_times),) * 2)


def from_scratch(root: Path, before: Index | None = None) -> bytes:
    """The index of a book, made of nothing but its snapshot, or of that and an index."""
    file = io.BytesIO()
    IndexBuilder(open_snapshot(str(root)), program_stamp(), before).write(file, None)
    return file.getvalue()


def next_index(root: Path) -> bytes:
    """The index in the cache after a look-up, made with the one that lay there."""
    kb.open(root).lookup("the lamp number one")
    return cached(root).with_suffix(".index").read_bytes()


@pytest.fixture
def root(make_book: MakeBook) -> Path:
    root = make_book({})
    change(root, BOOK)
    return root


CHANGES: dict[str, dict[str, str | None]] = {
    "nothing": {},
    "a body": {"a.md": BOOK["a.md"] + "\nMore of the same.\n"},
    "a title": {"a.md": BOOK["a.md"].replace("stalls", "halts")},
    "a code": {"a.md": BOOK["a.md"].replace("0x80070057", "0x80070058")},
    "a spelling of a code": {"z.md": BOOK["z.md"].replace("Err-Lamp", "ErrLamp")},
    "a product": {"a.md": BOOK["a.md"].replace("[Frobnicator]", "[Gizmo]")},
    "noise": {"b/one.md": BOOK["b/one.md"].replace("heartbeat lost", "pulse lost")},
    "noise that another has too": {"z.md": BOOK["z.md"].replace("noise: [heartbeat lost]\n", "kind: error\n")},
    "an error text": {"b/two.md": BOOK["b/two.md"].replace("at once", "together")},
    "one of several entries": {"many.md": BOOK["many.md"].replace("1235", "1236")},
    "the order of entries": {
        "many.md": "# Many\n\n## Second of many\n\nCodes: `1235`\n\n## First of many\n\nCodes: `1234`\n"
    },
    "one more before all": {"0.md": "# Nought\n\nCodes: `ERR_LAMP`\n"},
    "one more between": {"b/three.md": "# Three lamps blink\n"},
    "one more behind all": {"zz.md": "---\nnoise: [heartbeat lost]\n---\n# Sleep\n"},
    "one less": {"b/one.md": None},
    "the first one less": {"a.md": None},
    "another name": {"b/one.md": None, "b/single.md": BOOK["b/one.md"]},
    "another place": {"b/one.md": None, "zz/one.md": BOOK["b/one.md"]},
    "another place of the other": {"z.md": None, "0/z.md": BOOK["z.md"]},
    "two exchanged": {"a.md": BOOK["z.md"], "z.md": BOOK["a.md"]},
    "one for another": {"a.md": None, "c.md": "# Something else\n\nCodes: `9999`\n"},
    "names": {"names.yaml": "- [lamp, lantern]\n"},
    "no names": {"names.yaml": None},
    "nearly all": {name: None for name in BOOK if name != "z.md"},
}


@pytest.mark.parametrize("what", CHANGES)
@pytest.mark.parametrize("large", [False, True])
def test_the_next_index_is_byte_for_byte_one_built_from_nothing(
    root: Path, monkeypatch: pytest.MonkeyPatch, what: str, large: bool
) -> None:
    if large:
        pytest.importorskip("tantivy")
        monkeypatch.setattr("kb.edges.index_store.LARGE_FROM", 1)
    first = next_index(root)
    assert Index("x", first).header["words"] == (TANTIVY if large else SCORES)
    change(root, CHANGES[what])
    assert next_index(root) == from_scratch(root)
    for name in CHANGES[what]:  # and back again
        change(root, {name: BOOK.get(name)})
    assert next_index(root) == from_scratch(root) == first


EDITS = st.dictionaries(
    st.sampled_from(["a.md", "b/a.md", "b/c.md", "d.md", "z/d.md"]),
    st.one_of(
        st.none(),
        st.builds(
            "---\nnoise: [{}]\nproducts: [{}]\n---\n# {} title\n\nCodes: `{}`\n\n{}\n".format,
            *(st.sampled_from(words.split()) for words in ("buzz hum", "Lamp Gear", "One Two", "E_A E-A 4711", "p q")),
        ),
    ),
    min_size=1,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(EDITS, min_size=2, max_size=4))
def test_whatever_is_edited(tmp_path: Path, steps: list[dict[str, str | None]]) -> None:
    root = tmp_path / "edited"
    shutil.rmtree(root, ignore_errors=True)
    change(root, {"keep.md": "# Keep\n"})
    for step in steps:
        change(root, step)
        assert next_index(root) == from_scratch(root)


# --- what is taken from the index before ----------------------------------------------------------


def with_document(index: Index, name: str, edit: Callable[[bytes], bytes], **header: str) -> Index:
    """The index with another document of one entry, and the right sums."""
    documents, rows = [], []
    for own, place in index.places.items():
        lines = index.document_lines(own, place)
        lines = edit(lines) if own == name else lines
        documents.append(lines)
        rows.append((own, place._replace(size=len(lines), crc=document_sum(own, lines))))
    parts = {part: index.part(part) for part in PARTS[2:]} | {"ids": "".join(id_row(*row) for row in rows).encode()}
    told = {field: index.header[field] for field in ("of", "program", "names", "words")} | header
    head = header_of(**told, entries=len(rows), documents=sum(map(len, documents)), parts=parts)
    return Index("x", b"".join((head, *documents, *(parts[part] for part in PARTS[1:]))))


def test_the_document_of_an_unchanged_entry_is_taken_from_the_index_before(root: Path) -> None:
    marked = with_document(Index("x", from_scratch(root)), "two", lambda lines: lines.replace(b"lamps", b"stamp"))
    assert b"stamp" in from_scratch(root, marked)[HEADER_SIZE:]
    change(root, {"a.md": None, "b/one.md": BOOK["b/one.md"] + "\nMore.\n"})
    assert b"stamp" in from_scratch(root, marked)[HEADER_SIZE:]
    change(root, {"b/two.md": BOOK["b/two.md"] + "\nMore.\n"})
    assert from_scratch(root, marked) == from_scratch(root)


@pytest.mark.parametrize("field", ["program", "names"])
def test_nothing_is_taken_from_an_index_of_another_program_or_with_other_names(root: Path, field: str) -> None:
    whole = Index("x", from_scratch(root))
    other = with_document(whole, "two", lambda lines: lines.replace(b"lamps", b"stamp"), **{field: "other"})
    assert from_scratch(root, other) == from_scratch(root)


def test_progress_is_told_from_nothing_to_all(root: Path) -> None:
    told: list[tuple[int, int]] = []
    snapshot = open_snapshot(str(root))
    IndexBuilder(snapshot, "1", None, lambda *done: told.append(done)).write(io.BytesIO(), None)
    assert (told[0], told[-1]) == ((0, 6), (6, 6))


def test_a_folder_that_cannot_be_written_gets_an_index_in_memory(root: Path, cache: Path) -> None:
    cache.write_text("a file in its place")
    assert kb.open(root).lookup("both of the lamps blink at once").answer == kb.open(root)["two"]


# --- large books ----------------------------------------------------------------------------------


def lot(start: int, end: int) -> str:
    """An article of entries, no two with the same code or error text."""
    entry = "## Item {0}\n\nCodes: `E{0:05d}`\n\n### Error text\n\n> device d{0} lost line {1}\n\n"
    return "# Lot\n\n" + "".join(entry.format(number, number * 37) for number in range(start, end))


def asked(words: Words, text: str) -> set[str]:
    """What an engine finds for a text that is read as look-up reads it."""
    reading = Reading(text, Names())
    pairs = [" ".join(pair) for pair in pairwise(reading.term_list)]
    return set(words.find(sorted(set(reading.term_list)), sorted(map("".join, reading.pieces)), pairs))


def test_a_large_book_is_changed_in_place_and_answers_like_one_built_from_nothing(
    make_book: MakeBook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_words = pytest.importorskip("kb.edges.tantivy_index", exc_type=ImportError).open_words
    root = make_book({})
    change(root, {f"lot-{at}.md": lot(at, at + 100) for at in range(0, LARGE_FROM + 100, 100)})
    assert Index("x", next_index(root)).header["words"] == TANTIVY
    texts = [
        "device d7 lost line 259",
        "device d150 lost line",
        "line 5550 dropped",
        "d1999",
        "device d150 dropped news",
    ]
    old = words_of(Index("x", next_index(root)), str(root))
    assert "item-7" in asked(old, texts[0])
    change(root, {
        "lot-0.md": None,
        "lot-100.md": lot(100, 200).replace("lost line", "dropped line"),
        "new.md": "# Fresh\n\n## Error text\n\n> device d150 dropped its news\n",
    })  # fmt: skip
    assert next_index(root) == from_scratch(root)
    index = Index("x", next_index(root))
    kept, fresh = words_of(index, str(root)), open_words(index, None)
    assert (cached(root).parent / f"grams-{program_stamp()}-{index.header['of']}" / "deleted.txt").exists()
    assert len(index.places) == LARGE_FROM + 1
    for text in texts:
        assert asked(kept, text) == asked(fresh, text)
        assert "item-7" not in asked(kept, text)
    assert {"new", "item-150"} <= asked(kept, texts[-1])
    for term in ("devic", "lost", "drop", "line", "d7", "d150", "news"):
        assert kept.frequency(term) == fresh.frequency(term)
    changed = [kb.open(root).lookup(text) for text in texts]
    monkeypatch.setenv("KB_CACHE_DIR", str(tmp_path / "another cache"))
    assert changed == [kb.open(root).lookup(text) for text in texts]
    assert [found.answer is not None for found in changed].count(True) > 1


def test_damage_in_the_index_before_is_no_error_of_the_next(root: Path) -> None:
    whole = next_index(root)
    change(root, {"a.md": None})
    wanted = from_scratch(root)
    for place in range(HEADER_SIZE, len(whole), 97):
        damaged = Index("x", whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert from_scratch(root, damaged) == wanted
