"""`kb annotate [FILE|-]`: what a log of any size holds that the book knows, and the errors that it does not know."""

from __future__ import annotations

import json
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from kb.annotating import Annotator, FoundLine, Summary
from kb.edges.log_file import Restarted, follow_blocks, read_blocks
from kb.log_chunks import Chunk, Chunker
from kb.log_templates import Seen, SeenTemplate
from kb.safe_text import visible_line
from kb_cli.commands import is_terminal
from kb_cli.commands.output import screen_for, show, write_json
from kb_cli.commands.verb import BOOK, COLOR, NO_COLOR, Given, Option, UsageError, Verb
from kb_cli.findings import BLANK
from kb_cli.progress import RedrawnLine, bar, open_book
from kb_cli.terminal import Line, Screen, complain, write

_REMEDY = "name a log file, or pipe one into kb annotate -"
_SHOWN = 300  # characters of a line; of a longer one what stands around the first find
_SHOWN_BEFORE = 80
_LISTED = 10
_SAMPLE_SHOWN = 160
_JSON_LISTED = 100


def run(given: Given) -> int:
    """Print the lines that hold something known, then the summary: 0 where there is something, else 1.

    Raises UsageError for a log that cannot be read, BookError for a book that cannot.
    """
    if len(given.words) > 1:
        raise UsageError("annotate reads one log", f"usage: {VERB.usage}")
    name = given.words[0] if given.words else "-"
    if name == "-" and (given.follow or (not given.words and is_terminal(sys.stdin))):
        raise UsageError("annotate --follow needs a file" if given.follow else "annotate needs a log", _REMEDY)
    blocks, size = _blocks_of(name, follow=given.follow)
    annotator = Annotator(open_book(given.book, later=False))
    report = _Report(given, annotator, _Progress(size), live=not size)
    status = 0
    try:
        report.read(blocks)
    except KeyboardInterrupt:
        # Whoever stops a log of hours wants what was found by now.
        status = 130
    except _CutOffError as error:
        report.progress.clear()
        complain(f"{name} cannot be read further: {error}; below is what was found up to there")
        status = 2
    report.close()
    return status or (0 if annotator.known_lines else 1)


class _CutOffError(Exception):
    """A log that cannot be read further, and why; what cannot be written is another thing."""


def _blocks_of(name: str, *, follow: bool) -> tuple[Iterator[bytes | Restarted], int]:
    """The blocks of a log and its size in bytes, 0 where that is not known: of a pipe, of a file that grows."""
    try:
        if name == "-":
            return read_blocks(sys.stdin.buffer), 0
        # Opened once, before the book: a folder or a missing file is told at once, and who writes to a pipe with a
        # name would be cut off if it were closed again.
        stream = Path(name).open("rb")  # noqa: SIM115  (closed when it is read)
        status = os.fstat(stream.fileno())
    except (OSError, ValueError, AttributeError) as error:
        reason = getattr(error, "strerror", None) or ("standard input is closed" if name == "-" else "no such path")
        raise UsageError(f"{name}: {reason}", _REMEDY) from error
    is_file = stat.S_ISREG(status.st_mode)
    if not follow:
        return _blocks_of_stream(stream), status.st_size if is_file else 0
    stream.close()
    if not is_file:
        raise UsageError(f"{name}: annotate --follow needs a file", "a pipe is read as it comes without --follow")
    return follow_blocks(name), 0


def _readable(blocks: Iterable[bytes | Restarted]) -> Iterator[bytes | Restarted]:
    try:
        yield from blocks
    except OSError as error:
        raise _CutOffError(error.strerror or str(error)) from error


def _blocks_of_stream(stream: BinaryIO) -> Iterator[bytes]:
    with stream:
        yield from read_blocks(stream)


