"""The chat without a terminal: a state and a line give the next state and the text to show. Pure, given a book.

A line is an order where it begins with a slash and a word, is one of a few bare words (`more`, `why`), or is a number
of the list shown last. Everything else is a question, and so is everything pasted, of several lines, or begun with a
space.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

from kb.dialogue import Dialogue, Heard, back, hear, next_check, skip
from kb.errors import UnknownEntry
from kb.knowledge_base import KnowledgeBase
from kb.layout import CELL
from kb.lookup import Lookup, Match
from kb.safe_text import visible_line
from kb.situation import Refused, Situation, assign, merge, read_situation
from kb_cli.affected import filled, known, set_value
from kb_cli.findings import (
    BLANK,
    Line,
    clip,
    decoded_lines,
    evidence_lines,
    not_sure,
    numbered,
    others,
    percent,
    runner_up,
    sure_line,
)
from kb_cli.terminal import PLATFORM_NAMES, PLATFORMS, Screen, for_platform, render
from kb_cli.walk import check_lines, heard_lines, progress, what_next

SHORT = frozenset({"summary", "messages", "causes", "checks"})
"""The parts of an entry that an answer shows first; `more` shows the others."""

_PLATFORM_NAMES = {**PLATFORM_NAMES, "all": "all systems"}
_FOR_INSTANCE = "For instance /set proxy proxy.contoso.com:3128, or /set host NAME."
_LISTED = 9
_QUOTES = 3
_ORDER = re.compile(r"/[A-Za-z?]*")
_NUMBER = re.compile(r"[1-9][0-9]?")


@dataclass(frozen=True, slots=True)
class State:
    """What the chat remembers between two lines."""

    platform: str
    """Whose commands are shown: one of PLATFORMS, or `all`."""
    entry: str = ""
    """The id of the entry at hand, which `more` and `why` speak of."""
    question: str = ""
    """The text that was looked up last."""
    found: Lookup | None = None
    """What the book said to it."""
    dialogue: Dialogue = field(default_factory=lambda: Dialogue(entry=""))
    """How far the checks of the entry at hand are done."""
    situation: Situation = field(default_factory=Situation)
    """What is known of the affected machine: read from the pastes, or set."""
    listed: tuple[str, ...] = ()
    """The ids of the list shown last, which a number chooses from."""
    collected: tuple[str, ...] | None = None
    """The lines since `/paste`; None outside of it."""
    left: bool = False
    """Whether the person said good-bye."""


@dataclass(frozen=True, slots=True)
class Reply:
    """The state after a line, and the text to show: safe for a terminal, ends with a line feed, or is empty."""

    state: State
    text: str


@dataclass(frozen=True, slots=True)
class _Said:
    """The state after a line, and the lines to show."""

    state: State
    lines: list[Line]


def greeting(book: KnowledgeBase, state: State, screen: Screen) -> str:
    """What a chat opens with."""
    lines: list[Line] = [
        ("text", 0, "", f"errkb, {len(book)} entries; commands for {_PLATFORM_NAMES[state.platform]}."),
        ("text", 0, "", "Paste an error, type a code, or ask. /help says more, Ctrl-D leaves."),
    ]
    return render(lines, screen)


def reply(book: KnowledgeBase, state: State, line: str, screen: Screen, *, pasted: bool = False) -> Reply:
    """The next state and the text to show. `pasted`: the line came from the clipboard, so it is never an order."""
    if state.collected is not None:
        return _shown(_collect(book, state, line, pasted), screen)
    return _shown(_say(book, state, line, pasted), screen)


def end_of_input(book: KnowledgeBase, state: State, screen: Screen) -> Reply:
    """The same for the end of the input: what `/paste` collected is looked up, then the chat is left."""
    said = _Said(state, []) if state.collected is None else _finish(book, state)
    return _shown(_Said(replace(said.state, left=True), said.lines), screen)


def cancel(state: State) -> State:
    """The state after Ctrl-C: what `/paste` collected is dropped."""
    return replace(state, collected=None)


def is_order(line: str) -> bool:
    """Whether a typed line has the form of an order; any other is a question."""
    words = line.split()
    if not words or line[0].isspace() or "\n" in line.strip():
        return False
    if len(words) == 1 and (words[0].lower() in _BARE or _NUMBER.fullmatch(words[0])):
        return True
    return bool(_ORDER.fullmatch(words[0]))


def _shown(said: _Said, screen: Screen) -> Reply:
    return Reply(said.state, render(said.lines, screen) if said.lines else "")


# --- collecting lines between /paste and /end ------------------------------------------------------------------------


def _collect(book: KnowledgeBase, state: State, line: str, pasted: bool) -> _Said:
    if line.strip() == "/end" and not pasted:
        return _finish(book, state)
    return _Said(replace(state, collected=(*(state.collected or ()), line)), [])


def _finish(book: KnowledgeBase, state: State) -> _Said:
    text = "\n".join(state.collected or ())
    state = replace(state, collected=None)
    return _ask(book, state, text) if text.strip() else _Said(state, [_text("Nothing was pasted.")])


# --- what a line means -----------------------------------------------------------------------------------------------


def _say(book: KnowledgeBase, state: State, line: str, pasted: bool) -> _Said:
    if not line.strip():
        return _Said(state, [])
    if pasted or not is_order(line):
        return _ask(book, state, line)
    word, _, rest = line.strip().partition(" ")
    if _NUMBER.fullmatch(word) and not rest:
        number = int(word)
        return _open(book, state, state.listed[number - 1]) if number <= len(state.listed) else _ask(book, state, line)
    name = _BARE.get(line.strip().lower()) or word.lower()
    order = _ORDERS.get(name)
    if order is None:
        near = get_close_matches(name, [*_ORDERS, "/end"], n=1, cutoff=0.0)
        return _Said(state, [_text(f"There is no {clip(word, 30)}. Did you mean {near[0]}? /help lists them all.")])
    return order.do(book, state, rest.strip())


def _ask(book: KnowledgeBase, state: State, text: str) -> _Said:
    """A verdict on the output of a check at hand; else the text looked up: the answer, or the nearest guesses."""
    state, changed = _with_situation(state, text)
    heard = hear(book[state.entry], state.dialogue, text, _machine(state)) if state.entry else None
    if heard:
        said = _judged(book, state, heard, text)
        return _Said(said.state, [*changed, *said.lines])
    found = book.lookup(text)
    remarks = [*changed, *(_meta(remark) for remark in found.remarks)]
    state = replace(state, question=text, found=found, entry="", listed=())
    if found.answer:
        return _answer(book, state, found, found.answer.id, [*remarks, *decoded_lines(found)])
    unknown = [code for code in found.codes if not book.find(code)]
    lines = [*remarks, *not_sure(found, unknown)]
    if found.matches:
        state = replace(state, listed=tuple(match.entry.id for match in found.matches))
        lines += [BLANK, ("heading", 0, "", "The nearest guesses")]
        lines += numbered((match.entry.title, percent(match.score)) for match in found.matches)
        lines += [BLANK, _meta("A number opens one. The whole error text, with its code, helps most.")]
    return _Said(state, lines)


def _with_situation(state: State, text: str) -> tuple[State, list[Line]]:
    """The state with what a text says of the affected machine, and a line where that changes the commands shown."""
    before = state.situation.platform
    situation = merge(state.situation, read_situation(text))
    state = replace(state, situation=situation)
    read = situation.platform
    if not read or read in (before, state.platform) or situation.is_set("platform") or state.platform == "all":
        return state, []
    line = _meta(f"Your text is from {_PLATFORM_NAMES[read]}: commands are now for it. /platform shows others.")
    return replace(state, platform=read), [line]


def _machine(state: State) -> str:
    """The platform of the affected machine as far as it was read or said; that of the person's own tells nothing."""
    return state.situation.platform


