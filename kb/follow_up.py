"""Which parts of an entry answer a follow-up question, such as "which ports?" or "and on a mac?". Pure.

Somebody looks at an entry and asks on. `follow_up` says what of the entry answers, or None where the text may be a new
problem, which the whole book must see: a new question taken for a follow-up hides its answer, so a doubt is None.

A question is answered in one of two ways. By topic: the words of `follow_up_topics` say what is
asked for, and whatever else the question says must stand in the entry beside it. Or by words: a check, note, row
or cause of the entry that holds all that the question speaks of. A new way to ask is a word in a row of a table and a
line in `tests/data/follow_up.jsonl`. Every pattern is linear: bounded repetition, no nested quantifiers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from kb.codes import canonical, find_codes, looks_like_code
from kb.entry import Check, Command, Entry, Model
from kb.everyday_words import EVERYDAY_WORDS
from kb.folding import fold, words
from kb.follow_up_topics import (
    ASKS,
    BARE,
    BESIDE_QUALIFIERS,
    FILLERS,
    LEADS,
    NEGATIONS,
    OTHERWISE,
    PARTS,
    PASTES,
    POINTS,
    PRODUCTS,
    QUALIFIERS,
    TELLS,
    THE_ERROR,
    THINGS,
    TOPICS,
    TROUBLE,
    Part,
    Qualifier,
    Topic,
)
from kb.reading import STOP_WORDS, stem
from kb.safe_text import visible_line


class FollowUp(Model):
    """What of an entry answers a question about it.

    `parts` in the order of the entry; the numbers say which of their checks (from 1), notes and rows (from 0) are
    meant, none of them: all. `platform`, `shell` and `cloud` say which commands and rows the question was about.
    Where `known` is false it was a question about the entry that says nothing of `words`, and there is no part to show.
    """

    parts: tuple[Part, ...] = ()
    words: str
    platform: Literal["", "windows", "macos", "linux"] = ""
    shell: Literal["", "PowerShell", "Command Prompt", "Terminal"] = ""
    cloud: Literal["", "global", "china"] = ""
    checks: tuple[int, ...] = ()
    notes: tuple[int, ...] = ()
    endpoints: tuple[int, ...] = ()
    settings: tuple[int, ...] = ()
    known: bool = True


_PASTE = re.compile("|".join(pattern for _, pattern in PASTES), re.ASCII)
_URL_ALONE = re.compile(r"^\s*(?:https?://)?[\w*-]+(?:\.[\w-]+){1,8}(?:[:/]\S*)?\s*$", re.ASCII)
_SLOT = re.compile(r"<([a-z][a-z-]{0,30})>")
_TOKEN = re.compile(r"[^\W_]+(?:\.[^\W_]+)*(?:'[a-z]{1,2})?")

_MOST_WORDS = 14
_MOST_CHARACTERS = 160
_MOST_CHECKS = 3
_MOST_NOTES = 3
_FRAGMENT = 3  # words of a text that asks without saying so: "pac file"


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    """The stem, short words included: `files` and `file`, `urls` and `url` are one."""
    if len(word) == 4 and word.isalpha():
        if word.endswith("s") and word[2] not in "siu":
            return word[:3]
        return word[:3] if word.endswith("e") else word
    return stem(word)


_Row = Topic | Qualifier | Literal["", "otherwise"]
"""What a phrase stands for: '' is the entry itself."""


def _phrases() -> dict[str, list[tuple[tuple[str, ...], _Row]]]:
    """The phrases of all tables by the stem of their first word, the longest first."""
    rows: list[tuple[str, _Row]] = [(phrase, "") for phrase in THE_ERROR]
    rows += [(phrase, "otherwise") for phrase in OTHERWISE.split(";")]
    rows += [(phrase, topic) for topic in TOPICS for phrase in topic.asked.split(";")]
    rows += [(phrase, row) for row in QUALIFIERS for phrase in row.asked.split(";")]
    out: dict[str, list[tuple[tuple[str, ...], _Row]]] = {}
    for phrase, row in rows:
        parts = tuple(phrase.split())
        stems = tuple(map(_stem, parts))
        out.setdefault(stems[0], []).append((stems if len(parts) > 1 else parts, row))
    for listed in out.values():
        listed.sort(key=lambda each: -len(each[0]))
    return out


_PHRASES = _phrases()
_EVERYDAY = frozenset(map(_stem, EVERYDAY_WORDS))
_BESIDE = {topic.words: frozenset(topic.beside.split()) for topic in TOPICS}


# --- the question ---------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Asked:
    """A question as read: what of the tables it names, and its other words in order, as typed and by stem."""

    topics: list[Topic] = field(default_factory=list)
    qualifiers: list[Qualifier] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)
    """What is neither in a table nor a word of the question itself."""
    content: list[str] = field(default_factory=list)
    """What says something, words of topics among it."""
    products: list[re.Pattern[str]] = field(default_factory=list)
    """Products that the entry is not about."""
    begins: str = ""
    asks: bool = False
    symbol: bool = False
    """Whether a word is written as programs write their names: `unknown_user_type`, `RetrieveDomains`."""
    tokens: int = 0


def _tokens(text: str) -> list[str]:
    out: list[str] = []
    for token in _TOKEN.findall(fold(_SLOT.sub(r" \1 ", text))):
        if token in BARE:
            out += BARE[token].split()
        elif token.endswith("n't"):
            out += [token[:-3], "not"]
        else:
            out.append(token.partition("'")[0])
    return out


def _read(entry: Entry, text: str) -> _Asked | None:
    """The question that a text is, or None where it is none about this entry."""
    text = text.strip()
    if not text or "\n" in text or "\r" in text or len(text) > _MOST_CHARACTERS or len(text.split()) > _MOST_WORDS:
        return None
    folded = _SLOT.sub(r" \1 ", fold(text))
    if _PASTE.search(folded) or _URL_ALONE.match(folded):
        return None
    own = _own_codes(entry)
    if any(code.key not in own for code in find_codes(text)):
        return None
    tokens = _tokens(text)
    asked = _Asked(tokens=len(tokens))
    lead = next((at for at, token in enumerate(tokens) if token not in LEADS), len(tokens))
    asked.begins = tokens[lead] if lead < len(tokens) else ""
    asked.asks = asked.begins in ASKS or text.endswith("?")
    asked.symbol = any("_" in word or looks_like_code(word) for word in text.split())
    left = _name(asked, tokens)
    asked.products = [product for product in PRODUCTS if product.search(left) and not product.search(_names(entry))]
    if asked.products and not all(product.search(_whole(entry)) for product in asked.products):
        return None
    telling = asked.begins not in ASKS and any(token in TELLS for token in tokens)
    # "the customer is on a mac" tells what to show; "the ports are open" tells what was done.
    if telling and not text.endswith("?") and (asked.topics or asked.rest or asked.begins in POINTS):
        return None
    if asked.begins not in ASKS and any(token in TROUBLE for token in asked.rest):
        return None
    return asked


def _name(asked: _Asked, tokens: list[str]) -> str:
    """Reads the tokens into what the tables name and the rest; gives back the words that name no topic."""
    left: list[str] = []
    stems = [_stem(token) for token in tokens]
    at = 0
    while at < len(tokens):
        for phrase, row in _PHRASES.get(stems[at], ()):
            # A word alone is met as it is written ("right" is no "rights"), words of a phrase by their stems.
            if tuple((tokens if len(phrase) == 1 else stems)[at : at + len(phrase)]) == phrase:
                if not isinstance(row, Topic):
                    left += tokens[at : at + len(phrase)]
                if isinstance(row, Topic):
                    asked.topics += [] if row in asked.topics else [row]
                    asked.content += [token for token in tokens[at : at + len(phrase)] if _says_something(token)]
                elif isinstance(row, Qualifier):
                    asked.qualifiers += [] if row in asked.qualifiers else [row]
                elif row:
                    asked.rest += [token for token in tokens[at : at + len(phrase)] if token not in FILLERS]
                    asked.content += [token for token in tokens[at : at + len(phrase)] if token not in STOP_WORDS]
                at += len(phrase)
                break
        else:
            token = tokens[at]
            left.append(token)
            if token not in FILLERS:
                asked.rest.append(token)
            if _says_something(token):
                asked.content.append(token)
            at += 1
    beside = frozenset[str]().union(*(_BESIDE[topic.words] for topic in asked.topics))
    if asked.qualifiers:
        beside |= BESIDE_QUALIFIERS
    asked.rest = [token for token in asked.rest if token not in beside]
    asked.topics = [topic for topic in asked.topics if topic.alone] or asked.topics
    return " ".join(left)


def _is_everyday(token: str) -> bool:
    return _stem(token) in _EVERYDAY and token not in THINGS


def _says_something(token: str) -> bool:
    if token in FILLERS or token in BESIDE_QUALIFIERS:
        return False
    return token not in STOP_WORDS and (token not in EVERYDAY_WORDS or token in THINGS)


# --- the entry ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Passage:
    """A check, note, row, cause or other piece of an entry that can answer by itself.

    `number` as in FollowUp, 0 where the part has none. `pieces` are its folded sentences, rows and results, `terms` the
    stems of all, `heads` those of its title. `outside` marks notes that are not the entry's own.
    """

    part: Part
    number: int
    pieces: tuple[str, ...]
    heads: frozenset[str] = frozenset()
    outside: bool = False

    @property
    def terms(self) -> frozenset[str]:
        return _terms(" \n ".join(self.pieces))

    def holds(self, stems: Iterable[str]) -> bool:
        """Whether one piece has all the words."""
        stems = frozenset(stems)
        return any(stems <= _terms(piece) for piece in self.pieces)


@lru_cache(maxsize=4096)
def _terms(folded: str) -> frozenset[str]:
    return frozenset(_stem(word.partition("'")[0]) for word, _, _ in words(folded.replace("_", " ")))


@lru_cache(maxsize=64)
def _passages(entry: Entry) -> tuple[_Passage, ...]:
    return tuple(_pieces_of(entry))


def _pieces_of(entry: Entry) -> Iterator[_Passage]:
    yield _Passage("summary", 0, (fold(entry.summary),))
    for cause in entry.causes:
        yield _Passage("causes", 0, (fold(cause.text),))
    for number, check in enumerate(entry.checks, 1):
        pieces = [check.title + " " + check.text, *(result.text for result in check.results), check.undo]
        pieces += [f"{command.purpose} {command.text}" for command in check.commands]
        pieces += [f"{sample.caption} {sample.text}" for sample in check.samples]
        yield _Passage("checks", number, tuple(map(fold, pieces)), _terms(fold(check.title)))
    for number, row in enumerate(entry.endpoints):
        yield _Passage("endpoints", number, (fold(f"{row.host} {row.port} {row.purpose}"),))
    for number, setting in enumerate(entry.settings):
        yield _Passage("settings", number, (fold(f"{setting.item} {setting.kind} {setting.use}"),))
    for escalation in entry.escalations:
        yield _Passage("escalations", 0, (fold(f"{escalation.whom} {escalation.what}"),))
    for number, note in enumerate(entry.notes):
        lines = [fold(line) for line in note.text.split("\n") if not line.lstrip().startswith(">")]
        lines += [fold(f"{sample.caption} {sample.text}") for sample in note.samples]
        if not note.text.startswith(("Also called:", "Codes:")):  # other names and no answer
            yield _Passage("notes", number, (fold(note.title), *lines), _terms(fold(note.title)), note.outside)


@lru_cache(maxsize=64)
def _names(entry: Entry) -> str:
    """The folded names of the entry and its products."""
    return fold("\n".join((entry.title, *entry.products, *entry.aliases)))


@lru_cache(maxsize=64)
def _whole(entry: Entry) -> str:
    """The folded passages of the entry."""
    return "\n".join(piece for passage in _passages(entry) for piece in passage.pieces)


@lru_cache(maxsize=64)
def _subject(entry: Entry) -> frozenset[str]:
    """The stems that name the entry itself: of its title, products, codes and short names."""
    names = [entry.title, *entry.products, *entry.codes, *(name for name in entry.aliases if len(name.split()) <= 2)]
    return frozenset(term for name in names for term in _terms(fold(name)) if "." not in term)  # hosts are asked for


@lru_cache(maxsize=64)
def _vocabulary(entry: Entry) -> frozenset[str]:
    return _subject(entry).union(*(passage.terms for passage in _passages(entry)))


@lru_cache(maxsize=64)
def _own_codes(entry: Entry) -> frozenset[str]:
    return frozenset(form for code in entry.codes for form in (code, canonical(code)))


def _cloud(words: str) -> str:
    """`china` or `global` of a cloud as written (`China (current article)`), or nothing."""
    folded = fold(words)
    return "china" if folded.startswith("china") else "global" if folded.startswith("global") else ""


# --- answers --------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Answer:
    """Parts with the numbers meant in them, as they are collected."""

    parts: set[Part] = field(default_factory=set)
    numbers: dict[str, set[int]] = field(default_factory=dict)

    def add(self, part: Part, numbers: Iterable[int] = ()) -> None:
        self.parts.add(part)
        numbers = set(numbers)
        if numbers:
            self.numbers.setdefault("checks" if part in ("commands", "undo") else part, set()).update(numbers)

    def made(self, words: str, qualifiers: list[Qualifier]) -> FollowUp:
        """The answer as a whole; not known where nothing was collected."""
        given: dict[str, object] = {kind: tuple(sorted(numbers)) for kind, numbers in self.numbers.items()}
        for row in reversed(qualifiers):  # of two platforms the first counts
            given |= {name: value for name in ("platform", "shell", "cloud") if (value := getattr(row, name))}
        parts = tuple(part for part in PARTS if part in self.parts)
        return FollowUp.model_validate({**given, "parts": parts, "words": words, "known": bool(parts)})


def follow_up(entry: Entry, text: str) -> FollowUp | None:
    """What of the entry answers the text, or None where it is no question about it. Never raises."""
    asked = _read(entry, text)
    if asked is None:
        return None
    if (asked.topics or asked.qualifiers) and not asked.products:
        found = _by_topic(entry, asked)
        if found:
            return found
    return _by_words(entry, asked)


def _by_topic(entry: Entry, asked: _Asked) -> FollowUp | None:
    """The answer to a question whose words are all in the tables, or beside the topic in the entry."""
    subject = _subject(entry)
    if any(token in NEGATIONS for token in asked.rest):
        return None
    rest = [_stem(token) for token in asked.rest]
    others = [term for term in rest if term not in subject]
    foreign = [token for token in asked.rest if _stem(token) not in _vocabulary(entry)]
    if not all(map(_is_everyday, foreign)):
        return None
    plain = [_stem(token) for token in asked.rest if not _is_everyday(token)]
    # Everyday words are left out where something else stays that narrows: "can I revert clearing the cache".
    fewer = [term for term in others if term in plain]
    if foreign and not fewer:
        return None
    name = _words_for(asked)
    answer = _Answer()
    if not asked.topics:
        if others:
            return None
        _qualified(entry, asked.qualifiers, answer)
        return answer.made(name, asked.qualifiers) if answer.parts or not rest else None
    # Of an entry on several products one may be meant ("hosts of the connector").
    tries = [rest, others] if others != rest and len(entry.products) > 1 else [others]
    for wanted in [*tries, fewer] if fewer and fewer != others else tries:
        for topic in asked.topics:
            _on(entry, topic, asked.qualifiers, frozenset(wanted), bool(rest), answer)
        if answer.parts:
            narrowed = [token for token in asked.rest if _stem(token) in wanted]
            return answer.made(
                ": ".join([name, visible_line(" ".join(narrowed))] if narrowed else [name]), asked.qualifiers
            )
    # A question about the named product may have its answer elsewhere in the book.
    return answer.made(name, asked.qualifiers) if not rest else None


def _words_for(asked: _Asked) -> str:
    name = " and ".join(topic.words for topic in asked.topics)
    if not name:
        return " and ".join(row.words for row in asked.qualifiers)
    return " ".join([name, *(f"{row.at} {row.words}" for row in asked.qualifiers)])


def _on(
    entry: Entry, topic: Topic, qualifiers: list[Qualifier], wanted: frozenset[str], named: bool, answer: _Answer
) -> None:
    """Adds what the entry has on the topic, for the qualifiers, with the words wanted. `named`: more was said."""
    found = _Answer()
    for part in topic.parts:
        _part(entry, topic, part, qualifiers, wanted, found)
    rows_only = bool(found.parts)
    if topic.checks and "checks" not in topic.parts:
        numbers = [
            n
            for n, check in enumerate(entry.checks, 1)
            if topic.checks(check) and _runs(check, qualifiers) and wanted <= _passage(entry, "checks", n).terms
        ]
        if numbers:
            found.add("checks", numbers)
    if topic.words == "samples":
        numbers = [n for n, note in enumerate(entry.notes) if note.samples or "\n\t" in f"\n{note.text}"]
        if numbers:
            found.add("notes", numbers)
    # A question that names the entry's product may have its answer elsewhere: what merely speaks of the topic is none.
    if topic.says and (wanted or found.parts or not named) and (topic.always or not found.parts):
        _passages_on(entry, topic, qualifiers, wanted, found, rows_only)
    for part in found.parts:
        answer.add(part, found.numbers.get("checks" if part in ("commands", "undo") else part, ()))


def _part(
    entry: Entry, topic: Topic, part: Part, qualifiers: list[Qualifier], wanted: frozenset[str], answer: _Answer
) -> None:
    """Adds a part of the topic, or of its rows and checks those that are meant."""
    narrow = bool(wanted or qualifiers)
    if part in ("endpoints", "settings"):
        rows = [p for p in _passages(entry) if p.part == part]
        meant = [
            p.number
            for p in rows
            if wanted <= p.terms
            and (topic.rows is None or topic.rows.search(_row_text(entry, p)))
            and _row_for(entry, p, qualifiers)
        ]
        if meant:
            answer.add(part, meant if len(meant) < len(rows) else ())
    elif part in ("checks", "commands", "undo"):
        meant = [
            n
            for n, check in enumerate(entry.checks, 1)
            if wanted <= _passage(entry, "checks", n).terms
            and (not topic.checks or topic.checks(check))
            and (part != "undo" or check.undo)
            and (part != "commands" or check.commands)
            and _runs(check, qualifiers)
        ]
        if meant:
            answer.add(part, meant if narrow or topic.checks or part == "undo" else ())
    elif getattr(entry, part):
        pieces = [p for p in _passages(entry) if p.part == part]
        if not wanted or any(wanted <= p.terms for p in pieces):
            answer.add(part)


def _row_text(entry: Entry, passage: _Passage) -> str:
    if passage.part == "endpoints":
        return fold(entry.endpoints[passage.number].port)
    return passage.pieces[0]


def _row_for(entry: Entry, passage: _Passage, qualifiers: list[Qualifier]) -> bool:
    """Whether a row is for all that the question is restricted to; an endpoint has a cloud, a setting a platform."""
    for row in qualifiers:
        if passage.part == "endpoints":
            cloud = fold(entry.endpoints[passage.number].cloud)
            if row.cloud and _cloud(cloud) != row.cloud:
                return False
            if not (row.cloud or row.platform or row.shell) and not row.says.search(f"{cloud} {passage.pieces[0]}"):
                return False
        elif not row.shell and not row.says.search(passage.pieces[0]):
            return False
    return True


def _passage(entry: Entry, part: Part, number: int) -> _Passage:
    return next(p for p in _passages(entry) if p.part == part and p.number == number)


def _runs(check: Check, qualifiers: list[Qualifier]) -> bool:
    """Whether a check has a command for all that the question is restricted to, or says so in words."""
    text = fold(f"{check.title} {check.text}")
    return all(
        any(_fits(command, row) for command in check.commands)
        or bool(row.says.search(text) and not (check.commands and row.shell))
        for row in qualifiers
    )


def _fits(command: Command, row: Qualifier) -> bool:
    if row.platform:
        return command.platform in (row.platform, "any")
    if row.shell:
        return command.shell.endswith(row.shell)
    return _cloud(command.cloud) == row.cloud if row.cloud else False


def _passages_on(
    entry: Entry,
    topic: Topic,
    qualifiers: list[Qualifier],
    wanted: frozenset[str],
    answer: _Answer,
    rows_only: bool,
) -> None:
    """Adds the entry's own notes that speak of the topic; its checks where nothing else does, then the summary."""
    says = topic.says
    assert says is not None
    clouds = [row for row in qualifiers if not row.platform and not row.shell]

    def speaks(passage: _Passage) -> bool:
        return any(
            says.search(piece) and wanted <= _terms(piece) and all(row.says.search(piece) for row in clouds)
            for piece in passage.pieces
        )

    notes = [p.number for p in _passages(entry) if p.part == "notes" and not p.outside and speaks(p)]
    if notes:
        answer.add("notes", notes)
    if not rows_only:
        checks = [
            p.number
            for p in _passages(entry)
            if p.part == "checks" and speaks(p) and (not qualifiers or _runs(entry.checks[p.number - 1], qualifiers))
        ]
        if checks:
            answer.add("checks", checks)
    if not answer.parts and any(p.part == "summary" and speaks(p) for p in _passages(entry)):
        answer.add("summary")
    if not answer.parts:  # what others wrote, where the entry's own sources are silent
        outside = [p.number for p in _passages(entry) if p.part == "notes" and p.outside and speaks(p)]
        if outside:
            answer.add("notes", outside)


