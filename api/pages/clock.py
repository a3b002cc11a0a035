"""The demonstration's clock: moved forward by an administrator, and what is due happens."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form
from fastapi.responses import Response

from api.access.guard import Administrator
from api.access.visit import Visit
from api.leaping import ask_leap, leap_under_way
from config.refusal import Refusal

router = APIRouter()

MORNING = time(9)


@router.get("/clock")
def look(visit: Administrator, to: datetime | None = None) -> Response:
    return _page(visit, asked=to)


@router.post("/clock")
def move(visit: Administrator, to: Annotated[datetime, Form()]) -> Response:
    """Have it walk to a later moment; everything that comes due on the way is done at its time."""
    house = visit.house
    moment = to if to.tzinfo else to.replace(tzinfo=house.clock.zone)
    try:
        with house.outbox.transaction() as session:
            ask_leap(session, house, moment)
    except Refusal as refusal:
        return _page(visit, refusal=refusal)
    return visit.go("/clock?" + urlencode({"to": moment.isoformat()}))


def _page(visit: Visit, *, asked: datetime | None = None, refusal: Refusal | None = None) -> Response:
    house = visit.house
    with house.store.reading() as session:
        walking_to = leap_under_way(session, house.district_id)
    now = visit.now.astimezone(house.clock.zone)
    morning = datetime.combine(now.date() + timedelta(days=1), MORNING, now.tzinfo)
    return visit.page(
        "clock.html",
        status=422 if refusal else 200,
        now=now,
        movable=visit.house.district.simulated_now is not None,
        leaps={"hour": now + timedelta(hours=1), "morning": morning, "week": morning + timedelta(days=6)},
        asked=asked and (asked if asked.tzinfo else asked.replace(tzinfo=now.tzinfo)),
        walking_to=walking_to and walking_to.astimezone(now.tzinfo),
        refusal=refusal,
    )
