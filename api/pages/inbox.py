"""Replies that came in, what was understood of them, and those that a person has to read."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter
from fastapi.responses import Response

from api.access.guard import Reader, Staff
from api.pages.correspondents import businesses_of_repliers, names_of_repliers
from notifications.application.by_hand import read_reply_by
from notifications.application.inbox_view import replies_shown

router = APIRouter()


@router.get("/inbox")
def inbox(visit: Reader, tab: Literal["unread", "all"] = "unread") -> Response:
    with visit.house.store.reading() as session:
        found = replies_shown(session, visit.district_id, unread_only=tab == "unread", limit=200)
        ids = [each.id for each in found]
        names = names_of_repliers(session, visit.district_id, ids, visit.today)
        businesses = businesses_of_repliers(session, visit.district_id, ids, visit.today)
    return visit.page("inbox.html", found=found, names=names, businesses=businesses, tab=tab)


@router.post("/inbox/{reply_id}/read")
def read(visit: Staff, reply_id: str) -> Response:
    with visit.house.outbox.transaction() as session:
        read_reply_by(session, visit.house.sending_desk(session), reply_id, by=visit.by)
    return visit.go("/inbox")
