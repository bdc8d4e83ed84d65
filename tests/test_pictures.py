"""Pictures from anywhere: what can be read is normalised, all else is one clear line, within bounded memory."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from kb.errors import ImageError

Image = pytest.importorskip("PIL.Image", reason="the extra `ocr` is not installed")
ImageDraw = pytest.importorskip("PIL.ImageDraw")

from kb.edges.pictures import FILE_LIMIT, PIXEL_LIMIT, SIDE_LIMIT, bands, narrowed, read_picture, views  # noqa: E402


def encoded(picture: Image.Image, form: str = "PNG", **options: object) -> bytes:
    """The bytes of a file that holds the picture."""
    out = BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()


def half_red(mode: str = "RGB", size: tuple[int, int] = (40, 20)) -> Image.Image:
    """A white picture with a red left half."""
    picture = Image.new("RGB", size, "white")
    picture.paste((255, 0, 0), (0, 0, size[0] // 2, size[1]))
    return picture.convert(mode)


def png(width: int, height: int, data: bytes = b"") -> bytes:
    """A PNG that says it is this large, with pixels or without."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def refusal(source: object) -> str:
    """The one line that says why a picture cannot be read."""
    with pytest.raises(ImageError) as caught:
        read_picture(source)  # type: ignore[arg-type]
    line = str(caught.value)
    assert "\n" not in line and caught.value.remedy, line
    return line


# --- what can be read ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["PNG", "GIF", "BMP", "TIFF", "WEBP", "JPEG"])
def test_each_format_is_read(form: str) -> None:
    picture = read_picture(encoded(half_red(), form))
    assert (picture.mode, picture.size) == ("RGB", (40, 20))
    red, green, _ = picture.getpixel((5, 5))
    assert red > 200 and green < 60


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "LA", "P", "1", "CMYK", "I", "I;16", "YCbCr"])
def test_each_kind_of_pixel_is_read(mode: str) -> None:
    form = {"CMYK": "JPEG", "YCbCr": "JPEG", "I": "TIFF"}.get(mode, "PNG")
    picture = half_red("L").convert(mode) if mode in ("I", "I;16") else half_red(mode)
    assert read_picture(encoded(picture, form)).mode == "RGB"


def test_16_bits_keep_light_and_dark_apart() -> None:
    row = struct.pack("<20H", *[30000] * 20) + struct.pack("<20H", *[65535] * 20)
    picture = Image.frombytes("I;16", (40, 20), row * 20)
    read = read_picture(encoded(picture))
    assert read.getpixel((30, 5)) == (255, 255, 255)
    assert 100 < read.getpixel((5, 5))[0] < 130


def test_floats_are_stretched() -> None:
    picture = Image.new("F", (40, 20), 1000.0)
    picture.paste(-1000.0, (0, 0, 20, 20))
    read = read_picture(encoded(picture, "TIFF"))
    assert (read.getpixel((5, 5))[0], read.getpixel((30, 5))[0]) == (0, 255)


def test_transparency_is_laid_over_white() -> None:
    picture = Image.new("RGBA", (40, 20), (0, 0, 0, 0))
    ImageDraw.Draw(picture).rectangle((0, 0, 9, 9), fill="black")
    read = read_picture(encoded(picture))
    assert (read.getpixel((5, 5)), read.getpixel((30, 15))) == ((0, 0, 0), (255, 255, 255))


def test_white_on_nothing_is_laid_over_black() -> None:
    picture = Image.new("RGBA", (40, 20), (255, 255, 255, 0))
    ImageDraw.Draw(picture).rectangle((0, 0, 9, 9), fill="white")
    read = read_picture(encoded(picture))
    assert (read.getpixel((5, 5)), read.getpixel((30, 15))) == ((255, 255, 255), (0, 0, 0))


def test_a_palette_with_a_transparent_colour_is_read() -> None:
    picture = half_red("P")
    assert read_picture(encoded(picture, "GIF", transparency=picture.getpixel((30, 5)))).getpixel((30, 5)) == (255,) * 3


def test_the_first_frame_of_an_animation_is_read() -> None:
    frames = [Image.new("RGB", (40, 20), colour) for colour in ("red", "blue", "green")]
    for form in ("GIF", "PNG", "WEBP", "TIFF"):
        data = encoded(frames[0], form, save_all=True, append_images=frames[1:])
        assert read_picture(data).getpixel((5, 5))[0] > 200, form


