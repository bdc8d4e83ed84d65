"""`kb TEXT...` and `kb lookup`: a text in, the entry that answers it out."""

from __future__ import annotations

import json
import random
import re

import hostile
import pyte
import pytest
from cli_process import ROOT, run_kb

import kb
from kb_cli import quick
from kb_cli.commands import run
from kb_cli.commands.paste import BYTES_READ, decode

PASTE = (
    "2026-11-20 10:15:02 Invoke-WebRequest : The remote server returned an error: (407) Proxy Authentication Required."
    "\nAt line:1 char:1\n"
)
NONSENSE = "quarterly banana harvest"
QUESTIONS = ROOT / "tests" / "data" / "questions.jsonl"


def test_a_code_alone_is_answered():
    """Exit status 0, the answer on standard output, nothing on standard error."""
    ran = run_kb("407")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith("Found by name: 407\n\n407 Proxy Authentication Required\n")


def test_the_verb_may_be_left_out():
    """`kb TEXT` is `kb lookup TEXT`."""
    assert run_kb("407").out == run_kb("lookup", "407").out


def test_a_paste_is_answered_with_how_sure_and_why():
    """The first line says how likely the entry is and what speaks for it."""
    ran = run_kb(PASTE)
    assert ran.status == 0
    assert re.match(r"\d\d% sure: code 407", ran.out)
    assert "\n\n407 Proxy Authentication Required\n" in ran.out


@pytest.mark.parametrize("arguments", [(), ("-",), ("lookup",), ("lookup", "-"), ("lookup", "--no-color", "-")])
def test_standard_input_is_looked_up(arguments):
    """A pipe into `kb` or `kb lookup`, with `-` or without."""
    ran = run_kb(*arguments, stdin=b"CAA20004\n")
    assert ran.status == 0
    assert "id: caa20004" in ran.out


@pytest.mark.parametrize(
    "data",
    [
        "error 407\r\n".encode("utf-16"),
        b"\xff\xfe" + "error 407".encode("utf-16-le"),
        b"\xfe\xff" + "error 407".encode("utf-16-be"),
        b"\xef\xbb\xbferror 407",
        b"error 407",
    ],
)
def test_byte_order_marks_are_understood(data):
    """PowerShell's `>` writes UTF-16, Notepad UTF-8 with a mark."""
    ran = run_kb(stdin=data)
    assert (ran.status, ran.err) == (0, "")
    assert "id: http-407-proxy" in ran.out


def test_bytes_of_no_encoding_become_replacement_characters():
    """A byte that is not UTF-8 costs one character, not the text; a cut-off UTF-16 unit likewise."""
    assert decode(b"error \xff 407") == "error \ufffd 407"
    assert decode(b"\xff\xfe4\x000\x007\x00x") == "407\ufffd"


@pytest.mark.parametrize("seed", range(4))
def test_random_bytes_are_nothing_known(seed):
    """Whatever comes in: an answer or none, no traceback, no control character out."""
    ran = run_kb("--why", stdin=random.Random(seed).randbytes(3000))
    assert ran.status in (0, 1)
    assert ran.err == ""
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", ran.out)


@pytest.mark.parametrize("arguments", [(), ("-",), ("lookup",), ("lookup", "--json")])
@pytest.mark.parametrize("data", [b"", b" \n\t\n", b"\xff\xfe"])
def test_empty_input_is_wrong_usage(arguments, data):
    """Exit status 2 and one line that says so."""
    ran = run_kb(*arguments, stdin=data)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err == "kb: standard input holds no text; pipe a text into kb, or give it as argument\n"


def test_an_empty_argument_is_wrong_usage():
    """`kb "$unset"` says what is missing."""
    ran = run_kb("lookup", "")
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("kb: the text is empty; ")


def test_more_than_the_limit_is_not_read():
    """Input without end is read up to the limit, and a line says so: what comes after it is not seen."""
    ran = run_kb(stdin=b" " * BYTES_READ + b"407")
    assert (ran.status, ran.out) == (2, "")
    assert ran.err == (
        "kb: standard input is longer than 8 MB; the rest was not read\n"
        "kb: standard input holds no text; pipe a text into kb, or give it as argument\n"
    )


def test_a_long_log_is_read_in_part_and_that_is_said():
    """The library's remarks stand above the answer."""
    ran = run_kb(stdin=b"407 Proxy Authentication Required\n" + b"x y z \n" * 40_000)
    assert ran.out.startswith("Remark: read the first 150,000 and the last 50,000 of 280,034 characters\n")


