"""What stands around a text and says nothing of it, blanked: escapes, tags, log prefixes. Pure; length kept.

A paste comes out of a terminal, a JSON document, a web page, a log. `without_markup` gives the same text with what
those put in between as spaces, so that codes and words are found alike and every place stays what it was.
"""

import re
from bisect import bisect_right
from typing import NamedTuple

from kb.patterns import compiled

_LEVEL = r"(?:trace|debug|dbg|info|inf|notice|warn(?:ing)?|wrn|error|err|fatal|critical|verbose)"
_STAMP = r"\d{4}[-/]\d\d[-/]\d\d(?:[t ,]{1,2}\d\d:\d\d(?::\d\d)?(?:[.,]\d{1,9})?(?:z|[+-]\d\d:?\d\d)?)?"
_TIME = r"\d\d:\d\d:\d\d(?:[.,]\d{1,9})?"

MARKUP: tuple[tuple[str, str, str], ...] = (
    ("terminal escapes", r"\x1b", r"\x1b(?:\[[0-9;?]{0,20}[a-z@]|\][^\x07\x1b\n]{0,200}(?:\x07|\x1b\\)|[()][0-9a-z])"),
    # Only where the text shows that it is escaped: C:\new\temp is a path.
    (
        "escapes of JSON and C#",
        r"\\\"|\\r\\+n|\\u00|\\n[A-Z]",
        r"\\{1,16}(?:[nrt\"'/]|u00(?:0[9ad]|2[0-9a-f]|3[c-f]|60|7[b-e]|a0))",
    ),
    ("percent encoding of signs", r"%[0-9A-Fa-f]{2}", r"%(?:0[9ad]|2[0-9a-f]|3[a-f]|40|5[b-f]|60|7[b-e])"),
    ("character references", r"&", r"&(?:quot|apos|amp|lt|gt|nbsp|#(?:34|38|39|60|62|160|x(?:22|26|27|3c|3e|a0)));"),
    (
        "tags",
        r"<[A-Za-z/!]",
        r"<!--|-->|<!doctype[^<>]{0,200}>"
        r"|</?(?:html|head|body|title|meta|link|div|span|p|br|hr|h[1-6]|b|i|u|em|strong|small|font|center|a|ul|ol|li"
        r"|table|thead|tbody|tr|t[dh]|pre|code|img|details|summary|blockquote)(?=[\s/>])[^<>]{0,400}>",
    ),
    # A log says on each line when, where and how bad. Only at the start of a line, after a time; a level that a number
    # follows is the text's own ("error 407").
    (
        "log prefixes",
        r"\d\d:\d\d|\d{4}[-/]\d\d",
        rf"(?:(?<=\n)|^)[ \t>|│]{{0,8}}[\[(]?(?:{_STAMP}|{_TIME})[\])]?[ \t|,:;-]{{0,8}}"
        rf"(?:[\[(<] {{0,4}}(?:\d{{1,8}}|{_LEVEL}) {{0,4}}[\])>][ \t|:-]{{0,4}}){{0,4}}"
        rf"(?:{_LEVEL}(?![\w-])(?!\W{{0,4}}\d)[ \t|:\]-]{{0,6}})?",
    ),
)
"""What it is, what shows that there may be some (in the case given), and its pattern (in any case); both linear."""


def without_markup(text: str) -> str:
    """The text with markup as spaces; the same length, line breaks kept."""
    for _, shows, pattern in MARKUP:
        if compiled(shows).search(text):
            text = compiled(pattern, re.IGNORECASE).sub(_blank, text)
    return text


def _blank(match: re.Match[str]) -> str:
    return "".join(["\n" if char == "\n" else " " for char in match[0]])


class Unwrapped(NamedTuple):
    """A text without the line breaks between two letters or digits. `cuts[i]`: a place where something is left out."""

    text: str
    cuts: tuple[int, ...]
    left_out: tuple[int, ...]  # how much is left out up to and with each cut

    def crosses(self, start: int, end: int) -> bool:
        """Whether a stretch lies on both sides of a cut."""
        at = bisect_right(self.cuts, start)
        return at < len(self.cuts) and self.cuts[at] < end

    def place(self, at: int) -> int:
        """The place in the text as given of the character at `at`."""
        before = bisect_right(self.cuts, at)
        return at + (self.left_out[before - 1] if before else 0)


_WRAP = r"(?<=[^\W_])[ \t|│]{0,8}\r?\n[ \t>|│]{0,8}(?=[^\W_])"


def unwrap(text: str) -> Unwrapped:
    """The text with its lines joined where a narrow window may have broken a word or a code in two."""
    kept: list[str] = []
    cuts: list[int] = []
    left_out: list[int] = []
    at = total = 0
    for match in compiled(_WRAP).finditer(text) if "\n" in text else ():
        kept.append(text[at : match.start()])
        total += match.end() - match.start()
        cuts.append(match.end() - total)
        left_out.append(total)
        at = match.end()
    return Unwrapped("".join([*kept, text[at:]]), tuple(cuts), tuple(left_out))
