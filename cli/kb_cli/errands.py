"""What the chat cannot do by itself: the clipboard, files, the profile, saved dialogues. Edge.

Each errand gives the state after it and a word on how it went; none raises for what it meets.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from kb.dialogue import Move, take_turn
from kb.edges.dialogues import load_dialogue, save_dialogue, saved_dialogues
from kb.edges.profile import forget_profile, load_profile, profile_path, save_profile
from kb.knowledge_base import KnowledgeBase
from kb.safe_text import visible_line
from kb_cli.clipboard import copy
from kb_cli.findings import BLANK, clip, numbered
from kb_cli.state import Errand, Said, State, heading, meta, text
from kb_cli.turns import opened

_NAMES = 9


def run_errand(book: KnowledgeBase, state: State, errand: Errand, *, private: bool) -> Said:
    """Do it and say how it went. `private`: this chat leaves nothing behind, so nothing is kept."""
    if private and errand.do in ("save", "keep profile"):
        return Said(state, [text("This chat is private: nothing of it is kept. Leave out --private to keep it.")])
    match errand.do:
        case "copy":
            return _copied(state, errand.text)
        case "write":
            return _written(state, errand)
        case "save":
            return _saved(state, errand.name)
        case "resume":
            return _resumed(book, state, errand.name)
        case "keep profile":
            if save_profile(state.situation):
                return Said(state, [text(f"Kept for later chats, in {visible_line(profile_path())}.")])
            return Said(state, [text(f"{visible_line(profile_path())} cannot be written; nothing was kept.")])
        case _:
            gone = forget_profile()
            words = "The profile is gone; this chat still knows what it knew." if gone else "The profile stays."
            return Said(state, [text(words)])


def keep_saved(state: State) -> str:
    """Save a dialogue that has a name again; '' or, as one line, why that failed."""
    why = save_dialogue(state.saved_as, state.dialogue) if state.saved_as else ""
    return f"{state.saved_as} was not saved: {visible_line(why)}." if why else ""


def with_profile(state: State) -> tuple[State, str]:
    """The state with what the profile holds, and a word where there is one that cannot be used."""
    loaded = load_profile()
    if loaded.situation is None:
        return state, visible_line(loaded.word)
    platform = loaded.situation.platform or state.platform
    dialogue = state.dialogue.model_copy(update={"situation": loaded.situation})
    return replace(state, dialogue=dialogue, platform=platform), ""


def may_use_osc52(flag: bool) -> bool:
    """Whether the person allowed the terminal's own way to the clipboard: `--osc52`, or KB_OSC52 set and not 0."""
    return flag or os.environ.get("KB_OSC52", "0") not in ("", "0")


def _copied(state: State, words: str) -> Said:
    done = copy(words, osc52=state.osc52)
    if not done.done:
        return Said(state, [text(visible_line(done.why))])
    lines = words.count("\n") + 1
    what = clip(words) if lines == 1 else f"{lines} lines"
    if done.how == "clipboard":
        return Said(state, [text(f"Copied: {what}")])
    tmux = " (tmux takes it after `set -s set-clipboard on`)" if os.environ.get("TMUX") else ""
    return Said(state, [text(f"Sent to the terminal, which may take it or not{tmux}: {what}")])


def _written(state: State, errand: Errand) -> Said:
    """Write a new file; one that is there stays as it is."""
    name = visible_line(errand.name)
    try:
        with Path(errand.name).expanduser().open("x", encoding="utf-8", newline="\n") as file:
            file.write(errand.text)
    except FileExistsError:
        return Said(state, [text(f"{name} is there already and was left as it is. Choose another name.")])
    except (OSError, ValueError) as error:
        why = visible_line(getattr(error, "strerror", "") or str(error))
        return Said(state, [text(f"{name} cannot be written: {why}.")])
    return Said(state, [text(f"Written to {name}.")])


def _saved(state: State, name: str) -> Said:
    why = save_dialogue(name, state.dialogue)
    if why:
        return Said(state, [text(f"Not saved: {visible_line(why)}.")])
    state = replace(state, saved_as=name)
    return Said(state, [text(f"Saved as {name}, without secrets, and again after each line. /resume {name} goes on.")])


def _resumed(book: KnowledgeBase, state: State, name: str) -> Said:
    if not name:
        names = saved_dialogues()[:_NAMES]
        if not names:
            return Said(state, [text("No dialogue is saved. /save NAME keeps this one.")])
        lines = [heading("Saved dialogues"), *numbered((one, "") for one in names)]
        return Said(state, [*lines, BLANK, meta(f"For instance /resume {names[0]}.")])
    loaded = load_dialogue(name)
    if loaded.dialogue is None:
        return Said(state, [text(f"{clip(name)} cannot be resumed: {visible_line(loaded.word)}.")])
    dialogue = loaded.dialogue
    if dialogue.entry not in book:  # another book, or the entry is gone from this one
        dialogue = dialogue.model_copy(update={"entry": "", "chosen": 0})
    platform = dialogue.situation.platform or state.platform
    question = dialogue.questions[-1] if dialogue.questions else ""
    found = book.lookup(question) if question else None
    state = State(platform=platform, width=state.width, osc52=state.osc52, saved_as=name, dialogue=dialogue)
    state = replace(state, question=question, found=found)
    words = f"Resumed {name}: {len(dialogue.steps)} checks so far."
    if not dialogue.entry:
        return Said(state, [text(f"{words} No entry is at hand.")])
    shown = opened(book, state, take_turn(book, dialogue, Move(do="next")))
    return Said(shown.state, [text(words), BLANK, *shown.lines])
