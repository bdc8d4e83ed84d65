"""The key under which a code, id, name or title is stored for exact look-up. Pure; imports nothing.

Plain text in, key out: letters and digits in lower case, so that case, spaces, hyphens and brackets do not matter.
"""

KEY_LIMIT = 200
"""Characters of a key; a longer text is never looked up whole."""

_BEFORE_A_CODE = ("errorcode", "error", "code")
_CODE_STARTS = ("caa", "aadsts", "0x", *"0123456789")


def exact_key(text: str) -> str:
    """The key of a text; '' where nothing is left or the text is too long to be a name.

    A leading minus of a number stays (`-2147012889`). `error`, `code` and `error code` before a code are dropped.
    """
    if len(text) > 2 * KEY_LIMIT:
        return ""
    lower = text.strip().lower()
    key = lower if lower.isalnum() else "".join([char for char in lower if char.isalnum()])
    if lower.startswith("-") and key.isdigit():
        return "-" + key
    for word in _BEFORE_A_CODE:
        if key.startswith(word) and key[len(word) :].startswith(_CODE_STARTS):
            key = key[len(word) :]
            break
    return key if len(key) <= KEY_LIMIT else ""
