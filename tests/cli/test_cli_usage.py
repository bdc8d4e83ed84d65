"""The command as a whole: help, wrong usage, streams, interruption, and what the quick path loads."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from cli_process import COMMAND, environment, run_kb

from kb_cli import quick
from kb_cli.commands import VERBS, chosen_verb, verb_named
from kb_cli.commands.verb import WITH_VALUE, Given, UsageError, parse

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals and terminals")


# --- the table of verbs -----------------------------------------------------------------------------------------------


def test_the_quick_path_knows_the_same_verbs():
    """A word that is a verb is never looked up by the quick path."""
    assert quick.VERBS == VERBS


@pytest.mark.parametrize("name", VERBS)
def test_a_verb_describes_itself(name):
    """Its name is its module's; it has examples that begin with kb, and every option with a value is known as one."""
    verb = verb_named(name)
    assert verb.name == name
    assert verb.examples
    assert all(call.split()[0] == "kb" for call, _ in verb.examples)
    assert all((option.flag in WITH_VALUE) == bool(option.value) for option in verb.options)


@pytest.mark.parametrize(
    ("arguments", "verb", "rest"),
    [
        (["show", "407"], "show", ["407"]),
        (["--no-color", "show", "407"], "show", ["--no-color", "407"]),
        (["--book", "search", "407"], "", ["--book", "search", "407"]),
        (["--limit", "5", "search", "x"], "search", ["--limit", "5", "x"]),
        (["--", "show", "me"], "", ["--", "show", "me"]),
        (["error", "show"], "", ["error", "show"]),
        ([], "", []),
    ],
)
def test_which_verb(arguments, verb, rest):
    """The first word after options, if it is one of the verbs; a value of an option is none."""
    assert chosen_verb(arguments) == (verb, rest)


def test_arguments_are_read():
    """Options before, between and after words; text after `--`, `-`, and numbers below zero are words."""
    lookup = verb_named("lookup")
    assert parse(lookup, ["a", "--json", "b", "--platform=macos"]) == Given(("a", "b"), json=True, platform="macos")
    assert parse(lookup, ["-2147012889"]).words == ("-2147012889",)
    assert parse(lookup, ["-"]).words == ("-",)
    assert parse(lookup, ["--why", "--", "--json", "--", "-x"]) == Given(("--json", "--", "-x"), why=True)
    assert parse(lookup, ["--color", "always", "--no-color"]).colour == "never"
    assert parse(lookup, ["-x is one argument with spaces"]).words == ("-x is one argument with spaces",)


@pytest.mark.parametrize("verb", VERBS)
def test_abbreviated_flags_are_unknown(verb):
    """A later flag must not change what a call of today means."""
    with pytest.raises(UsageError, match=f"{verb} has no option --js; .*usage: kb {verb}"):
        parse(verb_named(verb), ["--js"])


# --- help -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [("--help",), ("-h",), ("help",), ("407", "--help")])
def test_help(arguments):
    """Examples first, then every verb; exit status 0."""
    ran = run_kb(*arguments)
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.index("Examples") < ran.out.index("Verbs")
    assert all(f"\n  {verb} " in ran.out for verb in VERBS)
    assert max(map(len, ran.out.splitlines())) <= 80


@pytest.mark.parametrize("verb", VERBS)
def test_help_of_a_verb(verb):
    """`kb VERB --help` and `kb help VERB` are the same: usage, examples, every option."""
    ran = run_kb(verb, "--help")
    assert (ran.status, ran.err) == (0, "")
    if verb != "help":
        assert run_kb("help", verb).out == ran.out
        assert ran.out.startswith(f"kb {verb}")
        assert all(option.flag in ran.out for option in verb_named(verb).options)


def test_help_fits_a_narrow_window():
    """At 40 columns too, but for calls that are to be copied."""
    ran = run_kb("lookup", "--help", COLUMNS="40")
    assert all(len(line) <= 40 or line.startswith("  kb ") for line in ran.out.splitlines())


def test_help_of_an_unknown_verb():
    """Exit status 2 and the nearest verb."""
    ran = run_kb("help", "serch")
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("kb: no verb serch; did you mean search? ")


def test_version():
    """Name and version."""
    from kb.version import __version__

    assert run_kb("--version").out == f"errkb {__version__}\n"


