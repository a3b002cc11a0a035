"""Throwing a month's draft away: first what would be gone, then the deed, ticked as meant."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import Response

from api.access.guard import ClosedDoor, Coordinator
from api.access.visit import Visit
from config.bilingual import Bilingual
from config.refusal import Conflict, Refusal, refuse
from scheduler.application.discarding import discard_draft
from scheduler.application.publishing_view import publish_page

router = APIRouter()

NOTHING_PLANNED = Bilingual(
    "这个月还没有排过，没有可放弃的草稿。", "This month has not been planned; there is no draft to discard."
)


@router.get("/months/{month}/discard")
def look_before_discarding(visit: Coordinator, month: str) -> Response:
    return _page(visit, month)


@router.post("/months/{month}/discard")
def discard(
    visit: Coordinator, month: str, revision: Annotated[int, Form()], sure: Annotated[bool, Form()] = False
) -> Response:
    """Discard the draft as it was seen, if the tick says that it is meant."""
    try:
        if not sure:
            raise refuse("sure", "没有放弃：请先勾选确认。", "not discarded: tick first that you mean it.")
        with visit.house.outbox.transaction() as session:
            discard_draft(
                session, visit.house.clock, visit.district_id, month, seen_revision=revision, by=visit.by
            )
    except Refusal as refusal:
        return _page(visit, month, refusal)
    return visit.go(f"/months/{month}")


def _page(visit: Visit, month: str, refusal: Refusal | None = None) -> Response:
    with visit.house.store.reading() as session:
        page = publish_page(session, visit.district_id, month)
    if page is None:
        raise ClosedDoor(404, NOTHING_PLANNED)
    status = 200 if refusal is None else 409 if isinstance(refusal, Conflict) else 422
    return visit.page("discard.html", status=status, page=page, refusal=refusal)