def _judged(book: KnowledgeBase, state: State, heard: Heard, text: str) -> _Said:
    """What a pasted output says of a check, where that leads, and what is next."""
    entry = book[state.entry]
    state = replace(state, dialogue=heard.dialogue, listed=tuple(name for name in heard.leads_to if name in book))
    lines = list(heard_lines(entry, heard, text))
    if state.listed:
        lines += [BLANK, ("heading", 0, "", "It leads to")]
        lines += numbered((book[name].title, name) for name in state.listed)
    return _Said(state, [*lines, BLANK, what_next(entry, heard.dialogue, _machine(state))])


def _answer(book: KnowledgeBase, state: State, found: Lookup, name: str, remarks: list[Line]) -> _Said:
    rest = others(found, name)
    state = replace(state, entry=name, dialogue=Dialogue(entry=name), listed=tuple(match.entry.id for match in rest))
    lines = [*remarks, sure_line(found.matches[0], state.question), BLANK, *_short(book, state)]
    if rest:
        lines += [BLANK, ("heading", 0, "", "Also possible")]
        lines += numbered((match.entry.title, percent(match.score)) for match in rest)
    return _Said(state, [*lines, BLANK, *_what_else(book, state)])


def _open(book: KnowledgeBase, state: State, name: str) -> _Said:
    """Show an entry that the person chose. The list stays, so that another number can follow."""
    if name != state.entry:
        state = replace(state, entry=name, dialogue=Dialogue(entry=name))
    return _Said(state, [*_short(book, state), BLANK, *_what_else(book, state)])


