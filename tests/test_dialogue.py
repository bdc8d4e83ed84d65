"""kb.dialogue: the checks of an entry one at a time, driven as another program would drive it."""

from __future__ import annotations

import kb
from kb.dialogue import Dialogue, back, hear, next_check, skip

BOOK = kb.open()
NXDOMAIN = """C:\\>nslookup login.microsoftonline.com
Server:  dc01.corp.contoso.com
Address:  10.0.0.4

*** dc01.corp.contoso.com can't find login.microsoftonline.com: Non-existent domain
"""


def test_a_failing_name_look_up_is_heard_and_leads_on() -> None:
    entry = BOOK["caa20004"]
    heard = hear(entry, Dialogue(entry="caa20004"), NXDOMAIN)
    assert heard is not None
    assert heard.verdict.outcome == "bad"
    assert NXDOMAIN[heard.verdict.start : heard.verdict.end].strip()
    done = heard.dialogue.outcome(heard.check)
    assert done is not None
    assert done.outcome == "bad"
    assert set(heard.leads_to) <= {entry.id for entry in BOOK}


def test_what_is_no_output_of_its_checks_is_left_to_the_look_up() -> None:
    dialogue = Dialogue(entry="caa20004")
    for text in ("", "AADSTS50126: wrong password", "hello", "netsh winhttp reset proxy"):
        assert hear(BOOK["caa20004"], dialogue, text) is None
    assert hear(BOOK["teams-dns-check"], dialogue, NXDOMAIN) is None  # another entry's dialogue


def test_every_check_is_proposed_once_those_that_only_read_first() -> None:
    entry = BOOK["caa20004"]
    dialogue = Dialogue(entry=entry.id)
    order = []
    while number := next_check(entry, dialogue):
        order.append(number)
        dialogue = skip(entry, dialogue)
    assert sorted(order) == list(range(1, len(entry.checks) + 1))
    changes = [any(c.changes_system for c in entry.checks[number - 1].commands) for number in order]
    assert changes == sorted(changes)
    assert next_check(entry, back(dialogue)) == order[-1]
    assert skip(entry, dialogue) == dialogue


def test_a_check_of_another_platform_is_not_proposed() -> None:
    entry = BOOK["caa20004"]
    dialogue = Dialogue(entry=entry.id)
    seen = []
    while number := next_check(entry, dialogue, "macos"):
        seen.append(number)
        dialogue = skip(entry, dialogue, "macos")
    left_out = [check for number, check in enumerate(entry.checks, 1) if number not in seen]
    assert left_out
    assert all({command.platform for command in check.commands} == {"windows"} for check in left_out)


def test_a_dialogue_can_be_saved_and_resumed() -> None:
    heard = hear(BOOK["caa20004"], Dialogue(entry="caa20004"), NXDOMAIN)
    assert heard is not None
    assert Dialogue.model_validate_json(heard.dialogue.model_dump_json()) == heard.dialogue
