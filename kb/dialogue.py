"""A dialogue about one problem: what was pasted and asked, which checks were done, what comes next. Pure.

`take_turn` is one function of a state and of what the person said; the state is a frozen model, so a dialogue can be
saved, resumed and replayed by any program. The chat in the terminal is one face of it:

    dialogue = Dialogue()
    turn = take_turn(book, dialogue, "CAA20004")            # turn.kind is "answer", turn.check the check to propose
    turn = take_turn(book, turn.dialogue, pasted_output)    # "verdict": turn.heard.verdict, turn.causes, turn.check
    turn = take_turn(book, turn.dialogue, Move(do="skip"))
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, Protocol

from kb.causes import CauseStanding, separation, standings
from kb.entry import Check, Entry, Model, Result
from kb.follow_up import FollowUp, follow_up
from kb.lookup import Lookup
from kb.situation import FIELDS, Field, Refused, Situation, assign, merge, read_situation
from kb.tool_output import ToolOutput, recognise_all, tools_of
from kb.verdict import Outcome, Verdict, judge

Kind = Literal["answer", "unsure", "follow-up", "verdict", "undecided", "moved", "refused"]
_PASTED = 2
"""What a check tells counts so many times as much where its output can be pasted: it is done and judged sooner."""
_LONGEST_QUESTION = 200
_LONGEST_LINE = 300  # characters of an output's line that are kept


class Book(Protocol):
    """What a dialogue asks of a knowledge base; `kb.KnowledgeBase` is one."""

    def lookup(self, text: str) -> Lookup: ...
    def lookup_read(self, text: str) -> Lookup: ...
    def find(self, name: str) -> tuple[Entry, ...]: ...
    def __getitem__(self, name: str) -> Entry: ...
    def __contains__(self, name: object) -> bool: ...


class Step(Model):
    """A check that was gone through: whose, its number (from 1), how it ended and why.

    `result` counts the check's results from 1; 0: none of them. `line` is the line of the output that shows it, `tool`
    what printed it; both empty where the person told the result. `skipped`: nobody did it.
    """

    entry: str
    check: int
    outcome: Outcome
    result: int = 0
    why: str = ""
    line: str = ""
    tool: str = ""
    skipped: bool = False


class Pending(Model):
    """An output that needs its other half: of which check of the entry at hand, and the text so far."""

    check: int
    text: str


class Dialogue(Model):
    """How far somebody has come with a problem.

    `questions`: the texts that were looked up for it, word for word, the first of them the problem itself. `entry` is
    the id at hand, '' for none yet, and `trail` all that were, in order. `chosen`: the check that the person picked.
    """

    questions: tuple[str, ...] = ()
    entry: str = ""
    trail: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    chosen: int = 0
    pending: Pending | None = None
    situation: Situation = Situation()

    def step(self, check: int, entry: str = "") -> Step | None:
        """How a check of the entry at hand, or of another, ended, as far as it was gone through."""
        name = entry or self.entry
        return next((step for step in reversed(self.steps) if (step.entry, step.check) == (name, check)), None)


class Move(Model):
    """Something said by other means than a text: what to `do`, and with what.

    `next`, `skip` and `back` go through the checks; `check` picks one by its number; `good` and `bad` tell how the one
    at hand ended (`value`: which of its bad results, from 1, where there are several); `open` takes an entry by its id;
    `set` takes `field=value` of the situation; `new` begins again with another problem.
    """

    do: Literal["next", "skip", "back", "check", "good", "bad", "open", "set", "new"]
    value: str = ""


class Heard(Model):
    """What an output said: of which check of which entry, with what verdict, and which entries the result leads to."""

    entry: str
    check: int
    verdict: Verdict
    leads_to: tuple[str, ...] = ()


class Turn(Model):
    """What came of something said.

    `kind`: a look-up with an `answer` or `unsure`; a `follow-up` about the entry at hand, with what of it answers; the
    `verdict` on an output, or `undecided` where it is one that does not decide; `moved` for a move; `refused` where
    that could not be made, with the reason in `why`. `check` is the number of the check to propose, 0 where none is
    left; `causes` are those of the entry at hand, likely ones first.
    """

    dialogue: Dialogue
    kind: Kind
    lookup: Lookup | None = None
    heard: Heard | None = None
    follow_up: FollowUp | None = None
    why: str = ""
    check: int = 0
    causes: tuple[CauseStanding, ...] = ()


def take_turn(book: Book, dialogue: Dialogue, said: str | Move, *, misread: bool = False) -> Turn:
    """The state after something was said, and what is to be said to it. Never raises, whatever the text.

    `misread`: the text was read in a picture, so that letters of it may be others.
    """
    turn = _moved(book, dialogue, said) if isinstance(said, Move) else _heard(book, dialogue, said, misread=misread)
    if turn.dialogue.entry not in book:
        return turn
    entry = book[turn.dialogue.entry]
    causes = cause_standings(entry, turn.dialogue)
    return turn.model_copy(update={"check": next_check(entry, turn.dialogue), "causes": causes})


# --- which check comes next -----------------------------------------------------------------------------------


def next_check(entry: Entry, dialogue: Dialogue) -> int:
    """The number of the check to do next, 0 where none is left.

    The one that the person picked; else one that follows up the last bad result. Else, of an error: what may still show
    a cause before what only asks for unlikely ones, what only reads before what changes the system, what needs no
    administrator rights before the rest, and among equals the one that tells most of the causes apart for the effort. A
    procedure is done in its order. What can only be run on another platform than the affected machine's is left out.
    """
    if dialogue.chosen and dialogue.step(dialogue.chosen) is None and dialogue.chosen <= len(entry.checks):
        return dialogue.chosen
    platform = dialogue.situation.platform
    numbers = range(1, len(entry.checks) + 1)
    left = [n for n in numbers if dialogue.step(n, entry.id) is None and _runs_on(entry.checks[n - 1], platform)]
    if entry.kind != "error":
        return min(left, default=0)
    open_causes = [c.cause for c in cause_standings(entry, dialogue) if c.standing != "unlikely"]
    followed = _last_bad(entry, dialogue)

    def order(number: int) -> tuple[bool, bool, tuple[bool, bool], float, int]:
        check = entry.checks[number - 1]
        follows = followed.isdisjoint(check.leads_to)
        named = {cause for result in check.results for cause in result.causes}
        answered = bool(named) and named.isdisjoint(open_causes)
        told = separation(check, open_causes) * (_PASTED if tools_of(check) else 1)
        return follows, answered, _cost(check), -round(told, 6), number

    return min(left, key=order, default=0)


def cause_standings(entry: Entry, dialogue: Dialogue) -> tuple[CauseStanding, ...]:
    """The causes of the entry after the checks done so far, the likely ones first."""
    return standings(entry, ((step.check, result) for step, result in results_of(entry, dialogue)))


def results_of(entry: Entry, dialogue: Dialogue) -> Iterator[tuple[Step, Result]]:
    """The steps of an entry whose result the article describes, with that result, oldest first."""
    for step in dialogue.steps:
        if step.entry == entry.id and 0 < step.check <= len(entry.checks):
            results = entry.checks[step.check - 1].results
            if 0 < step.result <= len(results):
                yield step, results[step.result - 1]


def _last_bad(entry: Entry, dialogue: Dialogue) -> frozenset[str]:
    """Where the last result led, if it was a bad one: checks that lead there as well follow it up."""
    last = [result for _, result in results_of(entry, dialogue)][-1:]
    return frozenset(name for result in last if not result.good for name in result.leads_to)


def _runs_on(check: Check, platform: str) -> bool:
    platforms = {command.platform for command in check.commands}
    return not platform or not platforms or not platforms.isdisjoint((platform, "any"))


def _cost(check: Check) -> tuple[bool, bool]:
    return any(c.changes_system for c in check.commands), any(c.elevated for c in check.commands)


# --- what a text says -----------------------------------------------------------------------------------------


def _heard(book: Book, dialogue: Dialogue, text: str, *, misread: bool) -> Turn:
    """A verdict on the output of a check, an answer within the entry at hand; else the text is looked up.

    A text that begins with a space is no question about the entry: it asks the whole book.
    """
    dialogue = dialogue.model_copy(update={"situation": merge(dialogue.situation, read_situation(text))})
    heard = _hear(book, dialogue, text) if dialogue.entry in book else None
    if heard and heard.verdict.outcome != "unknown":
        return Turn(dialogue=_done(dialogue, _step(book, dialogue, heard, text)), kind="verdict", heard=heard)
    if heard is None and dialogue.entry in book and len(text) <= _LONGEST_QUESTION and text[:1].strip():
        asked = None if book.find(text) else follow_up(book[dialogue.entry], text)
        if asked:
            return Turn(dialogue=_with_qualifiers(dialogue, asked), kind="follow-up", follow_up=asked)
    found = book.lookup_read(text) if misread else book.lookup(text)
    if heard:
        pending = Pending(check=heard.check, text=_joined(dialogue, text)) if heard.verdict.missing else None
        dialogue = dialogue.model_copy(update={"pending": pending})
        return Turn(dialogue=dialogue, kind="undecided", heard=heard, lookup=found)
    if found.answer is None:
        return Turn(dialogue=dialogue, kind="unsure", lookup=found)
    belongs = dialogue.entry in book and found.answer.id in (dialogue.entry, *_linked(book[dialogue.entry]))
    if not belongs:
        dialogue = Dialogue(situation=dialogue.situation)
    dialogue = dialogue.model_copy(update={"questions": (*dialogue.questions, text)})
    return Turn(dialogue=_at(dialogue, found.answer.id), kind="answer", lookup=found)


def _with_qualifiers(dialogue: Dialogue, asked: FollowUp) -> Dialogue:
    """The dialogue of somebody who asked about a platform, a shell or a cloud: from now on that is the machine's."""
    situation = dialogue.situation
    told: tuple[tuple[Field, str], ...] = (
        ("platform", asked.platform),
        ("shell", asked.shell),
        ("cloud", asked.cloud),
    )
    for field, value in told:
        after = assign(situation, field, value) if value else situation
        situation = situation if isinstance(after, Refused) else after
    return dialogue.model_copy(update={"situation": situation})


