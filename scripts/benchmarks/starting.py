"""How long a command takes from nothing: whole processes, as ratios to a Python that does nothing.

A round starts every command once, in turn; a figure is the median of the rounds' ratios. "Cold" is a new process: the
files it reads have been read before, as on a machine where errkb is used at all.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from benchmarks.books import entries
from benchmarks.table import Row, ratio_row
from benchmarks.workspace import Workspace, named

SECTION = "start-up, cold"
BARE = "python -c pass"
PEER = "tldr, the Python client, its page in the cache"
MESSAGE = "Invoke-WebRequest : The remote server returned an error: (407) Proxy Authentication Required, in our script"
_AT_MOST, _SEARCHED_AT_MOST, _IMPORT_AT_MOST = 1.5, 5.0, 2.0
_TIMES_FASTER = 4.0
_SLOW_SECONDS, _ROUNDS_OF_SLOW = 1.0, 3
_PAGE = """\
# tar

> Archiving utility.
> More information: <https://www.gnu.org/software/tar>.

""" + "".join(
    f"- Do the {number}. thing with an archive:\n\n`tar --option-{number} {{{{file}}}}`\n\n" for number in range(8)
)


def rows(workspace: Workspace, *, size: int, rounds: int) -> Iterable[Row]:
    """Rows for the shipped book and for a made-up one of this size."""
    errkb, tldr = (str(Path(sys.executable).with_name(name)) for name in ("kb", "tldr"))
    *_, last = entries(size)
    snapshot, folder, of = str(workspace.snapshot(size)), str(workspace.book(size)), named(size)
    shipped = "the shipped book"
    exact = {
        f"{shipped}: kb 407": [errkb, "407"],
        f"{shipped}: kb show caa20004": [errkb, "show", "caa20004"],
        f"{of}: kb --book SNAPSHOT CODE": [errkb, "--book", snapshot, last.codes[0]],
        f"{of}: kb show --book SNAPSHOT ID": [errkb, "show", "--book", snapshot, last.id],
    }
    searched = {f"{shipped}: kb TEXT, a pasted message": [errkb, MESSAGE]}
    imported = {"import kb": [sys.executable, "-c", "import kb"]}
    others = {
        f"{of}: kb --book FOLDER CODE": [errkb, "--book", folder, last.codes[0]],
        f"{of}: kb --book FOLDER TEXT": [errkb, "--book", folder, last.messages[0]],
        PEER: [tldr, "tar"],
    }
    bare = {BARE: [sys.executable, "-c", "pass"]}
    _cache_page(workspace, size)
    environment = {**workspace.environment(size), "TLDR_NETWORK_ENABLED": "0", "LANG": "C.UTF-8"}
    times = _time({**bare, **exact, **searched, **imported, **others}, environment, rounds)
    for calls, at_most in ((exact, _AT_MOST), (searched, _SEARCHED_AT_MOST), (imported, _IMPORT_AT_MOST), (others, 0)):
        for what in calls:
            row = ratio_row(SECTION, what, _ratio(times[what], times[BARE]), at_most=at_most)
            yield row._replace(value=f"{row.value}, {statistics.median(times[what]) * 1e3:.0f} ms")
    for what in exact:
        ratio = _ratio(times[PEER], times[what])
        yield ratio_row(SECTION, f"{what}: tldr takes", ratio, at_least=_TIMES_FASTER)


def _time(calls: Mapping[str, list[str]], environment: dict[str, str], rounds: int) -> dict[str, list[float]]:
    """Seconds of each call in each round; a slow one takes part in a few rounds only.

    Raises RuntimeError where a call does not answer, for that would look fast.
    """
    slow = set()
    for what, call in calls.items():
        for _ in range(2):  # twice: the first fills the caches, the second is as all others
            began = time.perf_counter()
            done = subprocess.run(call, env=environment, capture_output=True, check=False)
        if done.returncode > 1 or (not done.stdout and call[1] != "-c"):
            raise RuntimeError(f"{what}: status {done.returncode}\n{done.stderr.decode(errors='replace')}")
        if time.perf_counter() - began > _SLOW_SECONDS:
            slow.add(what)
    times: dict[str, list[float]] = {what: [] for what in calls}
    with Path(os.devnull).open("wb") as nowhere:
        for number in range(rounds):
            for what, call in calls.items():
                if what in slow and number >= _ROUNDS_OF_SLOW:
                    continue
                began = time.perf_counter()
                subprocess.run(call, env=environment, stdout=nowhere, stderr=nowhere, check=False)
                times[what].append(time.perf_counter() - began)
    return times


def _ratio(these: Sequence[float], those: Sequence[float]) -> float:
    return statistics.median(a / b for a, b in zip(these, those, strict=False))


def _cache_page(workspace: Workspace, size: int) -> None:
    """Put a page where tldr keeps those it has fetched: it then needs no network."""
    pages = Path(workspace.environment(size)["XDG_CACHE_HOME"]) / "tldr" / "pages" / "common"
    pages.mkdir(parents=True, exist_ok=True)
    (pages / "tar.md").write_text(_PAGE, encoding="utf-8")
