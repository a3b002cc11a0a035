"""What breaks a published month: told in a form, answered with proposals and their texts, done, taken back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from api.access.guard import ClosedDoor, Coordinator, Reader
from api.access.visit import Visit
from api.pages.disruptions import KINDS, decline_asked, disruption_of, happened_words
from api.pages.repair_shown import Parts, month_shown, texts_going_out
from config.bilingual import Bilingual
from config.refusal import Conflict, Refusal, refuse
from scheduler.adapters.district_repository import read_district
from scheduler.application.declined_courses import days_of
from scheduler.application.declined_events import decline_of, declined_beside, open_matters
from scheduler.application.declining_again import again_words, declined_before
from scheduler.application.found_repairs import RepairSearch, chosen_of, read_search
from scheduler.application.moved_away import moved_away_words
from scheduler.application.names_view import Names, read_names
from scheduler.application.open_air import films_in_the_open
from scheduler.application.publishing_view import told_differences
from scheduler.application.repairing import read_standing
from scheduler.application.repairing_months import act_on_repairs
from scheduler.application.searching_repair import ask_repair, stop_search
from scheduler.application.taking_back import preview_events, preview_taking_back, take_back
from scheduler.domain.calendar import month_days
from scheduler.domain.disruption import Declined, Disruption, VenueReopened
from scheduler.solver.telling_ways import looking_words

router = APIRouter()

NO_SUCH_SEARCH = Bilingual("没有这次补救查找。", "There is no such search for a repair.")


@router.get("/months/{month}/repair")
def choose(visit: Coordinator, month: str) -> Response:
    """The forms; what another page knows already comes filled in."""
    return _chooser(visit, month, dict(visit.request.query_params))


@router.post("/months/{month}/repair")
async def ask_form(visit: Coordinator, request: Request, month: str) -> Response:
    form = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    return ask(visit, month, form)


def ask(visit: Visit, month: str, form: dict[str, str]) -> Response:
    """Have repairs looked for; a form that does not fit is shown again with its fault."""
    house = visit.house
    try:
        with house.outbox.transaction() as session:
            disruption = _happened(session, visit, month, form)
            search_id = ask_repair(
                session, house.clock, house.planning, visit.district_id, month, disruption, by=visit.by
            )
    except Refusal as refusal:
        return _chooser(visit, month, form, refusal)
    return visit.go(f"/repairs/{search_id}")


def _happened(session: Session, visit: Visit, month: str, form: dict[str, str]) -> Disruption:
    """What the form says has happened; a decline is read from the answers."""
    if form.get("kind") != "declined":
        district = read_district(session, visit.district_id)
        return disruption_of(form.get("kind", ""), form, district, month)
    delivery_id, side = decline_asked(form)
    of_month, declined = decline_of(session, visit.house.clock, visit.district_id, delivery_id, side)
    if of_month != month:
        raise refuse(
            "decline",
            "{id} 在 {month}。请到那个月的页面处理。",
            "{id} stands in {month}. Deal with it on that month's page.",
            id=delivery_id,
            month=of_month,
        )
    return declined


@router.get("/repairs/{search_id}")
def look(visit: Reader, search_id: str, proposal: Annotated[tuple[int, ...], Query()] = ()) -> Response:
    """The ways found; `proposal` comes once for each month that the event reaches, in their order."""
    return _search(visit, search_id, proposal)


@router.post("/repairs/{search_id}")
def act(visit: Coordinator, search_id: str, proposal: Annotated[list[int], Form()]) -> Response:
    """Do what was shown in every month reached; a conflict if one of them or its facts changed meanwhile."""
    house = visit.house
    try:
        with house.outbox.transaction() as session:
            search = read_search(session, house.clock, house.planning, visit.district_id, search_id)
            if search is None:
                raise ClosedDoor(404, NO_SUCH_SEARCH)
            chosen = chosen_of(search, proposal)
            published = act_on_repairs(
                session, house.clock, house.planning, visit.district_id, chosen, by=visit.by
            )
    except Refusal as refusal:
        return _search(visit, search_id, proposal, refusal)
    done = next((one for one in zip(search.months, published, strict=True) if one[1]), None)
    if done is None or done[1] is None:
        return visit.go(f"/months/{search.month}/repair?noted=1")
    return visit.go(f"/months/{done[0]}?view=agenda&done={done[1].number}")


@router.post("/repairs/{search_id}/stop")
def stop(visit: Coordinator, search_id: str) -> Response:
    """End the search; the ways found by then are shown."""
    with visit.house.outbox.transaction() as session:
        if not stop_search(session, visit.district_id, search_id):
            raise ClosedDoor(404, NO_SUCH_SEARCH)
    return visit.go(f"/repairs/{search_id}")


@router.get("/months/{month}/repair/undo")
def look_before_taking_back(visit: Coordinator, month: str) -> Response:
    return _taking_back(visit, month)


@router.post("/months/{month}/repair/undo")
def take_back_form(visit: Coordinator, month: str, repair: Annotated[str, Form()]) -> Response:
    """Take back the repair that was shown; a conflict if another came since."""
    house = visit.house
    try:
        with house.outbox.transaction() as session:
            seen = preview_taking_back(session, house.clock, visit.district_id, month)
            if seen.repair_id != repair:
                return _taking_back(visit, month)
            back = take_back(session, house.clock, visit.district_id, seen, by=visit.by)
    except Refusal as refusal:
        return _chooser(visit, month, None, refusal)
    own = [one for part, one in zip(seen.months, back, strict=True) if part.month == month and one]
    return visit.go(f"/months/{month}?view=agenda&done={own[0].number}" if own else f"/months/{month}")


def _chooser(
    visit: Visit, month: str, form: dict[str, str] | None = None, refusal: Refusal | None = None
) -> Response:
    house = visit.house
    with house.store.reading() as session:
        standing = read_standing(session, house.clock, house.planning, visit.district_id, month)
        names = read_names(session, visit.district_id)
        declines = [
            (f"{one.told.delivery.id}/{one.side}", one, days_of(matter))
            for matter in open_matters(session, house.clock, visit.district_id, names)
            for one in matter[:1]
            if one.told.delivery.month == month and not one.turned_away
        ]
        films = films_in_the_open(session, house.clock, visit.district_id, month_days(month)[1], names)
        try:
            last = preview_taking_back(session, house.clock, visit.district_id, month)
        except Refusal:
            last = None
    given: defaultdict[str, str] = defaultdict(str, form or {})
    return visit.page(
        "repair.html",
        status=_status(refusal),
        month=month,
        standing=standing,
        names=names,
        kinds=KINDS if declines else tuple(kind for kind in KINDS if kind != "declined"),
        declines=declines,
        films=sorted({film.delivery.day for film in films if film.delivery.month == month}),
        given=given,
        last=last,
        noted="noted" in visit.request.query_params,
        refusal=refusal,
    )


def _search(visit: Visit, search_id: str, numbers: Sequence[int], refusal: Refusal | None = None) -> Response:
    house = visit.house
    with house.store.reading() as session:
        search = read_search(session, house.clock, house.planning, visit.district_id, search_id)
        if search is None:
            raise ClosedDoor(404, NO_SUCH_SEARCH)
        names = read_names(session, visit.district_id)
        firsts = [1 for _ in search.found]
        complete = bool(search.found) and all(one.preview.repair.proposals for one in search.found)
        picked = [*numbers, *firsts][: len(firsts)] if complete else firsts
        if complete:
            try:
                chosen_of(search, picked)
            except Refusal as fault:
                refusal, picked = refusal or fault, firsts
        shown = [
            month_shown(session, visit, one, place, picked, names) for place, one in enumerate(search.found)
        ]
        beside = _beside(session, visit, search, names)
    return visit.page(
        "repair_search.html",
        beside=beside,
        status=_status(refusal),
        search=search,
        what=happened_words(search.disruption, names),
        shown=shown,
        looking=[(month, looking, looking_words(looking)) for month, looking in search.looking],
        ready=complete,
        refusal=refusal,
    )


def _beside(session: Session, visit: Visit, search: RepairSearch, names: Names) -> tuple[Bilingual, ...]:
    """What a person should know beside the ways: who declined too, or what an ended closure had moved away."""
    match search.disruption:
        case Declined():
            return declined_beside(session, visit.house.clock, visit.district_id, search.disruption, names)
        case VenueReopened():
            return moved_away_words(session, visit.district_id, search.months, search.disruption, names)
        case _:
            return ()


def _taking_back(visit: Visit, month: str, refusal: Refusal | None = None) -> Response:
    house = visit.house
    with house.store.reading() as session:
        seen = preview_taking_back(session, house.clock, visit.district_id, month)
        names = read_names(session, visit.district_id)
        texts = [
            text
            for event in preview_events(session, visit.district_id, seen)
            for text in texts_going_out(session, visit, event, names)
        ]
        again = again_words(declined_before(session, visit.district_id, seen.changes), names)
        now = (one.before for one in seen.changes if one.before)
        then = (one.after for one in seen.changes if one.after)
        changes = told_differences(now, then, names)
    return visit.page(
        "repair_undo.html",
        status=_status(refusal),
        month=month,
        seen=seen,
        again=again,
        page=Parts(changes, names),
        texts=texts,
        refusal=refusal,
    )


def _status(refusal: Refusal | None) -> int:
    if refusal is None:
        return 200
    return 409 if isinstance(refusal, Conflict) else 422
