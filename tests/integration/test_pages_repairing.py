"""The pages of a repair: what happened is told, ways are shown with their texts, one is done and taken back."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from api.access.roles import Role
from api.bootstrap import House
from scheduler.adapters.calendar_repository import published_number, published_of
from scheduler.adapters.district_repository import read_district
from scheduler.adapters.repair_tables import RepairSearchRow
from scheduler.application.kept_runs import kept_run
from scheduler.application.searching_repair import find_repair
from scheduler.domain.delivery import Delivery, DeliveryId
from scheduler.domain.disruption import Disruption
from scheduler.solver.looking import Looking
from scheduler.solver.problem import Problem
from scheduler.solver.proposing import Repair
from scheduler.solver.repairing import repair
from scheduler.solver.solution import Ending, Options
from tests.pages_district import DISTRICT
from tests.pages_fixtures import Browser, post, text_of

JUNE = "2026-06"


@pytest.fixture
def client(browser: Browser) -> TestClient:
    return browser(Role.COORDINATOR)


def stands(house: House, number: int) -> dict[str, Delivery]:
    with house.store.reading() as session:
        return {one.id: one for one in published_of(session, DISTRICT, JUNE, number)}


def number(house: House) -> int:
    with house.store.reading() as session:
        return published_number(session, DISTRICT, JUNE)


def in_this_process(
    problem: Problem,
    plan: tuple[Delivery, ...],
    disruption: Disruption,
    options: Options,
    recorded: frozenset[DeliveryId],
    *,
    watch: Callable[[Looking], None],
    cancelled: Callable[[], bool],
) -> Repair:
    return repair(
        problem,
        plan,
        disruption,
        replace(options, seconds=3.0),
        recorded=recorded,
        watch=watch,
        cancelled=cancelled,
    )


def asked(house: House, client: TestClient, **fields: str) -> str:
    """Tell what happened and have the search done; the address of its page."""
    answer = post(client, f"/months/{JUNE}/repair", **fields)
    assert answer.status_code == 303, answer.text
    path: str = answer.headers["location"]
    assert "正在查找办法" in client.get(path).text
    find_repair(house.outbox, house.planning, DISTRICT, path.rpartition("/")[2], in_this_process)
    return path


def an_opera(house: House) -> Delivery:
    own = (one for one in stands(house, 1).values() if one.category == "performance" and one.day.day > 10)
    return min(own, key=lambda one: (one.day, one.id))


def test_an_absence_is_told_shown_done_and_taken_back(published_house: House, client: TestClient) -> None:
    one = an_opera(published_house)
    assert "主体不能到场" in client.get(f"/months/{JUNE}/repair").text
    path = asked(published_house, client, kind="absent", provider=one.provider_id, first=str(one.day))
    shown = text_of(client.get(path).text)
    assert "至少要改动 1 场已发布的（已证明）" in shown
    assert "照此办理并通知" in shown
    assert number(published_house) == 1
    with published_house.store.reading() as session:
        kept = kept_run(session, DISTRICT, path.rpartition("/")[2])
    assert kept.fingerprint == kept.problem.fingerprint() == kept.plan.problem
    done = post(client, path, proposal="1")
    assert done.headers["location"] == f"/months/{JUNE}?view=agenda&done=2"
    assert set(kept.plan.deliveries) == set(stands(published_house, 2).values())
    assert stands(published_house, 2)[one.id] != one
    late = post(client, path, proposal="1")
    assert (late.status_code, "不再适用" in late.text) == (409, True)

    undo = client.get(f"/months/{JUNE}/repair/undo").text
    repair_id = undo.split('name="repair" value="')[1].split('"')[0]
    assert post(client, f"/months/{JUNE}/repair/undo", repair=repair_id).status_code == 303
    assert stands(published_house, 3) == stands(published_house, 1)


def test_what_changes_no_delivery_is_noted_as_a_fact(published_house: House, client: TestClient) -> None:
    path = asked(published_house, client, kind="budget", yuan="900000")
    assert "没有场次要改动" in text_of(client.get(path).text)
    assert post(client, path, proposal="1").headers["location"] == f"/months/{JUNE}/repair?noted=1"
    with published_house.store.reading() as session:
        assert read_district(session, DISTRICT, JUNE).month_budget == 900_000
    assert number(published_house) == 1


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"kind": "absent", "provider": "", "first": "2026-06-12"}, "配送主体"),
        ({"kind": "closed", "venue": "bz-centre", "first": "soon"}, "soon"),
        ({"kind": "reopened", "venue": "bz-centre", "first": "2026-06-12"}, "本来就不停用"),
        ({"kind": "urgent", "area": "bz", "programme": "nothing"}, "nothing"),
        ({"kind": "quota", "area": "bz", "category": "film", "least": "3", "most": "2"}, "不大于上限"),
        ({"kind": "holiday", "was": "2026-06-16", "now": "2026-06-17"}, "不是法定节假日"),
        ({"kind": "absent", "provider": "tea", "first": "2026-05-10"}, "2026-05-10 已经过去"),
        ({"kind": "holiday", "was": "2026-06-19", "now": "2026-05-10"}, "2026-05-10 已经过去"),
        ({}, "发生了什么"),
    ],
)
def test_what_does_not_fit_is_shown_again_with_its_fault(
    published_house: House, client: TestClient, fields: dict[str, str], says: str
) -> None:
    answer = post(client, f"/months/{JUNE}/repair", **fields)
    assert (answer.status_code, says in answer.text) == (422, True)
    with published_house.store.reading() as session:
        assert session.scalars(sa.select(RepairSearchRow)).all() == []


def test_a_solver_that_fails_leaves_a_search_that_says_so(published_house: House, client: TestClient) -> None:
    def broken(*_: object, **__: object) -> Repair:
        raise RuntimeError("out of memory")

    closed = {"kind": "closed", "venue": an_opera(published_house).venue_id, "first": str(date(2026, 6, 12))}
    path = post(client, f"/months/{JUNE}/repair", **closed).headers["location"]
    with pytest.raises(RuntimeError, match="out of memory"):
        find_repair(
            published_house.outbox, published_house.planning, DISTRICT, path.rpartition("/")[2], broken
        )
    assert "查找没有完成" in client.get(path).text


def closed_and_asked(house: House, client: TestClient) -> str:
    """A closure is told; the address of its search, not done yet."""
    closed = {"kind": "closed", "venue": an_opera(house).venue_id, "first": str(date(2026, 6, 12))}
    return str(post(client, f"/months/{JUNE}/repair", **closed).headers["location"])


def look(house: House, path: str, looks: Callable[..., Repair] = in_this_process) -> None:
    find_repair(house.outbox, house.planning, DISTRICT, path.rpartition("/")[2], looks)


def test_a_search_tells_how_far_it_is_and_is_ended_by_a_person_with_what_it_has_found(
    published_house: House, browser: Browser
) -> None:
    client = browser(Role.COORDINATOR)
    path = closed_and_asked(published_house, client)
    seen: list[str] = []

    def stopped_on_the_way(
        *given: Any, watch: Callable[[Looking], None], cancelled: Callable[[], bool]
    ) -> Repair:
        found = in_this_process(*given, watch=watch, cancelled=cancelled)
        seen.append(text_of(client.get(path).text))
        assert not cancelled()
        assert post(browser(Role.VIEWER), f"{path}/stop").status_code == 403
        assert post(client, f"{path}/stop").headers["location"] == path
        seen.append(text_of(client.get(path).text))
        assert cancelled()
        return found

    look(published_house, path, stopped_on_the_way)
    assert re.search("找到（.+）：改动 \\d+ 场.+停止查找", seen[0])
    assert "正在停下" in seen[1]
    assert "停止查找" not in seen[1]
    page = client.get(path).text
    assert "照此办理并通知" in page
    assert "查找已按要求停止" in page
    assert post(client, "/repairs/nothing/stop").status_code == 404


@pytest.mark.parametrize(
    ("ending", "says", "leads_to"),
    [
        (Ending.INFEASIBLE, "都不能满足全部规则", ("repair?kind=quota", "repair?kind=budget")),
        (Ending.CANCELLED, "已停止，还没有找到办法", ()),
    ],
)
def test_a_search_without_a_way_leads_on(
    published_house: House, client: TestClient, ending: Ending, says: str, leads_to: tuple[str, ...]
) -> None:
    path = closed_and_asked(published_house, client)

    def nothing(problem: Problem, *_: Any, **__: Any) -> Repair:
        return Repair(ending, frozenset(), frozenset(), 0, (), problem)

    look(published_house, path, nothing)
    page = client.get(path).text
    assert says in page
    assert all(f'href="/months/{JUNE}/{each}"' in page for each in (*leads_to, "repair"))
    assert ("repair?kind=" in page) == bool(leads_to)


def test_a_search_that_is_stopped_before_it_begins_looks_for_nothing(
    published_house: House, client: TestClient
) -> None:
    path = closed_and_asked(published_house, client)
    assert post(client, f"{path}/stop").status_code == 303
    look(published_house, path, lambda *_, **__: pytest.fail("it was stopped before"))
    assert "还没开始就停下了" in client.get(path).text


def test_months_that_cannot_be_read_when_the_search_begins_are_told_by_name(
    published_house: House, client: TestClient
) -> None:
    path = closed_and_asked(published_house, client)
    search_id = path.rpartition("/")[2]
    with pytest.raises(AttributeError):
        find_repair(published_house.outbox, object(), DISTRICT, search_id)  # type: ignore[arg-type]
    with published_house.store.transaction() as session:
        row = session.get_one(RepairSearchRow, (DISTRICT, search_id))
        assert row.state == "failed"
        assert "AttributeError" in (row.failure or "")
        row.state, row.month = "queued", "2026-11"
    look(published_house, path)
    page = text_of(client.get(path).text)
    assert "2026-11 还没有发布" in page
    assert "查找没有完成" in page


def test_something_urgent_that_finds_no_way_in_is_told_why_and_what_would_do(
    published_house: House, client: TestClient
) -> None:
    path = asked(
        published_house,
        client,
        kind="urgent",
        area="bz",
        programme="tushu",
        day="2026-06-20",
        start="",
        venue="",
    )
    shown = text_of(client.get(path).text)
    assert "“图书报刊配送” 没有一处时间地点可排" in shown
    assert "照此办理并通知" not in shown
