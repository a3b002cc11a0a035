"""The message log, what of it needs a person, and what a person does about it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query
from fastapi.responses import Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from api.access.guard import Reader, Staff
from api.access.number_reading import read_number
from api.access.visit import Visit
from api.pages.choosing import EMPTY_IS_NONE, numbers_in
from config.durable import SEND, enqueue
from config.telephones import masked, parse_telephones
from notifications.application.attention_view import attention
from notifications.application.by_hand import put_aside, record_call, release, send_again
from notifications.application.calls_view import calls_on
from notifications.application.views import message_counts, message_log
from notifications.domain.message import MessageState
from notifications.domain.notice import NoticeKind
from scheduler.domain.calendar import month_days

router = APIRouter()

PER_PAGE = 50


class MessageChoice(BaseModel):
    """What the log is narrowed to; empty stands for all."""

    month: str = ""
    state: Annotated[MessageState | None, EMPTY_IS_NONE] = None
    kind: Annotated[NoticeKind | None, EMPTY_IS_NONE] = None
    page: int = Field(default=1, ge=1)

    def address(self, page: int) -> str:
        chosen = {**self.model_dump(exclude_defaults=True, mode="json"), "page": page}
        return f"/messages?{urlencode(chosen)}"


class CallForm(BaseModel):
    """What became of a call: nobody reached, told only, all agreed, or some items (`declined`, e.g. `1 3`) declined."""

    answer: Literal["unreached", "told", "agreed", "declined"] = "told"
    declined: str = ""
    reason: str = ""

    def items(self) -> frozenset[int]:
        if self.answer != "declined":
            return frozenset()
        return numbers_in(self.declined)


@router.get("/messages")
def messages(visit: Reader, choice: Annotated[MessageChoice, Query()]) -> Response:
    if choice.month:
        month_days(choice.month)  # refuses what names no month
    with visit.house.store.reading() as session:
        return _page(visit, session, choice)


@router.post("/messages/{message_id}/number")
def show_number(visit: Staff, message_id: str) -> Response:
    """Reading a number whole is a deed on record."""
    with visit.house.outbox.transaction() as session:
        number = read_number(session, visit.district_id, message_id, by=visit.by, at=visit.now)
        return _page(visit, session, MessageChoice(), {message_id: number})


@router.post("/messages/{message_id}/called")
def called(visit: Staff, message_id: str, form: Annotated[CallForm, Form()]) -> Response:
    with visit.house.outbox.transaction() as session:
        record_call(
            session,
            visit.house.sending_desk(session),
            message_id,
            by=visit.by,
            reached=form.answer != "unreached",
            answered=form.answer in ("agreed", "declined"),
            declined=form.items(),
            reason=form.reason,
        )
    return visit.go("/messages")


@router.post("/messages/{message_id}/again")
def again(visit: Staff, message_id: str) -> Response:
    with visit.house.outbox.transaction() as session:
        send_again(session, visit.house.sending_desk(session), message_id, by=visit.by)
        enqueue(session, visit.district_id, "send_due", {}, queue=SEND)
    return visit.go("/messages")


@router.post("/messages/{message_id}/release")
def let_go(visit: Staff, message_id: str) -> Response:
    with visit.house.outbox.transaction() as session:
        release(session, visit.house.sending_desk(session), message_id, by=visit.by)
        enqueue(session, visit.district_id, "send_due", {}, queue=SEND)
    return visit.go("/messages")


@router.post("/messages/{message_id}/aside")
def aside(visit: Staff, message_id: str) -> Response:
    with visit.house.outbox.transaction() as session:
        put_aside(session, visit.house.sending_desk(session), message_id, by=visit.by)
    return visit.go("/messages")


def _page(
    visit: Visit, session: Session, choice: MessageChoice, numbers: dict[str, str] | None = None
) -> Response:
    found = message_log(
        session,
        visit.district_id,
        month=choice.month or None,
        state=choice.state,
        kind=choice.kind,
        limit=PER_PAGE + 1,
        offset=(choice.page - 1) * PER_PAGE,
    )
    needed = attention(session, visit.district_id, visit.house.clock)
    shown = [*(each.message.id for each in needed), *(message.id for message in found)]
    return visit.page(
        "messages.html",
        calls=calls_on(session, visit.district_id, shown),
        found=found[:PER_PAGE],
        more=len(found) > PER_PAGE,
        choice=choice,
        counts=message_counts(session, visit.district_id),
        attention=needed,
        numbers=numbers or {},
        masks=_masks(each.message.telephone for each in needed),
        by_a_person=visit.house.provider.capabilities.by_a_person,
        simulated=visit.house.provider.capabilities.name == "simulator",
    )


def _masks(dialable: Iterable[str]) -> dict[str, str]:
    """By whole number, as it is written to be dialled, how it is shown until somebody asks for it."""
    return {each: masked(parse_telephones(each)[0].number) for each in dialable if each}
