"""The names, shapes and errors that other programs hold on to: nothing is renamed, things may be added."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest
from conftest import entry_of
from pydantic import BaseModel

import kb
from kb.entry import Kind, Platform

PROGRAM = Path(kb.__file__).parents[1]


def run(code: str) -> str:
    """What a fresh interpreter prints for the code."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True, cwd=PROGRAM
    )
    return done.stdout.strip()


def test_the_public_names() -> None:
    assert set(kb.__all__) >= {
        "BookError", "Cause", "Check", "Command", "Endpoint", "Entry", "Evidence", "KbError", "KnowledgeBase", "Link",
        "Lookup", "Match", "Note", "Origin", "Result", "Sample", "Setting", "SnapshotError", "Source", "UnknownEntry",
        "__version__", "open",
    }  # fmt: skip


def test_every_public_name_is_there_and_listed() -> None:
    for name in kb.__all__:
        assert getattr(kb, name) is not None
    assert dir(kb) == sorted(kb.__all__)


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'kb' has no attribute 'nonsense'"):
        _ = kb.nonsense


def test_every_public_name_says_what_it_is() -> None:
    assert all(inspect.getdoc(getattr(kb, name)) for name in kb.__all__ if name != "__version__")


def test_the_version_is_one() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+\S*", kb.__version__)


def test_the_parts_of_an_entry() -> None:
    assert set(kb.Entry.model_fields) >= {
        "id", "title", "kind", "codes", "aliases", "messages", "products", "summary", "causes", "checks", "commands",
        "endpoints", "notes", "related", "sources", "origin",
    }  # fmt: skip
    assert set(kb.Origin.model_fields) >= {"book", "file", "line"}
    assert set(kb.Command.model_fields) >= {"text", "platform", "shell", "changes_system"}
    assert set(get_args(Kind)) == {"error", "check", "guide", "reference"}
    assert set(get_args(Platform)) == {"windows", "macos", "linux", "any"}


def test_the_parts_of_a_look_up() -> None:
    assert set(kb.Lookup.model_fields) >= {"answer", "matches", "codes"}
    assert set(kb.Match.model_fields) >= {"entry", "score", "evidence"}
    assert set(kb.Evidence.model_fields) >= {"start", "end", "kind"}


def test_codes_and_names_of_an_entry_are_texts(book: kb.KnowledgeBase) -> None:
    assert all(isinstance(name, str) for entry in book for name in (*entry.codes, *entry.aliases))


def test_models_are_pydantic_frozen_and_strict_about_unknown_fields() -> None:
    models = [getattr(kb, name) for name in kb.__all__ if isinstance(getattr(kb, name), type)]
    models = [model for model in models if issubclass(model, BaseModel)]
    assert len(models) == 28
    assert all(model.model_config.get("frozen") and model.model_config.get("extra") == "forbid" for model in models)
    with pytest.raises(ValueError, match="colour"):
        entry_of(colour="red")


def test_every_error_is_a_kb_error() -> None:
    assert issubclass(kb.UnknownEntry, kb.KbError) and issubclass(kb.UnknownEntry, KeyError)
    assert issubclass(kb.BookError, kb.KbError)
    assert issubclass(kb.SnapshotError, kb.KbError)
    assert str(kb.BookError("what happened", "what to do")) == "what happened; what to do"
    assert str(kb.BookError("what happened")) == "what happened"
    assert str(kb.UnknownEntry("x")) == "no entry called 'x'; `kb search WORDS` looks by words"


def test_the_calls_of_the_library() -> None:
    for name in ("lookup", "search", "__getitem__", "__iter__", "__len__"):
        assert callable(getattr(kb.KnowledgeBase, name))


def test_types_are_shipped() -> None:
    assert (PROGRAM / "kb" / "py.typed").exists()


# --- importing costs next to nothing --------------------------------------------------------------


def test_importing_the_library_loads_nothing_of_others_and_nothing_of_ours_but_the_version() -> None:
    loaded = run("import sys; before = set(sys.modules); import kb; print(*sorted(set(sys.modules) - before))")
    assert loaded.split() == ["kb", "kb.version"]


def test_importing_the_library_writes_nothing_and_sets_up_no_logging() -> None:
    assert run("import kb, logging; print(logging.getLogger().handlers)") == "[]"


# An exact look-up starts with these: they must not pull in pydantic or the search engine.
def test_the_short_way_stays_short() -> None:
    loaded = run("import sys, kb.edges.store, kb.snapshot, kb.keys, kb.safe_text; print(*sys.modules)")
    heavy = {"pydantic", "whoosh", "rapidfuzz", "markdown_it", "yaml", "re", "json", "typing", "pathlib", "contextlib"}
    assert not heavy & set(loaded.split()) - _at_start()


def _at_start() -> set[str]:
    """What the interpreter, or the environment's own start-up files, load anyway."""
    return set(run("import sys; print(*sys.modules)").split())


@pytest.mark.usefixtures("book")
def test_opening_a_book_that_is_cached_loads_no_parser_and_no_search_engine() -> None:
    loaded = run("import sys, kb; kb.open(); print(*sys.modules)").split()
    assert not {"whoosh", "rapidfuzz", "markdown_it", "yaml"} & set(loaded)
