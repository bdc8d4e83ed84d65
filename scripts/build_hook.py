"""Puts the shipped snapshot into the wheel, so that an installed errkb answers its first question at once.

The snapshot is plain text made from `content/` (see kb/snapshot.py); a checkout makes its own in the cache.
"""

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class SnapshotHook(BuildHookInterface):  # type: ignore[type-arg]
    """Builds `kb/book.errkb` for a wheel; an editable install needs none."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before the wheel is put together."""
        if version == "editable":
            return
        sys.path.insert(0, self.root)
        from kb.edges.book_builder import build
        from kb.edges.draft import Draft
        from kb.edges.files import list_articles
        from kb.version import __version__

        content = Path(self.root, "content")
        # Installed files get new times: only names and sizes can be compared there.
        files = [(path, size, 0) for path, size, _ in list_articles(content)]
        folder = Path(tempfile.mkdtemp(prefix="errkb-build-"))
        path = folder / "book.errkb"
        with Draft(str(path), in_memory=sys.maxsize) as draft:
            build(str(content), files, draft, program=__version__)
            draft.save()
        build_data["force_include"][str(path)] = "kb/book.errkb"
        self._folder = folder

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002
        """Called after: the temporary file is no longer needed."""
        folder = getattr(self, "_folder", None)
        if folder:
            (folder / "book.errkb").unlink(missing_ok=True)
            folder.rmdir()
