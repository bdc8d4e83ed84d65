"""kb.dialogue: a problem from the first paste to the end of the checks, driven as another program would drive it."""

from __future__ import annotations

import pytest

import kb
from kb.causes import separation, spoken_against, standings
from kb.dialogue import Dialogue, Move, Turn, next_check, take_turn
from kb.entry import Check, Result

BOOK = kb.open()
CAA = BOOK["caa20004"]
NXDOMAIN = """C:\\>nslookup login.microsoftonline.com
Server:  dc01.corp.contoso.com
Address:  10.0.0.4

*** dc01.corp.contoso.com can't find login.microsoftonline.com: Non-existent domain
"""
CURL_GOOD = """$ curl -I https://teams.microsoft.com
HTTP/2 200
content-length: 0

$ curl -I https://login.microsoftonline.com
HTTP/2 302
location: https://www.office.com/login
"""


def said(*words: str | Move, dialogue: Dialogue | None = None) -> Turn:
    """The last turn of a dialogue in which that was said."""
    turn = Turn(dialogue=dialogue or Dialogue(), kind="moved")
    for one in words:
        turn = take_turn(BOOK, turn.dialogue, one)
    return turn


def test_from_an_error_to_its_cause() -> None:
    turn = said("CAA20004")
    assert (turn.kind, turn.dialogue.entry) == ("answer", "caa20004")
    assert turn.check == next_check(CAA, turn.dialogue)
    turn = said(NXDOMAIN, dialogue=turn.dialogue)
    assert turn.kind == "verdict"
    assert turn.heard is not None
    assert turn.heard.verdict.outcome == "bad"
    assert turn.heard.leads_to == ("public-dns-switch",)
    assert (turn.causes[0].standing, turn.causes[0].by) == ("likely", (1,))
    assert "DNS" in CAA.causes[turn.causes[0].cause - 1].text
    (step,) = turn.dialogue.steps
    assert step.line in NXDOMAIN


def test_a_good_result_speaks_against_the_causes_of_the_bad_ones() -> None:
    turn = said("CAA20004", CURL_GOOD)
    assert turn.heard is not None
    assert (turn.heard.check, turn.heard.verdict.outcome) == (2, "good")
    named = {cause for result in CAA.checks[1].results if not result.good for cause in result.causes}
    assert {cause.cause for cause in turn.causes if cause.standing == "unlikely"} == named
    assert turn.causes[-1].standing == "unlikely"


def test_the_check_that_tells_most_causes_apart_is_proposed_first() -> None:
    causes = range(1, len(CAA.causes) + 1)
    cheap = [c for c in CAA.checks if not any(command.changes_system or command.elevated for command in c.commands)]
    best = max(cheap, key=lambda check: separation(check, causes))
    assert CAA.checks[said("CAA20004").check - 1] == best


def test_what_changes_the_system_comes_after_what_only_reads() -> None:
    dialogue = said("CAA20004").dialogue
    order = []
    while number := next_check(CAA, dialogue):
        order.append(number)
        dialogue = said(Move(do="skip"), dialogue=dialogue).dialogue
    assert sorted(order) == list(range(1, len(CAA.checks) + 1))
    changes = [any(c.changes_system for c in CAA.checks[number - 1].commands) for number in order]
    assert changes == sorted(changes)
    assert said(Move(do="back"), dialogue=dialogue).check == order[-1]
    assert said(Move(do="skip"), dialogue=dialogue).kind == "refused"


def test_a_procedure_is_done_in_its_order() -> None:
    for entry in BOOK:
        if entry.kind == "check" and entry.checks:
            assert next_check(entry, Dialogue(entry=entry.id)) == 1, entry.id


def test_a_check_of_another_platform_is_not_proposed() -> None:
    turn = said(Move(do="set", value="platform=macos"), "CAA20004")
    seen = []
    while turn.check:
        seen.append(turn.check)
        turn = said(Move(do="skip"), dialogue=turn.dialogue)
    left_out = [check for number, check in enumerate(CAA.checks, 1) if number not in seen]
    assert left_out
    assert all({command.platform for command in check.commands} == {"windows"} for check in left_out)


def test_after_a_bad_result_the_checks_that_follow_it_up_come_next() -> None:
    turn = said("CAA20004", NXDOMAIN)
    assert "public-dns-switch" in CAA.checks[turn.check - 1].leads_to


def test_a_check_can_be_picked_and_its_result_told() -> None:
    turn = said("CAA20004", Move(do="check", value="10"))
    assert turn.check == 10
    turn = said(Move(do="bad"), dialogue=turn.dialogue)
    assert turn.kind == "verdict"
    assert turn.dialogue.steps[-1].check == 10
    assert turn.causes[0].standing == "likely"
    assert said("CAA20004", Move(do="bad")).why == f"Check 2 has {bad_results(2)} bad results: say which."
    assert said("CAA20004", Move(do="bad", value="1")).kind == "verdict"


