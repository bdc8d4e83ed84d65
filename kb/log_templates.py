"""Lines of a log that differ only in what varies are one template, counted with where and when it was seen. Pure.

What varies: times, numbers, ids, addresses. A bounded number of templates is counted. Called by `annotating.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from kb.folding import fold, mask

TEMPLATES = 2000
"""Templates that are counted at once, known and unknown apart; the least frequent half makes room for new ones."""

SAMPLE = 500
"""Characters of a template, and of the line that is kept as its sample."""

_STAMP_WITHIN = 100
"""Bytes at the start of a line in which it says when it was written."""

_STAMP = re.compile(
    rb"\d{4}[-/]\d\d[-/]\d\d[Tt ,_]{1,2}\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?"
    rb"|\d{1,2}/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d(?: [+-]\d{4})?"
    rb"|\d{1,2}[/.]\d{1,2}[/.]\d{4},? \d{1,2}:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?: ?[AaPp][Mm])?"
    rb"|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d"
    rb"|\d\d:\d\d:\d\d(?:[.,]\d{1,9})?"
)
"""When a line was written, in the ways of ISO 8601, web servers, Windows, syslog; or a time of day."""

_STAMP_TEXT = re.compile(_STAMP.pattern.decode(), re.IGNORECASE)
_VARYING = re.compile(r"0x[0-9a-f]+|\b[0-9a-f]*[0-9][0-9a-f]*\b|[0-9]+")
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w.-]{1,100}")
_ADDRESS = re.compile(r"\d(?<![\w.]\d)\d{0,2}(?:\.\d{1,3}){3}(?::\d{1,5})?(?![\w.])")


@dataclass(slots=True)
class Seen:
    """How often something was seen, where first and last; times are as the log writes them, or ''."""

    count: int = 0
    first_line: int = 0
    first_time: str = ""
    last_line: int = 0
    last_time: str = ""

    def add(self, line: int, time: str) -> None:
        """Count one more."""
        if not self.count:
            self.first_line = line
        self.first_time = self.first_time or time
        self.count += 1
        self.last_line = line
        self.last_time = time or self.last_time


@dataclass(slots=True)
class SeenTemplate(Seen):
    """Lines of one template; `sample` is the first of them."""

    template: str = ""
    sample: str = ""
    ids: tuple[str, ...] = ()


class Templates:
    """Counts lines by template, a bounded number of them."""

    def __init__(self, limit: int = TEMPLATES) -> None:
        self.evicted = 0
        self.lines = 0
        self._limit = limit
        self._seen: dict[str, SeenTemplate] = {}

    def add(self, template: str, line: int, time: str, sample: str, ids: tuple[str, ...] = ()) -> int:
        """Count a line; how often its template was seen by now."""
        self.lines += 1
        seen = self._seen.get(template)
        if seen is None:
            if len(self._seen) >= self._limit:
                self._make_room()
            seen = self._seen[template] = SeenTemplate(template=template, sample=sample, ids=ids)
        seen.add(line, time)
        return seen.count

    def holds(self, template: str) -> bool:
        """Whether a template is counted already."""
        return template in self._seen

    def _make_room(self) -> None:
        """Drop the half that was seen least often, and of those seen as often the ones not seen for longest."""
        ranked = sorted(self._seen.values(), key=lambda seen: (seen.count, seen.last_line))
        for seen in ranked[: max(1, self._limit // 2)]:
            self.evicted += seen.count
            del self._seen[seen.template]

    def most(self, limit: int, *, least: int = 1) -> tuple[SeenTemplate, ...]:
        """The most frequent templates that were seen `least` times or more."""
        ranked = sorted(self._seen.values(), key=lambda seen: (-seen.count, seen.first_line))
        return tuple(seen for seen in ranked[:limit] if seen.count >= least)


def template_of(text: str, kept: Iterable[tuple[int, int]] = ()) -> str:
    """The line without what varies from one occurrence to the next; what stands at `kept` (start, end) stays."""
    folded = fold(text[: 2 * SAMPLE])
    # Each pattern takes microseconds, so only those are tried that may fit.
    if "@" in folded:
        folded = _MAIL.sub(_as_one, folded)
    if folded.count(".") >= 3:
        folded = _ADDRESS.sub(_as_one, folded)
    stamp = _STAMP_TEXT.search(folded, 0, _STAMP_WITHIN)
    if stamp:
        folded = f"{folded[: stamp.start()]}{_blank(stamp)}{folded[stamp.end() :]}"
    folded = mask(folded)
    out: list[str] = []
    at = 0
    for start, end in sorted(kept):
        if start < at:
            continue
        out += [_without_varying(folded[at:start]), folded[start:end]]
        at = end
    out.append(_without_varying(folded[at:]))
    return " ".join("".join(out).split())[:SAMPLE]


def time_of(line: bytes) -> str:
    """When a line says that it was written, in its own words, or ''."""
    stamp = _STAMP.search(line, 0, _STAMP_WITHIN)
    return stamp[0].decode("ascii") if stamp else ""


def _without_varying(folded: str) -> str:
    return _VARYING.sub("#", folded)


def _as_one(match: re.Match[str]) -> str:
    return "#".ljust(len(match[0]))


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])
