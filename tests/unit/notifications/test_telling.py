"""A party hears of what concerns it and differs from what it last heard, and of nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from notifications.domain.telling import Side, Telling, TellingKind, parties_of, starts_told, telling_of
from scheduler.messages import DeliveryFacts
from tests.unit.notifications.arrangements import FILM, INDOORS, NEXT_DAY, RECONFIRM

OTHER_FILM = replace(FILM, programme="小城之春")
SHANGHAI = ZoneInfo("Asia/Shanghai")


def heard(party: str, side: Side, told: DeliveryFacts | None, now: DeliveryFacts | None) -> Telling | None:
    return telling_of(party, side, FILM.id, 2, told=told, now=now)


def test_a_film_concerns_its_venue_its_provider_its_rain_venue_and_its_area() -> None:
    assert list(parties_of(FILM)) == [
        ("venue:square", "venue"),
        ("provider:cinema", "provider"),
        ("venue:centre", "rain_venue"),
        ("area:west", "area"),
    ]


def test_what_is_as_it_was_told_is_not_told_again() -> None:
    assert [heard(party, side, FILM, FILM) for party, side in parties_of(FILM)] == [None] * 4


def test_what_a_party_has_declined_is_not_told_as_its_own_again() -> None:
    def again(told: DeliveryFacts | None) -> Telling | None:
        return telling_of("venue:square", "venue", FILM.id, 3, told=told, now=FILM, declined=True)

    assert (again(None), again(FILM)) == (None, None)
    off = again(NEXT_DAY)
    assert off is not None
    assert (off.kind, off.asks(RECONFIRM), off.elsewhere) == (TellingKind.CANCELLED, False, FILM)


def test_another_party_hears_nothing() -> None:
    assert heard("venue:library", "venue", None, FILM) is None


def test_the_venue_does_not_hear_that_the_rain_venue_changed_but_the_provider_does() -> None:
    other = replace(FILM, rain_venue="东路社区文化活动中心", rain_venue_party="venue:east")
    assert heard("venue:square", "venue", FILM, other) is None
    assert heard("provider:cinema", "provider", FILM, other) == Telling(
        "provider:cinema", "provider", FILM.id, 2, FILM, other
    )


@pytest.mark.parametrize(
    ("party", "side", "now", "kind", "asks"),
    [
        ("venue:square", "venue", NEXT_DAY, TellingKind.CHANGED, True),
        ("venue:square", "venue", replace(FILM, provider="另一影院"), TellingKind.CHANGED, False),
        ("venue:square", "venue", INDOORS, TellingKind.CANCELLED, False),
        ("venue:square", "venue", None, TellingKind.CANCELLED, False),
        ("provider:cinema", "provider", NEXT_DAY, TellingKind.CHANGED, True),
        ("provider:cinema", "provider", INDOORS, TellingKind.CHANGED, False),
        ("venue:centre", "rain_venue", NEXT_DAY, TellingKind.CHANGED, True),
        ("area:west", "area", NEXT_DAY, TellingKind.CHANGED, False),
        ("provider:cinema", "provider", OTHER_FILM, TellingKind.CHANGED, False),
        ("provider:cinema", "provider", replace(OTHER_FILM, venue="西路广场"), TellingKind.CHANGED, True),
    ],
)
def test_time_and_place_ask_for_a_new_confirmation_and_the_provider_s_change_does_not(
    party: str, side: Side, now: DeliveryFacts | None, kind: TellingKind, asks: bool
) -> None:
    telling = heard(party, side, FILM, now)
    assert telling is not None
    assert (telling.kind, telling.asks(RECONFIRM)) == (kind, asks)


def test_who_is_taken_out_is_told_where_it_goes_on() -> None:
    telling = heard("venue:square", "venue", FILM, INDOORS)
    assert telling is not None
    assert (telling.elsewhere, telling.goes_on) == (INDOORS, "that_day")


@pytest.mark.parametrize(
    ("now", "goes_on"),
    [
        (replace(INDOORS, day="2026-06-18"), "another_day"),
        (replace(INDOORS, programme="小城之春"), "not"),
        (None, "not"),
    ],
)
def test_who_is_taken_out_is_not_told_of_another_day_or_programme_as_if_it_were_that_one(
    now: DeliveryFacts | None, goes_on: str
) -> None:
    telling = heard("venue:square", "venue", FILM, now)
    assert telling is not None
    assert telling.goes_on == goes_on


def test_a_moved_delivery_speaks_of_both_its_starts() -> None:
    telling = heard("venue:square", "venue", FILM, NEXT_DAY)
    assert telling is not None
    assert list(starts_told([telling], SHANGHAI)) == [
        datetime(2026, 6, 12, 19, 30, tzinfo=SHANGHAI),
        datetime(2026, 6, 13, 19, 30, tzinfo=SHANGHAI),
    ]


def test_a_telling_without_content_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing to tell"):
        Telling("venue:square", "venue", FILM.id, 1, None, None)
