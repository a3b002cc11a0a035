"""Planning a month: asked for with one button, followed as it goes, stopped when it is good enough."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from api.access.guard import ClosedDoor, Coordinator, Reader
from config.bilingual import Bilingual
from scheduler.application.planning import ask_plan, cancel_plan
from scheduler.application.planning_view import plan_run

router = APIRouter()

NO_SUCH_RUN = Bilingual("没有这次排期。", "There is no such planning run.")


@router.post("/months/{month}/plan")
def plan(visit: Coordinator, month: str) -> Response:
    with visit.house.outbox.transaction() as session:
        run_id = ask_plan(
            session, visit.house.clock, visit.house.planning, visit.district_id, month, by=visit.by
        )
    return visit.go(f"/plans/{run_id}")


@router.get("/plans/{run_id}")
def follow(visit: Reader, run_id: str) -> Response:
    with visit.house.store.reading() as session:
        run = plan_run(session, visit.district_id, run_id)
    if run is None:
        raise ClosedDoor(404, NO_SUCH_RUN)
    return visit.page("plan.html", run=run)


@router.post("/plans/{run_id}/cancel")
def cancel(visit: Coordinator, run_id: str) -> Response:
    with visit.house.outbox.transaction() as session:
        cancel_plan(session, visit.district_id, run_id)
    return visit.go(f"/plans/{run_id}")
