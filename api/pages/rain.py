"""Rain on a day of films: each film with its ways on and the exact texts, then one confirmation."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response
from starlette.datastructures import FormData, QueryParams

from api.access.guard import Coordinator, Reader
from api.access.visit import Visit
from api.pages.texts import texts_of
from config.refusal import Refusal
from notifications.application.announcing import preview_announcement
from scheduler.application.names_view import read_names, told
from scheduler.application.raining import RAIN_DEEDS, RainDeed, act_on_rain, preview_deeds, preview_rain

router = APIRouter()

CHOICE = "deed:"


@router.get("/rain/{day}")
def look(visit: Reader, day: date) -> Response:
    return _page(visit, day, _deeds(visit.request.query_params))


@router.post("/rain/{day}")
async def act_form(
    visit: Coordinator, request: Request, day: date, number: Annotated[int, Form()]
) -> Response:
    return act(visit, day, number, _deeds(await request.form()))


def act(visit: Visit, day: date, number: int, deeds: dict[str, RainDeed]) -> Response:
    """Do what was shown, published alone; a conflict if the month was published anew meanwhile."""
    try:
        with visit.house.outbox.transaction() as session:
            done = act_on_rain(
                session,
                visit.house.clock,
                visit.house.planning,
                visit.district_id,
                day,
                deeds,
                seen_number=number,
                by=visit.by,
            )
    except Refusal as refusal:
        return _page(visit, day, deeds, refusal)
    if done is None:
        return visit.go(f"/rain/{day}?stays=1")
    return visit.go(f"/months/{day:%Y-%m}?view=agenda&done={done.number}")


def _page(visit: Visit, day: date, chosen: dict[str, RainDeed], refusal: Refusal | None = None) -> Response:
    house = visit.house
    with house.store.reading() as session:
        names = read_names(session, visit.district_id)
        preview = preview_rain(session, house.clock, house.planning, visit.district_id, day)
        if preview.sheltered:
            return visit.page(
                "rain_settled.html",
                status=422 if refusal else 200,
                preview=preview,
                settled=preview.sheltered_words(names),
                refusal=refusal,
                names=names,
            )
        deeds = preview.proposal()
        deeds |= {film: deed for film, deed in chosen.items() if film in deeds and refusal is None}
        event = preview_deeds(session, visit.district_id, preview, deeds)
        announcement = preview_announcement(
            session, house.sending_desk(session), preview.month, event.number, event.changes
        )
    return visit.page(
        "rain.html",
        status=422 if refusal else 200,
        preview=preview,
        told=[
            (rained, told(rained.film, names), [(way, told(way.after, names)) for way in rained.ways])
            for rained in preview.films
        ],
        deeds=deeds,
        texts=texts_of(announcement.drafts, names),
        refusal=refusal,
        stays="stays" in visit.request.query_params,
    )


def _deeds(given: QueryParams | FormData) -> dict[str, RainDeed]:
    """The way chosen for each film, from `deed:<id>` fields."""
    by_name: dict[str, RainDeed] = {deed: deed for deed in RAIN_DEEDS}
    return {
        name.removeprefix(CHOICE): by_name[value]
        for name, value in given.items()
        if name.startswith(CHOICE) and isinstance(value, str) and value in by_name
    }
