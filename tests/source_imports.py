"""What a module of the program imports, read from its source."""

from __future__ import annotations

import ast
from collections.abc import Iterator


def imports_of(tree: ast.AST) -> Iterator[str]:
    """The full names of what is imported, wherever in the module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written in full"
            yield node.module or ""
            yield from (f"{node.module}.{name.name}" for name in node.names)
