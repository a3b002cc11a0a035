"""An area officer sees and does what is the own area's, and nothing else."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from api.access.roles import Role
from api.access.signing_in import Person
from api.app import sign_in_address
from api.bootstrap import House
from config.clock import FixedClock
from config.refusal import Refusal
from config.work_log import EventRow
from scheduler.adapters.calendar_repository import published_of
from scheduler.adapters.calendar_tables import DeliveryLifeRow
from scheduler.adapters.district_tables import OrderRow
from scheduler.application.attending import Came, report_attendance
from scheduler.domain.delivery import Delivery
from tests.pages_district import DISTRICT
from tests.pages_fixtures import Browser, post, text_of

JUNE, JULY = "2026-06", "2026-07"
ZONE = ZoneInfo("Asia/Shanghai")
JULY_FIRST = FixedClock(datetime(2026, 7, 1, 9, tzinfo=ZONE), ZONE)


@pytest.fixture
def officer(browser: Browser) -> TestClient:
    return browser(Role.AREA_OFFICER)


def june(house: House, *, own: bool) -> list[Delivery]:
    with house.store.reading() as session:
        return [one for one in published_of(session, DISTRICT, JUNE) if (one.area_id == "bz") == own]


def orders(house: House) -> list[OrderRow]:
    with house.store.reading() as session:
        return list(session.scalars(sa.select(OrderRow)))


def last_event(house: House) -> str:
    with house.store.reading() as session:
        [*_, last] = session.scalars(sa.select(EventRow.kind).order_by(EventRow.id))
        return str(last)


def test_an_officer_sees_the_own_areas_month_and_no_other(
    published_house: House, officer: TestClient
) -> None:
    page = officer.get(f"/area?month={JUNE}").text
    shown = text_of(page)
    assert "北站街道 2026年6月" in shown
    assert all(f'id="d-{one.id}"' in page for one in june(published_house, own=True))
    assert not any(f'id="d-{one.id}"' in page for one in june(published_house, own=False))
    # it is May, nothing of May is published here: what is to come is shown first
    assert "北站街道 2026年6月" in text_of(officer.get("/area").text)
    assert [officer.get(path).status_code for path in ("/", "/months/2026-06", "/messages")] == [403] * 3


def test_signing_in_leads_an_officer_to_the_own_page(house: House, browser: Browser) -> None:
    client = browser(None)
    link = sign_in_address(house, Person("李", Role.AREA_OFFICER, "bz")).split("link=")[1]
    page = client.get(f"/sign-in?link={link}").text
    token = page.split('name="form_token" value="')[1].split('"')[0]
    answer = client.post("/sign-in", data={"link": link, "form_token": token})
    assert answer.headers["location"] == "/area"
    with pytest.raises(Refusal, match="needs an area"):
        sign_in_address(house, Person("李", Role.AREA_OFFICER))


def test_an_order_is_placed_for_an_open_month_and_taken_back(
    published_house: House, officer: TestClient
) -> None:
    programme = june(published_house, own=True)[0].programme_id
    wish = {"month": JULY, "programme": programme, "rank": "1"}
    assert post(officer, "/area/orders", **wish, weekdays="6").status_code == 303
    (row,) = orders(published_house)
    assert (row.area_id, row.month, row.programme_id, row.rank, row.weekdays) == (
        "bz",
        JULY,
        programme,
        1,
        [6],
    )
    assert last_event(published_house) == "OrderPlaced"
    again = post(officer, "/area/orders", **wish)
    assert (again.status_code, "第 1 位已经有点单" in again.text) == (422, True)
    closed = post(officer, "/area/orders", **{**wish, "month": JUNE, "rank": "2"})
    assert (closed.status_code, "不能再点单" in closed.text) == (422, True)
    assert post(officer, "/area/orders/back", month=JULY, order=row.id).status_code == 303
    assert (orders(published_house), last_event(published_house)) == ([], "OrderTakenBack")


def test_another_areas_order_and_venue_are_not_to_be_had(published_house: House, officer: TestClient) -> None:
    other = june(published_house, own=False)[0]
    wish = {"month": JULY, "programme": other.programme_id, "rank": "1", "venue": other.venue_id}
    assert "请选本街道的场地" in post(officer, "/area/orders", **wish).text
    with published_house.store.transaction() as session:
        session.add(
            OrderRow(
                district_id=DISTRICT,
                id="theirs",
                area_id=other.area_id,
                month=JULY,
                programme_id=other.programme_id,
                rank=1,
                weekdays=[],
                permit_recorded=False,
                edited_at=published_house.clock.now(),
                edited_by="import",
            )
        )
    assert post(officer, "/area/orders/back", month=JULY, order="theirs").status_code == 422
    assert [row.id for row in orders(published_house)] == ["theirs"]


def test_attendance_is_reported_of_the_own_deliveries_that_have_begun(
    published_house: House, officer: TestClient
) -> None:
    own, other = june(published_house, own=True)[0], june(published_house, own=False)[0]
    early = post(officer, "/area/attendance", month=JUNE, delivery=own.id, attendance="80")
    assert (early.status_code, "还没有开始" in early.text) == (422, True)
    with published_house.outbox.transaction() as session:
        report_attendance(session, JULY_FIRST, DISTRICT, "bz", Came(own.id, 80, 95), by="李")
    with published_house.store.reading() as session:
        life = session.get_one(DeliveryLifeRow, (DISTRICT, own.id))
    assert (life.attendance, life.satisfied) == (80, 95)
    assert "到场 80 人 · 满意率 95%" in text_of(officer.get(f"/area?month={JUNE}").text)
    for delivery, heads, satisfied in ((other.id, 80, None), (own.id, -1, None), (own.id, 80, 101)):
        with (
            published_house.outbox.transaction() as session,
            pytest.raises(Refusal),
        ):
            report_attendance(session, JULY_FIRST, DISTRICT, "bz", Came(delivery, heads, satisfied), by="李")
    assert (
        post(officer, "/area/attendance", month=JUNE, delivery=own.id, attendance="many").status_code == 422
    )
