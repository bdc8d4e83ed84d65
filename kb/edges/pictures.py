"""A picture from anywhere, opened without trusting it: normalised to RGB, within bounds, or one clear line why not.

Edge; the only importer of Pillow. Whatever comes is read by Pillow's own decoders for six formats, never by another
program (PostScript is not among them). How large a picture will be is known before a pixel of it is decoded.
"""

from __future__ import annotations

import errno
import io
import os
import stat
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageChops, ImageOps, ImageStat, UnidentifiedImageError

from kb.errors import ImageError
from kb.safe_text import visible_line

Picture = Image.Image
"""An RGB picture within the bounds below."""

Source = str | os.PathLike[str] | bytes | bytearray | memoryview
"""Where a picture is: a path, or the bytes of a file."""

FORMATS = ("PNG", "JPEG", "GIF", "BMP", "WEBP", "TIFF")
FILE_LIMIT = 64_000_000
"""Bytes of a file."""
PIXEL_LIMIT = 40_000_000
"""Pixels of a picture; a screen of 8K has 33 million."""
SIDE_LIMIT = 20_000
SIDE_MINIMUM = 8
"""Pixels of a side: letters are not smaller."""

_NO_PICTURE = (
    (b"%PDF", "a PDF", "take a screenshot of the page, or copy its text"),
    (b"%!PS", "PostScript", "take a screenshot of it, or copy its text"),
    (b"<svg", "an SVG drawing", "take a screenshot of it, or copy its text"),
    (b"ftyphei", "a HEIC photo", "save it as PNG or JPEG"),
    (b"ftypmif1", "a HEIC photo", "save it as PNG or JPEG"),
    (b"ftypavif", "an AVIF picture", "save it as PNG or JPEG"),
    (b"PK\x03\x04", "a ZIP archive or an Office document", "name the picture itself"),
    (b"ID3", "a sound", "name a picture"),
)
_ANY = "give it a PNG, JPEG, GIF, BMP, WEBP or TIFF picture, or paste the text"
_PASTE = "take the screenshot again, or paste the text"
_CROP = "crop it to the window with the error"

_OPENING = threading.Lock()  # warnings can only be caught one thread at a time


def read_picture(source: Source) -> Picture:
    """The picture at a path, or the one that bytes are: its first frame, upright, in RGB, transparency over white.

    Raises ImageError, which says what it is, where, and what to do. Never waits for a pipe, never leaves a file.
    """
    if isinstance(source, bytes | bytearray | memoryview):
        where, data = "the picture", bytes(source[: FILE_LIMIT + 1])
        if len(source) > FILE_LIMIT:
            raise ImageError(f"{where} has more than {FILE_LIMIT // 1_000_000} MB", _CROP)
    else:
        path = os.fspath(source)
        where = visible_line(path)
        data = _read(path, where)
    if not data:
        raise ImageError(f"{where} is empty", _PASTE)
    return _decode(data, where)


def _read(path: str, where: str) -> bytes:
    """The bytes of a regular file. Asks what it is before opening, and opens without waiting."""
    try:
        _must_be_file(Path(path).stat().st_mode, where)
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
        with os.fdopen(os.open(path, flags), "rb") as file:
            status = os.fstat(file.fileno())
            _must_be_file(status.st_mode, where)  # it may have been changed for another
            if status.st_size > FILE_LIMIT:
                raise ImageError(f"{where} has more than {FILE_LIMIT // 1_000_000} MB", _CROP)
            return file.read(FILE_LIMIT)
    except ValueError as error:  # it holds a NUL or half a character, as no path can
        raise ImageError(f"{where}: no such file", "check the path") from error
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.ENOTDIR):
            raise ImageError(f"{where}: no such file", "check the path") from error
        if error.errno in (errno.EACCES, errno.EPERM):
            raise ImageError(f"{where}: no permission to read it", "copy it to a folder of your own") from error
        raise ImageError(f"{where}: {error.strerror or error}", _PASTE) from error


def _must_be_file(mode: int, where: str) -> None:
    if stat.S_ISDIR(mode):
        raise ImageError(f"{where} is a folder", "name the picture in it")
    if not stat.S_ISREG(mode):
        raise ImageError(f"{where} is a pipe or a device, not a file", "save the picture to a file first")


def _decode(data: bytes, where: str) -> Picture:
    _check_size(_webp_size(data), where)
    with _OPENING, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what Pillow says about metadata is nothing to a reader
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
                size = opened.size
                _check_size(size, where)  # nothing has been decoded yet
                opened.load()
                if opened.size != size:
                    _check_size(opened.size, where)
                return _normal(opened)
        except UnidentifiedImageError as error:
            what, remedy = _what_it_is(data)
            raise ImageError(f"{where} is {what}", remedy) from error
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise ImageError(f"{where} has more than {PIXEL_LIMIT // 1_000_000} million pixels", _CROP) from error
        except ImageError:
            raise
        except MemoryError as error:
            raise ImageError(f"{where} is too large for the memory of this machine", _CROP) from error
        except Exception as error:  # decoders meet damage with whatever error comes first
            raise ImageError(f"{where} is damaged or cut off", _PASTE) from error


