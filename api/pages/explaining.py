"""Why a delivery stands where it does, and where else it could go."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from typing import TypeVar

from fastapi import APIRouter
from fastapi.responses import Response

from api.access.guard import ClosedDoor, Reader
from api.pages.deliveries import NO_SUCH_DELIVERY
from config.refusal import refuse
from scheduler.application.delivery_view import delivery_page
from scheduler.application.explaining import explained_delivery, planned_month
from scheduler.domain.terms import SLOT_MINUTES
from scheduler.solver.placing import Asked

router = APIRouter()
MOST_PLACES = 20
T = TypeVar("T")


@router.get("/deliveries/{delivery_id}/places")
def show(
    visit: Reader,
    delivery_id: str,
    day: str = "",
    start: str = "",
    venue_id: str | None = None,
    provider_id: str | None = None,
) -> Response:
    """The places asked about: an empty field stands for any; at first its own venue and provider are asked about."""
    with visit.house.store.reading() as session:
        page = delivery_page(session, visit.district_id, delivery_id)
        if page is None or page.draft is None:
            raise ClosedDoor(404, NO_SUCH_DELIVERY)
        now = page.delivery
        asked = Asked(
            venue_id=(now.venue_id if venue_id is None else venue_id) or None,
            provider_id=(now.provider_id if provider_id is None else provider_id) or None,
            day=read_field(day, "day", date.fromisoformat),
            start=_on_the_grid(read_field(start, "start", time.fromisoformat)),
        )
        house = visit.house
        planned = planned_month(
            session, house.clock, house.planning, visit.district_id, page.month, release=(delivery_id,)
        )
    told = explained_delivery(planned, delivery_id, asked, MOST_PLACES)
    return visit.page("delivery_places.html", page=page, asked=asked, told=told)


def read_field(given: str, place: str, parse: Callable[[str], T]) -> T | None:
    """A field of a question as its type, None if it was left empty; refused if it cannot be read."""
    try:
        return parse(given) if given else None
    except ValueError as error:
        raise refuse(
            place,
            "“{given}”读不懂。日期写成 2026-06-13，时间写成 19:30。",
            "“{given}” cannot be read. Write a day like 2026-06-13, a time like 19:30.",
            given=given,
        ) from error


def _on_the_grid(start: time | None) -> time | None:
    if start is not None and (start.minute % SLOT_MINUTES or start.second):
        raise refuse(
            "start",
            "开始时间须在 15 分钟的格点上，如 19:30。",
            "a start lies on the grid of 15 minutes, like 19:30.",
        )
    return start
