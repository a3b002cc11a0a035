"""The demonstration's clock: moved forward by an administrator, and what is due happens."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import Response

from api.access.guard import Administrator
from api.access.visit import Visit
from api.clock import knock
from config.district_clock import move_clock
from config.refusal import Refusal

router = APIRouter()

MORNING = time(9)


@router.get("/clock")
def look(visit: Administrator, slots: int | None = None) -> Response:
    return _page(visit, slots=slots)


@router.post("/clock")
def move(visit: Administrator, to: Annotated[datetime, Form()]) -> Response:
    """Move it forward and have everything done that came due on the way."""
    house = visit.house
    moment = to if to.tzinfo else to.replace(tzinfo=house.clock.zone)
    try:
        with house.store.transaction() as session:
            move_clock(session, house.district_id, moment)
    except Refusal as refusal:
        return _page(visit, refusal=refusal)
    return visit.go(f"/clock?slots={knock(house.outbox, house.clock, house.district_id)}")


def _page(visit: Visit, *, slots: int | None = None, refusal: Refusal | None = None) -> Response:
    now = visit.now.astimezone(visit.house.clock.zone)
    morning = datetime.combine(now.date() + timedelta(days=1), MORNING, now.tzinfo)
    return visit.page(
        "clock.html",
        status=422 if refusal else 200,
        now=now,
        movable=visit.house.district.simulated_now is not None,
        leaps={"hour": now + timedelta(hours=1), "morning": morning, "week": morning + timedelta(days=6)},
        slots=slots,
        refusal=refusal,
    )