def test_nothing_known():
    """Exit status 1 and a sentence; guesses are called guesses, with the way to open one."""
    ran = run_kb("0x80131500", NONSENSE, "teams")
    assert (ran.status, ran.err) == (1, "")
    assert ran.out.startswith("Nothing in the book matches this text well enough to be an answer.\n")
    assert "Recognised, but not in the book: code 0x80131500." in ran.out
    assert "Nearest guesses, none of them likely:\n  1. " in ran.out
    assert "`kb show ID` opens one of them" in ran.out


def test_a_text_of_no_known_word():
    """Where not even a guess is left, the way to go on is named."""
    ran = run_kb("!!! ???")
    assert ran.status == 1
    assert "`kb search WORDS` looks for entries by words." in ran.out


def test_a_misspelt_verb_is_a_text_with_a_hint():
    """It is looked up; where nothing is found, standard error names the verb."""
    ran = run_kb("serch", "blue", "banana")
    assert ran.status == 1
    assert ran.out.startswith("Nothing in the book")
    assert ran.err == "kb: serch was looked up as text; did you mean the verb search? `kb help search`\n"


def test_no_hint_where_there_is_an_answer_or_a_verb():
    """The hint never stands beside an answer, nor where the verb was given."""
    assert run_kb("lookup", "serch", "blue", "banana").err == ""
    assert run_kb("407").err == ""


def test_json_is_the_lookup(book):
    """One document, which `Lookup` reads back; exit statuses stay what they are."""
    for text, status in ((PASTE, 0), ("CAA20004", 0), (NONSENSE, 1)):
        ran = run_kb("lookup", "--json", text)
        assert (ran.status, ran.err) == (status, "")
        assert ran.out.count("\n") == 1
        assert kb.Lookup.model_validate_json(ran.out) == book.lookup(text)


def test_json_survives_a_narrow_encoding(book):
    """Where the terminal has only ASCII, JSON's own escapes stand in."""
    ran = run_kb("--json", "407", PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    assert ran.out.isascii()
    assert kb.Lookup.model_validate_json(ran.out) == book.lookup("407")


def test_json_holds_nothing_that_a_terminal_obeys(make_book):
    """Control characters of an article come out escaped, and are read back as they were."""
    root = make_book({"bad.md": "# Bad \u009b31m \u202e title\n\nSummary \u007f words \U000e0041.\n"})
    ran = run_kb("--json", "--book", str(root), "bad 31m title")
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\U000e0041]", ran.out)
    assert json.loads(ran.out)["matches"][0]["entry"]["title"] == "Bad \u009b31m \u202e title"


def test_why_names_evidence_and_runner_up():
    """`--why` says what met what, and which entry came next."""
    ran = run_kb("lookup", "--why", PASTE)
    assert ran.status == 0
    assert "\nWhy\n  - code: “407”" in ran.out
    assert "\nNext best: " in ran.out


def test_why_of_an_exact_name():
    """`--why` works for a bare code too, which needs no ranking to be found."""
    ran = run_kb("--why", "407")
    assert ran.status == 0
    assert ran.out.startswith("Found by name: 407\n\nWhy\n")


def test_platform_chooses_commands():
    """Commands of the platform asked for, with a word on the others; `all` shows all."""
    mac = run_kb("--platform", "macos", "teams-dns-check").out
    every = run_kb("--platform=all", "teams-dns-check").out
    assert "--platform all" in mac
    assert "--platform all" not in every
    assert len(every) > len(mac)


def test_another_book(small):
    """`--book` asks a folder of one's own instead of the shipped book."""
    ran = run_kb("--book", str(small), "widget gear assembly has stopped turning")
    assert ran.status == 0
    assert "4711 The widget is jammed" in ran.out
    assert run_kb("lookup", "407", "--book", str(small)).status == 1


def test_a_book_that_is_not_there(tmp_path):
    """Exit status 2, one line: what, where, what to do."""
    ran = run_kb("--book", str(tmp_path / "none"), "407")
    assert (ran.status, ran.out) == (2, "")
    assert ran.err == f"kb: {tmp_path / 'none'}: No such file or directory; name a folder of Markdown articles\n"


TWO = {
    "one.md": "# One\n\nCodes: `0x80070057`\n\nWords.\n\n## Error text\n\n> the frobnicator exploded without reason\n",
    "two.md": "# Two\n\nCodes: `0x80070057`\n\nOther words.\n\n## Error text\n\n> a gear of the lid is missing\n",
}


def test_entries_that_share_the_case_are_named_too(make_book):
    """Where another entry has the same code, it stands below the answer, numbered, with id and likelihood."""
    ran = run_kb("--book", str(make_book(TWO)), "0x80070057: the frobnicator exploded without reason")
    assert ran.status == 0
    assert "id: one" in ran.out
    assert re.search(r"\nAlso possible:\n  1\. Two \(two, .*% likely\)\n  `kb show ID` opens one of them\n$", ran.out)


