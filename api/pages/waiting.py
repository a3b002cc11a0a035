"""Who waits for what a month could not give, in the order in which a place that falls free is offered."""

from __future__ import annotations

from itertools import groupby

from fastapi import APIRouter
from fastapi.responses import Response

from api.access.guard import Reader
from scheduler.application.names_view import read_names
from scheduler.application.waiting import WAITING_RULE, waiting_orders

router = APIRouter()


@router.get("/months/{month}/waiting")
def show(visit: Reader, month: str) -> Response:
    """The list by category, with the rule in a sentence; refused before the month is planned."""
    house = visit.house
    with house.store.reading() as session:
        found = waiting_orders(session, house.clock, visit.district_id, month)
        names = read_names(session, visit.district_id)
    by_category = [(category, list(own)) for category, own in groupby(found, lambda one: one.order.category)]
    return visit.page(
        "waiting.html", month=month, by_category=by_category, count=len(found), rule=WAITING_RULE, names=names
    )
