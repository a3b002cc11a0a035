"""One area becomes part of another from a month on: asked, shown what passes, done, and listed."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import Response

from api.access.guard import Coordinator
from api.access.visit import Visit
from config.refusal import Refusal, refuse
from scheduler.adapters.district_repository import read_mergers
from scheduler.application.merging_areas import merge_areas, passing_words, preview_merger
from scheduler.application.names_view import read_names
from scheduler.domain.merging import Merger

router = APIRouter()


@router.get("/areas/merging")
def ask(visit: Coordinator, area: str = "", into: str = "", first: str = "") -> Response:
    """The form; with its three answers also what would pass, and the button that does it."""
    return _page(visit, area, into, first)


@router.post("/areas/merging")
def merge(
    visit: Coordinator,
    area: Annotated[str, Form()],
    into: Annotated[str, Form()],
    first: Annotated[str, Form()],
) -> Response:
    """Let the area be part of the other; refused as what was shown before it."""
    house = visit.house
    try:
        with house.outbox.transaction() as session:
            merger = _merger(area, into, first)
            merge_areas(session, house.clock, visit.district_id, merger, by=visit.by)
    except Refusal as refusal:
        return _page(visit, area, into, first, refusal)
    return visit.go("/areas/merging#done")


def _merger(area: str, into: str, first: str) -> Merger:
    try:
        return Merger(area, into, date.fromisoformat(first))
    except ValueError as error:
        raise refuse("first", "请选择日期。", "choose a day.") from error


def _page(visit: Visit, area: str, into: str, first: str, refusal: Refusal | None = None) -> Response:
    house = visit.house
    with house.store.reading() as session:
        names = read_names(session, visit.district_id)
        done = read_mergers(session, visit.district_id)
        passing = None
        if refusal is None and (area or into or first):
            try:
                merger = _merger(area, into, first)
                passing = preview_merger(session, house.clock, visit.district_id, merger)
            except Refusal as fault:
                refusal = fault
    gone = {one.area_id for one in done}
    return visit.page(
        "merging.html",
        status=200 if refusal is None else 422,
        areas={each: name for each, name in names.areas.items() if each not in gone},
        names=names,
        done=done,
        given={"area": area, "into": into, "first": first},
        passing=passing and passing_words(passing, names),
        refusal=refusal,
    )