def _list(state: State, ids: Iterable[tuple[str, str]], heading: str) -> _Said:
    """A numbered list of (id, title) to choose from."""
    items = list(ids)[:_LISTED]
    state = replace(state, listed=tuple(name for name, _ in items))
    lines = [("heading", 0, "", heading), *numbered((title, name) for name, title in items)]
    return _Said(state, [*lines, BLANK, _meta("A number opens one.")])


# --- the parts of an entry -------------------------------------------------------------------------------------------


def _short(book: KnowledgeBase, state: State) -> list[Line]:
    """The lines of an answer, with the first few error texts."""
    return _joined(
        _few(part) if name == "messages" else part for name, part in _parts(book, state).items() if name in SHORT
    )


def _rest(book: KnowledgeBase, state: State) -> list[Line]:
    """What an answer left out: the other parts, and all error texts where they were too many."""
    parts = _parts(book, state)
    long = "messages" in parts and _few(parts["messages"]) != parts["messages"]
    return _joined(part for name, part in parts.items() if name not in SHORT or (long and name == "messages"))


def _joined(parts: Iterable[list[Line]]) -> list[Line]:
    lines = [line for part in parts for line in part]
    return lines[1:] if lines and lines[0] == BLANK else lines


def _few(messages: list[Line]) -> list[Line]:
    """The part of the error texts, cut after a few lines, with a word on how many lines are left."""
    quotes = [line for line in messages if line[0] == "quote"]
    if len(quotes) <= _QUOTES + 1:
        return messages
    lead = messages[: messages.index(quotes[0])]
    return [*lead, *quotes[:_QUOTES], ("meta", 2, "", f"({len(quotes) - _QUOTES} more lines; `more` shows them)")]


def _parts(book: KnowledgeBase, state: State) -> dict[str, list[Line]]:
    """The lines of the entry at hand by the name of their part, in order, with the commands for the platform."""
    parts: dict[str, list[Line]] = {}
    part: list[Line] = []
    group: list[Line] | None = None
    for style, indent, platform, text in book.layout(state.entry):
        if style == "section":
            part = parts.setdefault(text, [])
        elif style == "group":
            group = []
        elif style == "end":
            platform = "" if state.platform == "all" else state.platform
            part += for_platform(group or [], platform, "/platform all")
            group = None
        else:
            (part if group is None else group).append((style, indent, platform, text))
    if "checks" in parts:
        parts["checks"] = filled(parts["checks"], book[state.entry], state.situation)
    return parts


def _what_else(book: KnowledgeBase, state: State) -> list[Line]:
    """The line that ends an answer: which entry it was, what `more` would show, what else can be asked."""
    names = ["other sources" if name == "outside" else name for name in _parts(book, state) if name not in SHORT]
    offers = [f"more: {', '.join(names)}"] if names else []
    if book[state.entry].checks:
        offers.append("next: the checks one by one")
    if _match(state):
        offers.append("why: what in your text led here")
    if state.listed:
        offers.append("1: the other" if len(state.listed) == 1 else f"1 to {len(state.listed)}: the list")
    return [_meta(f"That was {state.entry}. {' · '.join(offers)}")]


def _match(state: State) -> Match | None:
    """The match of the entry at hand in what was found last, if it is there."""
    matches = state.found.matches if state.found else ()
    return next((match for match in matches if match.entry.id == state.entry), None)


# --- orders: (book, state, words after the order) to what is said ----------------------------------------------------


