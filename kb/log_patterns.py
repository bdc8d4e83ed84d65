"""What of a book is looked for in a log: a table of literal patterns, each with what it stands for. Pure.

A code is looked for in all its spellings, an error text where it is long and particular enough to mean its entry and
nothing else; beside them words that errors have, known or not. Called by `annotating.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from kb.codes import canonical, find_codes, looks_like_code, spellings
from kb.entry import Entry
from kb.everyday_words import EVERYDAY_WORDS
from kb.folding import fold
from kb.keys import exact_key
from kb.reading import STOP_WORDS
from kb.scanning import SHORTEST

_PHRASE_FROM = 12
_PHRASE_UP_TO = 300  # characters: what follows in a longer text tells no more
_SCRIPT_FROM = 6  # characters, where a script has a word in two or three

_WORD = re.compile(r"[^\W\d_]+")
_SYMBOLIC = re.compile(r"[_\d]|[a-z][A-Z]|: ")
_GENERIC = frozenset(
    """access application authentication authorization connect connecting connection denied error errors fail failed
    failure file host internet invalid network refused request response server service system timed timeout unexpected
    unknown user""".split()
)
"""Words that any program may print of anything."""

_ERROR_WORDS = (
    "error", "exception", "fatal", "critical", "panic", "failed", "failure", "denied", "refused", "timed out",
    "unreachable", "unable to", "cannot", "could not",
)  # fmt: skip
LOOSE = frozenset((b"exception", b"gnutls"))
"""What is found as a piece of a longer word too: NullPointerException, gnutls_handshake."""

_LOOKS_LIKE_ERROR = re.compile(rf"(?<![a-z])(?<!\bno )(?<!\b0 )(?:{'|'.join(_ERROR_WORDS)}|[a-z]+exception)\b(?!=0)")

_TRIGGERS = (
    "aadsts", "error_codes", "curl", "pycurl", "curlerror", "npm err!", "npm error", "verify error:num",
    "verify return code", "0 depth", "1 depth", "2 depth", "ssl routines", "gnutls", "net_error", "net error",
    "event id", "eventid",
)  # fmt: skip
"""What stands in or beside codes that are written in too many ways to list; `find_codes` judges what it is."""

_SHORT_NUMBER = re.compile(r"-?[0-9]{3,7}")


class Meaning(NamedTuple):
    """What a pattern stands for. `ids`: the entries that have it, the first to be read; `met`: what of them it is.

    `kind`: `message`, `noise` or `word` (a code that is one wherever it stands), each found as it is; `code`, `number`
    or `error`, which ask for a closer look at the line.
    """

    kind: str
    ids: tuple[str, ...] = ()
    met: str = ""


_CLOSER = Meaning("code")
_NUMBER = Meaning("number")
_ERROR = Meaning("error")


class LogPatterns:
    """All that is looked for. `meanings`: by pattern, lower-cased bytes; `owned`: the ids of entries by code."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.meanings: dict[bytes, Meaning] = {}
        self.owned: dict[str, tuple[str, ...]] = {}
        self.titles: dict[str, str] = {}
        for word in _ERROR_WORDS:
            self._add(word, _ERROR)
        for word in _TRIGGERS:
            self._add(word, _CLOSER)
        for entry in entries:
            self.titles[entry.id] = entry.title
            for code in entry.codes:
                self._add_code(code, entry.id)
            for text in entry.messages:
                phrase = text.strip().rstrip(" .:;,…。")[:_PHRASE_UP_TO]
                if is_particular(phrase):
                    self._add(phrase, Meaning("message", (entry.id,), text))
            for text in entry.noise:
                phrase = text.strip()[:_PHRASE_UP_TO]
                if len(phrase) >= _PHRASE_FROM:
                    self._add(phrase, Meaning("noise", (entry.id,), text))

    def _add_code(self, code: str, entry: str) -> None:
        key = canonical(code)
        self.owned[key] = tuple(dict.fromkeys((*self.owned.get(key, ()), entry)))
        for form in dict.fromkeys((code, key, *spellings(code))):
            if _SHORT_NUMBER.fullmatch(form):
                self._add(form, _NUMBER)
                self._add(f"0x{int(form):x}", _NUMBER)
                self._add(f"0x{int(form):08x}", _NUMBER)
            else:
                by_rule = any(found.key == canonical(form) for found in find_codes(form))
                own_word = not by_rule and looks_like_code(form) and len(exact_key(form)) > SHORTEST
                self._add(form, Meaning("word", (entry,), key) if own_word else _CLOSER)
        if key.startswith("AADSTS"):
            self._add(key[len("AADSTS") :], _NUMBER)
        elif key.startswith("npm-"):
            self._add(key[len("npm-") :], _CLOSER)

    def _add(self, text: str, meaning: Meaning) -> None:
        """Add a text in all its forms; one that several entries have leads to all of them."""
        # A log is lower-cased byte by byte, which changes ASCII letters only; other letters are met in both cases of
        # the whole text, and typographic quotes as plain ones too.
        for form in dict.fromkeys((text, text.lower(), fold(text))):
            pattern = form.encode("utf-8", "replace").lower()
            if len(pattern) < SHORTEST or b"\n" in pattern:  # in every line, or in none
                continue
            held = self.meanings.get(pattern)
            if held and held.kind == meaning.kind and meaning.ids:
                ids = tuple(dict.fromkeys((*held.ids, *meaning.ids)))
                self.meanings[pattern] = Meaning(held.kind, ids, held.met)
            elif held is None or held.kind in ("error", "number", "code"):
                self.meanings[pattern] = meaning


def is_particular(text: str) -> bool:
    """Whether an error text is long and particular enough to mean one error, wherever it stands in a log.

    "Unexpected error" and "Access denied" are not: any program prints them of anything.
    """
    if not text.isascii():
        return len(text) >= _SCRIPT_FROM
    if len(text) < _PHRASE_FROM:
        return False
    if _SYMBOLIC.search(text):
        return True
    named = _WORD.findall(text.lower())
    return len(named) >= 3 and any(
        word not in _GENERIC and word not in EVERYDAY_WORDS and word not in STOP_WORDS for word in named
    )


def looks_like_error(text: str) -> bool:
    """Whether a line tells of an error, by its words: "failed", "NullPointerException", but not "0 errors"."""
    return bool(_LOOKS_LIKE_ERROR.search(text.lower()))
