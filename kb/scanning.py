"""Many literal patterns searched for in bytes at once, in either case, behind one small interface. Pure.

Three engines that find the same: `hyperscan` and `ahocorasick_rs`, where they are installed (`errkb[scan]`), and
`base`, which needs nothing else: one expression of how all patterns begin, which the compiled search in pydantic tells
to be in a stretch of text or not, and a table of words for the few lines that it is in. (Measured: twice as fast as the
table alone, four times as fast as an expression of the standard library in the shape of a trie.)

A pattern is found only where it is not a piece of a longer word. Called by `annotating.py`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Annotated, Any, Protocol

SHORTEST = 3
"""Bytes that a pattern has at least: one that is shorter is in every line."""

Hit = tuple[int, int, int]
"""(start, end, which pattern)."""

_DFA_UP_TO = 300_000
"""Bytes of all patterns up to which the faster automaton is taken; it has some 300 bytes for each of them."""

_HEAD = 16
"""Bytes of each pattern that the base install's expression has: longer ones rule out little more, and cost more."""

_STRETCHES = (2048, 256, 0)
"""Bytes that are looked at together, and up to the end of a line; what holds nothing is not divided further."""

_SMALL = b"abcdefghijklmnopqrstuvwxyz0123456789_"
_LETTERS = frozenset(_SMALL + _SMALL.upper())
_WORDS_ONLY = bytes(bytes((byte,)).lower()[0] if byte in _LETTERS or byte == 10 else 32 for byte in range(256))
_WORD = re.compile(rb"[a-z0-9_]+")


class Scanner(Protocol):
    """Finds patterns in bytes, ASCII letters in either case. For one thread at a time."""

    engine: str

    def starts(self, data: bytes) -> Iterable[int]:
        """Places in reading order: at least one for each line that holds a pattern, and seldom one for another line."""

    def longest(self, data: bytes) -> list[Hit]:
        """At every place where patterns begin the longest of them; hits may overlap. In reading order."""


def scanner_of(patterns: Sequence[bytes], engine: str = "", loose: frozenset[bytes] = frozenset()) -> Scanner:
    """The fastest scanner that is installed, or the `engine` that is named, one of `ENGINES`.

    `loose`: patterns, a few, that may be a piece of a longer word. Patterns are distinct and lower-cased. Raises
    ValueError where there are none, for one that is shorter than `SHORTEST` or longer than a line, or for an engine
    without such a name; ImportError where the engine named is not installed or does not run on this machine.
    """
    if not patterns or any(len(pattern) < SHORTEST for pattern in patterns):
        raise ValueError(f"there is no pattern, or one is shorter than {SHORTEST} bytes")
    if any(b"\n" in pattern for pattern in patterns):
        raise ValueError("a pattern is more than a line")
    if engine:
        if engine not in _ENGINES:
            raise ValueError(f"there is no engine {engine}; there are {', '.join(ENGINES)}")
        return _ENGINES[engine](patterns, loose)
    for name in ENGINES[:-1]:
        try:
            return _ENGINES[name](patterns, loose)
        except ImportError:
            continue
    return _Base(patterns, loose)


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


class _Hyperscan:
    engine = "hyperscan"

    def __init__(self, patterns: Sequence[bytes], loose: frozenset[bytes]) -> None:
        import hyperscan  # an extra: the base install goes without

        database = hyperscan.Database()
        try:
            # Escaped rather than as literals, which would end at a zero byte. Words are bounded here, not by the
            # expressions: with `\b` they take four seconds to compile.
            database.compile(
                expressions=[b"".join(b"\\x%02x" % byte for byte in pattern) for pattern in patterns],
                flags=hyperscan.HS_FLAG_CASELESS,
            )
        except hyperscan.HyperscanError as error:  # it runs on no processor without SSSE3
            raise ImportError(f"Hyperscan does not run on this machine: {error}") from error
        self._scan: Any = database.scan
        self._lengths = [len(pattern) for pattern in patterns]
        self._loose = frozenset(which for which, pattern in enumerate(patterns) if pattern in loose)

    def starts(self, data: bytes) -> Iterable[int]:
        lengths, loose = self._lengths, self._loose
        out: list[int] = []
        held, until = 0, -1  # a line that is found already: a place in it, and its end

        def met(which: int, _start: int, end: int, _flags: int, _context: object) -> None:
            nonlocal held, until
            if held < end <= until:  # a call for each of its hits is what costs
                return
            start = end - lengths[which]
            if which in loose or _is_whole(data, start, end):
                out.append(start)
                held, until = start, _end_of_line(data, end)

        self._scan(data, met)
        return sorted(out)  # Hyperscan promises no order

    def longest(self, data: bytes) -> list[Hit]:
        ends: list[tuple[int, int]] = []
        self._scan(data, lambda which, _start, end, _flags, _context: ends.append((end, which)))
        hits = ((end - self._lengths[which], end, which) for end, which in ends)
        return _longest(hit for hit in hits if hit[2] in self._loose or _is_whole(data, hit[0], hit[1]))