def bad_results(number: int) -> int:
    return sum(not result.good for result in CAA.checks[number - 1].results)


@pytest.mark.parametrize(
    "move",
    [
        Move(do="check", value="99"),
        Move(do="check", value="0"),
        Move(do="check", value="x"),
        Move(do="bad", value="99"),
        Move(do="bad", value="x"),
        Move(do="back"),
        Move(do="open", value="nothing-of-that-name"),
        Move(do="set", value="proxy_port=a"),
        Move(do="set", value="colour=red"),
    ],
)
def test_a_move_that_cannot_be_made_changes_nothing_and_says_why(move: Move) -> None:
    before = said("CAA20004")
    turn = said(move, dialogue=before.dialogue)
    assert (turn.kind, turn.dialogue) == ("refused", before.dialogue)
    assert turn.why


@pytest.mark.parametrize("do", ["next", "skip", "back", "good", "bad"])
def test_without_an_entry_there_is_no_check(do: str) -> None:
    turn = said(Move.model_validate({"do": do}))
    assert (turn.kind, turn.why) == ("refused", "No entry is at hand yet.")


def test_what_is_no_output_of_its_checks_is_looked_up() -> None:
    for text in ("", "hello", "x" * 5000):
        turn = said("CAA20004", text)
        assert turn.kind == "unsure"
        assert turn.dialogue.entry == "caa20004"
    turn = said("CAA20004", "AADSTS50126: Error validating credentials")
    assert (turn.kind, turn.dialogue.entry) == ("answer", "invalid-grant")


def test_another_problem_begins_again_and_a_linked_one_goes_on() -> None:
    first = said("CAA20004", NXDOMAIN)
    assert said("AADSTS50126", dialogue=first.dialogue).dialogue.steps == ()
    linked = said("407 Proxy Authentication Required", dialogue=first.dialogue).dialogue
    assert linked.entry == "http-407-proxy"
    assert linked.steps == first.dialogue.steps
    assert linked.questions == ("CAA20004", "407 Proxy Authentication Required")


def test_what_is_known_of_the_machine_outlives_the_problem() -> None:
    turn = said(Move(do="set", value="proxy_host=proxy.contoso.com"), "CAA20004", Move(do="new"))
    assert turn.dialogue == Dialogue(situation=turn.dialogue.situation)
    assert turn.dialogue.situation.proxy_host == "proxy.contoso.com"


def test_a_dialogue_can_be_saved_resumed_and_replayed() -> None:
    """At every point of it; and what was said, said again, gives the same."""
    words = ("CAA20004", Move(do="skip"), NXDOMAIN, Move(do="good"), Move(do="check", value="10"), "and so on")
    dialogue = Dialogue()
    for one in words:
        resumed = Dialogue.model_validate_json(dialogue.model_dump_json())
        assert take_turn(BOOK, resumed, one) == take_turn(BOOK, dialogue, one)
        dialogue = take_turn(BOOK, dialogue, one).dialogue
    assert said(*words).dialogue == dialogue


def test_causes_are_likely_open_or_unlikely() -> None:
    check = Check(
        title="T",
        results=(
            Result(good=True, text="g"),
            Result(good=False, text="b1", causes=(1,)),
            Result(good=False, text="b2", causes=(2, 3)),
        ),
    )
    entry = CAA.model_copy(update={"checks": (check, check)})
    good, bad, worse = check.results
    assert spoken_against(check, good) == (1, 2, 3)
    assert spoken_against(check, bad) == ()
    assert {c.standing for c in standings(entry, [])} == {"open"}
    ranked = standings(entry, [(1, good), (2, worse)])
    assert [(c.cause, c.standing, c.by) for c in ranked if c.by] == [
        (2, "likely", (2,)),
        (3, "likely", (2,)),
        (1, "unlikely", (1,)),
    ]


@pytest.mark.parametrize(
    ("causes", "bits"), [((), 0.0), ((1,), 0.0), ((1, 2), 1.0), ((1, 2, 3), 0.9183), ((4, 5), 0.0), ((1, 2, 4, 5), 1.5)]
)
def test_what_a_check_tells_is_measured_in_bits(causes: tuple[int, ...], bits: float) -> None:
    check = Check(
        title="T",
        results=(Result(good=False, text="b1", causes=(1,)), Result(good=False, text="b2", causes=(2, 3))),
    )
    assert separation(check, causes) == pytest.approx(bits, abs=1e-4)
