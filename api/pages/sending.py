"""Sending itself: how the lane stands, its stop, and a batch of texts to hold, release or cancel, seen first."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query
from fastapi.responses import Response
from pydantic import BaseModel

from api.access.guard import Reader, Staff
from api.pages.choosing import EMPTY_IS_NONE
from config.durable import SEND, enqueue
from notifications.application.batches import BatchChoice, batch_of, decide_on_batch, first_of
from notifications.application.lane_view import lane_shown
from notifications.application.lanes import let_go_on, stop_lane
from notifications.domain.notice import NoticeKind
from notifications.domain.sending_events import BATCH_DECISION_NAMES, BatchDecision

router = APIRouter()

MOST_SHOWN = 5


class BatchWanted(BaseModel):
    """Which texts are meant and what is to be done with them; empty stands for all."""

    month: str = ""
    kind: Annotated[NoticeKind | None, EMPTY_IS_NONE] = None
    campaign: str = ""
    decision: Annotated[BatchDecision | None, EMPTY_IS_NONE] = None

    @property
    def choice(self) -> BatchChoice:
        return BatchChoice(self.month or None, self.kind, self.campaign or None)


class BatchSeen(BatchWanted):
    """The batch as the person saw it."""

    decision: BatchDecision
    seen: str


@router.get("/sending")
def sending(visit: Reader, wanted: Annotated[BatchWanted, Query()]) -> Response:
    with visit.house.store.reading() as session:
        desk = visit.house.sending_desk(session)
        batch = batch_of(session, desk, wanted.decision, wanted.choice) if wanted.decision else None
        return visit.page(
            "sending.html",
            lane=lane_shown(session, desk),
            wanted=wanted,
            batch=batch,
            shown=first_of(session, desk, batch, MOST_SHOWN) if batch else [],
            decisions=BATCH_DECISION_NAMES,
        )


@router.post("/sending/stop")
def stop(visit: Staff) -> Response:
    with visit.house.outbox.transaction() as session:
        stop_lane(session, visit.house.sending_desk(session), by=visit.by)
    return visit.go("/sending")


@router.post("/sending/go-on")
def go_on(visit: Staff) -> Response:
    with visit.house.outbox.transaction() as session:
        let_go_on(session, visit.house.sending_desk(session), by=visit.by)
        enqueue(session, visit.district_id, "send_due", {}, queue=SEND)
    return visit.go("/sending")


@router.post("/sending/batch")
def decide(visit: Staff, form: Annotated[BatchSeen, Form()]) -> Response:
    with visit.house.outbox.transaction() as session:
        desk = visit.house.sending_desk(session)
        decide_on_batch(session, desk, form.decision, form.choice, seen=form.seen, by=visit.by)
        enqueue(session, visit.district_id, "send_due", {}, queue=SEND)
    return visit.go(f"/campaigns/{form.campaign}" if form.campaign else "/messages")
