"""What a log holds that a book knows: codes in their context, error texts, templates, and memory that stays."""

from __future__ import annotations

import contextlib
import random
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from conftest import MakeBook
from hypothesis import given
from hypothesis import strategies as st

import kb
from kb.annotating import LOOSE, Annotator, FoundLine, Templates, is_particular, template_of
from kb.edges.log_file import Restarted, follow_blocks
from kb.log_chunks import MARGIN, WINDOW, Chunker
from kb.scanning import ENGINES, Scanner, scanner_of

STAMP = "2026-11-21 10:00:0"


@pytest.fixture(scope="module")
def book() -> kb.KnowledgeBase:
    return kb.open()


def annotated(book: kb.KnowledgeBase, log: str | bytes, block: int = 1 << 20) -> tuple[list[FoundLine], Annotator]:
    """The lines of a log in which something was found, the log fed in blocks of this size."""
    data = log.encode() if isinstance(log, str) else log
    annotator, chunker = Annotator(book, "base"), Chunker()
    lines: list[FoundLine] = []
    for at in range(0, len(data), block):
        for chunk in chunker.feed(data[at : at + block]):
            lines += annotator.read(chunk)
    for chunk in chunker.end():
        lines += annotator.read(chunk)
    return lines, annotator


def met(lines: list[FoundLine]) -> list[tuple[int, str, str]]:
    """(line, first entry, text found) of all that was found."""
    return [(line.number, found.ids[0], line.text[found.start : found.end]) for line in lines for found in line.found]


def test_a_log_is_annotated(book: kb.KnowledgeBase) -> None:
    """Known codes and texts are found in their lines, repeats counted, and errors that nobody described listed."""
    lines, annotator = annotated(
        book,
        f"{STAMP}1 INFO all is well\n"
        f"{STAMP}2 [7] ERROR AADSTS50011: the reply address differs, trace 81\n"
        f"{STAMP}3 [9] ERROR AADSTS50011: the reply address differs, trace 82\n"
        f"{STAMP}4 ERROR disk failed at sector 17\n"
        f"{STAMP}5 ERROR disk failed at sector 18\n",
    )
    assert met(lines) == [(2, "aadsts50011", "AADSTS50011"), (3, "aadsts50011", "AADSTS50011")]
    assert [line.repeat for line in lines] == [1, 2]
    summary = annotator.summary()
    (entry,) = summary.entries
    assert (entry.id, entry.count, entry.first_line, entry.last_line) == ("aadsts50011", 2, 2, 3)
    assert (entry.first_time, entry.last_time) == (f"{STAMP}2", f"{STAMP}3")
    assert [(seen.count, seen.template) for seen in summary.unknown] == [(2, "error disk failed at sector #")]
    assert [seen.count for seen in summary.repeats] == [2]


@pytest.mark.parametrize(
    ("line", "entry"),
    [
        ("proxy answered HTTP/1.1 407 Proxy Authentication Required", "http-407-proxy"),
        ("1637 TCP_DENIED/407 3921 CONNECT login.example:443", "http-407-proxy"),
        ("curl: (56) Received nothing", "curl-56"),
        ("WINHTTP failed with 12007", "winhttp-12007"),
        ("hr=0x80072ee7", "winhttp-12007"),
        ("hr=-2147012889", "winhttp-12007"),
        ("UNABLE TO CONNECT TO THE REMOTE SERVER", "unable-to-connect-remote-server"),
        ("it said 无法连接到远程服务器。", "unable-to-connect-remote-server"),
        ("login: user_null", "msal-failed-to-acquire-token-silently"),
    ],
)
def test_what_is_found(book: kb.KnowledgeBase, line: str, entry: str) -> None:
    """However it is written, in the contexts that make a number a code."""
    lines, _ = annotated(book, line)
    assert entry in {name for found in lines for one in found.found for name in one.ids}


