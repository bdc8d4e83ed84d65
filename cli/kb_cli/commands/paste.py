"""The text on standard input, whatever a shell or an editor made of it."""

from __future__ import annotations

import codecs
import sys

from kb_cli.commands.verb import UsageError
from kb_cli.terminal import complain

BYTES_READ = 8_000_000
"""How much of standard input is read; the library looks at far less."""

_REMEDY = "pipe a text into kb, or give it as argument"
_PICTURES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),  # what PowerShell's > writes
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def read_paste() -> str:
    """Standard input as text. Raises UsageError where it cannot be read or holds nothing but space."""
    try:
        data = sys.stdin.buffer.read(BYTES_READ + 1)
    except (OSError, ValueError, AttributeError) as error:  # a folder, a closed stream, no stream at all
        reason = getattr(error, "strerror", None) or "it is closed"
        raise UsageError(f"standard input cannot be read: {reason}", _REMEDY) from error
    if len(data) > BYTES_READ:
        complain(f"standard input is longer than {BYTES_READ // 1_000_000} MB; the rest was not read")
    if data.startswith(_PICTURES):
        raise UsageError("standard input is a picture", "save it and give its path: `kb shot.png`")
    text = decode(data[:BYTES_READ])
    if not text.strip():
        raise UsageError("standard input holds no text", _REMEDY)
    return text


def decode(data: bytes) -> str:
    """The bytes as text: by their byte order mark, else as UTF-8; what is neither becomes U+FFFD."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    return data.decode("utf-8", "replace")