def _qualified(entry: Entry, qualifiers: list[Qualifier], answer: _Answer) -> None:
    """Adds what the entry has for a platform, shell or cloud that was asked for alone."""
    checks = [n for n, check in enumerate(entry.checks, 1) if _runs(check, qualifiers)]
    running = [n for n in checks if any(all(_fits(c, row) for row in qualifiers) for c in entry.checks[n - 1].commands)]
    if running:
        answer.add("commands", running)
    if set(checks) - set(running):
        answer.add("checks", checks)
    narrowing = [row for row in qualifiers if not row.shell]
    if not narrowing:
        return
    for part in ("endpoints", "settings"):
        if part == "endpoints" and any(row.platform for row in narrowing):
            continue
        rows = [p for p in _passages(entry) if p.part == part]
        meant = [p.number for p in rows if _row_for(entry, p, narrowing)]
        if meant:
            answer.add(part, meant if len(meant) < len(rows) else ())
    notes = [
        p.number
        for p in _passages(entry)
        if p.part == "notes" and not p.outside and all(any(map(row.says.search, p.pieces)) for row in narrowing)
    ]
    if notes:
        answer.add("notes", notes)
    clouds = all(row.cloud for row in narrowing)
    if (clouds or not answer.parts) and any(
        all(row.says.search(name.replace("-", " ")) for row in narrowing) for name in entry.related
    ):
        answer.add("related")


