"""Checking, approving and publishing a month; what is published is what was seen, or a conflict says so."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import Response

from api.access.guard import ClosedDoor, Coordinator
from api.access.visit import Visit
from api.pages.texts import texts_of
from config.bilingual import Bilingual
from config.refusal import Conflict, Refusal
from notifications.application.announcing import preview_announcement
from scheduler.application.planning_facts import read_problem
from scheduler.application.publishing import approve, preview_publication, publish, put_out_for_comment
from scheduler.application.publishing_view import PublishPage, publish_page
from scheduler.application.remarks import remarks
from scheduler.application.still_declined import beside_findings, still_declined
from scheduler.solver.finding import Severity
from scheduler.solver.judge import findings

router = APIRouter()

NOTHING_PLANNED = Bilingual(
    "这个月还没有排过，没有可审批或发布的内容。请先排期。",
    "This month has not been planned; there is nothing to approve or publish. Plan it first.",
)


@router.get("/months/{month}/approve")
def look_before_approving(visit: Coordinator, month: str) -> Response:
    return _approval(visit, month)


@router.post("/months/{month}/approve")
def approve_month(
    visit: Coordinator,
    month: str,
    revision: Annotated[int, Form()],
    despite: Annotated[bool, Form()] = False,
) -> Response:
    try:
        with visit.house.outbox.transaction() as session:
            approve(
                session,
                visit.house.clock,
                visit.house.planning,
                visit.district_id,
                month,
                seen_revision=revision,
                by=visit.by,
                despite_findings=despite,
            )
    except Refusal as refusal:
        return _approval(visit, month, refusal)
    return visit.go(f"/months/{month}/publish")


@router.post("/months/{month}/comment")
def ask_for_comments(visit: Coordinator, month: str, revision: Annotated[int, Form()]) -> Response:
    with visit.house.outbox.transaction() as session:
        put_out_for_comment(session, visit.district_id, month, seen_revision=revision)
    return visit.go(f"/months/{month}")


@router.get("/months/{month}/publish")
def look_before_publishing(visit: Coordinator, month: str) -> Response:
    return _publication(visit, month)


@router.post("/months/{month}/publish")
def publish_month(visit: Coordinator, month: str, revision: Annotated[int, Form()]) -> Response:
    try:
        with visit.house.outbox.transaction() as session:
            number = publish(
                session, visit.house.clock, visit.district_id, month, seen_revision=revision, by=visit.by
            ).number
    except Refusal as refusal:
        return _publication(visit, month, refusal)
    return visit.go(f"/months/{month}?done={number}")


def _approval(visit: Visit, month: str, refusal: Refusal | None = None) -> Response:
    page = _page(visit, month)
    with visit.house.store.reading() as session:
        problem = read_problem(session, visit.house.clock, visit.house.planning, visit.district_id, month)
        standing = still_declined(session, visit.house.clock, visit.district_id, page.deliveries)
    found = findings(problem, page.deliveries)
    weighty = [each for each in found if each.severity is not Severity.WISH]
    told = beside_findings(
        remarks(problem.district, weighty),
        standing,
        {one.after.delivery.id for one in (*page.added, *page.changed) if one.after},
    )
    return visit.page("approve.html", status=_status(refusal), page=page, remarks=told, refusal=refusal)


def _publication(visit: Visit, month: str, refusal: Refusal | None = None) -> Response:
    page = _page(visit, month)
    with visit.house.store.reading() as session:
        event = preview_publication(session, visit.district_id, month, page.deliveries)
        announcement = preview_announcement(
            session, visit.house.sending_desk(session), month, event.number, event.changes
        )
    texts = texts_of(announcement.drafts, page.names)
    return visit.page(
        "publish.html",
        status=_status(refusal),
        page=page,
        texts=texts,
        replaced=len(announcement.replaced),
        refusal=refusal,
    )


def _page(visit: Visit, month: str) -> PublishPage:
    with visit.house.store.reading() as session:
        page = publish_page(session, visit.district_id, month)
    if page is None:
        raise ClosedDoor(404, NOTHING_PLANNED)
    return page


def _status(refusal: Refusal | None) -> int:
    if refusal is None:
        return 200
    return 409 if isinstance(refusal, Conflict) else 422
