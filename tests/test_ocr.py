"""Text read in pictures with the engines that are installed, and what is said where none is."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from io import BytesIO
from pathlib import Path

import pytest

import kb
from kb.edges import ocr
from kb.edges.ocr import ENGINES, chosen, installed, load, read_text
from kb.errors import ImageError, NoOcrEngine

HERE = installed()
needs_an_engine = pytest.mark.skipif(not HERE, reason="the extra `ocr` is not installed")
each_engine = pytest.mark.parametrize(
    "engine",
    [
        pytest.param(name, marks=pytest.mark.skipif(name not in HERE, reason=f"{name} is not installed"))
        for name in ENGINES
    ],
)

DIALOG = ("Microsoft Teams", "You can't sign in right now", "Error code: CAA20004", "Try again")


def drawn(
    lines: tuple[str, ...],
    *,
    size: tuple[int, int] = (900, 300),
    ink: str = "black",
    ground: str = "white",
    letters: int = 20,
    form: str = "PNG",
    turned: float = 0.0,
) -> bytes:
    """A picture of these lines in the font that comes with Pillow."""
    from PIL import Image, ImageDraw, ImageFont

    picture = Image.new("RGB", size, ground)
    draw = ImageDraw.Draw(picture)
    font = ImageFont.load_default(letters)
    for number, line in enumerate(lines):
        draw.text((24, 20 + number * letters * 1.6), line, fill=ink, font=font)
    if turned:
        picture = picture.rotate(turned, Image.Resampling.BICUBIC, expand=True, fillcolor=ground)
    out = BytesIO()
    picture.save(out, form, **({"quality": 40} if form == "JPEG" else {}))
    return out.getvalue()


# --- the choice of an engine --------------------------------------------------------------------------------------


def test_the_best_that_is_installed_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KB_OCR_ENGINE", raising=False)
    monkeypatch.setattr(ocr, "installed", lambda: ("rapidocr", "tesserocr"))
    assert chosen() == "rapidocr"
    monkeypatch.setenv("KB_OCR_ENGINE", "tesserocr")
    assert chosen() == "tesserocr"
    assert chosen("rapidocr") == "rapidocr"
    monkeypatch.setattr(ocr, "installed", lambda: ("tesserocr",))
    monkeypatch.delenv("KB_OCR_ENGINE")
    assert chosen() == "tesserocr"


def test_without_an_engine_one_line_names_the_command(monkeypatch: pytest.MonkeyPatch, book: kb.KnowledgeBase) -> None:
    monkeypatch.delenv("KB_OCR_ENGINE", raising=False)
    monkeypatch.setattr(ocr, "installed", lambda: ())
    with pytest.raises(NoOcrEngine) as caught:
        book.lookup_image("shot.png")
    assert str(caught.value) == 'nothing that reads pictures is installed; pip install "errkb[ocr]"'
    with pytest.raises(NoOcrEngine, match=r'^tesserocr is not installed; pip install "errkb\[ocr-light\]"$'):
        chosen("tesserocr")


def test_an_engine_that_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KB_OCR_ENGINE", "magic")
    with pytest.raises(NoOcrEngine, match="no engine called 'magic' reads pictures; there are rapidocr, tesserocr"):
        chosen()


def test_text_look_ups_load_nothing_that_reads_pictures() -> None:
    code = "import sys, kb; kb.open().lookup('CAA20004 in Teams'); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"PIL", "rapidocr", "onnxruntime", "cv2", "numpy", "tesserocr", "kb.edges.ocr"} & set(
        done.stdout.split()
    )


# --- reading ------------------------------------------------------------------------------------------------------


@each_engine
def test_a_dialog_is_read_line_by_line(engine: str) -> None:
    text = read_text(drawn(DIALOG), engine)
    assert text.replace("’", "'").splitlines() == list(DIALOG)


@each_engine
@pytest.mark.parametrize(
    "look",
    [
        {"ink": "white", "ground": "#0c0c0c"},
        {"ink": "#ff5555", "ground": "#012456"},
        {"ink": "white", "ground": "#c00000"},
        {"form": "JPEG"},
        {"letters": 13, "size": (500, 200)},
        {"letters": 40, "size": (1600, 500)},
        {"turned": 0.8},
    ],
    ids=["dark", "red on blue", "white on red", "JPEG", "small", "large", "rotated"],
)
def test_the_code_is_found_however_it_looks(engine: str, look: dict[str, object], book: kb.KnowledgeBase) -> None:
    found = book.lookup_image(drawn(DIALOG, **look), engine=engine)  # type: ignore[arg-type]
    assert found.answer is not None and found.answer.id == "caa20004", found.text


@each_engine
def test_a_tall_picture_is_read_to_its_end(engine: str, book: kb.KnowledgeBase) -> None:
    lines = tuple(f"{number} of the lines that say nothing at all" for number in range(130)) + DIALOG
    found = book.lookup_image(drawn(lines, size=(700, 4400)), engine=engine)
    assert found.answer is not None and found.answer.id == "caa20004"
    read = found.text.splitlines()
    assert sum("of the lines" in line for line in read) in range(128, 133)


@each_engine
def test_a_picture_without_an_error_gets_no_answer(engine: str, book: kb.KnowledgeBase) -> None:
    from PIL import Image

    empty = BytesIO()
    Image.new("RGB", (300, 200), "white").save(empty, "PNG")
    found = book.lookup_image(empty.getvalue(), engine=engine)
    assert (found.text, found.answer, found.matches) == ("", None, ())
    lunch = drawn(("Lunch menu", "Soup of the day", "Apple pie with cream"))
    assert book.lookup_image(lunch, engine=engine).answer is None


@each_engine
def test_evidence_stands_in_the_text_that_was_read(engine: str, book: kb.KnowledgeBase) -> None:
    found = book.lookup_image(drawn(DIALOG), engine=engine)
    marked = [found.text[e.start : e.end] for e in found.matches[0].evidence if e.kind == "code"]
    assert marked == ["CAA20004"]


@needs_an_engine
def test_a_path_and_bytes_are_the_same(tmp_path: Path, book: kb.KnowledgeBase) -> None:
    path = tmp_path / "Größe 1.png"
    path.write_bytes(drawn(DIALOG))
    assert book.lookup_image(path) == book.lookup_image(str(path)) == book.lookup_image(path.read_bytes())
    with pytest.raises(ImageError, match="no such file"):
        book.lookup_image(tmp_path / "other.png")


@each_engine
def test_an_engine_is_loaded_once_and_threads_wait_for_one_another(engine: str, book: kb.KnowledgeBase) -> None:
    codes = ("CAA20004", "CAA2000C", "AADSTS50076", "AADSTS50020")
    found: dict[str, str] = {}

    def ask(code: str) -> None:
        answer = book.lookup_image(drawn(("Sign in", f"Error code: {code}"), size=(400, 120)), engine=engine).answer
        found[code] = answer.id if answer else ""

    threads = [threading.Thread(target=ask, args=(code,)) for code in codes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {code: code.lower() for code in codes}
    assert load(engine) is load(engine)


GUARD = """
import socket
def refuse(*_, **__):
    raise AssertionError("a connection was opened")
socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse
"""


@each_engine
def test_reading_prints_nothing_leaves_nothing_and_opens_no_connection(engine: str, tmp_path: Path) -> None:
    # ONNX Runtime sends nothing where it takes itself to be tested: here it is run as it is by a user.
    env = {name: value for name, value in os.environ.items() if not name.startswith(("ORT_", "CI", "GITHUB_", "XDG_"))}
    (tmp_path / "tmp").mkdir()
    (tmp_path / "home").mkdir()
    (tmp_path / "work").mkdir()
    (tmp_path / "shot.png").write_bytes(drawn(DIALOG))
    (tmp_path / "socket_guard.py").write_text(GUARD)
    code = "import socket_guard, sys, kb; print(kb.open().lookup_image(sys.argv[1], engine=sys.argv[2]).answer.id)"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code, str(tmp_path / "shot.png"), engine],
        env={**env, "TMPDIR": str(tmp_path / "tmp"), "HOME": str(tmp_path / "home"), "PYTHONPATH": str(tmp_path)},
        cwd=tmp_path / "work",
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "caa20004\n", "")
    assert not [path for name in ("tmp", "home", "work") for path in (tmp_path / name).iterdir()]
