"""How far the year has got, area by area: what was held and received, who came."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter
from fastapi.responses import Response

from api.access.guard import Reader
from scheduler.application.area_progress_view import area_progress
from scheduler.domain.measures import MEASURE_NAMES

router = APIRouter()


@router.get("/progress")
def progress(visit: Reader, until: date | None = None) -> Response:
    day = until or visit.today
    with visit.house.store.reading() as session:
        found = area_progress(session, visit.district_id, day)
    return visit.page("progress.html", found=found, until=day, measure_names=MEASURE_NAMES)
