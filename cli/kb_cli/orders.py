"""The orders of the chat: what may be typed after a slash, and what is said to it. Pure, given a book."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any

from kb.dialogue import Move
from kb.errors import UnknownEntry
from kb.knowledge_base import KnowledgeBase
from kb.layout import CELL
from kb.lookup import Match
from kb.safe_text import visible_exact, visible_line
from kb.situation import Refused, assign
from kb.ticket import as_json, as_markdown, as_text, write_ticket
from kb_cli.affected import known, set_value
from kb_cli.entry_view import whole
from kb_cli.findings import BLANK, Line, clip, evidence_lines, numbered, percent, runner_up
from kb_cli.state import Errand, Said, State, heading, meta, text
from kb_cli.terminal import PLATFORMS
from kb_cli.turns import (
    CHAT_PLATFORMS,
    at_hand,
    list_entries,
    match_at_hand,
    move,
    nothing_at_hand,
    tell,
)
from kb_cli.walk import progress, what_next

_FOR_INSTANCE = "For instance /set proxy proxy.contoso.com:3128, /set host NAME or /set cloud china."
_FOUND = 9


def as_order(book: KnowledgeBase, state: State, line: str) -> Said:
    """What is said to a line that is an order."""
    word, _, rest = line.partition(" ")
    name = BARE.get(line.lower()) or BARE.get(word.lower()) or word.lower()
    order = ORDERS.get(name)
    if order is None:
        near = get_close_matches(name, [*ORDERS, "/end"], n=1, cutoff=0.0)
        return Said(state, [text(f"There is no {clip(word, 30)}. Did you mean {near[0]}? /help lists them all.")])
    return order.do(book, state, rest.strip())


# --- each: (book, state, words after the order) to what is said ------------------------------------------------------


def _next(book: KnowledgeBase, state: State, words: str) -> Said:
    return tell(book, state, Move(do="check" if words else "next", value=words))


def _skip(book: KnowledgeBase, state: State, words: str) -> Said:  # noqa: ARG001
    return tell(book, state, Move(do="skip"))


def _back(book: KnowledgeBase, state: State, words: str) -> Said:  # noqa: ARG001
    return tell(book, state, Move(do="back"))


def _good(book: KnowledgeBase, state: State, words: str) -> Said:  # noqa: ARG001
    return tell(book, state, Move(do="good"))


def _bad(book: KnowledgeBase, state: State, words: str) -> Said:
    """Where a check has several bad results, a list of them to choose from."""
    if not state.entry:
        return nothing_at_hand(state)
    number = at_hand(book, state).check
    results = book[state.entry].checks[number - 1].results if number else ()
    bad = [result for result in results if not result.good]
    if words or len(bad) < 2:
        return tell(book, state, Move(do="bad", value=words))
    state = replace(state, listed=tuple(Move(do="bad", value=str(at)) for at in range(1, len(bad) + 1)))
    lines = [heading("Which of these?"), *numbered((result.text.split("\n")[0], "") for result in bad)]
    return Said(state, [*lines, BLANK, meta("A number says which; skip leaves the check undecided.")])


def _checks(book: KnowledgeBase, state: State, words: str) -> Said:  # noqa: ARG001
    if not state.entry:
        return nothing_at_hand(state)
    entry = book[state.entry]
    turn = at_hand(book, state)
    lines = [*progress(entry, state.dialogue, turn.check), BLANK] if entry.checks else []
    state = replace(state, listed=tuple(Move(do="check", value=str(n)) for n in range(1, len(entry.checks) + 1)))
    return Said(state, [*lines, what_next(entry, turn), *([meta("A number takes one.")] if entry.checks else [])])


def _more(book: KnowledgeBase, state: State, words: str) -> Said:  # noqa: ARG001
    return Said(state, whole(book, state)) if state.entry else nothing_at_hand(state)


def _why(book: KnowledgeBase, state: State, words: str) -> Said:  # noqa: ARG001
    found = state.found
    match = match_at_hand(state)
    if match is None and found and found.matches and not state.entry:
        match = found.matches[0]
        verdict = f"Too little for an answer: {_name(match)} is {percent(match.score)} likely. Your text met:"
    elif match:
        verdict = f"{_name(match)} is {percent(match.score)} likely. Your text met:"
    elif state.entry:
        return Said(state, [text(f"You opened {state.entry} yourself; no text led there.")])
    elif found:
        return Said(state, [text("Nothing in the text met anything in the book.")])
    else:
        return nothing_at_hand(state)
    evidence = list(evidence_lines(match, state.question)) or [("item", 2, "", "- nothing in particular")]
    return Said(state, [text(verdict), *evidence, *(runner_up(found, match.entry.id) if found else ())])


def _show(book: KnowledgeBase, state: State, words: str) -> Said:
    if not words and state.entry:
        return tell(book, state, Move(do="open", value=state.entry))
    if not words:
        return Said(state, [text("Which one? For instance /show 407, or the id of an entry.")])
    try:
        entries = (book[words],) if words in book else book.find(words) or (book[words],)
    except UnknownEntry as error:
        near = [(name, book[name].title) for name in error.nearest]
        if near:
            return list_entries(state, near, f"There is no {clip(words)}. The nearest:")
        return Said(state, [text(f"There is no {clip(words)}. /search looks by words.")])
    if len(entries) > 1:
        return list_entries(state, [(e.id, e.title) for e in entries], f"{clip(words)} is a name of several")
    return tell(book, state, Move(do="open", value=entries[0].id))


def _search(book: KnowledgeBase, state: State, words: str) -> Said:
    if not words:
        return Said(state, [text("Which words? For instance /search proxy timeout, or /search product:teams.")])
    matches = book.search(words, _FOUND)
    if not matches:
        return Said(state, [text(f"No entry has {clip(words)}. A beginning with a star finds more: /search prox*")])
    return list_entries(state, [(m.entry.id, m.entry.title) for m in matches], f"Entries for {clip(words)}")


def _platform(book: KnowledgeBase, state: State, words: str) -> Said:  # noqa: ARG001
    wanted = words.lower()
    if wanted not in (*PLATFORMS, "all"):
        names = "|".join((*PLATFORMS, "all"))
        return Said(state, [text(f"Commands are shown for {CHAT_PLATFORMS[state.platform]}. /platform {names}")])
    told = assign(state.situation, "platform", "" if wanted == "all" else wanted)
    situation = state.situation if isinstance(told, Refused) else told
    state = replace(state, platform=wanted, dialogue=state.dialogue.model_copy(update={"situation": situation}))
    again = " /show shows the entry again." if state.entry else ""
    return Said(state, [text(f"Commands are shown for {CHAT_PLATFORMS[state.platform]} from now on.{again}")])


def _set(book: KnowledgeBase, state: State, words: str) -> Said:
    if not words:
        lines = known(state.situation) or [text("Nothing is known yet.")]
        return Said(state, [*lines, BLANK, meta(f"{_FOR_INSTANCE} /profile save keeps it for later chats.")])
    name, _, value = words.partition(" ")
    if name == "platform":
        return _platform(book, state, value.strip())
    after = set_value(state.situation, words)
    if after is None:
        return Said(state, [text(f"Set what? {_FOR_INSTANCE}")])
    if isinstance(after, Refused):
        return Said(state, [text(visible_line(after.reason))])
    state = replace(state, dialogue=state.dialogue.model_copy(update={"situation": after}))
    return Said(state, known(after) or [text("Forgotten.")])


def _profile(book: KnowledgeBase, state: State, words: str) -> Said:  # noqa: ARG001
    if words == "save":
        return Said(state, [], Errand("keep profile"))
    if words == "forget":
        return Said(state, [], Errand("forget profile"))
    lines = known(state.situation) or [text("Nothing is known yet.")]
    return Said(state, [*lines, BLANK, meta("/profile save keeps that for later chats, /profile forget drops it.")])


def _copy(book: KnowledgeBase, state: State, words: str) -> Said:  # noqa: ARG001
    texts = state.copyable
    if not texts:
        return Said(state, [text("There is no command to copy. `next` shows a check.")])
    if words.isdecimal() and 0 < int(words) <= len(texts):
        return Said(state, [], Errand("copy", text=texts[int(words) - 1]))
    if len(texts) == 1 and not words:
        return Said(state, [], Errand("copy", text=texts[0]))
    if words == "all":
        return Said(state, [], Errand("copy", text="\n".join(texts)))
    lines = [heading("Copy which?"), *numbered((visible_exact(one.replace("\n", " ")), "") for one in texts)]
    return Said(state, [*lines, BLANK, meta("/copy 1 copies the first, /copy all each on a line of its own.")])


def _ticket(book: KnowledgeBase, state: State, words: str) -> Said:
    """`/ticket [raw] [markdown|text|json] [FILE]`; the form may be told by the file's ending."""
    asked = words.split()
    redacted = asked[:1] != ["raw"]
    asked = asked if redacted else asked[1:]
    form = asked.pop(0) if asked and asked[0] in _FORMS else ""
    name = " ".join(asked)
    ending = name.rpartition(".")[2].lower()
    form = form or {"txt": "text", "json": "json"}.get(ending, "markdown")
    if not state.dialogue.questions and not state.dialogue.steps and not state.entry:
        return Said(state, [text("There is nothing to write down yet. Paste an error or type a code first.")])
    ticket = write_ticket(book, state.dialogue, redacted=redacted)
    written = _FORMS[form](ticket)
    if name:
        return Said(state, [], Errand("write", name, written))
    state = replace(state, copyable=(written,))
    lines: list[Line] = [("code", 0, "", line) for line in written.rstrip("\n").split("\n")]
    note = "Secrets and names are replaced, see its end." if redacted else "Nothing is replaced: it may hold secrets."
    return Said(state, [*lines, BLANK, meta(f"{note} /copy copies it, /ticket FILE.md writes it to a file.")])


