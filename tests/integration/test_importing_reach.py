"""An import that changes what a published month uses says so before it is taken."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from sqlalchemy.orm import Session

from api.importing import preview_import
from config.clock import FixedClock
from config.database import Store
from scheduler.adapters.calendar_repository import add_publication
from scheduler.adapters.calendar_tables import MonthRow, PublicationRow
from scheduler.domain.delivery import Delivery
from tests.integration.import_desk import csv
from tests.integration.small_district import DISTRICT, film, settle

VENUES = "场地编号,所属街道,场地名称,场地类型,容纳人数,开放时间\nV1-open_air,A1,{name},露天场地,300,每天 08:00-22:00\n"


@pytest.fixture
def published(store: Store, clock: FixedClock) -> Store:
    """June published with three films in area 1 and one in area 2; May with one film that is over."""
    june = [film(f"2606-00{n}", date(2026, 6, 10 + n)) for n in (1, 2, 3)]
    with store.transaction() as session:
        settle(session, clock.now())
        publish(session, clock, "2026-05", [film("2605-001", date(2026, 5, 8))])
        publish(session, clock, "2026-06", [*june, film("2606-004", area=2)])
    return store


def publish(session: Session, clock: FixedClock, month: str, deliveries: Sequence[Delivery]) -> None:
    key = {"district_id": DISTRICT, "month": month}
    session.add(MonthRow(**key, state="published", published_number=1))
    publication = PublicationRow(**key, number=1, at=clock.now(), by="协调员", draft_revision=1, why="month")
    add_publication(session, publication, deliveries)


def reach(store: Store, clock: FixedClock, name: str, words: str) -> list[str]:
    with store.reading() as session:
        found = preview_import(session, clock, DISTRICT, [csv(name, words)]).reach
    return [sentence.zh.partition("；")[0] for sentence in found]


def test_a_changed_venue_names_the_month_and_how_many_deliveries_use_it(
    published: Store, clock: FixedClock
) -> None:
    changed = reach(published, clock, "venues", VENUES.format(name="北站新广场"))
    assert changed == ["2026-06 已发布的计划里有 3 场用到要改动的资料"]


def test_what_does_not_change_touches_nothing(published: Store, clock: FixedClock) -> None:
    assert reach(published, clock, "venues", VENUES.format(name="北站街道露天广场")) == []


def test_a_new_blackout_touches_what_its_provider_is_to_deliver(published: Store, clock: FixedClock) -> None:
    blackouts = "配送主体,首日,末日,原因\nP2,2026-06-12,2026-06-12,检修\n"
    assert reach(published, clock, "blackouts", blackouts) == [
        "2026-06 已发布的计划里有 1 场用到要改动的资料"
    ]
