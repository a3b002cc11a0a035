"""What is supposed otherwise than the facts on the year's page: one form, each part of it left empty or filled whole."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pydantic import BaseModel

from config.bilingual import Bilingual
from config.refusal import Fault, Refusal
from scheduler.domain.terms import Category
from scheduler.solver.year.problem import YearProblem
from scheduler.solver.year.supposing import (
    AreasMerged,
    BudgetSet,
    GoalSet,
    ProviderGone,
    Supposition,
    VenueShut,
    said,
    supposing,
)

NO_DAY = Bilingual("“{day}”不是日期，请写成 2026-09-01。", "“{day}” is no day; write it like 2026-09-01.")
NO_NUMBER = Bilingual("“{text}”应为 0 或以上的整数。", "“{text}” is to be a whole number, 0 or more.")
NOT_WHOLE = Bilingual("这一项要么全填，要么全空。", "fill in this part whole or leave it empty.")
UNKNOWN = Bilingual("本年的区县数据里没有“{name}”。", "the year's district has no “{name}”.")


class WhatIf(BaseModel):
    """A year's suppositions as a form; seconds the longest that planning may take."""

    seconds: int = 120
    without: str = ""
    without_since: str = ""
    closed: str = ""
    closed_since: str = ""
    budget: str = ""
    goal_area: str = ""
    goal_category: Category | None = None
    goal_least: str = ""
    merged: str = ""
    merged_into: str = ""

    def applied_to(self, problem: YearProblem) -> tuple[YearProblem, tuple[Bilingual, ...]]:
        """The year as it would be, and what is supposed in sentences; refused by the field that cannot be read."""
        changed, sentences = problem, []
        for what in self._suppositions(problem):
            sentences.append(said(problem, what))
            changed = supposing(changed, what)
        return changed, tuple(sentences)

    def _suppositions(self, problem: YearProblem) -> Iterator[Supposition]:
        district = problem.district
        areas = {one.id for one in district.areas}
        if self.without:
            _known("without", self.without, {one.id for one in district.providers})
            yield ProviderGone(self.without, _day("without_since", self.without_since))
        if self.closed:
            _known("closed", self.closed, {one.id for one in district.venues})
            yield VenueShut(self.closed, _day("closed_since", self.closed_since))
        if self.budget.strip():
            yield BudgetSet(_number("budget", self.budget))
        if self.goal_area or self.goal_least.strip():
            if not (self.goal_area and self.goal_category and self.goal_least.strip()):
                raise Refusal(Fault("goal", NOT_WHOLE))
            _known("goal_area", self.goal_area, areas)
            yield GoalSet(self.goal_area, self.goal_category, _number("goal_least", self.goal_least))
        if self.merged or self.merged_into:
            if not (self.merged and self.merged_into):
                raise Refusal(Fault("merged", NOT_WHOLE))
            _known("merged", self.merged, areas)
            _known("merged_into", self.merged_into, areas)
            yield AreasMerged(self.merged, self.merged_into)


def _known(field: str, given: str, known: set[str]) -> None:
    if given not in known:
        raise Refusal(Fault(field, UNKNOWN.fill(name=given)))


def _day(field: str, text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Refusal(Fault(field, NO_DAY.fill(day=text))) from error


def _number(field: str, text: str) -> int:
    if not text.strip().isdecimal():
        raise Refusal(Fault(field, NO_NUMBER.fill(text=text)))
    return int(text)
