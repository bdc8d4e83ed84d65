"""kb.ticket: what a dialogue came to, for somebody else to go on with."""

from __future__ import annotations

import json
import re

import pytest

import kb
from kb.dialogue import Dialogue, Move, take_turn
from kb.safe_text import is_visible
from kb.ticket import as_json, as_markdown, as_text, write_ticket

BOOK = kb.open()
PASTE = """Teams for ana.silva@contoso.com on LAPTOP-7QK2:
We weren't able to connect. Please check your network connection and try again. (CAA20004)
Correlation ID: b6b8a1c2-2f6b-4c5a-8a33-0f2c1f6f1a11
Authorization: Bearer eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.c2lnbmF0dXJlLXNpZ25hdHVyZQ
"""
NXDOMAIN = """C:\\Users\\ana.silva>nslookup login.microsoftonline.com
Server:  dc01.corp.contoso.com
Address:  10.0.0.4

*** dc01.corp.contoso.com can't find login.microsoftonline.com: Non-existent domain
"""
SECRETS = ("ana.silva", "contoso", "LAPTOP-7QK2", "b6b8a1c2", "eyJ", "dc01", "10.0.0.4", "proxy-emea-01")


def after(*words: str | Move) -> Dialogue:
    dialogue = Dialogue()
    for one in words:
        dialogue = take_turn(BOOK, dialogue, one).dialogue
    return dialogue


@pytest.fixture(scope="module")
def done() -> Dialogue:
    """From the error to a cause, by way of a check that was skipped."""
    proxy = Move(do="set", value="proxy_host=proxy-emea-01")
    return after(proxy, PASTE, Move(do="skip"), NXDOMAIN, Move(do="good"))


def test_it_holds_what_happened(done: Dialogue) -> None:
    ticket = write_ticket(BOOK, done)
    assert ticket.entry == "caa20004"
    assert "We weren't able to connect. Please check your network connection and try again. (CAA20004)" in ticket.error
    assert ticket.likelihood is not None and ticket.likelihood > 0.8
    assert "code: CAA20004" in ticket.evidence
    assert [(check.check, check.outcome) for check in ticket.checks] == [(2, "skipped"), (1, "bad"), (3, "good")]
    assert "can't find login.microsoftonline.com: Non-existent domain" in ticket.checks[1].line
    assert ticket.conclusion.startswith("Likely: DNS does not resolve Microsoft's names.\nShown by: ")
    assert ticket.causes[0].standing == "likely"
    assert "Check 2: Do both hosts answer over HTTPS? (skipped)" in ticket.open
    assert any(one.whom == "DNS team" for one in ticket.ask)


def test_secrets_and_identifiers_are_replaced_and_listed(done: Dialogue) -> None:
    ticket = write_ticket(BOOK, done)
    for form in (as_markdown, as_text, as_json):
        written = form(ticket)
        assert [secret for secret in SECRETS if secret.lower() in written.lower()] == []
        assert "CAA20004" in written
        assert "login.microsoftonline.com" in written
    listed = {one.stand_in for one in ticket.replaced}
    used = set(re.findall(r"<[a-z]+-[0-9]+>", as_text(ticket.model_copy(update={"replaced": ()}))))
    assert used == listed


def test_nothing_is_replaced_where_that_is_declined(done: Dialogue) -> None:
    ticket = write_ticket(BOOK, done, redacted=False)
    assert ticket.error == PASTE
    assert ticket.replaced == ()
    assert "ana.silva@contoso.com" in as_markdown(ticket)


@pytest.mark.parametrize(
    ("words", "conclusion"),
    [
        ((), "Undecided: the book has no entry that fits with any confidence."),
        (("CAA20004",), "Undecided: no check has been decided yet."),
        (("CAA20004", Move(do="skip"), Move(do="skip")), "Undecided: no check has been decided yet."),
        (("CAA20004", Move(do="good")), "Undecided: one check was good, and none has shown a cause."),
    ],
)
def test_it_is_honest_where_nothing_is_decided(words: tuple[str | Move, ...], conclusion: str) -> None:
    ticket = write_ticket(BOOK, after(*words))
    assert ticket.conclusion == conclusion
    assert f"Conclusion\n----------\n\n{conclusion}\n" in as_text(ticket)


def test_requests_for_causes_that_the_checks_do_not_point_to_are_left_out(done: Dialogue) -> None:
    before = {one.whom for one in write_ticket(BOOK, after("CAA20004")).ask}
    asked = {one.whom for one in write_ticket(BOOK, done).ask}
    assert "Identity administrator" in before - asked


def test_what_is_known_of_the_machine_stands_in_the_requests() -> None:
    entry = next(e for e in BOOK if any("<proxy-host>" in one.what for one in e.escalations))
    proxy = (Move(do="set", value="proxy_host=proxy.contoso.com"), Move(do="set", value="proxy_port=3128"))
    asked = write_ticket(BOOK, after(*proxy, Move(do="open", value=entry.id)), redacted=False).ask
    assert "proxy.contoso.com" in " ".join(one.what for one in asked)


def test_checks_that_the_book_no_longer_has_are_left_out(done: Dialogue) -> None:
    """A dialogue may have been saved with an older book."""
    gone = done.steps[1].model_copy(update={"check": 99})
    none = done.steps[1].model_copy(update={"entry": "nothing-of-that-name"})
    ticket = write_ticket(BOOK, done.model_copy(update={"steps": (gone, none, *done.steps)}))
    assert ticket == write_ticket(BOOK, done)


def test_json_is_the_model(done: Dialogue) -> None:
    ticket = write_ticket(BOOK, done)
    assert json.loads(as_json(ticket)) == ticket.model_dump(mode="json")


def test_nothing_in_a_paste_ends_its_fence_or_reaches_a_terminal() -> None:
    evil = "CAA20004 ```\n# not a heading\n````\n\x1b[31m\u202e <b>x</b> [a](b)"
    ticket = write_ticket(BOOK, after(evil), redacted=False)
    written = as_markdown(ticket)
    assert is_visible(written) and is_visible(as_text(ticket)) and is_visible(as_json(ticket))
    fence = "`````"
    assert written.count(f"{fence}text\n") == 1
    assert f"\n{fence}\n" in written
    assert written.index("# not a heading") < written.index(f"\n{fence}\n")