# --- wrong usage ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--jsno", "407"), "lookup has no option --jsno; did you mean --json? usage: kb lookup"),
        (("show", "--platfrom=macos", "407"), "show has no option --platfrom; did you mean --platform? usage: kb show"),
        (("search", "--why", "x"), "search has no option --why; "),
        (("--platform", "mac", "407"), "lookup --platform: 'mac' is none of windows, macos, linux, all; usage: "),
        (("--color", "red", "407"), "lookup --color: 'red' is none of auto, always, never; usage: "),
        (("407", "--platform"), "lookup --platform: expected one argument; usage: "),
        (("search", "x", "--limit", "many"), "search --limit: 'many' is not a number from 1 to 1000; usage: "),
        (("search", "x", "--limit", "0"), "search --limit: '0' is not a number from 1 to 1000; usage: "),
        (("chat", "words"), "chat takes no text; usage: kb chat"),
        (("curl", "-x", "http://proxy:8080"), "lookup has no option -x; "),
        (("--\x1b[31m", "407"), "lookup has no option --\\x1b[31m; "),
    ],
)
def test_wrong_usage(arguments, says):
    """Exit status 2, nothing on standard output, one line that says what is wrong and how it is called."""
    ran = run_kb(*arguments)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith(f"kb: {says}")
    assert ran.err.count("\n") == 1
    assert "usage: kb " in ran.err


# --- streams, terminals, signals --------------------------------------------------------------------------------------


@POSIX
@pytest.mark.usefixtures("book")
@pytest.mark.parametrize("arguments", [("show", "407"), ("lookup", "--json", "407"), ("search", "proxy"), ("--help",)])
def test_a_closed_pipe_ends_it_without_a_word(arguments):
    """`kb ... | true`: no traceback, and the exit status that a shell gives a broken pipe."""
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [*COMMAND, *arguments], stdin=subprocess.DEVNULL, stdout=writer, stderr=subprocess.PIPE, env=environment(),
        timeout=120, check=False,
    )  # fmt: skip
    os.close(writer)
    assert (done.returncode, done.stderr) == (141, b"")


@POSIX
def test_an_interrupt_ends_it_without_a_traceback():
    """Ctrl-C while it waits for standard input."""
    with subprocess.Popen(
        [*COMMAND, "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
    ) as process:
        _wait_until_it_reads(process.pid)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (130, b"", b"\n")


def _wait_until_it_reads(pid: int) -> None:
    """Wait until the process sleeps in a read of standard input (Linux says so), or for two seconds."""
    for _ in range(200):
        time.sleep(0.01)
        try:
            if Path(f"/proc/{pid}/syscall").read_text().startswith("0 0x0 "):
                return
        except OSError:
            continue


@POSIX
def test_lookup_on_a_terminal_does_not_hang():
    """Without text, with a person at the keyboard: the help, exit status 2."""
    import pty

    leader, terminal = pty.openpty()
    done = subprocess.run(
        [*COMMAND, "lookup"], stdin=terminal, capture_output=True, env=environment(), timeout=120, check=False
    )
    os.close(terminal)
    os.close(leader)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(b"kb lookup [OPTION...] [TEXT...]")


@POSIX
def test_a_terminal_gets_colour_and_its_own_width():
    """Where standard output is a terminal, colours are on, unless NO_COLOR is set or the terminal is dumb."""
    import pty

    def shown(**variables: str) -> bytes:
        leader, terminal = pty.openpty()
        process = subprocess.Popen(
            [*COMMAND, "show", "dns-cache-flush"], stdin=subprocess.DEVNULL, stdout=terminal, stderr=subprocess.PIPE,
            env=environment(**variables),
        )  # fmt: skip
        os.close(terminal)
        out = b""
        try:
            while data := os.read(leader, 65536):
                out += data
        except OSError:  # Linux: the other end is closed
            pass
        process.communicate(timeout=60)
        os.close(leader)
        return out

    assert b"\x1b[1m" in shown(TERM="xterm")
    assert b"\x1b" not in shown(TERM="xterm", NO_COLOR="1")
    assert b"\x1b" not in shown(TERM="dumb")


@POSIX
def test_a_closed_standard_input_is_no_text():
    """`kb lookup <&-` shows the help instead of failing."""
    call = subprocess.list2cmdline([*COMMAND, "lookup"])
    done = subprocess.run(
        ["/bin/sh", "-c", f"{call} <&-"], capture_output=True, env=environment(), timeout=120, check=False
    )
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr


# --- the quick path ---------------------------------------------------------------------------------------------------


def loaded(statement: str, *arguments: str) -> tuple[str, set[str]]:
    """What a statement leaves in `status`, and the modules that it loads, in a process of its own."""
    code = f"import sys; before = set(sys.modules); {statement}; "
    code += "print(status, *sorted(set(sys.modules) - before), file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, env=environment(), timeout=120, check=True
    )
    status, *modules = done.stderr.decode().split()
    return status, set(modules)


