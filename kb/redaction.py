"""Secrets and identifiers taken out of a text, each replaced by a stand-in such as `<user-1>`. Pure.

A ticket and the chat's history must not carry what a paste brought along: tokens, passwords, people, tenants, machines.
`redact` names the same value the same way throughout, and with the `known` of an earlier call throughout a session.
Error codes, public hosts, versions and commands stay to the character, for they are what a text is about.

`redaction_rules.RULES` says what is looked for; where two rules meet, the earlier one has the place. What a rule finds
is then judged: whether it is somebody's at all (`redaction_judges`). What was found once is looked for everywhere else
in the text. All of that is done until nothing more is found, so that redacting a redacted text changes nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from kb.everyday_words import EVERYDAY_WORDS
from kb.public_hosts import tenant_part
from kb.redaction_judges import ERROR_CODE, HEX, WORDS, Found, is_mixed, judged
from kb.redaction_rules import RULES


@dataclass(frozen=True, slots=True)
class Redactions:
    """What stands for what in a session, to be passed on. It holds the values themselves: it is never written."""

    stand_ins: Mapping[tuple[str, str], str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Replaced:
    """What was replaced in a text: of which kind, by what, how often. Never the value itself."""

    kind: str
    stand_in: str
    count: int


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text without its secrets, what was replaced in it in the order of the text, and what to pass on."""

    text: str
    replaced: tuple[Replaced, ...]
    known: Redactions


KINDS = {
    "token": "secret", "password": "secret", "key": "secret", "cookie": "secret", "code": "secret",
    "user": "person", "mail": "mail", "phone": "phone", "sid": "sid",
    "tenant": "name", "domain": "name", "host": "host", "ip": "ip", "mac": "mac",
    "id": "id", "correlation": "id", "trace": "id", "request": "id", "client": "id", "object": "id", "device": "id",
    "session": "id", "subscription": "id",
}  # fmt: skip
"""Kinds of stand-ins, and in which group of kinds a value has one stand-in only."""

_ROUNDS = 6
_STAND_IN = re.compile(rf"<({'|'.join(KINDS)})-(\d{{1,9}})>")


@cache
def _rules() -> tuple[tuple[str, list[str], re.Pattern[str]], ...]:
    """The rules, compiled when first used: that takes as long as a look-up."""
    return tuple((kind, shows.split(), re.compile(pattern, re.I | re.M | re.A)) for _, kind, shows, pattern in RULES)


def redact(text: str, *, known: Redactions | None = None) -> Redacted:
    """The text with secrets and identifiers replaced by stand-ins; `known`: what earlier texts of the session had."""
    names = _Names(known.stand_ins if known else {}, text)
    for _ in range(_ROUNDS):
        redacted = _round(text, names)
        if redacted == text:
            break
        text = redacted
    shown = dict.fromkeys(match[0] for match in _STAND_IN.finditer(text))
    replaced = tuple(
        Replaced(name[1:].rpartition("-")[0], name, names.used[name]) for name in shown if names.used[name]
    )
    return Redacted(text, replaced, Redactions(names.of))


def redact_each(texts: Iterable[str]) -> tuple[tuple[str, ...], tuple[Replaced, ...]]:
    """Several texts without their secrets, the same value by the same stand-in in all of them, and what was replaced.

    They are read as one, so that what one text tells to be a name is one in the others as well.
    """
    kept = [text.replace(_BETWEEN, " ") for text in texts]
    redacted = redact(f"\n{_BETWEEN}\n".join(kept))
    parts = redacted.text.split(f"\n{_BETWEEN}\n") if kept else []
    if len(parts) != len(kept):  # a secret that spans two of them: each by itself then, with what is known of all
        parts = [redact(text, known=redacted.known).text for text in kept]
    return tuple(parts), redacted.replaced


_BETWEEN = "\x1e"


class _Names:
    """Which stand-in each value has, and how often each was used in this text."""

    def __init__(self, known: Mapping[tuple[str, str], str], text: str) -> None:
        self.of = dict(known)
        self.used: Counter[str] = Counter()
        self._last: Counter[str] = Counter()
        for stand_in in (*self.of.values(), *(match[0] for match in _STAND_IN.finditer(text))):
            kind, _, number = stand_in[1:-1].rpartition("-")
            self._last[kind] = max(self._last[kind], int(number))

    def name(self, kind: str, value: str) -> str:
        """The stand-in of a value, a new one for a value not met before."""
        key = _key(kind, value)
        stand_in = self.of.get(key)
        if stand_in is None:
            self._last[kind] += 1
            stand_in = self.of[key] = f"<{kind}-{self._last[kind]}>"
        return stand_in


def _key(kind: str, value: str) -> tuple[str, str]:
    """A group of kinds, and a value in the form in which two are the same; a tenant's id is one of the ids."""
    group = KINDS[kind]
    if group in ("secret", "phone"):
        return group, value
    plain = value.casefold().replace("%40", "@").rstrip(".")
    if group == "mac":
        plain = re.sub(r"[:.-]", "", plain)
    return "id" if group == "name" and HEX.fullmatch(plain) else group, plain


