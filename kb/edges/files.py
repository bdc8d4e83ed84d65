"""Which files a book is made of. Edge: lists a folder. Imports nothing, for the exact look-up starts here."""

import os

SourceFile = tuple[str, int, int]
"""An article's file as it lies: path relative to the book's root (with /), size in bytes, time of change in ns."""

_ABOUT_THE_FOLDER = ("readme.md", "contributing.md", "changelog.md", "license.md", "sources.md", "code_of_conduct.md")
TABLES = ("sources.yaml", "names.yaml")
"""What is no article, but said once for all of them."""


def list_articles(root: "str | os.PathLike[str]") -> list[SourceFile]:
    """The articles below a folder, sorted by path, with the two tables `sources.yaml` and `names.yaml` at its top.

    Hidden files and folders are skipped, and the pages about the folder itself (README and the like) at its top.
    Symbolic links are not followed. Raises OSError where the folder cannot be listed.
    """
    found: list[SourceFile] = []
    pending = [(os.fspath(root), "")]
    while pending:
        folder, prefix = pending.pop()
        with os.scandir(folder) as items:
            for item in items:
                name, path = item.name, prefix + item.name
                if name.startswith(".") or "\t" in name or "\n" in name:  # the snapshot's list has a line a file
                    continue
                if _is_source(name, prefix) and item.is_file(follow_symlinks=False):
                    stat = item.stat()
                    found.append((path, stat.st_size, stat.st_mtime_ns))
                elif item.is_dir(follow_symlinks=False):
                    pending.append((item.path, path + "/"))
    found.sort()
    return found


def _is_source(name: str, prefix: str) -> bool:
    lower = name.lower()
    if prefix:
        return lower.endswith((".md", ".markdown"))
    return name in TABLES or (lower.endswith((".md", ".markdown")) and lower not in _ABOUT_THE_FOLDER)
