"""`kb show ID`: one entry, by id, code or name."""

from __future__ import annotations

import pytest
from cli_process import run_kb

import kb


@pytest.mark.parametrize("name", ["http-407-proxy", "407", "HTTP 407", "407 Proxy Authentication Required"])
def test_by_id_code_name_and_title(name):
    """The entry, and no line on how it was found: it was named."""
    ran = run_kb("show", name)
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith("407 Proxy Authentication Required\n")


def test_json_is_the_entry(book):
    """One document, which `Entry` reads back."""
    ran = run_kb("show", "--json", "CAA20004")
    assert kb.Entry.model_validate_json(ran.out) == book["caa20004"]
    assert ran.out == book["caa20004"].model_dump_json() + "\n"


@pytest.mark.parametrize("flags", [(), ("--json",)])
def test_an_unknown_name(flags):
    """Exit status 1, nothing on standard output, and the nearest ids in one line on standard error."""
    ran = run_kb("show", *flags, "http-407-prox")
    assert (ran.status, ran.out) == (1, "")
    assert ran.err.startswith("kb: no entry called 'http-407-prox'; nearest: http-407-proxy")
    assert ran.err.count("\n") == 1


def test_an_unknown_name_with_escapes():
    """What was asked for is shown, not obeyed; a long one is cut."""
    ran = run_kb("show", "\x1b]0;x\x07 nothing of the kind " + "x" * 5000)
    assert ran.status == 1
    assert "\x1b" not in ran.err
    assert len(ran.err) < 300


def test_a_name_that_several_share(make_book):
    """They are listed, the line on standard error says how to choose, and the exit status is 1."""
    root = make_book({f"{name}.md": f"# {name}\n\nAlso called: gadget\n\nWords.\n" for name in ("left", "right")})
    ran = run_kb("show", "gadget", "--book", str(root))
    assert ran.status == 1
    assert [line.split()[0] for line in ran.out.splitlines()] == ["left", "right"]
    assert ran.err == "kb: 2 entries are called gadget; show one by its id: left, right\n"
    assert run_kb("show", "--json", "gadget", "--book", str(root)).out == ""


def test_without_a_name():
    """Exit status 2 and how it is called."""
    ran = run_kb("show")
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("kb: show needs an id, a code or a name; usage: kb show ")
