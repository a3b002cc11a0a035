"""From the board: why an order is not served, settled by the solver; and what fits where there is room."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from api.access.roles import Role
from api.bootstrap import House
from config.bilingual import Bilingual
from scheduler.adapters.calendar_tables import DraftDeliveryRow, UnplacedRow
from scheduler.adapters.district_tables import AreaRow, OrderRow, ProgrammeRow
from scheduler.application.order_questions import explain_order
from scheduler.domain.delivery import Delivery
from scheduler.domain.terms import Category
from scheduler.solver.explaining_orders import forced_words
from scheduler.solver.forcing import force_order
from scheduler.solver.problem import Problem
from scheduler.solver.solution import Options
from tests.pages_district import DISTRICT, STARTS
from tests.pages_fixtures import Browser, post, text_of

JUNE = "2026-06"


@pytest.fixture
def client(browser: Browser) -> TestClient:
    return browser(Role.COORDINATOR)


def in_this_process(
    problem: Problem,
    plan: tuple[Delivery, ...],
    order_id: str,
    _: Options,
    cancelled: Callable[[], bool],
) -> tuple[Bilingual, ...]:
    starts = tuple(
        (one, () if one is Category.FILM else (STARTS[one],)) for one in Category
    )  # few, so that it is soon settled
    few = replace(problem, parameters=replace(problem.parameters, offered_starts=starts))
    forced = force_order(few, plan, order_id, Options.asked(1, 1, 1.0), cancelled=cancelled)
    return forced_words(problem, plan, forced)


def unserved(house: House) -> str:
    """An order that came after the month was planned, listed on the board as the planner lists what it could not serve."""
    with house.store.transaction() as session:
        row = session.scalars(sa.select(UnplacedRow).order_by(UnplacedRow.position)).first()
        programme = session.scalars(sa.select(ProgrammeRow.id).order_by(ProgrammeRow.id)).first()
        assert row is not None
        assert programme is not None
        row.order_id, row.programme_id = "O-late", programme
        session.add(
            OrderRow(
                district_id=DISTRICT,
                id="O-late",
                area_id=row.area_id,
                month=JUNE,
                programme_id=programme,
                rank=9,
                weekdays=[],
                permit_recorded=False,
                edited_at=house.clock.now(),
                edited_by="import",
            )
        )
    return "O-late"


def asked(client: TestClient, order_id: str) -> str:
    answer = post(client, f"/months/{JUNE}/orders/{order_id}/why")
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def settle(house: House, path: str) -> None:
    explain_order(house.outbox, house.planning, DISTRICT, path.rpartition("/")[2], in_this_process)


def test_an_order_not_served_is_settled_by_the_solver_from_the_board(
    house: House, client: TestClient
) -> None:
    order_id = unserved(house)
    assert f'action="/months/{JUNE}/orders/{order_id}/why"' in client.get(f"/months/{JUNE}").text
    path = asked(client, order_id)
    waiting = client.get(path).text
    assert "求解器正在试着" in waiting
    with house.store.reading() as session:
        order = session.get_one(OrderRow, (DISTRICT, order_id))
        ordered = session.get_one(ProgrammeRow, (DISTRICT, order.programme_id)).name
        area = session.get_one(AreaRow, (DISTRICT, order.area_id)).name
    assert f"{area} · {ordered}" in text_of(waiting)
    settle(house, path)
    said = text_of(client.get(path).text)
    assert "查清的结果" in said
    assert order_id in said
    assert re.search("排得上|排不上|可排|放宽", said)


def test_a_search_that_a_person_ends_tells_that_it_is_not_settled(house: House, client: TestClient) -> None:
    path = asked(client, unserved(house))
    assert post(client, f"{path}/stop").status_code == 303
    assert "正在停下" in client.get(path).text
    told: list[bool] = []

    def look(*given: object) -> tuple[Bilingual, ...]:
        told.append(given[-1]())  # type: ignore[operator]
        return (Bilingual("已停止，还没有查清。", "Stopped before it was settled."),)

    explain_order(house.outbox, house.planning, DISTRICT, path.rpartition("/")[2], look)
    assert told == [True]
    assert "已停止，还没有查清" in client.get(path).text


def test_a_search_that_breaks_down_and_an_order_that_is_not_there_are_told(
    house: House, client: TestClient
) -> None:
    path = asked(client, unserved(house))

    def breaks(*_: object) -> tuple[Bilingual, ...]:
        raise RuntimeError("it broke")

    with pytest.raises(RuntimeError):
        explain_order(house.outbox, house.planning, DISTRICT, path.rpartition("/")[2], breaks)
    page = client.get(path).text
    assert "没有查成" in page
    assert "RuntimeError" not in page
    refused = post(client, f"/months/{JUNE}/orders/nothing/why")
    assert (refused.status_code, "没有点单 nothing" in refused.text) == (422, True)
    assert client.get("/questions/nothing").status_code == 404


def test_an_answer_about_a_month_that_has_changed_no_longer_holds(house: House, client: TestClient) -> None:
    path = asked(client, unserved(house))
    explain_order(
        house.outbox,
        house.planning,
        DISTRICT,
        path.rpartition("/")[2],
        lambda *_: (Bilingual("答案", "answer"),),
    )
    assert "答案" in client.get(path).text
    with house.store.transaction() as session:
        session.execute(sa.update(OrderRow).values(rank=8))
    assert "不再作数" in client.get(path).text


def test_a_question_about_a_draft_that_was_discarded_ends_and_says_so(
    house: House, client: TestClient
) -> None:
    asked_before, answered = asked(client, unserved(house)), asked(client, "O-late")
    explain_order(
        house.outbox,
        house.planning,
        DISTRICT,
        answered.rpartition("/")[2],
        lambda *_: (Bilingual("答案", "answer"),),
    )
    with house.store.transaction() as session:
        session.execute(sa.delete(DraftDeliveryRow))
    settle(house, asked_before)
    for path in (asked_before, answered):
        page = client.get(path)
        assert (page.status_code, "不再作数" in page.text) == (200, True)


@pytest.mark.parametrize("place", ["area:bz", "venue:bz-centre", "provider:"])
def test_what_fits_an_area_a_venue_or_a_provider_is_listed_the_best_first(
    house: House, client: TestClient, place: str
) -> None:
    with house.store.reading() as session:
        if place == "provider:":
            delivery = client.get(f"/months/{JUNE}/fits").text
            place = str(re.findall(r'value="(provider:[^"]+)"', delivery)[0])
        assert session is not None
    page = client.get(f"/months/{JUNE}/fits", params={"place": place, "day": "2026-06-13"})
    assert page.status_code == 200
    said = text_of(page.text)
    assert "能排什么" in said
    assert f'value="{place}" selected' in page.text
    costs = [int(sign + points) for sign, points in _told(said)]
    assert costs == sorted(costs)


def _told(said: str) -> list[tuple[str, str]]:
    return [
        ("-" if less == "少" else "", points) for less, points in re.findall("全月(少|多) (\\d+) 分", said)
    ]


def test_a_day_outside_the_month_and_a_place_unknown_are_refused(client: TestClient) -> None:
    for asked_for in (
        {"place": "area:bz", "day": "2026-07-01"},
        {"place": "area:nowhere", "day": "2026-06-13"},
    ):
        refused = client.get(f"/months/{JUNE}/fits", params=asked_for)
        assert refused.status_code == 422
        assert "请选择" in refused.text


def test_a_menu_item_that_fits_goes_into_the_form_of_what_is_urgent(
    published_house: House, client: TestClient
) -> None:
    page = client.get(f"/months/{JUNE}/fits", params={"place": "area:bz", "day": "2026-06-13"}).text
    links = re.findall(rf'href="(/months/{JUNE}/repair\?kind=urgent[^"]+)"', page)
    assert published_house is not None
    assert links
    form = client.get(links[0].replace("&amp;", "&")).text
    assert 'name="day" value="2026-06-13"' in form
    assert re.search('<option value="bz" selected', form)
