"""kb.edges.tantivy_index: the words of a large book, on disk as in memory, and changed where the book changed."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from conftest import entry_of

from kb.document import EntryText, to_lines
from kb.index import Index, Place, Tables, bones_part, document_sum, header_of, id_row, tables_part
from kb.reading import Names

pytest.importorskip("tantivy")

from kb.edges.tantivy_index import TantivyIndex, open_words

BOOK = {
    "oil": ("Oil the hinges", "the hinge squeaks whenever somebody opens it"),
    "gear": ("Gear jams", "the gear assembly has stopped turning"),
    "lamp": ("Lamp blinks", "the lamp turning red has stopped at once"),
}
"""Title and error text of each entry."""


def index_of(book: Mapping[str, tuple[str, str]], program: str = "1.0") -> Index:
    """The index of a book, its words left to an engine; another book has another `of`."""
    documents, rows, start = [], [], 0
    for name, (title, message) in book.items():
        entry = entry_of(id=name, title=title, messages=(message,))
        lines = to_lines(EntryText(entry, Names()).document).encode()
        rows.append((name, Place(start, len(lines), document_sum(name, lines), document_sum("", lines))))
        documents.append(lines)
        start += len(lines)
    parts = {
        "ids": "".join(id_row(*row) for row in rows).encode(),
        "tables": tables_part(Tables({}, {}, frozenset())),
        "bones": bones_part(({}, [])),
        "scores": b"",
    }  # fmt: skip
    of = f"{document_sum('', b''.join(documents)):08x}"
    head = header_of(
        of=of, program=program, names="0", words="tantivy", entries=len(rows), documents=start, parts=parts
    )
    return Index("x", b"".join((head, *documents, *parts.values())))


QUERIES: tuple[tuple[list[str], list[str], list[str]], ...] = (
    (["hing"], [], []),
    (["stop"], [], []),
    (["turn", "red"], [], []),
    ([], ["gea", "ear"], []),
    ([], ["squ"], []),
    ([], [], ["gear assembly"]),
    ([], [], ["turn red", "stop turn"]),
    (["stop", "turn"], ["lam", "amp"], ["stop turn"]),
    (["nowher"], ["zzz"], ["no where"]),
)
"""Words, pieces, pairs."""


def found(words: TantivyIndex) -> list[list[str]]:
    return [words.find(*query) for query in QUERIES]


def generation(folder: Path) -> Path:
    (path,) = folder.glob("grams-*")
    return path


def kept(folder: Path, index: Index, before: Index | None = None) -> TantivyIndex:
    """The words of an index from its generation, which is there afterwards."""
    words = open_words(index, str(folder), before)
    assert (folder / f"grams-{index.header['program']}-{index.header['of']}").is_dir()
    return words


# --- what is found --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ((["hing"], [], []), ["oil"]),
        ((["stop"], [], []), ["gear", "lamp"]),
        ((["red", "stop"], [], []), ["lamp", "gear"]),
        (([], ["squ"], []), ["oil"]),
        (([], ["sgu", "que"], []), ["oil"]),  # `squeaks` as OCR may read it
        (([], [], ["gear assembly"]), ["gear"]),
        (([], [], ["assembly gear"]), []),
        ((["stop", "turn"], [], ["stop turn"]), ["gear", "lamp"]),
        ((["stop", "turn"], [], ["turn red"]), ["lamp", "gear"]),
        ((["nowher"], ["zzz"], ["no where"]), []),
        (([], [], []), []),
    ],
)
def test_entries_are_found_by_words_pieces_and_pairs(query: tuple[list[str], ...], ids: list[str]) -> None:
    assert open_words(index_of(BOOK), None).find(*query) == ids


def test_the_title_counts_among_words_pieces_and_pairs() -> None:
    words = open_words(index_of(BOOK), None)
    assert words.find(["oil"], [], []) == words.find([], ["oll"], []) == words.find([], [], ["oil hing"]) == ["oil"]


@pytest.mark.parametrize("odd", ["", " ", "+", "a+b", "AND", "*", '"', "\0", "hing*", "x" * 70_000])
def test_a_word_is_a_word_and_no_query(odd: str) -> None:
    words = open_words(index_of(BOOK), None)
    assert words.find([odd], [odd], [odd]) == []
    assert words.frequency(odd) == 0


def test_a_term_stands_in_so_many_entries() -> None:
    words = open_words(index_of(BOOK), None)
    assert [words.frequency(term) for term in ("stop", "hing", "oil", "nowher")] == [2, 1, 1, 0]


def test_no_more_candidates_than_ranking_can_bear_are_found() -> None:
    book = {f"e{number}": (f"Entry {number}", "the same text in all") for number in range(40)}
    words = open_words(index_of(book), None)
    (term,) = [term for term in ("text", "sam", "same") if words.frequency(term) == 40][:1]
    ids = words.find([term], [], [])
    assert len(ids) == len(set(ids)) == 12


# --- on disk --------------------------------------------------------------------------------------


def test_a_generation_on_disk_answers_like_one_in_memory(tmp_path: Path) -> None:
    index = index_of(BOOK)
    memory, built, opened = (open_words(index, folder) for folder in (None, str(tmp_path), str(tmp_path)))
    assert found(built) == found(opened) == found(memory)
    assert any(found(memory))


def test_the_second_opening_reads_what_the_first_one_wrote(tmp_path: Path) -> None:
    kept(tmp_path, index_of(BOOK))
    before = {path.name: path.stat().st_mtime_ns for path in generation(tmp_path).iterdir()}
    kept(tmp_path, index_of(BOOK))
    assert {path.name: path.stat().st_mtime_ns for path in generation(tmp_path).iterdir()} == before


def test_damage_of_any_file_is_built_again(tmp_path: Path) -> None:
    index = index_of(BOOK)
    wanted = found(kept(tmp_path, index))
    whole = tmp_path / "whole"
    shutil.copytree(generation(tmp_path), whole)
    names = [path.name for path in whole.iterdir() if path.stat().st_size]
    assert {"meta.json", "deleted.txt", "sums.txt"} <= set(names)
    for name in names:
        for damage in ("first", "middle", "last", "cut", "gone"):
            path = generation(tmp_path) / name
            content = bytearray((whole / name).read_bytes())
            if damage == "gone":
                path.unlink()
            elif damage == "cut":
                path.write_bytes(content[:-1])
            else:
                content[{"first": 0, "middle": len(content) // 2, "last": -1}[damage]] ^= 0x01
                path.write_bytes(content)
            assert found(kept(tmp_path, index)) == wanted, (name, damage)
            shutil.rmtree(generation(tmp_path))
            shutil.copytree(whole, tmp_path / f"grams-1.0-{index.header['of']}")


def test_a_damaged_generation_is_replaced(tmp_path: Path) -> None:
    index = index_of(BOOK)
    kept(tmp_path, index)
    (generation(tmp_path) / "meta.json").write_bytes(b"{}")
    (generation(tmp_path) / "more").write_bytes(b"")
    kept(tmp_path, index)
    assert not (generation(tmp_path) / "more").exists()
    assert (generation(tmp_path) / "meta.json").read_bytes() != b"{}"


def test_without_a_folder_that_can_be_written_it_lies_in_memory(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file in its place")
    assert found(open_words(index_of(BOOK), str(tmp_path / "file"))) == found(open_words(index_of(BOOK), None))


# --- the next generation --------------------------------------------------------------------------

OTHERS = {f"other-{number}": ("Other", f"fault {number} of the kettle") for number in range(60)}
FIRST = {**BOOK, **OTHERS}
NEXT = {
    **OTHERS,
    "oil": BOOK["oil"],
    "lamp": ("Lamp blinks", "the lamp hinge has fallen off"),
    "door": ("Door is shut", "the door has stopped squeaking"),
}
"""One entry is gone, one changed, one new."""


def next_words(folder: Path, old: Index, new: Index) -> TantivyIndex:
    kept(folder, old)
    return kept(folder, new, old)


def test_the_next_generation_answers_like_one_built_from_nothing(tmp_path: Path) -> None:
    made = next_words(tmp_path, index_of(FIRST), index_of(NEXT))
    fresh = open_words(index_of(NEXT), None)
    assert [set(ids) for ids in found(made)] == [set(ids) for ids in found(fresh)]
    assert made.find(["assembly"], ["gea", "ear"], ["gear assembly"]) == []
    assert made.find(["red"], [], ["turn red"]) == []
    assert set(made.find(["hing"], [], [])) == {"oil", "lamp"}
    assert made.find([], [], ["stop squeak"]) == ["door"]
    for term in ("stop", "hing", "gear", "lamp", "door", "turn"):
        assert made.frequency(term) == fresh.frequency(term), term


def test_the_generation_before_stays_as_it_was(tmp_path: Path) -> None:
    old = index_of(FIRST)
    wanted = found(kept(tmp_path, old))
    before = {path.name: path.read_bytes() for path in generation(tmp_path).iterdir()}
    folder = generation(tmp_path)
    kept(tmp_path, index_of(NEXT), old)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert found(kept(tmp_path, old)) == wanted


def with_stamps_of(index: Index, other: Index) -> Index:
    """The index, with the stamps that the same entries have in another, as if those had not changed."""
    rows = [
        (name, place._replace(stamp=other.places[name].stamp if name in other.places else place.stamp))
        for name, place in index.places.items()
    ]
    documents = b"".join(index.document_lines(name, place) for name, place in index.places.items())
    parts = {part: index.part(part) for part in ("ids", "tables", "bones", "scores")} | {
        "ids": "".join(id_row(*row) for row in rows).encode()
    }
    told = {field: index.header[field] for field in ("of", "program", "names", "words")}
    head = header_of(**told, entries=len(rows), documents=len(documents), parts=parts)
    return Index("x", b"".join((head, documents, *parts.values())))


def test_only_what_changed_is_read_for_the_next_generation(tmp_path: Path) -> None:
    old = index_of(FIRST)
    made = next_words(tmp_path, old, with_stamps_of(index_of(NEXT), old))
    assert made.find([], [], ["turn red"]) == ["lamp"]  # its stamp is the same, so it is as it was
    assert made.find([], [], ["stop squeak"]) == ["door"]
    assert made.find(["gear"], [], []) == []


def test_nothing_is_taken_from_a_generation_of_another_program(tmp_path: Path) -> None:
    old = index_of(FIRST, program="0.9")
    made = next_words(tmp_path, old, with_stamps_of(index_of(NEXT), old))
    assert made.find([], [], ["turn red"]) == []
    assert found(made) == found(open_words(index_of(NEXT), None))


def test_nothing_is_taken_from_a_generation_that_is_damaged(tmp_path: Path) -> None:
    old = index_of(FIRST)
    kept(tmp_path, old)
    (generation(tmp_path) / "deleted.txt").write_text("lamp\t1\n")
    made = kept(tmp_path, with_stamps_of(index_of(NEXT), old), old)
    assert found(made) == found(open_words(index_of(NEXT), None))


def test_a_book_that_changes_again_and_again_holds_each_entry_once(tmp_path: Path) -> None:
    index = None
    for number in range(20):  # more changes than one in ten entries: in between it is built from nothing
        book = {**FIRST, "oil": ("Oil the hinges", f"the hinge squeaks {number} times")}
        before, index = index, index_of(book)
        words = kept(tmp_path, index, before)
        assert words.find(["hing"], [], []) == ["oil"]
        assert words.frequency("hing") == 1
    back = kept(tmp_path, index_of(FIRST), index)
    assert [set(ids) for ids in found(back)] == [set(ids) for ids in found(open_words(index_of(FIRST), None))]
