"""The year's plan: asked for with what is supposed, followed as it goes, set beside the facts, written as allotment."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import Response
from sqlalchemy.orm import Session

from api.access.guard import ClosedDoor, Coordinator, Reader
from api.access.roles import CALENDAR
from api.access.visit import Visit
from api.pages.supposing import WhatIf
from config.bilingual import Bilingual
from config.refusal import Refusal
from scheduler.application.allotting_caps import told_caps
from scheduler.application.names_view import read_names
from scheduler.application.year_facts import read_year_problem
from scheduler.application.year_planning import ask_year, cancel_year
from scheduler.application.year_view import (
    YearRun,
    YearTold,
    compared,
    hand_over,
    written_numbers,
    year_runs,
    year_told,
)
from scheduler.domain.allotting_rules import AllottingRules
from scheduler.domain.terms import Category
from scheduler.solver.year.problem import YearProblem

router = APIRouter()

SECONDS = (60, 120, 300, 900)
"""The lengths of time that are offered for planning a year."""
NO_SUCH_RUN = Bilingual("没有这次全年排期。", "There is no such planning of the year.")


@router.get("/year")
def this_year(visit: Reader) -> Response:
    return visit.go(f"/year/{visit.today.year}")


@router.get("/year/{year}")
def look(visit: Reader, year: int, run: str = "", category: Category = Category.PERFORMANCE) -> Response:
    """One run, the last if none is named, by one category; beside it the facts' own plan if it supposes something."""
    return _page(visit, year, run, category)


@router.post("/year/{year}")
def ask(visit: Coordinator, year: int, form: Annotated[WhatIf, Form()]) -> Response:
    house = visit.house
    try:
        problem, changes = form.applied_to(_problem(visit, year))
        with house.outbox.transaction() as session:
            run_id = ask_year(
                session,
                house.clock,
                visit.district_id,
                year,
                problem,
                changes=changes,
                by=visit.by,
                seconds=float(min(max(form.seconds, SECONDS[0]), SECONDS[-1])),
            )
    except Refusal as refusal:
        return _page(visit, year, refusal=refusal, form=form)
    return visit.go(f"/year/{year}?run={run_id}")


@router.post("/year/{year}/cancel")
def cancel(visit: Coordinator, year: int) -> Response:
    """Have it stop; who comes too late is shown how it ended."""
    try:
        with visit.house.outbox.transaction() as session:
            run_id = cancel_year(session, visit.district_id, year)
    except Refusal as refusal:
        return _page(visit, year, refusal=refusal)
    return visit.go(f"/year/{year}?run={run_id}")


@router.post("/year/{year}/apply")
def apply(visit: Coordinator, year: int, run: Annotated[str, Form()]) -> Response:
    """Write the plan's numbers as the months' allotments."""
    house = visit.house
    rules = house.settings.section("allotment", AllottingRules)
    try:
        with house.outbox.transaction() as session:
            told = _told(session, visit, year, run)
            changes = hand_over(session, house.clock, visit.district_id, told, rules, by=visit.by)
    except Refusal as refusal:
        return _page(visit, year, run, refusal=refusal)
    return visit.go(f"/year/{year}?run={run}&applied={len(changes)}")


def _problem(visit: Visit, year: int) -> YearProblem:
    house = visit.house
    rules = house.settings.section("allotment", AllottingRules)
    with house.store.reading() as session:
        return read_year_problem(session, house.clock, house.planning, rules, visit.district_id, year)


def _told(session: Session, visit: Visit, year: int, run_id: str) -> YearTold:
    runs = year_runs(session, visit.district_id, year)
    if run_id not in {one.id for one in runs}:
        raise ClosedDoor(404, NO_SUCH_RUN)
    return year_told(session, visit.district_id, run_id)


def _page(
    visit: Visit,
    year: int,
    run_id: str = "",
    category: Category = Category.PERFORMANCE,
    *,
    refusal: Refusal | None = None,
    form: WhatIf | None = None,
) -> Response:
    with visit.house.store.reading() as session:
        names = read_names(session, visit.district_id)
        runs = year_runs(session, visit.district_id, year)
        told = _told(session, visit, year, run_id or runs[0].id) if runs or run_id else None
        base = _base(session, visit, runs, told) if told else None
        tight = _tight(session, visit, told) if told and told.writable else ()
    return visit.page(
        "year.html",
        status=422 if refusal else 200,
        year=year,
        category=category,
        names=names,
        runs=runs,
        run=told.run if told else None,
        told=told,
        base=base,
        tight=tight,
        compared=compared(base, told) if base and told else (),
        seconds_offered=SECONDS,
        form=form or WhatIf(),
        applied=visit.request.query_params.get("applied"),
        refusal=refusal,
    )


def _tight(session: Session, visit: Visit, told: YearTold) -> tuple[Bilingual, ...]:
    """The caps that writing the plan sets below what stands already, for who may write it."""
    if not visit.may(CALENDAR):
        return ()
    house = visit.house
    rules = house.settings.section("allotment", AllottingRules)
    numbers = written_numbers(session, house.clock, visit.district_id, told, rules)
    return told_caps(session, house.clock, house.planning, visit.district_id, numbers)


def _base(session: Session, visit: Visit, runs: tuple[YearRun, ...], told: YearTold) -> YearTold | None:
    """The last plan of the facts as they are, beside which a supposition is shown."""
    if not told.run.changes or not told.deliveries:
        return None
    for one in runs:
        if not one.changes and one.placed and not one.open:
            return year_told(session, visit.district_id, one.id)
    return None
