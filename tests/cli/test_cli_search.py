"""`kb search WORDS`: a line an entry."""

from __future__ import annotations

import json

from cli_process import run_kb

import kb


def test_a_line_an_entry(book):
    """Id, kind and title, aligned, no line wider than the screen, best first."""
    ran = run_kb("search", "proxy", "timeout")
    assert (ran.status, ran.err) == (0, "")
    lines = ran.out.splitlines()
    found = book.search("proxy timeout")
    assert [line.split()[0] for line in lines] == [match.entry.id for match in found]
    assert [line.split()[1] for line in lines] == [match.entry.kind for match in found]
    assert len({line.index(match.entry.title[:8]) for line, match in zip(lines, found, strict=True)}) == 1
    assert max(map(len, lines)) <= 80


def test_a_wide_screen_shows_the_product(small):
    """Where there is room, the product stands at the end."""
    ran = run_kb("search", "--book", str(small), "hinges", COLUMNS="100")
    assert ran.out == "oil  guide  Oil the hinges  Widget\n"


def test_a_narrow_screen_keeps_ids_whole(book):
    """At 40 columns the id, which is to be copied, comes before all else."""
    lines = run_kb("search", "proxy", "timeout", COLUMNS="40").out.splitlines()
    assert [line.split()[0] for line in lines] == [match.entry.id for match in book.search("proxy timeout")]
    assert max(map(len, lines)) <= 40


def test_fields_and_prefixes():
    """`code:` asks for a code, `*` ends a prefix."""
    assert run_kb("search", "code:407").out.startswith("http-407-proxy ")
    assert "http-407-proxy" in run_kb("search", "prox*", "--limit", "100").out


def test_limit():
    """At most so many lines."""
    assert len(run_kb("search", "proxy", "--limit", "3").out.splitlines()) == 3


def test_json_is_an_array_of_matches(book):
    """Each element is a `Match`; nothing found is an empty array."""
    ran = run_kb("search", "--json", "proxy", "timeout")
    assert tuple(kb.Match.model_validate(each) for each in json.loads(ran.out)) == book.search("proxy timeout")
    none = run_kb("search", "--json", "xyzzyplugh")
    assert (none.status, none.out, none.err) == (1, "[]\n", "")


def test_nothing_found():
    """Exit status 1, nothing on standard output, a line on standard error with a way on."""
    ran = run_kb("search", "xyzzyplugh")
    assert (ran.status, ran.out) == (1, "")
    assert ran.err.startswith("kb: no entry holds xyzzyplugh; ")


def test_without_words():
    """Exit status 2 and how it is called."""
    ran = run_kb("search")
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("kb: search needs words; usage: kb search ")


def test_odd_queries_do_no_harm():
    """Query syntax that is none, escapes, quotes and brackets: found or not, never a traceback."""
    for query in ('"', "(", "code:", "*", "a:b:c [x TO", "\x1b]0;x\x07", "AND OR NOT", "~^", "-- --"):
        ran = run_kb("search", "--", query)
        assert ran.status in (0, 1, 2), ran.err
        assert "Traceback" not in ran.err
        assert "\x1b" not in ran.out + ran.err


def test_titles_of_a_foreign_book_are_made_visible(make_book):
    """An escape in a title is shown as one."""
    root = make_book({"bad.md": "# Bad \u009b31m title\n\nSummary.\n"})
    ran = run_kb("search", "--book", str(root), "title")
    assert ran.status == 0
    assert "Bad \\x9b31m title" in ran.out
