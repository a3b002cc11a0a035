"""Signing in by a link that works once, and out; opening the link only shows whose it is."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import Response

from api.access.guard import Anyone, ClosedDoor, Signatory
from api.access.roles import AREA
from config.bilingual import Bilingual

router = APIRouter()

SPENT_LINK = Bilingual(
    "这个登录链接已经用过或过期。请向运行本系统的人要一个新的。",
    "This sign-in link was used or has expired. Ask for a new one where the system runs.",
)


@router.get("/sign-in")
def show_link(visit: Anyone, link: str = "") -> Response:
    person = visit.keeper.whose_link(link) if link else None
    status = 200 if person or not link else 401
    return visit.page("sign_in.html", status=status, link=link, who=person)


@router.post("/sign-in")
def use_link(visit: Anyone, link: Annotated[str, Form()]) -> Response:
    person = visit.keeper.whose_link(link)
    session_id = visit.keeper.let_in(link)
    if session_id is None or person is None:
        raise ClosedDoor(401, SPENT_LINK)
    answer = visit.go("/area" if person.role in AREA else "/")
    visit.keeper.mark(visit.request, answer, session_id)
    return answer


@router.post("/sign-out")
def leave(visit: Signatory) -> Response:
    visit.keeper.see_out(visit.browser)
    return visit.go("/sign-in")
