"""Who drops out for good, and what is closed over a month's end: every published month is repaired, and put back at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from fastapi.testclient import TestClient

from api.access.roles import Role
from api.bootstrap import House
from config.refusal import Refusal
from scheduler.adapters.calendar_tables import PublishedDeliveryRow
from scheduler.adapters.district_tables import ProviderRow
from scheduler.application.declined_events import open_matters
from scheduler.application.names_view import read_names
from scheduler.application.repairing import read_standing
from scheduler.application.repairing_months import months_reached, refuse_unless_together
from scheduler.domain.delivery import Delivery
from scheduler.domain.disruption import (
    BudgetChanged,
    Declined,
    Disruption,
    HolidayMoved,
    ProviderAbsent,
    VenueClosed,
)
from scheduler.domain.terms import Category
from tests.culture_process import Ended
from tests.integration.test_declined_events import decline
from tests.integration.test_moving_holiday import JULY, july, numbers, publish_july
from tests.integration.test_pages_repairing import asked
from tests.integration.test_repairing_month import JUNE, culture, facts, looked_at, stands
from tests.pages_district import DISTRICT
from tests.pages_fixtures import Browser, post

__all__ = ["culture"]

Culture = Callable[..., Ended]


@pytest.fixture
def opera(published_house: House) -> Delivery:
    """The last performance of June by its troupe; in July, which is published, it plays once more at the same place."""
    own = (one for one in stands(published_house, 1).values() if one.category is Category.PERFORMANCE)
    last = max(own, key=lambda one: one.day)
    again = replace(last, id="2607-001", day=date(2026, 7, 4), order_id=None)
    publish_july(published_house, again)
    return last


def contract_to(house: House, provider_id: str) -> date | None:
    with house.store.reading() as session:
        return session.get_one(ProviderRow, (DISTRICT, provider_id)).contract_to


def of_provider(house: House, provider_id: str, first: date) -> set[str]:
    every = (*stands(house, numbers(house)[0]).values(), *july(house))
    return {one.id for one in every if one.provider_id == provider_id and one.day >= first}


def test_who_drops_out_for_good_is_replaced_in_every_published_month_and_taken_back_at_once(
    published_house: House, opera: Delivery, culture: Culture
) -> None:
    before, who = facts(published_house), opera.provider_id
    words = ("event", "absent", who, f"{opera.day}", "--for-good", "--fewest")
    shown = culture(*words)
    assert [one["month"] for one in shown.json["months"]] == [JUNE, JULY]
    assert (numbers(published_house), contract_to(published_house, who)) == ((1, 1), None)
    assert of_provider(published_house, who, opera.day) == {opera.id, "2607-001"}

    done = culture(*words, "--proposal", "1", "--yes")
    assert (done.json["done"], done.json["numbers"]) == (True, {JUNE: 2, JULY: 2})
    assert of_provider(published_house, who, opera.day) == set()
    assert contract_to(published_house, who) == opera.day - timedelta(days=1)

    back = culture("event", "undo", JUNE, "--yes")
    assert (back.status, back.json["done"], back.json["months"]) == (0, True, [JUNE, JULY])
    assert numbers(published_house) == (3, 3)
    assert of_provider(published_house, who, opera.day) == {opera.id, "2607-001"}
    assert (facts(published_house), contract_to(published_house, who)) == (before, None)
    assert culture("event", "undo", JULY).status == 2


def test_the_page_has_the_tick_and_repairs_the_months_together(
    published_house: House, opera: Delivery, browser: Browser
) -> None:
    client: TestClient = browser(Role.COORDINATOR)
    assert 'name="for_good"' in client.get(f"/months/{JUNE}/repair").text
    fields = {"kind": "absent", "provider": opera.provider_id, "first": f"{opera.day}", "for_good": "1"}
    path = asked(published_house, client, **fields)
    assert client.get(path).text.count('name="proposal" value="1"') == 2
    assert post(client, path, proposal="1").status_code == 303
    assert of_provider(published_house, opera.provider_id, opera.day) == set()
    assert contract_to(published_house, opera.provider_id) == opera.day - timedelta(days=1)


def test_if_one_of_the_months_was_repaired_again_that_is_to_be_taken_back_first(
    published_house: House, opera: Delivery, culture: Culture
) -> None:
    closed = (
        "event",
        "closed",
        opera.venue_id,
        f"{opera.day}",
        "2026-07-04",
        "--fewest",
        "--proposal",
        "1",
        "--yes",
    )
    assert culture(*closed).json["numbers"].keys() == {JUNE, JULY}
    assert all(one.venue_id != opera.venue_id or one.day > date(2026, 7, 4) for one in july(published_house))
    assert culture("event", "budget", JULY, "900000", "--fewest", "--yes").json["done"]
    refused = culture("event", "undo", JUNE, "--yes")
    assert (refused.status, refused.json["faults"][0]["place"]) == (2, JULY)


@pytest.mark.parametrize(
    ("last", "months"), [(None, (JUNE, JULY)), (date(2026, 6, 30), (JUNE,)), (date(2026, 8, 1), (JUNE, JULY))]
)
@pytest.mark.usefixtures("opera")
def test_the_months_reached_are_those_of_its_days_that_are_published(
    published_house: House, last: date | None, months: tuple[str, ...]
) -> None:
    first = date(2026, 6, 10)
    every: list[Disruption] = [ProviderAbsent("troupe-1", first, last), VenueClosed("bz-centre", first, last)]
    with published_house.store.reading() as session:
        for event in every:
            assert months_reached(session, published_house.clock, DISTRICT, event, JUNE) == months
        alone = months_reached(session, published_house.clock, DISTRICT, BudgetChanged(1), JUNE)
        moved = HolidayMoved(date(2026, 6, 19), date(2026, 9, 1))
        assert months_reached(session, published_house.clock, DISTRICT, moved, JUNE) == alone == (JUNE,)


def test_a_course_declined_over_two_months_is_one_event(published_house: House, culture: Culture) -> None:
    lessons = sorted(
        (
            one
            for one in stands(published_house, 1).values()
            if one.category is Category.TRAINING and one.area_id == "bsl"
        ),
        key=lambda one: one.day,
    )
    june = replace(lessons[-1], course_id="K1", session=1)
    publish_july(published_house, replace(june, id="2607-001", day=june.day + timedelta(days=7), session=2))
    with published_house.store.transaction() as session:
        row = session.get_one(PublishedDeliveryRow, (DISTRICT, JUNE, 1, june.id))
        row.course_id, row.session = "K1", 1
    (second,) = july(published_house)
    decline(published_house, "provider", [june, second])
    with published_house.store.reading() as session:
        found = open_matters(session, published_house.clock, DISTRICT, read_names(session, DISTRICT))
        declined = Declined(june.id, "provider", (second.id,))
        reached = months_reached(session, published_house.clock, DISTRICT, declined, JUNE)
    assert (june.id, 2) in [(one[0].told.delivery.id, len(one)) for one in found]
    assert reached == (JUNE, JULY)
    done = culture("event", "declined", june.id, "--fewest", "--proposal", "1", "--yes")
    assert (done.status, done.json["done"]) == (0, True)
    after = {one.id: one for one in (*stands(published_house, 2).values(), *july(published_house))}
    for was in (june, second):
        assert was.id not in after or (after[was.id].provider_id, after[was.id].day) != (
            was.provider_id,
            was.day,
        )


def test_ways_that_do_not_go_together_are_refused(published_house: House, opera: Delivery) -> None:
    """The later month's way was found beside the first way of the earlier: beside another it may break a rule."""
    closed = VenueClosed(opera.venue_id, opera.day, date(2026, 7, 4))
    preview = looked_at(published_house, closed)
    (first,) = preview.repair.proposals
    with published_house.store.reading() as session:
        later = read_standing(session, published_house.clock, published_house.planning, DISTRICT, JULY)
    (played,) = july(published_house)
    clashes = replace(first, deliveries=(*first.deliveries, replace(played, id="2606-999")))
    chosen = (replace(preview, standing=later), replace(first, deliveries=(played,)))
    refuse_unless_together([(preview, first), chosen], [(preview, first), chosen])
    with pytest.raises(Refusal, match=JULY):
        refuse_unless_together([(preview, clashes), chosen], [(preview, first), chosen])