def _help(book: KnowledgeBase, state: State, words: str) -> _Said:  # noqa: ARG001
    rows = [("", "")] + [(f"{name} {order.takes}".strip(), order.does) for name, order in _ORDERS.items()]
    return _Said(
        state,
        [
            _text("Paste an error, type a code, or ask; Enter looks it up. A paste of many lines is one question."),
            *(("row", 2, "", CELL.join(row)) for row in rows),
            BLANK,
            _text("next, skip, back, checks, more, why, help, quit and exit need no slash."),
            _text("A number opens an entry of the list shown last."),
            _text("A line that begins with a space is always looked up."),
            _text("Alt-Enter adds a line, Ctrl-R finds an earlier question, Ctrl-C clears the line, Ctrl-D leaves."),
            _text("Earlier questions are kept without secrets and names: <user-1> stands for one."),
        ],
    )


def _more(book: KnowledgeBase, state: State, words: str) -> _Said:  # noqa: ARG001
    if not state.entry:
        return _nothing_at_hand(state)
    return _Said(state, _rest(book, state) or [_text("That was all of it.")])


def _why(book: KnowledgeBase, state: State, words: str) -> _Said:  # noqa: ARG001
    found = state.found
    match = _match(state)
    if match is None and found and found.matches and not state.entry:
        match = found.matches[0]
        verdict = f"Too little for an answer: {_name(match)} is {percent(match.score)} likely. Your text met:"
    elif match:
        verdict = f"{_name(match)} is {percent(match.score)} likely. Your text met:"
    elif state.entry:
        return _Said(state, [_text(f"You opened {state.entry} yourself; no text led there.")])
    elif found:
        return _Said(state, [_text("Nothing in the text met anything in the book.")])
    else:
        return _nothing_at_hand(state)
    evidence = list(evidence_lines(match, state.question)) or [("item", 2, "", "- nothing in particular")]
    return _Said(state, [_text(verdict), *evidence, *(runner_up(found, match.entry.id) if found else ())])


def _next(book: KnowledgeBase, state: State, words: str) -> _Said:  # noqa: ARG001
    if not state.entry:
        return _nothing_at_hand(state)
    entry = book[state.entry]
    number = next_check(entry, state.dialogue, _machine(state))
    if not number:
        return _Said(state, [what_next(entry, state.dialogue, _machine(state))])
    lines = check_lines(_parts(book, state).get("checks", []), number)
    return _Said(state, [*lines, BLANK, _meta("Paste what it prints; `skip` goes on, `back` goes back.")])


def _skip(book: KnowledgeBase, state: State, words: str) -> _Said:
    if not state.entry:
        return _nothing_at_hand(state)
    return _next(book, replace(state, dialogue=skip(book[state.entry], state.dialogue, _machine(state))), words)


def _back(book: KnowledgeBase, state: State, words: str) -> _Said:
    if not state.entry:
        return _nothing_at_hand(state)
    return _next(book, replace(state, dialogue=back(state.dialogue)), words)


def _checks(book: KnowledgeBase, state: State, words: str) -> _Said:  # noqa: ARG001
    if not state.entry:
        return _nothing_at_hand(state)
    entry = book[state.entry]
    if not entry.checks:
        return _Said(state, [_text(f"{state.entry} has no checks.")])
    return _Said(state, [*progress(entry, state.dialogue), BLANK, what_next(entry, state.dialogue, _machine(state))])


def _show(book: KnowledgeBase, state: State, words: str) -> _Said:
    if not words and state.entry:
        return _open(book, state, state.entry)
    if not words:
        return _Said(state, [_text("Which one? For instance /show 407, or the id of an entry.")])
    try:
        entries = (book[words],) if words in book else book.find(words) or (book[words],)
    except UnknownEntry as error:
        near = [(name, book[name].title) for name in error.nearest]
        if near:
            return _list(state, near, f"There is no {clip(words)}. The nearest:")
        return _Said(state, [_text(f"There is no {clip(words)}. /search looks by words.")])
    if len(entries) > 1:
        return _list(state, [(entry.id, entry.title) for entry in entries], f"{clip(words)} is a name of several")
    return _open(book, state, entries[0].id)


