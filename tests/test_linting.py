"""kb.linting: what a strict reader objects to in finished entries."""

from __future__ import annotations

import pytest
from conftest import entry_of

from kb.entry import Cause, Check, Command, Entry, Result, Source
from kb.linting import lint_entries

FINE: dict[str, object] = {
    "summary": "S.",
    "sources": (Source(title="Guide"),),
    "products": ("Widget",),
    "causes": (Cause(text="Dust."),),
}


def whats(*entries: Entry) -> list[str]:
    return [fault.what for fault in lint_entries(entries)]


def command(text: str) -> Command:
    return Command(text=text, platform="any", shell="Terminal")


def test_a_finished_entry_has_no_fault() -> None:
    assert whats(entry_of(**FINE)) == []


@pytest.mark.parametrize(
    ("fields", "what"),
    [
        ({"summary": ""}, "x: no summary"),
        ({"sources": ()}, "x: no source"),
        ({"products": ()}, "x: no product"),
        ({"causes": ()}, "x: an error without causes or checks"),
        ({"kind": "check"}, "x: a check without a procedure"),
        ({"messages": ("no",)}, "x: error text too short to find anything: 'no'"),
        ({"commands": (command("rm\u200b -rf"),)}, "x: command is not plain printable ASCII: 'rm\\u200b -rf'"),
        ({"commands": (command("dіg x"),)}, "x: command is not plain printable ASCII: 'dіg x'"),  # a Cyrillic і
        ({"commands": (command("a\rb"),)}, "x: command is not plain printable ASCII: 'a\\rb'"),
        ({"title": "T\u202e"}, "x: invisible or direction-changing characters"),
        ({"title": "T\x1b[31m"}, "x: invisible or direction-changing characters"),
        ({"checks": (Check(title="T", text="a\u200bb"),)}, "x: invisible or direction-changing characters"),
    ],
)
def test_faults(fields: dict[str, object], what: str) -> None:
    assert what in whats(entry_of(**{**FINE, **fields}))


def test_a_code_belongs_to_one_entry() -> None:
    one = entry_of(**FINE, id="one", codes=("407",))
    two = entry_of(**FINE, id="two", codes=("407",))
    assert whats(one, two) == ["one: code 407 is also that of two", "two: code 407 is also that of one"]


@pytest.mark.parametrize(
    ("run", "when", "what"),
    [
        ("nslookup x.org", ("dns-answered",), []),
        ("nslookup x.org", ("dns-is-fine",), ["x: no finding is called 'dns-is-fine'"]),
        ("nslookup x.org", ("http-200",), ["x: nothing that 'T' runs shows 'http-200'"]),
        ("ping x.org", ("dns-answered",), ["x: nothing that 'T' runs shows 'dns-answered'"]),
        ("ping x.org", (), []),
    ],
)
def test_a_finding_exists_and_the_check_prints_it(run: str, when: tuple[str, ...], what: list[str]) -> None:
    check = Check(title="T", commands=(command(run),), results=(Result(good=True, text="g", when=when),))
    assert whats(entry_of(**FINE, checks=(check,))) == what


def test_a_cause_that_a_result_speaks_for_is_there() -> None:
    def check(number: int) -> Check:
        return Check(title="T", results=(Result(good=False, text="b", causes=(number,)),))

    assert whats(entry_of(**FINE, checks=(check(1),))) == []
    assert whats(entry_of(**FINE, checks=(check(2),))) == ["x: 'T' speaks of cause 2 of 1"]


def test_a_fault_stands_where_a_person_would_edit() -> None:
    (fault,) = lint_entries([entry_of(**{**FINE, "summary": ""})])
    assert (fault.file, fault.line, fault.remedy) == ("x.md", 1, "write one paragraph under the title")
