"""The page of a planning run: what it says at each moment, how it is stopped, and what it left."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from api.access.roles import Role
from api.bootstrap import House
from scheduler.adapters.calendar_repository import as_values, draft_of
from scheduler.adapters.calendar_tables import PlanRunRow
from scheduler.application.kept_runs import keep_plan_of, keep_problem_of
from scheduler.domain.terms import Category
from scheduler.solver.solution import Options
from scheduler.solver.solve import solve
from tests.pages_district import DISTRICT
from tests.pages_fixtures import Browser, post, text_of
from tests.unit.solver.small_district import most, small_district, small_problem

FOUND = {"best": 80, "bound": 60, "gap": 0.25, "seconds": 4.0, "placed": 103}


@pytest.fixture
def client(browser: Browser) -> TestClient:
    return browser(Role.COORDINATOR)


def run_kept(house: House, **changes: Any) -> None:
    """A run of June, id `r`, standing as said."""
    standing: dict[str, Any] = {
        "district_id": DISTRICT,
        "id": "r",
        "month": "2026-06",
        "asked_by": "测试员",
        "asked_at": house.clock.now(),
        "state": "queued",
        "cancel_asked": False,
        "options": {"seconds": 60},
    }
    with house.store.transaction() as session:
        session.merge(PlanRunRow(**{**standing, **changes}))


def sentence(client: TestClient) -> str:
    found = re.search(r'data-live="sentence">([^<]+)<', client.get("/plans/r").text)
    assert found
    return found[1]


def test_a_plan_asked_for_is_followed_on_its_page(house: House, client: TestClient) -> None:
    run = post(client, "/months/2026-07/plan").headers["location"]
    assert "排期已提交，正在等待开始" in client.get(run).text
    second = post(client, "/months/2026-07/plan")
    assert (second.status_code, "正在排期" in second.text) == (422, True)
    assert post(client, f"{run}/cancel").status_code == 303
    assert "已要求停止" in client.get(run).text
    assert house.district_id == DISTRICT


def test_a_run_under_way_says_whether_it_has_found_anything_yet(house: House, client: TestClient) -> None:
    run_kept(house, state="running")
    assert sentence(client) == "正在核对规则、推算各项数量，还没有找到第一个可行的安排。"
    assert "采用目前最好的" not in client.get("/plans/r").text
    run_kept(house, state="running", **FOUND)
    assert sentence(client) == "正在寻找更好的安排。可以随时停下，已找到的最好安排会留作草稿。"
    assert "停止，采用目前最好的" in client.get("/plans/r").text


@pytest.mark.parametrize(
    ("figures", "said", "way"),
    [
        (FOUND, "已停止：留下了到那时为止最好的安排。", "看月历"),
        ({"placed": 0}, "已停止：停下时还没有找到任何安排。草稿没有改动。", "重新排期"),
    ],
)
def test_a_stopped_run_says_whether_it_left_anything(
    house: House, client: TestClient, figures: dict[str, Any], said: str, way: str
) -> None:
    run_kept(house, state="done", outcome="cancelled", cancel_asked=True, **figures)
    assert sentence(client) == said
    chief = re.findall(r'class="(?:button )?primary"[^>]*>([^<]+)<', client.get("/plans/r").text)
    assert chief == [way]


def test_who_stops_a_run_too_late_is_shown_how_it_ended(house: House, client: TestClient) -> None:
    run_kept(house, state="done", outcome="optimal", **FOUND)
    late = post(client, "/plans/r/cancel")
    assert late.status_code == 409
    assert "这次排期已经结束" in late.text
    assert "完成：已证明没有更好的安排（所列时段，先排点单）。" in late.text


def test_an_outdated_proposal_is_shown_beside_the_draft(house: House, client: TestClient) -> None:
    with house.store.reading() as session:
        first, second, *others = draft_of(session, DISTRICT, "2026-06")
    proposed = [as_values(each) for each in (second, *others)]
    proposed[0]["provider_id"] = "school-9"
    kept = [{**each, "day": f"{each['day']}", "start": f"{each['start']}"} for each in proposed]
    run_kept(house, state="outdated", outcome="optimal", proposal=kept, **FOUND)
    assert 'href="/plans/r/proposal"' in client.get("/plans/r").text
    page = text_of(client.get("/plans/r/proposal").text)
    assert "与现在的草稿相比：新增 0，改动 1，去掉 1。" in page
    assert "配送主体 区文化馆培训部六队 → 区文化馆培训部九队" in page
    assert first.id not in page
    with house.store.reading() as session:
        assert session.scalars(sa.select(PlanRunRow.state)).all() == ["outdated"]


def test_of_a_month_that_cannot_be_the_page_says_what_would_let_it_be(
    house: House, client: TestClient
) -> None:
    tight = replace(small_district(), allotments=(most("north", Category.FILM, 3, 3),), month_budget=1000)
    problem = small_problem(tight)
    solution = solve(problem, Options(workers=1, deterministic_seconds=8.0))
    run_kept(house, state="done", outcome="infeasible", **{**FOUND, "placed": 1})
    with house.store.transaction() as session:
        keep_problem_of(session, DISTRICT, "r", problem)
        keep_plan_of(session, DISTRICT, "r", problem, solution)
    page = text_of(client.get("/plans/r").text)
    assert "放宽 1 处（更少不行），就能达到全部下限和指定：2026-06 的预算加 2000 元。" in page
    run_kept(house, state="done", outcome="optimal", **FOUND)
    assert "就能达到全部下限" not in client.get("/plans/r").text
