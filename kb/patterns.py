"""Regular expressions, compiled when they are first used. Imports `re` alone.

Compiling a large pattern takes a millisecond, which a look-up from the command line must not pay for a pattern that
its text cannot meet. Unlike the cache inside `re`, this one keeps every pattern, and is asked without checks.
"""

import re
from functools import cache


@cache  # only for patterns that stand in our own source
def compiled(source: str, flags: int = 0) -> re.Pattern[str]:
    """The compiled pattern."""
    return re.compile(source, flags)
