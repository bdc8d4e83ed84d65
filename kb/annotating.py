"""What a log holds that a book knows: lines in, findings and a summary out, in memory that does not grow. Pure.

One scan over everything tells which lines may hold something; only those are looked at closely. A finding is a code
in a context that `codes.find_codes` accepts, or an error text of an entry that is long and particular enough to mean
that entry and nothing else. Lines that differ only in what varies (times, numbers, ids, addresses) are one template.
Lines that look like errors and hold nothing known are counted by template too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from kb.codes import FAMILIES, canonical, find_codes, looks_like_code, spellings
from kb.entry import Entry
from kb.everyday_words import EVERYDAY_WORDS
from kb.folding import fold, mask
from kb.keys import exact_key
from kb.log_chunks import Chunk
from kb.markup import without_markup
from kb.reading import STOP_WORDS
from kb.scanning import SHORTEST, Hit, Scanner, scanner_of

TEMPLATES = 2000
"""Templates that are counted at once, known and unknown apart; the least frequent half makes room for new ones."""

_PHRASE_FROM = 12
_PHRASE_UP_TO = 300  # characters: what follows in a longer text tells no more
_SCRIPT_FROM = 6  # characters, where a script has a word in two or three
_LONG_LINE = 4096
_AROUND = 600  # characters of a long line that are looked at on both sides of what was found
_BEFORE = 64  # bytes: a code begins no further before what points to it
_SAMPLE = 500
_STAMP_WITHIN = 100
_SEEN_AT_ONCE = 4096  # lines whose judgement is kept: logs repeat themselves
_SEEN_UP_TO = 1000

_WORD = re.compile(r"[^\W\d_]+")
_SYMBOLIC = re.compile(r"[_\d]|[a-z][A-Z]|: ")
_GENERIC = frozenset(
    """access application authentication authorization connect connecting connection denied error errors fail failed
    failure file host internet invalid network refused request response server service system timed timeout unexpected
    unknown user""".split()
)
"""Words that any program may print of anything."""

_ERROR_WORDS = (
    "error", "exception", "fatal", "critical", "panic", "failed", "failure", "denied", "refused", "timed out",
    "unreachable", "unable to", "cannot", "could not",
)  # fmt: skip
LOOSE = frozenset((b"exception", b"gnutls"))
"""What is found as a piece of a longer word too: NullPointerException, gnutls_handshake."""

_LOOKS_LIKE_ERROR = re.compile(rf"(?<![a-z])(?<!\bno )(?<!\b0 )(?:{'|'.join(_ERROR_WORDS)}|[a-z]+exception)\b(?!=0)")

_TRIGGERS = (
    "aadsts", "error_codes", "curl", "pycurl", "curlerror", "npm err!", "npm error", "verify error:num",
    "verify return code", "0 depth", "1 depth", "2 depth", "ssl routines", "gnutls", "net_error", "net error",
    "event id", "eventid",
)  # fmt: skip
"""What stands in or beside codes that are written in too many ways to list; `find_codes` judges what it is."""

_NUMBERS = {"http", "winhttp", "winsock", "npm", "aadsts", "curl", "x509", "gnutls", "chromium", "event"}
_OF_NUMBERS = tuple(family for family in FAMILIES if family.name in _NUMBERS)
_SHORT_NUMBER = re.compile(r"-?[0-9]{3,7}")

_STAMP = re.compile(
    rb"\d{4}[-/]\d\d[-/]\d\d[Tt ,_]{1,2}\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?"
    rb"|\d{1,2}/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d(?: [+-]\d{4})?"
    rb"|\d{1,2}[/.]\d{1,2}[/.]\d{4},? \d{1,2}:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?: ?[AaPp][Mm])?"
    rb"|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d"
    rb"|\d\d:\d\d:\d\d(?:[.,]\d{1,9})?"
)
"""When a line was written, in the ways of ISO 8601, web servers, Windows, syslog; or a time of day."""

_STAMP_TEXT = re.compile(_STAMP.pattern.decode(), re.IGNORECASE)
_DIGITS = re.compile(rb"[0-9]+")
_DIGIT = re.compile("[0-9]")
_VARYING = re.compile(r"0x[0-9a-f]+|\b[0-9a-f]*[0-9][0-9a-f]*\b|[0-9]+")
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w.-]{1,100}|(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?(?![\w.])")


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


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What a pattern stands for: a message, noise or a word; or it asks for a closer look: code, number, error."""

    kind: str
    ids: tuple[str, ...] = ()
    met: str = ""


