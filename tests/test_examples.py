"""kb.examples: whether a book answers its entries' own pastes as they want, and how far from the opposite it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ARTICLE, OIL, SOURCES, MakeBook, entry_of

import kb
from kb.entry import Example
from kb.examples import CLOSE, ExampleResult, check_examples
from kb.lookup import Lookup, Match

TEXT = "The widget gear assembly has stopped turning unexpectedly"
TRY = Callable[..., ExampleResult]


@pytest.fixture
def tried(small: Path) -> TRY:
    """Tries one example of an entry of the small book: `tried(text, finds=True)`."""
    book = kb.open(small)

    def run(text: str, *, finds: bool, name: str = "widget") -> ExampleResult:
        entry = book[name].model_copy(update={"examples": (Example(text=text, finds=finds, line=40),)})
        (result,) = check_examples(book, [entry])
        return result

    return run


def test_every_example_of_a_book_is_looked_up(make_book: MakeBook) -> None:
    pastes = f"\n## Pastes that find it\n\n> {TEXT}\n\n## Pastes that do not find it\n\n> {TEXT}\n"
    book = kb.open(make_book({"widget.md": ARTICLE + pastes, "oil.md": OIL + pastes, "sources.yaml": SOURCES}))
    results = {(r.entry.id, r.example.finds): r.holds for r in check_examples(book)}
    assert results == {("widget", True): True, ("widget", False): False, ("oil", True): False, ("oil", False): True}


def test_examples_are_not_ranked_on_searched_or_shown(make_book: MakeBook) -> None:
    paste = "xylophones quarrel with marmalade"
    pastes = f"\n## Pastes that find it\n\n> {paste}\n"
    book = kb.open(make_book({"widget.md": ARTICLE + pastes, "oil.md": OIL, "sources.yaml": SOURCES}))
    assert [example.text for example in book["widget"].examples] == [paste]
    assert (book.lookup(paste).matches, book.search("marmalade")) == ((), ())
    assert not any("marmalade" in text for *_, text in book.layout("widget"))


def test_a_paste_that_finds_another_entry(tried: TRY) -> None:
    result = tried(TEXT, finds=True, name="oil")
    fault = result.fault()
    assert (result.holds, fault.file, fault.line) == (False, "oil.md", 40)
    assert fault.what == (f"oil: a paste that must find it finds widget (likelihood 0.99): {TEXT!r}")
    assert "distinctive" in fault.remedy


def test_a_paste_that_finds_nothing(tried: TRY) -> None:
    text = "the quick brown fox jumps over the lazy dog beside the river and nobody knows where it went after that"
    fault = tried(text, finds=True).fault()
    assert fault.what == (
        "widget: a paste that must find it finds nothing; there is no guess: "
        "'the quick brown fox jumps over the lazy dog beside the rive…'"
    )


def test_a_paste_that_must_not_find_it(tried: TRY) -> None:
    result = tried(f"Log of today:\n{TEXT}\nBye.", finds=False)
    assert not result.holds
    assert result.margin < 0
    assert result.fault().what.startswith("widget: a paste that must not find it finds it (likelihood ")
    assert "kb lookup --why" in result.fault().remedy


# --- the margin, from likelihoods as a look-up gives them -----------------------------------------


def result(finds: bool, answered: bool, **scores: float) -> ExampleResult:
    entries = {name: entry_of(id=name) for name in ("mine", *scores)}
    matches = tuple(Match(entry=entries[name], score=score) for name, score in scores.items())
    found = Lookup(answer=matches[0].entry if answered else None, matches=matches, codes=())
    return ExampleResult(entries["mine"], Example(text="x", finds=finds, line=1), found)


@pytest.mark.parametrize(
    ("finds", "answered", "scores", "holds", "margin"),
    [
        (True, True, {"mine": 0.9, "other": 0.05}, True, 0.55),
        (True, True, {"mine": 0.44}, True, 0.04),  # none of them: 0.56 of 0.6
        (True, True, {"mine": 0.5, "other": 0.45}, True, 0.05),
        (True, True, {"mine": 0.32, "a": 0.1, "b": 0.1, "c": 0.1, "d": 0.1}, True, 0.02),  # of at least 0.3
        (True, True, {"other": 0.5, "mine": 0.45}, False, -0.05),
        (True, False, {"mine": 0.3}, False, -0.1),
        (True, False, {}, False, -0.4),
        (False, False, {}, True, 0.4),
        (False, False, {"mine": 0.38}, True, 0.02),
        (False, True, {"other": 0.5, "mine": 0.45}, True, 0.05),
        (False, True, {"other": 0.9, "mine": 0.05}, True, 0.85),
        (False, True, {"mine": 0.9}, False, -0.5),
    ],
)
def test_the_margin_is_how_far_the_likelihoods_are_from_the_opposite(
    finds: bool, answered: bool, scores: dict[str, float], holds: bool, margin: float
) -> None:
    one = result(finds, answered, **scores)
    assert (one.holds, one.margin) == (holds, margin)
    assert one.close == (holds and margin < CLOSE)


def test_an_example_that_only_just_holds_names_what_comes_next() -> None:
    assert result(True, True, mine=0.5, other=0.45).fault().what == (
        "mine: a paste that must find it only just finds it (likelihood 0.50), before other (likelihood 0.45): 'x'"
    )
    assert result(False, False, mine=0.38).fault().what == (
        "mine: a paste that must not find it only just finds nothing; the nearest guess is mine (likelihood 0.38): 'x'"
    )