class _Report:
    """What is printed, as it is found and at the end."""

    def __init__(self, given: Given, annotator: Annotator, progress: _Progress, *, live: bool) -> None:
        """`live`: somebody may be waiting for each line as the log comes in."""
        self.progress = progress
        self._given = given
        self._live = live
        self._annotator = annotator
        self._screen = screen_for(given)
        self._chunker = Chunker()
        self._bytes = self._lines = self._restarts = 0

    def read(self, blocks: Iterable[bytes | Restarted]) -> None:
        """Read all blocks and print what they hold. Raises _CutOffError where one cannot be read."""
        for block in _readable(blocks):
            if isinstance(block, Restarted):
                self._end_of_file()
                self._restarts += 1
                if self._given.json:
                    write_json(json.dumps({"type": "restart", "why": block.why}))
                complain(f"the log begins anew: {block.why}; lines are counted from 1 again")
                continue
            self._bytes += len(block)
            self._print(self._chunker.feed(block))
            self.progress.show(self._bytes)
            if self._live:
                sys.stdout.flush()

    def _end_of_file(self) -> None:
        """Read what is left of the last line; what comes next is line 1 of another file."""
        self._print(self._chunker.end())
        self._lines += self._chunker.line - 1
        self._chunker = Chunker()

    def _print(self, chunks: Iterable[Chunk]) -> None:
        for chunk in chunks:
            texts: list[str] = []
            try:
                for found in self._annotator.read(chunk):
                    texts += self._texts_of(found)
            finally:  # an interrupt too leaves what was found by then
                if texts:
                    self.progress.clear()
                for text in texts:
                    if self._given.json:
                        write_json(text)
                    else:
                        write(text)

    def _texts_of(self, line: FoundLine) -> Iterable[str]:
        """What is printed of a line: in JSON each find, else the first line of each template."""
        if self._given.json:
            return _events(line)
        return (shown_line(line, self._screen),) if line.repeat == 1 else ()

    def close(self) -> None:
        """Read what is left of the last line, and print the summary."""
        self._end_of_file()
        self.progress.clear()
        lines = self._lines
        if self._given.json:
            summary = self._annotator.summary(_JSON_LISTED)
            document = _summary_document(summary, lines, self._bytes, self._restarts)
            write_json(json.dumps(document, ensure_ascii=False))
        else:
            if self._annotator.known_lines:
                write("\n")
            show(summary_lines(self._annotator.summary(_LISTED), lines, self._restarts), self._given)


def _events(line: FoundLine) -> Iterator[str]:
    for found in line.found:
        event: dict[str, object] = {
            "type": "match",
            "line": line.number,
            "start": line.column + found.start,
            "end": line.column + found.end,
            "id": found.ids[0],
            "also": found.ids[1:],
            "kind": found.kind,
            "met": found.met,
            "time": line.time,
            "repeat": line.repeat,
        }
        yield json.dumps(event, ensure_ascii=False)


def _summary_document(summary: Summary, lines: int, size: int, restarts: int) -> dict[str, object]:
    return {
        "type": "summary",
        "schema_version": 1,
        "lines": lines,
        "bytes": size,
        "restarts": restarts,
        "known_lines": summary.known_lines,
        "unknown_error_lines": summary.unknown_lines,
        "evicted_lines": summary.evicted,
        "entries": [{"id": e.id, "title": e.title, **_seen(e), "met": e.met} for e in summary.entries],
        "repeats": [{"ids": t.ids, **_template(t)} for t in summary.repeats],
        "unknown": [_template(t) for t in summary.unknown],
    }


def _seen(seen: Seen) -> dict[str, object]:
    return {
        "count": seen.count,
        "first_line": seen.first_line,
        "first_time": seen.first_time,
        "last_line": seen.last_line,
        "last_time": seen.last_time,
    }


def _template(seen: SeenTemplate) -> dict[str, object]:
    return {"template": seen.template, "sample": seen.sample, **_seen(seen)}


def shown_line(line: FoundLine, screen: Screen) -> str:
    """A line of the log with what was found in it marked, and below it the entries that know it.

    Marked by colour where there is some, else by double brackets: no information by colour alone.
    """
    first = line.found[0].start
    begin = 0 if first < _SHOWN - _SHOWN_BEFORE else first - _SHOWN_BEFORE
    stop = min(len(line.text), begin + _SHOWN)
    parts = ["… " if begin or line.column else ""]
    at = begin
    for found in line.found:
        start, end = max(at, found.start), min(stop, found.end)
        if start < end:
            marked = visible_line(line.text[start:end])
            parts += [
                visible_line(line.text[at:start]),
                screen.paint("bad", marked) if screen.colour else f"[[{marked}]]",
            ]
            at = end
    parts += [visible_line(line.text[at:stop]), " …" if stop < len(line.text) else ""]
    met = dict.fromkeys(f"{'known noise, see ' if f.kind == 'noise' else ''}{', '.join(f.ids)}" for f in line.found)
    ids = screen.paint("number", visible_line("; ".join(met)))
    return f"{screen.paint('meta', f'{line.number}:')} {''.join(parts)}\n    -> {ids}\n"


