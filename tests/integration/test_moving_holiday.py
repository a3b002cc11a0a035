"""A holiday that moves from one published month into another: both are shown, and repaired in one commit or not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from api.access.roles import Role
from api.bootstrap import House
from config.refusal import Conflict
from scheduler.adapters.calendar_repository import month_row, published_number, published_of
from scheduler.adapters.calendar_tables import RepairRow
from scheduler.application.publishing import publish_version
from scheduler.application.repairing import read_standing
from scheduler.application.repairing_months import Chosen, act_on_repairs, preview_beside
from scheduler.domain.delivery import Delivery
from scheduler.domain.disruption import HolidayMoved
from scheduler.domain.terms import Category
from scheduler.solver.proposing import Aim
from tests.culture_process import Ended
from tests.integration.test_pages_repairing import asked
from tests.integration.test_repairing_month import JUNE, QUICK, culture, facts, stands
from tests.pages_district import DISTRICT
from tests.pages_fixtures import Browser, post, text_of

__all__ = ["culture"]

JULY = "2026-07"
WAS, NOW = date(2026, 6, 19), date(2026, 7, 1)


@pytest.fixture
def both(published_house: House) -> House:
    """June is published; so is July, with one batch of books on its first day."""
    batch = next(one for one in stands(published_house, 1).values() if one.category is Category.BOOKS)
    publish_july(published_house, replace(batch, id="2607-001", day=NOW, order_id=None))
    return published_house


def publish_july(house: House, *deliveries: Delivery) -> None:
    with house.outbox.transaction() as session:
        row = month_row(session, DISTRICT, JULY, lock=True)
        publish_version(session, house.clock, DISTRICT, row, deliveries, by="x", why="published", reasons={})


def numbers(house: House) -> tuple[int, int]:
    with house.store.reading() as session:
        return published_number(session, DISTRICT, JUNE), published_number(session, DISTRICT, JULY)


def july(house: House) -> tuple[Delivery, ...]:
    with house.store.reading() as session:
        return published_of(session, DISTRICT, JULY, numbers(house)[1])


def holidays(house: House) -> set[date]:
    return {mark.day for mark in facts(house).day_marks if mark.kind == "holiday"}


def test_both_months_are_shown_first_and_then_repaired_with_one_change_of_the_facts(
    both: House, culture: Callable[..., Ended]
) -> None:
    words = ("event", "holiday", f"{WAS}", f"{NOW}", "--fewest")
    shown = culture(*words)
    assert (shown.status, shown.json["done"], numbers(both)) == (0, False, (1, 1))
    assert [one["month"] for one in shown.json["months"]] == [JUNE, JULY]
    assert [row["id"] for row in shown.json[f"changes_1_{JULY}"]] == ["2607-001"]
    assert {f"texts_{JUNE}", f"texts_{JULY}"} <= set(shown.json)
    assert WAS in holidays(both)

    done = culture(*words, "--yes")
    assert (done.status, done.json["done"], numbers(both)[1]) == (0, True, 2)
    assert done.json["numbers"][JULY] == 2
    assert NOW not in {one.day for one in july(both)}
    assert NOW in holidays(both)
    assert WAS not in holidays(both)
    with both.store.reading() as session:
        kept = {row.month: bool(row.facts) for row in session.scalars(sa.select(RepairRow))}
    assert kept == {JUNE: True, JULY: False}

    shown = culture("event", "undo", JULY)
    assert (shown.status, shown.json["done"], shown.json["months"]) == (0, False, [JUNE, JULY])
    assert culture("event", "undo", JULY, "--yes").status == 0
    assert [one.day for one in july(both)] == [NOW]
    assert WAS in holidays(both)
    assert NOW not in holidays(both)


def test_if_one_of_the_months_changed_meanwhile_neither_is_repaired(both: House) -> None:
    moved, chosen = HolidayMoved(WAS, NOW), list[Chosen]()
    with both.store.reading() as session:
        standings = [
            read_standing(session, both.clock, both.planning, DISTRICT, month) for month in (JUNE, JULY)
        ]
    for standing in standings:
        found = preview_beside(standing, chosen, moved, QUICK, aims=frozenset({Aim.FEWEST}))
        chosen.append((found, found.repair.proposals[0]))
    (batch,) = july(both)
    publish_july(both, replace(batch, day=NOW + timedelta(days=1)))
    before = numbers(both)
    with both.outbox.transaction() as session, pytest.raises(Conflict):
        act_on_repairs(session, both.clock, both.planning, DISTRICT, chosen, by="coordinator")
    assert (numbers(both), WAS in holidays(both)) == (before, True)


def test_the_page_repairs_both_months_at_once_and_takes_both_back(both: House, browser: Browser) -> None:
    client: TestClient = browser(Role.COORDINATOR)
    path = asked(both, client, kind="holiday", was=f"{WAS}", now=f"{NOW}")
    shown = text_of(client.get(path).text)
    assert "这件事涉及 2 个已发布的月份" in shown
    assert shown.index("2026年6月 ") < shown.index("2026年7月 ")
    done = post(client, path, proposal="1")
    assert (done.status_code, numbers(both)[1], NOW in holidays(both)) == (303, 2, True)
    undo = client.get(f"/months/{JUNE}/repair/undo").text
    assert "一并恢复： 2026年6月 2026年7月" in text_of(undo)
    repair_id = undo.split('name="repair" value="')[1].split('"')[0]
    assert post(client, f"/months/{JUNE}/repair/undo", repair=repair_id).status_code == 303
    assert ([one.day for one in july(both)], WAS in holidays(both)) == ([NOW], True)
    within = post(client, f"/months/{JUNE}/repair", kind="holiday", was=f"{WAS}", now="2026-06-23")
    assert within.status_code == 303
