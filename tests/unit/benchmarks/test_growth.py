"""The exponent of growth is read off processor seconds; a size without a plan does not count."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from benchmarks.planning.drawing import growth_picture
from benchmarks.planning.growth import Grown, exponent, table

ONE = Grown("9", 9, 100, 1.0, 2.0, 700, None, 0, 100.0)


def sized(areas: int, processor: float) -> Grown:
    return replace(ONE, size=str(areas), areas=areas, processor=processor)


def test_the_exponent_is_that_of_the_power() -> None:
    runs = [sized(areas, 0.3 * areas**1.1) for areas in (9, 36, 215, 2150)]
    assert exponent(runs) == pytest.approx(1.1)
    assert table(runs)[-1] == "cost ~ areas^1.10"


def test_what_found_no_plan_is_left_out_and_one_size_has_no_exponent() -> None:
    assert exponent([sized(9, 2.0), replace(sized(36, 900.0), first=math.nan)]) is None


def test_the_picture_marks_every_size() -> None:
    drawn = growth_picture([(9, 2.0), (215, 60.0)], 1.07)
    assert drawn.count("<circle") == 2
    assert "areas^1.07" in drawn