def test_a_photo_is_turned_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held on its right side
    assert read_picture(encoded(half_red(), "JPEG", exif=exif)).size == (20, 40)


def test_a_damaged_note_on_the_camera_is_no_reason() -> None:
    data = encoded(half_red(), "JPEG", exif=b"Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x09\x01\x12\xff\xff")
    assert read_picture(data).size == (40, 20)


def test_a_path_with_spaces_and_letters_of_any_script(tmp_path: Path) -> None:
    path = tmp_path / "Bildschirmfoto 2026-11-21 um 9.41 – Größe 画面.png"
    path.write_bytes(encoded(half_red()))
    assert read_picture(path).size == read_picture(str(path)).size == (40, 20)
    assert read_picture(bytearray(path.read_bytes())).size == (40, 20)


def test_no_file_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(name, str(tmp_path))
    for form in ("TIFF", "WEBP", "PNG"):
        read_picture(encoded(half_red(), form))
    refusal(encoded(half_red(), "TIFF")[:-60])
    assert not list(tmp_path.iterdir())


# --- what cannot --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "what", "remedy"),
    [
        (b"", "is empty", "again"),
        (b"hello, this is a text", "is not a picture of a format that is read", "PNG, JPEG"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "is a PDF", "screenshot of the page"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 99 99\n", "is PostScript", "screenshot"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "is an SVG drawing", "screenshot"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "is a HEIC photo", "save it as PNG"),
        (b"PK\x03\x04 and so on", "is a ZIP archive or an Office document", "picture itself"),
        (b"\x89PNG\r\n\x1a\n", "", ""),
        (b"GIF89a", "", ""),
        (b"\xff\xd8\xff\xe0", "", ""),
        (b"RIFF\x10\x00\x00\x00WEBPVP8X", "", ""),
        (bytes(5000), "is not a picture", "PNG"),
    ],
)
def test_bytes_that_are_no_picture(data: bytes, what: str, remedy: str) -> None:
    line = refusal(data)
    assert line.startswith("the picture ") and what in line and remedy in line


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP"])
def test_a_picture_cut_off_anywhere_is_refused_or_read_but_never_a_traceback(form: str) -> None:
    picture = Image.effect_noise((90, 60), 80).convert("RGB")
    whole = encoded(picture, form)
    assert "damaged or cut off" in refusal(whole[: len(whole) // 2])
    for length in range(0, len(whole), max(1, len(whole) // 60)):
        try:
            read_picture(whole[:length])
        except ImageError:
            continue


def test_damage_anywhere_is_refused_or_read_but_never_a_traceback() -> None:
    for form in ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP"):
        whole = encoded(half_red(size=(64, 48)), form)
        for at in range(0, len(whole), max(1, len(whole) // 80)):
            try:
                read_picture(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
            except ImageError:
                continue


def test_too_small_and_too_large() -> None:
    assert "1 × 1 pixels, too few to hold text" in refusal(encoded(Image.new("RGB", (1, 1))))
    assert "30,000 × 20 pixels; at most 20,000 a side" in refusal(encoded(Image.new("1", (30_000, 20))))
    assert "crop it" in refusal(png(SIDE_LIMIT, PIXEL_LIMIT // SIDE_LIMIT + 1))
    assert "damaged" in refusal(png(100, 100))


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    assert "more than 64 MB" in refusal(bytes(FILE_LIMIT + 1))
    path = tmp_path / "large.png"
    with path.open("wb") as file:
        file.truncate(FILE_LIMIT + 1)
    assert "more than 64 MB" in refusal(path)


def test_paths_that_are_no_picture(tmp_path: Path) -> None:
    assert f"{tmp_path} is a folder; name the picture in it" in refusal(tmp_path)
    assert "no such file; check the path" in refusal(tmp_path / "missing.png")
    assert "no such file" in refusal(str(tmp_path / "nul\0.png"))
    assert "no such file" in refusal(tmp_path / "missing\nline\x1b[31m.png")
    (tmp_path / "text.png").write_text("hello")
    assert "text.png is not a picture" in refusal(tmp_path / "text.png")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with names are not of this system")
def test_a_pipe_or_a_device_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    assert "is a pipe or a device" in refusal(tmp_path / "pipe.png")
    assert "is a pipe or a device" in refusal("/dev/zero")
    (tmp_path / "link.png").symlink_to("/dev/zero")
    assert "is a pipe or a device" in refusal(tmp_path / "link.png")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_no_permission(tmp_path: Path) -> None:
    path = tmp_path / "secret.png"
    path.write_bytes(encoded(half_red()))
    path.chmod(0)
    assert "no permission to read it" in refusal(path)


def test_no_permission_as_the_system_says_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "secret.png"
    path.write_bytes(encoded(half_red()))

    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)  # where the tests run as root nothing is refused
    assert "no permission to read it; copy it" in refusal(path)


# --- memory -------------------------------------------------------------------------------------------------------

MEASURE = """
import resource, sys
from kb.edges.pictures import read_picture
from kb.errors import ImageError
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    read_picture(sys.argv[1])
    said = "read"
except ImageError as error:
    said = str(error)
unit = 1 if sys.platform == "darwin" else 1024
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * unit // 1_000_000, said)
"""

PIECE = zlib.compress(bytes(3 * 50_000 + 1) * 400, 9)


def lzw_bomb() -> bytes:
    """A GIF of a few bytes with a canvas of four thousand million pixels."""
    return b"GIF89a" + struct.pack("<HHBBB", 65535, 65535, 0x80, 0, 0) + bytes(6) + (
        b"," + struct.pack("<HHHHB", 0, 0, 65535, 65535, 0) + b"\x02\x02\x4c\x01\x00;"
    )  # fmt: skip


BOMBS: dict[str, Callable[[], bytes]] = {
    "png": lambda: png(50_000, 50_000, PIECE),
    "gif": lzw_bomb,
    "webp": lambda: b"RIFF\x1e\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff" + bytes(8),
    "bmp": lambda: b"BM" + struct.pack("<IHHI", 54, 0, 0, 54) + struct.pack(
        "<IiiHHIIiiII", 40, 60_000, 60_000, 1, 24, 0, 0, 0, 0, 0, 0),
    "tiff": lambda: encoded(Image.new("1", (30_000, 30_000)), "TIFF", compression="group4"),
    "jpeg": lambda: encoded(Image.new("L", (9_000, 9_000)), "JPEG"),
}  # fmt: skip


@pytest.mark.skipif(sys.platform == "win32", reason="there is no resource module")
@pytest.mark.parametrize("form", BOMBS)
def test_a_decompression_bomb_is_refused_before_it_takes_memory(form: str, tmp_path: Path) -> None:
    path = tmp_path / f"bomb.{form}"
    path.write_bytes(BOMBS[form]())
    done = subprocess.run([sys.executable, "-c", MEASURE, str(path)], capture_output=True, text=True, check=True)
    megabytes, _, said = done.stdout.partition(" ")
    assert "pixels" in said and int(megabytes) < 40, done.stdout
    assert done.stderr == ""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no resource module")
def test_the_largest_picture_takes_bounded_memory(tmp_path: Path) -> None:
    path = tmp_path / "large.png"
    Image.new("RGBA", (8000, PIXEL_LIMIT // 8000), (1, 2, 3, 128)).save(path)
    done = subprocess.run([sys.executable, "-c", MEASURE, str(path)], capture_output=True, text=True, check=True)
    megabytes, _, said = done.stdout.partition(" ")
    assert said.strip() == "read" and int(megabytes) < 900, done.stdout


# --- what engines are given ---------------------------------------------------------------------------------------


def test_bands_cover_a_picture_and_overlap() -> None:
    tall = Image.new("RGB", (10, 1000))
    assert [(top, band.height) for top, band in bands(tall, 400, 50)] == [(0, 400), (350, 400), (700, 300)]
    assert [(top, band.size) for top, band in bands(tall, 1000, 50)] == [(0, (10, 1000))]


def test_a_wide_picture_is_narrowed() -> None:
    assert narrowed(Image.new("RGB", (4000, 2000)), 2000).size == (2000, 1000)
    assert narrowed(Image.new("RGB", (400, 200)), 2000).size == (400, 200)


def test_red_on_black_and_white_on_red_are_seen_in_one_view_at_least() -> None:
    for ground, ink in (("black", "red"), ("red", "white")):
        picture = Image.new("RGB", (60, 30), ground)
        ImageDraw.Draw(picture).rectangle((10, 10, 20, 20), fill=ink)
        spans = [high - low for low, high in (view.getextrema() for view in views(picture, 2.0))]
        assert max(spans) > 200
