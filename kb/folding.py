"""Text brought to the form in which pastes and entries are compared. Pure, imports nothing heavy.

`fold` keeps the length, so that a place in the folded text is the same place in the text as given. `mask` blanks
what varies from one occurrence of an error to the next, length kept as well. `squeeze` keeps letters and digits only,
which makes `User realm discovery failed`, `user_realm_discovery_failed` and a text whose spaces OCR lost the same.
"""

from __future__ import annotations

import re

from kb.patterns import compiled


class _Fold(dict[int, str]):
    """One character to one character: lower case, accents kept, compatibility forms (full width) made plain."""

    def __missing__(self, code: int) -> str:
        from unicodedata import normalize  # a plain text needs none of it, and it takes a millisecond to load

        char = chr(code)
        plain = normalize("NFKC", char)
        lower = (plain if len(plain) == 1 else char).lower()
        self[code] = folded = lower if len(lower) == 1 else char
        return folded


_FOLD = _Fold({code: chr(code).lower() for code in range(128)})
_FOLD.update({ord(a): b for a, b in zip("‘’‚‛“”„‟´`«»‐‑‒–—―−\u00a0", "''''\"\"\"\"''\"\"------- ", strict=True)})


def fold(text: str) -> str:
    """The text in lower case with straight quotes and plain forms; same length, character for character."""
    if text.isascii():  # a fifth of the time, and nearly every text
        return text.lower().replace("`", "'")
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

_MAY_VARY = r"[0-9{<]"
_VARIES = "|".join(pattern for _, pattern in VARIES)


def mask(folded: str) -> str:
    """Folded text with what varies blanked out, length kept."""
    if not compiled(_MAY_VARY).search(folded):
        return folded
    return compiled(_VARIES, re.ASCII).sub(lambda match: " " * len(match[0]), folded)


def squeeze(text: str) -> str:
    """Letters and digits of the folded, masked text, nothing between them."""
    return letters_of(mask(fold(text)))


def letters_of(folded: str) -> str:
    """Letters and digits of folded (and masked) text, nothing between them."""
    if folded.isascii():
        return folded.encode().translate(None, _NEITHER).decode()
    return "".join(filter(str.isalnum, folded))


_NEITHER = bytes(code for code in range(128) if not chr(code).isalnum())
_SPACED = bytes(code if chr(code).isalnum() or code == ord(".") else ord(" ") for code in range(256))


def squeeze_with_places(folded: str) -> tuple[str, list[int]]:
    """The squeezed form of folded (and masked) text, and for each of its characters the place it came from."""
    places = [place for place, char in enumerate(folded) if char.isalnum()]
    return "".join([folded[place] for place in places]), places


_HYPHENATION = r"-[ \t]{0,8}\r?\n[ \t>|│]{0,8}"
_WORD = rf"[^\W_]+(?:{_HYPHENATION}(?=[^\W\d_])[^\W_]+)?(?:[.][^\W_]+)*"


def words(folded: str) -> list[tuple[str, int, int]]:
    """Words of folded text with their places; `login.windows.net` is one word, and so is each of its parts.

    A word that a hyphen divides at the end of a line is one, without the hyphen.
    """
    out: list[tuple[str, int, int]] = []
    for match in compiled(_WORD).finditer(folded):
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


def words_without_places(folded: str) -> list[str]:
    """The words of folded text as they stand, `login.windows.net` and a word that a hyphen divides as one.

    A full stop behind a word may be part of it.
    """
    if folded.isascii() and not ("-" in folded and compiled(_HYPHENATION).search(folded)):
        return folded.encode().translate(_SPACED).decode().split()
    return compiled(_WORD).findall(folded)


_LOOKALIKES = str.maketrans("0158|i", "olsbll")
_LOOKALIKE_BYTES = bytes.maketrans(b"0158|i", b"olsbll")


def skeleton(squeezed: str) -> str:
    """Squeezed text with letters that OCR takes for one another made one; same length (`m` for `rn` is `unpaired`)."""
    if squeezed.isascii():  # a third of the time
        return squeezed.encode().translate(_LOOKALIKE_BYTES).decode()
    return squeezed.translate(_LOOKALIKES)


def bone(squeezed: str) -> str:
    """Squeezed text with all that OCR takes for one another made one: letters, and pairs of them (rn m, vv w)."""
    return skeleton(squeezed.replace("rn", "m").replace("vv", "w"))


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