def _by_words(entry: Entry, asked: _Asked) -> FollowUp | None:
    """The passages that hold all that a question speaks of."""
    content = list(dict.fromkeys(asked.content))
    if not content or not (asked.asks or _asks_shortly(asked)):
        return None
    vocabulary, subject = _vocabulary(entry), _subject(entry)
    stems = {_stem(token): token for token in content}
    if any(term not in vocabulary for term in stems):
        return None
    wanted = frozenset(term for term, token in stems.items() if term not in subject and token not in NEGATIONS)
    named = visible_line(" ".join(content))
    if not wanted:
        # "how do I flush the DNS cache" at the entry of that name asks for its checks.
        if asked.begins == "how" and len(stems) >= 2 and entry.checks:
            answer = _Answer()
            runs = [n for n, check in enumerate(entry.checks, 1) if _runs(check, asked.qualifiers)]
            if runs:
                answer.add("checks", runs if asked.qualifiers else ())
                return answer.made(named, asked.qualifiers)
        return _by_name(entry, asked, named)
    if not asked.asks:  # of a few words without a question each counts
        wanted = wanted | frozenset(map(_stem, asked.rest)) - subject
    meeting = _meeting(entry, asked, wanted)
    if not meeting and asked.rest and any(topic.loose for topic in asked.topics):
        named = visible_line(" ".join(asked.rest))
        wanted = frozenset(map(_stem, asked.rest))
        meeting = [p for p in _meeting(entry, asked, wanted) if p.part == "checks" and wanted <= p.heads]
    answer = _Answer()
    meeting = _nearest(meeting, frozenset(map(_stem, (*asked.rest, *content))) - wanted)
    checks = _few([p for p in meeting if p.part == "checks"], wanted, _MOST_CHECKS)
    notes = _few([p for p in meeting if p.part == "notes"], wanted, _MOST_NOTES)
    for part, found in (("checks", checks), ("notes", notes)):
        if found:
            answer.add("checks" if part == "checks" else "notes", [p.number for p in found])
    for row in meeting:
        if row.part in ("endpoints", "settings"):
            answer.add(row.part, [row.number])
    if not answer.parts or asked.begins == "why":
        for passage in meeting:  # a word alone in a request to somebody else is no answer
            if passage.part == "causes" or (passage.part == "escalations" and len(wanted) > 1):
                answer.add(passage.part)
    if not answer.parts and any(passage.part == "summary" for passage in meeting):
        answer.add("summary")
    return answer.made(named, asked.qualifiers) if answer.parts else None


