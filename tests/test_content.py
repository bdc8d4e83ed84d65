"""The shipped articles: complete, to the letter, without a fault."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import kb
from kb.codes import canonical
from kb.edges.article_folder import read_book
from kb.edges.home import shipped_book
from kb.evaluation import plain, strings_of
from kb.linting import lint_entries

DATA = Path(__file__).parent / "data"
LITERALS: list[dict[str, Any]] = [
    json.loads(line) for line in (DATA / "literals.jsonl").read_text(encoding="utf-8").splitlines()
]


def test_the_list_of_literals_names_68_entries() -> None:
    assert len({row["id"] for row in LITERALS}) == len(LITERALS) == 68


@pytest.mark.parametrize("row", LITERALS, ids=[row["id"] for row in LITERALS])
def test_an_entry_holds_every_literal_of_its_sources(book: kb.KnowledgeBase, row: dict[str, Any]) -> None:
    text = strings_of(book[row["id"]])
    assert [literal for literal in row["literals"] if plain(literal) not in text] == []


def test_a_strict_reader_finds_nothing_to_object_to() -> None:
    found = read_book(Path(shipped_book()[0]))
    faults = [*found.faults, *lint_entries(found.entries)]
    assert [f"{fault.file}:{fault.line}: {fault.what}; {fault.remedy}" for fault in faults] == []


def test_every_link_between_entries_leads_somewhere(book: kb.KnowledgeBase) -> None:
    for entry in book:
        led = {*entry.related, *(ref for cause in entry.causes for ref in cause.leads_to)}
        led |= {ref for check in entry.checks for ref in check.leads_to}
        led |= {ref for check in entry.checks for result in check.results for ref in result.leads_to}
        assert not [name for name in led if name not in book]


def test_every_code_is_in_its_one_form_or_as_a_program_prints_it(book: kb.KnowledgeBase) -> None:
    for entry in book:
        assert {canonical(code) for code in entry.codes} <= set(entry.codes)


def test_every_command_says_where_it_runs(book: kb.KnowledgeBase) -> None:
    commands = [command for entry in book for command in entry.commands]
    assert len(commands) > 50
    assert all(command.shell in ("Command Prompt", "PowerShell", "Terminal") for command in commands)
    assert all(command.text.isascii() and command.text == command.text.strip() for command in commands)


# What changes a system is marked, so that nobody runs it to have a look.
@pytest.mark.parametrize("start", ["ipconfig /flushdns", "rmdir ", "rm -rf", "gpupdate", "w32tm /resync", "sudo "])
def test_commands_that_change_the_system_say_so(book: kb.KnowledgeBase, start: str) -> None:
    found = [command for entry in book for command in entry.commands if command.text.startswith(start)]
    assert found
    assert all(command.changes_system for command in found)


def test_an_entry_says_where_a_person_would_edit_it(book: kb.KnowledgeBase) -> None:
    for entry in book:
        lines = (Path(shipped_book()[0]) / entry.origin.file).read_text(encoding="utf-8").splitlines()
        assert lines[entry.origin.line - 1].lstrip("# ").replace("`", "") == entry.title
