"""Planning is a durable job: asked once, running outside any session, ended with a draft or a named reason."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from config.clock import FixedClock
from config.durable import Outbox
from config.refusal import Refusal
from config.settings import load_settings
from config.work_log import JobRow
from scheduler.adapters.calendar_repository import draft_of, month_row
from scheduler.adapters.calendar_tables import PlanRunRow
from scheduler.adapters.district_tables import AllotmentRow, OrderRow, ProgrammeRow, ProviderRow, VenueRow
from scheduler.application.kept_runs import loosened_of
from scheduler.application.planning import ask_plan, cancel_plan, plan_month
from scheduler.application.planning_facts import planning_settings_of
from scheduler.solver.problem import Problem
from scheduler.solver.searching import Cancelled, Watch
from scheduler.solver.solution import Loosened, Options
from scheduler.solver.solve import Solution, solve
from tests.integration.small_district import DISTRICT, settle

JUNE = "2026-06"
PLANNING = planning_settings_of(load_settings(environment={}).sections["planning"], seconds=20)


@pytest.fixture
def office(outbox: Outbox, clock: FixedClock) -> Outbox:
    """Each of the two areas has ordered the film and may have one in June."""
    edit = {"district_id": DISTRICT, "edited_at": clock.now(), "edited_by": "import"}
    with outbox.transaction() as session:
        settle(session, clock.now())
        for number in (1, 2):
            area = f"A{number}"
            session.add(
                AllotmentRow(
                    id=f"{area}/film/{JUNE}",
                    area_id=area,
                    category="film",
                    month=JUNE,
                    least=1,
                    most=1,
                    **edit,
                )
            )
            session.add(
                OrderRow(
                    id=f"O{number}",
                    area_id=area,
                    month=JUNE,
                    programme_id="F1",
                    rank=1,
                    weekdays=[],
                    pinned_day=date(2026, 6, 12) if number == 1 else None,
                    permit_recorded=False,
                    **edit,
                )
            )
    return outbox


def ask(office: Outbox, clock: FixedClock) -> str:
    with office.transaction() as session:
        return ask_plan(session, clock, PLANNING, DISTRICT, JUNE, by="协调员")


def run_of(office: Outbox, run_id: str) -> PlanRunRow:
    with office.store.reading() as session:
        return session.get_one(PlanRunRow, (DISTRICT, run_id))


def test_a_month_is_planned_in_another_process(office: Outbox, clock: FixedClock) -> None:
    run_id = ask(office, clock)
    plan_month(office, PLANNING, DISTRICT, run_id)

    run = run_of(office, run_id)
    assert (run.state, run.outcome, run.placed, run.unplaced, run.gap) == ("done", "optimal", 2, 0, 0.0)
    with office.store.reading() as session:
        draft = draft_of(session, DISTRICT, JUNE)
        month = month_row(session, DISTRICT, JUNE)
        assert (month.draft_revision, month.next_serial) == (1, 3)
    assert {delivery.area_id: delivery.id for delivery in draft}.keys() == {"A1", "A2"}
    assert [delivery.day for delivery in draft if delivery.area_id == "A1"] == [date(2026, 6, 12)]


def test_a_run_that_cannot_begin_has_failed_and_does_not_bar_the_next(
    office: Outbox, clock: FixedClock
) -> None:
    run_id = ask(office, clock)
    with office.store.transaction() as session:
        session.execute(sa.update(PlanRunRow).values(options={"seconds": 20}))
    with pytest.raises(KeyError):
        plan_month(office, PLANNING, DISTRICT, run_id)
    run = run_of(office, run_id)
    assert (run.state, run.failure) == ("failed", "KeyError: 'seed'")
    assert ask(office, clock) != run_id


def test_planning_unchanged_facts_again_changes_nothing(office: Outbox, clock: FixedClock) -> None:
    plan_month(office, PLANNING, DISTRICT, ask(office, clock), solve)
    with office.store.reading() as session:
        first = draft_of(session, DISTRICT, JUNE)
    plan_month(office, PLANNING, DISTRICT, ask(office, clock), solve)
    with office.store.reading() as session:
        assert draft_of(session, DISTRICT, JUNE) == first
        assert month_row(session, DISTRICT, JUNE).draft_revision == 1


def test_a_month_is_not_planned_twice_at_once(office: Outbox, clock: FixedClock) -> None:
    ask(office, clock)
    with pytest.raises(Refusal, match="is being planned already"):
        ask(office, clock)
    with office.store.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(JobRow)) == 1


def test_a_plan_whose_facts_changed_meanwhile_is_kept_as_an_outdated_proposal(
    office: Outbox, clock: FixedClock
) -> None:
    run_id = ask(office, clock)

    def solve_while_a_venue_changes(
        problem: Problem, options: Options, watch: Watch, cancelled: Cancelled
    ) -> Solution:
        solution = solve(problem, options, watch, cancelled)
        with office.transaction() as session:
            session.get_one(VenueRow, (DISTRICT, "V1-centre")).capacity = 20
        return solution

    plan_month(office, PLANNING, DISTRICT, run_id, solve_while_a_venue_changes)

    run = run_of(office, run_id)
    assert run.state == "outdated"
    assert run.proposal is not None
    assert len(run.proposal) == 2
    with office.store.reading() as session:
        assert draft_of(session, DISTRICT, JUNE) == ()


def test_a_run_that_is_cancelled_before_it_begins_ends_without_solving(
    office: Outbox, clock: FixedClock
) -> None:
    run_id = ask(office, clock)
    with office.transaction() as session:
        cancel_plan(session, DISTRICT, run_id)

    def never(*_: object) -> Solution:
        raise AssertionError("nothing is solved that nobody wants")

    plan_month(office, PLANNING, DISTRICT, run_id, never)
    run = run_of(office, run_id)
    assert (run.state, run.outcome, run.placed) == ("done", "cancelled", None)
    with office.store.reading() as session:
        assert draft_of(session, DISTRICT, JUNE) == ()
    with office.transaction() as session, pytest.raises(Refusal, match="has ended already"):
        cancel_plan(session, DISTRICT, run_id)


def test_what_cannot_be_is_relaxed_and_said(office: Outbox, clock: FixedClock) -> None:
    with office.transaction() as session:
        session.get_one(VenueRow, (DISTRICT, "V2-open_air")).features = []
    run_id = ask(office, clock)
    plan_month(office, PLANNING, DISTRICT, run_id, solve)

    run = run_of(office, run_id)
    assert (run.state, run.outcome, run.placed) == ("done", "infeasible", 1)
    assert run.unplaced is not None
    assert run.unplaced >= 1
    with office.store.reading() as session:
        assert loosened_of(session, DISTRICT, run_id) == Loosened((), proven=True)


def test_a_solver_that_dies_leaves_a_failed_run(office: Outbox, clock: FixedClock) -> None:
    run_id = ask(office, clock)

    def dies(*_: object) -> Solution:
        raise RuntimeError("the solving process ended with exit status -9")

    with pytest.raises(RuntimeError):
        plan_month(office, PLANNING, DISTRICT, run_id, dies)
    run = run_of(office, run_id)
    assert (run.state, run.failure) == (
        "failed",
        "RuntimeError: the solving process ended with exit status -9",
    )
    assert ask(office, clock) != run_id


def test_a_plan_that_cannot_be_kept_leaves_a_failed_run(office: Outbox, clock: FixedClock) -> None:
    run_id = ask(office, clock)

    def solved_over_the_end_of_the_month(*given: Any) -> Solution:
        clock.instant = datetime(2026, 7, 2, 1, 0, tzinfo=UTC)
        return solve(*given)

    with pytest.raises(Refusal, match="2026-06"):
        plan_month(office, PLANNING, DISTRICT, run_id, solved_over_the_end_of_the_month)
    run = run_of(office, run_id)
    assert run.state == "failed"
    assert run.failure is not None
    assert "2026-06" in run.failure


def test_a_past_month_is_refused(office: Outbox, clock: FixedClock) -> None:
    with office.transaction() as session, pytest.raises(Refusal, match="2026-04 is past"):
        ask_plan(session, clock, PLANNING, DISTRICT, "2026-04", by="协调员")
    with office.transaction() as session, pytest.raises(Refusal, match="is no month"):
        ask_plan(session, clock, PLANNING, DISTRICT, "2026-13", by="协调员")


def test_a_district_with_nothing_in_it_is_not_planned(outbox: Outbox, clock: FixedClock) -> None:
    with outbox.transaction() as session:
        settle(session, clock.now())
        for row in (ProviderRow, ProgrammeRow):
            session.execute(sa.delete(row))
    with pytest.raises(Refusal, match="there are no providers, programmes yet") as refused:
        ask(outbox, clock)
    assert [fault.place for fault in refused.value.faults] == [JUNE]
