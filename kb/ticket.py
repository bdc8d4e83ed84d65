"""A ticket: what happened in a dialogue, for somebody else to go on with. As Markdown, plain text or JSON. Pure.

Secrets and identifiers are replaced by stand-ins, which the ticket lists, unless that is declined. Nothing in it is
more certain than the dialogue was: where no check showed a cause, the conclusion says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from kb.causes import CauseStanding, cause_words
from kb.dialogue import Book, Dialogue, Step, cause_standings, next_check
from kb.entry import Check, Entry, Escalation, Model, Result
from kb.redaction import redact_each
from kb.safe_text import visible, visible_line
from kb.situation import FIELDS, NAMES, SLOTS

_KINDS = {"exact": "its name", "inferred": "a code inside another", "message": "error text", "alias": "name"}
_EVIDENCE = 5
_OUTCOMES = {"good": "good", "bad": "bad", "unknown": "not decided"}


class Fact(Model):
    """Something known of the affected machine: what, and the value."""

    name: str
    value: str


class CheckDone(Model):
    """A check that was gone through: of which entry, how it ended, what that means, and the line that shows it."""

    entry: str
    check: int
    title: str
    outcome: str
    result: str = ""
    why: str = ""
    line: str = ""


class CauseLeft(Model):
    """A cause of the entry at hand: its text, how it stands (likely, open, unlikely), and the checks that say so."""

    text: str
    standing: str
    by: tuple[int, ...] = ()


class StandIn(Model):
    """Something that was replaced: its kind, the stand-in, how often. Never the value."""

    kind: str
    stand_in: str
    count: int


class Ticket(Model):
    """What happened, in parts. `error` and `also` are word for word, but for stand-ins; all texts are safe to show.

    `entry` is the id at hand, '' where nothing was found; `likelihood` (0.0 to 1.0) that it is the right one for
    `error`, None where the person opened it. `open`: checks not done; `ask`: whom for what.
    """

    title: str
    error: str = ""
    also: tuple[str, ...] = ()
    situation: tuple[Fact, ...] = ()
    entry: str = ""
    entry_title: str = ""
    likelihood: float | None = None
    evidence: tuple[str, ...] = ()
    checks: tuple[CheckDone, ...] = ()
    conclusion: str = ""
    causes: tuple[CauseLeft, ...] = ()
    open: tuple[str, ...] = ()
    ask: tuple[Escalation, ...] = ()
    replaced: tuple[StandIn, ...] = ()
    redacted: bool = True


def write_ticket(book: Book, dialogue: Dialogue, *, redacted: bool = True) -> Ticket:
    """The ticket of a dialogue. `redacted`: with stand-ins in place of secrets and identifiers."""
    known = dialogue.entry in book
    entry = book[dialogue.entry] if known else None
    ticket = Ticket(
        title=entry.title if entry else "No entry found",
        error=dialogue.questions[0] if dialogue.questions else "",
        also=dialogue.questions[1:],
        situation=tuple(_facts(dialogue)),
        entry=entry.id if entry else "",
        entry_title=entry.title if entry else "",
        checks=tuple(_done(book, step) for step in _steps(book, dialogue)),
        conclusion=_conclusion(book, dialogue),
        causes=tuple(_left(entry, cause) for cause in cause_standings(entry, dialogue)) if entry else (),
        open=tuple(_open(entry, dialogue)) if entry else (),
        ask=tuple(_ask(book, dialogue)),
        redacted=redacted,
    )
    if entry and ticket.error:
        found = book.lookup(ticket.error)
        match = next((match for match in found.matches if match.entry.id == entry.id), None)
        if match:
            evidence = (f"{_KINDS.get(one.kind, one.kind)}: {one.met}" for one in match.evidence if one.kind != "word")
            kept = tuple(dict.fromkeys(evidence))[:_EVIDENCE]
            ticket = ticket.model_copy(update={"likelihood": match.score, "evidence": kept})
    return _safe(_without_secrets(ticket) if redacted else ticket)


def as_markdown(ticket: Ticket) -> str:
    """The ticket as Markdown, which ends with a line feed."""
    return (
        "\n".join(_lines(ticket, lambda words: f"## {words}", _fenced, f"# {_escaped(ticket.title)}", _escaped)) + "\n"
    )


def as_text(ticket: Ticket) -> str:
    """The ticket as plain text, which ends with a line feed."""
    title = f"{ticket.title}\n{'=' * min(len(ticket.title), 70)}"
    return "\n".join(_lines(ticket, lambda words: f"{words}\n{'-' * len(words)}", _indented, title, str)) + "\n"


def as_json(ticket: Ticket) -> str:
    """The ticket as one JSON document, which ends with a line feed."""
    return ticket.model_dump_json(indent=2) + "\n"


# --- the parts ------------------------------------------------------------------------------------------------


def _facts(dialogue: Dialogue) -> Iterator[Fact]:
    for field in FIELDS:
        value = dialogue.situation.value(field) or " or ".join(dialogue.situation.candidates(field))
        if value:
            yield Fact(name=NAMES[field], value=value)


def _steps(book: Book, dialogue: Dialogue) -> list[Step]:
    """The steps whose check this book has; an older or another book may have had more."""
    return [step for step in dialogue.steps if step.entry in book and 0 < step.check <= len(book[step.entry].checks)]


def _done(book: Book, step: Step) -> CheckDone:
    check = book[step.entry].checks[step.check - 1]
    result = _result(check, step)
    return CheckDone(
        entry=step.entry,
        check=step.check,
        title=check.title,
        outcome="skipped" if step.skipped else _OUTCOMES[step.outcome],
        result=result.text if result else "",
        why=step.why,
        line=step.line,
    )


def _result(check: Check, step: Step) -> Result | None:
    return check.results[step.result - 1] if 0 < step.result <= len(check.results) else None


def _conclusion(book: Book, dialogue: Dialogue) -> str:
    """What the checks show, in a sentence or two."""
    if dialogue.entry not in book:
        return "Undecided: the book has no entry that fits with any confidence."
    bad = [step for step in _steps(book, dialogue) if step.outcome == "bad"]
    entry = book[dialogue.entry]
    likely = [cause for cause in cause_standings(entry, dialogue) if cause.standing == "likely"]
    told = []
    for step in bad:
        check = book[step.entry].checks[step.check - 1]
        result = _result(check, step)
        told.append(result.text if result else f"{check.title} ended badly.")
    if likely:
        causes = " ".join(cause_words(entry.causes[cause.cause - 1].text) for cause in likely)
        return f"Likely: {causes}" + (f"\nShown by: {' '.join(told)}" if told else "")
    if told:
        return f"Shown: {' '.join(told)}"
    decided = [step for step in _steps(book, dialogue) if step.outcome == "good"]
    if not decided:
        return "Undecided: no check has been decided yet."
    count = "one check was" if len(decided) == 1 else f"{len(decided)} checks were"
    return f"Undecided: {count} good, and none has shown a cause."


def _left(entry: Entry, cause: CauseStanding) -> CauseLeft:
    return CauseLeft(text=cause_words(entry.causes[cause.cause - 1].text), standing=cause.standing, by=cause.by)


def _open(entry: Entry, dialogue: Dialogue) -> Iterator[str]:
    """The checks of the entry at hand that nobody has decided."""
    proposed = next_check(entry, dialogue)
    for number, check in enumerate(entry.checks, 1):
        step = dialogue.step(number)
        if step is None or step.outcome == "unknown":
            skipped = " (skipped)" if step and step.skipped else ""
            yield f"Check {number}: {check.title}{' (next)' if number == proposed else skipped}"


def _ask(book: Book, dialogue: Dialogue) -> Iterator[Escalation]:
    """Whom to ask: what the entries say that the bad results lead to, then the entry at hand.

    Of its own requests those are left out that are for causes which the checks do not point to.
    """
    wanted: set[int] = set()
    if dialogue.entry in book:
        causes = cause_standings(book[dialogue.entry], dialogue)
        best = "likely" if any(cause.standing == "likely" for cause in causes) else "open"
        wanted = {cause.cause for cause in causes if cause.standing == best}
    names = [
        name
        for step in _steps(book, dialogue)
        if step.outcome == "bad"
        for check in [book[step.entry].checks[step.check - 1]]
        for result in [_result(check, step)]
        for name in (*(result.leads_to if result else ()), step.entry)
    ]
    seen: set[tuple[str, str]] = set()
    for name in dict.fromkeys((*names, dialogue.entry)):
        for one in book[name].escalations if name in book else ():
            fits = name != dialogue.entry or not one.causes or not wanted.isdisjoint(one.causes)
            if fits and (one.whom, one.what) not in seen:
                seen.add((one.whom, one.what))
                yield one.model_copy(update={"what": _filled(one.what, dialogue)})


def _filled(text: str, dialogue: Dialogue) -> str:
    """A request with what is known of the affected machine in place of `<host>` and the like."""
    for slot, field in SLOTS.items():
        value = dialogue.situation.value(field)
        text = text.replace(f"<{slot}>", value) if value else text
    return text


# --- secrets, and what a terminal would obey -----------------------------------------------------------------


def _without_secrets(ticket: Ticket) -> Ticket:
    """The ticket with stand-ins. The book's own texts hold no secrets, but the same host may stand in both."""
    own = [ticket.error, *ticket.also, *(fact.value for fact in ticket.situation), *ticket.evidence]
    said = [text for check in ticket.checks for text in (check.why, check.line)]
    lead = [_context(fact) for fact in ticket.situation]
    asked = [one.what for one in ticket.ask]
    texts, replaced = redact_each([*own, *said, *asked, *lead])
    at = iter(texts)
    error = next(at)
    also = tuple(next(at) for _ in ticket.also)
    values = [next(at) for _ in ticket.situation]
    evidence = tuple(next(at) for _ in ticket.evidence)
    checks = tuple(check.model_copy(update={"why": next(at), "line": next(at)}) for check in ticket.checks)
    ask = tuple(one.model_copy(update={"what": next(at)}) for one in ticket.ask)
    facts = tuple(
        fact.model_copy(update={"value": value}) for fact, value in zip(ticket.situation, values, strict=True)
    )
    return ticket.model_copy(
        update={
            "error": error,
            "also": also,
            "situation": facts,
            "evidence": evidence,
            "checks": checks,
            "ask": ask,
            "replaced": tuple(StandIn(kind=r.kind, stand_in=r.stand_in, count=r.count) for r in replaced),
        }
    )


