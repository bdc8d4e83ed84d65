"""What a book is asked, with the entries that are right, made of its own entries.

Four kinds: a code alone; eight words in a row of a message; the same as OCR spoils it; a log of 60 lines with the
message in one of them. The texts of the last three hold no code. The same queries every time.
"""

from __future__ import annotations

import random
import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from kb.codes import find_codes
from kb.entry import Entry

CODE, WORDS, NOISED, LOG = "exact code", "8 words of a message", "8 words, 15 % OCR noise", "60-line log, no code"
KINDS = (CODE, WORDS, NOISED, LOG)

_WORDS_ASKED = 8
_NOISE = 0.15
_LOG_LINES = 60
# How OCR misreads letters. It is no table that any engine here knows.
_MISREAD = {
    "rn": "m", "cl": "d", "vv": "w", "O": "0", "0": "O", "o": "0", "l": "1", "1": "l", "I": "l", "i": "l", "m": "rn",
    "d": "cl", "S": "5", "5": "S", "B": "8", "8": "B", "e": "c", "g": "q", "t": "f", "u": "v",
}  # fmt: skip


class Query(NamedTuple):
    """A text to look up, and the ids of the entries any of which is right."""

    kind: str
    text: str
    right: frozenset[str]


class Questions:
    """Makes queries of a book's entries."""

    def __init__(self, book: Sequence[Entry]) -> None:
        self._coded = [(code, entry.id) for entry in book for code in entry.codes]
        printed = [(message, entry.id) for entry in book for message in entry.messages if "\n" not in message]
        self._printed = "\n".join(message for message, _ in printed)
        self._starts = list(accumulate((len(message) + 1 for message, _ in printed), initial=0))
        self._ids = [name for _, name in printed]
        self._messages = [message for message, _ in printed if len(message.split()) >= _WORDS_ASKED]
        words = (word for message in self._messages[:20_000] for word in message.split())
        self._vocabulary = [word for word in words if re.fullmatch(r"[A-Za-z]{2,20}", word)]

    def queries(self, kind: str, count: int) -> list[Query]:
        """So many queries of a kind, of entries chosen by chance; in a small book an entry may be chosen again."""
        chance = random.Random(f"{kind} of {len(self._ids)}")
        return [self._code(chance) if kind == CODE else self._text(kind, chance) for _ in range(count)]

    def _code(self, chance: random.Random) -> Query:
        code = chance.choice(self._coded)[0]
        return Query(CODE, code, frozenset(name for other, name in self._coded if other == code))

    def _text(self, kind: str, chance: random.Random) -> Query:
        message = chance.choice(self._messages)
        while find_codes(message):
            message = chance.choice(self._messages)
        if kind == LOG:
            return Query(kind, log_around(message, self._vocabulary, chance), self._printing(message))
        words = message.split()
        at = chance.randint(0, len(words) - _WORDS_ASKED)
        asked = " ".join(words[at : at + _WORDS_ASKED])
        return Query(kind, noised(asked, chance) if kind == NOISED else asked, self._printing(asked))

    def _printing(self, text: str) -> frozenset[str]:
        """All entries that print this text: a few words may be those of several messages."""
        found = set()
        at = self._printed.find(text)
        while at >= 0:
            found.add(self._ids[bisect_right(self._starts, at) - 1])
            at = self._printed.find(text, at + 1)
        return frozenset(found)


def noised(text: str, chance: random.Random) -> str:
    """The text with 15 % of its characters misread, left out, or a space lost or turned into a line break."""
    out = []
    at = 0
    while at < len(text):
        pair, char = text[at : at + 2], text[at]
        step = 1
        if chance.random() >= _NOISE:
            out.append(char)
        elif char == " ":
            out.append(chance.choice(("", "\n")))
        elif pair in _MISREAD:
            out.append(_MISREAD[pair])
            step = 2
        elif char in _MISREAD:
            out.append(_MISREAD[char])
        at += step  # a letter that is like no other is left out
    return "".join(out)


def log_around(message: str, vocabulary: Sequence[str], chance: random.Random) -> str:
    """A log that prints the message once, among lines of other things in the same words."""
    lines = [noise_line(vocabulary, chance) for _ in range(_LOG_LINES - 1)]
    at = chance.randint(5, _LOG_LINES - 5)
    lines.insert(at, f"{_stamp(chance)} ERROR [{_hex(chance, 12)}] {message}")
    return "\n".join(lines)


def noise_line(vocabulary: Sequence[str], chance: random.Random) -> str:
    """A line of a log with time, level and ids, and without a code."""
    while True:
        level = chance.choice(("INFO ", "DEBUG", "WARN ", "TRACE"))
        words = " ".join(chance.choices(vocabulary, k=chance.randint(2, 4)))
        line = chance.choice(
            (
                f"{_stamp(chance)} {level} [{_hex(chance, 12)}] {words}",
                f"{_stamp(chance)} {level} worker-{chance.randint(1, 64)} {words} took {chance.randint(1, 9999)} ms",
                f"{_stamp(chance)} thread=0x{_hex(chance, 12)} {words} session={_hex(chance, 20)}",
                f"Mar {chance.randint(1, 28)} {_stamp(chance)[11:19]} host-{chance.randint(1, 99)} "
                f"agent[{chance.randint(300, 65000)}]: {words}",
            )
        )
        if not find_codes(line):
            return line


def _stamp(chance: random.Random) -> str:
    hour, minute, second, part = (chance.randrange(limit) for limit in (24, 60, 60, 1000))
    return f"2026-03-{chance.randint(1, 28):02d}T{hour:02d}:{minute:02d}:{second:02d}.{part:03d}Z"


def _hex(chance: random.Random, digits: int) -> str:
    return f"{chance.getrandbits(4 * digits):0{digits}x}"
