"""kb.dialogue: the output of one check that is pasted in two parts, one host at a time."""

from __future__ import annotations

import pytest

import kb
from kb.dialogue import Dialogue, Move, Turn, take_turn

BOOK = kb.open()
TEAMS, LOGIN = "teams.microsoft.com", "login.microsoftonline.com"
ORDERS = [(TEAMS, LOGIN), (LOGIN, TEAMS)]
CHECK = next(
    number
    for number, check in enumerate(BOOK["caa20004"].checks, 1)
    if {TEAMS, LOGIN} <= {word for command in check.commands for word in command.text.split()}
)


def found(host: str, address: str = "52.123.128.14") -> str:
    """What nslookup of Windows prints for a name that it knows."""
    return (
        f"C:\\Users\\anna>nslookup {host}\nServer:  fritz.box\nAddress:  192.168.178.1\n\nNon-authoritative answer:\n"
        f"Name:    edge.example.net\nAddresses:  2620:1ec:42::132\n          {address}\nAliases:  {host}\n\n"
    )


def failed(host: str, words: str = "Non-existent domain") -> str:
    """What it prints for one that it does not."""
    return (
        f"C:\\Users\\anna>nslookup {host}\nServer:  fritz.box\nAddress:  192.168.178.1\n\n"
        f"*** fritz.box can't find {host}: {words}\n\n"
    )


NETSH = "C:\\>netsh winhttp show proxy\n\nCurrent WinHTTP proxy settings:\n\n    Direct access (no proxy server).\n\n"
PING = f"C:\\>ping {TEAMS}\n\nPinging {TEAMS} [52.123.128.14] with 32 bytes of data:\nRequest timed out.\n"
ELSEWHERE = found("intranet.corp.local", "10.1.2.3")


def said(*words: str | Move) -> Turn:
    """The last turn of a dialogue about CAA20004 in which that was said."""
    turn = Turn(dialogue=Dialogue(entry="caa20004", trail=("caa20004",)), kind="moved")
    for one in words:
        turn = take_turn(BOOK, turn.dialogue, one)
    return turn


def outcome(turn: Turn) -> tuple[int, str]:
    """The check that an output was of and its outcome; 0 and nothing where none was heard."""
    return (turn.heard.check, turn.heard.verdict.outcome) if turn.heard else (0, "")


@pytest.mark.parametrize(("first", "second"), ORDERS)
def test_two_good_halves_are_a_good_result(first: str, second: str) -> None:
    turn = said(found(first))
    assert (turn.kind, outcome(turn)) == ("undecided", (CHECK, "unknown"))
    assert turn.heard is not None
    assert turn.heard.verdict.missing == (second,)
    assert turn.dialogue.pending is not None
    assert turn.dialogue.step(CHECK) is None
    turn = take_turn(BOOK, turn.dialogue, found(second))
    assert (turn.kind, outcome(turn)) == ("verdict", (CHECK, "good"))
    assert turn.dialogue.pending is None
    (step,) = turn.dialogue.steps
    assert (step.check, step.outcome) == (CHECK, "good")
    assert step.line in found(first) + found(second)


@pytest.mark.parametrize(("first", "second"), ORDERS)
def test_a_good_half_and_a_bad_one_are_a_bad_result(first: str, second: str) -> None:
    turn = said(found(first), failed(second))
    assert (turn.kind, outcome(turn)) == ("verdict", (CHECK, "bad"))
    (step,) = turn.dialogue.steps
    assert step.line == f"*** fritz.box can't find {second}: Non-existent domain"
    assert turn.dialogue.pending is None


@pytest.mark.parametrize(("first", "second"), ORDERS)
def test_a_bad_half_decides_and_a_good_one_after_it_does_not_take_it_back(first: str, second: str) -> None:
    turn = said(failed(first))
    assert (turn.kind, outcome(turn)) == ("verdict", (CHECK, "bad"))
    after = take_turn(BOOK, turn.dialogue, found(second))
    assert outcome(after) == (CHECK, "unknown")
    step = after.dialogue.step(CHECK)
    assert step is not None
    assert step.outcome == "bad"


@pytest.mark.parametrize("between", ["what is DNS?", "zzqx blorf", PING])
@pytest.mark.parametrize(("first", "second"), ORDERS)
def test_words_between_the_halves_lose_nothing(first: str, second: str, between: str) -> None:
    turn = said(found(first), between)
    assert turn.dialogue.entry == "caa20004"
    turn = take_turn(BOOK, turn.dialogue, found(second))
    assert (turn.kind, outcome(turn)) == ("verdict", (CHECK, "good"))
    turn = said(found(first), between, failed(second))
    assert (turn.kind, outcome(turn)) == ("verdict", (CHECK, "bad"))


@pytest.mark.parametrize(("first", "second"), ORDERS)
def test_another_hosts_output_between_the_halves_is_never_a_verdict(first: str, second: str) -> None:
    turn = said(found(first), ELSEWHERE)
    assert turn.kind != "verdict"
    assert turn.dialogue.step(CHECK) is None
    turn = take_turn(BOOK, turn.dialogue, found(second))
    assert (turn.kind, outcome(turn)) == ("verdict", (CHECK, "good"))


@pytest.mark.parametrize(("first", "second"), ORDERS)
def test_another_checks_output_between_the_halves_is_judged_for_itself(first: str, second: str) -> None:
    turn = said(found(first), NETSH)
    assert (turn.kind, outcome(turn)[1]) == ("verdict", "good")
    other = outcome(turn)[0]
    assert other != CHECK
    turn = take_turn(BOOK, turn.dialogue, failed(second))
    assert (turn.kind, outcome(turn)) == ("verdict", (CHECK, "bad"))
    assert [(step.check, step.outcome) for step in turn.dialogue.steps] == [(other, "good"), (CHECK, "bad")]


def test_the_same_half_twice_is_still_a_half() -> None:
    turn = said(found(TEAMS), found(TEAMS))
    assert outcome(turn) == (CHECK, "unknown")
    assert turn.heard is not None
    assert turn.heard.verdict.missing == (LOGIN,)
    assert outcome(take_turn(BOOK, turn.dialogue, found(LOGIN))) == (CHECK, "good")


def test_halves_of_two_tools_that_ask_the_same_are_joined() -> None:
    text = f"PS C:\\> Resolve-DnsName {LOGIN}\nResolve-DnsName : {LOGIN} : DNS name does not exist\n"
    assert outcome(said(found(TEAMS), text)) == (CHECK, "bad")
    assert outcome(said(found(TEAMS), f"$ host {LOGIN}\n{LOGIN} has address 40.126.31.67\n")) == (CHECK, "good")


def test_a_failure_or_a_private_address_in_the_second_half_is_bad() -> None:
    assert outcome(said(found(TEAMS), failed(LOGIN, "Server failed"))) == (CHECK, "bad")
    assert outcome(said(found(TEAMS), found(LOGIN, "10.20.7.44"))) == (CHECK, "bad")


def test_a_half_is_forgotten_with_its_problem() -> None:
    turn = said(found(TEAMS), Move(do="new"))
    assert turn.dialogue.pending is None
    turn = said(found(TEAMS), Move(do="open", value="teams-dns-check"))
    assert turn.dialogue.pending is None
    turn = take_turn(BOOK, turn.dialogue, found(LOGIN))
    assert outcome(turn)[1] == "unknown"


def test_the_half_may_be_skipped() -> None:
    turn = said(found(TEAMS), Move(do="check", value=str(CHECK)), Move(do="skip"))
    assert turn.dialogue.pending is None
    step = turn.dialogue.step(CHECK)
    assert step is not None
    assert step.skipped