def _hear(book: Book, dialogue: Dialogue, text: str) -> Heard | None:
    """The verdict on an output of a check: of the entry at hand, else of one that it leads to.

    Unknown only where a check of the entry at hand asks for such an output. None for everything else.
    """
    outputs = recognise_all(text)  # asked once here, not by every check in vain
    if not outputs:
        return None
    entry = book[dialogue.entry]
    undecided: Heard | None = None
    first = dialogue.pending.check if dialogue.pending else next_check(entry, dialogue)
    for number in sorted(range(1, len(entry.checks) + 1), key=lambda number: (number != first, number)):
        waits = dialogue.pending is not None and number == dialogue.pending.check
        heard = _judged(entry, number, _joined(dialogue, text)) if waits else _judged(entry, number, text, outputs)
        if heard.verdict.outcome != "unknown":
            return heard
        asked = {tool.name for tool in tools_of(entry.checks[number - 1])}
        if undecided is None and not asked.isdisjoint(output.tool for output in outputs):
            undecided = heard
    for name in _linked(entry):
        if name in book:
            other = book[name]
            for number in range(1, len(other.checks) + 1):
                heard = _judged(other, number, text, outputs)
                if heard.verdict.outcome != "unknown":
                    return heard.model_copy(update={"leads_to": (name, *heard.leads_to)})
    return undecided


