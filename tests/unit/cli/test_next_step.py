"""However planning ended, the step that follows is one that leads on."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from api.cli.plan_report import next_step
from scheduler.application.planning_view import PlanRun, RunState


def ended(state: RunState, outcome: str, placed: int | None) -> PlanRun:
    return PlanRun(
        id="R1",
        month="2026-06",
        asked_by="协调员",
        asked_at=datetime(2026, 5, 20, tzinfo=UTC),
        state=state,
        outcome=outcome,
        best=None,
        bound=None,
        gap=None,
        seconds=60.0,
        most_seconds=60.0,
        placed=placed,
        unplaced=None,
        cancel_asked=False,
        proposed=False,
    )


@pytest.mark.parametrize(
    ("run", "step"),
    [
        (ended("done", "optimal", 9), "next: culture show 2026-06, culture approve 2026-06"),
        (ended("done", "cancelled", 9), "next: culture show 2026-06, culture approve 2026-06"),
        (ended("done", "cancelled", None), "next: culture plan 2026-06"),
        (ended("done", "out_of_time", 0), "next: culture plan 2026-06 --seconds 120"),
        (ended("outdated", "feasible", 9), "next: culture plan 2026-06"),
        (ended("failed", "", None), "next: culture doctor"),
        (
            ended("done", "optimal", 0),
            "next: culture import what allotments, orders, venues or providers lack, then culture plan 2026-06",
        ),
        (
            ended("done", "infeasible", 9),
            (
                "next: culture show 2026-06; mend the facts and culture plan 2026-06 again, "
                "or approve it as it is: culture approve 2026-06 --despite-findings"
            ),
        ),
    ],
)
def test_the_next_step_leads_on(run: PlanRun, step: str) -> None:
    assert next_step(run).en == step
