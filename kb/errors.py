"""Everything that can go wrong on purpose, as one tree.

KbError                    what happened, where, and what to do next
├── UnknownEntry           an id, code or alias that the book does not hold (also a KeyError)
├── BookError              a folder or snapshot that cannot be opened as a book
├── SnapshotError          a snapshot file that is damaged, cut off or of another format
├── ImageError             a file or bytes that are no picture that can be read
└── NoOcrEngine            nothing is installed that reads text in pictures
"""


class KbError(Exception):
    """An error with a way out: `message` says what happened and where, `remedy` what to do next."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message}; {self.remedy}" if self.remedy else self.message


class UnknownEntry(KbError, KeyError):
    """The book holds no entry of this name; `nearest` are ids that look like it, best first."""

    def __init__(self, name: str, nearest: tuple[str, ...] = ()) -> None:
        remedy = f"nearest: {', '.join(nearest)}" if nearest else "`kb search WORDS` looks by words"
        super().__init__(f"no entry called {name!r}", remedy)
        self.name = name
        self.nearest = nearest


class BookError(KbError):
    """The path cannot be opened as a book: missing, unreadable, or without a single article."""


class SnapshotError(KbError):
    """A file that is not a whole snapshot of this format."""


class ImageError(KbError):
    """A path or bytes that are no picture, or one that cannot be read: missing, damaged, too large, another format."""


class NoOcrEngine(KbError):
    """No engine that reads text in pictures is installed, or not the one that was asked for."""