def _judged(entry: Entry, number: int, text: str, outputs: tuple[ToolOutput, ...] | None = None) -> Heard:
    verdict = judge(entry.checks[number - 1], text, outputs)
    leads_to = verdict.result.leads_to if verdict.result else ()
    return Heard(entry=entry.id, check=number, verdict=verdict, leads_to=leads_to)


def _joined(dialogue: Dialogue, text: str) -> str:
    return f"{dialogue.pending.text}\n{text}" if dialogue.pending else text


def _linked(entry: Entry) -> tuple[str, ...]:
    """The ids that an entry leads to: those of its results and checks before those it is merely related to."""
    checks = (name for check in entry.checks for name in check.leads_to)
    causes = (name for cause in entry.causes for name in cause.leads_to)
    return tuple(dict.fromkeys((*checks, *causes, *entry.related)))


def _step(book: Book, dialogue: Dialogue, heard: Heard, text: str) -> Step:
    verdict = heard.verdict
    check = book[heard.entry].checks[heard.check - 1]
    result = check.results.index(verdict.result) + 1 if verdict.result in check.results else 0
    whole = _joined(dialogue, text) if dialogue.pending and dialogue.pending.check == heard.check else text
    return Step(
        entry=heard.entry,
        check=heard.check,
        outcome=verdict.outcome,
        result=result,
        why=verdict.why,
        line=whole[verdict.start : verdict.end].strip()[:_LONGEST_LINE],
        tool=verdict.tool,
    )


def _at(dialogue: Dialogue, name: str) -> Dialogue:
    """The dialogue with an entry at hand."""
    if name == dialogue.entry:
        return dialogue
    update = {"entry": name, "trail": (*dialogue.trail, name), "chosen": 0, "pending": None}
    return dialogue.model_copy(update=update)


