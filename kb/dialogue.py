"""Going through the checks of an entry, one at a time: what was done, what it showed, what comes next. Pure.

A program drives it with three calls; the state is a frozen model, so a dialogue can be saved, resumed and replayed:

    dialogue = Dialogue(entry="caa20004")
    number = next_check(book["caa20004"], dialogue)             # the check to propose, counted from 1; 0: none is left
    heard = hear(book["caa20004"], dialogue, pasted_output)     # None: no output of one of its checks
    dialogue = heard.dialogue                                   # with the check marked as done
"""

from __future__ import annotations

from kb.entry import Check, Entry, Model
from kb.tool_output import recognise_all
from kb.verdict import Outcome, Verdict, judge


class Done(Model):
    """A check that was gone through: its number, counted from 1, how it ended, and why. `skipped`: nobody did it."""

    check: int
    outcome: Outcome
    why: str = ""
    skipped: bool = False


class Dialogue(Model):
    """How far somebody has come with an entry: the checks gone through, in the order in which they were."""

    entry: str
    done: tuple[Done, ...] = ()

    def outcome(self, number: int) -> Done | None:
        """How a check ended, as far as it was gone through; the latest time counts."""
        return next((done for done in reversed(self.done) if done.check == number), None)

    def with_outcome(self, done: Done) -> Dialogue:
        """The dialogue with one more check gone through; an earlier outcome of the same check is replaced."""
        kept = tuple(other for other in self.done if other.check != done.check)
        return Dialogue(entry=self.entry, done=(*kept, done))


class Heard(Model):
    """What a pasted output said: of which check, with what verdict, and which entries its result leads to."""

    dialogue: Dialogue
    check: int
    verdict: Verdict
    leads_to: tuple[str, ...] = ()


def next_check(entry: Entry, dialogue: Dialogue, platform: str = "") -> int:
    """The number of the check to do next, 0 where none is left. `platform`: of the affected machine, '' if not known.

    Those that only read come before those that change the system, those without administrator rights before the
    others; among equals the article's order holds. A check that can only be run on another platform is left out.
    """
    numbers = range(1, len(entry.checks) + 1)
    left = [n for n in numbers if dialogue.outcome(n) is None and _runs_on(entry.checks[n - 1], platform)]
    return min(left, key=lambda number: (_cost(entry.checks[number - 1]), number), default=0)


def hear(entry: Entry, dialogue: Dialogue, text: str, platform: str = "") -> Heard | None:
    """The verdict on a pasted text, if it is the output of a check of the entry. Never raises.

    The check proposed next is asked first, then the others. None where the text decides none of them, as a new error
    or the output of another check does.
    """
    if entry.id != dialogue.entry or not recognise_all(text):  # asked once here, not by every check in vain
        return None
    first = next_check(entry, dialogue, platform)
    numbers = sorted(range(1, len(entry.checks) + 1), key=lambda number: (number != first, number))
    for number in numbers:
        verdict = judge(entry.checks[number - 1], text)
        if verdict.outcome != "unknown":
            done = Done(check=number, outcome=verdict.outcome, why=verdict.why)
            leads_to = verdict.result.leads_to if verdict.result else ()
            return Heard(dialogue=dialogue.with_outcome(done), check=number, verdict=verdict, leads_to=leads_to)
    return None


def skip(entry: Entry, dialogue: Dialogue, platform: str = "") -> Dialogue:
    """The dialogue with the check proposed next set aside."""
    number = next_check(entry, dialogue, platform)
    if not number:
        return dialogue
    return dialogue.with_outcome(Done(check=number, outcome="unknown", skipped=True))


def back(dialogue: Dialogue) -> Dialogue:
    """The dialogue before its last check."""
    return Dialogue(entry=dialogue.entry, done=dialogue.done[:-1])


def _runs_on(check: Check, platform: str) -> bool:
    platforms = {command.platform for command in check.commands}
    return not platform or not platforms or not platforms.isdisjoint((platform, "any"))


def _cost(check: Check) -> tuple[bool, bool]:
    return any(c.changes_system for c in check.commands), any(c.elevated for c in check.commands)