def _check_size(size: tuple[int, int] | None, where: str) -> None:
    if size is None:
        return
    width, height = size
    form = f"{width:,} × {height:,} pixels"
    if min(size) < SIDE_MINIMUM:
        raise ImageError(f"{where} has {form}, too few to hold text", _PASTE)
    if max(size) > SIDE_LIMIT or width * height > PIXEL_LIMIT:
        most = f"at most {SIDE_LIMIT:,} a side and {PIXEL_LIMIT // 1_000_000} million in all are read"
        raise ImageError(f"{where} has {form}; {most}", _CROP)


def _webp_size(data: bytes) -> tuple[int, int] | None:
    """What an extended WebP says of its canvas: Pillow makes room for it as soon as it opens one."""
    if data[:4] != b"RIFF" or data[8:16] != b"WEBPVP8X" or len(data) < 30:
        return None
    return int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1


def _what_it_is(data: bytes) -> tuple[str, str]:
    head = data[:1024]
    for magic, what, remedy in _NO_PICTURE:
        if magic in (head if magic[:1] in (b"%", b"<") else head[:16]):
            return what, remedy
    return "not a picture of a format that is read", _ANY


def _normal(opened: Picture) -> Picture:
    picture = _eight_bits(opened)
    if picture.has_transparency_data:
        picture = _over_paper(picture.convert("RGBA"))
    picture = picture.convert("RGB")
    try:
        return ImageOps.exif_transpose(picture) if _turned(opened, picture) else picture
    except Exception:  # a damaged note on how it was held is no reason not to read it
        return picture


def _turned(opened: Picture, picture: Picture) -> bool:
    """Whether the camera was held otherwise; the note that says so is handed on to `picture`."""
    exif = opened.getexif()
    if exif.get(0x0112, 1) == 1:
        return False
    picture.getexif()[0x0112] = exif[0x0112]
    return True


def _eight_bits(picture: Picture) -> Picture:
    """A picture of 16 bits or of floats with its values brought to 8; others as they are."""
    if picture.mode.startswith("I;16"):
        return picture.convert("I").convert("F").point(lambda value: value * (1 / 257) + 0.0).convert("L")
    if picture.mode in ("I", "F"):
        values = picture.convert("F")
        low, high = ImageStat.Stat(values).extrema[0]
        if low >= 0 and high <= 255:
            return values.convert("L")
        scale = 255 / ((high - low) or 1)
        return values.point(lambda value: value * scale + -low * scale).convert("L")
    return picture


def _over_paper(picture: Picture) -> Picture:
    """A transparent picture over white; over black where white leaves nothing to see of it."""
    for ground in ("white", "black"):
        paper = Image.new("RGBA", picture.size, ground)
        paper.alpha_composite(picture)
        if max(high - low for low, high in ImageStat.Stat(paper.convert("RGB")).extrema) > 15:
            break
    return paper


# --- for the engines ------------------------------------------------------------------------------------------------


def bands(picture: Picture, height: int, overlap: int) -> Iterator[tuple[int, Picture]]:
    """The picture in bands of at most this height, each with the place of its top; they overlap."""
    top = 0
    while True:
        bottom = min(top + height, picture.height)
        yield top, picture if (top, bottom) == (0, picture.height) else picture.crop((0, top, picture.width, bottom))
        if bottom == picture.height:
            return
        top = bottom - overlap


def narrowed(picture: Picture, width: int) -> Picture:
    """The picture at most this wide."""
    if picture.width <= width:
        return picture
    return picture.resize((width, max(1, round(picture.height * width / picture.width))), Image.Resampling.LANCZOS)


def views(picture: Picture, zoom: float) -> Iterator[Picture]:
    """Three grey pictures, enlarged, dark on light: the brightest channel, the darkest, and the brightness.

    Red on black is in the first only, white on red in the second, and the third has the least noise.
    """
    red, green, blue = picture.split()
    size = (round(picture.width * zoom), round(picture.height * zoom))
    for grey in (
        ImageChops.lighter(ImageChops.lighter(red, green), blue),
        ImageChops.darker(ImageChops.darker(red, green), blue),
        picture.convert("L"),
    ):
        large = grey.resize(size, Image.Resampling.LANCZOS)
        yield ImageOps.invert(large) if ImageStat.Stat(large).mean[0] < 110 else large