def _done(dialogue: Dialogue, step: Step) -> Dialogue:
    """The dialogue with one more check gone through; an earlier outcome of the same check is replaced."""
    kept = tuple(other for other in dialogue.steps if (other.entry, other.check) != (step.entry, step.check))
    waits = dialogue.pending if dialogue.pending and dialogue.pending.check != step.check else None
    return dialogue.model_copy(update={"steps": (*kept, step), "chosen": 0, "pending": waits})


# --- moves ----------------------------------------------------------------------------------------------------


def _moved(book: Book, dialogue: Dialogue, move: Move) -> Turn:
    match move.do:
        case "new":
            return Turn(dialogue=Dialogue(situation=dialogue.situation), kind="moved")
        case "set":
            return _set(dialogue, move.value)
        case "open":
            if move.value not in book:
                return _refused(dialogue, f"There is no entry {move.value}.")
            return Turn(dialogue=_at(dialogue, move.value), kind="moved")
        case _:
            if dialogue.entry not in book:
                return _refused(dialogue, "No entry is at hand yet.")
            return _checked(book[dialogue.entry], dialogue, move)


def _checked(entry: Entry, dialogue: Dialogue, move: Move) -> Turn:
    number = next_check(entry, dialogue)
    match move.do:
        case "check":
            if not (move.value.isdecimal() and 0 < int(move.value) <= len(entry.checks)):
                return _refused(dialogue, f"{entry.id} has {len(entry.checks)} checks; there is no {move.value}.")
            steps = tuple(s for s in dialogue.steps if (s.entry, s.check) != (entry.id, int(move.value)))
            update = {"chosen": int(move.value), "steps": steps, "pending": None}
            return Turn(dialogue=dialogue.model_copy(update=update), kind="moved")
        case "back":
            last = next((step for step in reversed(dialogue.steps) if step.entry == entry.id), None)
            if last is None:
                return _refused(dialogue, f"No check of {entry.id} was done yet.")
            steps = tuple(step for step in dialogue.steps if step is not last)
            update = {"steps": steps, "chosen": last.check, "pending": None}
            return Turn(dialogue=dialogue.model_copy(update=update), kind="moved")
        case _ if not number:
            return _refused(dialogue, f"All checks of {entry.id} are done." if entry.checks else "It has no checks.")
        case "skip":
            step = Step(entry=entry.id, check=number, outcome="unknown", skipped=True)
            return Turn(dialogue=_done(dialogue, step), kind="moved")
        case "good" | "bad":
            return _told(entry, dialogue, number, move)
    return Turn(dialogue=dialogue, kind="moved")


def _told(entry: Entry, dialogue: Dialogue, number: int, move: Move) -> Turn:
    """The person says how a check ended."""
    good = move.do == "good"
    fitting = [at for at, result in enumerate(entry.checks[number - 1].results, 1) if result.good == good]
    which = int(move.value) if move.value.isdecimal() else 0
    if which > len(fitting) or (move.value and not which):
        return _refused(dialogue, f"Check {number} has {len(fitting)} such results.")
    if len(fitting) > 1 and not which and not good:
        return _refused(dialogue, f"Check {number} has {len(fitting)} bad results: say which.")
    at = fitting[(which or 1) - 1] if fitting else 0
    result = entry.checks[number - 1].results[at - 1] if at else None
    step = Step(entry=entry.id, check=number, outcome="good" if good else "bad", result=at, why="You said so.")
    verdict = Verdict(outcome=step.outcome, why=step.why, result=result)
    leads_to = result.leads_to if result else ()
    heard = Heard(entry=entry.id, check=number, verdict=verdict, leads_to=leads_to)
    return Turn(dialogue=_done(dialogue, step), kind="verdict", heard=heard)


def _set(dialogue: Dialogue, words: str) -> Turn:
    name, _, value = words.partition("=")
    fields: dict[str, Field] = {field: field for field in FIELDS}
    if name not in fields:
        return _refused(dialogue, f"There is no {name}; known are {', '.join(FIELDS)}.")
    after = assign(dialogue.situation, fields[name], value)
    if isinstance(after, Refused):
        return _refused(dialogue, after.reason)
    return Turn(dialogue=dialogue.model_copy(update={"situation": after}), kind="moved")


def _refused(dialogue: Dialogue, why: str) -> Turn:
    return Turn(dialogue=dialogue, kind="refused", why=why)
