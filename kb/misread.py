"""Text that was read in a picture, with what OCR takes for digits turned back. Pure.

For such text alone: what a person typed is not doubted like this. A repair keeps the length of the text, so that a
place in it is the same place in the text as read. It is made whether or not the book knows the code: a misread number
of a known series is a code that the book may lack, not a word without meaning.
"""

from __future__ import annotations

import re

from kb.patterns import compiled

_TAKEN = "OoQθ@IlSsBZz|"  # what OCR gives for digits, and the digits
_MEANT = "0000011558221"
_DIGITS = str.maketrans(_TAKEN, _MEANT)
_HEX_DIGITS = str.maketrans(_TAKEN.replace("B", ""), _MEANT.replace("8", ""))  # B is a digit itself

_D = rf"[0-9{_TAKEN}]"
_N = _D.replace("|", "").replace("@", "")  # in a number without a series, which may stand beside a rule or a host
_H = rf"[0-9A-Fa-f{_TAKEN}]"
_TOKEN = "|".join(
    (
        rf"(?P<aadsts>(?<!\w)AAD[Ss5]T[Ss5]{{1,2}}(?={_D}{{4,9}}(?!\w)))(?P<number>{_D}{{4,9}})",
        rf"(?P<caa>(?<!\w)(?:[0OoQ]x)?[Cc][Aa4][Aa])(?P<facility>{_H}{{5}})(?!\w)",
        rf"(?P<hex>(?<!\w)[0OoQθ@6]x)(?P<value>{_H}{{8}})(?!\w)",
        # A number: it begins with a digit and has another, or three behind one letter (Office's O365 is none).
        rf"(?<![\w|@.-])(?P<plain>[0-9](?={_N}*[0-9]){_N}{{2,9}}|[OoIlSsBZz][0-9]{{3}}{_N}{{1,6}})(?![\w@-])",
    )
)


def mend(text: str) -> str:
    """The text with the letters that stand for digits in codes and numbers turned back; same length."""
    return compiled(_TOKEN, re.IGNORECASE).sub(_mended, text)


def _mended(match: re.Match[str]) -> str:
    if match["aadsts"]:
        head = match["aadsts"]
        return ("AADSTS" if len(head) == 6 else "AADSTS" + head[6:].translate(_DIGITS)) + match["number"].translate(
            _DIGITS
        )
    if match["caa"]:
        head = match["caa"]
        return ("0x" if len(head) == 5 else "") + "CAA" + match["facility"].translate(_HEX_DIGITS)
    if match["hex"]:
        return "0x" + match["value"].translate(_HEX_DIGITS)
    return match["plain"].translate(_DIGITS)
