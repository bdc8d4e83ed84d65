"""`kb annotate`: files and pipes, JSON, colour, what is untrusted in a log, following, interruption, closed pipes."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from itertools import product
from pathlib import Path

import pytest
from cli_process import COMMAND, environment, run_kb

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals and terminals")

LOG = b"""2026-11-21 10:00:01 INFO all is well
2026-11-21 10:00:02 ERROR [7] AADSTS50011: the reply address differs
2026-11-21 10:00:03 ERROR [8] AADSTS50011: the reply address differs
2026-11-21 10:00:04 ERROR disk failed at sector 17
took 407 ms
"""


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "a.log"
    path.write_bytes(LOG)
    return path


def test_a_log(log: Path) -> None:
    """The line once, what is known in it marked, and at the end what was found how often and what is unknown."""
    ran = run_kb("annotate", str(log))
    assert (ran.status, ran.err) == (0, "")
    marked, summary = ran.out.split("\nSummary\n")
    assert marked.splitlines() == [
        "2: 2026-11-21 10:00:02 ERROR [7] [[AADSTS50011]]: the reply address differs",
        "    -> aadsts50011",
    ]
    assert "2 lines of 5 with something known, 1 that look like errors" in " ".join(summary.split())
    assert "2x aadsts50011: " in summary
    assert "from line 2 (2026-11-21 10:00:02) to 3 (2026-11-21 10:00:03)" in summary
    assert "1x 2026-11-21 10:00:04 ERROR disk failed at sector 17" in summary


def test_a_pipe_is_read_the_same(log: Path) -> None:
    expected = run_kb("annotate", str(log)).out
    assert run_kb("annotate", stdin=LOG).out == expected
    assert run_kb("annotate", "-", stdin=LOG).out == expected
    assert run_kb("annotate", "-", stdin=LOG.decode().encode("utf-16")).out == expected


def test_json(log: Path) -> None:
    """An object a line: each find, repeats too, and the summary."""
    ran = run_kb("annotate", "--json", str(log))
    first, second, summary = map(json.loads, ran.out.splitlines())
    assert first == {
        "type": "match", "line": 2, "start": 30, "end": 41, "id": "aadsts50011", "also": [], "kind": "code",
        "met": "AADSTS50011", "time": "2026-11-21 10:00:02", "repeat": 1,
    }  # fmt: skip
    assert (second["line"], second["repeat"]) == (3, 2)
    assert (summary["type"], summary["lines"], summary["bytes"]) == ("summary", 5, len(LOG))
    assert summary["entries"][0]["met"] == {"AADSTS50011": 2}
    assert summary["unknown"][0]["template"] == "error disk failed at sector #"


def test_nothing_known() -> None:
    ran = run_kb("annotate", stdin=b"all is well\n")
    assert ran.status == 1
    assert "0 lines of 1 with something known" in ran.out
    assert run_kb("annotate", stdin=b"").status == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("no-such.log",), "no-such.log: No such file or directory; name a log file"),
        (("a", "b"), "annotate reads one log; usage: kb annotate"),
        (("--follow", "-"), "annotate --follow needs a file; name a log file"),
        ((".",), ".: Is a directory; "),
    ],
)
def test_what_cannot_be_read(arguments: tuple[str, ...], says: str) -> None:
    ran = run_kb("annotate", *arguments)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith(f"kb: {says}")
    assert ran.err.count("\n") == 1


def test_what_a_terminal_would_obey_is_shown() -> None:
    """Escapes, NUL and bidirectional controls of a log never reach the screen."""
    evil = "\x1b]0;owned\x07\x1b[2J\0\u202e\x9b31m\r AADSTS50011 \x1b[31m\nfailed \x1b]0;owned\x07\r again\n"
    ran = run_kb("annotate", stdin=evil.encode() + b"\xff\xfe AADSTS50011 \x80\n")
    assert "[[AADSTS50011]]" in ran.out
    assert not set(ran.out) & set("\x1b\x07\0\r\x9b\u202e")
    ran = run_kb("annotate", "--json", stdin=evil.encode())
    assert not set(ran.out) & set("\x1b\x07\0\r\x9b\u202e")
    assert all(json.loads(line) for line in ran.out.splitlines())


def test_a_long_line_is_cut_around_its_find() -> None:
    ran = run_kb("annotate", stdin=b"x " * 500_000 + b"AADSTS50011" + b" y" * 500_000)
    assert "[[AADSTS50011]]" in ran.out
    assert max(map(len, ran.out.splitlines())) < 400


@POSIX
def test_a_closed_pipe_ends_it_without_a_word(log: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [*COMMAND, "annotate", str(log)], stdout=writer, stderr=subprocess.PIPE, env=environment(), timeout=120,
        check=False,
    )  # fmt: skip
    os.close(writer)
    assert (done.returncode, done.stderr) == (141, b"")


@POSIX
def test_following_and_an_interrupt(log: Path) -> None:
    """What is appended is annotated, a file that is replaced is read from its start, Ctrl-C prints the summary."""
    call = [*COMMAND, "annotate", "--follow", str(log)]
    with subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()) as process:
        assert process.stdout is not None
        assert b"[[AADSTS50011]]" in process.stdout.readline()
        process.stdout.readline()
        with log.open("ab") as file:
            file.write(b"now AADSTS50034 came\n")
        assert b"[[AADSTS50034]]" in process.stdout.readline()
        process.stdout.readline()
        log.rename(log.with_suffix(".1"))
        log.write_bytes(b"then AADSTS50053 in another file\n")
        assert b"1: then [[AADSTS50053]]" in process.stdout.readline()
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"Summary\n4 lines of 7 with something known" in out
    assert b"The log began anew 1 time; a line's number is that in the file of its time." in b" ".join(out.split())
    assert err == b"kb: the log begins anew: another file has its name; lines are counted from 1 again\n"


@POSIX
def test_following_a_file_that_is_cut(log: Path) -> None:
    """In JSON the stream itself says where line numbers begin anew."""
    call = [*COMMAND, "annotate", "--json", "--follow", str(log)]
    with subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()) as process:
        assert process.stdout is not None
        assert [json.loads(process.stdout.readline())["line"] for _ in range(2)] == [2, 3]
        log.write_bytes(b"cut, and AADSTS50053 is in the first line\n" * 10)
        assert json.loads(process.stdout.readline())["type"] == "restart"
        assert [json.loads(process.stdout.readline())["line"] for _ in range(10)] == list(range(1, 11))
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=60)
    summary = json.loads(out.splitlines()[-1])
    assert (summary["restarts"], summary["lines"], summary["known_lines"]) == (1, 15, 12)


@POSIX
def test_a_pipe_with_a_name(tmp_path: Path) -> None:
    """It is opened once: who writes to it is not cut off. It cannot be followed by name."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen([*COMMAND, "annotate", str(pipe)], stdout=subprocess.PIPE, env=environment()) as process:
        assert process.stdout is not None
        with pipe.open("wb") as writer:
            writer.write(LOG)
            writer.flush()
            assert b"[[AADSTS50011]]" in process.stdout.readline()  # at once, though the pipe is still open
            writer.write(LOG)
        out, _ = process.communicate(timeout=60)
    assert b"4 lines of 10 with something known" in out
    ran = run_kb("annotate", "--follow", os.devnull)
    assert (ran.status, ran.out) == (2, "")
    assert "annotate --follow needs a file; a pipe is read as it comes without --follow" in ran.err


