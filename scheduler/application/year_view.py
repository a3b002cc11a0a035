"""A run over a year as it is told: its table, what it comes to beside another, and its hand-over to the allotment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.bilingual import Bilingual
from config.clock import Clock
from config.refusal import refuse
from scheduler.adapters.year_tables import YearRunRow
from scheduler.application.allotting import NumberChange, standing_numbers, write_numbers
from scheduler.application.allotting_facts import closed_months
from scheduler.application.open_runs import OPEN_STATES
from scheduler.application.year_planning import plan_of_run, problem_of
from scheduler.domain.allotting_rules import AllottingRules
from scheduler.domain.delivery import Delivery
from scheduler.domain.terms import CATEGORY_NAMES, Category
from scheduler.solver.judge import Score
from scheduler.solver.solution import Ending
from scheduler.solver.year.problem import YearProblem
from scheduler.solver.year.solution import GivesWay

Place = tuple[str, Category]


@dataclass(frozen=True, slots=True)
class YearRun:
    """One run: points of the plan and of the bound, gap as a share; `changes` say what was supposed."""

    id: str
    year: int
    asked_by: str
    asked_at: datetime
    state: str
    outcome: Ending | None
    best: int | None
    bound: int | None
    gap: float | None
    seconds: float | None
    most_seconds: float
    placed: int | None
    changes: tuple[Bilingual, ...]
    cancel_asked: bool

    @property
    def open(self) -> bool:
        """Whether it is still to end."""
        return self.state in OPEN_STATES


@dataclass(frozen=True, slots=True)
class YearTold:
    """A run that ended, with what it read and found; `counts` are deliveries by area, category and month."""

    run: YearRun
    problem: YearProblem
    deliveries: tuple[Delivery, ...]
    relaxed: bool
    gives_way: tuple[GivesWay, ...]
    score: Score | None

    @property
    def months(self) -> tuple[str, ...]:
        return self.problem.months

    @property
    def counts(self) -> Mapping[tuple[str, Category, str], int]:
        return Counter((one.area_id, one.category, one.month) for one in self.deliveries)

    @property
    def places(self) -> tuple[Place, ...]:
        """Areas and categories that have something or are promised something."""
        found = {(one.area_id, one.category) for one in self.deliveries}
        found |= {(one.area_id, one.category) for one in self.problem.goals}
        areas = [one.id for one in self.problem.district.areas]
        return tuple((area, category) for area in areas for category in Category if (area, category) in found)

    @property
    def writable(self) -> bool:
        """Whether it may become the months' allotments: found, supposing nothing, every rule kept."""
        return bool(self.deliveries) and not self.relaxed and not self.run.changes

    @property
    def yuan(self) -> int:
        costs = {one.id: one.cost for one in self.problem.district.programmes}
        return sum(costs.get(one.programme_id, 0) for one in self.deliveries)

    @property
    def served(self) -> int:
        return len({one.order_id for one in self.deliveries if one.order_id is not None})

    def goal(self, place: Place) -> int | None:
        """The deliveries that the place is promised in these months; None if nothing is."""
        return next(
            (
                one.least
                for one in self.problem.goals
                if (one.area_id, one.category) == place and one.unit == "deliveries"
            ),
            None,
        )


def year_run(session: Session, district_id: str, run_id: str) -> YearRun:
    """One run by its id."""
    return _run(session.get_one(YearRunRow, (district_id, run_id)))


def year_runs(session: Session, district_id: str, year: int) -> tuple[YearRun, ...]:
    """The year's runs, the last first."""
    rows = session.scalars(
        sa.select(YearRunRow)
        .where(YearRunRow.district_id == district_id, YearRunRow.year == year)
        .order_by(YearRunRow.id.desc())
    )
    return tuple(_run(row) for row in rows)


