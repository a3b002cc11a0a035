"""An area officer's own page: the area's deliveries, quota and orders, and who came; nothing of other areas."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import Response
from pydantic import BaseModel

from api.access.guard import AreaOfficer
from api.access.visit import Visit
from config.bilingual import Bilingual
from config.refusal import Fault, Refusal
from scheduler.adapters.calendar_repository import published_number
from scheduler.application.area_view import area_page
from scheduler.application.attending import Came, report_attendance
from scheduler.application.ordering import Wish, place_order, take_order_back
from scheduler.domain.calendar import neighbour_month

router = APIRouter()

NO_NUMBER = Bilingual("请写整数。", "write a whole number.")


class OrderForm(BaseModel):
    """A wish for one programme; an empty venue or no weekday stands for any."""

    month: str
    programme: str = ""
    rank: int = 0
    weekdays: list[int] = []
    venue: str = ""


class AttendanceForm(BaseModel):
    """How many came to a delivery, and how many percent were satisfied if that was asked."""

    month: str
    delivery: str
    attendance: str = ""
    satisfied: str = ""


@router.get("/area")
def look(visit: AreaOfficer, month: str = "") -> Response:
    """The month asked for; else the present one, or the next where only that is published."""
    return _page(visit, month or _opened(visit))


def _opened(visit: Visit) -> str:
    now = f"{visit.today:%Y-%m}"
    later = neighbour_month(now, 1)
    with visit.house.store.reading() as session:
        published = [one for one in (now, later) if published_number(session, visit.district_id, one)]
    return published[0] if published else now


@router.post("/area/orders")
def order(visit: AreaOfficer, form: Annotated[OrderForm, Form()]) -> Response:
    wish = Wish(form.month, form.programme, form.rank, frozenset(form.weekdays), form.venue or None)
    try:
        with visit.house.outbox.transaction() as session:
            place_order(session, visit.house.clock, visit.district_id, _own(visit), wish, by=visit.by)
    except Refusal as refusal:
        return _page(visit, form.month, refusal)
    return visit.go(f"/area?month={form.month}&done=1#orders")


@router.post("/area/orders/back")
def take_back(visit: AreaOfficer, order: Annotated[str, Form()], month: Annotated[str, Form()]) -> Response:
    try:
        with visit.house.outbox.transaction() as session:
            take_order_back(session, visit.house.clock, visit.district_id, _own(visit), order, by=visit.by)
    except Refusal as refusal:
        return _page(visit, month, refusal)
    return visit.go(f"/area?month={month}&done=1#orders")


@router.post("/area/attendance")
def report(visit: AreaOfficer, form: Annotated[AttendanceForm, Form()]) -> Response:
    try:
        heads, satisfied = _whole(form.attendance), _whole(form.satisfied) if form.satisfied.strip() else None
        with visit.house.outbox.transaction() as session:
            report_attendance(
                session,
                visit.house.clock,
                visit.district_id,
                _own(visit),
                Came(form.delivery, heads, satisfied),
                by=visit.by,
            )
    except Refusal as refusal:
        return _page(visit, form.month, refusal)
    return visit.go(f"/area?month={form.month}&done=1#d-{form.delivery}")


def _own(visit: Visit) -> str:
    assert visit.person is not None, "the guard lets only area officers in"
    assert visit.person.area_id is not None, "an area officer has an area"
    return visit.person.area_id


def _whole(given: str) -> int:
    try:
        return int(given)
    except ValueError as error:
        raise Refusal(Fault("attendance", NO_NUMBER)) from error


def _page(visit: Visit, month: str, refusal: Refusal | None = None) -> Response:
    with visit.house.store.reading() as session:
        page = area_page(session, visit.house.clock, visit.district_id, _own(visit), month)
    return visit.page(
        "area.html",
        status=422 if refusal else 200,
        page=page,
        before=neighbour_month(month, -1),
        after=neighbour_month(month, 1),
        week=[visit.today + timedelta(days=number - visit.today.weekday()) for number in range(7)],
        done="done" in visit.request.query_params,
        refusal=refusal,
    )
