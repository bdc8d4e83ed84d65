"""How much memory this process takes, in megabytes: now, and at most.

Linux tells both and lets the highest figure be forgotten, so that what came before does not hide what is measured;
elsewhere the highest since the start stands for all.
"""

from __future__ import annotations

import re
import resource
import sys
from pathlib import Path

_STATUS, _CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")
_FORGET_HIGHEST = "5"  # see proc(5)


def held() -> float:
    """What is held now."""
    return _status("VmRSS") or _highest_since_start()


def highest() -> float:
    """The most that was held since `forget_highest`."""
    return _status("VmHWM") or _highest_since_start()


def forget_highest() -> None:
    """Count the highest from here, where the system can."""
    if _CLEAR.exists():
        _CLEAR.write_text(_FORGET_HIGHEST, encoding="ascii")


def _status(field: str) -> float:
    if not _STATUS.exists():
        return 0.0
    found = re.search(rf"^{field}:\s+([0-9]+) kB", _STATUS.read_text(encoding="ascii"), re.MULTILINE)
    return int(found[1]) / 1e3 if found else 0.0


def _highest_since_start() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