_CLOSER = _Meaning("code")
_NUMBER = _Meaning("number")
_ERROR = _Meaning("error")


class Annotator:
    """Reads the chunks of one log, or of several one after the other, and keeps count."""

    def __init__(self, entries: Iterable[Entry], engine: str = "", templates: int = TEMPLATES) -> None:
        """`engine`: see `scanning.scanner_of`; `templates`: how many are counted at once."""
        self._titles: dict[str, str] = {}
        self._owned: dict[str, tuple[str, ...]] = {}
        meanings = self._read_book(entries)
        self._meanings = list(meanings.values())
        self.patterns = tuple(meanings)
        """All that is looked for, lower-cased."""
        self._scanner: Scanner = scanner_of(self.patterns, engine, LOOSE)
        self._entries: dict[str, SeenEntry] = {}
        self._known = Templates(templates)
        self._unknown = Templates(templates)
        self._seen: dict[bytes, str] = {}
        self._judgements: dict[tuple[bytes, tuple[Hit, ...]], tuple[list[Found], str]] = {}
        self._window_time = ""

    @property
    def engine(self) -> str:
        """What it scans with."""
        return self._scanner.engine

    @property
    def known_lines(self) -> int:
        """How many lines held something known so far."""
        return self._known.lines

    # --- the book ---------------------------------------------------------------------------------------------------

    def _read_book(self, entries: Iterable[Entry]) -> dict[bytes, _Meaning]:
        """Every pattern with what it stands for; texts that several entries print lead to all of them."""
        meanings: dict[bytes, _Meaning] = {}

        def add(text: str, meaning: _Meaning) -> None:
            # The log is lower-cased byte by byte, which changes ASCII letters only; other letters are met in both
            # cases of the whole text, and typographic quotes as plain ones too.
            for form in dict.fromkeys((text, text.lower(), fold(text))):
                pattern = form.encode("utf-8", "replace").lower()
                held = meanings.get(pattern)
                if held and held.kind == meaning.kind and meaning.ids:
                    ids = tuple(dict.fromkeys((*held.ids, *meaning.ids)))
                    meanings[pattern] = _Meaning(held.kind, ids, held.met)
                elif held is None or held.kind in ("error", "number", "code"):
                    meanings[pattern] = meaning

        for word in _ERROR_WORDS:
            add(word, _ERROR)
        for word in _TRIGGERS:
            add(word, _CLOSER)
        for entry in entries:
            self._titles[entry.id] = entry.title
            for code in entry.codes:
                key = canonical(code)
                self._owned[key] = tuple(dict.fromkeys((*self._owned.get(key, ()), entry.id)))
                for form in dict.fromkeys((code, key, *spellings(code))):
                    if _SHORT_NUMBER.fullmatch(form):
                        add(form, _NUMBER)
                        add(f"0x{int(form):x}", _NUMBER)
                        add(f"0x{int(form):08x}", _NUMBER)
                    elif len(form.encode()) >= SHORTEST:
                        by_rule = any(found.key == canonical(form) for found in find_codes(form))
                        own_word = not by_rule and looks_like_code(form) and len(exact_key(form)) > SHORTEST
                        add(form, _Meaning("word", (entry.id,), key) if own_word else _CLOSER)
                if key.startswith("AADSTS"):
                    add(key[len("AADSTS") :], _NUMBER)
                elif key.startswith("npm-"):
                    add(key[len("npm-") :], _CLOSER)
            for text in entry.messages:
                phrase = text.strip().rstrip(" .:;,…。")[:_PHRASE_UP_TO]
                if is_particular(phrase):
                    add(phrase, _Meaning("message", (entry.id,), text))
            for text in entry.noise:
                if len(text) >= _PHRASE_FROM:
                    add(text.strip(), _Meaning("noise", (entry.id,), text))
        return meanings

    # --- the log ----------------------------------------------------------------------------------------------------

    def read(self, chunk: Chunk) -> Iterator[FoundLine]:
        """The lines of a chunk that hold something known, each with what; those that look like errors are counted."""
        data = chunk.data
        line, counted, done = chunk.line, 0, 0
        if not chunk.column:
            self._window_time = ""
        for start in self._scanner.starts(data):
            if start < done:  # on a line that was looked at already
                continue
            begin = data.rfind(b"\n", done, start) + 1 or done
            end = data.find(b"\n", start)
            end = len(data) if end < 0 else end
            line += data.count(b"\n", counted, begin)
            counted = begin
            done = end
            window = bool(chunk.column or chunk.skip) or end > chunk.keep
            if end - begin <= _LONG_LINE and not window:
                found = self._read_line(data[begin:end], line)
                if found:
                    yield found
            else:
                if window and not chunk.column:
                    self._window_time = _time_of(data)
                time = self._window_time if window else _time_of(data[begin : begin + _STAMP_WITHIN])
                own = (max(begin, chunk.skip) - begin, min(end, chunk.keep) - begin)
                yield from self._read_long_line(data[begin:end], line, chunk.column, own, time)

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
        bounds = [own[0], *(max(own[0], start - _BEFORE) for start, _ in stretches[1:]), own[1]]
        passed = 0
        for at, (start, end) in enumerate(stretches):
            begin = max(passed, start - _AROUND)
            while begin > passed and raw[begin] & 0xC0 == 0x80:  # not inside of a character
                begin -= 1
            column += len(raw[passed:begin].decode("utf-8", "replace"))
            passed = begin
            part = slice(begin, min(len(raw), end + _AROUND))
            mine = (bounds[at] - begin, bounds[at + 1] - begin)
            found = self._judge(raw[part], self._scanner.longest(raw[part]), mine)
            if found:
                text = raw[part].decode("utf-8", "replace")
                yield self._counted(text, found, number, column, time, _template_with_ids(text, found))

    def _read_line(self, raw: bytes, number: int) -> FoundLine | None:
        """What is known of a whole line; one that holds nothing and looks like an error is counted."""
        hits = self._scanner.longest(raw)
        if not hits:  # a scanner may name a line too many
            return None
        if any(self._meanings[which].kind != "error" for _, _, which in hits):
            text = raw.decode("utf-8", "replace").rstrip("\r")
            time = _time_of(raw)
            found, with_ids = self._judged(raw, text, hits, time)
            if found:
                return self._counted(text, found, number, 0, time, with_ids)
        # A log repeats itself: lines that differ in digits alone are looked at once.
        shape = _DIGITS.sub(b"0", raw) if len(raw) <= _SEEN_UP_TO else b""
        template = self._seen.get(shape)
        if template is None:
            text = raw.decode("utf-8", "replace")
            template = template_of(text) if _LOOKS_LIKE_ERROR.search(text.lower()) else ""
            if shape:
                if len(self._seen) >= _SEEN_AT_ONCE:
                    self._seen.clear()
                self._seen[shape] = template
        if template:
            sample = "" if self._unknown.holds(template) else raw[:_SAMPLE].decode("utf-8", "replace").strip()
            self._unknown.add(template, number, _time_of(raw), sample)
        return None

    def _judged(self, raw: bytes, text: str, hits: list[Hit], time: str) -> tuple[list[Found], str]:
        """What is found in a whole line, and its template; of lines that differ in their time alone judged once."""
        # The hits are part of the key, for digits of a time can be among them; `find_codes` takes none for a code.
        same = raw.replace(time.encode(), _DIGIT.sub("0", time).encode(), 1) if time else raw
        key = (same, tuple(hits)) if len(raw) <= _SEEN_UP_TO else None
        judged = self._judgements.get(key) if key else None
        if judged is None:
            found = self._judge(raw, hits)
            judged = found, _template_with_ids(text, found) if found else ""
            if key:
                if len(self._judgements) >= _SEEN_AT_ONCE:
                    self._judgements.clear()
                self._judgements[key] = judged
        return judged

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
        for which in dict.fromkeys(name for one in found for name in one.ids[:1]):
            seen = self._entries.get(which)
            if seen is None:
                seen = self._entries[which] = SeenEntry(id=which, title=self._titles[which])
            seen.add(number, time)
        for one in found:
            met = self._entries[one.ids[0]].met
            met[one.met] = met.get(one.met, 0) + 1
        ids = _first_ids(found)
        sample = "" if self._known.holds(template) else text[:_SAMPLE].strip()
        repeat = self._known.add(template, number, time, sample, ids)
        return FoundLine(number, column, text, tuple(found), time, repeat)

    def summary(self, limit: int = 20) -> Summary:
        """What the log came to so far; of templates the `limit` most frequent."""
        return Summary(
            known_lines=self._known.lines,
            unknown_lines=self._unknown.lines,
            entries=tuple(sorted(self._entries.values(), key=lambda seen: (-seen.count, seen.first_line))),
            repeats=self._known.most(limit, least=2),
            unknown=self._unknown.most(limit),
            evicted=self._known.evicted + self._unknown.evicted,
        )


