"""What a log holds that a book knows: codes in their context, error texts, templates, and memory that stays."""

from __future__ import annotations

import contextlib
import random
from pathlib import Path

import pytest
from conftest import MakeBook

import kb
from kb.annotating import Annotator, FoundLine
from kb.edges.log_file import Restarted, follow_blocks
from kb.log_chunks import MARGIN, WINDOW, Chunker
from kb.log_patterns import is_particular
from kb.log_templates import Templates, template_of
from kb.scanning import ENGINES, scanner_of

STAMP = "2026-11-21 10:00:0"


@pytest.fixture(scope="module")
def book() -> kb.KnowledgeBase:
    return kb.open()


def annotated(
    book: kb.KnowledgeBase, log: str | bytes, block: int = 1 << 20, engine: str = "base"
) -> tuple[list[FoundLine], Annotator]:
    """The lines of a log in which something was found, the log fed in blocks of this size."""
    data = log.encode() if isinstance(log, str) else log
    annotator, chunker = Annotator(book, engine), Chunker()
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


def any_log(book: kb.KnowledgeBase, lines: int) -> bytes:
    """Lines of the book's texts, whole and cut, between what makes them pieces of words, binary bytes and errors."""
    chance = random.Random(lines)
    texts = [text.encode() for entry in book for text in (*entry.messages, *entry.codes, *entry.noise)]
    glue = [b" ", b": ", b"_", b"x", b"7", b"", b"\0", b"\r", b"\xff", "é".encode(), b" error ", b" y" * 900]
    out = []
    for number in range(lines):
        out.append(f"2026-11-21 10:{number // 60 % 60:02}:{number % 60:02} ".encode() if number % 3 else b"")
        for _ in range(chance.randrange(4)):
            text = chance.choice(texts)
            out += [text.upper() if chance.random() < 0.3 else text[chance.choice((0, 0, 1)) :], chance.choice(glue)]
        out.append(chance.choice((b"\n", b"\r\n", b"\n\n", chance.randbytes(9) + b"\n")))
    return b"".join(out)


def engines() -> list[str]:
    """Those that are installed."""
    out = []
    for engine in ENGINES:
        with contextlib.suppress(ImportError):
            out.append(scanner_of([b"abc"], engine).engine)
    return out


def test_a_log_says_the_same_with_every_engine_however_it_comes(book: kb.KnowledgeBase) -> None:
    """Neither the engine nor where blocks end tells in what is found, nor in what is counted."""
    log = any_log(book, 500)
    came_to = {
        repr((lines, annotator.summary()))
        for engine in engines()
        for block in (1, 7, 4096, 1 << 20)
        for lines, annotator in (annotated(book, log, block, engine),)
    }
    assert len(came_to) == 1
    assert "AADSTS" in came_to.pop()


def test_long_lines_say_the_same_however_they_come(book: kb.KnowledgeBase) -> None:
    """A line is cut into windows by its length alone: just too long for one, much too long, and in the same block."""
    log = any_log(book, 900).replace(b"\n", b" ")
    assert len(log) > WINDOW + 4096
    whole = b"".join(b"one\n" + log[:size] + b"\n" for size in (WINDOW - 1, WINDOW))
    whole += (b"AADSTS50011" + b" y" * 252 + b" ") * 700 + b"\nAADSTS50034\n" + log
    came_to = {
        repr((lines, annotator.summary()))
        for engine in engines()
        for block in (4096, len(whole))
        for lines, annotator in (annotated(book, whole, block, engine),)
    }
    assert len(came_to) == 1


def test_a_long_line_counts_once(book: kb.KnowledgeBase) -> None:
    """However many parts of it hold something; each part has the time of the line."""
    for filler in (" x" * 5000, " x" * WINDOW):
        lines, annotator = annotated(book, f"{STAMP}1 {filler} AADSTS50011{filler} AADSTS50011\nAADSTS50034\n")
        assert [line.time for line in lines] == [f"{STAMP}1"] * 2 + [""]
        assert annotator.known_lines == annotator.summary().known_lines == 2
        assert [(entry.id, entry.count, entry.met) for entry in annotator.summary().entries] == [
            ("aadsts50011", 1, {"AADSTS50011": 2}),
            ("aadsts50034", 1, {"AADSTS50034": 1}),
        ]


def test_a_long_line_that_looks_like_an_error_is_counted(book: kb.KnowledgeBase) -> None:
    _, annotator = annotated(book, f"{STAMP}1 disk failed{' x' * 5000}\n")
    (seen,) = annotator.summary().unknown
    assert (seen.count, seen.first_time) == (1, f"{STAMP}1")
    assert seen.template.startswith("disk failed x x")


def test_a_piece_of_a_word_is_not_found_where_a_long_line_is_cut(book: kb.KnowledgeBase) -> None:
    """Only the surroundings of a find are looked at; what begins or ends there is seen with the rest of its word."""
    before, after = "x" * 5000 + "AADSTS50034", "0x80072ee7" + "f" * 5000
    for away in range(585, 605):
        lines, _ = annotated(book, f"{before}{' ' * (away - 11)}AADSTS50011{' ' * away}{after}")
        assert [what for _, _, what in met(lines)] == ["AADSTS50011"], away


def test_lines_that_end_as_they_did_on_old_machines(book: kb.KnowledgeBase) -> None:
    """Without a line feed all is one line; what it holds is found."""
    lines, annotator = annotated(book, "first AADSTS50011\r" + f"{STAMP}2 fine\r" * 30_000 + "last AADSTS50034\r")
    assert [(number, what) for number, _, what in met(lines)] == [(1, "AADSTS50011"), (1, "AADSTS50034")]
    assert annotator.known_lines == 1


def test_what_is_remembered_of_lines_changes_nothing(book: kb.KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines alike but for times, numbers and ids say what they would say if each were the first."""
    chance = random.Random(8)
    texts = chance.sample([text for entry in book for text in (*entry.messages, *entry.codes)], 40)
    texts += [
        "failed with status 407 from proxy",
        "error 12007 WINHTTP",
        "failed",
        "0x80072ee7",
        "curl: (56)",
        "curl: (60)",
    ]
    log = "".join(
        f"2026-11-{day:02} 10:{chance.randrange(60):02}:07.{chance.randrange(1000):03} [{chance.randrange(12)}]"
        f" {chance.choice(('ERROR', 'INFO'))} {chance.getrandbits(64):016x} {chance.choice(texts)}"
        f" {chance.choice(('', '407', '12007', '50011', '10.0.0.7', '3fa85f64-5717-4562-b3fc-2c963f66afa6'))}\n"
        for day in range(10, 30)
        for _ in range(100)
    )
    remembered = annotated(book, log)
    monkeypatch.setattr("kb.annotating._KEPT_UP_TO", -1)
    afresh = annotated(book, log)
    assert remembered[0] == afresh[0]
    assert remembered[1].summary(1000) == afresh[1].summary(1000)


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
