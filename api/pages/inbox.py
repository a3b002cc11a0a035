"""Replies that came in, what was understood of each and by which rule, and what a person does about them."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Form
from fastapi.responses import Response
from pydantic import BaseModel

from api.access.guard import Reader, Staff
from api.pages.choosing import numbers_in
from api.pages.correspondents import businesses_of_repliers, names_of_repliers
from config.durable import SEND, enqueue
from notifications.application.answering_replies import answer_reply, call_back, rejoinder_texts
from notifications.application.by_hand import read_reply_by
from notifications.application.calls_view import calls_back_on
from notifications.application.correcting import correct_reading
from notifications.application.inbox_view import questions_offered, replies_shown
from notifications.domain.correcting import MEANING_NAMES, REJOINDER_NAMES, Meaning, Rejoinder

router = APIRouter()


class CorrectionForm(BaseModel):
    """What a reply meant; `declined` are the numbers of the items where only some are, e.g. `1 3`."""

    meaning: Meaning
    question: str = ""
    declined: str = ""


class CallBackForm(BaseModel):
    """A call about a reply: whether anybody was reached, and what was said."""

    outcome: Literal["reached", "unreached"] = "reached"
    said: str = ""


@router.get("/inbox")
def inbox(visit: Reader, tab: Literal["unread", "all"] = "unread") -> Response:
    with visit.house.store.reading() as session:
        found = replies_shown(session, visit.district_id, unread_only=tab == "unread", limit=200)
        ids = [each.id for each in found]
        return visit.page(
            "inbox.html",
            found=found,
            tab=tab,
            names=names_of_repliers(session, visit.district_id, ids, visit.today),
            businesses=businesses_of_repliers(session, visit.district_id, ids, visit.today),
            questions=questions_offered(session, visit.district_id, ids, visit.now),
            calls=calls_back_on(session, visit.district_id, ids),
            meaning_names=MEANING_NAMES,
            rejoinder_names=REJOINDER_NAMES,
            rejoinder_texts=rejoinder_texts(visit.house.sending_desk(session), "zh"),
        )


@router.post("/inbox/{reply_id}/read")
def read(visit: Staff, reply_id: str) -> Response:
    with visit.house.outbox.transaction() as session:
        read_reply_by(session, visit.house.sending_desk(session), reply_id, by=visit.by)
    return visit.go("/inbox")


@router.post("/inbox/{reply_id}/correct")
def correct(visit: Staff, reply_id: str, form: Annotated[CorrectionForm, Form()]) -> Response:
    with visit.house.outbox.transaction() as session:
        correct_reading(
            session,
            visit.house.sending_desk(session),
            reply_id,
            form.meaning,
            by=visit.by,
            question_id=form.question,
            items=numbers_in(form.declined) if form.meaning is Meaning.SOME_DECLINED else (),
        )
        enqueue(session, visit.district_id, "send_due", {}, queue=SEND)
    return visit.go("/inbox?tab=all")


@router.post("/inbox/{reply_id}/answer")
def answer(visit: Staff, reply_id: str, rejoinder: Annotated[Rejoinder, Form()]) -> Response:
    with visit.house.outbox.transaction() as session:
        answer_reply(session, visit.house.sending_desk(session), reply_id, rejoinder, by=visit.by)
        enqueue(session, visit.district_id, "send_due", {}, queue=SEND)
    return visit.go("/inbox")


@router.post("/inbox/{reply_id}/called")
def called(visit: Staff, reply_id: str, form: Annotated[CallBackForm, Form()]) -> Response:
    with visit.house.outbox.transaction() as session:
        desk = visit.house.sending_desk(session)
        call_back(session, desk, reply_id, by=visit.by, reached=form.outcome == "reached", said=form.said)
    return visit.go("/inbox")