def is_particular(text: str) -> bool:
    """Whether an error text is long and particular enough to mean one error, wherever it stands in a log.

    "Unexpected error" and "Access denied" are not: any program prints them of anything.
    """
    if not text.isascii():
        return len(text) >= _SCRIPT_FROM
    if len(text) < _PHRASE_FROM:
        return False
    if _SYMBOLIC.search(text):
        return True
    named = _WORD.findall(text.lower())
    return len(named) >= 3 and any(
        word not in _GENERIC and word not in EVERYDAY_WORDS and word not in STOP_WORDS for word in named
    )


def template_of(text: str, found: Iterable[Found] = ()) -> str:
    """The line without what varies from one occurrence to the next; what was found in it stays as it is."""
    folded = fold(text[: 2 * _SAMPLE])
    if "@" in folded or folded.count(".") >= 3:  # to look for addresses takes a third of the time
        folded = _ADDRESS.sub(lambda match: "#".ljust(len(match[0])), folded)
    folded = mask(_STAMP_TEXT.sub(_blank, folded))
    out: list[str] = []
    at = 0
    for one in sorted(found, key=lambda one: one.start):
        if one.start < at:
            continue
        out += [_without_varying(folded[at : one.start]), folded[one.start : one.end]]
        at = one.end
    out.append(_without_varying(folded[at:]))
    return " ".join("".join(out).split())[:_SAMPLE]


def _first_ids(found: Iterable[Found]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.ids[0] for one in found))


def _template_with_ids(text: str, found: Iterable[Found]) -> str:
    return " ".join((*_first_ids(found), template_of(text, found)))


def _without_varying(folded: str) -> str:
    return _VARYING.sub("#", folded)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _time_of(raw: bytes) -> str:
    """When a line says that it was written, in its own words, or ''."""
    stamp = _STAMP.search(raw, 0, _STAMP_WITHIN)
    return stamp[0].decode("ascii") if stamp else ""


def _without_inner(found: list[Found]) -> list[Found]:
    """In reading order, without what lies inside another find of the same kind or the same entry."""
    out: list[Found] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        inside = (held for held in out if one.end <= held.end)
        if not any(held.kind == one.kind or held.ids[0] == one.ids[0] for held in inside):
            out.append(one)
    return out


class _Places:
    """Where a byte of a line stands in its text."""

    def __init__(self, raw: bytes, text: str) -> None:
        self._raw = raw
        self._same = len(raw) == len(text)

    def of(self, byte: int) -> int:
        return min(byte, len(self._raw)) if self._same else len(self._raw[:byte].decode("utf-8", "replace"))
