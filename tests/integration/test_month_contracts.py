"""A month is planned and repaired within what the contract of the year leaves, and says so where that binds."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from api.bootstrap import House
from scheduler.adapters.district_tables import AllotmentRow, ProviderRow
from scheduler.application.planning_facts import read_problem
from scheduler.domain.disruption import Urgent
from scheduler.domain.district import Order
from scheduler.domain.terms import Category
from scheduler.solver.explaining import finding_words
from scheduler.solver.judge import hard_findings
from tests.integration.test_repairing_month import JUNE, looked_at, stands
from tests.pages_district import DISTRICT

TROUPE = "troupe-1"


@pytest.fixture
def played(published_house: House) -> int:
    """How many performances June holds; the troupe's contract of the year is for these and the one that was held in March."""
    own = [one for one in stands(published_house, 1).values() if one.provider_id == TROUPE]
    with published_house.store.transaction() as session:
        session.get_one(ProviderRow, (DISTRICT, TROUPE)).year_most = len(own) + 1
    return len(own)


def left(house: House, month: str) -> int | None:
    with house.store.reading() as session:
        problem = read_problem(session, house.clock, house.planning, DISTRICT, month)
    return problem.providers[TROUPE].contract_left


def test_each_month_has_what_the_held_and_the_published_of_the_others_leave(
    published_house: House, played: int
) -> None:
    assert (left(published_house, JUNE), left(published_house, "2026-07")) == (played, 0)
    assert left(published_house, "2027-01") == played + 1


@pytest.mark.usefixtures("played")
def test_a_plan_beyond_it_is_told_and_a_repair_does_not_pass_it(published_house: House) -> None:
    with published_house.store.reading() as session:
        problem = read_problem(session, published_house.clock, published_house.planning, DISTRICT, JUNE)
    plan = tuple(stands(published_house, 1).values())
    one = next(each for each in plan if each.category is Category.PERFORMANCE)
    more = (*plan, replace(one, id="2606-900", day=one.day + timedelta(days=1)))
    assert "contract" not in {found.rule for found in hard_findings(problem, plan)}
    [found] = [each for each in hard_findings(problem, more) if each.rule == "contract"]
    assert "its contract of the year leaves 9" in finding_words(problem, found).en
    with published_house.store.transaction() as session:
        session.get_one(AllotmentRow, (DISTRICT, f"bz/performance/{JUNE}")).most = 2
    urgent = Urgent(Order("U2606-9", "bz", JUNE, "yueju", 1))
    done = looked_at(published_house, urgent)
    assert done.repair.proposals == ()
