"""The command starts no program, opens no connection and runs no text: read from its source."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from source_imports import imports_of
from test_imports import NEVER

import kb_cli

PACKAGE = Path(kb_cli.__file__).parent
MODULES = sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))

RUNS_TEXT = {"eval", "exec", "compile", "__import__", "breakpoint", "input"}
RUNS_PROGRAMS = ("system", "popen", "exec", "spawn", "fork", "posix_spawn", "startfile")
"""Names in `os` that begin so."""

OF_THE_LINE_EDITOR = {
    "enable_open_in_editor", "enable_system_prompt", "system_prompt", "run_system_command", "open_in_editor",
    "tempfile_suffix", "tempfile",
}  # fmt: skip
"""What prompt_toolkit starts an editor or a shell by; each is off unless asked for."""

IMPORTS_BY_NAME = {"commands/__init__.py": "kb_cli.commands."}
"""Modules that import another by a name made at run time, and what that name begins with: a verb's module."""

CLIPBOARD = {"clipboard.py": {"copy", "determine_clipboard", "paste", "set_clipboard"}}
"""pyperclip starts the clipboard programs of Linux, without a shell and with fixed arguments; it is used here only, and
by these names only: `determine_clipboard` where there is none to start (Windows, macOS), the others after
`set_clipboard` named a program that gets the text on its standard input."""


def _tree(module: str) -> ast.Module:
    return ast.parse((PACKAGE / module).read_text(encoding="utf-8"))


def _attributes(tree: ast.AST, of: str) -> set[str]:
    """The names that a module uses of another."""
    found = (node for node in ast.walk(tree) if isinstance(node, ast.Attribute))
    return {node.attr for node in found if isinstance(node.value, ast.Name) and node.value.id == of}


def _called(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def test_the_modules_are_seen() -> None:
    assert {"clipboard.py", "repl.py", "line_editor.py", "commands/lint.py"} <= set(MODULES)


@pytest.mark.parametrize("module", MODULES)
def test_no_network_and_no_other_program(module: str) -> None:
    names = set(imports_of(_tree(module)))
    assert not names & NEVER
    assert not [name for name in names if name.split(".")[0] in NEVER]
    assert not [name for name in names if name.startswith(tuple(f"os.{one}" for one in RUNS_PROGRAMS))]
    assert not [name for name in _attributes(_tree(module), "os") if name.startswith(RUNS_PROGRAMS)]


@pytest.mark.parametrize("module", MODULES)
def test_no_text_is_run(module: str) -> None:
    tree = _tree(module)
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert not used & RUNS_TEXT
    assert "builtins" not in set(imports_of(tree))


@pytest.mark.parametrize("module", MODULES)
def test_the_line_editor_starts_neither_editor_nor_shell(module: str) -> None:
    tree = _tree(module)
    given = {keyword.arg for call in _called(tree) for keyword in call.keywords}
    asked = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert not (given | asked) & OF_THE_LINE_EDITOR


@pytest.mark.parametrize("module", MODULES)
def test_modules_are_imported_by_name_in_one_place(module: str) -> None:
    calls = [call for call in _called(_tree(module)) if isinstance(call.func, ast.Name | ast.Attribute)]
    by_name = [call for call in calls if ast.unparse(call.func).split(".")[-1] == "import_module"]
    assert bool(by_name) == (module in IMPORTS_BY_NAME)
    for call in by_name:
        (name,) = call.args
        assert isinstance(name, ast.JoinedStr)
        assert isinstance(name.values[0], ast.Constant)
        assert name.values[0].value == IMPORTS_BY_NAME[module]


@pytest.mark.parametrize("module", MODULES)
def test_the_clipboard_is_filled_in_one_place(module: str) -> None:
    tree = _tree(module)
    uses = any(name.split(".")[0] == "pyperclip" for name in imports_of(tree))
    assert uses == (module in CLIPBOARD)
    assert _attributes(tree, "pyperclip") == CLIPBOARD.get(module, set())
