"""What the facts no longer allow of a published month is to do, and the closure that an import brought can be repaired."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from api.access.roles import Role
from api.bootstrap import House
from api.cli.repair_words import repair_command
from api.importing import take_import
from api.pages.disruptions import repair_form
from config.work_log import EventRow
from scheduler.adapters.calendar_repository import published_of
from scheduler.adapters.district_tables import ClosureRow
from scheduler.application.names_view import read_names
from scheduler.application.repairing import act_on_repair, preview_repair, read_standing
from scheduler.application.untenable import Untenable, untenable_deliveries
from scheduler.domain.delivery import Delivery
from scheduler.domain.disruption import VenueClosed
from scheduler.messages import PublishedFactsChanged
from scheduler.solver.proposing import Aim
from scheduler.solver.solution import Options
from tests.integration.import_desk import csv
from tests.pages_district import DISTRICT
from tests.pages_fixtures import Browser, post, text_of

JUNE = "2026-06"


def june(house: House) -> tuple[Delivery, ...]:
    with house.store.reading() as session:
        return published_of(session, DISTRICT, JUNE)


def untenable(house: House) -> tuple[Untenable, ...]:
    with house.store.reading() as session:
        names = read_names(session, DISTRICT)
        return untenable_deliveries(session, house.clock, house.planning, DISTRICT, names)


def a_performance(house: House) -> Delivery:
    own = (one for one in june(house) if one.category == "performance" and one.day.day > 10)
    return min(own, key=lambda one: (one.day, one.id))


@pytest.fixture
def shut(published_house: House) -> Delivery:
    """A performance whose venue an import has closed that day."""
    one = a_performance(published_house)
    closure = f"场地,首日,末日,原因\n{one.venue_id},{one.day},{one.day},消防检查\n"
    with published_house.outbox.transaction() as session:
        take_import(session, published_house.clock, DISTRICT, [csv("closures", closure)], by="officer")
    return one


def touched(house: House, shut: Delivery) -> set[str]:
    return {
        one.id
        for one in june(house)
        if one.day == shut.day and shut.venue_id in (one.venue_id, one.rain_venue_id)
    }


def test_nothing_is_to_do_as_long_as_the_facts_allow_it(published_house: House) -> None:
    assert untenable(published_house) == ()


def test_what_an_import_closes_is_an_event_and_to_do_with_its_repair(
    published_house: House, shut: Delivery, browser: Browser
) -> None:
    found = {one.told.delivery.id: one for one in untenable(published_house)}
    assert found.keys() == touched(published_house, shut)
    mine = found[shut.id]
    assert mine.repair == VenueClosed(shut.venue_id, shut.day, shut.day)
    assert [sentence.en for sentence in mine.why] == [
        f"{mine.told.venue} is closed on {shut.day:%a} {shut.day.day} Jun"
    ]
    with published_house.store.reading() as session:
        [reached] = session.scalars(
            sa.select(EventRow.payload["reached"]).where(EventRow.kind == PublishedFactsChanged.__name__)
        )
    assert [month for month, _ in reached] == [JUNE]
    client = browser(Role.COORDINATOR)
    assert mine.why[0].zh in client.get("/").text
    assert "可以把所有受影响的场次一并补救" in text_of(client.get(f"/deliveries/{shut.id}").text)
    asked = repair_form(mine.repair)
    found_at = post(client, f"/months/{JUNE}/repair", **asked).headers["location"]
    assert found_at.startswith("/repairs/")
    with published_house.store.reading() as session:
        names = read_names(session, DISTRICT)
    command = f"culture event closed {mine.told.venue} {shut.day} {shut.day}"
    assert repair_command(mine.repair, names) == command
    assert "officer 导入的资料涉及已发布的" in client.get("/events").text


def test_the_closure_that_was_imported_is_repaired_and_recorded_once(
    published_house: House, shut: Delivery
) -> None:
    house = published_house
    disruption = VenueClosed(shut.venue_id, shut.day, shut.day)
    with house.store.reading() as session:
        standing = read_standing(session, house.clock, house.planning, DISTRICT, JUNE)
    preview = preview_repair(
        standing, disruption, Options(seconds=5, workers=1), aims=frozenset({Aim.FEWEST})
    )
    assert set(preview.repair.touched) == touched(house, shut)
    with house.outbox.transaction() as session:
        first = preview.repair.proposals[0]
        act_on_repair(session, house.clock, house.planning, DISTRICT, preview, first, by="coordinator")
    assert untenable(house) == ()
    with house.store.reading() as session:
        rows = session.scalars(sa.select(ClosureRow.reason).where(ClosureRow.venue_id == shut.venue_id))
        assert list(rows).count("停用") == 0, "the imported closure stands for it"
