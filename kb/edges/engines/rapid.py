"""RapidOCR with ONNX Runtime: the default. Edge; the only importer of rapidocr and onnxruntime.

From its release 1.29 on, ONNX Runtime collects usage data on Linux and macOS as well and sends them to Microsoft, with
a device id kept in the user's cache, unless ORT_DISABLE_TELEMETRY is set before it starts. The extra `ocr` asks for one
from before; where a later one is installed it is told so here, before it is loaded.

The models lie in rapidocr's own package and are named to it by their paths, so that it never looks for them elsewhere:
what it would do with a model that is not there is to fetch it.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # before the import below: it is asked for once, when the runtime starts

import onnxruntime
import rapidocr

from kb.edges.pictures import Picture, bands, narrowed
from kb.errors import NoOcrEngine
from kb.page_text import Piece, upright

WIDTH = 2560
BAND = 1600
OVERLAP = 120
DETECTION = 1280
"""Pixels. A wider picture is narrowed, a higher one read in bands: memory stays bounded, letters large enough."""


class Engine:
    """Reads pictures one at a time; `read` must not be called from two threads at once."""

    name = "rapidocr"

    def __init__(self) -> None:
        models = Path(rapidocr.__file__).parent / "models"
        detection = next(iter(sorted(models.glob("*_det_small.onnx"))), None)
        recognition = next(iter(sorted(models.glob("*_rec_small.onnx"))), None)
        if detection is None or recognition is None:
            raise NoOcrEngine(f"{models}: rapidocr has no models there", 'pip install --force-reinstall "errkb[ocr]"')
        onnxruntime.disable_telemetry_events()  # for Windows, where the variable is not asked for
        self._engine: Any = rapidocr.RapidOCR(
            params={
                "Global.log_level": "error",
                # The classifier of lines that stand on their heads turns long lines of a console into nonsense.
                "Global.use_cls": False,
                "Global.max_side_len": WIDTH,
                # Lines are looked for in the picture as it is, or smaller; its own way is to enlarge small ones first.
                # That takes twice as long and finds less, see docs/measured.md. They are read at full size.
                "Det.limit_type": "max",
                "Det.limit_side_len": DETECTION,
                "Det.model_path": str(detection),
                "Rec.model_path": str(recognition),
            }
        )

    def read(self, picture: Picture) -> list[Piece]:
        """The pieces of text in a picture, in no order."""
        pieces: list[Piece] = []
        picture = narrowed(picture, WIDTH)
        for top, band in bands(picture, BAND, OVERLAP):
            read = self._engine(band)
            if read.txts is None:
                continue
            found = zip(read.txts, read.boxes.tolist(), read.scores, strict=True)
            for piece in upright((text, [(x, y + top) for x, y in quad], float(sure)) for text, quad, sure in found):
                if not any(_same(piece, other) for other in pieces):
                    pieces.append(piece)
        return pieces


def _same(one: Piece, other: Piece) -> bool:
    """Whether two bands hold the same line."""
    wide = min(one.right, other.right) - max(one.left, other.left)
    high = min(one.bottom, other.bottom) - max(one.top, other.top)
    return wide > 0.5 * (one.right - one.left) and high > 0.5 * min(one.height, other.height)
