"""The start page: what needs a person next, each row with its way on."""

from __future__ import annotations

from datetime import timedelta

from fastapi import APIRouter
from fastapi.responses import Response

from api.access.guard import Reader
from api.pages.market_steps import next_deadlines
from api.pages.next_step import does_calendar, keeps_register
from api.pages.next_steps import next_steps
from scheduler.application.names_view import read_names
from scheduler.application.progress_view import year_progress
from scheduler.application.start_view import coming_deliveries

router = APIRouter()

DAYS_AHEAD = 7
MOST_COMING = 8


@router.get("/")
def start(visit: Reader) -> Response:
    today = visit.today
    with visit.house.store.reading() as session:
        names = read_names(session, visit.district_id)
        found = coming_deliveries(
            session, visit.district_id, today, today + timedelta(days=DAYS_AHEAD - 1), names
        )
        return visit.page(
            "start.html",
            steps=next_steps(session, visit, names),
            of_calendar=does_calendar(visit),
            deadlines=next_deadlines(session, visit) if keeps_register(visit) else None,
            coming=[each for each in found if each.delivery.ends_at(visit.house.clock.zone) > visit.now],
            days_ahead=DAYS_AHEAD,
            most_coming=MOST_COMING,
            progress=year_progress(session, visit.district_id, today),
        )