def _search(book: KnowledgeBase, state: State, words: str) -> _Said:
    if not words:
        return _Said(state, [_text("Which words? For instance /search proxy timeout, or /search product:teams.")])
    matches = book.search(words, _LISTED)
    if not matches:
        return _Said(state, [_text(f"No entry has {clip(words)}. A beginning with a star finds more: /search prox*")])
    return _list(state, [(match.entry.id, match.entry.title) for match in matches], f"Entries for {clip(words)}")


def _platform(book: KnowledgeBase, state: State, words: str) -> _Said:  # noqa: ARG001
    if words.lower() not in (*PLATFORMS, "all"):
        others = "|".join((*PLATFORMS, "all"))
        return _Said(state, [_text(f"Commands are shown for {_PLATFORM_NAMES[state.platform]}. /platform {others}")])
    wanted = words.lower()
    told = assign(state.situation, "platform", "" if wanted == "all" else wanted)
    situation = state.situation if isinstance(told, Refused) else told
    state = replace(state, platform=wanted, situation=situation)
    again = " /show shows the entry again." if state.entry else ""
    return _Said(state, [_text(f"Commands are shown for {_PLATFORM_NAMES[state.platform]} from now on.{again}")])


def _set(book: KnowledgeBase, state: State, words: str) -> _Said:  # noqa: ARG001
    if not words:
        lines = known(state.situation) or [_text("Nothing is known yet.")]
        return _Said(
            state, [*lines, BLANK, _meta("For instance /set proxy proxy.contoso.com:3128, or /set host NAME.")]
        )
    after = set_value(state.situation, words)
    if after is None:
        return _Said(state, [_text(f"Set what? {_FOR_INSTANCE}")])
    if isinstance(after, Refused):
        return _Said(state, [_text(visible_line(after.reason))])
    return _Said(replace(state, situation=after), known(after) or [_text("Forgotten.")])


def _new(book: KnowledgeBase, state: State, words: str) -> _Said:  # noqa: ARG001
    return _Said(State(platform=state.platform), [_text("Forgotten. Paste the next one.")])


def _paste(book: KnowledgeBase, state: State, words: str) -> _Said:  # noqa: ARG001
    return _Said(replace(state, collected=()), [_text("Paste now; a line with /end looks it up.")])


def _quit(book: KnowledgeBase, state: State, words: str) -> _Said:  # noqa: ARG001
    return _Said(replace(state, left=True), [])


@dataclass(frozen=True, slots=True)
class Order:
    """Something to type after a slash: what it takes, what it does in a few words, and the doing."""

    takes: str
    does: str
    do: Callable[[KnowledgeBase, State, str], _Said]


_ORDERS = {
    "/next": Order("", "the next check of the entry; paste what it prints", _next),
    "/skip": Order("", "leave that check out and show the one after it", _skip),
    "/back": Order("", "take the last check again", _back),
    "/checks": Order("", "all checks with how they ended", _checks),
    "/more": Order("", "the rest of the entry: endpoints, settings, notes, sources", _more),
    "/why": Order("", "what in your text led to the entry, and the next best", _why),
    "/show": Order("ID", "an entry by its id, code or title", _show),
    "/search": Order("WORDS", "a list of entries that have the words", _search),
    "/platform": Order("NAME", "commands for windows, macos, linux or all", _platform),
    "/set": Order("proxy HOST:PORT", "what commands are filled with; alone: what is known", _set),
    "/paste": Order("", "collect lines up to /end, where a paste arrives line by line", _paste),
    "/new": Order("", "forget the entry and the list, start over", _new),
    "/help": Order("", "this", _help),
    "/quit": Order("", "leave", _quit),
}
_BARE = {
    "next": "/next",
    "skip": "/skip",
    "back": "/back",
    "checks": "/checks",
    "more": "/more",
    "why": "/why",
    "help": "/help",
    "?": "/help",
    "/?": "/help",
    "quit": "/quit",
    "exit": "/quit",
    "/exit": "/quit",
}


def orders() -> dict[str, str]:
    """Every order with what it does: for completion."""
    return {name: order.does for name, order in _ORDERS.items()}


def _nothing_at_hand(state: State) -> _Said:
    return _Said(state, [_text("No entry is at hand yet. Paste an error or type a code first.")])


def _name(match: Match) -> str:
    return f"{visible_line(match.entry.title)} ({match.entry.id})"


def _text(words: str) -> Line:
    return "text", 0, "", words


def _meta(words: str) -> Line:
    return "meta", 0, "", words
