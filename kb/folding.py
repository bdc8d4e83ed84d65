"""Text brought to the form in which pastes and entries are compared. Pure, imports nothing heavy.

`fold` keeps the length, so that a place in the folded text is the same place in the text as given. `mask` blanks
what varies from one occurrence of an error to the next, length kept as well. `squeeze` keeps letters and digits only,
which makes `User realm discovery failed`, `user_realm_discovery_failed` and a text whose spaces OCR lost the same.
"""

from __future__ import annotations

import re
import unicodedata


class _Fold(dict[int, str]):
    """One character to one character: lower case, accents kept, compatibility forms (full width) made plain."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        plain = unicodedata.normalize("NFKC", char)
        lower = (plain if len(plain) == 1 else char).lower()
        self[code] = folded = lower if len(lower) == 1 else char
        return folded


_FOLD = _Fold({ord(a): b for a, b in zip("‘’‚‛“”„‟´`«»‐‑‒–—―−\u00a0", "''''\"\"\"\"''\"\"------- ", strict=True)})


def fold(text: str) -> str:
    """The text in lower case with straight quotes and plain forms; same length, character for character."""
    return text.translate(_FOLD)


VARIES: tuple[tuple[str, str], ...] = (
    ("GUID", r"\{?\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b\}?"),
    ("ISO time", r"\b\d{4}-\d\d-\d\d[t ]\d\d:\d\d(?::\d\d)?(?:[.,]\d{1,9})?(?:z|[+-]\d\d:?\d\d)?"),
    ("date; 1.1.105.0 is a version", r"(?<![\w.])\d{1,2}([/.])\d{1,2}\1(?:\d\d){1,2}(?!\w|[/.]\d)"),
    ("time of day", r"\b\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d{1,9})?\b(?: ?[ap]m\b)?"),
    ("hash", r"\b[0-9a-f]{16,}\b"),
    ("place-holder", r"\{\d{1,2}\}|\$\{[^{}\s]{1,60}\}|<[a-z][\w .-]{0,40}>"),
)
"""What varies from one occurrence of an error to the next, and its pattern in folded text. Codes are never among it."""

_VARIES = re.compile("|".join(pattern for _, pattern in VARIES), re.ASCII)


def mask(folded: str) -> str:
    """Folded text with what varies blanked out, length kept."""
    return _VARIES.sub(lambda match: " " * len(match[0]), folded)


def squeeze(text: str) -> str:
    """Letters and digits of the folded, masked text, nothing between them."""
    return "".join(filter(str.isalnum, mask(fold(text))))


def squeeze_with_places(folded: str) -> tuple[str, list[int]]:
    """The squeezed form of folded (and masked) text, and for each of its characters the place it came from."""
    places = [place for place, char in enumerate(folded) if char.isalnum()]
    return "".join([folded[place] for place in places]), places


_HYPHENATION = r"-[ \t]{0,8}\r?\n[ \t>|│]{0,8}"
_WORD = re.compile(rf"[^\W_]+(?:{_HYPHENATION}(?=[^\W\d_])[^\W_]+)?(?:[.][^\W_]+)*", re.UNICODE)


def words(folded: str) -> list[tuple[str, int, int]]:
    """Words of folded text with their places; `login.windows.net` is one word, and so is each of its parts.

    A word that a hyphen divides at the end of a line is one, without the hyphen.
    """
    out: list[tuple[str, int, int]] = []
    for match in _WORD.finditer(folded):
        word, start = match[0], match.start()
        if "\n" in word:
            out.append((re.sub(_HYPHENATION, "", word), start, match.end()))
            continue
        out.append((word, start, match.end()))
        if "." in word:
            for part in word.split("."):
                out.append((part, start, start + len(part)))
                start += len(part) + 1
    return out


_LOOKALIKES = str.maketrans("0158|i", "olsbll")


def skeleton(squeezed: str) -> str:
    """Squeezed text with letters that OCR takes for one another made one; same length (`m` for `rn` is `unpaired`)."""
    return squeezed.translate(_LOOKALIKES)


def unpaired(squeezed: str, places: list[int]) -> tuple[str, list[int]]:
    """Squeezed text with the pairs that OCR takes for one letter joined (rn m, vv w), places kept in step."""
    if "rn" not in squeezed and "vv" not in squeezed:
        return squeezed, places
    letters: list[str] = []
    kept: list[int] = []
    at = 0
    while at < len(squeezed):
        pair = squeezed[at : at + 2]
        joined = "m" if pair == "rn" else "w" if pair == "vv" else ""
        letters.append(joined or squeezed[at])
        kept.append(places[at])
        at += 2 if joined else 1
    return "".join(letters), kept
