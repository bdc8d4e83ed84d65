"""kb.calibration: likelihoods beside what came true."""

from __future__ import annotations

import pytest

from kb.calibration import Band, bands


# By hand: 20 at 0.9, of which 17 are right (85 %, 5 points below); 4 at 0.5 and 0.52, half of them right: too few.
def test_the_share_of_right_ones_beside_the_mean_likelihood() -> None:
    found = bands([(0.9, True)] * 17 + [(0.9, False)] * 3 + [(0.5, True), (0.52, True), (0.5, False), (0.52, False)])
    assert len(found) == 10
    assert found[9] == Band(0.9, 1.0, 20, 0.85, pytest.approx(0.9), True)
    assert found[5] == Band(0.5, 0.6, 4, 0.5, pytest.approx(0.51), None)
    assert [band.count for band in found] == [0, 0, 0, 0, 0, 4, 0, 0, 0, 20]
    assert found[0] == Band(0.0, 0.1, 0, None, None, None)


@pytest.mark.parametrize(
    ("right", "holds"),
    [(8, False), (9, True), (10, True), (11, True), (12, False)],  # 40, 45, 50, 55, 60 % where 50 % was said
)
def test_a_band_of_20_holds_within_5_points(right: int, holds: bool) -> None:
    assert bands([(0.5, number < right) for number in range(20)])[5].holds is holds


def test_19_are_too_few_to_say() -> None:
    assert bands([(0.5, True)] * 19)[5].holds is None


@pytest.mark.parametrize("number", range(10))
def test_a_band_begins_with_its_lower_bound(number: int) -> None:
    assert bands([(number / 10, True), (number / 10 + 0.0999, True)])[number].count == 2


def test_certainty_lies_in_the_last_band() -> None:
    assert bands([(1.0, True)])[9].count == 1


def test_nothing_measured_is_ten_empty_bands() -> None:
    assert [band.count for band in bands([])] == [0] * 10
