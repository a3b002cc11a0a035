"""What happened and what was done about it, in sentences; what failed can be tried again."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query
from fastapi.responses import Response
from pydantic import BaseModel, Field

from api.access.guard import ClosedDoor, Reader, Staff
from api.pages.happenings import happenings
from api.pages.work_log import LogKind, LogState, failures, missed_slots, read_log
from config.bilingual import Bilingual
from config.durable import try_again

router = APIRouter()

PER_PAGE = 50
NOT_FAILED = Bilingual(
    "这一条没有失败，或已经在重试。请刷新后再看。", "This one has not failed, or is being tried again."
)


class LogChoice(BaseModel):
    kind: LogKind = "events"
    state: LogState = ""
    page: int = Field(default=1, ge=1)

    def address(self, page: int) -> str:
        return f"/events?{urlencode({**self.model_dump(exclude_defaults=True), 'page': page})}"


@router.get("/events")
def events(visit: Reader, choice: Annotated[LogChoice, Query()]) -> Response:
    with visit.house.store.reading() as session:
        page = read_log(
            session,
            visit.district_id,
            choice.kind,
            choice.state,
            offset=(choice.page - 1) * PER_PAGE,
            limit=PER_PAGE,
        )
        told = happenings(session, visit, page.lines)
        failed = failures(session, visit.district_id)
        missed = missed_slots(session, visit.district_id)
    return visit.page(
        "events.html",
        told=told,
        choice=choice,
        pages=-(-page.total // PER_PAGE),
        failed=failed,
        missed=missed,
    )


@router.post("/events/again")
def again(visit: Staff, row: Annotated[str, Form()], kind: Annotated[LogKind, Form()]) -> Response:
    with visit.house.outbox.transaction() as session:
        if not try_again(session, visit.district_id, row):
            raise ClosedDoor(409, NOT_FAILED)
    return visit.go(f"/events?kind={kind}")