@POSIX
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(log: Path) -> None:
    log.chmod(0)
    ran = run_kb("annotate", str(log))
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith(f"kb: {log}: Permission denied; ")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere a terminal that is gone is an end")
def test_a_log_that_cannot_be_read_further() -> None:
    """What was found up to there is told, the unfinished line too."""
    import pty

    leader, terminal = pty.openpty()
    call = [*COMMAND, "annotate", "-"]
    with subprocess.Popen(
        call, stdin=leader, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
    ) as process:
        assert process.stdout is not None
        os.write(terminal, b"AADSTS50011 came\nthen it failed")
        assert b"[[AADSTS50011]]" in process.stdout.readline()
        os.close(terminal)  # the other end then reads an error
        out, err = process.communicate(timeout=60)
    os.close(leader)
    assert process.returncode == 2
    assert b"1 line of 2 with something known" in out
    assert b"1x then it failed" in out
    assert err == b"kb: - cannot be read further: Input/output error; below is what was found up to there\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is full")
def test_output_that_cannot_be_written_is_not_taken_for_a_log_that_cannot_be_read(log: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*COMMAND, "annotate", str(log)], stdout=full, stderr=subprocess.PIPE, env=environment(), timeout=120,
            check=False,
        )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.startswith(b"kb: standard output cannot be written: No space left on device")
    assert done.stderr.count(b"\n") == 1


