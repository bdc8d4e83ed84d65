"""`kb build FOLDER FILE`: a folder of articles as one file, to be copied to other machines."""

from __future__ import annotations

from pathlib import Path

from kb.edges.book_builder import count_faults, write_copy
from kb.edges.store import open_snapshot
from kb.errors import BookError
from kb.safe_text import visible_line
from kb_cli.commands.verb import Given, UsageError, Verb
from kb_cli.progress import ProgressLine
from kb_cli.terminal import complain, write


def run(given: Given) -> int:
    """Write the snapshot of the folder: 0. Raises KbError where the folder cannot be read or the file not written."""
    if len(given.words) != 2:
        raise UsageError("build needs a folder of articles and a file to write", f"usage: {VERB.usage}")
    folder, file = given.words
    _may_be_written(folder, file)
    line = ProgressLine()
    try:
        snapshot = open_snapshot(folder, line.show)
    finally:
        line.end()
    with snapshot:
        try:
            size = write_copy(snapshot, file)
        except OSError as error:
            what = f"{file}: cannot be written: {error.strerror or error}"
            raise BookError(what, "name a file in another folder, or make room") from error
        entries, faults = len(snapshot.ids()), count_faults(snapshot)
    counted = f"{entries:,} {'entry' if entries == 1 else 'entries'}, {size / 1e6:,.1f} MB"
    write(f"{visible_line(file)}: {counted}; `kb --book FILE` asks it\n")
    if faults:
        noun = "fault" if faults == 1 else "faults"
        complain(f"{faults:,} {noun} in the articles; `kb lint {folder}` says where, and how to mend them")
    return 0


def _may_be_written(folder: str, file: str) -> None:
    """Raises BookError where the folder is none, or the file one that is not ours to replace."""
    try:
        if not Path(folder).is_dir():
            reason = "not a folder" if Path(folder).exists() else "no such folder"
            raise BookError(f"{folder}: {reason}", "name a folder of Markdown articles")
        target = Path(file)
        if target.is_dir():
            raise BookError(f"{file}: a folder", "name the file to write, for instance book.errkb")
        if target.exists() and not (target.is_file() and _is_snapshot(target)):
            raise BookError(f"{file}: a file that is no snapshot of a book", "name another file, or remove it")
    except (OSError, ValueError) as error:
        raise BookError(f"{file}: {getattr(error, 'strerror', None) or 'no such path'}", "name another file") from error


def _is_snapshot(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(15) == b"errkb-snapshot "


VERB = Verb(
    name="build",
    words="FOLDER FILE",
    about="write a folder of articles as one file, to copy to other machines",
    run=run,
    examples=(
        ("kb build runbooks/ runbooks.errkb", "read all articles once"),
        ("kb --book runbooks.errkb 407", "ask the file, here or elsewhere"),
    ),
    details=(
        "A snapshot is plain text and answers at once. An older one of the same name is replaced, no other file.",
        "Exit status: 0 written, 2 a folder that cannot be read or a file that cannot be written.",
    ),
)
