"""The temporary folder that all is measured in: made books, indexes, caches, and processes that see nothing else.

Nothing of the user's is read or written: caches, state and home of every process lie in the folder.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

SCRIPTS = Path(__file__).parents[1]


class Workspace:
    """A folder with made-up books by size; 0 is the size of the shipped book."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def cache(self, size: int) -> Path:
        """The folder of errkb's cache for the book of this size; there may be none yet."""
        return self.folder / f"cache-{size}"

    def environment(self, size: int) -> dict[str, str]:
        """The environment of a process that is measured, with errkb's cache for the book of this size."""
        return {
            **{name: value for name, value in os.environ.items() if name not in _UNWANTED},
            "HOME": str(self._own("home")),
            "XDG_CACHE_HOME": str(self._own("home") / ".cache"),
            "KB_CACHE_DIR": str(self._own(self.cache(size).name)),
            "KB_STATE_DIR": str(self._own("state")),
        }

    def book(self, size: int) -> Path:
        """The folder of the made-up book of this size, or that of the shipped book."""
        if not size:
            return SCRIPTS.parent / "content"
        from benchmarks.books import write  # here, for it loads the library

        folder = self.folder / "books" / f"made-{size}"
        if not folder.is_dir():
            note(f"making a book of {size} entries")
            unfinished = folder.with_name(f"{folder.name}.{os.getpid()}")
            write(unfinished, size)
            unfinished.rename(folder)
        return folder

    def snapshot(self, size: int) -> Path:
        """The snapshot of the book as a file, built where it is not."""
        return Path(self.run(size, "benchmarks.opening", str(self.book(size)))["snapshot"])

    def peer(self, name: str, size: int) -> Path:
        """The index of an engine for a book of this size, built where it is not."""
        folder = self.folder / "peers" / str(size)
        if not (folder / name).is_dir():
            note(f"{name}: an index of {named(size)}")
            seconds = self.run(size, "benchmarks.peers", str(size), str(folder), name)[name]
            (folder / f"{name}.seconds").write_text(str(seconds), encoding="utf-8")
        return folder / name

    def peer_built_in(self, name: str, size: int) -> float:
        """Seconds of CPU that building it took."""
        return float(self.peer(name, size).with_name(f"{name}.seconds").read_text(encoding="utf-8"))

    def run(self, size: int, module: str, *arguments: str) -> Any:
        """What a module prints as JSON, run in a process of its own. Raises RuntimeError with its complaint."""
        call = [sys.executable, "-m", module, *arguments]
        done = subprocess.run(call, cwd=SCRIPTS, env=self.environment(size), capture_output=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{' '.join(call)}\n{done.stderr.decode(errors='replace')}")
        return json.loads(done.stdout)

    def _own(self, name: str) -> Path:
        folder = self.folder / name
        folder.mkdir(mode=0o700, exist_ok=True)
        return folder


# Without compiled modules a start costs several times as much, and a user has them.
_UNWANTED = ("PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX", "PYTHONWARNINGS", "PYTHONDEVMODE")


def named(size: int) -> str:
    """`10,000 entries`, or `the shipped book`."""
    return f"{size:,} entries" if size else "the shipped book"


def note(text: str) -> None:
    """Say on standard error what is going on, for a run takes minutes."""
    print(f"  {text}", file=sys.stderr, flush=True)