@pytest.mark.parametrize(
    "line",
    [
        "407", f"{STAMP}1 407", "took 407 ms", "id=407", "GET /a HTTP/1.1 403 12", "port 12007 open", "10060 rows",
        "Access denied", "Unexpected error", "AADSTS59999999", "superuser_nullable", "0x80072ee7f", "item 50126",
    ],
)  # fmt: skip
def test_what_is_not_found(book: kb.KnowledgeBase, line: str) -> None:
    """Numbers without their words, texts that any program prints, codes that no entry has, pieces of longer words."""
    assert met(annotated(book, line)[0]) == []


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("Unable to connect to the remote server", True),
        ("user_realm_discovery_failed", True),
        ("不知道这样的主机", True),
        ("Access denied", False),
        ("Unexpected error", False),
        ("Forbidden", False),
        ("An unknown error occurred", False),
    ],
)
def test_a_text_that_is_particular(text: str, is_one: bool) -> None:
    assert is_particular(text) is is_one


def test_noise_is_named_as_such(book: kb.KnowledgeBase) -> None:
    """A line that an entry calls noise speaks for no other entry."""
    lines, _ = annotated(book, "getaddrinfo ENOTFOUND dc.services.visualstudio.com")
    assert [found.kind for line in lines for found in line.found] == ["noise"]


def test_templates() -> None:
    """What varies from line to line is no part of it."""
    one = template_of(
        "2026-11-21T10:00:01Z [12] a@b.example 10.0.0.1:80 took 0x1F, id 0F8FAD5B-D9CB-469F-A165-70867728950E"
    )
    two = template_of(
        "2026-11-22T11:30:59Z [3] cc@d.example 192.168.1.9:8080 took 0x2, id 7C9E6679-7425-40DE-944B-E07FC1F90AE7"
    )
    assert one == two
    assert template_of("disk 1 failed") != template_of("disk 1 is full")


def test_templates_are_bounded_and_the_frequent_ones_stay() -> None:
    templates = Templates(limit=10)
    for number in range(1000):
        templates.add("often", number, "", "often")
        templates.add(f"once {number}", number, "", "once")
    assert templates.most(1)[0].count == 1000
    assert len(templates.most(100)) <= 10
    assert templates.evicted >= 990
    assert templates.lines == 2000


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("block", [1, 7, 1 << 20])
def test_encodings_and_blocks(book: kb.KnowledgeBase, encoding: str, block: int) -> None:
    """Wherever blocks are cut, and in whatever a shell wrote it, the same is found at the same places."""
    log = "größer\r\nüber AADSTS50011 hinaus\r\n\r\nUne connexion existante a dû être fermée par l’hôte distant"
    lines, _ = annotated(book, log.encode(encoding), block)
    assert [(line.number, line.found[0].start) for line in lines] == [(2, 5), (4, 0)]


