"""Which parts of a text are asked as one: sentences, lines, lines that were one before a window wrapped them. Pure."""

from __future__ import annotations

from itertools import pairwise

from kb.patterns import compiled
from kb.reading import Reading

PASSAGE = 40
"""Terms: a longer text is a paste, and its lines are asked one by one."""

_PASSAGES = 400  # distinct lines that are asked
_SENTENCE_END = r"[.?!;](?=\s)"
_GOES_ON = r"[\W_]{0,12}[a-z0-9]"  # how a line begins that continues the one before
_WINDOW = 120  # columns: a wider text was not wrapped by a window
_WELL = (
    r"\b(?:200 ok|verify ok|(?<=\()ok(?=\))|is running"
    r"|success(?:ful(?:ly)?)?|succeeded|completed|is up to date|no errors?(?: found)?|passed"
    r"|is healthy|all good|works? fine|erfolgreich|réussi)\b"
)
_ILL = (
    r"\?|fail|error|fehler|erreur|denied|refus|can't|cannot|unable|\bnot?\b|n't\b|time[sd]? ?out|invalid|expire|reset"
    r"|abort|warn|block|forbid|\bbut\b|\bwhy\b|\bhow\b|missing|lost|wrong|issue|problem|错误|失败|エラー|失敗"
)


def passages(reading: Reading) -> list[list[str]]:
    """The distinct terms of the text's lines and sentences and of each two that follow, repeats once.

    Those of the whole text come first where it is short enough to be one question.
    """
    whole = reading.terms
    lines: list[frozenset[str]] = []
    breaks = _breaks(reading.text)
    at = 0
    current: set[str] = set()
    for word in reading.words:
        if at < len(breaks) and word.start > breaks[at]:
            lines.append(frozenset(current))
            current = set()
            while at < len(breaks) and word.start > breaks[at]:
                at += 1
        current.add(word.term)
    lines.append(frozenset(current))
    lines = list(dict.fromkeys(line for line in lines if line))[:_PASSAGES]
    pairs = [a | b for a, b in pairwise(lines) if len(a | b) <= PASSAGE]  # wrapped sentences
    asked = [line for line in (*lines, *pairs) if len(line) >= 4]
    if len(whole) <= PASSAGE:
        asked.insert(0, whole)
    return [sorted(line) for line in dict.fromkeys(asked)]


def _breaks(text: str) -> list[int]:
    """Where sentences and lines end, in order; not where a narrow window, a mail or a box only wrapped a line."""
    lines = text.split("\n")
    width = max(map(len, lines))
    ends = [match.start() for match in compiled(_SENTENCE_END).finditer(text)]
    at = -1
    for line, following in pairwise(lines):
        at += len(line) + 1
        full = width <= _WINDOW and len(line) >= 0.7 * width
        if not (full and line.rstrip(" |│║")[-1:].isalnum() and compiled(_GOES_ON).match(following)):
            ends.append(at)
    return sorted(ends)


def says_all_is_well(reading: Reading) -> bool:
    """Whether a text reports success and nothing else: there is no error to find."""
    folded = reading.folded
    well = compiled(_WELL)
    return bool(well.search(folded)) and not compiled(_ILL).search(well.sub(" ", folded))
