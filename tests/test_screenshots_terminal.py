"""A screenshot of a real terminal window: xterm on a virtual screen, read and looked up."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import kb
from kb.edges.ocr import installed

pytestmark = [
    pytest.mark.skipif(not installed(), reason="the extra `ocr` is not installed"),
    pytest.mark.skipif(not (shutil.which("Xvfb") and shutil.which("xterm")), reason="there is no Xvfb with xterm"),
]

CURL = """admin@connect01:~$ curl -I https://login.microsoftonline.com
curl: (56) CONNECT tunnel failed, response 407
admin@connect01:~$
"""
HARMLESS = """admin@connect01:~$ ls
backup  notes.txt  pictures
admin@connect01:~$
"""
PATIENCE = 20.0


@pytest.fixture(scope="module")
def screen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A virtual screen; its name."""
    folder = tmp_path_factory.mktemp("x")
    read, write = os.pipe()
    arguments = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1024x400x24", "-nolisten", "tcp", "-fbdir", folder]
    with subprocess.Popen(arguments, pass_fds=(write,), stderr=subprocess.DEVNULL) as server:
        os.close(write)
        with os.fdopen(read) as named:
            name = named.readline().strip()
        try:
            yield f":{name}"
        finally:
            server.terminate()


def photograph(screen: str, text: str, folder: Path) -> Path:
    """What the screen shows when a terminal has printed a text."""
    from PIL import Image, ImageGrab

    (folder / "printed.txt").write_text(text)
    look = ["-geometry", "100x16+20+20", "-bg", "#1e1e1e", "-fg", "#d4d4d4", "-fa", "DejaVu Sans Mono", "-fs", "12"]
    shown = f"cat '{folder}/printed.txt'; touch '{folder}/done'; sleep 60"
    with subprocess.Popen(["xterm", *look, "-e", "sh", "-c", shown], env={**os.environ, "DISPLAY": screen}) as window:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and not ((folder / "done").exists() and _is_painted(screen)):
            time.sleep(0.1)
        picture: Image.Image = ImageGrab.grab(xdisplay=screen)
        window.terminate()
    picture.save(folder / "shot.png")
    return folder / "shot.png"


def _is_painted(screen: str) -> bool:
    """Whether text stands on the screen: light points within the dark window."""
    from PIL import ImageGrab

    grey = ImageGrab.grab(xdisplay=screen).convert("L").crop((30, 30, 500, 120))
    return sum(grey.histogram()[150:]) > 200


def test_an_error_in_a_terminal_window_is_read_and_found(screen: str, tmp_path: Path, book: kb.KnowledgeBase) -> None:
    found = book.lookup_image(photograph(screen, CURL, tmp_path))
    assert "CONNECT tunnel failed, response 407" in found.text
    assert found.answer is not None
    assert found.answer.id == "http-407-proxy"


def test_a_terminal_window_without_an_error_gets_no_answer(screen: str, tmp_path: Path, book: kb.KnowledgeBase) -> None:
    found = book.lookup_image(photograph(screen, HARMLESS, tmp_path))
    assert "notes.txt" in found.text
    assert found.answer is None