_FORMS = {"markdown": as_markdown, "md": as_markdown, "text": as_text, "json": as_json}


def _save(book: KnowledgeBase, state: State, words: str) -> Said:  # noqa: ARG001
    if not words:
        return Said(state, [text("Under which name? For instance /save printer-room.")])
    return Said(state, [], Errand("save", words))


def _resume(book: KnowledgeBase, state: State, words: str) -> Said:  # noqa: ARG001
    return Said(state, [], Errand("resume", words))


def _screenshot(book: KnowledgeBase, state: State, words: str) -> Said:  # noqa: ARG001
    return Said(state, [], Errand("picture", words))


def _new(book: KnowledgeBase, state: State, words: str) -> Said:  # noqa: ARG001
    state, _ = move(book, replace(state, **_NOTHING), Move(do="new"))
    return Said(state, [text("Forgotten. Paste the next one.")])


_NOTHING: dict[str, Any] = {"question": "", "found": None, "listed": (), "copyable": (), "saved_as": ""}


def _paste(book: KnowledgeBase, state: State, words: str) -> Said:  # noqa: ARG001
    return Said(replace(state, collected=()), [text("Paste now; a line with /end looks it up.")])


def _quit(book: KnowledgeBase, state: State, words: str) -> Said:  # noqa: ARG001
    return Said(replace(state, left=True), [])