CALL = "from kb_cli.main import main; status = main()"
LITTLE = {"gc", "kb", "kb_cli", "unicodedata", "zlib"}
HEAVY = {
    "argparse", "asyncio", "dataclasses", "hashlib", "importlib.metadata", "inspect", "json", "logging", "pathlib",
    "subprocess", "threading",
    "markdown_it", "prompt_toolkit", "pydantic", "pydantic_core", "tantivy", "whoosh", "yaml",
    "kb.entry", "kb.knowledge_base", "kb.lookup", "kb.edges.index_builder", "kb_cli.commands",
}  # fmt: skip


@pytest.mark.parametrize("arguments", [("407",), ("lookup", "407"), ("show", "caa20004")])
def test_the_quick_path_loads_next_to_nothing(arguments):
    """A code alone is answered without the engine, the models, the parser of arguments or regular expressions."""
    run_kb("lookup", "--json", "407")  # the snapshot is in the cache from here on
    status, modules = loaded(CALL, *arguments)
    assert status == "0"
    assert {name for name in modules if not name.startswith(("kb.", "kb_cli."))} <= LITTLE
    assert not {"kb_cli.commands", "kb.entry", "kb.codes", "kb.index", "kb.finding", "kb.knowledge_base"} & modules


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Invoke-WebRequest : The remote server returned an error: (407) Proxy Authentication Required.\nline 1", "0"),
        ("quarterly banana harvest", "1"),
        ("0x80131500 is what nobody knows", "1"),
        ("!!! ???", "1"),
    ],
)
def test_a_text_is_looked_up_without_what_builds_a_book(text, status):
    """With a warm cache a look-up loads rapidfuzz and no other package: no models, no engine, no terminal."""
    run_kb(
        "lookup", "--json", "the proxy asks for a password"
    )  # the snapshot and its index are in the cache from here on
    found, modules = loaded(CALL, text)
    assert found == status
    assert not HEAVY & modules
    ours = set(sys.stdlib_module_names) | {"kb", "kb_cli", "rapidfuzz"}
    # Cython names its runtime in `sys.modules`, and Python 3.11 aliases of typing.
    others = {name for name in modules if name.split(".")[0] not in ours and "cython" not in name}
    assert others == set()


def test_the_library_loads_its_parts_when_they_are_used():
    """`import kb` alone costs next to nothing, and a name of it no more than its module."""
    _, modules = loaded("import kb; status = 0")
    assert modules <= {"kb", "kb.version"}
    _, modules = loaded("import kb; status = kb.SnapshotError is None")
    assert not {"pydantic", "rapidfuzz", "whoosh"} & modules


@pytest.mark.skipif(not Path(sys.executable).with_name("kb").exists(), reason="the command is not installed here")
def test_the_installed_command():
    """`kb` beside the interpreter is the same program."""
    done = subprocess.run(
        [Path(sys.executable).with_name("kb"), "--version"], capture_output=True, env=environment(), timeout=120,
        check=True,
    )  # fmt: skip
    assert done.stdout.decode() == run_kb("--version").out


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.usefixtures("book")
def test_a_full_disk_is_one_line() -> None:
    """Output that cannot be written ends in one line that says so, not in a traceback."""
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "kb_cli", "407"], env=environment(), stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 2
    assert done.stderr.decode().startswith("kb: standard output cannot be written: No space left on device")
    assert done.stderr.count(b"\n") == 1
