"""What every test gets: folders of its own instead of the user's, and books to ask.

The shipped book is built once and its cache shared, for it is the same for all; a book that a test writes itself gets
a name of its own in that cache, or a whole cache of its own with the fixture `cache`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import settings

import kb
from kb.entry import Entry, Origin

settings.register_profile("errkb", deadline=None, derandomize=True, database=None, max_examples=60)
settings.load_profile("errkb")

MakeBook = Callable[[Mapping[str, str | bytes]], Path]

ARTICLE = """---
kind: error
products: [Widget]
sources: [guide]
reviewed: 2026-11-21
---
# 4711 The widget is jammed

Codes: `0x80070057`

Also called: jammed widget

The widget does not turn because something sits in its gears.

## Error text

> The widget gear assembly has stopped turning unexpectedly

## Causes

- Dust in the gears.

## Checks

1. **Open the lid.** Look inside.

   Windows, Command Prompt:

   ```bat
   widget /open
   ```

   - Good: the lid opens.
   - Bad: it stays shut. See [Oil](oil.md).
"""

OIL = """---
kind: guide
products: [Widget]
sources: [guide]
reviewed: 2026-11-21
---
# Oil the hinges

Hinges that squeak want oil.
"""

SOURCES = "guide:\n  title: The widget guide\n"


@pytest.fixture(scope="session", autouse=True)
def _own_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A cache and a state folder for the whole run; none of the user's settings."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "ACCESSIBLE"):
            patch.delenv(name, raising=False)
        patch.setenv("KB_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        patch.setenv("KB_STATE_DIR", str(tmp_path_factory.mktemp("state")))
        yield


@pytest.fixture(autouse=True)
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test leaves behind in the state folder is gone with it."""
    monkeypatch.setenv("KB_STATE_DIR", str(tmp_path / "errkb-state"))
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "ACCESSIBLE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def book(_own_folders: None) -> kb.KnowledgeBase:
    """The shipped book."""
    return kb.open()


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder that is this test's alone; it is not there yet."""
    folder = tmp_path / "errkb-cache"
    monkeypatch.setenv("KB_CACHE_DIR", str(folder))
    return folder


@pytest.fixture
def make_book(tmp_path: Path) -> MakeBook:
    """Writes files into a folder and gives back the folder: `make_book({"a.md": "# A"})`."""

    def make(files: Mapping[str, str | bytes]) -> Path:
        root = tmp_path / "book"
        for name, content in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return root

    return make


@pytest.fixture
def small(make_book: MakeBook) -> Path:
    """The folder of a book of two articles without a fault: widget.md and oil.md."""
    return make_book({"widget.md": ARTICLE, "oil.md": OIL, "sources.yaml": SOURCES})


def entry_of(**fields: object) -> Entry:
    """An entry of which only what matters is given."""
    given = {"id": "x", "title": "X", "kind": "error", "origin": Origin(book="b", file="x.md", line=1), **fields}
    return Entry.model_validate(given)


def is_root() -> bool:
    """Whether permissions mean nothing to this process, but `chown` works."""
    return hasattr(os, "geteuid") and os.geteuid() == 0
