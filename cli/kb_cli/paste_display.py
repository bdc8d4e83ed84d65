"""How the line that is edited looks: long pastes as a label, and nothing in it that a terminal would obey."""

from __future__ import annotations

from bisect import bisect_right

from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.layout.processors import Processor, Transformation, TransformationInput
from prompt_toolkit.layout.utils import explode_text_fragments

from kb.safe_text import visible_line
from kb_cli.pastes import Pastes


class PasteDisplay(Processor):
    """Shows the mark of a long paste as its label, and control characters as visible escapes."""

    def __init__(self, pastes: Pastes) -> None:
        self._pastes = pastes

    def apply_transformation(self, transformation_input: TransformationInput) -> Transformation:
        """The line as it is shown, with both ways between places in the line and on the screen."""
        shown: StyleAndTextTuples = []
        starts = [0]
        for style, char, *_ in explode_text_fragments(transformation_input.fragments):
            label = self._pastes.label(char)
            text = label or visible_line(char)
            shown.append((f"{style} class:paste" if label else style, text))
            starts.append(starts[-1] + len(text))

        def to_screen(place: int) -> int:
            return starts[place] if place < len(starts) else starts[-1] + place - len(starts) + 1

        def to_line(place: int) -> int:
            return bisect_right(starts, place) - 1

        return Transformation(shown, to_screen, to_line)
