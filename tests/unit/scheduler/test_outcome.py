"""What can have become of a delivery, judged without any store."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time

import pytest

from scheduler.application.area_progress_view import Audience, audience_of
from scheduler.domain.delivery import Delivery
from scheduler.domain.outcome import Became, unlikely
from scheduler.domain.terms import Category, DeliveryState, state_name
from tests.conftest import SHANGHAI

STATE = DeliveryState
DAY = date(2026, 6, 12)
SHOW = Delivery("2606-001", "A1", Category.PERFORMANCE, "S1", "P1", "V1", DAY, time(19, 30), 90)
BOOKS = replace(SHOW, category=Category.BOOKS, start=time(10), volumes=80, titles=8)
NIGHT, MORNING = datetime(2026, 6, 12, 22, tzinfo=SHANGHAI), datetime(2026, 6, 12, 8, tzinfo=SHANGHAI)


def why(one: Became, delivery: Delivery, now: datetime = NIGHT, *, open_air: bool = False) -> list[str]:
    return [found.en for found in unlikely(one, delivery, open_air=open_air, now=now, zone=SHANGHAI)]


def became(state: str, **counted: int) -> Became:
    return Became("2606-001", STATE(state), **counted)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "delivery", "now"),
    [
        (became("held"), SHOW, NIGHT),
        (became("held", attendance=120), SHOW, NIGHT),
        (became("held", attendance=120, satisfied=95), SHOW, NIGHT),
        (became("no_show"), SHOW, NIGHT),
        (became("dispatched"), BOOKS, MORNING),
        (became("planned"), BOOKS, MORNING),
        (became("held"), BOOKS, NIGHT),
        (became("short_received", received=60, received_titles=8), BOOKS, NIGHT),
        (became("short_received", received=80, received_titles=7), BOOKS, NIGHT),
        (became("short_received", received=0, received_titles=0), BOOKS, NIGHT),
        (became("short_received", received=60), replace(BOOKS, titles=0), NIGHT),
        (became("short_received", received_titles=7), replace(BOOKS, volumes=0), NIGHT),
    ],
)
def test_what_is_likely_is_taken(one: Became, delivery: Delivery, now: datetime) -> None:
    assert why(one, delivery, now) == []


@pytest.mark.parametrize(
    ("one", "delivery", "now", "said"),
    [
        (became("held"), SHOW, MORNING, "2026-06-12 19:30 has not come"),
        (became("held"), BOOKS, MORNING, "2026-06-12 10:00 has not come"),
        (became("dispatched"), replace(BOOKS, day=date(2026, 6, 13)), NIGHT, "2026-06-13 has not come"),
        (became("dispatched"), SHOW, NIGHT, "only a book batch can be dispatched"),
        (became("rained_off"), SHOW, NIGHT, "not in the open air"),
        (became("short_received", received=3, received_titles=1), SHOW, NIGHT, "only a book batch"),
        (became("short_received"), BOOKS, NIGHT, "volumes (0 to 80) and periodical titles (0 to 8)"),
        (became("short_received", received=60), BOOKS, NIGHT, "periodical titles (0 to 8)"),
        (
            became("short_received", received=80, received_titles=8),
            BOOKS,
            NIGHT,
            "came whole is received whole (held)",
        ),
        (became("short_received", received=81, received_titles=7), BOOKS, NIGHT, "volumes (0 to 80)"),
        (became("short_received", received=80, received_titles=9), BOOKS, NIGHT, "titles (0 to 8)"),
        (became("held", received=80), BOOKS, NIGHT, "goes with short-received only"),
        (became("held", received_titles=8), BOOKS, NIGHT, "goes with short-received only"),
        (became("no_show", attendance=3), SHOW, NIGHT, "go with what was held"),
        (became("held", attendance=3), BOOKS, NIGHT, "not with books"),
        (became("held", satisfied=90), SHOW, NIGHT, "heads are a whole number"),
        (became("held", attendance=-1), SHOW, NIGHT, "heads are a whole number"),
        (became("held", attendance=100_001), SHOW, NIGHT, "from 0 to 100000"),
        (became("held", attendance=9, satisfied=101), SHOW, NIGHT, "from 0 to 100."),
    ],
)
def test_what_cannot_be_is_told_in_one_sentence(
    one: Became, delivery: Delivery, now: datetime, said: str
) -> None:
    (sentence,) = why(one, delivery, now)
    assert said in sentence


def test_only_a_programme_in_the_open_air_is_rained_off() -> None:
    assert why(became("rained_off"), SHOW, open_air=True) == []


def test_a_book_batch_is_received_and_not_held() -> None:
    assert state_name(STATE.HELD, Category.BOOKS).en == "received whole"
    assert state_name(STATE.HELD, Category.FILM).en == "held"
    assert state_name(STATE.SHORT_RECEIVED, Category.BOOKS).en == "short-received"


@pytest.mark.parametrize(
    ("reports", "audience"),
    [
        ([], Audience(0, 0, 0, None)),
        ([(None, None), (50, None)], Audience(50, 1, 2, None)),
        ([(100, 90), (300, 70), (40, None)], Audience(440, 3, 3, 75)),
        ([(0, 90)], Audience(0, 1, 1, None)),
    ],
)
def test_satisfaction_is_weighed_by_heads(
    reports: list[tuple[int | None, int | None]], audience: Audience
) -> None:
    assert audience_of(reports) == audience
