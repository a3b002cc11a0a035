"""A year's planning problem: the months to be planned together, and what binds them; frozen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date as civil
from datetime import timedelta
from functools import cached_property
from typing import Literal

from scheduler.domain.calendar import month_days
from scheduler.domain.decline import Decline
from scheduler.domain.delivery import Delivery
from scheduler.domain.district import District, Programme
from scheduler.domain.terms import Category
from scheduler.solver.parameters import Parameters, Weights
from scheduler.solver.problem import Problem, digest_of, next_free_serial
from scheduler.workdays import Workdays, workdays_from

Unit = Literal["deliveries", "volumes", "titles"]
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Goal:
    """What the planned months together bring an area of a category: at least, and at most if that is said."""

    area_id: str
    category: Category
    unit: Unit
    least: int
    most: int | None = None

    def __post_init__(self) -> None:
        if self.least < 0 or (self.most is not None and self.most < self.least):
            raise ValueError(f"{self.area_id} {self.category}: 0 ≤ least ≤ most does not hold")


@dataclass(frozen=True, slots=True)
class YearContract:
    """How many deliveries of the planned months a provider's contract is for: at least, and at most."""

    provider_id: str
    least: int = 0
    most: int | None = None

    def __post_init__(self) -> None:
        if self.least < 0 or (self.most is not None and self.most < self.least):
            raise ValueError(f"{self.provider_id}: 0 ≤ least ≤ most does not hold")


@dataclass(frozen=True)
class YearProblem:
    """Months to be planned together: the facts of all of them, what stands, what binds them, the settings.

    `months` are those that planning may fill, in order; what stands in others is among `fixed`. Goals,
    contracts and `budget` (yuan) count what stands in `months`, fixed deliveries included; the district's
    orders and allotments are those of `months`, its `month_budget` is each month's.
    """

    district: District
    months: tuple[str, ...]
    today: civil
    fixed: tuple[Delivery, ...]
    goals: tuple[Goal, ...]
    parameters: Parameters
    weights: Weights
    contracts: tuple[YearContract, ...] = ()
    budget: int | None = None
    declines: tuple[Decline, ...] = ()

    def __getstate__(self) -> dict[str, object]:
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @cached_property
    def programmes(self) -> dict[str, Programme]:
        return {programme.id: programme for programme in self.district.programmes}

    @cached_property
    def workdays(self) -> Workdays:
        return workdays_from(self.district.day_marks, self.district.years_with_holidays)

    @cached_property
    def standing(self) -> tuple[Delivery, ...]:
        """The fixed deliveries of the planned months."""
        return tuple(one for one in self.fixed if one.month in self.months)

    @cached_property
    def running(self) -> frozenset[str]:
        """The ids of courses of which a session is fixed."""
        return frozenset(one.course_id for one in self.fixed if one.course_id is not None)

    def in_closed_month(self, day: civil) -> bool:
        """Whether a day lies in a month that planning leaves alone although it plans later ones."""
        month = f"{day:%Y-%m}"
        return month < self.months[-1] and month not in self.months

    def of_month(self, month: str, given: Iterable[Delivery] = ()) -> Problem:
        """The problem of one month, with deliveries that other months have `given` it standing.

        `given` are other months' deliveries and the sessions in this month of courses begun before;
        those serve the order of the month in which their course began.
        """
        since = month_days(month)[0] - WEEK
        stands = {one.id: one for one in self.fixed if one.day >= since}
        stands |= {
            one.id: replace(one, order_id=None) if one.month == month else one
            for one in given
            if one.day >= since and one.id not in stands
        }
        district = self.district
        return Problem(
            district=replace(
                district,
                orders=tuple(order for order in district.orders if order.month == month),
                allotments=tuple(one for one in district.allotments if one.month == month),
                courses=(),
            ),
            month=month,
            today=self.today,
            fixed=tuple(sorted(stands.values(), key=lambda one: (one.day, one.start, one.id))),
            published=(),
            draft=(),
            parameters=self.parameters,
            weights=self.weights,
            next_serial=next_free_serial(month, stands.values()),
            declines=self.declines,
        )

    def fingerprint(self) -> str:
        """A stable digest of all that the solver reads, and of nothing else."""
        return digest_of(self)