def summary_lines(summary: Summary, lines: int, restarts: int = 0) -> list[Line]:
    """The summary as lines to show. `restarts`: how often a followed file began anew, and its line numbers at 1."""
    out: list[Line] = [BLANK, ("heading", 0, "", "Summary")]
    known = f"{_counted(summary.known_lines, 'line')} of {lines:,} with something known"
    out.append(("text", 0, "", f"{known}, {summary.unknown_lines:,} that look like errors nobody described."))
    if restarts:
        anew = _counted(restarts, "time")
        out.append(("text", 0, "", f"The log began anew {anew}; a line's number is that in the file of its time."))
    for entry in summary.entries:
        out.append(("item", 2, "", f"{entry.count:,}x {entry.id}: {visible_line(entry.title)}"))
        out.append(("meta", 4, "", _when(entry)))
    if summary.entries:
        out.append(("meta", 2, "", "`kb show ID` opens one of them"))
    for title, templates in (("Repeated", summary.repeats), ("Unknown errors", summary.unknown)):
        if templates:
            out += [BLANK, ("heading", 0, "", title)]
        for seen in templates:
            out.append(("item", 2, "", f"{seen.count:,}x {_cut(visible_line(seen.sample))}"))
            out.append(("meta", 4, "", _when(seen)))
    if summary.evicted:
        text = f"Too many different lines to count them all: {summary.evicted:,} of rare ones were let go."
        out += [BLANK, ("text", 0, "", text)]
    return out


def _when(seen: Seen) -> str:
    first, last = _place(seen.first_line, seen.first_time), _place(seen.last_line, seen.last_time)
    return f"line {first}" if seen.count == 1 else f"from line {first} to {last}"


def _place(line: int, time: str) -> str:
    return f"{line:,} ({time})" if time else f"{line:,}"


def _cut(text: str) -> str:
    return text if len(text) <= _SAMPLE_SHOWN else text[: _SAMPLE_SHOWN - 1] + "…"


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


class _Progress(RedrawnLine):
    """How far the reading is. `size`: bytes of the log, 0 where that is not known."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self._size = size

    def show(self, done: int) -> None:
        """Draw it for so many bytes that are read."""
        if not self.is_due():
            return
        if self._size:
            share = min(1.0, done / self._size)
            self.draw(f"{bar(share)} {share:4.0%} of {self._size / 1e6:,.0f} MB")
        else:
            self.draw(f"{done / 1e6:,.0f} MB read")


VERB = Verb(
    name="annotate",
    words="[FILE|-]",
    about="what a log holds that is known, and what errors are not",
    run=run,
    examples=(
        ("kb annotate server.log", "the lines that hold known codes and error texts, and a summary"),
        ("kb annotate - < server.log", "the same for a pipe, which may go on: journalctl -f | kb annotate -"),
        ("kb annotate --follow server.log", "a log that grows; Ctrl-C ends it with the summary"),
        ("kb annotate --json server.log", "a JSON object a line, the last one is the summary"),
    ),
    options=(
        Option("--json", "print a JSON object a line: each match, each time a log began anew, and at last the summary"),
        Option("--follow", "go on as the file grows; a file that is cut or replaced is read from its start"),
        COLOR,
        NO_COLOR,
        BOOK,
    ),
    details=(
        "A line is shown once; those that differ from it in times, numbers and ids alone are counted.",
        "A code counts only with the words that make it one: 407 alone is any number. "
        f"Of a line of more than {_SHOWN} characters the part around the first match is shown.",
        "A text that the log breaks over two lines is not found.",
        "Memory does not grow with the log. With `pip install errkb[scan]` the search is many times as fast.",
        "Exit status: 0 something known was found, 1 nothing, 2 wrong usage or an unreadable log, 130 interrupted.",
    ),
)
