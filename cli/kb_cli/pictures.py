"""Pictures that somebody hands to kb: a path as a terminal drops it, what is on the clipboard, their text. Edge.

Reading text in a picture takes the extra `ocr`; nothing of it is imported before the first picture comes.
"""

from __future__ import annotations

import io
import os
import re
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

from kb.errors import NoOcrEngine
from kb.safe_text import visible_line

NOTHING_READ = "No text could be read in it. Is the error in the picture, and large enough to read?"

SUFFIXES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp", ".tif", ".tiff")
_LONGEST = 4096
_QUOTED = re.compile(r"""(['"])(.*)\1""", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)")
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")


def picture_path(line: str) -> str:
    """The path of a picture that the line is, '' where it is none.

    As typed, or as terminals and file managers drop it: in quotes, with spaces escaped, as a file URL, after the & of
    PowerShell. It must end like a picture, and be there or be a whole path, so that no question is taken for one.
    """
    line = line.strip()
    if not line or len(line) > _LONGEST or "\n" in line or "\0" in line:
        return ""
    line = line.removeprefix("& ").strip()
    quoted = _QUOTED.fullmatch(line)
    if quoted:
        path = quoted[2].replace("'\\''", "'")
    elif line.lower().startswith("file:"):
        path = _of_url(line)
    elif sys.platform == "win32":
        path = line
    else:
        path = _ESCAPED.sub(r"\1", line) if "\\" in line and not _DRIVE.match(line) else line
    if not path.lower().endswith(SUFFIXES):
        return ""
    try:
        found = Path(path).expanduser()
        known = found.is_file() or found.is_absolute()
    except (OSError, ValueError, RuntimeError):  # too long a name, or nobody's home
        return ""
    return str(found) if known else ""


def _of_url(url: str) -> str:
    """The path of a file URL of this machine, '' for any other."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    if parts.scheme.lower() != "file" or parts.netloc not in ("", "localhost"):
        return ""
    path = unquote(parts.path)
    return path[1:] if _DRIVE.match(path[1:]) else path


def clipboard_picture() -> bytes | str:
    """The picture on the clipboard as the bytes of a PNG file, or why there is none, with what to do.

    By Pillow: on Windows and macOS by itself, on Linux through wl-paste or xclip.
    """
    if os.environ.get("SSH_CONNECTION") or os.environ.get("SSH_TTY"):
        return "Over SSH the clipboard of this machine is not yours. Save the picture to a file and give its path."
    if sys.platform not in ("win32", "darwin") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return "There is no clipboard without a desktop. Save the picture to a file and give its path."
    try:
        from PIL import ImageGrab  # an extra, and needed for this alone
    except ImportError:
        return str(NoOcrEngine("nothing that reads pictures is installed", 'pip install "errkb[ocr]"'))
    try:
        found = ImageGrab.grabclipboard()
    except NotImplementedError:  # on Linux: neither program is there
        return "The clipboard is read by wl-paste (package wl-clipboard) or xclip: install one, or give a file's path."
    except (OSError, ValueError, SyntaxError) as error:  # no picture on it, or one that Pillow cannot read
        why = visible_line((str(error) or "no reason was given").splitlines()[0])
        return f"The clipboard cannot be read: {why}. Save the picture to a file and give its path."
    if isinstance(found, list):  # files that were copied
        paths = (picture_path(str(path)) for path in found)
        copied = next((path for path in paths if path), "")
        return Path(copied).read_bytes() if copied else _NO_PICTURE
    if found is None:
        return _NO_PICTURE
    data = io.BytesIO()
    found.save(data, "PNG")
    return data.getvalue()


_NO_PICTURE = "There is no picture on the clipboard. Copy one, or give a file's path."
