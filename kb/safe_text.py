"""Untrusted text made safe to show: the one choke point before a terminal. Pure, imports nothing.

Everything a terminal could obey or a reader could not see becomes a visible escape: control characters (but not
line feed and tab), bidirectional controls, zero-width and other format characters, lone surrogates, tag characters.
Letters of every script stay as they are, and so do the joiners and variation selectors that Persian or an emoji is
written with; where a text is to be copied exactly, `visible_exact` shows those as well.
"""

_BIDI = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_INVISIBLE = (
    0x00AD, 0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, *range(0x180B, 0x1810), 0x200B, 0x2028, 0x2029,
    *range(0x2060, 0x2066), *range(0x206A, 0x2070), 0x3164, 0xFEFF, 0xFFA0, *range(0xFFF0, 0xFFFC), 0xFFFE, 0xFFFF,
)  # fmt: skip
_CONTROLS = (*range(0x09), *range(0x0B, 0x20), *range(0x7F, 0xA0))

_FAR = (range(0x13430, 0x13440), range(0x1BCA0, 0x1BCA4), range(0x1D173, 0x1D17B), range(0xE0000, 0xE1000))
"""Format characters of hieroglyphs, shorthand and music; tags and further variation selectors."""

_NOT_EXACT = (0x00A0, *range(0x2000, 0x200B), 0x200C, 0x200D, 0x202F, 0x205F, 0x3000, *range(0xFE00, 0xFE10))
"""Spaces that are not the space, joiners, variation selectors: a shell reads them otherwise than a person does."""

_ESCAPES: dict[int, str] = {
    **{code: f"\\x{code:02x}" for code in _CONTROLS},
    **{code: f"\\u{code:04x}" for code in (*_BIDI, *_INVISIBLE)},
    0x1B: "\\x1b",
}


class _Table(dict[int, str]):
    """Characters to their visible escape; the large ranges (surrogates, tags) are computed when met."""

    def __missing__(self, code: int) -> str:
        if 0xD800 <= code <= 0xDFFF:
            return f"\\u{code:04x}"
        if any(code in block for block in _FAR):
            return f"\\U{code:08x}"
        raise LookupError(code)  # str.translate keeps the character


_KEPT = {code: chr(code) for code in (0x09, 0x0A, *range(0x20, 0x7F))}  # asked for by name, they cost a tenth

_TABLE = _Table({**_KEPT, **_ESCAPES})
_EXACT_TABLE = _Table({**_KEPT, **_ESCAPES, **{code: f"\\u{code:04x}" for code in _NOT_EXACT}})


def visible(text: str) -> str:
    """The text with everything a terminal would obey, or a reader not see, as a visible escape. Idempotent."""
    if text.isascii() and text.isprintable():  # nearly every line, and the table costs ten times as much
        return text
    return text.translate(_TABLE)


def visible_exact(text: str) -> str:
    """The same for a command or a sample: whatever could hide in it is an escape, odd spaces and joiners too."""
    return text.translate(_EXACT_TABLE)


def visible_line(text: str) -> str:
    """The same for text that must stay on one line: line feeds and tabs are made visible too."""
    return visible(text).replace("\n", "\\n").replace("\t", "\\t")


def is_text(text: str) -> bool:
    """Whether the text can be written as UTF-8: it holds no half of a character (a lone surrogate)."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def is_visible(text: str) -> bool:
    """Whether `visible` would change nothing."""
    return visible(text) == text
