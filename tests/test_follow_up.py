"""Follow-up questions: what of an entry answers them, and what must go to the whole book."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import entry_of
from hypothesis import example, given
from hypothesis import strategies as st

import kb
from kb.entry import Check, Command, Endpoint, Entry, Escalation, Note, Result
from kb.follow_up import PARTS, QUALIFIERS, TOPICS, FollowUp, follow_up
from kb.safe_text import is_visible

LINES = [json.loads(line) for line in (Path(__file__).parent / "data" / "follow_up.jsonl").read_text().splitlines()]
MARKS = ("undo", "escalations")
"""Parts that articles gain one by one: a line that expects one holds as soon as the entry has it."""


# The first lines are the manual: ports, hosts, clouds, platforms.
@pytest.mark.parametrize("line", LINES, ids=[f"{line['entry']}: {line['text'][:60]}" for line in LINES])
def test_a_question_is_answered_by_the_parts_that_hold_its_facts(book: kb.KnowledgeBase, line: dict[str, Any]) -> None:
    assert wrong(book[line["entry"]], line) == ""


def test_the_data_is_as_broad_as_it_says() -> None:
    late = [line for line in LINES if line.get("late")]
    assert len(LINES) >= 150 and len(late) == 60
    assert len({line["entry"] for line in LINES}) >= 40
    assert sum(line["parts"] is None for line in LINES) >= 50
    assert sum(line["parts"] is None for line in late) == 20
    # Each is a question whose answer the entry has and that goes to the whole book all the same.
    assert sum(bool(line.get("gap")) for line in LINES) <= 6


def command(platform: str, shell: str, text: str, **more: Any) -> Command:
    return Command.model_validate({"platform": platform, "shell": shell, "text": text, **more})


WIDGET = entry_of(
    title="The widget cannot reach its cloud",
    products=("Widget",),
    codes=("CAA20004",),
    summary="The widget's gears got no answer.",
    checks=(
        Check(
            title="Oil the gears",
            commands=(command("windows", "PowerShell", "Set-Oil", changes_system=True, elevated=True),),
            results=(Result(good=True, text="they turn"),),
            undo="run Remove-Oil.",
        ),
        Check(title="Ask the cloud", commands=(command("any", "Terminal", "curl -I a.cn", cloud="China"),)),
    ),
    endpoints=(
        Endpoint(host="a.example.com", port="TCP 443", purpose="gears", cloud="global"),
        Endpoint(host="a.example.cn", port="TCP 8443", purpose="gears", cloud="China (current article)"),
    ),
    escalations=(Escalation(whom="Firewall team", what="open TCP 443 to a.example.com"),),
    notes=(Note(title="", text="Media go over `UDP 3478`."),),
)
BARE = entry_of(title="The widget is jammed", summary="Dust.")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("which ports?", FollowUp(parts=("endpoints", "notes"), words="ports", notes=(0,))),
        (
            "and for China?",
            FollowUp(
                parts=("commands", "endpoints"), words="the China cloud", cloud="china", checks=(2,), endpoints=(1,)
            ),
        ),
        (
            "which urls for china",
            FollowUp(parts=("endpoints",), words="hosts for the China cloud", cloud="china", endpoints=(1,)),
        ),
        ("how do I undo that?", FollowUp(parts=("undo",), words="undo", checks=(1,))),
        ("who can open the firewall?", FollowUp(parts=("escalations",), words="whom to ask")),
        ("does it need admin rights?", FollowUp(parts=("checks",), words="administrator rights", checks=(1,))),
        ("in powershell?", FollowUp(parts=("commands",), words="PowerShell", shell="PowerShell", checks=(1,))),
        ("on linux?", FollowUp(parts=("commands",), words="Linux", platform="linux", checks=(2,))),
        ("and GCC?", FollowUp(words="the government clouds", known=False)),
        ("is there a registry key", FollowUp(words="the registry", known=False)),
        ("which ports for CAA20004?", FollowUp(parts=("endpoints", "notes"), words="ports", notes=(0,))),
        ("which ports for CAA20003?", None),
        ("which ports does sql server need", None),
    ],
)  # fmt: skip
def test_a_topic_leads_to_its_rows_and_checks(text: str, expected: FollowUp | None) -> None:
    assert follow_up(WIDGET, text) == expected


@pytest.mark.parametrize("text", ["ports?", "how do I undo that?", "who can open the firewall?", "on linux?", "china?"])
def test_a_clear_question_about_what_is_not_there_is_owned_up_to(text: str) -> None:
    answer = follow_up(BARE, text)
    assert answer is not None and not answer.known and answer.parts == () and answer.words


@pytest.mark.parametrize("lead", ["", "ok ", "and ", "Hi, ", "please "])
@pytest.mark.parametrize("end", ["", "?", " please", " pls?", "  "])
@pytest.mark.parametrize("word", ["ports", "Ports", "PORTS", "which ports", "what about the ports", "I need the ports"])
def test_the_words_around_a_question_do_not_matter(lead: str, word: str, end: str) -> None:
    assert follow_up(WIDGET, lead + word + end) == follow_up(WIDGET, "ports")


@pytest.mark.parametrize(
    "text",
    [
        "", "  ", "?", "thanks", "ok", "it still fails", "that did not help", "the ports are open", "ports\nhosts",
        "which ports " * 8, "PS C:\\> netstat", "curl -v https://a.example.com", "error: ports closed", "port=443;",
        "https://a.example.com/ports", "2024-01-01 ports", "System.Net.WebException ports", "ports for outlook",
    ],
)  # fmt: skip
def test_what_may_be_a_new_problem_goes_to_the_whole_book(text: str) -> None:
    assert follow_up(WIDGET, text) is None


# The labelled pastes of the book are new problems; asked at other entries they must not be taken for questions there.
def test_questions_of_other_entries_are_passed_on(book: kb.KnowledgeBase) -> None:
    rows = [json.loads(line) for line in (Path(__file__).parent / "data" / "questions.jsonl").read_text().splitlines()]
    entries = list(book)[::12]
    asked = claimed = 0
    for row in rows:
        for entry in entries:
            if entry.id not in (*row["expect"], *row.get("also_ok", ())):
                asked += 1
                claimed += follow_up(entry, row["text"]) is not None
    assert asked > 2000 and claimed / asked < 0.005


@given(
    st.text(max_size=60)
    | st.lists(st.sampled_from("which ports on a mac for china? undo < > \\ ' 443 gears not".split())).map(" ".join)
)
@example("which \ud800 ports?")  # half of a character, as a broken paste has it
def test_no_text_raises_and_numbers_are_in_range(text: str) -> None:
    answer = follow_up(WIDGET, text)
    if answer is not None:
        assert list(answer.parts) == sorted(answer.parts, key=PARTS.index)
        assert answer.known == bool(answer.parts) and is_visible(answer.words)
        assert all(1 <= number <= len(WIDGET.checks) for number in answer.checks)
        assert all(number < len(WIDGET.notes) for number in answer.notes)
        assert all(number < len(WIDGET.endpoints) for number in answer.endpoints)


def test_no_phrase_stands_in_two_rows() -> None:
    phrases = [phrase.strip() for row in (*TOPICS, *QUALIFIERS) for phrase in row.asked.split(";")]
    assert [phrase for phrase in set(phrases) if phrases.count(phrase) > 1 or not phrase] == []


def test_a_question_takes_less_than_two_milliseconds(book: kb.KnowledgeBase) -> None:
    asked = [(book[line["entry"]], line["text"]) for line in LINES]
    start = time.perf_counter()
    for entry, text in asked:
        follow_up(entry, text)
    assert (time.perf_counter() - start) / len(asked) < 0.002


def shown(entry: Entry, answer: FollowUp) -> str:
    """The texts of the parts that an answer chooses, as a program would show them."""
    return "\n".join(text for part in answer.parts for text in _texts(entry, answer, part))


def _texts(entry: Entry, answer: FollowUp, part: str) -> Iterator[str]:
    checks = [entry.checks[n - 1] for n in answer.checks] or list(entry.checks)
    match part:
        case "summary":
            yield entry.summary
        case "messages":
            yield from entry.messages
        case "causes":
            yield from (cause.text for cause in entry.causes)
        case "checks":
            for check in checks:
                yield from (check.title, check.text, *(result.text for result in check.results), check.undo)
                yield from (command.text for command in check.commands)
                yield from (sample.text for sample in check.samples)
        case "commands":
            for command in (command for check in checks for command in check.commands):
                if answer.platform in ("", command.platform) or command.platform == "any":
                    yield command.text
        case "undo":
            yield from (check.undo for check in checks)
        case "escalations":
            yield from (f"{each.whom}: {each.what}" for each in entry.escalations)
        case "notes":
            for number, note in enumerate(entry.notes):
                if number in (answer.notes or range(len(entry.notes))):
                    yield from (note.title, note.text, *(sample.text for sample in note.samples))
        case "endpoints":
            for number, row in enumerate(entry.endpoints):
                if number in (answer.endpoints or range(len(entry.endpoints))):
                    yield f"{row.host} {row.port} {row.purpose} {row.cloud}"
        case "settings":
            for number, setting in enumerate(entry.settings):
                if number in (answer.settings or range(len(entry.settings))):
                    yield f"{setting.item} {setting.kind} {setting.use}"
        case "sources":
            yield from (source.title for source in entry.sources)
        case "related":
            yield from entry.related


def wrong(entry: Entry, line: dict[str, Any]) -> str:
    """What of the answer to a line of the data is not as it says, or nothing."""
    answer = follow_up(entry, line["text"])
    if line.get("gap"):  # a question that is passed on to the whole book, though the entry has its answer
        return "" if answer is None else f"passed on until now, got {answer}"
    if answer is None or line["parts"] is None:
        return "" if answer is line["parts"] else f"{line['parts']} expected, got {answer}"
    mark = next((part for part in line["parts"] if part in MARKS), "")
    if mark and not (entry.escalations if mark == "escalations" else any(check.undo for check in entry.checks)):
        return ""
    if set(answer.parts) != set(line["parts"]) or answer.known != line.get("known", True):
        return f"{line['parts']} expected, got {answer}"
    for name in ("platform", "shell", "cloud"):
        if getattr(answer, name) != line.get(name, ""):
            return f"{name} {line.get(name, '')!r} expected, got {answer}"
    text = shown(entry, answer).lower()
    missing = [fact for fact in line.get("has", ()) if fact.lower() not in text]
    too_much = [fact for fact in line.get("lacks", ()) if fact.lower() in text]
    return f"missing {missing}, too much {too_much}, got {answer}" if missing or too_much else ""
