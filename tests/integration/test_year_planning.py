"""A year is planned as a durable job from the stored facts, compared with what-ifs, and handed to the allotment."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest
import sqlalchemy as sa

from api.bootstrap import House
from api.cli.year_report import beside_report, year_report
from api.cli.year_supposing import suppositions
from api.cli.year_workbook import write_year
from config.bilingual import Bilingual
from config.refusal import Outcome, Refusal
from scheduler.adapters.calendar_tables import HeldDeliveryRow, PublishedDeliveryRow
from scheduler.adapters.district_tables import AllotmentRow, ProviderRow
from scheduler.application.allotting import preview_year
from scheduler.application.year_facts import read_year_problem
from scheduler.application.year_planning import ask_year, cancel_year, plan_year
from scheduler.application.year_view import YearTold, hand_over, year_told
from scheduler.domain.allotting_rules import AllottingRules
from scheduler.domain.terms import Category
from scheduler.solver.solution import COUNTED_SECONDS, Ending
from scheduler.solver.year.problem import Goal, YearContract, YearProblem
from scheduler.solver.year.solution import YearOptions
from scheduler.solver.year.solve import solve_year
from scheduler.solver.year.supposing import said, supposing
from tests.pages_district import DISTRICT
from tests.unit.solver.year.small_year import small_year

TWO = ("2026-07", "2026-08")
PROMISED = small_year(TWO, most=1, goals=(Goal("north", Category.PERFORMANCE, "deliveries", 2),))


def asked(house: House, problem: YearProblem, changes: tuple[Bilingual, ...] = ()) -> str:
    with house.outbox.transaction() as session:
        return ask_year(
            session, house.clock, DISTRICT, 2026, problem, changes=changes, by="甲", seconds=5.0, seed=1
        )


def planned(house: House, problem: YearProblem, changes: tuple[Bilingual, ...] = ()) -> YearTold:
    run_id = asked(house, problem, changes)
    plan_year(house.outbox, DISTRICT, run_id, solve_year)
    with house.store.reading() as session:
        return year_told(session, DISTRICT, run_id)


def rules(house: House) -> AllottingRules:
    return house.settings.section("allotment", AllottingRules)


def test_the_stored_year_is_its_open_months_with_what_is_left_of_the_targets(published_house: House) -> None:
    house = published_house
    with house.store.reading() as session:
        problem = read_year_problem(session, house.clock, house.planning, rules(house), DISTRICT, 2026)
    assert problem.months == tuple(f"2026-{month:02}" for month in range(7, 13))
    assert {one.month for one in problem.fixed} == {"2026-06"}
    assert {one.month for one in problem.district.allotments} == set(problem.months)
    with house.store.reading() as session:
        allotted = preview_year(session, house.clock, DISTRICT, 2026, rules(house), house.planning.parameters)
    for found in allotted.categories:
        own = [
            one.least for one in problem.goals if one.category is found.category and one.unit == "deliveries"
        ]
        had = sum(
            one.deliveries
            for (_, category, month), one in allotted.year.had.items()
            if category is found.category and month not in problem.months
        )
        assert sum(own) + had == found.number
    assert any(one.least for one in problem.goals)


def test_a_run_keeps_what_it_read_and_found_and_is_not_run_twice(house: House) -> None:
    told = planned(house, PROMISED)
    assert (told.run.outcome, told.run.placed, told.problem) == (Ending.OPTIMAL, 2, PROMISED)
    assert [told.counts["north", Category.PERFORMANCE, month] for month in TWO] == [1, 1]
    assert asked(house, PROMISED) == told.run.id
    report = year_report(told)
    assert report.outcome is Outcome.DONE
    assert report.listings[0].rows[0]["total"] == 2


def test_a_year_with_counted_work_comes_out_the_same_again(house: House) -> None:
    told = []
    for work in (2.0, 2.5, 2.0):
        with house.outbox.transaction() as session:
            run_id = ask_year(
                session, house.clock, DISTRICT, 2026, PROMISED, by="甲", seconds=5.0, seed=3, work=work
            )
        plan_year(house.outbox, DISTRICT, run_id, solve_year)
        with house.store.reading() as session:
            told.append(year_told(session, DISTRICT, run_id))
    first, longer, again = told
    assert (first.run.id, first.run.most_seconds) == (again.run.id, COUNTED_SECONDS)
    assert longer.run.id != first.run.id
    assert longer.run.placed == 2
    repeated = solve_year(PROMISED, YearOptions.asked(5.0, 3, 2.0))
    assert repeated.deliveries == first.deliveries


def test_a_what_if_stands_beside_the_plan_in_words(house: House, tmp_path: Path) -> None:
    (tmp_path / "cut.toml").write_text('what_if = ["without:troupe@2026-08-01"]', encoding="utf-8")
    (what,) = suppositions(PROMISED, [str(tmp_path / "cut.toml")])
    base = planned(house, PROMISED)
    other = planned(house, supposing(PROMISED, what), (said(PROMISED, what),))
    assert other.run.outcome is Ending.INFEASIBLE
    report = beside_report(base, other)
    assert report.outcome is Outcome.INFEASIBLE
    assert "Troupe自8月1日(周六)起退出" in report.sentences[0].zh
    assert [way.rule for way in other.gives_way] == ["goal"]
    write_year([base, other], tmp_path / "year.xlsx")
    assert openpyxl.load_workbook(tmp_path / "year.xlsx").sheetnames == ["全年计划", "假如", "并排比较"]
    with house.outbox.transaction() as session, pytest.raises(Refusal):
        hand_over(session, house.clock, DISTRICT, other, rules(house), by="甲")


def test_the_plan_becomes_the_months_least(house: House) -> None:
    told = planned(house, PROMISED)
    with house.outbox.transaction() as session:
        changes = hand_over(session, house.clock, DISTRICT, told, rules(house), by="甲")
    with house.store.reading() as session:
        rows = {row.id: (row.least, row.edited_by) for row in session.scalars(sa.select(AllotmentRow))}
    assert {one.month for one in changes} <= set(TWO)
    assert rows["north/performance/2026-07"] == (1, "甲")


def test_one_run_of_a_year_at_a_time_and_a_cancelled_one_ends(house: House) -> None:
    run_id = asked(house, PROMISED)
    with pytest.raises(Refusal):
        asked(house, small_year(TWO))
    with house.outbox.transaction() as session:
        assert cancel_year(session, DISTRICT, 2026) == run_id
    plan_year(house.outbox, DISTRICT, run_id, solve_year)
    with house.store.reading() as session:
        assert year_told(session, DISTRICT, run_id).run.outcome is Ending.CANCELLED


@pytest.mark.parametrize(
    "word",
    ["nonsense", "without:nobody", "budget:lots", "goal:north/film=x", "closed:hall@tomorrow", "no.toml"],
)
def test_a_what_if_that_is_not_understood_is_refused(word: str) -> None:
    with pytest.raises(Refusal):
        suppositions(PROMISED, [word])


def test_each_supposition_changes_the_year_as_it_says() -> None:
    words = ["closed:hall@2026-08", "budget:900", "goal:north/performance=3", "merged:south+north"]
    problem = PROMISED
    for what in suppositions(PROMISED, words):
        assert said(PROMISED, what).zh
        problem = supposing(problem, what)
    hall = next(one for one in problem.district.venues if one.id == "hall")
    assert (hall.opened.last, problem.budget) == (date(2026, 7, 31), 900)
    assert [one.least for one in problem.goals if one.category is Category.PERFORMANCE] == [3]
    assert [(one.id, one.population) for one in problem.district.areas] == [("north", 80_000)]
    assert {one.area_id for one in problem.district.venues} == {"north"}


def test_a_contract_binds_the_open_months_by_what_is_left_of_it(published_house: House) -> None:
    """Deliveries of January to May that were held, and June as it is published, count for the year's contract."""
    house = published_house
    with house.store.transaction() as session:
        provider = session.scalars(
            sa.select(PublishedDeliveryRow.provider_id).where(PublishedDeliveryRow.category == "film")
        ).first()
        row = session.get_one(ProviderRow, (DISTRICT, provider))
        row.year_least, row.year_most = 30, 40
        past = session.scalars(sa.select(HeldDeliveryRow).where(HeldDeliveryRow.provider_id == row.id)).all()
        june = session.scalars(
            sa.select(PublishedDeliveryRow).where(PublishedDeliveryRow.provider_id == row.id)
        ).all()
        row_id, had = row.id, len({one.id for one in (*past, *june)})
    with house.store.reading() as session:
        problem = read_year_problem(session, house.clock, house.planning, rules(house), DISTRICT, 2026)
    assert had
    assert problem.contracts == (YearContract(row_id, 30 - had, 40 - had),)
