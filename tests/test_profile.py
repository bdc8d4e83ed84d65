"""kb.edges.profile: what was kept comes back; whatever else lies there is no profile and a word, never an error."""

from __future__ import annotations

import json
import os
import stat
import sys
from pathlib import Path

import pytest
from conftest import is_root

from kb.edges.profile import Loaded, forget_profile, load_profile, profile_path, save_profile
from kb.situation import Situation, merge, read_situation

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="mode bits say nothing there")

KEPT = Situation(
    platform="windows",
    shell="PowerShell",
    cloud="china",
    product="Microsoft Teams",
    proxy_host="proxy.contoso.com",
    proxy_port="3128",
    host="login.partner.microsoftonline.cn",
)


@pytest.fixture
def file() -> Path:
    """Where the profile is kept; its folder is there."""
    path = Path(profile_path())
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def put(path: Path, data: str | bytes) -> None:
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    path.chmod(0o600)


def test_what_was_kept_comes_back() -> None:
    assert save_profile(KEPT)
    assert load_profile() == Loaded(KEPT)


def test_the_file_is_small_plain_json(file: Path) -> None:
    save_profile(Situation(platform="macos", proxy_port="3128"))
    assert json.loads(file.read_text()) == {"errkb-profile": 1, "platform": "macos", "proxy_port": "3128"}


def test_no_profile_is_no_fault() -> None:
    assert load_profile() == Loaded(None, "")


@POSIX
@pytest.mark.parametrize("umask", [0, 0o022, 0o077])
def test_the_profile_is_for_this_user_alone(file: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        assert save_profile(KEPT)
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    finally:
        os.umask(before)


@POSIX
def test_a_profile_that_others_may_read_is_made_private(file: Path) -> None:
    save_profile(KEPT)
    file.chmod(0o644)
    assert load_profile().situation == KEPT
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


# The values are the person's from now on: a paste does not change them.
def test_what_was_read_counts_as_set_once_it_is_kept() -> None:
    read = read_situation("HTTPS_PROXY=http://proxy.contoso.com:3128")
    assert read.found
    save_profile(read)
    kept = load_profile().situation
    assert kept is not None and not kept.found
    assert merge(kept, read_situation("HTTPS_PROXY=http://other.contoso.com:8080")).proxy_host == "proxy.contoso.com"


def test_a_new_profile_takes_the_place_of_the_old_one(file: Path) -> None:
    save_profile(KEPT)
    save_profile(Situation(platform="linux"))
    assert load_profile().situation == Situation(platform="linux")
    assert [path.name for path in file.parent.iterdir()] == ["profile.json"]


def test_a_profile_is_forgotten(file: Path) -> None:
    save_profile(KEPT)
    assert forget_profile() and forget_profile()
    assert not file.exists()


@pytest.mark.parametrize(
    "data",
    [
        "",
        "{",
        "[]",
        "null",
        "7",
        '"profile"',
        "{}",
        '{"platform": "windows"}',
        '{"errkb-profile": 2, "platform": "windows"}',
        '{"errkb-profile": 1, "platform": "beos"}',
        '{"errkb-profile": 1, "platform": null}',
        '{"errkb-profile": 1, "proxy_port": 3128}',
        '{"errkb-profile": 1, "host": ["a", "b"]}',
        '{"errkb-profile": 1, "host": "\\ud800"}',
        '{"errkb-profile": 1, "host": "a\\u001b[31m"}',
        '{"errkb-profile": 1, "colour": "red"}',
        '{"errkb-profile": 1, "found": []}',
        '{"errkb-profile": 1, "platform": "windows"',
        '{"errkb-profile": 1}\0',
        b"\xff\xfe{\x00}\x00",
        b"\x80\x81\x82",
        bytes(range(256)),
        "[" * 50_000,
        '{"errkb-profile": 1, "host": "' + "a" * 70_000 + '"}',
    ],
    ids=str,
)
def test_what_is_no_profile_is_none_and_a_word(file: Path, data: str | bytes) -> None:
    put(file, data)
    loaded = load_profile()
    assert loaded.situation is None
    assert str(file) in loaded.word and loaded.word.endswith(".")
    assert file.exists()


def test_every_piece_of_a_profile_is_whole_or_none(file: Path) -> None:
    save_profile(KEPT)
    whole = file.read_bytes()
    for length in range(len(whole)):
        put(file, whole[:length])
        assert load_profile().situation in (None, KEPT)


def test_a_damaged_profile_is_replaced_by_the_next_one(file: Path) -> None:
    put(file, "{")
    assert save_profile(KEPT)
    assert load_profile().situation == KEPT


def test_a_folder_in_its_place_is_no_profile(file: Path) -> None:
    file.mkdir()
    assert load_profile().situation is None and load_profile().word
    assert not save_profile(KEPT)
    assert not forget_profile()


@POSIX
def test_a_link_is_not_followed(file: Path, tmp_path: Path) -> None:
    target = tmp_path / "target.json"
    put(target, '{"errkb-profile": 1, "platform": "windows"}')
    file.symlink_to(target)
    assert load_profile().situation is None and load_profile().word
    assert save_profile(KEPT)
    assert not file.is_symlink()
    assert "windows" in target.read_text() and "shell" not in target.read_text()


@POSIX
def test_a_pipe_does_not_hold_up(file: Path) -> None:
    os.mkfifo(file)
    assert load_profile().situation is None


@POSIX
def test_a_file_that_others_may_write_is_not_trusted(file: Path) -> None:
    save_profile(KEPT)
    file.chmod(0o666)
    assert load_profile().situation is None and load_profile().word


@POSIX
@pytest.mark.skipif(not is_root(), reason="only root can give a file away")
def test_a_file_of_somebody_else_is_not_trusted(file: Path) -> None:
    save_profile(KEPT)
    os.chown(file, 12345, 12345)
    assert load_profile().situation is None and load_profile().word


@POSIX
@pytest.mark.skipif(is_root(), reason="permissions mean nothing to root")
def test_a_folder_that_cannot_be_written_keeps_nothing(file: Path) -> None:
    file.parent.chmod(0o500)
    try:
        assert not save_profile(KEPT)
    finally:
        file.parent.chmod(0o700)


def test_a_state_folder_that_is_a_file_keeps_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    path.write_text("")
    monkeypatch.setenv("KB_STATE_DIR", str(path))
    assert not save_profile(KEPT)
    assert load_profile().situation is None
