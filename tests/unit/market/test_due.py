from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.market.domain.due import OVER, ReminderDue, Threshold, reminder_due
from notifications.market.domain.judging import judge
from tests.unit.market.register import DAYS, RULES, business, licence

SET_ON = date(2026, 5, 1)


def due(
    today: date,
    *,
    expires: date | None = date(2026, 10, 25),
    told: Collection[str] = (),
    thresholds: Collection[int] = (60, 30, 10),
    filed: date | None = None,
) -> ReminderDue | None:
    judged = judge(business(), licence(expires, filed=filed), RULES, DAYS, today)
    wanted = [Threshold(number, "本区", SET_ON) for number in thresholds]
    return reminder_due(judged, wanted, told, DAYS, today)


def step_and_day(reminder: ReminderDue | None) -> tuple[str, date] | None:
    return (reminder.step, reminder.due_on) if reminder else None


@pytest.mark.parametrize(
    ("threshold", "due_on"),
    [
        (0, date(2026, 9, 24)),  # apply_by itself, Friday 25 September, is a holiday
        (5, date(2026, 9, 20)),  # a Sunday, and a make-up workday
        (6, date(2026, 9, 18)),  # Saturday 19 September stays a day of rest
        (10, date(2026, 9, 15)),
    ],
)
def test_a_reminder_counted_from_a_holiday_goes_earlier_on_a_working_day(
    threshold: int, due_on: date
) -> None:
    assert step_and_day(due(due_on, thresholds=[threshold])) == (f"before-{threshold}", due_on)
    assert due(due_on - timedelta(days=1), thresholds=[threshold]) is None


def test_a_sweep_that_missed_its_day_still_finds_the_reminder() -> None:
    on_the_day = date(2026, 9, 15)

    assert step_and_day(due(date(2026, 9, 17), told=["before-60", "before-30"])) == ("before-10", on_the_day)


def test_what_crosses_several_thresholds_at_once_hears_the_nearest_only() -> None:
    assert step_and_day(due(date(2026, 9, 16))) == ("before-10", date(2026, 9, 15))
    assert due(date(2026, 9, 16), told=["before-10"]) is None


def test_a_farther_step_is_never_told_after_a_nearer_one_even_when_the_thresholds_change() -> None:
    assert due(date(2026, 9, 16), told=["before-10"], thresholds=[60, 30]) is None
    assert due(date(2026, 9, 16), told=["before-10"], thresholds=[60, 30, 20]) is None


def test_before_the_first_threshold_nothing_is_due() -> None:
    assert due(date(2026, 7, 26)) is None
    assert step_and_day(due(date(2026, 7, 27))) == ("before-60", date(2026, 7, 27))


def test_after_the_last_day_to_apply_another_step_is_due_once() -> None:
    assert step_and_day(due(date(2026, 9, 26), told=["before-10"])) == (OVER, date(2026, 9, 26))
    assert step_and_day(due(date(2026, 10, 25), told=["before-10"])) == (OVER, date(2026, 9, 26))
    assert due(date(2026, 9, 28), told=["before-10", OVER]) is None


def test_an_expired_a_stopped_and_an_unjudged_licence_are_never_due() -> None:
    assert due(date(2026, 10, 26)) is None
    assert due(date(2026, 9, 16), filed=date(2026, 9, 1)) is None
    assert due(date(2026, 9, 16), expires=None) is None


def test_a_due_day_in_a_year_without_a_table_is_named() -> None:
    found = due(date(2027, 1, 27), expires=date(2027, 3, 1))

    assert found is not None
    assert (found.step, found.provisional_years) == ("before-10", (2027,))


def test_a_threshold_lies_before_the_last_day_to_apply() -> None:
    with pytest.raises(ValueError, match="not 3 days after it"):
        Threshold(-3, "本区", SET_ON)


def sweep_every(step: int, first: date, expires: date) -> list[tuple[date, str]]:
    """Sweep on every `step`-th day from `first` to the expiry, telling what is found."""
    told: list[tuple[date, str]] = []
    day = first
    while day <= expires:
        found = due(day, expires=expires, told=[name for _, name in told])
        if found:
            assert found.due_on <= day
            told.append((day, found.step))
        day += timedelta(days=step)
    return told


@given(
    step=st.integers(1, 40),
    first=st.dates(date(2026, 5, 20), date(2026, 8, 1)),
    expires=st.dates(date(2026, 8, 20), date(2026, 12, 31)),
)
def test_however_seldom_the_sweep_runs_steps_come_nearer_and_none_comes_twice(
    step: int, first: date, expires: date
) -> None:
    told = [name for _, name in sweep_every(step, first, expires)]

    order = ["before-60", "before-30", "before-10", OVER]
    assert told == [name for name in order if name in told]


@given(expires=st.dates(date(2026, 8, 20), date(2026, 12, 31)))
def test_a_daily_sweep_tells_each_threshold_on_a_working_day_not_after_its_own(expires: date) -> None:
    apply_by = expires - timedelta(days=30)
    told = sweep_every(1, date(2026, 5, 20), expires)

    for day, name in told:
        if name == OVER:
            assert day == apply_by + timedelta(days=1)
        elif day > date(2026, 5, 20):
            assert DAYS.is_workday(day)
            assert day <= apply_by - timedelta(days=int(name.removeprefix("before-")))
    assert [name for _, name in told][-2:] == ["before-10", OVER]
