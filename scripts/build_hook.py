"""Puts the shipped snapshot and its index into the wheel, so that an installed errkb answers at once.

Both are plain data made from `content/` (see kb/snapshot.py and kb/index.py); a checkout makes its own in the cache.
"""

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class BookHook(BuildHookInterface):  # type: ignore[type-arg]
    """Builds `kb/book.errkb` and `kb/book.index` for a wheel; an editable install needs none."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before the wheel is put together."""
        if version == "editable":
            return
        sys.path.insert(0, self.root)
        from kb.edges.book_builder import build
        from kb.edges.draft import Draft
        from kb.edges.files import list_articles
        from kb.edges.index_builder import IndexBuilder
        from kb.edges.store import snapshot_at
        from kb.version import __version__

        content = Path(self.root, "content")
        # Installed files get new times: only names and sizes can be compared there.
        files = [(path, size, 0) for path, size, _ in list_articles(content)]
        folder = Path(tempfile.mkdtemp(prefix="errkb-build-"))
        path = folder / "book.errkb"
        with Draft(str(path), in_memory=sys.maxsize) as draft:
            build(str(content), files, draft, program=__version__)
            draft.save()
        index = folder / "book.index"
        with snapshot_at(str(path)) as snapshot, index.open("xb") as file:
            IndexBuilder(snapshot, __version__, None).write(file, None)
        for made in (path, index):
            build_data["force_include"][str(made)] = f"kb/{made.name}"
        self._folder = folder

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002
        """Called after: the temporary files are no longer needed."""
        folder = getattr(self, "_folder", None)
        if folder:
            shutil.rmtree(folder)
