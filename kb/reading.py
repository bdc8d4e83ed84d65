"""A text as ranking sees it: words and squeezed letters, with their places in the text as given. Pure.

Pastes and entries are read by the same rules: folded, masked, old names brought to the name in use today, frequent
words dropped, endings cut.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from kb.folding import bone, fold, letters_of, mask, squeeze_with_places, unpaired, words, words_without_places

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


Pieces = frozenset[tuple[str, ...]]
"""Three letters that follow one another, each such three once; as tuples, which are made in a third of the time."""

OTHERS, OURS = "(others)", "(ours)"
"""The rows of `names.yaml` that are not spellings: products of others, and words that show that ours is meant."""


class Names:
    """Old and new names of one thing; reading brings every spelling to the words of the name in use today.

    A text meets few of them: those that it cannot hold are left out before a pattern is made of the others.
    """

    def __init__(self, rows: Iterable[Sequence[str]] = ()) -> None:
        """Each row: spellings of one name, the one in use today first; or OTHERS or OURS and the names."""
        rows = list(rows)
        lists = {row[0]: [fold(name) for name in row[1:]] for row in rows if row[0] in (OTHERS, OURS)}
        self._others, self._ours = lists.get(OTHERS, []), lists.get(OURS, [])
        rows = [row for row in rows if row[0] not in (OTHERS, OURS)]
        self._current: dict[str, str] = {}
        for row in rows:
            current = " ".join(word for word, _, _ in words(fold(row[0])))
            for spelling in row:
                self._current[letters_of(fold(spelling))] = current
        spellings = sorted({fold(spelling) for row in rows for spelling in row}, key=lambda name: (-len(name), name))
        self._spellings = [(letters_of(spelling), spelling) for spelling in spellings]
        self._patterns: dict[tuple[str, ...], re.Pattern[str]] = {}

    def of_others(self, folded: str) -> bool:
        """Whether a text names a product of others and none of ours; a host or a path names nothing."""
        return self._named(self._others, folded) and not self._named(self._ours, folded)

    def _named(self, names: Sequence[str], folded: str) -> bool:
        present = tuple(name for name in names if name in folded)
        return bool(present and self._pattern(present, _of_products).search(folded))

    def _pattern(self, names: tuple[str, ...], made: Callable[[tuple[str, ...]], str]) -> re.Pattern[str]:
        pattern = self._patterns.get(names)
        if pattern is None:
            if len(self._patterns) > _PATTERNS_KEPT:
                self._patterns.clear()
            pattern = self._patterns[names] = re.compile(made(names))
        return pattern

    def may_be_in(self, letters: str) -> bool:
        """Whether a text of these letters (see `folding.letters_of`) may hold any spelling."""
        return bool(self._spellings and self._present(letters))

    def _present(self, letters: str) -> tuple[str, ...]:
        return tuple([spelling for bare, spelling in self._spellings if bare in letters])

    def segments(self, folded: str) -> Iterator[tuple[int, int, str]]:
        """The text in pieces: (start, end, name in use today), or '' instead of the name for ordinary text."""
        present = self._present(letters_of(folded)) if self._spellings else ()
        at = 0
        for match in self._pattern(present, _of_spellings).finditer(folded) if present else ():
            if match.start() > at:
                yield at, match.start(), ""
            yield match.start(), match.end(), self._current[letters_of(match[0])]
            at = match.end()
        if at < len(folded):
            yield at, len(folded), ""


_PATTERNS_KEPT = 1000


def _of_products(names: tuple[str, ...]) -> str:
    parts = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return rf"(?<![\w./@-])(?:{parts})(?![\w/@-]|\.(?:com|org|net|io|de|dev|cn)\b)"


def _of_spellings(spellings: tuple[str, ...]) -> str:
    flexible = [r"[\s_-]{0,3}".join(re.escape(part) for part in re.split(r"[\s-]+", s)) for s in spellings]
    return rf"(?<![^\W_])(?:{'|'.join(flexible)})(?![^\W_])"


class Word(NamedTuple):
    """A term with its place in the text as given."""

    term: str
    start: int
    end: int


class Reading:
    """A text and what was read in it. `words` in order; `squeezed` with `places[i]` = where its letter i came from."""

    def __init__(self, text: str, names: Names) -> None:
        self.text = text
        self.names = names

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
    def term_list(self) -> list[str]:
        """The terms of `words`, for readers that do not ask where they stand."""
        return _terms_in(self.folded, self._segments)

    @cached_property
    def terms(self) -> frozenset[str]:
        """The distinct terms."""
        return frozenset(self.term_list)

    @cached_property
    def squeezed(self) -> str:
        """Letters and digits alone, those that OCR takes for one another made one."""
        folded = self.folded
        return bone("".join([letters_of(name or folded[start:end]) for start, end, name in self._segments]))

    @cached_property
    def places(self) -> list[int]:
        """For each letter of `squeezed`, its place in the text."""
        letters: list[str] = []
        places: list[int] = []
        for start, end, name in self._segments:
            if name:
                part = letters_of(name)
                places.extend([start] * (len(part) - 1) + [end - 1])
            else:
                part, at = squeeze_with_places(self.folded[start:end])
                places.extend([start + place for place in at])
            letters.append(part)
        return unpaired("".join(letters), places)[1]

    @cached_property
    def pieces(self) -> Pieces:
        """The three-letter pieces of the squeezed text."""
        return pieces_of(self.squeezed)


def terms_of(text: str, names: Names) -> list[str]:
    """The `term_list` of a text, for those who read a whole book and need no more."""
    folded = mask(fold(text))
    return _terms_in(folded, names.segments(folded))


def distinct_terms(text: str, names: Names) -> str:
    """The distinct terms of a text, spaces between; now and then one comes again."""
    folded = mask(fold(text))
    if names.may_be_in(letters_of(folded)):
        return " ".join(dict.fromkeys(_terms_in(folded, names.segments(folded))))
    return " ".join(dict.fromkeys(map(_JOINED_TERMS_OF.__getitem__, words_without_places(folded))))


def terms_and_letters(text: str, names: Names) -> tuple[list[str], str]:
    """The `term_list` and `squeezed` of a text, for those who read a whole book and need no more."""
    folded = mask(fold(text))
    letters = letters_of(folded)
    if not names.may_be_in(letters):  # nearly every text
        return _terms_in_words(folded), bone(letters)
    segments = list(names.segments(folded))
    letters = "".join([letters_of(name or folded[start:end]) for start, end, name in segments])
    return _terms_in(folded, segments), bone(letters)


def _terms_in(folded: str, segments: Iterable[tuple[int, int, str]]) -> list[str]:
    out: list[str] = []
    for start, end, name in segments:
        if name:
            out.extend(map(stem, name.split()))
        else:
            out.extend(_terms_in_words(folded[start:end]))
    return out


def _terms_in_words(folded: str) -> list[str]:
    return list(chain.from_iterable(map(_TERMS_OF.__getitem__, words_without_places(folded))))


class _TermsOf(dict[str, tuple[str, ...]]):
    """The terms of each word that was met: a book says the same ones again and again."""

    def __missing__(self, word: str) -> tuple[str, ...]:
        if len(self) >= _WORDS_KEPT:
            self.clear()
        parts = [word] if word.isalnum() else [part for part, _, _ in words(word)]
        self[word] = found = tuple([stem(part) for part in parts if part not in STOP_WORDS and 1 < len(part) <= 80])
        return found


class _JoinedTermsOf(dict[str, str]):
    """The same as one text."""

    def __missing__(self, word: str) -> str:
        if len(self) >= _WORDS_KEPT:
            self.clear()
        self[word] = found = " ".join(_TERMS_OF[word])
        return found


_WORDS_KEPT = 50_000
_TERMS_OF = _TermsOf()
_JOINED_TERMS_OF = _JoinedTermsOf()


def pieces_of(squeezed: str) -> Pieces:
    """The three-letter pieces of a squeezed text."""
    return frozenset(zip(squeezed, squeezed[1:], squeezed[2:], strict=False))