def test_entries_that_are_equally_likely_are_both_named(make_book):
    """A code that two entries have: whichever comes first, the other is named."""
    ran = run_kb("--book", str(make_book(TWO)), "0x80070057")
    assert "id: one" in ran.out or "(one, " in ran.out
    assert "(two, " in ran.out


@pytest.mark.parametrize("text", ["\x1b]0;owned\x07407", "407\x1b[2J", "\x1b[31m" + PASTE, "\x9b31m\u202e" + NONSENSE])
def test_escapes_in_a_paste_are_shown_not_obeyed(text):
    """No raw escape leaves, on no path: with `--why`, as argument or through a pipe; a terminal agrees."""
    for ran in (run_kb("--why", stdin=text.encode()), run_kb(stdin=text.encode()), run_kb(text)):
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", ran.out + ran.err)
        screen = pyte.Screen(100, 500)
        pyte.Stream(screen).feed(ran.out.replace("\n", "\r\n"))
        assert screen.title == ""
        shown = "\n".join(line.rstrip() for line in screen.display).rstrip()
        assert ran.out.startswith(shown.split("\n")[0])


def test_colour_only_when_asked():
    """A pipe gets none; `--color always` gets it, and nothing but colours; NO_COLOR and `--no-color` win in auto."""
    assert "\x1b" not in run_kb("lookup", "407").out
    assert "\x1b" not in run_kb("--color", "auto", "407", NO_COLOR="1", FORCE_COLOR="1").out
    assert "\x1b" not in run_kb("--no-color", "407", FORCE_COLOR="1").out
    painted = run_kb("--color", "always", "407", NO_COLOR="1").out
    assert "\x1b[1m407 Proxy Authentication Required\x1b[0m" in painted
    assert re.sub(r"\x1b\[[0-9;]*m", "", painted) == run_kb("--color", "never", "407").out


def test_a_narrow_window(small):
    """At 40 columns no line is longer, guesses and reasons included."""
    for text, status in (("widget gear assembly stopped turning unexpectedly", 0), ("squeaky gears of a door", 1)):
        ran = run_kb("--why", "--book", str(small), text, COLUMNS="40")
        assert ran.status == status
        assert max(map(len, ran.out.split("\n"))) <= 40


TEXTS = [
    *hostile.TEXTS,
    *(json.loads(line)["text"] for line in QUESTIONS.read_text(encoding="utf-8").splitlines()[::12]),
    PASTE, PASTE * 40, PASTE.replace("\n", "\r\n"), PASTE + "\x1b[2J\x9b31m\u202e\0", f"\ufeff{PASTE}", f"  {PASTE}\t ",
    "407\n", " 407 ", "\u2028407", "error code: 0x8007000D", "0x80131500 of nobody", "0x80131500 0x80131501 0x80131502",
    "0x80070005 then AADSTS50058 then CAA20004 and HTTP 407", "AADSTS99999: nobody knows it", "-2147012889 in a text",
    "serch blue banana", "lokup", "show me the proxy", NONSENSE, NONSENSE.upper(), "proxy", "teams dns chek",
    "", " ", "\n\t", "!!! ???", "\0", "\udcff\udcfe", "a\udcff proxy", "x" * 100_000, "\U0001f600 proxy \u0301\u0327",
    "2026-11-20T10:15:02Z INFO all is well\n" * 300 + "ERROR proxy CAA20004\n", "x y z \n" * 40_000 + "407 Proxy",
    "/etc/hosts proxy", "C:\\proxy.pac is missing", "proxy.png is missing", "https://login.microsoftonline.com blocked",
]  # fmt: skip
"""Messages, logs, noise, what a terminal obeys, nothing, the unknown, several codes."""


def test_quick_and_full_path_print_the_same(book, capsys):
    """Every name and error text of the book, and texts of all sorts: where the quick path answers, both are the same.

    Letter for letter, on both streams, with the same exit status.
    """
    names = {name for entry in book for name in (entry.id, *entry.codes, entry.title, *entry.aliases, *entry.messages)}
    book.lookup(NONSENSE)  # the index is in the cache from here on
    answered = {0: 0, 1: 0}
    calls = [[*verb, name] for name in sorted(names) for verb in (["lookup"], ["show"])]
    for call in (*calls, *([text] for text in TEXTS), *(["lookup", text] for text in TEXTS[::4])):
        status = quick.answer(call)
        fast = capsys.readouterr()
        if status is not None:
            answered[status] += 1
            assert (run(call), capsys.readouterr()) == (status, fast), call
    assert answered[0] > len(names)
    assert answered[1] > 100
    assert all(quick.answer([text]) is None for text in ("", " ", "\n\t"))