def year_told(session: Session, district_id: str, run_id: str) -> YearTold:
    """A run with its problem and what it found; nothing is in it while it is open."""
    row = session.get_one(YearRunRow, (district_id, run_id))
    plan = plan_of_run(row)
    return YearTold(
        run=_run(row),
        problem=problem_of(row),
        deliveries=plan.deliveries if plan else (),
        relaxed=plan.relaxed if plan else False,
        gives_way=plan.gives_way if plan else (),
        score=plan.score if plan else None,
    )


def hand_over(
    session: Session, clock: Clock, district_id: str, told: YearTold, rules: AllottingRules, *, by: str
) -> tuple[NumberChange, ...]:
    """Write the plan's numbers as the months' least, with the settings' room as their most; what changes by it.

    Refused: a plan that supposes what is not so, one that does not keep every rule, and none at all. Months
    published or begun since stay as they are.
    """
    year = told.run.year
    if told.run.changes:
        raise refuse(
            "--apply",
            "这是“假如”的安排，不能写入。请先改事实（导入），再写入不带 --what-if 的安排。",
            "this plan supposes what is not so and cannot be written. Change the facts first, then write a plan "
            "without --what-if.",
        )
    if not told.deliveries or told.relaxed:
        raise refuse(
            "--apply",
            "{year} 年没有满足所有规则的安排可写入。",
            "there is no plan of {year} that keeps every rule to be written.",
            year=year,
        )
    changes = [
        one for one in written_numbers(session, clock, district_id, told, rules) if one.before != one.after
    ]
    write_numbers(session, clock, district_id, year, changes, rules, by=by)
    return tuple(changes)


def written_numbers(
    session: Session, clock: Clock, district_id: str, told: YearTold, rules: AllottingRules
) -> tuple[NumberChange, ...]:
    """What writing the plan would make of each number of its open months, those that stay as they are among them."""
    closed = closed_months(session, clock, district_id, told.run.year)
    standing = standing_numbers(session, district_id, told.run.year)
    counts, found = told.counts, []
    for area_id, category in told.places:
        for month in told.months:
            least = counts.get((area_id, category, month), 0)
            after = (least, least + rules.room.value[category] if least else 0)
            if month not in closed:
                before = standing.get((area_id, category, month), (0, 0))
                found.append(NumberChange(area_id, category, month, before, after))
    return tuple(found)


def _run(row: YearRunRow) -> YearRun:
    return YearRun(
        id=row.id,
        year=row.year,
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        state=row.state,
        outcome=Ending(row.outcome) if row.outcome else None,
        best=row.best,
        bound=row.bound,
        gap=row.gap,
        seconds=row.seconds,
        most_seconds=float(row.options["seconds"]),
        placed=row.placed,
        changes=tuple(Bilingual(zh, en) for zh, en in row.changes),
        cancel_asked=row.cancel_asked,
    )


@dataclass(frozen=True, slots=True)
class Compared:
    """One figure of the plan and of the supposition beside it."""

    name: Bilingual
    base: int | None
    other: int | None

    @property
    def difference(self) -> int | None:
        return None if self.base is None or self.other is None else self.other - self.base


def compared(base: YearTold, other: YearTold) -> tuple[Compared, ...]:
    """What the year comes to, side by side: points, deliveries by category, orders served, money."""
    from_category = _by_category(base), _by_category(other)
    lines: Sequence[Compared] = (
        Compared(Bilingual("分数（越低越好）", "points (lower is better)"), base.run.best, other.run.best),
        Compared(Bilingual("场次", "deliveries"), len(base.deliveries), len(other.deliveries)),
        *(
            Compared(CATEGORY_NAMES[category], from_category[0][category], from_category[1][category])
            for category in Category
        ),
        Compared(Bilingual("兑现的点单", "orders served"), base.served, other.served),
        Compared(Bilingual("费用（元）", "cost (yuan)"), base.yuan, other.yuan),
    )
    return tuple(lines)


def _by_category(told: YearTold) -> Counter[Category]:
    return Counter(one.category for one in told.deliveries)
