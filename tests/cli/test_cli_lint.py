"""`kb lint PATH...`: every fault with file, line and remedy."""

from __future__ import annotations

import pytest
from cli_process import run_kb

BROKEN = """---
kind: error
products: [Widget]
sources: [guide]
reviewed: 2026-11-21
---
# Oil the hinges

Hinges that squeak want oil. See [nowhere](nowhere.md).
"""


@pytest.fixture
def broken(small):
    """A book of which one article has a link to nowhere, and an error without causes; the other is whole."""
    (small / "oil.md").write_text(BROKEN)
    return small


def test_a_clean_book(small):
    """Exit status 0 and a closing line."""
    ran = run_kb("lint", str(small))
    assert (ran.status, ran.out, ran.err) == (0, "0 faults in 3 files\n", "")


def test_faults_name_file_line_and_remedy(broken):
    """`file:line: what; remedy`, sorted, with a closing count; exit status 1."""
    ran = run_kb("lint", str(broken))
    assert (ran.status, ran.err) == (1, "")
    *faults, closing = ran.out.splitlines()
    causes = "oil: an error without causes or checks; add ## Causes or ## Checks"
    assert any(line.startswith(f"{broken / 'oil.md'}:") and line.endswith(causes) for line in faults)
    assert any(line.startswith(f"{broken / 'oil.md'}:9: ") and "nowhere.md" in line for line in faults)
    assert all("; " in line for line in faults)
    assert closing == f"{len(faults)} faults in 3 files"


def test_one_article_alone(broken):
    """Its own faults only; links and sources of its book are known all the same."""
    assert run_kb("lint", str(broken / "widget.md")).out == "0 faults in 1 file\n"
    ran = run_kb("lint", str(broken / "oil.md"))
    assert ran.status == 1
    assert "sources.yaml" not in ran.out
    assert ran.out.endswith("faults in 1 file\n")


def test_a_folder_inside_a_book(broken):
    """The book above it, which holds the tables, is read; only what lies below the path is shown."""
    (broken / "deep").mkdir()
    (broken / "widget.md").rename(broken / "deep" / "widget.md")
    (broken / "deep" / "widget.md").write_text((broken / "deep" / "widget.md").read_text().replace("](", "](../"))
    ran = run_kb("lint", str(broken / "deep"))
    assert (ran.status, ran.out) == (0, "0 faults in 1 file\n")


def test_a_fault_is_counted_once(broken):
    """A book named twice, whole and by an article, is one book."""
    once = run_kb("lint", str(broken)).out
    assert run_kb("lint", str(broken), str(broken / "oil.md"), str(broken)).out == once


def test_broken_tables_and_bytes(make_book):
    """No YAML, no UTF-8, no title: faults, not failures."""
    root = make_book({"a.md": b"\xff\xfe\x00 no title", "sources.yaml": "guide: [", "names.yaml": "x: 1"})
    ran = run_kb("lint", str(root))
    assert (ran.status, ran.err) == (1, "")
    assert f"{root / 'a.md'}:1: not UTF-8; save the file as UTF-8\n" in ran.out
    assert f"{root / 'sources.yaml'}:1: no YAML" in ran.out
    assert f"{root / 'names.yaml'}:1: name 'x' has no list of spellings; list them below it\n" in ran.out


def test_file_names_are_made_visible(make_book):
    """A file name is somebody else's text too."""
    root = make_book({"a\u202eb.md": "words"})
    ran = run_kb("lint", str(root))
    assert ran.status == 1
    assert "a\\u202eb.md:1: " in ran.out
    assert "\u202e" not in ran.out


@pytest.mark.parametrize("name", ["none", "none.md", "notes.txt", "empty"])
def test_a_path_that_is_no_article(tmp_path, name):
    """Missing, of another kind or empty: exit status 2, one line with the path, nothing on standard output."""
    (tmp_path / "notes.txt").write_text("words")
    (tmp_path / "empty").mkdir()
    ran = run_kb("lint", str(tmp_path / name))
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith(f"kb: {tmp_path / name}: ")
    assert ran.err.count("\n") == 1


def test_without_a_path():
    """Exit status 2 and how it is called."""
    ran = run_kb("lint")
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith(
        "kb: lint needs a folder of articles or a single article; usage: kb lint [OPTION...] PATH..."
    )


# --- the articles' own examples ---------------------------------------------------------------------------------------

TEXT = "The widget gear assembly has stopped turning unexpectedly"


@pytest.fixture
def guarded(small):
    """The small book, with an example in each article: that of the widget holds, that of the oil fails."""
    for name in ("widget", "oil"):
        with (small / f"{name}.md").open("a") as file:
            file.write(f"\n## Pastes that find it\n\n> {TEXT}\n")
    return small


def test_examples_are_looked_up_only_when_asked_for(guarded, cache):
    """Without the option they are only read, and nothing is built."""
    ran = run_kb("lint", str(guarded))
    assert (ran.status, ran.out) == (0, "0 faults in 3 files\n")
    assert not cache.exists()


def test_an_example_that_fails_is_a_fault(guarded):
    """With file, line and remedy as any other; the closing line counts the examples."""
    ran = run_kb("lint", "--examples", str(guarded))
    assert (ran.status, ran.err) == (1, "")
    fault, *closing = ran.out.splitlines()
    assert fault.startswith(f"{guarded / 'oil.md'}:13: oil: a paste that must find it finds widget (likelihood 0.99): ")
    assert "; give the article a text that is distinctive" in fault
    assert closing == ["1 fault in 3 files", "2 examples: 1 hold, 0 of them only just"]


def test_one_article_is_tried_against_its_whole_book(guarded):
    """Its own examples only; what they find may stand in another article."""
    ran = run_kb("lint", "--examples", str(guarded / "widget.md"))
    assert (ran.status, ran.out) == (0, "0 faults in 1 file\n1 example: 1 hold, 0 of them only just\n")
    ran = run_kb("lint", "--examples", str(guarded / "oil.md"))
    assert ran.status == 1
    assert "finds widget" in ran.out


def test_an_example_that_only_just_holds_is_a_warning(small):
    """It does not change the exit status."""
    widget = (small / "widget.md").read_text()
    (small / "zwidget.md").write_text(widget.replace("Codes: `0x80070057`\n", ""))
    (small / "widget.md").write_text(widget + f"\n## Pastes that find it\n\n> {TEXT}\n")
    ran = run_kb("lint", "--examples", str(small))
    assert ran.status == 0
    warning, *closing = ran.out.splitlines()
    assert warning.startswith(
        f"{small / 'widget.md'}:38: warning: widget: a paste that must find it only just finds it"
    )
    assert "before zwidget (likelihood " in warning
    assert closing == ["0 faults in 4 files", "1 example: 1 hold, 1 of them only just"]


def test_a_book_without_examples(small, cache):
    """Nothing to try, nothing built."""
    assert run_kb("lint", "--examples", str(small)).out.endswith("0 examples: 0 hold, 0 of them only just\n")
    assert not cache.exists()


def test_lint_writes_nothing(broken, cache):
    """Neither into the book nor into the cache."""
    before = sorted(broken.rglob("*"))
    run_kb("lint", str(broken))
    assert sorted(broken.rglob("*")) == before
    assert not cache.exists()