class _Automaton:
    engine = "ahocorasick_rs"

    def __init__(self, patterns: Sequence[bytes], loose: frozenset[bytes]) -> None:
        from ahocorasick_rs import BytesAhoCorasick, Implementation  # an extra: the base install goes without

        small = sum(map(len, patterns)) <= _DFA_UP_TO
        kind = Implementation.DFA if small else Implementation.ContiguousNFA
        self._find: Any = BytesAhoCorasick(list(patterns), implementation=kind).find_matches_as_indexes
        self._loose = frozenset(which for which, pattern in enumerate(patterns) if pattern in loose)

    def starts(self, data: bytes) -> Iterable[int]:
        out: list[int] = []
        until = -1  # the end of a line that is found already; hits come in the order of their ends
        for which, start, end in self._find(data.lower(), overlapping=True):
            if end > until and (which in self._loose or _is_whole(data, start, end)):
                out.append(start)
                until = _end_of_line(data, end)
        return out

    def longest(self, data: bytes) -> list[Hit]:
        return _longest(
            (start, end, which)
            # Overlapping: a piece of a word must not hide a whole one.
            for which, start, end in self._find(data.lower(), overlapping=True)
            if which in self._loose or _is_whole(data, start, end)
        )


class _Base:
    engine = "base"

    def __init__(self, patterns: Sequence[bytes], loose: frozenset[bytes]) -> None:
        from pydantic import ConfigDict, StringConstraints, TypeAdapter  # here: to load it takes a while

        words = [_places(pattern) for pattern in patterns]
        common = Counter(word for held in words for word in held)
        self._by_word: dict[bytes, list[tuple[bytes, int, int]]] = {}  # a pattern, where in it the word is, which
        by_sight: dict[bytes, int] = {}
        for which, (pattern, held) in enumerate(zip(patterns, words, strict=True)):
            if pattern in loose or not held:
                by_sight[pattern] = which
            else:
                rarest = min(held, key=lambda word: (common[word], -len(word)))
                self._by_word.setdefault(rarest, []).append((pattern, held[rarest], which))
        self._known = frozenset(self._by_word)
        # Texts of scripts that are written without spaces, mostly: they begin with bytes that other logs lack.
        self._loose = frozenset(which for pattern, which in by_sight.items() if pattern in loose)
        self._by_sight = by_sight
        self._plain = [pattern for pattern in by_sight if pattern.isascii()]
        foreign = sorted((pattern for pattern in by_sight if not pattern.isascii()), key=len, reverse=True)
        self._foreign = re.compile(b"|".join(map(re.escape, foreign))) if foreign else None
        heads = sorted({pattern[:_HEAD] for pattern in patterns})
        holds = StringConstraints(pattern="|".join(map(_expression, heads)))
        # Bytes as Latin-1 are text of as many characters, and any bytes are.
        compiled = TypeAdapter(Annotated[str, holds], config=ConfigDict(regex_engine="rust-regex"))
        self._may_hold = compiled.validator.isinstance_python

    def starts(self, data: bytes) -> Iterable[int]:
        out: list[int] = []
        self._divide(data.lower(), 0, len(data), _STRETCHES, out)
        return out

    def _divide(self, low: bytes, at: int, stop: int, stretches: tuple[int, ...], out: list[int]) -> None:
        while at < stop:
            end = min(_end_of_line(low, at + stretches[0]) + 1, stop)
            if self._may_hold(low[at:end].decode("latin-1")):
                if len(stretches) == 1:
                    out.append(at)
                else:
                    self._divide(low, at, end, stretches[1:], out)
            at = end

    def longest(self, data: bytes) -> list[Hit]:
        low = data.lower()
        hits: list[Hit] = []
        met = not self._known.isdisjoint(low.translate(_WORDS_ONLY).split())
        for match in _WORD.finditer(low) if met else ():
            for pattern, before, which in self._by_word.get(match[0], ()):
                start = match.start() - before
                end = start + len(pattern)
                if start >= 0 and low.startswith(pattern, start) and _is_whole(low, start, end):
                    hits.append((start, end, which))
        for start in self._seen_in(low):
            for pattern, which in self._by_sight.items():
                end = start + len(pattern)
                if low.startswith(pattern, start) and (which in self._loose or _is_whole(low, start, end)):
                    hits.append((start, end, which))
        return _longest(hits)

    def _seen_in(self, low: bytes) -> Iterable[int]:
        """The places where patterns without a word begin."""
        for pattern in self._plain:
            place = low.find(pattern)
            while place >= 0:
                yield place
                place = low.find(pattern, place + 1)
        if self._foreign and not low.isascii():
            match = self._foreign.search(low)
            while match:
                yield match.start()
                match = self._foreign.search(low, match.start() + 1)


def _places(pattern: bytes) -> dict[bytes, int]:
    """The words that a pattern can be looked for by, each with its first place in it."""
    places: dict[bytes, int] = {}
    for match in _WORD.finditer(pattern):
        if len(match[0]) >= SHORTEST:
            places.setdefault(match[0], match.start())
    return places


def _expression(literal: bytes) -> str:
    return re.sub(r"[^\w ]", lambda char: f"\\x{ord(char[0]):02x}", literal.decode("latin-1"), flags=re.ASCII)


def _end_of_line(data: bytes, at: int) -> int:
    end = data.find(b"\n", at)
    return len(data) if end < 0 else end


_ENGINES: dict[str, Callable[[Sequence[bytes], frozenset[bytes]], Scanner]] = {
    _Hyperscan.engine: _Hyperscan,
    _Automaton.engine: _Automaton,
    _Base.engine: _Base,
}

ENGINES = tuple(_ENGINES)
"""The names of the engines, the fastest first; the last needs nothing that is not there."""
