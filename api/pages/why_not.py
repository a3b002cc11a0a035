"""Why an order is not served: asked on the board, settled by the solver as a job, told on a page of its own."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from api.access.guard import ClosedDoor, Coordinator, Reader
from config.bilingual import Bilingual
from scheduler.application.order_questions import ask_why, read_question, stop_looking

router = APIRouter()
NO_SUCH_QUESTION = Bilingual("没有这个提问。", "There is no such question.")


@router.post("/months/{month}/orders/{order_id}/why")
def ask(visit: Coordinator, month: str, order_id: str) -> Response:
    house = visit.house
    with house.outbox.transaction() as session:
        question_id = ask_why(
            session, house.clock, house.planning, visit.district_id, month, order_id, by=visit.by
        )
    return visit.go(f"/questions/{question_id}")


@router.get("/questions/{question_id}")
def look(visit: Reader, question_id: str) -> Response:
    house = visit.house
    with house.store.reading() as session:
        question = read_question(session, house.clock, house.planning, visit.district_id, question_id)
    if question is None:
        raise ClosedDoor(404, NO_SUCH_QUESTION)
    return visit.page("why_not.html", question=question)


@router.post("/questions/{question_id}/stop")
def stop(visit: Coordinator, question_id: str) -> Response:
    """End the search; what was found by then is told."""
    with visit.house.outbox.transaction() as session:
        if not stop_looking(session, visit.district_id, question_id):
            raise ClosedDoor(404, NO_SUCH_QUESTION)
    return visit.go(f"/questions/{question_id}")
