"""What the README shows is what happens."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

README = Path(__file__).parent.parent / "README.md"


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def test_the_transcript_is_true() -> None:
    """The answer in the README is, letter for letter, what the command prints on a screen of 80 columns."""
    called, _, shown = blocks("console")[0].partition("\n")
    arguments = re.findall(r'"([^"]+)"|(\S+)', called.removeprefix("$ scripts/kb "))
    done = subprocess.run(
        [sys.executable, "-m", "kb_cli", *(quoted or plain for quoted, plain in arguments)],
        env={**os.environ, "COLUMNS": "80"},
        capture_output=True,
        check=True,
        stdin=subprocess.DEVNULL,
    )
    assert done.stdout.decode() == shown


def test_the_dialogue_is_true() -> None:
    """What the README shows of the chat stands in a transcript of a real terminal, letter for letter."""
    transcript = README.parent / "tests" / "cli" / "transcripts" / "dns.txt"
    assert blocks("text")[0] in transcript.read_text(encoding="utf-8")


def test_the_library_example_runs(capsys: pytest.CaptureFixture[str]) -> None:
    """The example prints the title that its comment promises, commands, and matches."""
    example = next(block for block in blocks("python") if "kb.open()" in block)
    exec(compile(example, str(README), "exec"), {})
    printed = capsys.readouterr().out
    assert printed.startswith("Teams sign-in error CAA20004\n")
    assert "windows Command Prompt nslookup teams.microsoft.com\n" in printed
    assert "0.99 caa20004" in printed
