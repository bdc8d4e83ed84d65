"""Saved dialogues: one small JSON file each, of this user's. Edge: reads and writes them.

What was pasted is kept without secrets and identifiers, as in the chat's history; what is known of the affected
machine is kept as it is, as in the profile, for commands are filled with it. A file that is damaged, too large, a link
or somebody else's is no dialogue, and the loading says so in a word.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import NamedTuple

from kb.dialogue import Dialogue
from kb.edges.home import make_private, state_folder
from kb.edges.kept import read_kept, write_kept
from kb.redaction import redact_each
from kb.situation import FIELDS, Situation

_FORMAT = "errkb-dialogue"
_VERSION = 1
_BYTES = 2_000_000
_NAME = re.compile(r"[A-Za-z0-9][\w.-]{0,59}", re.ASCII)
_RESERVED = re.compile(r"(?i:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)")  # names that Windows keeps for devices


class Loaded(NamedTuple):
    """The saved dialogue, or None; `word` says why there is none."""

    dialogue: Dialogue | None
    word: str = ""


def save_dialogue(name: str, dialogue: Dialogue) -> str:
    """Keep the dialogue under the name, an older one of that name is replaced. '' or why it could not be kept."""
    if not _is_name(name):
        return _NO_NAME
    data = json.dumps({_FORMAT: _VERSION, "dialogue": _without_secrets(dialogue).model_dump()}, indent=1) + "\n"
    if len(data) > _BYTES:
        return f"it is too long to be kept ({len(data)} characters; up to {_BYTES})"
    if not (make_private(state_folder()) and write_kept(_path(name), data.encode("ascii"))):
        return f"{Path(_path(name)).parent} cannot be written"
    return ""


def load_dialogue(name: str) -> Loaded:
    """The dialogue of that name."""
    if not _is_name(name):
        return Loaded(None, _NO_NAME)
    try:
        data = read_kept(_path(name), _BYTES)
    except FileNotFoundError:
        return Loaded(None, "there is none of that name")
    except OSError as error:
        return Loaded(None, error.strerror or "it cannot be read")
    if data is None:
        return Loaded(None, "it is no file of yours alone")
    try:
        fields = json.loads(data)
        if not isinstance(fields, dict) or fields.get(_FORMAT) != _VERSION:
            return Loaded(None, "it is no dialogue of this version")
        return Loaded(Dialogue.model_validate(fields.get("dialogue")))
    except (ValueError, RecursionError):  # no UTF-8, no JSON, or not the shape of a dialogue
        return Loaded(None, "it is damaged")


def saved_dialogues() -> tuple[str, ...]:
    """The names of the saved dialogues, the latest first."""
    try:
        files = [(file.stat().st_mtime_ns, file.stem) for file in Path(state_folder(), "dialogues").glob("*.json")]
    except OSError:
        return ()
    return tuple(name for _, name in sorted(files, reverse=True) if _is_name(name))


_NO_NAME = "a name is up to 60 letters, digits, dots, hyphens and underscores"


def _is_name(name: str) -> bool:
    return _NAME.fullmatch(name) is not None and not _RESERVED.match(name)


def _path(name: str) -> str:
    return str(Path(state_folder(), "dialogues", f"{name}.json"))


def _without_secrets(dialogue: Dialogue) -> Dialogue:
    """The dialogue with stand-ins in all that was pasted; the places of the situation are of no use without it."""
    steps = dialogue.steps
    told = [text for step in steps for text in (step.why, step.line)]
    texts, _ = redact_each([*dialogue.questions, *told])
    asked, told = texts[: len(dialogue.questions)], list(texts[len(dialogue.questions) :])
    kept = tuple(
        step.model_copy(update={"why": why, "line": line})
        for step, why, line in zip(steps, told[::2], told[1::2], strict=True)
    )
    values = {field: dialogue.situation.value(field) for field in FIELDS}
    situation = Situation.model_validate(values)
    return dialogue.model_copy(
        update={"questions": tuple(asked), "steps": kept, "pending": None, "situation": situation}
    )
