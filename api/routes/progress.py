"""How far a planning run has got, as JSON, for the module that keeps its page up to date."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from api.access.guard import ClosedDoor, Reader
from config.bilingual import Bilingual
from scheduler.application.planning_view import plan_run

router = APIRouter()

NO_SUCH_RUN = Bilingual("没有这次排期。", "There is no such planning run.")


@router.get("/api/v1/plans/{run_id}")
def progress(visit: Reader, run_id: str) -> JSONResponse:
    with visit.house.store.reading() as session:
        run = plan_run(session, visit.district_id, run_id)
    if run is None:
        raise ClosedDoor(404, NO_SUCH_RUN)
    return JSONResponse(
        {
            "state": run.state,
            "outcome": run.outcome,
            "open": run.open,
            "best": run.best,
            "bound": run.bound,
            "gap": run.gap,
            "seconds": run.seconds,
            "most_seconds": run.most_seconds,
            "placed": run.placed,
            "unplaced": run.unplaced,
        }
    )
