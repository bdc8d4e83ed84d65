"""How fast a log is searched for all that the book knows, beside ripgrep with the same patterns, and in what memory.

Each is a whole process, its start included, and for `kb annotate` the opening of the book; the search alone is given
the patterns in a file, as ripgrep is. MB/s are those of CPU time, memory is the highest of a process; both are medians
of interleaved rounds.

The log is made up: web server and service lines with distinct times, numbers and ids; one line in a hundred holds an
error of the book, three in ten of them in capitals; some errors are nobody's.

`python -m benchmarks.annotating make FOLDER MEGABYTES` writes a log and the patterns, `… scan LOG ENGINE` searches with
the patterns beside the log, `… whole LOG ENGINE` is `kb annotate`; they print their memory, in megabytes, on standard
error.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks.table import Row
from benchmarks.workspace import SCRIPTS, Workspace, note

SECTION = "annotate"
ROUNDS = 3
SMALL_MEGABYTES = 10
BOUND_FROM_MEGABYTES = 200
"""The size of a log from which on the search has to keep its ratio to ripgrep: of less, the start is the most."""

SEED = 20261121
PATTERNS, LOOSE = "patterns.txt", "loose.txt"

_KNOWN, _CAPITALS, _UNKNOWN = 0.01, 0.3, 0.002
_LINES_AT_ONCE = 5000

_MODULES = ("sync.Worker", "http.Pool", "auth.TokenCache", "db.Session", "queue.Consumer", "web.Router")
_USERS = ("anna", "bjorn", "carlos", "dmitri", "eva", "farid")
_STATUS = (200, 200, 200, 304, 201, 404)
RG = "ripgrep"


class Cost(NamedTuple):
    """What a process took: seconds of CPU, and megabytes at most where it told."""

    seconds: float
    megabytes: float = 0.0


def rows(workspace: Path, *, megabytes: int) -> Iterable[Row]:
    """Search and whole `kb annotate`, with each engine that is installed, on a log of so many megabytes.

    Files are left in `workspace`. Raises RuntimeError with the complaint of a process that failed.
    """
    place = Workspace(workspace)
    small, log = (_made(place, size) for size in (SMALL_MEGABYTES, megabytes))
    patterns = workspace / PATTERNS
    rg = _ripgrep()
    engines = _installed(place, small)
    calls = {("scan", engine): _call("scan", str(log), engine) for engine in engines}
    calls |= {("whole", engine): _call("whole", str(log), engine) for engine in engines}
    if rg:
        calls[RG, ""] = [rg, "-c", "-F", "-i", "-f", str(patterns), str(log)]
    costs: dict[tuple[str, str], list[Cost]] = {name: [] for name in calls}
    for number in range(ROUNDS):
        note(f"annotating {megabytes} MB, round {number + 1} of {ROUNDS}")
        for name, call in calls.items():
            costs[name].append(_cost(place, call, tells=name[0] != RG))
    size = log.stat().st_size / 1e6

    searched = costs.get((RG, ""), [])
    count = patterns.read_bytes().count(b"\n")
    title = f"{RG} -c -F -i -f: {count:,} patterns, {size:,.0f} MB"
    yield Row(SECTION, title, _speed(size, searched) if searched else "missing: pip install ripgrep")
    for engine in engines:
        least = 0.25 if engine == engines[-1] else 2.0 if engine == engines[0] else 0.0
        if megabytes < BOUND_FROM_MEGABYTES:
            least = 0.0
        yield _scan_row(engine, size, costs["scan", engine], searched, least)
    for engine in engines:
        found = costs["whole", engine]
        fast = size / median(cost.seconds for cost in found)
        bounded = engine == engines[0]
        bound, holds = ("at least 25 MB/s", fast >= 25) if bounded else ("", None)
        yield Row(SECTION, f"kb annotate, {_named(engine)}", f"{fast:,.0f} MB/s", bound, holds)
    for engine in engines:
        few = [_cost(place, _call("whole", str(small), engine), tells=True) for _ in range(ROUNDS)]
        first, last = (median(cost.megabytes for cost in held) for held in (few, costs["whole", engine]))
        value = f"{first:.0f} MB for {SMALL_MEGABYTES} MB, {last:.0f} MB for {size:,.0f} MB"
        holds = max(first, last) < 150 and last <= 1.1 * first
        yield Row(SECTION, f"memory, {_named(engine)}", value, "below 150 MB, at most a tenth more", holds)


def _scan_row(engine: str, size: float, costs: list[Cost], searched: list[Cost], least: float) -> Row:
    what = f"search alone, {_named(engine)}"
    if not searched:
        return Row(SECTION, what, _speed(size, costs))
    ratio = median(rg.seconds / cost.seconds for rg, cost in zip(searched, costs, strict=True))
    value = f"{_speed(size, costs)}, {ratio:.2f} x ripgrep"
    return (
        Row(SECTION, what, value, f"at least {least:g} x ripgrep", ratio >= least)
        if least
        else Row(SECTION, what, value)
    )


def _speed(size: float, costs: list[Cost]) -> str:
    return f"{size / median(cost.seconds for cost in costs):,.0f} MB/s"


def _named(engine: str) -> str:
    return "base install" if engine == "base" else f"with {engine}"


def _call(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "benchmarks.annotating", *arguments]


def _ripgrep() -> str | None:
    beside = Path(sys.executable).with_name("rg")
    return str(beside) if beside.is_file() else shutil.which("rg")


def _installed(place: Workspace, log: Path) -> list[str]:
    """The engines that are installed, the fastest first; it also leaves the book in the cache."""
    from kb.scanning import ENGINES

    out = []
    for engine in ENGINES:
        try:
            _cost(place, _call("scan", str(log), engine), tells=True)
        except RuntimeError as error:
            if "ImportError" not in str(error) and "ModuleNotFoundError" not in str(error):
                raise
        else:
            out.append(engine)
    return out


def _made(place: Workspace, megabytes: int) -> Path:
    log = place.folder / f"made-{megabytes}.log"
    if not log.exists():
        note(f"making a log of {megabytes} MB")
        _cost(place, _call("make", str(place.folder), str(megabytes)))
    return log


def _cost(place: Workspace, call: list[str], *, tells: bool = False) -> Cost:
    """Run a process to its end. `tells`: it prints its memory, which the system counts together with its parent's."""
    process = subprocess.Popen(
        call, cwd=SCRIPTS, env=place.environment(0), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    assert process.stderr is not None
    with process.stderr as stream:
        said = stream.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(call)}\n{said.decode(errors='replace')}")
    return Cost(usage.ru_utime + usage.ru_stime, json.loads(said)["megabytes"] if tells else 0.0)