def _asks_shortly(asked: _Asked) -> bool:
    """Whether a few words ask without saying so: "pac file", but no number, symbol or report of trouble."""
    plain = all(token.isalpha() and token not in TROUBLE for token in (*asked.content, *asked.rest))
    return asked.tokens <= _FRAGMENT and plain and not asked.symbol


def _by_name(entry: Entry, asked: _Asked, named: str) -> FollowUp | None:
    """The notes with two neighbouring words of a question as they are ("new Teams"), where one alone says nothing."""
    pairs = [
        f"{one} {two}"
        for one, two in pairwise(asked.rest)
        if asked.asks and _stem(two) in _subject(entry) and _stem(one) not in _subject(entry)
    ]
    answer = _Answer()
    notes = [
        p for p in _passages(entry) if p.part == "notes" and any(f" {pair}" in " ".join(p.pieces) for pair in pairs)
    ]
    if notes and not asked.qualifiers and len(notes) <= _MOST_NOTES:
        answer.add("notes", [p.number for p in notes])
    return answer.made(named, asked.qualifiers) if answer.parts else None


def _meeting(entry: Entry, asked: _Asked, wanted: frozenset[str]) -> list[_Passage]:
    """The passages that hold the words, name the products and are for the platform, shell and cloud asked for."""
    return [
        passage
        for passage in _passages(entry)
        if _meets(passage, wanted)
        and _speaks_for(entry, passage, asked.qualifiers)
        and all(any(map(product.search, passage.pieces)) for product in asked.products)
    ]


def _meets(passage: _Passage, wanted: frozenset[str]) -> bool:
    """Whether the passage has the words: a note in one of its items, a check anywhere."""
    if passage.part == "notes":
        return passage.holds(wanted)
    return wanted <= passage.terms


def _speaks_for(entry: Entry, passage: _Passage, qualifiers: list[Qualifier]) -> bool:
    if passage.part == "checks":
        return _runs(entry.checks[passage.number - 1], qualifiers)
    if passage.part in ("endpoints", "settings"):
        return _row_for(entry, passage, qualifiers)
    return all(any(map(row.says.search, passage.pieces)) for row in qualifiers)


def _nearest(passages: list[_Passage], further: frozenset[str]) -> list[_Passage]:
    """Those of the passages that have the most of further words, everyday ones such as `clear` among them."""
    most = max((len(further & passage.terms) for passage in passages), default=0)
    return [passage for passage in passages if len(further & passage.terms) == most]


def _few(passages: list[_Passage], wanted: frozenset[str], most: int) -> list[_Passage]:
    """The passages that have the words in their title, or else all; too many say nothing."""
    headed = [passage for passage in passages if wanted <= passage.heads]
    if headed:
        return headed if len(headed) <= most else []
    return passages if len(passages) <= most else []
