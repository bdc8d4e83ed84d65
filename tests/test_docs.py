"""The examples of the documentation run, and print what the pages say."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).parent.parent / "docs"
_EXAMPLE = re.compile(r"```python\n(.*?)```\n\nIt prints:\n\n```text\n(.*?)```", re.DOTALL)
EXAMPLES = [(page.name, *found) for page in sorted(DOCS.glob("*.md")) for found in _EXAMPLE.findall(page.read_text())]


def test_there_is_an_example() -> None:
    assert "dialogue.md" in {page for page, _, _ in EXAMPLES}


@pytest.mark.parametrize(("page", "code", "printed"), EXAMPLES, ids=[page for page, _, _ in EXAMPLES])
def test_an_example_runs_and_prints_what_the_page_says(page: str, code: str, printed: str) -> None:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stderr, done.stdout) == ("", printed), page
