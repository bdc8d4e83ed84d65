"""The situation that the person asked to keep: one small JSON file of this user's. Edge: reads and writes it.

Only values are kept, not where they were read: what comes back counts as set by the person. A file that is damaged, too
large, a link, or somebody else's is no profile, and the loading says so in a word.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

from kb.edges.home import state_folder
from kb.edges.kept import read_kept, write_kept
from kb.situation import FIELDS, Situation

_FORMAT = "errkb-profile"
_VERSION = 1
_BYTES_READ = 64_000


class Loaded(NamedTuple):
    """The kept situation, or None; `word` says why there is none, and is empty where none was ever kept."""

    situation: Situation | None
    word: str = ""


def profile_path() -> str:
    """Where the profile is kept."""
    return str(Path(state_folder(), "profile.json"))


def save_profile(situation: Situation) -> bool:
    """Keep the values of the situation, readable by this user alone. False where they cannot be kept."""
    values = {field: value for field in FIELDS if (value := situation.value(field))}
    data = json.dumps({_FORMAT: _VERSION, **values}, indent=1) + "\n"
    return write_kept(profile_path(), data.encode("ascii"))


def load_profile() -> Loaded:
    """The kept situation, its values as if the person had set them."""
    try:
        data = read_kept(profile_path(), _BYTES_READ)
    except FileNotFoundError:
        return Loaded(None)
    except OSError as error:
        return _ignored(error.strerror or "cannot be read")
    if data is None:
        return _ignored("it is no file of yours alone")
    try:
        fields = json.loads(data)
        if not isinstance(fields, dict) or fields.pop(_FORMAT, None) != _VERSION:
            return _ignored("it is no profile of this version")
        if not (set(fields) <= set(FIELDS) and all(isinstance(v, str) and v.isprintable() for v in fields.values())):
            return _ignored("it holds what no profile holds")
        return Loaded(Situation.model_validate(fields))
    except (ValueError, RecursionError):  # no UTF-8, no JSON, or a value that the field cannot have
        return _ignored("it is damaged")


def forget_profile() -> bool:
    """Remove the profile. Whether there is none afterwards."""
    try:
        Path(profile_path()).unlink(missing_ok=True)
    except OSError:
        return False
    return True


def _ignored(why: str) -> Loaded:
    return Loaded(None, f"The profile {profile_path()} is not used: {why}.")
