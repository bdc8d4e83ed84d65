"""Many patterns looked for at once: every engine finds what each of them alone would find."""

from __future__ import annotations

import contextlib
import random
import sys
from collections.abc import Iterable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kb
from kb.log_patterns import LOOSE, LogPatterns
from kb.scanning import ENGINES, SHORTEST, Scanner, scanner_of


def installed(patterns: Sequence[bytes], loose: frozenset[bytes] = frozenset()) -> list[Scanner]:
    """A scanner of each engine that is installed."""
    scanners = []
    for engine in ENGINES:
        with contextlib.suppress(ImportError):
            scanners.append(scanner_of(patterns, engine, loose))
    assert scanners
    return scanners


WORDS = [
    b"abc", b"abc de", b"abc de f", b"de f", b"xxx", b"abc_xxx", "ää".encode(), "ääx".encode(), b"x de f abc",
    b"a\0c", b"f\rde", b"(f.*", b"[x]", b"\\x61", b"e\xff\xfe", b"407", b" - ", b"abc de f x de abc de f _",
]  # fmt: skip
PIECES = [
    b"abc", b"ABC", b"de", b"De", b"f", b"F", b"xxx", b"XXx", b"x", b" ", b" ", b"_", b"\n", "ä".encode(), "Ä".encode(),
    b"\xff", b"\xfe", b"\0", b"a", b"c", b"\r", b"(", b".*", b"[x]", b"\\x61", b"407", b"0", b"-",
]  # fmt: skip
LETTERS = b"abcdefghijklmnopqrstuvwxyz0123456789_"


def by_definition(data: bytes, words: Sequence[bytes], loose: frozenset[bytes]) -> list[tuple[int, int, int]]:
    """The longest pattern at each place, by trying each at each; `loose` may be pieces of other words."""
    low = data.lower()
    out = []
    for start in range(len(low)):
        fitting = []
        for word in words:
            end = start + len(word)
            inner = start and low[start - 1] in LETTERS and word[0] in LETTERS
            inner = inner or (end < len(low) and low[end] in LETTERS and word[-1] in LETTERS)
            if low.startswith(word, start) and (word in loose or not inner):
                fitting.append(word)
        if fitting:
            longest = max(fitting, key=len)
            out.append((start, start + len(longest), words.index(longest)))
    return out


LOOSE_WORD = frozenset({b"xxx"})
SCANNERS = installed(WORDS, LOOSE_WORD)


def lines_of(data: bytes, starts: Iterable[int]) -> set[int]:
    """The numbers of the lines on which these places are."""
    return {data.count(b"\n", 0, start) for start in starts}


def agree(scanners: Iterable[Scanner], data: bytes, expected: list[tuple[int, int, int]]) -> None:
    """Each engine finds this; what names the lines to look at names those, `base` perhaps others too."""
    held = lines_of(data, (start for start, _, _ in expected))
    for scanner in scanners:
        assert scanner.longest(data) == expected, scanner.engine
        starts = list(scanner.starts(data))
        assert starts == sorted(starts)
        named = lines_of(data, starts)
        assert held <= named if scanner.engine == "base" else held == named, scanner.engine


@given(st.lists(st.sampled_from(PIECES) | st.binary(max_size=3), max_size=30).map(b"".join))
def test_engines_find_the_same(data: bytes) -> None:
    """Whatever the engine, the same as looking for each word at each place; `xxx` may be a piece of another."""
    agree(SCANNERS, data, by_definition(data, WORDS, LOOSE_WORD))


PATTERNS = st.lists(
    (st.lists(st.sampled_from(PIECES), max_size=6).map(b"".join) | st.binary(max_size=20))
    .map(lambda text: text.replace(b"\n", b"").lower())
    .filter(lambda text: len(text) >= SHORTEST),
    min_size=1,
    max_size=8,
)


@given(PATTERNS, st.data())
def test_engines_find_the_same_of_any_patterns(texts: list[bytes], draw: st.DataObject) -> None:
    """Of beginnings and ends of each other, with bytes of any value but the line feed, in data made of their pieces."""
    cut = draw.draw(st.integers(SHORTEST, 20))
    patterns = list(dict.fromkeys((*texts, *(text[:cut] for text in texts), *(text[-cut:] for text in texts))))
    loose = frozenset(draw.draw(st.lists(st.sampled_from(patterns), max_size=2)))
    pieces = st.sampled_from([*patterns, *(text.upper() for text in patterns), *(text[1:] for text in patterns)])
    data = b"".join(draw.draw(st.lists(pieces | st.sampled_from(PIECES) | st.binary(max_size=2), max_size=20)))
    agree(installed(patterns, loose), data, by_definition(data, patterns, loose))


def test_engines_find_the_same_of_the_whole_book() -> None:
    """In lines of pieces of its texts, in either case, with neighbours that make them pieces of words or not."""
    patterns = tuple(LogPatterns(kb.open()).meanings)
    scanners = installed(patterns, LOOSE)
    chance = random.Random(5)
    glue = [b" ", b": ", b"_", b"x", b"7", b"", b"\0", b"\r", b"\xff", "é".encode(), b"\n", b"\n", b"\r\n", b" " * 300]
    parts: list[bytes] = []
    for _ in range(6000):
        text = chance.choice(patterns)
        cut = chance.choice((0, 0, 1, 3))
        text = text[chance.choice((0, cut)) : len(text) - cut]
        parts += [text.upper() if chance.random() < 0.3 else text, chance.choice(glue)]
    data = b"".join(parts)
    hits = scanners[0].longest(data)
    assert len(hits) > 1000
    agree(scanners, data, hits)


def test_the_fastest_engine_that_is_installed_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ENGINES[:-1]:
        monkeypatch.setitem(sys.modules, name, None)  # what makes an import of it fail
    assert scanner_of([b"abc"]).engine == ENGINES[-1] == "base"
    with pytest.raises(ImportError):
        scanner_of([b"abc"], ENGINES[0])
    with pytest.raises(ValueError, match="there is no engine rg"):
        scanner_of([b"abc"], "rg")


@pytest.mark.parametrize(
    ("patterns", "says"), [([], "no pattern"), ([b"ab"], "shorter than 3"), ([b"abc", b"a\nb"], "more than a line")]
)
def test_patterns_that_no_engine_takes(patterns: list[bytes], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        scanner_of(patterns)