def _context(fact: Fact) -> str:
    """A value where a bare name is seen to be a host's."""
    return f"https://{fact.value}/" if fact.name in (NAMES["proxy_host"], NAMES["host"]) else ""


def _safe(ticket: Ticket) -> Ticket:
    """The ticket with everything visible that a terminal would obey."""
    return Ticket.model_validate(_visible(ticket.model_dump()))


def _visible(value: object) -> object:
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, dict):
        return {name: _visible(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_visible(part) for part in value]
    return value


# --- as lines -------------------------------------------------------------------------------------------------


def _lines(
    ticket: Ticket,
    heading: Callable[[str], str],
    block: Callable[[str], Iterable[str]],
    title: str,
    written: Callable[[str], str],
) -> Iterator[str]:
    """The ticket's lines. `written`: a text as it stands in a sentence or item of the form."""
    yield title

    def part(words: str, items: Iterable[str]) -> Iterator[str]:
        listed = list(items)
        if listed:
            yield from ("", heading(words), "", *listed)

    def item(words: str) -> str:
        return "- " + written(visible_line(" ".join(words.split())))

    if ticket.error:
        yield from part("Error", block(ticket.error))
    yield from part("Also seen", (line for text in ticket.also for line in (*block(text), "")))
    yield from part("Situation", (item(f"{fact.name}: {fact.value}") for fact in ticket.situation))
    if ticket.entry:
        sure = "" if ticket.likelihood is None else f", {min(99, int(ticket.likelihood * 100))}% likely"
        about = [item(f"{ticket.entry_title} ({ticket.entry}){sure}"), *(item(one) for one in ticket.evidence)]
        yield from part("Found", about)
    yield from part("Checks", _checks(ticket, item))
    yield from part("Conclusion", [written(line) for line in ticket.conclusion.split("\n")])
    causes = (item(f"{cause.standing}{_by(cause.by)}: {cause.text}") for cause in ticket.causes)
    yield from part("Causes", causes)
    yield from part("Open", (item(words) for words in ticket.open))
    yield from part("To ask", (item(f"{one.whom}: {one.what}") for one in ticket.ask))
    if ticket.redacted:
        kinds = (item(f"`{one.stand_in}`: {one.kind}, {_times(one.count)}") for one in ticket.replaced)
        yield from part("Replaced", list(kinds) or [item("nothing")])


def _checks(ticket: Ticket, item: Callable[[str], str]) -> Iterator[str]:
    for check in ticket.checks:
        whose = "" if check.entry == ticket.entry else f" ({check.entry})"
        yield item(f"Check {check.check}{whose}: {check.title} - {check.outcome}")
        for words in (check.result, check.why, check.line and f"printed: {_literal(check.line)}"):
            if words:
                yield "  " + item(words)


def _literal(text: str) -> str:
    """A text in backticks, between which nothing is read as a form; as it is where it holds one itself."""
    return text if "`" in text else f"`{text}`"


def _by(checks: tuple[int, ...]) -> str:
    return f" (check {', '.join(map(str, checks))})" if checks else ""


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _fenced(text: str) -> Iterator[str]:
    """A text word for word as a Markdown fence that nothing in it can end."""
    longest = max((len(run) for run in _runs(text)), default=0)
    fence = "`" * max(3, longest + 1)
    yield f"{fence}text"
    yield from text.rstrip("\n").split("\n")
    yield fence


def _runs(text: str) -> Iterator[str]:
    run = ""
    for char in text:
        if char == "`":
            run += char
        elif run:
            yield run
            run = ""
    if run:
        yield run


def _indented(text: str) -> Iterator[str]:
    yield from ("    " + line for line in text.rstrip("\n").split("\n"))


_MARKS = str.maketrans({mark: f"\\{mark}" for mark in "\\<>[]*_#|"})


def _escaped(text: str) -> str:
    """A text in which Markdown sees nothing but literals in backticks, as an article has them."""
    parts = text.split("`")
    if len(parts) % 2 == 0:  # a backtick that nothing closes
        return text.replace("`", "\\`").translate(_MARKS)
    return "`".join(part if at % 2 else part.translate(_MARKS) for at, part in enumerate(parts))
