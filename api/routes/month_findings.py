"""What breaks a rule in a month's draft, as JSON, for the module that marks it on the board."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from api.access.guard import Reader
from scheduler.adapters.calendar_repository import draft_of
from scheduler.application.planning_facts import read_problem
from scheduler.solver.judge import hard_findings

router = APIRouter()


@router.get("/api/v1/months/{month}/findings")
def month_findings(visit: Reader, month: str) -> JSONResponse:
    """How many hard findings the draft has, and which deliveries they are about."""
    with visit.house.store.reading() as session:
        problem = read_problem(session, visit.house.clock, visit.house.planning, visit.district_id, month)
        found = hard_findings(problem, draft_of(session, visit.district_id, month))
    deliveries = sorted({delivery for each in found for delivery in each.deliveries})
    return JSONResponse({"hard": len(found), "deliveries": deliveries})
