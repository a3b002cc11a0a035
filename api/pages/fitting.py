"""What fits where there is room: an area, a venue or a provider on a day of a planned month."""

from __future__ import annotations

from datetime import date, time

from fastapi import APIRouter
from fastapi.responses import Response

from api.access.guard import Reader
from api.access.visit import Visit
from api.pages.explaining import read_field
from config.refusal import Refusal, refuse
from scheduler.application.explaining import PlannedMonth, planned_month
from scheduler.application.names_view import Names, read_names
from scheduler.solver.explaining import points_words
from scheduler.solver.fitting import Cell, fits

router = APIRouter()
MOST_FITS = 12


@router.get("/months/{month}/fits")
def show(visit: Reader, month: str, place: str = "", day: str = "", since: str = "") -> Response:
    """The question's form, and below it the answer where a place and a day are asked about."""
    with visit.house.store.reading() as session:
        house = visit.house
        planned = planned_month(session, house.clock, house.planning, visit.district_id, month)
        names = read_names(session, visit.district_id)
    asked = {"place": place, "day": day, "since": since}
    if not place and not day:
        return _page(visit, month, planned, names, asked)
    try:
        cell = _cell(planned, names, place, day, since)
    except Refusal as refusal:
        return _page(visit, month, planned, names, asked, refusal=refusal)
    return _page(visit, month, planned, names, asked, cell=cell)


def _cell(planned: PlannedMonth, names: Names, place: str, day: str, since: str) -> Cell:
    kind, _, identity = place.partition(":")
    known = {"area": {*names.areas}, "venue": {*names.venues}, "provider": {*names.providers}}
    if identity not in known.get(kind, set()):
        raise refuse("place", "请选择一个街镇、场地或主体。", "choose an area, a venue or a provider.")
    on = read_field(day, "day", date.fromisoformat)
    days = planned.problem.days
    if on not in days:
        raise refuse(
            "day",
            "请选择 {first} 到 {last} 之间的一天。",
            "choose a day from {first} to {last}.",
            first=days[0],
            last=days[-1],
        )
    from_ = read_field(since, "since", time.fromisoformat) or time.min
    return Cell(on, since=from_.replace(second=0, microsecond=0, tzinfo=None), **{f"{kind}_id": identity})


def _page(
    visit: Visit,
    month: str,
    planned: PlannedMonth,
    names: Names,
    asked: dict[str, str],
    *,
    cell: Cell | None = None,
    refusal: Refusal | None = None,
) -> Response:
    found = fits(planned.problem, planned.deliveries, cell) if cell is not None else ()
    return visit.page(
        "fits.html",
        status=200 if refusal is None else 422,
        month=month,
        days=planned.problem.days,
        names=names,
        asked=asked,
        cell=cell,
        found=[(one, points_words(one.cost)) for one in found[:MOST_FITS]],
        more=max(0, len(found) - MOST_FITS),
        refusal=refusal,
    )
