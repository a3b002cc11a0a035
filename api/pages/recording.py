"""What became of deliveries once their day has come: one click each, or the rest of a day as held."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, File, Form, UploadFile
from fastapi.responses import Response
from pydantic import BaseModel, BeforeValidator

from api.access.guard import Coordinator, Reader
from api.access.visit import Visit
from api.import_files import GivenFile, on_disk
from api.outcome_files import outcomes_in
from config.refusal import Conflict, Refusal, refuse
from scheduler.application.names_view import Names, read_names
from scheduler.application.recording import record, record_day
from scheduler.application.recording_view import DayOutcome, day_outcomes, days_unrecorded
from scheduler.domain.outcome import RECORDED_STATES, Became, RecordedState
from scheduler.domain.terms import TO_COME, Category, DeliveryState, VenueKind

router = APIRouter()

BY_NAME: dict[str, RecordedState] = {state.value: state for state in RECORDED_STATES}
MOST_DAYS = 7
"""How many days that wait are opened on one page; those after them follow as these are recorded."""


Counted = Annotated[int | None, BeforeValidator(lambda given: given or None)]
"""A number that a form may leave empty."""


class OutcomeForm(BaseModel):
    """What became of one delivery; `seen` is the state that the page showed, an empty field says nothing."""

    delivery: str
    day: date
    state: Literal["dispatched", "held", "rained_off", "no_show", "short_received", "planned"]
    seen: DeliveryState
    received: Counted = None
    received_titles: Counted = None
    attendance: Counted = None
    satisfied: Counted = None


@router.get("/held")
def look(visit: Reader, day: date | None = None) -> Response:
    """The days on which something is still to be recorded, or one day with all that was."""
    return _page(visit, day)


@router.post("/held/one")
def record_one(visit: Coordinator, form: Annotated[OutcomeForm, Form()]) -> Response:
    became = Became(
        form.delivery,
        BY_NAME[form.state],
        form.received,
        seen=form.seen,
        received_titles=form.received_titles,
        attendance=form.attendance,
        satisfied=form.satisfied,
    )
    try:
        with visit.house.outbox.transaction() as session:
            record(session, visit.house.clock, visit.district_id, [became], by=visit.by)
    except Refusal as refusal:
        return _page(visit, form.day, refusal)
    return visit.go(f"/held?day={form.day}#d-{form.delivery}")


@router.post("/held/day")
def record_rest_of_day(visit: Coordinator, day: Annotated[date, Form()]) -> Response:
    try:
        with visit.house.outbox.transaction() as session:
            record_day(session, visit.house.clock, visit.district_id, day, by=visit.by)
    except Refusal as refusal:
        return _page(visit, day, refusal)
    return visit.go(f"/held?day={day}")


@router.post("/held/file")
def record_file(visit: Coordinator, files: Annotated[list[UploadFile], File()]) -> Response:
    """Record what tables tell, all of it or nothing."""
    given = [GivenFile(file.filename or "", file.file.read()) for file in files if file.filename]
    try:
        if not given:
            raise refuse(
                "file", "请选择一张结果表（XLSX 或 CSV）。", "choose a table of outcomes (XLSX or CSV)."
            )
        with on_disk(given) as paths:
            told = [became for path in paths for became in outcomes_in(path)]
        with visit.house.outbox.transaction() as session:
            changes = record(session, visit.house.clock, visit.district_id, told, by=visit.by)
    except Refusal as refusal:
        return _page(visit, None, refusal)
    return visit.go(f"/held?recorded={len({change.delivery_id for change in changes})}")


def _page(visit: Visit, day: date | None, refusal: Refusal | None = None) -> Response:
    with visit.house.store.reading() as session:
        names = read_names(session, visit.district_id)
        waiting = days_unrecorded(session, visit.house.clock, visit.district_id)
        shown = [day] if day else list(waiting)[:MOST_DAYS]
        days = {
            each: day_outcomes(session, visit.house.clock, visit.district_id, each, names) for each in shown
        }
    return visit.page(
        "recording.html",
        status=200 if refusal is None else 409 if isinstance(refusal, Conflict) else 422,
        only=day,
        days=days,
        waiting=waiting,
        later=sum(count for each, count in waiting.items() if each not in days),
        offered=lambda outcome: offered_states(outcome, names),
        is_ended=_is_ended,
        recorded=visit.request.query_params.get("recorded", ""),
        refusal=refusal,
    )


def offered_states(outcome: DayOutcome, names: Names) -> tuple[DeliveryState, ...]:
    """The states that can be recorded of it now, besides the one it has."""
    delivery = outcome.told.delivery
    venue = names.venues.get(delivery.venue_id)
    books = delivery.category is Category.BOOKS
    outside = delivery.category is Category.FILM or (venue is not None and venue.kind == VenueKind.OPEN_AIR)
    fits = {
        DeliveryState.DISPATCHED: books and outcome.state is DeliveryState.PLANNED and outcome.today,
        DeliveryState.HELD: outcome.begun,
        DeliveryState.SHORT_RECEIVED: books and outcome.begun and bool(delivery.volumes or delivery.titles),
        DeliveryState.RAINED_OFF: outside and outcome.begun,
        DeliveryState.NO_SHOW: outcome.begun,
        DeliveryState.PLANNED: True,
    }
    corrected = outcome.state is DeliveryState.HELD and not books
    return tuple(
        state
        for state, fit in fits.items()
        if fit and (state is not outcome.state or (corrected and state is DeliveryState.HELD))
    )


def _is_ended(outcome: DayOutcome) -> bool:
    """Whether what is recorded of it would only be corrected."""
    return outcome.state not in TO_COME
