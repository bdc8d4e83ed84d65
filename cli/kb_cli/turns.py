"""What the chat says to a turn of the dialogue: an answer, a verdict, the next check. Pure, given a book."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from kb.dialogue import Move, Turn, take_turn
from kb.follow_up import FollowUp
from kb.knowledge_base import KnowledgeBase
from kb.lookup import Lookup, Match
from kb.safe_text import visible_line
from kb_cli.entry_view import cause_lines, copyable, proposal, short
from kb_cli.findings import BLANK, Line, decoded_lines, not_sure, numbered, others, percent, sure_line
from kb_cli.follow_up_view import answer_lines
from kb_cli.state import Said, State, heading, meta, text
from kb_cli.terminal import PLATFORM_NAMES
from kb_cli.walk import end_of_checks, heard_lines, what_next

CHAT_PLATFORMS = {**PLATFORM_NAMES, "all": "all systems"}
_LISTED = 9
_OTHERS = 3
_CHECK_ROWS = 12
_OF_CHECKS = ("next", "check", "skip", "back", "good", "bad")
"""Moves that need an entry at hand."""


def say(book: KnowledgeBase, state: State, words: str, *, misread: bool = False) -> Said:
    """What is said to a text: a verdict on the output of a check, an answer, or the nearest guesses.

    `misread`: it was read in a picture.
    """
    before = state
    turn = take_turn(book, state.dialogue, words, misread=misread)
    state, changed = _after(state, turn)
    if turn.kind == "verdict":
        said = _verdict(book, state, turn)
    else:
        found = turn.lookup
        state = replace(state, question=words, found=found)
        remarks = [meta(remark) for remark in found.remarks] if found else []
        if turn.kind == "follow-up" and turn.follow_up:
            return _follow_up(book, before, state, turn.follow_up)
        if turn.kind == "undecided":
            said = _undecided(book, state, turn)
        elif turn.kind == "answer" and found:
            said = _answer(book, state, turn, found, remarks)
        else:
            said = _unsure(book, state, turn, found, remarks)
    return Said(said.state, [*changed, *said.lines], said.errand)


def move(book: KnowledgeBase, state: State, do: Move) -> tuple[State, Turn]:
    """The state after a move, and the turn it was."""
    turn = take_turn(book, state.dialogue, do)
    return replace(state, dialogue=turn.dialogue), turn


def tell(book: KnowledgeBase, state: State, do: Move) -> Said:
    """What is said to a move: the next check; a verdict where the person told one; the entry that was opened."""
    before = state
    state, turn = move(book, state, do)
    if turn.kind == "refused":
        if not state.entry and do.do in _OF_CHECKS:
            return nothing_at_hand(state)
        if do.do in ("next", "skip") and state.entry:
            return Said(state, [end_of_checks(book[state.entry], state.dialogue)])
        return Said(state, [text(visible_line(turn.why))])
    if turn.kind == "verdict":
        return _verdict(book, state, turn)
    if do.do == "open":
        # The list stays, so that another number can follow; not if it has no other.
        listed = before.listed if before.listed != (do,) else ()
        return opened(book, replace(state, listed=listed), turn)
    return propose(book, state, turn)


def propose(book: KnowledgeBase, state: State, turn: Turn) -> Said:
    """The check to do next, or how the checks ended."""
    if not state.entry:
        return nothing_at_hand(state)
    if not turn.check:
        return Said(state, [what_next(book[state.entry], turn)])
    return Said(_with_commands(book, state, turn), proposal(book, state, turn.check))


def opened(book: KnowledgeBase, state: State, turn: Turn) -> Said:
    """The entry at hand in its short form."""
    state = _with_commands(book, state, turn)
    return Said(state, [*short(book, state, turn.check), BLANK, *what_else(state)])


def at_hand(book: KnowledgeBase, state: State) -> Turn:
    """The turn of somebody who said nothing: which check is next."""
    return take_turn(book, state.dialogue, Move(do="next"))


def list_entries(state: State, ids: Iterable[tuple[str, str]], words: str) -> Said:
    """A numbered list of (id, title) to choose from."""
    items = list(ids)[:_LISTED]
    state = replace(state, listed=_opening(name for name, _ in items))
    lines = [heading(words), *numbered((title, name) for name, title in items)]
    return Said(state, [*lines, BLANK, meta("A number opens one.")])


def nothing_at_hand(state: State) -> Said:
    """What is said where an order needs an entry and there is none."""
    return Said(state, [text("No entry is at hand yet. Paste an error or type a code first.")])


def match_at_hand(state: State) -> Match | None:
    """The match of the entry at hand in what was found last, if it is there."""
    matches = state.found.matches if state.found else ()
    return next((match for match in matches if match.id == state.entry), None)


def what_else(state: State) -> list[Line]:
    """The line that ends an answer: which entry it was, and what else can be asked."""
    offers = ["more: all of it"]
    if match_at_hand(state):
        offers.append("why: how it was found")
    if state.listed:
        offers.append("1: the other" if len(state.listed) == 1 else f"1 to {len(state.listed)}: the list")
    return [meta(f"That was {state.entry}. {' · '.join(offers)}")]


def _after(state: State, turn: Turn) -> tuple[State, list[Line]]:
    """The state with the turn's dialogue, and a line where a text's platform changes the commands shown."""
    before = state.situation.platform
    state = replace(state, dialogue=turn.dialogue)
    read = state.situation.platform
    if not read or read in (before, state.platform) or state.situation.is_set("platform") or state.platform == "all":
        return state, []
    line = meta(f"Your text is from {CHAT_PLATFORMS[read]}: commands are now for it. /platform shows others.")
    return replace(state, platform=read), [line]


def _with_commands(book: KnowledgeBase, state: State, turn: Turn) -> State:
    commands = copyable(book[state.entry], turn.check, state) if turn.check else ()
    return replace(state, copyable=commands)


def _answer(book: KnowledgeBase, state: State, turn: Turn, found: Lookup, remarks: list[Line]) -> Said:
    rest = others(found, state.entry)[:_OTHERS]
    state = replace(state, listed=_opening(match.id for match in rest))
    state = _with_commands(book, state, turn)
    before = [*remarks, sure_line(found.matches[0], state.question), *decoded_lines(found), BLANK]
    after: list[Line] = []
    if rest:
        after += [BLANK, heading("Also possible")]
        after += numbered((match.title, percent(match.score)) for match in rest)
    after += [BLANK, *what_else(state)]
    return Said(state, [*before, *short(book, state, turn.check, taken=len(before) + len(after) + 1), *after])


def _unsure(book: KnowledgeBase, state: State, turn: Turn, found: Lookup | None, remarks: list[Line]) -> Said:
    state = replace(state, listed=())
    if found is None:
        return Said(state, remarks)
    unknown = [code for code in found.codes if not book.find(code)]
    lines = [*remarks, *not_sure(found, unknown)]
    if found.matches:
        state = replace(state, listed=_opening(match.id for match in found.matches))
        lines += [BLANK, heading("The nearest guesses")]
        lines += numbered((match.title, percent(match.score)) for match in found.matches)
        lines += [BLANK, meta("A number opens one. The whole error text, with its code, helps most.")]
    return Said(state, [*lines, *_still(book, state, turn)])


def _still(book: KnowledgeBase, state: State, turn: Turn) -> list[Line]:
    """A line that the entry at hand is still there."""
    if not state.entry:
        return []
    title = visible_line(book[state.entry].title)
    then = f"; `next` shows check {turn.check}" if turn.check else ""
    return [meta(f"Still at hand: {title}{then}.")]


def _verdict(book: KnowledgeBase, state: State, turn: Turn) -> Said:
    """What an output says of a check, how the causes stand, where that leads, and the next check."""
    if turn.heard is None:
        return Said(state, [])
    entry = book[state.entry]
    leads_to = [name for name in turn.heard.leads_to if name in book and name != state.entry]
    state = replace(state, listed=_opening(leads_to))
    lines = list(heard_lines(book, state.dialogue, turn.heard))
    causes = list(cause_lines(entry, turn.causes, state.width))
    lines += [BLANK, *causes] if causes else []
    if leads_to:
        lines += [BLANK, heading("It leads to")]
        lines += numbered((book[name].title, name) for name in leads_to)
    state = _with_commands(book, state, turn)
    if turn.check and not (leads_to and turn.heard.verdict.outcome == "bad"):
        return Said(state, [*lines, BLANK, *proposal(book, state, turn.check, _CHECK_ROWS)])
    return Said(state, [*lines, BLANK, what_next(entry, turn)])


def _follow_up(book: KnowledgeBase, before: State, state: State, asked: FollowUp) -> Said:
    """What the entry at hand says to a question about it. The look-up before stays what `why` speaks of."""
    platform = asked.platform or before.platform
    state = replace(before, dialogue=state.dialogue, platform=platform)
    if asked.checks:
        entry = book[state.entry]
        state = replace(state, copyable=tuple(c for n in asked.checks for c in copyable(entry, n, state)))
    return Said(state, answer_lines(book, state, asked))


def _undecided(book: KnowledgeBase, state: State, turn: Turn) -> Said:
    """An output that does not decide its check: why, and what the book knows of it otherwise."""
    why = turn.heard.verdict.why if turn.heard else ""
    lines: list[Line] = [("text", 0, "", f"Can't tell: {visible_line(why)}")]
    answer = turn.lookup.answer if turn.lookup else None
    state = replace(state, listed=())
    waits = bool(turn.heard and turn.heard.verdict.missing)
    if answer and answer.id != state.entry and not waits:
        state = replace(state, listed=_opening([answer.id]))
        lines += [BLANK, heading("The book knows such a text"), *numbered([(answer.title, answer.id)])]
    return Said(state, [*lines, BLANK, what_next(book[state.entry], turn)])


def _opening(ids: Iterable[str]) -> tuple[Move, ...]:
    return tuple(Move(do="open", value=name) for name in ids)
