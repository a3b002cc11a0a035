"""One delivery: what stands, what both sides say, what happened, and moving it by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form
from fastapi.responses import Response
from pydantic import BaseModel
from sqlalchemy.orm import Session

from api.access.guard import ClosedDoor, Coordinator, Reader
from api.access.visit import Visit
from api.pages.disruptions import repair_form
from api.pages.recording import offered_states
from config.bilingual import Bilingual
from config.refusal import Conflict, Refusal
from notifications.application.views import message_log
from scheduler.application.answering import settle_decline
from scheduler.application.declined_courses import days_of, matters_of, settle_matter
from scheduler.application.delivery_view import DeliveryPage, delivery_page
from scheduler.application.moving import Move, move, preview_move
from scheduler.application.pinning import pin
from scheduler.application.recording_view import DayOutcome, day_outcomes
from scheduler.application.untenable import untenable_deliveries
from scheduler.domain.decline import AskedSide
from scheduler.domain.terms import DeliveryState

router = APIRouter()

NO_SUCH_DELIVERY = Bilingual(
    "没有这个场次。它可能已从草稿中去掉，请从月历中选择。",
    "There is no such delivery. It may have left the draft; choose one from the calendar.",
)


class MoveForm(BaseModel):
    """What the move form carries; `revision` is the one whose page was seen."""

    revision: int
    day: date
    start: time
    venue_id: str
    provider_id: str
    rain_venue_id: str = ""
    reserve_day: date | Literal[""] = ""
    alone: bool = False
    deed: Literal["look", "move", "move_despite"] = "look"

    def changes(self, page: DeliveryPage) -> dict[str, Any]:
        """The fields that differ from what stands now."""
        wanted: dict[str, Any] = {
            "day": self.day,
            "start": self.start,
            "venue_id": self.venue_id,
            "provider_id": self.provider_id,
            "rain_venue_id": self.rain_venue_id or None,
            "reserve_day": self.reserve_day or None,
        }
        return {name: value for name, value in wanted.items() if getattr(page.delivery, name) != value}


@router.get("/deliveries/{delivery_id}")
def show(visit: Reader, delivery_id: str) -> Response:
    return page_of(visit, found(visit, delivery_id))


@router.post("/deliveries/{delivery_id}/move")
def move_it(visit: Coordinator, delivery_id: str, form: Annotated[MoveForm, Form()]) -> Response:
    """`look` shows the findings and changes nothing; `move` is refused if a rule would be broken."""
    page = found(visit, delivery_id)
    changes = form.changes(page)
    try:
        judged = _look(visit, delivery_id, changes, alone=form.alone)
        if form.deed != "look":
            _move(visit, delivery_id, form, changes)
            return visit.go(f"/deliveries/{delivery_id}")
    except Conflict as conflict:
        return page_of(visit, found(visit, delivery_id), form=form, refusal=conflict, status=409)
    except Refusal as refusal:
        return page_of(visit, page, form=form, refusal=refusal, status=422)
    return page_of(visit, page, form=form, judged=judged)


@router.post("/deliveries/{delivery_id}/pin")
def pin_it(
    visit: Coordinator,
    delivery_id: str,
    revision: Annotated[int, Form()],
    pinned: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """Have planning keep the attributes that are ticked, and no others."""
    try:
        with visit.house.outbox.transaction() as session:
            pin(
                session,
                visit.house.clock,
                visit.district_id,
                delivery_id,
                pinned or (),
                seen_revision=revision,
                by=visit.by,
            )
    except Refusal as refusal:
        status = 409 if isinstance(refusal, Conflict) else 422
        return page_of(visit, found(visit, delivery_id), refusal=refusal, status=status)
    return visit.go(f"/deliveries/{delivery_id}")


@router.post("/deliveries/{delivery_id}/settle")
def settle(
    visit: Coordinator,
    delivery_id: str,
    note: Annotated[str, Form()] = "",
    side: Annotated[AskedSide | None, Form()] = None,
    course: Annotated[bool, Form()] = False,
) -> Response:
    """The coordinator has dealt with a side's decline, or with its decline of the whole course."""
    clock = visit.house.clock
    with visit.house.outbox.transaction() as session:
        if course and side != "rain_venue":
            settle_matter(session, clock, visit.district_id, delivery_id, by=visit.by, note=note, side=side)
            return visit.go(f"/deliveries/{delivery_id}")
        settle_decline(
            session,
            clock,
            visit.district_id,
            delivery_id,
            by=visit.by,
            note=note,
            side=side,
        )
    return visit.go(f"/deliveries/{delivery_id}")


def found(visit: Visit, delivery_id: str) -> DeliveryPage:
    with visit.house.store.reading() as session:
        page = delivery_page(session, visit.district_id, delivery_id)
    if page is None:
        raise ClosedDoor(404, NO_SUCH_DELIVERY)
    return page


def _look(visit: Visit, delivery_id: str, changes: Mapping[str, Any], *, alone: bool) -> Move:
    house = visit.house
    with house.store.reading() as session:
        return preview_move(
            session, house.clock, house.planning, visit.district_id, delivery_id, changes, alone=alone
        )


def _move(visit: Visit, delivery_id: str, form: MoveForm, changes: Mapping[str, Any]) -> None:
    with visit.house.outbox.transaction() as session:
        move(
            session,
            visit.house.clock,
            visit.house.planning,
            visit.district_id,
            delivery_id,
            changes,
            seen_revision=form.revision,
            by=visit.by,
            despite_findings=form.deed == "move_despite",
            alone=form.alone,
        )


def page_of(
    visit: Visit,
    page: DeliveryPage,
    *,
    form: MoveForm | None = None,
    judged: Move | None = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> Response:
    house = visit.house
    with house.store.reading() as session:
        outcome = _outcome(session, visit, page)
        texts = message_log(session, visit.district_id, delivery_id=page.delivery.id, limit=20)
        declined = matters_of(session, house.clock, visit.district_id, page.names, page.delivery.id)
        untenable = untenable_deliveries(
            session,
            house.clock,
            house.planning,
            visit.district_id,
            page.names,
            delivery_ids=[page.delivery.id],
        )
    return visit.page(
        "delivery.html",
        status=status,
        page=page,
        texts=texts,
        declined_courses={side: days_of(each) for side, each in declined.items() if len(each) > 1},
        untenable=untenable[0] if untenable else None,
        repair=repair_form(untenable[0].repair) if untenable else {},
        outcome=outcome,
        endings=offered_states(outcome, page.names) if outcome else (),
        form=form,
        judged=judged,
        refusal=refusal,
        conflict=refusal if isinstance(refusal, Conflict) else None,
    )


def _outcome(session: Session, visit: Visit, page: DeliveryPage) -> DayOutcome | None:
    """What has become of it once it has begun as it was published, or is recorded; None before."""
    if page.published is None:
        return None
    day = page.published.delivery.day
    found = day_outcomes(session, visit.house.clock, visit.district_id, day, page.names)
    own = next((one for one in found if one.told.delivery.id == page.delivery.id), None)
    return own if own and (own.begun or own.state is not DeliveryState.PLANNED) else None
