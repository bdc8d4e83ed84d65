"""The wheel holds the two packages, the articles and their snapshot, and answers from a bare folder."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from this tree and unpacked."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = folder.glob("errkb-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def test_it_adds_two_names_and_no_other(unpacked: Path) -> None:
    assert {path.name for path in unpacked.iterdir() if not path.name.endswith(".dist-info")} == {"kb", "kb_cli"}


def test_it_holds_the_articles_and_their_snapshot(unpacked: Path) -> None:
    assert (unpacked / "kb" / "book.errkb").read_bytes().startswith(b"errkb-snapshot ")
    assert (unpacked / "kb" / "book.index").read_bytes().startswith(b"errkb-index ")
    assert (unpacked / "kb" / "content" / "teams" / "caa20004.md").is_file()
    assert (unpacked / "kb" / "py.typed").is_file()


@pytest.mark.parametrize("text", ["CAA20004", "the sign-in failed: something went wrong. Error code: CAA20004 today"])
def test_it_answers_without_a_cache(unpacked: Path, tmp_path: Path, text: str) -> None:
    """A code and a text are answered from what is shipped: nothing is built, nothing is written."""
    cache = tmp_path / "cache"
    environment = {**os.environ, "PYTHONPATH": str(unpacked), "KB_CACHE_DIR": str(cache), "PYTHONSAFEPATH": "1"}
    script = f"import kb, sys; from kb_cli.main import main; print(kb.__file__); sys.exit(main([{text!r}]))"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, env=environment, capture_output=True, check=True
    )
    where, said = done.stdout.decode().split("\n", 1)
    assert Path(where) == unpacked / "kb" / "__init__.py"
    assert "nslookup teams.microsoft.com" in said
    assert not cache.exists()
