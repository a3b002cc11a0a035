"""Planning a month: asked for with one button, followed as it goes, stopped when it is good enough."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from api.access.guard import ClosedDoor, Coordinator, Reader
from api.access.visit import Visit
from config.bilingual import Bilingual
from config.refusal import Refusal
from scheduler.application.kept_runs import loosened_of
from scheduler.application.planning import ask_plan, cancel_plan
from scheduler.application.planning_view import outdated_proposal, plan_run
from scheduler.solver.loosening_words import loosened_words
from scheduler.solver.solution import Ending

router = APIRouter()

NO_PROPOSAL = Bilingual("这次排期没有留下过时方案。", "This planning run kept no outdated proposal.")
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
    return _page(visit, run_id)


@router.get("/plans/{run_id}/proposal")
def proposal(visit: Reader, run_id: str) -> Response:
    """A plan whose facts changed while it was made, beside the draft of now."""
    with visit.house.store.reading() as session:
        page = outdated_proposal(session, visit.district_id, run_id)
    if page is None:
        raise ClosedDoor(404, NO_PROPOSAL)
    return visit.page("proposal.html", page=page)


@router.post("/plans/{run_id}/cancel")
def cancel(visit: Coordinator, run_id: str) -> Response:
    """Have it stop; who comes too late is shown how it ended."""
    try:
        with visit.house.outbox.transaction() as session:
            cancel_plan(session, visit.district_id, run_id)
    except Refusal as refusal:
        return _page(visit, run_id, refusal)
    return visit.go(f"/plans/{run_id}")


def _page(visit: Visit, run_id: str, refusal: Refusal | None = None) -> Response:
    with visit.house.store.reading() as session:
        run = plan_run(session, visit.district_id, run_id)
        infeasible = run is not None and run.outcome == Ending.INFEASIBLE
        loosened = loosened_of(session, visit.district_id, run_id) if infeasible else None
    if run is None:
        raise ClosedDoor(404, NO_SUCH_RUN)
    other_way = loosened_words(loosened) if loosened is not None else None
    return visit.page(
        "plan.html", status=409 if refusal else 200, run=run, refusal=refusal, other_way=other_way
    )
