"""Pictures on the command line and in the chat: what is taken for a path, what is read, what the clipboard says."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cli_process import run_kb

import kb
from kb.edges.ocr import installed
from kb_cli.pictures import SUFFIXES, clipboard_picture, picture_path

needs_ocr = pytest.mark.skipif(not installed(), reason="no engine is installed: pip install 'errkb[ocr]'")
posix = pytest.mark.skipif(sys.platform == "win32", reason="paths are written otherwise there")

LINES = (
    "PS C:\\> Invoke-WebRequest -Uri https://adminwebservice.microsoftonline.com/",
    "Invoke-WebRequest : The remote server returned an error: (407) Proxy",
    "Authentication Required.",
)


@pytest.fixture(scope="session")
def shot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A screenshot of a console with a 407, in a folder and under a name that need care."""
    from PIL import Image, ImageDraw, ImageFont

    picture = Image.new("RGB", (1000, 140), (1, 36, 86))
    draw = ImageDraw.Draw(picture)
    for at, line in enumerate(LINES):
        draw.text((12, 12 + at * 36), line, fill=(238, 237, 240), font=ImageFont.load_default(size=22))
    path = tmp_path_factory.mktemp("büro bilder") / "it's a shot (1).png"
    picture.save(path)
    return path


@posix
def test_a_path_is_taken_as_it_is_typed_or_dropped(tmp_path: Path) -> None:
    file = tmp_path / "my shot.PNG"
    file.touch()
    path = str(file)
    spaced = path.replace(" ", "\\ ")
    url = "file://" + path.replace(" ", "%20")
    for line in (
        path,
        f"'{path}'",
        f'"{path}"',
        spaced,
        url,
        f"  {path}  ",
        f"& '{path}'",
        f"FILE://localhost{url[7:]}",
    ):
        assert picture_path(line) == path, line


@posix
def test_a_quote_in_a_name_is_taken_as_shells_write_it(tmp_path: Path) -> None:
    file = tmp_path / "it's.png"
    file.touch()
    assert picture_path("'" + str(file).replace("'", "'\\''") + "'") == str(file)
    assert picture_path(str(file).replace("'", "\\'")) == str(file)


def test_a_whole_path_is_one_even_if_nothing_is_there(tmp_path: Path) -> None:
    """So that the answer is "no such file" and not a look-up of the path."""
    assert picture_path(str(tmp_path / "gone.png")) == str(tmp_path / "gone.png")


@pytest.mark.parametrize(
    "line",
    [
        "",
        "shot.png",
        "the picture is shot.png",
        "how do I open a .png",
        "https://example.org/shot.png",
        "file://server/share/shot.png",
        "file://[/shot.png",
        "/var/log/syslog",
        "first line\n/tmp/shot.png",
        "/tmp/\0.png",
        "~nobody-of-that-name/shot.png",
        "/" + "x" * 5000 + ".png",
        "'/tmp/shot.png",
    ],
)
def test_a_question_is_no_path(line: str) -> None:
    assert picture_path(line) == ""


@needs_ocr
def test_a_picture_is_read_and_answered(shot: Path) -> None:
    done = run_kb(str(shot), "--platform", "windows")
    assert done.status == 0
    assert done.out.startswith(f"Read in {shot}\n  > PS C:")
    assert "407 Proxy Authentication Required" in done.out
    assert "sure: code 407" in done.out
    same = run_kb("lookup", "--image", str(shot), "--platform", "windows")
    assert same.out == done.out


@needs_ocr
def test_json_holds_the_text_that_was_read(shot: Path) -> None:
    done = run_kb("lookup", "--json", "--image", str(shot))
    found = json.loads(done.out)
    assert found["answer"]["id"] == "http-407-proxy"
    assert "(407)" in found["text"]


@needs_ocr
def test_a_picture_without_text_gets_no_answer(tmp_path: Path) -> None:
    from PIL import Image

    Image.new("RGB", (300, 200), "white").save(tmp_path / "blank.png")
    done = run_kb(str(tmp_path / "blank.png"))
    assert done.status == 1
    assert done.out.startswith("No text could be read in it.")