def _round(text: str, names: _Names) -> str:
    """The text with everything replaced that the rules find in it as it stands."""
    taken = bytearray(len(text))
    for match in _STAND_IN.finditer(text):
        taken[match.start() : match.end()] = b"\1" * len(match[0])
    places: list[Found] = []
    lower = text.lower()
    for judge, shows, pattern in _rules():
        if any(sign in lower for sign in shows):
            for kind, start, end in judged(judge, pattern, text):
                places += _claimed(taken, kind, start, end)
    places.sort(key=lambda place: place[1])
    best = _best_kinds(text, places)
    for kind, start, end in places:
        names.name(best.get(text[start:end].casefold(), kind) if kind == "id" else kind, text[start:end])
    places += _elsewhere(text, taken, names)
    places.sort(key=lambda place: place[1])
    return _replaced(text, places, names)


def _claimed(taken: bytearray, kind: str, start: int, end: int) -> Iterator[Found]:
    """What of a value nothing else has: all or nothing of a name, every piece that is left of a secret."""
    if start >= end:
        return
    if taken.find(1, start, end) < 0:
        taken[start:end] = b"\1" * (end - start)
        yield kind, start, end
    elif KINDS[kind] == "secret":
        while start < end:
            if taken[start]:
                free = taken.find(0, start, end)
                start = end if free < 0 else free
                continue
            stop = taken.find(1, start, end)
            stop = end if stop < 0 else stop
            taken[start:stop] = b"\1" * (stop - start)
            yield kind, start, stop
            start = stop


def _best_kinds(text: str, places: Iterable[Found]) -> dict[str, str]:
    """For every id the kind that says most: the first that is not merely `id`."""
    best: dict[str, str] = {}
    for kind, start, end in places:
        if kind != "id" and (KINDS[kind] == "id" or HEX.fullmatch(text, start, end)):
            best.setdefault(text[start:end].casefold(), kind)
    return best


def _replaced(text: str, places: Iterable[Found], names: _Names) -> str:
    parts: list[str] = []
    at = 0
    for kind, start, end in places:
        stand_in = names.name(kind, text[start:end])
        names.used[stand_in] += 1
        parts += (text[at:start], stand_in)
        at = end
    return "".join([*parts, text[at:]])


# --- what was found once, wherever else it stands --------------------------------------------------------------------

_TOKEN = re.compile(r"[^\s\"'<>,;|&()\[\]{}=:/\\@*`]+")
_PART = re.compile(r"[^\W_]+")
_SHORTEST_WORD = 5


def _elsewhere(text: str, taken: bytearray, names: _Names) -> Iterator[Found]:
    """Values met before that stand by themselves, and the company's name that a host, tenant or address gave away."""
    words: dict[str, tuple[str, str]] = {}
    for (group, value), stand_in in list(names.of.items()):
        kind = stand_in[1:].rpartition("-")[0]
        if group in ("person", "name", "secret") and _is_telling(value):
            words.setdefault(value.casefold(), (kind, value))
        if group in ("host", "mail"):
            host = value.rpartition("@")[2]
            labels = host.split(".")
            if group == "host" and is_mixed(labels[0]):
                words.setdefault(labels[0], (kind, value))
            company = _company(labels) if tenant_part(host) == len(host) else ""
            if company and _is_telling(company):
                words.setdefault(company, ("tenant", company))
    if not words:
        return
    for start, end in _tokens(text, words):
        if taken.find(1, start, end) >= 0:
            continue
        token = text[start:end]
        kind, value = words[token.casefold()]
        if KINDS[kind] == "secret" and token != value:
            continue
        names.of.setdefault(_key(kind, token), names.name(kind, value))
        taken[start:end] = b"\1" * (end - start)
        yield kind, start, end


def _tokens(text: str, words: Mapping[str, tuple[str, str]]) -> Iterator[tuple[int, int]]:
    """Where one of the words stands by itself, or a company's name as a part of another: LITWARE-CA."""
    for match in _TOKEN.finditer(text):
        start, end = match.start(), match.start() + len(match[0].rstrip(".!?"))
        if text[start:end].casefold() in words:
            yield start, end
            continue
        for part in _PART.finditer(text, start, end):
            known = words.get(part[0].casefold())
            if known and KINDS[known[0]] == "name":
                yield part.span()


def _is_telling(word: str) -> bool:
    """Whether a value by itself can be nothing else: long enough, and no word of a sentence or of the trade."""
    lower = word.casefold()
    if lower in EVERYDAY_WORDS or lower in WORDS or ERROR_CODE.fullmatch(word):
        return False
    return is_mixed(word) or (len(word) >= _SHORTEST_WORD and not word.isdecimal())


_SECOND_LEVELS = frozenset("co com net org ac gov edu gob or ne go".split())


def _company(labels: list[str]) -> str:
    """The label of a host name that names its owner: `contoso` of proxy.contoso.co.uk."""
    at = 3 if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVELS else 2
    return labels[-at] if len(labels) >= at else ""
