"""kb.passages: what of a text is asked as one."""

from __future__ import annotations

import pytest

from kb.passages import passages, says_all_is_well
from kb.reading import Names, Reading

NAMES = Names()


def asked(text: str) -> list[set[str]]:
    return [set(line) for line in passages(Reading(text, NAMES))]


def test_lines_and_sentences_are_asked_alone_and_with_the_next() -> None:
    text = "alpha beta gamma delta\nEpsilon zeta eta theta. Iota kappa lambda omicron"
    first, second, third = {"alpha", "beta", "gamma", "delta"}, {"epsilon", "zeta", "eta", "theta"}, {"iota"}
    lines = asked(text)
    assert first in lines
    assert second in lines
    assert any(third < line for line in lines)
    assert first | second in lines


def test_a_line_that_a_window_wrapped_is_one() -> None:
    wrapped = "the connector could not reach the\nservice through the outbound proxy\nof the data centre tonight"
    whole = set(passages(Reading(wrapped.replace("\n", " "), NAMES))[0])
    assert asked(wrapped) == [whole]


def test_lines_of_a_log_stay_apart() -> None:
    log = (
        "Connecting to the first service endpoint\nConnecting to the second service endpoint\nGiving everything up now"
    )
    assert len(asked(log)) > 3


@pytest.mark.parametrize(
    ("text", "well"),
    [
        ("HTTP 200 OK", True),
        ("WinHTTP Web Proxy Auto-Discovery Service is running.", True),
        ("The operation completed successfully; no errors found", True),
        ("Is the connector service is running?", False),
        ("DNS succeeded but the tunnel failed", False),
        ("The remote server returned an error", False),
    ],
)
def test_a_report_of_success_is_told_from_an_error(text: str, well: bool) -> None:
    assert says_all_is_well(Reading(text, NAMES)) is well
