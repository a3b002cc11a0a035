"""Leaving one session of a course out, from its page, and putting it back."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import Response

from api.access.guard import Coordinator
from api.pages.deliveries import found, page_of
from config.refusal import Conflict, Refusal
from scheduler.application.leaving_out import leave_out, put_back

router = APIRouter()


@router.post("/deliveries/{delivery_id}/skip")
def skip(
    visit: Coordinator,
    delivery_id: str,
    revision: Annotated[int, Form()],
    why: Annotated[str, Form()] = "",
    despite: Annotated[bool, Form()] = False,
) -> Response:
    """Leave the session out; refused with the rules that this breaks, unless that is said to be meant."""
    house, page = visit.house, found(visit, delivery_id)
    try:
        with house.outbox.transaction() as session:
            desk = (session, house.clock, house.planning, visit.district_id, delivery_id)
            leave_out(*desk, why=why, seen_revision=revision, by=visit.by, despite_findings=despite)
    except Refusal as refusal:
        status = 409 if isinstance(refusal, Conflict) else 422
        return page_of(visit, page, refusal=refusal, status=status)
    return visit.go(f"/months/{page.month}")


@router.post("/deliveries/{delivery_id}/unskip")
def unskip(visit: Coordinator, delivery_id: str) -> Response:
    """Give the session after all."""
    house, page = visit.house, found(visit, delivery_id)
    try:
        with house.outbox.transaction() as session:
            desk = (session, house.clock, house.planning, visit.district_id, delivery_id)
            put_back(*desk, by=visit.by)
    except Refusal as refusal:
        return page_of(visit, page, refusal=refusal, status=422)
    return visit.go(f"/deliveries/{delivery_id}")
