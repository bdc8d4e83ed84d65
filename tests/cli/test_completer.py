"""kb_cli.completer: what a typed line may go on with, in a book of any size."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document

from kb_cli.completer import ChatCompleter, Name, names_of
from kb_cli.orders import ORDERS

OFFERED = 8


def offered(names: list[Name], typed: str, *, pasted: bool = False) -> list[str]:
    """What is offered for a line with the cursor at its end."""
    completer = ChatCompleter(lambda: names, lambda: pasted)
    return [one.text for one in completer.get_completions(Document(typed), CompleteEvent())]


def beginning_with(names: list[Name], typed: str) -> list[str]:
    """What a plain scan over all names finds."""
    return [shown for name, shown, _ in names if name.startswith(typed.casefold())][:OFFERED]


def holding(names: list[Name], typed: str) -> list[str]:
    """The same for a name that holds what is typed, those that begin with it first."""
    key = typed.casefold()
    first = [shown for name, shown, _ in names if name.startswith(key)]
    return [*first, *(shown for name, shown, _ in names if key in name and not name.startswith(key))][:OFFERED]


def many() -> list[Name]:
    """10,000 names: ids that share beginnings, codes, titles with spaces and letters of other scripts."""
    pick = random.Random(7)
    words = "proxy Proxy teams sync Straße İstanbul ﬁle πρόξυ 0x 407 CAA tls-handshake _x ~".split()
    entries = []
    for number in range(3_500):
        title = " ".join(pick.choices(words, k=3)) + f" {number}"
        code = f"0x{pick.randrange(16**8):08X}" if number % 2 else f"CAA{number:05d}"
        entries.append((f"{pick.choice(words).casefold()}-{number}", title, (code,)))
    return names_of(entries)[:10_000]


NAMES = many()


@st.composite
def beginnings(draw: st.DrawFn) -> str:
    """Beginnings of names in whatever case, some with a letter changed, and other texts."""
    name = draw(st.sampled_from(NAMES))[1]
    text = name[: draw(st.integers(0, len(name)))]
    text = draw(st.sampled_from([text, text.upper(), text.casefold(), text.swapcase()]))
    return text + draw(st.sampled_from(["", "", "", "a", "~", "\U0010ffff", " "]))


@given(st.one_of(beginnings(), st.text(max_size=3)))
def test_ten_thousand_names_are_completed_as_by_a_plain_scan(typed: str) -> None:
    assert len(NAMES) == 10_000
    if len(typed) >= 2 and not typed.startswith("/") and typed == typed.lstrip() and "\n" not in typed:
        assert offered(NAMES, typed) == beginning_with(NAMES, typed)
    if "\n" not in typed:
        assert offered(NAMES, f"/show {typed}") == holding(NAMES, typed.lstrip())


ENTRIES = st.lists(
    st.tuples(
        st.text("aAbB", min_size=1, max_size=3),
        st.text("aAbBßsİi\u0307 ", max_size=4),
        st.lists(st.text("aAbB\t\n\x1b", max_size=3), max_size=2),
    ),
    max_size=30,
)


@given(ENTRIES, st.text("aAbBßsSİi\u0307", min_size=2, max_size=4))
def test_any_names_are_completed_as_by_a_plain_scan(entries, typed) -> None:  # type: ignore[no-untyped-def]
    names = names_of(entries)
    assert offered(names, typed) == beginning_with(names, typed)


@given(ENTRIES)
def test_names_are_each_there_once_in_order_and_without_control_characters(entries) -> None:  # type: ignore[no-untyped-def]
    names = names_of(entries)
    keys = [name for name, _, _ in names]
    assert keys == sorted(set(keys))
    assert all(name == shown.casefold() for name, shown, _ in names)
    told = {text.casefold() for id, title, codes in entries for text in (id, title, *codes) if text.isprintable()}
    assert told <= set(keys)
    assert not any(re.search("[\x00-\x1f\x7f-\x9f]", text) for name in names for text in name)


def test_of_a_name_that_entries_share_the_first_is_told() -> None:
    names = names_of([("one", "Same", ("1234",)), ("two", "same", ("1234",))])
    assert names == [
        ("1234", "1234", "Same"),
        ("one", "one", "Same"),
        ("same", "Same", "one"),
        ("two", "two", "same"),
    ]


@pytest.mark.parametrize("typed", ["p", "", " proxy", "proxy\nproxy", "/nothing proxy", "/show\nproxy"])
def test_nothing_is_offered_for_what_is_too_short_or_no_single_line(typed: str) -> None:
    assert offered(NAMES, typed) == []


def test_nothing_is_offered_for_a_paste_or_before_the_book_is_read() -> None:
    assert offered(NAMES, "proxy") != []
    assert offered(NAMES, "proxy", pasted=True) == []
    assert offered([], "proxy") == offered([], "/show proxy") == []


def test_orders_are_offered_behind_a_slash() -> None:
    assert offered([], "/") == list(ORDERS)
    assert offered([], "/sho") == ["/show"]
    assert "macos" in offered([], "/platform m")
    assert "all" in offered([], "/platform ")


def test_what_is_offered_takes_the_place_of_what_was_typed() -> None:
    for typed, replaced in (("0x00", 4), ("/show  0x00", 4), ("/sho", 4)):
        completer = ChatCompleter(lambda: NAMES, lambda: False)
        found = list(completer.get_completions(Document(typed), CompleteEvent()))
        assert found and {one.start_position for one in found} == {-replaced}
