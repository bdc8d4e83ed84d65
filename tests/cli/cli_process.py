"""`kb` as a process of its own, for the tests of the command."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COMMAND = (sys.executable, "-m", "kb_cli")


@dataclass(frozen=True)
class Ran:
    """What a call left: exit status and both streams."""

    status: int
    out: str
    err: str


def environment(**variables: str) -> dict[str, str]:
    """The environment of a process that finds the checkout's packages."""
    path = os.pathsep.join((str(ROOT), str(ROOT / "cli"), os.environ.get("PYTHONPATH", "")))
    return {**os.environ, "PYTHONPATH": path, "PYTHONUTF8": "1", **variables}


def run_kb(*arguments: str, stdin: bytes = b"", **variables: str) -> Ran:
    """Run `kb` with these arguments, standard input and variables: `run_kb("lookup", "407", COLUMNS="40")`."""
    done = subprocess.run(
        [*COMMAND, *arguments],
        input=stdin,
        capture_output=True,
        env=environment(**variables),
        timeout=120,
        check=False,
    )
    return Ran(done.returncode, done.stdout.decode().replace("\r\n", "\n"), done.stderr.decode().replace("\r\n", "\n"))
