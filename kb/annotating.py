"""What a log holds that a book knows: lines in, findings and a summary out, in memory that does not grow. Pure.

One scan over everything tells which lines may hold something; only those are looked at closely. A finding is a code
in a context that `codes.find_codes` accepts, or an error text of an entry. Lines that differ only in what varies are
counted together; so are those that look like errors and hold nothing known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from kb.codes import FAMILIES, find_codes
from kb.entry import Entry
from kb.log_chunks import Chunk
from kb.log_patterns import LOOSE, LogPatterns, looks_like_error
from kb.log_templates import SAMPLE, TEMPLATES, Seen, SeenTemplate, Templates, template_of, time_of
from kb.markup import without_markup
from kb.scanning import Hit, Scanner, scanner_of

_LONG_LINE = 4096
_AROUND = 600  # bytes of a long line that are looked at on both sides of what was found
_BEFORE = 64  # bytes: a code begins no further before what points to it
_KEPT = 4096  # lines whose judgement is kept: logs repeat themselves
_KEPT_UP_TO = 1000  # bytes of a line

_NUMBERS = {"http", "winhttp", "winsock", "npm", "aadsts", "curl", "x509", "gnutls", "chromium", "event"}
_OF_NUMBERS = tuple(family for family in FAMILIES if family.name in _NUMBERS)

_DIGITS = re.compile(rb"[0-9]+")
_ZEROS = bytes(48 if byte in b"0123456789" else byte for byte in range(256))
_LONG_HEX = re.compile(rb"\b[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\b|\b[0-9A-Fa-f]{16,}\b")
_REST_OF_WORD = re.compile(rb"[\w\x80-\xff]{0,64}")


@dataclass(frozen=True, slots=True)
class Found:
    """Something known at `start:end` of a line, in characters. `ids`: the entries that have it, the first to be read.

    `kind`: `code`, `message`, or `noise` (a text that an entry tells to leave aside). `met`: the code in its canonical
    form, or the text as the entry has it.
    """

    start: int
    end: int
    ids: tuple[str, ...]
    kind: str
    met: str


@dataclass(frozen=True, slots=True)
class FoundLine:
    """A line with what was found in it. `text`: the line, or the part at `column` of a long one.

    `repeat`: how often its template was seen by now, this time included.
    """

    number: int
    column: int
    text: str
    found: tuple[Found, ...]
    time: str
    repeat: int


@dataclass(slots=True)
class SeenEntry(Seen):
    """An entry, with what of it was met how often."""

    id: str = ""
    title: str = ""
    met: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Summary:
    """What a log came to. `evicted`: lines whose template was dropped to make room, so that rare ones count too low."""

    known_lines: int
    unknown_lines: int
    entries: tuple[SeenEntry, ...]
    repeats: tuple[SeenTemplate, ...]
    unknown: tuple[SeenTemplate, ...]
    evicted: int


class Annotator:
    """Reads the chunks of one log, or of several one after the other, and keeps count."""

    def __init__(self, entries: Iterable[Entry], engine: str = "", templates: int = TEMPLATES) -> None:
        """`engine`: see `scanning.scanner_of`; `templates`: how many are counted at once."""
        wanted = LogPatterns(entries)
        self._titles = wanted.titles
        self._owned = wanted.owned
        self._meanings = list(wanted.meanings.values())
        self._scanner: Scanner = scanner_of(list(wanted.meanings), engine, LOOSE)
        self.known_lines = 0
        """How many lines held something known so far."""
        self._entries: dict[str, SeenEntry] = {}
        self._known = Templates(templates)
        self._unknown = Templates(templates)
        # By a hash of what of the line they depend on, for lines are long: its template, '' where it is no error; and
        # what is found in it, with its template.
        self._errors: dict[int, str] = {}
        self._judgements: dict[int, tuple[list[Found], str]] = {}
        self._on_line: set[str] = set()  # entries that this line was counted for: a long one is read in parts
        self._window_time = ""

    @property
    def engine(self) -> str:
        """What it scans with."""
        return self._scanner.engine

    def read(self, chunk: Chunk) -> Iterator[FoundLine]:
        """The lines of a chunk that hold something known, each with what; those that look like errors are counted."""
        data = chunk.data
        line, counted, done = chunk.line, 0, 0
        if not chunk.column:
            self._on_line.clear()
            self._window_time = time_of(data) if chunk.keep < len(data) else ""
        for start in self._scanner.starts(data):
            if start < done:  # on a line that was looked at already
                continue
            begin = data.rfind(b"\n", done, start) + 1 or done
            end = data.find(b"\n", start)
            end = len(data) if end < 0 else end
            line += data.count(b"\n", counted, begin)
            counted = begin
            done = end
            raw = data[begin:end]
            if chunk.column or end > chunk.keep:
                own = (chunk.skip, min(end, chunk.keep))
                yield from self._read_long_line(raw, line, chunk.column, own, self._window_time)
                continue
            self._on_line.clear()
            if len(raw) <= _LONG_LINE:
                found = self._read_line(raw, line)
                if found:
                    yield found
            else:
                yield from self._read_long_line(raw, line, 0, (0, len(raw)), time_of(raw))
                if not self._on_line:
                    self._count_error(raw[:_LONG_LINE], line)

    def _read_long_line(
        self, raw: bytes, number: int, column: int, own: tuple[int, int], time: str
    ) -> Iterator[FoundLine]:
        """A line, or a window of one, by the surroundings of what may be found: codes cost too much on all of it.

        `own`: the bytes between which a find begins that is this window's.
        """
        stretches: list[tuple[int, int]] = []
        for start, end, which in self._scanner.longest(raw):
            if self._meanings[which].kind == "error" or not own[0] - _BEFORE <= start < own[1] + _BEFORE:
                continue
            if stretches and start - stretches[-1][1] < 2 * _AROUND and end - stretches[-1][0] < _LONG_LINE:
                stretches[-1] = (stretches[-1][0], max(stretches[-1][1], end))
            else:
                stretches.append((start, end))
        bounds = [*(max(own[0], start - _BEFORE) for start, _ in stretches), own[1]]
        passed = 0
        for at, (start, end) in enumerate(stretches):
            begin = max(passed, start - _AROUND)
            while passed < begin > start - _AROUND - 3 and raw[begin] & 0xC0 == 0x80:  # not inside of a character
                begin -= 1
            column += len(raw[passed:begin].decode("utf-8", "replace"))
            passed = begin
            stop = end + _AROUND
            rest = _REST_OF_WORD.match(raw, stop)  # a piece of a code could be another code
            part = raw[begin : rest.end() if rest else stop]
            mine = (bounds[at] - begin, bounds[at + 1] - begin)
            found = self._judge(part, self._scanner.longest(part), mine)
            if found:
                text = part.decode("utf-8", "replace")
                yield self._counted(text, found, number, column, time, _template_with_ids(text, found))

    def _read_line(self, raw: bytes, number: int) -> FoundLine | None:
        """What is known of a whole line; one that holds nothing and looks like an error is counted."""
        hits = self._scanner.longest(raw)
        if not hits:  # a scanner may name a line too many
            return None
        if any(self._meanings[which].kind != "error" for _, _, which in hits):
            text = raw.decode("utf-8", "replace").rstrip("\r")
            time = time_of(raw)
            found, with_ids = self._judged(raw, text, hits, time)
            if found:
                return self._counted(text, found, number, 0, time, with_ids)
        self._count_error(raw, number)
        return None

    def _count_error(self, raw: bytes, number: int) -> None:
        """Count a line in which nothing known is, if it looks like an error."""
        # A log repeats itself: lines that differ in digits alone are looked at once.
        shape = hash(_DIGITS.sub(b"0", raw)) if len(raw) <= _KEPT_UP_TO else None
        template = self._errors.get(shape) if shape is not None else None
        if template is None:
            text = raw.decode("utf-8", "replace")
            template = template_of(text) if looks_like_error(text) else ""
            if shape is not None:
                if len(self._errors) >= _KEPT:
                    self._errors.clear()
                self._errors[shape] = template
        if template:
            sample = "" if self._unknown.holds(template) else raw[:SAMPLE].decode("utf-8", "replace").strip()
            self._unknown.add(template, number, time_of(raw), sample)

    def _judged(self, raw: bytes, text: str, hits: list[Hit], time: str) -> tuple[list[Found], str]:
        """What is found in a whole line, and its template; lines that differ in what tells nothing are judged once."""
        key = self._shape(raw, hits, time) if len(raw) <= _KEPT_UP_TO else None
        judged = self._judgements.get(key) if key is not None else None
        if judged is None:
            found = self._judge(raw, hits)
            judged = found, _template_with_ids(text, found) if found else ""
            if key is not None:
                if len(self._judgements) >= _KEPT:
                    self._judgements.clear()
                self._judgements[key] = judged
        return judged

    def _shape(self, raw: bytes, hits: list[Hit], time: str) -> int:
        """A hash of what the judgement of a line depends on: the hits, and the line without times and long ids.

        Digits matter only where they may be a code's. Those of a time can be among the hits, but `find_codes` takes
        none of them for a code, nor long ids.
        """
        if any(self._meanings[which].kind in ("code", "number") for _, _, which in hits):
            same = raw.replace(time.encode(), time.encode().translate(_ZEROS), 1) if time else raw
        else:
            same = raw.translate(_ZEROS)
        return hash((_LONG_HEX.sub(_zeros, same), *hits))

    def _judge(self, raw: bytes, hits: list[Hit], own: tuple[int, int] | None = None) -> list[Found]:
        """What is found in bytes of one line, in reading order; `own`: between which bytes it begins."""
        text = raw.decode("utf-8", "replace")
        places = _Places(raw, text)
        kinds: set[str] = set()
        out: list[Found] = []
        for start, end, which in hits:
            meaning = self._meanings[which]
            kinds.add(meaning.kind)
            if meaning.ids:
                kind = "code" if meaning.kind == "word" else meaning.kind
                out.append(Found(places.of(start), places.of(end), meaning.ids, kind, meaning.met))
        noise = [found for found in out if found.kind == "noise"]
        if noise:
            out = noise
        elif "code" in kinds or "number" in kinds:
            out += self._codes_in(text, kinds)
        if own is not None:
            first, last = places.of(max(0, own[0])), places.of(max(0, own[1]))
            out = [found for found in out if first <= found.start < last]
        return _without_inner(out)

    def _codes_in(self, text: str, kinds: set[str]) -> list[Found]:
        """The codes in a line that some entry has."""
        plain = without_markup(text)
        if "code" not in kinds and not any(family.pattern.search(plain) for family in _OF_NUMBERS):
            return []  # nearly every number that a log holds is none
        alone = plain.strip()
        return [
            Found(code.start, code.end, self._owned[code.key], "code", code.key)
            for code in find_codes(plain)
            # In a paste a status alone on its line is the person's question; in a log it is any number.
            if code.key in self._owned and not (alone.isdecimal() and code.family == "http")
        ]

    def _counted(
        self, text: str, found: Sequence[Found], number: int, column: int, time: str, template: str
    ) -> FoundLine:
        """The line as a finding, counted for its entries and its template."""
        ids = _first_ids(found)
        if not self._on_line:
            self.known_lines += 1
        for which in ids:
            seen = self._entries.get(which)
            if seen is None:
                seen = self._entries[which] = SeenEntry(id=which, title=self._titles[which])
            if which not in self._on_line:
                seen.add(number, time)
        self._on_line.update(ids)
        for one in found:
            met = self._entries[one.ids[0]].met
            met[one.met] = met.get(one.met, 0) + 1
        sample = "" if self._known.holds(template) else text[:SAMPLE].strip()
        repeat = self._known.add(template, number, time, sample, ids)
        return FoundLine(number, column, text, tuple(found), time, repeat)

    def summary(self, limit: int = 20) -> Summary:
        """What the log came to so far; of templates the `limit` most frequent."""
        return Summary(
            known_lines=self.known_lines,
            unknown_lines=self._unknown.lines,
            entries=tuple(sorted(self._entries.values(), key=lambda seen: (-seen.count, seen.first_line))),
            repeats=self._known.most(limit, least=2),
            unknown=self._unknown.most(limit),
            evicted=self._known.evicted + self._unknown.evicted,
        )


def _first_ids(found: Iterable[Found]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.ids[0] for one in found))


def _template_with_ids(text: str, found: Iterable[Found]) -> str:
    return " ".join((*_first_ids(found), template_of(text, ((one.start, one.end) for one in found))))


def _without_inner(found: list[Found]) -> list[Found]:
    """In reading order, without what lies inside another find of the same kind or the same entry."""
    out: list[Found] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        inside = (held for held in out if one.end <= held.end)
        if not any(held.kind == one.kind or held.ids[0] == one.ids[0] for held in inside):
            out.append(one)
    return out


def _zeros(match: re.Match[bytes]) -> bytes:
    return b"0" * len(match[0])


class _Places:
    """Where a byte of a line stands in its text."""

    def __init__(self, raw: bytes, text: str) -> None:
        self._raw = raw
        self._same = len(raw) == len(text)

    def of(self, byte: int) -> int:
        return min(byte, len(self._raw)) if self._same else len(self._raw[:byte].decode("utf-8", "replace"))