# --- what runs in a process of its own --------------------------------------------------------------------------------


def make(folder: Path, megabytes: int) -> None:
    """Write `made-MEGABYTES.log`, the same bytes each time for one book, and the patterns, one a line."""
    import kb
    from kb.log_patterns import LOOSE as MAY_BE_PIECES
    from kb.log_patterns import LogPatterns

    book = kb.open()
    for name, patterns in ((PATTERNS, LogPatterns(book).meanings), (LOOSE, sorted(MAY_BE_PIECES))):
        (folder / name).write_bytes(b"".join(pattern + b"\n" for pattern in patterns))
    texts = []
    for entry in book:
        named = [code for code in entry.codes if not code.isdecimal()]  # 407 alone is any number
        texts += [text.replace("\n", " ") for text in (*entry.messages[:3], *named[:2])]
    lines = _lines(texts)
    left = megabytes * 1_000_000
    unfinished = folder / f"made-{megabytes}.{os.getpid()}"
    with unfinished.open("wb") as file:
        while left > 0:
            left -= file.write("".join(next(lines) for _ in range(_LINES_AT_ONCE)).encode())
    unfinished.rename(folder / f"made-{megabytes}.log")


def _lines(texts: list[str]) -> Iterator[str]:
    chance = random.Random(SEED)
    capitals = [text.upper() for text in texts]
    number = 0
    while True:
        number += 1
        second = number // 40
        day, hour, minute = 1 + second // 86400 % 28, second // 3600 % 24, second // 60 % 60
        bits = chance.getrandbits(64)
        module, user = _MODULES[bits % 6], _USERS[bits % 6]
        begin = f"2026-11-{day:02} {hour:02}:{minute:02}:{second % 60:02}.{number % 40 * 25:03} [{bits & 31}]"
        kind = chance.random()
        if kind < _KNOWN:
            known = capitals if chance.random() < _CAPITALS else texts
            yield f"{begin} ERROR {module} - request {bits:016x}: {known[(bits >> 8) % len(known)]}\n"
        elif kind < _KNOWN + _UNKNOWN:
            yield f"{begin} ERROR {module} - job {bits & 0xFFFFFF} failed at step {bits >> 40 & 7}\n"
        elif kind < 0.02:
            yield f"{begin} WARN {module} - slow call took {bits & 8191} ms, retry {bits >> 60}, id={bits:016x}\n"
        elif kind < 0.4:
            yield (
                f"10.{bits & 255}.{bits >> 8 & 255}.{bits >> 16 & 255} - {user}"
                f" [{day:02}/Nov/2026:{hour:02}:{minute:02}:{second % 60:02} +0000]"
                f' "GET /api/v2/items/{bits >> 24 & 0xFFFF}?page={bits >> 40 & 63} HTTP/1.1"'
                f" {_STATUS[(bits >> 50) % 6]} {bits >> 30 & 0xFFFFF}\n"
            )
        elif kind < 0.75:
            yield (
                f"{begin} INFO {module} - processed batch {bits & 0xFFFFF} of {user} in {bits >> 20 & 1023} ms,"
                f" id={bits:016x}\n"
            )
        else:
            yield f"{begin} DEBUG {module} - cache hit for key user:{user}:{bits >> 20:x} ttl={bits & 4095}\n"


def scan(log: Path, engine: str) -> None:
    """Find every line of a log that may hold something, and do nothing with it."""
    from kb.edges.log_file import read_blocks
    from kb.scanning import scanner_of

    patterns, loose = (log.with_name(name).read_bytes().splitlines() for name in (PATTERNS, LOOSE))
    scanner = scanner_of(patterns, engine, frozenset(loose))
    rest = b""
    with log.open("rb") as stream:
        for block in read_blocks(stream):
            data = rest + block
            end = data.rfind(b"\n") + 1
            rest = data[end:]
            scanner.starts(data[:end])


def whole(log: Path, engine: str) -> None:
    """Run `kb annotate LOG` as if no faster engine than this one were installed."""
    from kb.scanning import ENGINES

    for name in ENGINES[: ENGINES.index(engine)]:
        sys.modules[name] = None  # type: ignore[assignment]  # what makes an import of it fail

    from kb_cli.main import main as kb_main

    if kb_main(["annotate", str(log)]):
        raise RuntimeError("kb annotate found nothing")


def main(what: str, path: str, argument: str) -> None:
    """Do what is asked; print the memory."""
    from benchmarks.memory import highest

    if what == "make":
        make(Path(path), int(argument))
    elif what == "scan":
        scan(Path(path), argument)
    else:
        whole(Path(path), argument)
    json.dump({"megabytes": highest()}, sys.stderr)


if __name__ == "__main__":
    main(*sys.argv[1:])
