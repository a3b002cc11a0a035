"""How far the year has got, area by area: what was held and received, who came."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BaseModel

from api.access.guard import Reader
from api.pages.choosing import EMPTY_IS_NONE
from scheduler.application.area_progress_view import area_progress, months_unallotted
from scheduler.domain.measures import MEASURE_NAMES

router = APIRouter()


class ProgressChoice(BaseModel, extra="forbid"):
    """Until when the year is shown; any other word in the address is a slip, and refused."""

    until: Annotated[date | None, EMPTY_IS_NONE] = None
    lang: str = ""


@router.get("/progress")
def progress(visit: Reader, choice: Annotated[ProgressChoice, Query()]) -> Response:
    day = choice.until or visit.today
    with visit.house.store.reading() as session:
        found = area_progress(session, visit.district_id, day)
        unallotted = months_unallotted(session, visit.district_id, day)
    return visit.page(
        "progress.html", found=found, until=day, measure_names=MEASURE_NAMES, unallotted=unallotted
    )
