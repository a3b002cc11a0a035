"""Reminders due: the list that the sweep fills, a frozen preview of the real texts, and sending it once."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Form
from fastapi.responses import Response

from api.access.guard import MarketOfficer, Reader
from config.durable import SEND, enqueue
from config.refusal import refuse
from notifications.market.application.calling import record_call
from notifications.market.application.listing import list_for_a_person, list_reminders, read_preview
from notifications.market.application.previewing import freeze_preview
from notifications.market.application.sending import send_preview
from notifications.market.application.sweeping import sweep
from notifications.market.domain.reminder import ReminderState

router = APIRouter()

Tab = Literal["due", "call", "sent", "withdrawn", "person"]
STATES = {
    "due": (ReminderState.DUE,),
    "call": (ReminderState.CALL, ReminderState.CALLED),
    "sent": (ReminderState.SENT,),
    "withdrawn": (ReminderState.WITHDRAWN,),
}


@router.get("/reminders")
def reminders(visit: Reader, tab: Tab = "due") -> Response:
    with visit.house.store.reading() as session:
        desk = visit.house.market_desk(session)
        listed = list_reminders(session, desk, STATES[tab]) if tab != "person" else []
        for_a_person = list_for_a_person(session, desk) if tab == "person" else []
    return visit.page("reminders.html", tab=tab, listed=listed, for_a_person=for_a_person)


@router.post("/reminders/sweep")
def sweep_now(visit: MarketOfficer) -> Response:
    with visit.house.outbox.transaction() as session:
        sweep(session, visit.house.market_desk(session))
    return visit.go("/reminders")


@router.post("/reminders/preview")
def freeze(visit: MarketOfficer, chosen: Annotated[list[str] | None, Form()] = None) -> Response:
    """Freeze the texts of the reminders chosen; refused when none is."""
    if not chosen:
        raise refuse(
            "chosen",
            "还没有勾选要提醒的单位。请至少勾选一家，再预览短信。",
            "nothing is ticked. Tick at least one reminder, then preview its text.",
        )
    with visit.house.outbox.transaction() as session:
        preview_id = freeze_preview(
            session, visit.house.market_desk(session), by=visit.by, reminder_ids=chosen
        )
    return visit.go(f"/reminders/previews/{preview_id}")


@router.get("/reminders/previews/{preview_id}")
def preview(visit: Reader, preview_id: str) -> Response:
    with visit.house.store.reading() as session:
        page = read_preview(session, visit.district_id, preview_id)
    return visit.page("reminder_preview.html", page=page)


@router.post("/reminders/previews/{preview_id}/send")
def send(visit: MarketOfficer, preview_id: str) -> Response:
    """Send exactly what was previewed, once; a conflict if any of its rows has changed."""
    with visit.house.outbox.transaction() as session:
        send_preview(session, visit.house.market_desk(session), preview_id, by=visit.by)
        enqueue(session, visit.district_id, "send_due", {}, queue=SEND)
    return visit.go(f"/reminders/previews/{preview_id}")


@router.post("/reminders/called")
def called(
    visit: MarketOfficer, reminder: Annotated[str, Form()], said: Annotated[str, Form()] = ""
) -> Response:
    """An officer called the business; what it said is kept."""
    with visit.house.outbox.transaction() as session:
        record_call(session, visit.house.market_desk(session), reminder, said, by=visit.by)
    return visit.go("/reminders?tab=call")