@pytest.mark.parametrize("before", [0, WINDOW - MARGIN - 5, WINDOW - 5, 2 * WINDOW - 3 * MARGIN, 3 * WINDOW])
def test_a_line_that_does_not_end(book: kb.KnowledgeBase, before: int) -> None:
    """What stands in it is found once, wherever the windows are cut, at its place in characters."""
    filler = "ä" * (before // 2) + " "
    lines, _ = annotated(book, f"one\n{filler}AADSTS50011{' x' * WINDOW}\nAADSTS50011\n", 100_000)
    places = [(line.number, line.column + found.start) for line in lines for found in line.found]
    assert places == [(2, len(filler)), (3, 0)]


def test_many_finds_in_a_long_line(book: kb.KnowledgeBase) -> None:
    """Each once, though the stretches that are looked at lie close together."""
    lines, _ = annotated(book, "AADSTS50011 " * 40_000, 100_000)
    places = [line.column + found.start for line in lines for found in line.found]
    assert places == list(range(0, 12 * 40_000, 12))


def test_binary_bytes_do_no_harm(book: kb.KnowledgeBase) -> None:
    noise = random.Random(1).randbytes(300_000)
    lines, _ = annotated(book, noise + b"\nAADSTS50011\n" + noise, 65_536)
    assert "AADSTS50011" in [text for _, _, text in met(lines)]


def installed(patterns: Sequence[bytes], loose: frozenset[bytes] = frozenset()) -> list[Scanner]:
    """A scanner of each engine that is installed."""
    scanners = []
    for engine in ENGINES:
        with contextlib.suppress(ImportError):
            scanners.append(scanner_of(patterns, engine, loose))
    assert scanners
    return scanners


WORDS = [
    b"abc", b"abc de", b"abc de f", b"de f", b"xxx", b"abc_xxx", "ää".encode(), "ääx".encode(), b"x de f abc",
    b"a\0c", b"f\rde", b"(f.*", b"[x]", b"\\x61", b"e\xff\xfe", b"407", b" - ", b"abc de f x de abc de f _",
]  # fmt: skip
PIECES = [
    b"abc", b"ABC", b"de", b"De", b"f", b"F", b"xxx", b"XXx", b"x", b" ", b" ", b"_", b"\n", "ä".encode(), "Ä".encode(),
    b"\xff", b"\xfe", b"\0", b"a", b"c", b"\r", b"(", b".*", b"[x]", b"\\x61", b"407", b"0", b"-",
]  # fmt: skip
LETTERS = b"abcdefghijklmnopqrstuvwxyz0123456789_"


def by_definition(data: bytes, words: Sequence[bytes], loose: bytes) -> list[tuple[int, int, int]]:
    """The longest pattern at each place, by trying each at each; `loose` may be a piece of another word."""
    low = data.lower()
    out = []
    for start in range(len(low)):
        fitting = []
        for word in words:
            end = start + len(word)
            inner = start and low[start - 1] in LETTERS and word[0] in LETTERS
            inner = inner or (end < len(low) and low[end] in LETTERS and word[-1] in LETTERS)
            if low.startswith(word, start) and (word == loose or not inner):
                fitting.append(word)
        if fitting:
            longest = max(fitting, key=len)
            out.append((start, start + len(longest), words.index(longest)))
    return out


SCANNERS = installed(WORDS, frozenset({b"xxx"}))


@given(st.lists(st.sampled_from(PIECES) | st.binary(max_size=3), max_size=30).map(b"".join))
def test_engines_find_the_same(data: bytes) -> None:
    """Whatever the engine, the same as looking for each word at each place; `xxx` may be a piece of another."""
    expected = by_definition(data, WORDS, b"xxx")
    held = {data.count(b"\n", 0, start) for start, _, _ in expected}
    for scanner in SCANNERS:
        assert scanner.longest(data) == expected, scanner.engine
        starts = list(scanner.starts(data))
        assert starts == sorted(starts)
        assert held <= {data.count(b"\n", 0, start) for start in starts}, scanner.engine


def test_engines_find_the_same_of_the_whole_book(book: kb.KnowledgeBase) -> None:
    """In lines of pieces of its texts, in either case, with neighbours that make them pieces of words or not."""
    patterns = Annotator(book, "base").patterns
    scanners = installed(patterns, LOOSE)
    chance = random.Random(5)
    glue = [b" ", b": ", b"_", b"x", b"7", b"", b"\0", b"\r", b"\xff", "é".encode(), b"\n", b"\n", b"\r\n", b" " * 300]
    parts: list[bytes] = []
    for _ in range(6000):
        text = chance.choice(patterns)
        cut = chance.choice((0, 0, 1, 3))
        text = text[chance.choice((0, cut)) : len(text) - cut]
        parts += [text.upper() if chance.random() < 0.3 else text, chance.choice(glue)]
    data = b"".join(parts)
    first, *others = scanners
    hits = first.longest(data)
    assert len(hits) > 1000
    held = {data.count(b"\n", 0, start) for start, _, _ in hits}
    for other in others:
        assert other.longest(data) == hits, other.engine
    for scanner in scanners:
        assert held <= {data.count(b"\n", 0, start) for start in scanner.starts(data)}, scanner.engine


def test_a_log_says_the_same_with_every_engine(book: kb.KnowledgeBase) -> None:
    """Lines that only look as if they held a pattern are no engine's to count."""
    log = f"{STAMP}1 tls_error x\n{STAMP}2 5error\n{STAMP}3 no_407_here\nERROR disk failed\nAADSTS50011\n"
    log += "WebException: no\n" + "x" * 3000 + " error\n" + "y 407 z\n" * 40
    came_to = set()
    for engine in ENGINES:
        with contextlib.suppress(ImportError):
            annotator = Annotator(book, engine)
            lines = [line for chunk in Chunker().feed(log.encode()) for line in annotator.read(chunk)]
            came_to.add(repr((met(lines), annotator.summary())))
    assert len(came_to) == 1


def test_the_fastest_engine_that_is_installed_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ENGINES[:-1]:
        monkeypatch.setitem(sys.modules, name, None)  # what makes an import of it fail
    assert scanner_of([b"abc"]).engine == ENGINES[-1] == "base"
    with pytest.raises(ImportError):
        scanner_of([b"abc"], ENGINES[0])
    with pytest.raises(ValueError, match="there is no engine rg"):
        scanner_of([b"abc"], "rg")


def test_lines_that_differ_in_their_time_alone_are_each_counted(book: kb.KnowledgeBase) -> None:
    """A line is judged once, but what is told of it is its own; digits of a code are no time."""
    log = "".join(
        f"2026-11-21 10:00:0{second} ERROR {what}\n"
        for second in range(3)
        for what in ("AADSTS50011 it is", "AADSTS50034 it is")
    )
    lines, annotator = annotated(book, log)
    assert [found.met for line in lines for found in line.found] == ["AADSTS50011", "AADSTS50034"] * 3
    assert [line.time for line in lines] == [f"2026-11-21 10:00:0{second}" for second in (0, 0, 1, 1, 2, 2)]
    assert [line.repeat for line in lines] == [1, 1, 2, 2, 3, 3]
    assert {entry.id: entry.count for entry in annotator.summary().entries} == {"aadsts50011": 3, "aadsts50034": 3}


def test_a_pattern_is_not_too_short() -> None:
    with pytest.raises(ValueError, match="shorter than 3"):
        scanner_of([b"ab"])


def test_a_book_of_ones_own(make_book: MakeBook) -> None:
    """A text with a quote that a program prints otherwise, and one shared by two entries."""
    page = (
        "---\nkind: error\nproducts: [Widget]\nreviewed: 2026-11-21\n---\n# {0}\n\nIt is so."
        "\n\n## Error text\n\n> The widget’s gear assembly jammed\n"
    )
    root = make_book({"one.md": page.format("One thing"), "two.md": page.format("Two things")})
    lines, _ = annotated(kb.open(root), "now: the widget's GEAR assembly jammed!")
    assert [found.ids for line in lines for found in line.found] == [("one", "two")]


def test_a_file_that_grows_is_cut_and_replaced(tmp_path: Path) -> None:
    """Following gives what is appended, and says where the file begins anew."""
    log = tmp_path / "a.log"
    log.write_bytes(b"one\n")
    blocks = follow_blocks(log, pause_seconds=0)
    assert next(blocks) == b"one\n"
    assert next(blocks) == b""
    with log.open("ab") as file:
        file.write(b"two\n")
    assert next(blocks) == b"two\n"
    log.write_bytes(b"3\n")
    assert isinstance(next(blocks), Restarted)
    assert next(blocks) == b"3\n"
    log.rename(tmp_path / "a.log.1")
    assert next(blocks) == b""
    with (tmp_path / "a.log.1").open("ab") as file:
        file.write(b"last\n")
    log.write_bytes(b"new\n")
    assert next(blocks) == b"last\n"
    assert isinstance(next(blocks), Restarted)
    assert next(blocks) == b"new\n"
    blocks.close()  # type: ignore[attr-defined]


def test_a_file_that_is_cut_and_grows_again_at_once(tmp_path: Path) -> None:
    """Though it is as long as before, or longer, when it is looked at again: other bytes stand where the last stood."""
    log = tmp_path / "a.log"
    log.write_bytes(b"one\ntwo\n")
    blocks = follow_blocks(log, pause_seconds=0)
    assert [next(blocks), next(blocks)] == [b"one\ntwo\n", b""]
    log.write_bytes(b"three\nfour\nfive\n")
    assert isinstance(next(blocks), Restarted)
    assert [next(blocks), next(blocks)] == [b"three\nfour\nfive\n", b""]
    log.write_bytes(b"THREE\nfour\nfive\n")
    assert isinstance(next(blocks), Restarted)
    assert next(blocks) == b"THREE\nfour\nfive\n"
    with log.open("ab") as file:
        file.write(b"six\n")
    assert [next(blocks), next(blocks)] == [b"six\n", b""]
    blocks.close()  # type: ignore[attr-defined]
