"""kb.document: an entry as ranking sees it, and the same as plain lines."""

from __future__ import annotations

import pytest
from conftest import entry_of
from hypothesis import given
from hypothesis import strategies as st

import kb
from kb.document import (
    Document,
    EntryText,
    Phrase,
    escaped,
    from_lines,
    listed,
    searched,
    title_of,
    to_lines,
    unescaped,
)
from kb.entry import Check, Command, Endpoint, Entry, Note, Sample, Setting
from kb.reading import Names

TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=40)
ODD = st.one_of(TEXTS, st.text(st.sampled_from("ab1 \t\n\r\\nt\0\x1b\x1c\x85\u2028\ufeffİß`._-"), max_size=20))
LISTS = st.lists(ODD, max_size=3).map(tuple)
ENTRIES = st.builds(
    lambda **texts: entry_of(**texts),
    title=ODD,
    codes=LISTS,
    aliases=LISTS,
    messages=LISTS,
    products=LISTS,
    noise=LISTS,
    summary=ODD,
    notes=LISTS.map(lambda texts: tuple(Note(title="", text=text) for text in texts)),
    commands=LISTS.map(lambda texts: tuple(Command(text=text, platform="any", shell="") for text in texts)),
    endpoints=LISTS.map(lambda texts: tuple(Endpoint(host=text) for text in texts)),
    settings=LISTS.map(lambda texts: tuple(Setting(item=text) for text in texts)),
    checks=LISTS.map(lambda texts: tuple(Check(title=text, text=text, samples=(Sample(text=text),)) for text in texts)),
)
NAMES = Names([["gear assembly", "gearing"], ["widget"]])


def of_phrase(phrase: Phrase) -> tuple[object, ...]:
    return phrase.text, phrase.kind, phrase.squeezed, phrase.words, phrase.codes, phrase.terms, phrase.pieces


def content(document: Document) -> tuple[object, ...]:
    """All that a document holds, to be compared."""
    return (
        document.id,
        document.codes,
        document.products,
        document.noise,
        document.title,
        document.title_terms,
        document.weights,
        [of_phrase(phrase) for phrase in document.phrases],
        [of_phrase(phrase) for phrase in document.literals],
    )


# --- as lines -------------------------------------------------------------------------------------


@given(ENTRIES)
def test_a_document_comes_back_from_its_lines(entry: Entry) -> None:
    document = EntryText(entry, NAMES).document
    lines = to_lines(document).encode().decode()
    assert content(from_lines(entry.id, lines)) == content(document)
    assert title_of(lines) == entry.title
    assert [listed(line) for line in lines.split("\n")[:3]] == [entry.codes, entry.products, entry.noise]


def test_every_document_of_the_shipped_book_comes_back(book: kb.KnowledgeBase) -> None:
    for entry in book:
        document = EntryText(entry, NAMES).document
        assert content(from_lines(entry.id, to_lines(document))) == content(document)


@given(ENTRIES)
def test_what_an_engine_holds_is_what_the_document_says(entry: Entry) -> None:
    document = EntryText(entry, NAMES).document
    held = searched(to_lines(document))
    assert set(held.terms.split()) == set(document.weights)
    assert held.letters == [phrase.squeezed for phrase in document.phrases]
    assert held.words == [phrase.words for phrase in document.phrases]


@given(ODD)
def test_a_text_is_escaped_into_one_line_and_back(text: str) -> None:
    line = escaped(text)
    assert not {"\n", "\t"} & set(line)
    assert unescaped(line) == text


@pytest.mark.parametrize("text", ["", "a", "\n\n\n\n\n\nmany\n", "\n\n\ntitle\n\n\n0\ntoo\tfew", "\n\n\n\n\nx y\n0"])
def test_lines_of_something_else_are_a_value_error(text: str) -> None:
    with pytest.raises(ValueError):
        from_lines("x", text)


# --- what is read ---------------------------------------------------------------------------------


def test_a_word_has_the_weight_of_the_best_field_it_stands_in() -> None:
    entry = entry_of(
        title="Gasket broken", summary="The gasket and the flange", notes=(Note(title="", text="flange, sprocket"),)
    )
    weights = EntryText(entry, Names()).document.weights
    assert weights["gasket"] > weights["flang"] > weights["sprocket"]


def test_a_phrase_is_read_with_the_codes_it_prints() -> None:
    entry = entry_of(messages=("The gasket failed (CAA20004)",), codes=("CAA20004",))
    (message,) = [phrase for phrase in EntryText(entry, Names()).document.phrases if phrase.kind == "message"]
    assert message.codes == {"CAA20004"}
    assert message.squeezed.endswith("failed".translate(str.maketrans("i", "l")))


def test_an_identifier_among_the_names_is_what_a_program_prints() -> None:
    (phrase,) = [
        p for p in EntryText(entry_of(aliases=("gear_assembly_failed",)), Names()).document.phrases if p.kind != "title"
    ]
    assert phrase.kind == "message"


def test_hosts_and_commands_are_literals_and_what_is_quoted_is_a_mention() -> None:
    entry = entry_of(
        summary="See `gear.log` first.",
        endpoints=(Endpoint(host="gears.example.com"),),
        commands=(Command(text="widget /open", platform="any", shell=""),),
    )
    kinds = {phrase.text: phrase.kind for phrase in EntryText(entry, Names()).document.literals}
    assert kinds == {"gear.log": "mention", "gears.example.com": "literal", "widget /open": "literal"}
