"""The generator of variants: the same seed makes the same lines, the text changes, the label stays."""

from __future__ import annotations

import html
import json
import re
import subprocess
import sys
from difflib import SequenceMatcher
from pathlib import Path
from random import Random
from urllib.parse import parse_qs, urlsplit

import pytest
from variants import KINDS, QUESTIONS, STYLES, misread, variants

from kb.evaluation import read_rows

PROGRAM = Path(__file__).with_name("variants.py")
ROWS = read_rows(QUESTIONS)
TEXT = (
    "Unable to connect to the remote server: 0x80072EE7\n"
    'Proxy "wpad.corp.example" said <407>, see C:\\ProgramData\\trace & ask the administrator of the 8th floor'
)


def printed(*arguments: str) -> str:
    return subprocess.run(
        [sys.executable, PROGRAM, *arguments], capture_output=True, text=True, encoding="utf-8", check=True
    ).stdout


def test_the_command_prints_the_same_lines_for_the_same_seed_and_others_for_another(tmp_path: Path) -> None:
    file = tmp_path / "pastes.jsonl"
    file.write_text(json.dumps({"id": "a", "text": TEXT, "expect": ["http-407"], "kind": "log"}), encoding="utf-8")
    first = printed("--seed", "7", str(file))
    assert [json.loads(line)["origin"].split()[0] for line in first.splitlines()] == ["ocr", "wrapped", "escaped"]
    assert printed("--seed", "7", str(file)) == first
    assert printed("--seed", "8", str(file)) != first
    assert printed("--only", "escaped", str(file)) == first.splitlines(keepends=True)[2]


@pytest.mark.parametrize("kind", KINDS)
def test_every_question_has_a_variant_with_another_text_and_the_same_label(kind: str) -> None:
    made = list(variants(ROWS, kind))
    assert made == list(variants(ROWS, kind))
    assert len({row["id"] for row in made}) == len(made) == len(ROWS)
    for row, given in zip(made, ROWS, strict=True):
        assert row["text"] != given["text"]
        assert row["origin"] in STYLES
        changed = {name for name in row if row[name] != given.get(name)}
        assert changed == {"id", "text", "origin"}


@pytest.mark.parametrize("kind", KINDS)
def test_a_line_more_in_the_file_leaves_the_variants_of_the_others_as_they_are(kind: str) -> None:
    more = [{"id": "new", "text": TEXT, "expect": []}, *ROWS]
    assert list(variants(more, kind))[1:] == list(variants(ROWS, kind))
    sample = [row["id"] for row in variants(ROWS, kind, sample=50)]
    assert len(sample) == 50
    assert len({*sample} & {row["id"] for row in variants(more, kind, sample=50)}) >= 49


# The rate is that of the letters; a bullet and a hyphen are two signs each.
@pytest.mark.parametrize(("rate", "least", "most"), [(0.0, 1, 3), (0.03, 3, 12), (0.2, 20, 70)])
def test_ocr_misreads_as_many_letters_as_asked(rate: float, least: int, most: int) -> None:
    for seed in range(20):
        same = SequenceMatcher(None, TEXT, misread(TEXT, Random(seed), rate), autojunk=False).get_matching_blocks()
        assert least <= len(TEXT) - sum(block.size for block in same) + len(same) - 1 <= most


def test_ocr_makes_no_other_number_in_hex() -> None:
    codes = {misread("0x80072EE8 CAA8B004", Random(seed)) for seed in range(200)}
    assert len(codes) > 5
    assert not [text for text in codes if {"0xB0072EE8", "0x80072EEB", "CAAB", "CAA88"} & set(re.findall(r"\w+", text))]


@pytest.mark.parametrize(
    ("name", "around"),
    [
        ("wrapped log", r"^(\[[\d/: ]+\]|[\d.:TZ -]+(\[ERROR\]|host42 app\[\d+\]:)) "),
        ("wrapped quote", "^[> ]+"),
        ("wrapped box", r"^\W\W+$|^[│║|] | +[│║|]$"),
        ("wrapped cut", "^$"),
    ],
)
def test_a_wrapped_text_has_all_its_letters_in_lines_of_at_most_60_columns(name: str, around: str) -> None:
    for seed in range(20):
        bare = [re.sub(around, "", line) for line in STYLES[name](TEXT, Random(seed)).split("\n")]
        assert "".join("".join(bare).split()) == "".join(TEXT.split())
        assert max(map(len, bare)) <= 60
        assert len(bare) >= 3


def test_an_escaped_text_is_got_back_by_whoever_knows_the_form() -> None:
    for seed in range(20):
        assert json.loads(STYLES["escaped json"](TEXT, Random(seed)))["message"] == TEXT
        query = parse_qs(urlsplit(STYLES["escaped url"](TEXT, Random(seed))).query)["message"]
        assert query == [TEXT]
        page = re.sub(r"<[^<>]*>", "", STYLES["escaped html"](TEXT, Random(seed)))
        assert html.unescape(page).replace("\xa0", " ") == TEXT