def _help(book: KnowledgeBase, state: State, words: str) -> Said:  # noqa: ARG001
    rows = [("", "")] + [(f"{name} {order.takes}".strip(), order.does) for name, order in ORDERS.items()]
    bare = [name for name in BARE if name.isalpha() and len(name) > 1]
    return Said(
        state,
        [
            text("Paste an error, type a code, or ask; Enter looks it up. A paste of many lines is one question."),
            *(("row", 2, "", CELL.join(row)) for row in rows),
            BLANK,
            text(f"{', '.join(bare[:-1])} and {bare[-1]} need no slash; n, s, b, m and w are short for five of them."),
            text("A number takes an item of the list shown last. After an answer, ask on: which ports? on a mac?"),
            text("A line that begins with a space is always looked up."),
            text("Alt-Enter adds a line, Ctrl-R finds an earlier question, Ctrl-C clears the line, Ctrl-D leaves."),
            text("Earlier questions are kept without secrets and names: <user-1> stands for one."),
        ],
    )


@dataclass(frozen=True, slots=True)
class Order:
    """Something to type after a slash: what it takes, what it does in a few words, and the doing."""

    takes: str
    does: str
    do: Callable[[KnowledgeBase, State, str], Said]


ORDERS = {
    "/next": Order("[NUMBER]", "the check to do next, or that one", _next),
    "/good": Order("", "the check went well", _good),
    "/bad": Order("[NUMBER]", "it did not; which of its bad results it was", _bad),
    "/skip": Order("", "leave that check out and show the one after it", _skip),
    "/back": Order("", "take the last check again", _back),
    "/checks": Order("", "all checks with how they ended, to choose from", _checks),
    "/copy": Order("[NUMBER]", "copy a command shown last, exactly", _copy),
    "/ticket": Order("[text|json] [FILE]", "what happened, for others to go on with; no secrets", _ticket),
    "/more": Order("", "everything the entry says", _more),
    "/why": Order("", "what in your text led to the entry, and the next best", _why),
    "/show": Order("ID", "an entry by its id, code or title", _show),
    "/search": Order("WORDS", "a list of entries that have the words", _search),
    "/set": Order("proxy HOST:PORT", "what commands are filled with; alone: what is known", _set),
    "/platform": Order("NAME", "commands for windows, macos, linux or all", _platform),
    "/profile": Order("save|forget", "keep what is known of the machine for later chats", _profile),
    "/save": Order("NAME", "keep this dialogue, without secrets, and go on keeping it", _save),
    "/resume": Order("NAME", "go on with a dialogue that was kept", _resume),
    "/screenshot": Order("[FILE]", "read a picture: that file, or what is on the clipboard", _screenshot),
    "/paste": Order("", "collect lines up to /end, where a paste arrives line by line", _paste),
    "/new": Order("", "forget the problem and the list, start over", _new),
    "/help": Order("", "this", _help),
    "/quit": Order("", "leave", _quit),
}
"""Every order by its name, in the order of the help."""

BARE = {
    "next": "/next", "n": "/next",
    "good": "/good",
    "bad": "/bad",
    "skip": "/skip", "s": "/skip",
    "back": "/back", "b": "/back",
    "checks": "/checks",
    "copy": "/copy",
    "ticket": "/ticket",
    "more": "/more", "m": "/more", "all": "/more",
    "why": "/why", "w": "/why",
    "help": "/help",
    "?": "/help", "/?": "/help",
    "quit": "/quit", "exit": "/quit", "/exit": "/quit",
}  # fmt: skip
"""Words that are orders without a slash, if they stand alone."""


def _name(match: Match) -> str:
    return f"{visible_line(match.entry.title)} ({match.entry.id})"