@POSIX
def test_a_reader_that_has_seen_enough(tmp_path: Path) -> None:
    """As `| head -1` does: no word, the status of a closed pipe."""
    log = tmp_path / "a.log"
    words = ("".join(letters) for letters in product("abcdefghijkl", repeat=4))  # more lines than a pipe holds
    log.write_text("".join(f"AADSTS50011 in {word}\n" for word in words))
    call = [*COMMAND, "annotate", str(log)]
    with subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert b"[[AADSTS50011]]" in process.stdout.readline()
        process.stdout.close()
        err = process.stderr.read()
        assert (process.wait(timeout=60), err) == (141, b"")


HIGHEST = """
import re, sys
from itertools import product
from pathlib import Path
from kb_cli.main import main
for name in sys.argv[1].split():
    sys.modules[name] = None
status = main(["annotate", "--json", sys.argv[2]])
sys.stdout.flush()
highest = re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1]
print(status, int(highest) // 1024, file=sys.stderr)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads the memory from /proc")
@pytest.mark.parametrize("missing", ["", "hyperscan ahocorasick_rs"])
def test_memory_is_bounded(tmp_path: Path, missing: str) -> None:
    """A line of 100 MB, 20 MB of any bytes, a hole of 100 MB, errors that are all new: all is found, no more taken."""
    log = tmp_path / "a.log"
    chance = random.Random(3)
    with log.open("wb") as file:
        for _ in range(100):
            file.write(b"x y " * 250_000)
        file.write(b" AADSTS50011\n")
        for _ in range(20):
            file.write(chance.randbytes(1_000_000))
        file.write(b"\nAADSTS50034\n")
        for number in range(20_000):
            file.write(f"failed at {''.join(chance.choices('ghijklmnop', k=12))} {number}\n".encode())
        file.seek(100_000_000, os.SEEK_CUR)
        file.write(b"\nAADSTS50053\n")
    done = subprocess.run(
        [sys.executable, "-c", HIGHEST, missing, str(log)], capture_output=True, env=environment(), timeout=120,
        check=False,
    )  # fmt: skip
    status, megabytes = map(int, done.stderr.split())
    *found, summary = map(json.loads, done.stdout.splitlines())
    assert [one["met"] for one in found if one["id"].startswith("aadsts500")] == [
        "AADSTS50011", "AADSTS50034", "AADSTS50053",
    ]  # fmt: skip
    assert (status, summary["bytes"]) == (0, log.stat().st_size)
    assert megabytes < 150


@POSIX
def test_an_interrupt_of_a_pipe_prints_what_was_found() -> None:
    call = [*COMMAND, "annotate", "--json", "-"]
    with subprocess.Popen(
        call, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(LOG)
        process.stdin.flush()
        assert b"AADSTS50011" in process.stdout.readline()  # at once, though the pipe is still open
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (130, b"")
    assert json.loads(out.splitlines()[-1])["known_lines"] > 0


@POSIX
def test_a_progress_bar_on_a_terminal_only(tmp_path: Path) -> None:
    """Standard error shows how far it is where that is a terminal, on one line, and is left empty at the end."""
    import pty
    import termios

    log = tmp_path / "big.log"
    log.write_bytes(b"all is well\n" * 300_000 + LOG)

    def shown(columns: int = 0, **variables: str) -> bytes:
        leader, terminal = pty.openpty()
        if columns:
            termios.tcsetwinsize(terminal, (24, columns))
        process = subprocess.Popen(
            [*COMMAND, "annotate", str(log)], stdout=subprocess.PIPE, stderr=terminal, env=environment(**variables)
        )
        os.close(terminal)
        out = process.communicate(timeout=60)[0]
        assert b"\r" not in out
        try:
            drawn = os.read(leader, 65536)
        except OSError:  # Linux: the other end is closed and nothing is left
            drawn = b""
        os.close(leader)
        return drawn

    drawn = shown(TERM="xterm")
    assert b"% of 4 MB" in drawn
    assert drawn.endswith(b" \r")
    narrow = shown(20, TERM="xterm").split(b"\r")
    assert max(map(len, narrow)) == 19
    assert shown(TERM="dumb") == b""