@needs_ocr
@pytest.mark.parametrize("name", ["gone.png", "folder.png", "text.png"])
def test_what_is_no_picture_is_one_line(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder.png").mkdir()
    (tmp_path / "text.png").write_text("no picture")
    done = run_kb(str(tmp_path / name))
    assert (done.status, done.out) == (2, "")
    assert done.err.count("\n") == 1
    assert name in done.err
    assert "Traceback" not in done.err


def test_without_an_engine_one_line_says_what_installs_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KB_OCR_ENGINE", "nothing")
    (tmp_path / "a.png").touch()
    done = run_kb(str(tmp_path / "a.png"))
    assert done.status == 2
    assert "no engine called 'nothing' reads pictures" in done.err


def test_a_picture_and_a_text_are_too_much(tmp_path: Path) -> None:
    done = run_kb("lookup", "--image", str(tmp_path / "a.png"), "some", "text")
    assert done.status == 2
    assert "a text and a picture" in done.err


def test_a_picture_in_a_pipe_is_told_from_text() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kb_cli"], input=b"\x89PNG\r\n\x1a\n\0\0", capture_output=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr == b"kb: standard input is a picture; save it and give its path: `kb shot.png`\n"


@needs_ocr
def test_a_path_in_a_piped_chat_is_read_and_looked_up(shot: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kb_cli", "chat", "--platform", "windows"],
        input=f"'{shot}'\nticket\n".replace("it's", "it'\\''s").encode(),
        capture_output=True,
        check=True,
    )
    text = done.stdout.decode()
    assert "Reading" in text
    assert "> Invoke-WebRequest" in text
    assert "That was http-407-proxy." in text
    assert "# 407 Proxy Authentication Required" in text


# --- the clipboard ----------------------------------------------------------------------------------------------------

linux = pytest.mark.skipif(sys.platform != "linux", reason="the clipboard is another there")


@pytest.fixture
def desktop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[bytes], None]]:
    """A desktop whose clipboard holds these bytes as a picture: Pillow asks the program `xclip` on the path."""
    pytest.importorskip("PIL")
    for name in ("SSH_CONNECTION", "SSH_TTY", "WAYLAND_DISPLAY", "XDG_SESSION_TYPE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DISPLAY", ":99")

    def put(data: bytes) -> None:
        (tmp_path / "clip").write_bytes(data)
        program = tmp_path / "bin" / "xclip"
        program.parent.mkdir(exist_ok=True)
        program.write_text(f"#!/bin/sh\ncase \"$*\" in *TARGETS*) echo image/png ;; *) cat '{tmp_path}/clip' ;; esac\n")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}/usr/bin{os.pathsep}/bin")

    yield put


@linux
def test_the_picture_on_the_clipboard_is_taken(desktop: Callable[[bytes], None], shot: Path) -> None:
    from PIL import Image

    desktop(shot.read_bytes())
    found = clipboard_picture()
    assert isinstance(found, bytes)
    import io

    assert Image.open(io.BytesIO(found)).size == (1000, 140)
    if installed():
        answer = kb.open().lookup_image(found).answer
        assert answer is not None
        assert answer.id == "http-407-proxy"


@linux
def test_a_clipboard_without_a_picture_is_told(desktop: Callable[[bytes], None]) -> None:
    desktop(b"just text")
    assert isinstance(clipboard_picture(), str)


@linux
@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({}, "There is no clipboard without a desktop."),
        ({"DISPLAY": ":99", "SSH_CONNECTION": "x"}, "Over SSH the clipboard of this machine is not yours."),
    ],
)
def test_where_there_is_no_clipboard_the_reason_is_given(
    monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], words: str
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "SSH_CONNECTION", "SSH_TTY"):
        monkeypatch.delenv(name, raising=False)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    found = clipboard_picture()
    assert isinstance(found, str)
    assert found.startswith(words)
    assert "give its path" in found


@linux
def test_without_the_programs_they_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pytest.importorskip("PIL")
    for name in ("WAYLAND_DISPLAY", "SSH_CONNECTION", "SSH_TTY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DISPLAY", ":99")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "xclip" in str(clipboard_picture())


def test_the_endings_are_those_of_the_formats_that_are_read() -> None:
    assert all(ending.startswith(".") for ending in SUFFIXES)
