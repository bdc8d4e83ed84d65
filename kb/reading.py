"""A text as ranking sees it: words and squeezed letters, with their places in the text as given. Pure.

Pastes and entries are read by the same rules: folded, masked, old names brought to the name in use today, frequent
words dropped, endings cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from kb.folding import fold, mask, skeleton, squeeze_with_places, unpaired, words

# Words that say nothing of a subject. Negations and "without" are left in: they are part of error texts.
STOP_WORDS = frozenset(
    """a about after again all also am an and any are as at be because been but by can could did do does doing done for
    from get gets getting give gives go goes got had has have having he hello help hi how i if in into is it its just
    know let like make me my need of on only or our out please really see she should so some such than thank thanks
    that the their them then there these they this those to too up us use used uses using very want was we were what
    when where which who why will with would you your""".split()
)
_ENDINGS = ("ingly", "ing", "edly", "ed", "ies", "es", "s")


def stem(word: str) -> str:
    """The word without its ending: `connections`, `connected` and `connecting` are `connect`."""
    if len(word) < 5 or not word.isascii() or not word.isalpha():
        return word
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            base = word[: -len(ending)]
            if ending == "s" and base.endswith(("s", "u")):  # class, virus
                return word
            if ending == "ies":
                return base + "y"
            base = base[:-1] if len(base) > 3 and base[-1] == base[-2] and base[-1] not in "lsz" else base
            return base.removesuffix("e")
    return word.removesuffix("e")


OTHERS, OURS = "(others)", "(ours)"
"""The rows of `names.yaml` that are not spellings: products of others, and words that show that ours is meant."""


class Names:
    """Old and new names of one thing; reading brings every spelling to the words of the name in use today."""

    def __init__(self, rows: Iterable[Sequence[str]] = ()) -> None:
        """Each row: spellings of one name, the one in use today first; or OTHERS or OURS and the names."""
        rows = list(rows)
        lists = {row[0]: _any_of(row[1:]) for row in rows if row[0] in (OTHERS, OURS)}
        self._others, self._ours = lists.get(OTHERS), lists.get(OURS)
        rows = [row for row in rows if row[0] not in (OTHERS, OURS)]
        self._current: dict[str, str] = {}
        for row in rows:
            current = " ".join(word for word, _, _ in words(fold(row[0])))
            for spelling in row:
                self._current[_joined(fold(spelling))] = current
        spellings = sorted({fold(s) for row in rows for s in row}, key=len, reverse=True)
        flexible = [r"[\s_-]{0,3}".join(re.escape(part) for part in re.split(r"[\s-]+", s)) for s in spellings]
        self._pattern = re.compile(rf"(?<![^\W_])(?:{'|'.join(flexible)})(?![^\W_])") if flexible else None

    def of_others(self, folded: str) -> bool:
        """Whether a text names a product of others and none of ours; a host or a path names nothing."""
        return bool(self._others and self._others.search(folded) and not (self._ours and self._ours.search(folded)))

    def segments(self, folded: str) -> Iterable[tuple[int, int, str]]:
        """The text in pieces: (start, end, name in use today), or '' instead of the name for ordinary text."""
        at = 0
        for match in self._pattern.finditer(folded) if self._pattern else ():
            if match.start() > at:
                yield at, match.start(), ""
            yield match.start(), match.end(), self._current[_joined(match[0])]
            at = match.end()
        if at < len(folded):
            yield at, len(folded), ""


def _any_of(names: Sequence[str]) -> re.Pattern[str]:
    parts = "|".join(re.escape(fold(name)) for name in sorted(names, key=len, reverse=True))
    return re.compile(rf"(?<![\w./@-])(?:{parts})(?![\w/@-]|\.(?:com|org|net|io|de|dev|cn)\b)")


def _joined(folded: str) -> str:
    return "".join(filter(str.isalnum, folded))


@dataclass(frozen=True)
class Word:
    """A term with its place in the text as given."""

    term: str
    start: int
    end: int


@dataclass
class Reading:
    """A text and what was read in it. `words` in order; `squeezed` with `places[i]` = where its letter i came from."""

    text: str
    names: Names = field(repr=False)

    @cached_property
    def folded(self) -> str:
        """Folded and masked, as long as the text."""
        return mask(fold(self.text))

    @cached_property
    def _segments(self) -> list[tuple[int, int, str]]:
        return list(self.names.segments(self.folded))

    @cached_property
    def words(self) -> list[Word]:
        """The terms that say something, in order, with repeats."""
        out: list[Word] = []
        for start, end, name in self._segments:
            if name:
                out.extend(Word(stem(part), start, end) for part in name.split())
            else:
                out.extend(
                    Word(stem(word), start + a, start + b)
                    for word, a, b in words(self.folded[start:end])
                    if word not in STOP_WORDS and 1 < len(word) <= 80
                )
        return out

    @cached_property
    def terms(self) -> frozenset[str]:
        """The distinct terms."""
        return frozenset(word.term for word in self.words)

    @cached_property
    def _squeezed(self) -> tuple[str, list[int]]:
        letters: list[str] = []
        places: list[int] = []
        folded = self.folded
        for start, end, name in self._segments:
            if name:
                joined = _joined(name)
                letters.append(joined)
                places.extend([start] * (len(joined) - 1) + [end - 1])
            else:
                part, at = squeeze_with_places(folded[start:end])
                letters.append(part)
                places.extend([start + place for place in at])
        squeezed, kept = unpaired("".join(letters), places)
        return skeleton(squeezed), kept

    @property
    def squeezed(self) -> str:
        """Letters and digits alone, those that OCR takes for one another made one."""
        return self._squeezed[0]

    @property
    def places(self) -> list[int]:
        """For each letter of `squeezed`, its place in the text."""
        return self._squeezed[1]

    @cached_property
    def pieces(self) -> frozenset[str]:
        """The three-letter pieces of the squeezed text."""
        squeezed = self.squeezed
        return frozenset(squeezed[i : i + 3] for i in range(len(squeezed) - 2))
