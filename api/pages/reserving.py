"""Booking a reserve date for an outdoor film from its page, and letting it go."""

from __future__ import annotations

from datetime import date, time
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import Response

from api.access.guard import Coordinator
from api.pages.deliveries import found, page_of
from config.refusal import Refusal
from scheduler.application.reserving import Wanted, book_reserve, let_reserve_go

router = APIRouter()


@router.post("/deliveries/{delivery_id}/reserve")
def reserve(
    visit: Coordinator, delivery_id: str, day: Annotated[date, Form()], start: Annotated[time, Form()]
) -> Response:
    """Keep the film's venue and provider for it that evening; refused with the rules that bar it."""
    house, page = visit.house, found(visit, delivery_id)
    try:
        with house.outbox.transaction() as session:
            desk = (session, house.clock, house.planning, visit.district_id, delivery_id)
            book_reserve(*desk, Wanted(day, start), by=visit.by)
    except Refusal as refusal:
        return page_of(visit, page, refusal=refusal, status=422)
    return visit.go(f"/deliveries/{delivery_id}")


@router.post("/deliveries/{delivery_id}/unreserve")
def unreserve(visit: Coordinator, delivery_id: str) -> Response:
    house, page = visit.house, found(visit, delivery_id)
    try:
        with house.outbox.transaction() as session:
            let_reserve_go(session, house.clock, visit.district_id, delivery_id, by=visit.by)
    except Refusal as refusal:
        return page_of(visit, page, refusal=refusal, status=422)
    return visit.go(f"/deliveries/{delivery_id}")
