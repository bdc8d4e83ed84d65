"""Many literal patterns searched for in bytes at once, behind one small interface. Pure.

Two engines that find the same: `ahocorasick_rs`, where it is installed (`errkb[scan]`), and a table of words, which
needs nothing: of each pattern its rarest word, so that a line without any of them is given up after one look at it.
(Measured: 2.8 times as fast as one regular expression in the shape of a trie.) Both are asked for lower-cased bytes,
and find a pattern only where it is not a piece of a longer word. Called by `annotating.py` only.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

SHORTEST = 3
"""Bytes that a pattern has at least: one that is shorter is in every line."""

Hit = tuple[int, int, int]
"""(start, end, which pattern)."""

_DFA_UP_TO = 300_000
"""Bytes of all patterns up to which the faster automaton is taken; it has some 300 bytes for each of them."""

_LETTERS = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789_")
_WORDS_ONLY = bytes(byte if byte in _LETTERS or byte == 10 else 32 for byte in range(256))
_WORD = re.compile(rb"[a-z0-9_]+")

_IN_ANY_LOG = frozenset(
    b"""address after and any application before cache call client code connect connected connection data date error
    file finished for from get has host http https info internal invalid line message name net network not path port
    post process received request response result returned server service session started state status system the
    this thread time url user value version was web with you""".split()
)
"""Words that tell nothing apart; a pattern is looked for by another of its words, if it has one."""


class Scanner(Protocol):
    """Finds patterns in lower-cased bytes."""

    engine: str

    def starts(self, data: bytes) -> Iterable[int]:
        """Places in reading order: at least one for each line that holds a pattern, and seldom one for another line."""

    def longest(self, data: bytes) -> list[Hit]:
        """At every place where patterns begin the longest of them; hits may overlap. In reading order."""


def scanner_of(patterns: Sequence[bytes], engine: str = "", loose: frozenset[bytes] = frozenset()) -> Scanner:
    """The fastest scanner that is installed, or the `engine` that is named: `ahocorasick_rs` or `words`.

    `loose`: patterns, a few, that may be a piece of a longer word. Patterns are distinct and lower-cased. Raises
    ValueError for one shorter than `SHORTEST`, ImportError where the engine named is not installed.
    """
    if any(len(pattern) < SHORTEST for pattern in patterns):
        raise ValueError(f"a pattern is shorter than {SHORTEST} bytes")
    if engine != "words":
        try:
            return _Automaton(patterns, loose)
        except ImportError:
            if engine:
                raise
    return _Words(patterns, loose)


def _is_whole(data: bytes, start: int, end: int) -> bool:
    """Whether a pattern is not a piece of a longer word. Scripts other than ASCII letters are taken as they are."""
    return not (start and data[start - 1] in _LETTERS and data[start] in _LETTERS) and not (
        end < len(data) and data[end] in _LETTERS and data[end - 1] in _LETTERS
    )


def _longest(hits: Iterable[Hit]) -> list[Hit]:
    longest: dict[int, Hit] = {}
    for hit in hits:
        held = longest.get(hit[0])
        if held is None or held[1] < hit[1]:
            longest[hit[0]] = hit
    return [longest[start] for start in sorted(longest)]


class _Automaton:
    engine = "ahocorasick_rs"

    def __init__(self, patterns: Sequence[bytes], loose: frozenset[bytes]) -> None:
        from ahocorasick_rs import BytesAhoCorasick, Implementation  # an extra: the base install goes without

        small = sum(map(len, patterns)) <= _DFA_UP_TO
        kind = Implementation.DFA if small else Implementation.ContiguousNFA
        self._find: Any = BytesAhoCorasick(list(patterns), implementation=kind).find_matches_as_indexes
        self._loose = frozenset(which for which, pattern in enumerate(patterns) if pattern in loose)

    def starts(self, data: bytes) -> Iterable[int]:
        # In the order of their ends, which is that of their lines.
        return [start for start, _, _ in self._hits(data)]

    def longest(self, data: bytes) -> list[Hit]:
        return _longest(self._hits(data))

    def _hits(self, data: bytes) -> list[Hit]:
        return [
            (start, end, which)
            for which, start, end in self._find(data, overlapping=True)  # a piece of a word must not hide a whole one
            if which in self._loose or _is_whole(data, start, end)
        ]


class _Words:
    engine = "words"

    def __init__(self, patterns: Sequence[bytes], loose: frozenset[bytes]) -> None:
        words = [_WORD.findall(pattern) for pattern in patterns]
        common = Counter(word for held in words for word in set(held))
        self._by_word: dict[bytes, list[tuple[bytes, int, int]]] = {}
        by_sight: list[tuple[bytes, int]] = []
        for which, (pattern, held) in enumerate(zip(patterns, words, strict=True)):
            if pattern in loose or max(map(len, held), default=0) < SHORTEST:
                by_sight.append((pattern, which))
                continue
            long_enough = (word for word in held if len(word) >= SHORTEST)
            rarest = min(long_enough, key=lambda word: (word in _IN_ANY_LOG, common[word], -len(word)))
            match = re.search(rb"(?<![a-z0-9_])" + rarest + rb"(?![a-z0-9_])", pattern)
            at = match.start() if match else 0
            self._by_word.setdefault(rarest, []).append((pattern, at, which))
        self._known = frozenset(self._by_word)
        # Texts of scripts that are written without spaces, mostly: they begin with bytes that other logs lack.
        self._loose = frozenset(which for pattern, which in by_sight if pattern in loose)
        self._by_sight = dict(by_sight)
        ordered = sorted(self._by_sight, key=lambda pattern: (-len(pattern), pattern))
        self._sight = [re.compile(re.escape(pattern)) for pattern in ordered if pattern.isascii()]
        foreign = [re.escape(pattern) for pattern in ordered if not pattern.isascii()]
        self._foreign = re.compile(b"|".join(foreign)) if foreign else None

    def starts(self, data: bytes) -> Iterable[int]:
        out: list[int] = []
        at = 0
        known = self._known
        no_word_of = known.isdisjoint
        for line in data.translate(_WORDS_ONLY).split(b"\n"):
            end = at + len(line)
            # Even a rare word stands in many logs: the rest of its pattern has to be there too.
            if not no_word_of(words := line.split()) and self._holds(data, known & set(words), at, end):
                out.append(at)
            at = end + 1
        seen = [match.start() for pattern in self._patterns_of(data) for match in pattern.finditer(data)]
        return sorted((*out, *seen)) if seen else out

    def _holds(self, data: bytes, words: Iterable[bytes], start: int, end: int) -> bool:
        """Whether a line with these words holds one of their patterns."""
        for word in words:
            for pattern, _, _ in self._by_word[word]:
                if len(pattern) == len(word) or data.find(pattern, start, end) >= 0:
                    return True
        return False

    def longest(self, data: bytes) -> list[Hit]:
        hits: list[Hit] = []
        for match in _WORD.finditer(data):
            for pattern, before, which in self._by_word.get(match[0], ()):
                start = match.start() - before
                end = start + len(pattern)
                if start >= 0 and data.startswith(pattern, start) and _is_whole(data, start, end):
                    hits.append((start, end, which))
        for expression in self._patterns_of(data):
            found = expression.search(data)
            while found:
                start = found.start()
                for pattern, which in self._by_sight.items():
                    end = start + len(pattern)
                    if data.startswith(pattern, start) and (which in self._loose or _is_whole(data, start, end)):
                        hits.append((start, end, which))
                found = expression.search(data, start + 1)
        return _longest(hits)

    def _patterns_of(self, data: bytes) -> Iterable[re.Pattern[bytes]]:
        return self._sight if self._foreign is None or data.isascii() else (*self._sight, self._foreign)
