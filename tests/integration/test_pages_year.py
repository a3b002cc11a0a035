"""The page of the year's plan: asked for with what is supposed, stopped, set beside the facts, written as allotment."""

from __future__ import annotations

import re
from datetime import date, time

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from api.access.roles import Role
from api.bootstrap import House
from api.cli.year_report import year_report
from api.cli.yearly import caps_of
from scheduler.adapters.district_tables import AllotmentRow, CourseRow
from scheduler.adapters.year_tables import YearRunRow
from scheduler.application.year_planning import problem_of
from scheduler.domain.district import Allotment
from scheduler.domain.terms import Category
from scheduler.solver.year.problem import Goal
from scheduler.solver.year.supposing import ProviderGone, said, supposing
from tests.conftest import MORNING
from tests.integration.test_year_planning import PROMISED, planned
from tests.pages_district import DISTRICT
from tests.pages_fixtures import Browser, post, text_of
from tests.unit.solver.small_district import area, venue
from tests.unit.solver.year.small_year import small_year


@pytest.fixture
def client(browser: Browser) -> TestClient:
    return browser(Role.COORDINATOR)


def test_a_supposed_year_is_asked_for_followed_and_stopped(
    published_house: House, client: TestClient
) -> None:
    assert "还没有排过全年计划" in client.get("/year/2026").text
    area, other = ("bz", "bsl")
    asked = post(
        client,
        "/year/2026",
        seconds="60",
        budget="400000",
        goal_area=area,
        goal_category="film",
        goal_least="8",
        merged=other,
        merged_into=area,
    )
    with published_house.store.reading() as session:
        (run,) = session.scalars(sa.select(YearRunRow))
        problem = problem_of(run)
    assert asked.headers["location"] == f"/year/2026?run={run.id}"
    assert (problem.budget, run.options["seconds"]) == (400_000, 60.0)
    assert other not in {one.id for one in problem.district.areas}
    shown = text_of(client.get(asked.headers["location"]).text)
    assert "假如预算 400000 元" in shown
    assert "正在等待开始" in shown
    again = post(client, "/year/2026", seconds="60")
    assert (again.status_code, "正在排" in again.text) == (422, True)
    assert post(client, "/year/2026/cancel").status_code == 303
    assert "已要求停止" in client.get("/year/2026").text
    assert post(client, "/year/2025/cancel").status_code == 422


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"without": "nobody"}, "没有“nobody”"),
        ({"closed": "nowhere"}, "没有“nowhere”"),
        ({"budget": "-5"}, "应为 0 或以上的整数"),
        ({"goal_area": "bz", "goal_category": "film"}, "要么全填"),
        ({"merged": "bz"}, "要么全填"),
        ({"merged": "bz", "merged_into": "bz"}, "不能并入自己"),
    ],
)
def test_what_cannot_be_supposed_is_refused_and_nothing_is_run(
    published_house: House, client: TestClient, fields: dict[str, str], says: str
) -> None:
    answer = post(client, "/year/2026", **fields)
    assert (answer.status_code, says in text_of(answer.text)) == (422, True)
    with published_house.store.reading() as session:
        assert session.scalars(sa.select(YearRunRow)).all() == []


def test_a_what_if_stands_beside_the_plan_and_only_the_plan_is_written(
    published_house: House, client: TestClient
) -> None:
    house = published_house
    gone = ProviderGone("troupe")
    base = planned(house, PROMISED)
    other = planned(house, supposing(PROMISED, gone), (said(PROMISED, gone),))
    shown = text_of(client.get(f"/year/2026?run={other.run.id}").text)
    assert "假如Troupe退出" in shown
    assert "要让步的" in shown
    assert "写入各月配额" not in shown
    refused = post(client, "/year/2026/apply", run=other.run.id)
    assert (refused.status_code, "这是“假如”的安排" in refused.text) == (422, True)
    assert client.get("/year/2026?run=none").status_code == 404

    shown = client.get(f"/year/2026?run={base.run.id}").text
    assert re.search(r"north\s+1\s+1\s+2\s+2", text_of(shown))
    assert "已证明没有更好的全年安排" in shown
    done = post(client, "/year/2026/apply", run=base.run.id)
    assert done.headers["location"].startswith(f"/year/2026?run={base.run.id}&applied=")
    assert "已写入各月配额" in client.get(done.headers["location"]).text
    with house.store.reading() as session:
        assert session.get_one(AllotmentRow, (DISTRICT, "north/performance/2026-07")).least == 1


def test_caps_below_running_courses_are_told_beside_the_deed_and_after_it(
    published_house: House, client: TestClient
) -> None:
    """Three running courses give the area twelve trainings in July, more than the plan's number with its room."""
    house = published_house
    with house.outbox.transaction() as session:
        session.add_all(_running(f"c-july-{day}", date(2026, 7, day)) for day in (1, 2, 3))
    course = Goal("bz", Category.TRAINING, "deliveries", 6)
    facts = {"areas": (area("bz"),), "venues": (venue("hall", "bz"),), "allotments": ()}
    allotments = tuple(Allotment("bz", Category.TRAINING, month, 0, 9) for month in ("2026-07", "2026-08"))
    told = planned(
        house,
        small_year(("2026-07", "2026-08"), goals=(course,), district={**facts, "allotments": allotments}),
    )
    assert told.writable
    says = re.compile("北站街道 2026-07 培训：上限 \\d 场，少于已定的 12 场")
    assert says.search(text_of(client.get(f"/year/2026?run={told.run.id}").text))
    ((said_there, *_), shown) = caps_of(house, told), year_report(told, *caps_of(house, told))
    assert says.match(said_there.zh)
    assert said_there in shown.sentences
    done = post(client, "/year/2026/apply", run=told.run.id)
    assert says.search(text_of(client.get(done.headers["location"]).text))
    with house.outbox.transaction() as session:
        session.execute(sa.delete(CourseRow).where(CourseRow.id.like("c-july-%")))
    assert not says.search(text_of(client.get(f"/year/2026?run={told.run.id}").text))
    assert caps_of(house, told) == ()


def _running(course_id: str, first: date) -> CourseRow:
    return CourseRow(
        district_id=DISTRICT,
        id=course_id,
        area_id="bz",
        programme_id="shufa",
        provider_id="school-1",
        venue_id="bz-centre",
        first_day=first,
        start=time(9, 30),
        sessions=4,
        held=0,
        edited_at=MORNING,
        edited_by="import",
    )


def test_who_may_only_look_cannot_plan_the_year(browser: Browser) -> None:
    viewer = browser(Role.VIEWER)
    assert 'action="/year/2026"' not in viewer.get("/year/2026").text
    assert post(viewer, "/year/2026", seconds="60").status_code == 403
