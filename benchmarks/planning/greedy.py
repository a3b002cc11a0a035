"""A greedy planner, as an office would write it: orders by rank at their cheapest free place, then fillers, then extras."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from benchmarks.planning.room import Room
from scheduler.domain.delivery import Delivery
from scheduler.domain.terms import EVENTS, Category
from scheduler.solver.assemble import assemble
from scheduler.solver.columns import Column, deliveries_of
from scheduler.solver.identity import with_ids
from scheduler.solver.problem import Problem
from scheduler.solver.rules.fairness import WHOLE, by_district, shares


def plan_greedily(problem: Problem) -> tuple[Delivery, ...]:
    """The month's deliveries; every rule about what may stand is kept, least allotments as far as it gets."""
    return _Greedy(problem).plan()


class _Greedy:
    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.model = assemble(problem, widely=True)
        self.room = Room(self.model)
        self.chosen: list[int] = []
        self.counts: Counter[tuple[str, Category]] = Counter()
        self.weeks: Counter[tuple[str, date]] = Counter()
        self.points: Counter[str] = Counter()
        self.shares = shares(problem)
        for delivery in problem.standing:
            self._count(delivery.area_id, delivery.category, (delivery.day,))

    def plan(self) -> tuple[Delivery, ...]:
        by_order = self.model.decisions.of_order
        orders = sorted(self.problem.orders.values(), key=lambda order: (order.rank, order.id))
        left = [order for order in orders if not self._served(by_order.get(order.id, ()), needed=True)]
        fillers: dict[tuple[str, Category], list[int]] = defaultdict(list)
        for variable, column in self.model.decisions.in_month():
            if column.standing is None and column.order_id is None:
                fillers[column.area_id, column.category].append(variable)
        for variables in fillers.values():
            while self._served(variables, needed=True):
                pass
        for order in left:
            self._served(by_order.get(order.id, ()), needed=False, worth=self._worth(order.rank))
        standing = [column for column in self.model.columns if column.standing is not None]
        columns = [*standing, *(self.model.columns[variable] for variable in self.chosen)]
        return with_ids(self.problem, deliveries_of(self.problem, columns))

    def _worth(self, rank: int) -> int:
        return self.problem.parameters.points_of_rank(rank) * self.problem.weights.ranked_orders

    def _served(self, variables: Iterable[int], *, needed: bool, worth: int = 0) -> bool:
        """Take the cheapest column that fits: if its area needs it, else if it is worth what it costs."""
        fitting = [variable for variable in variables if self.room.fits(variable)]
        if not fitting:
            return False
        cheapest = min(fitting, key=lambda variable: (self._cost(variable), self._when(variable)))
        column = self.model.columns[cheapest]
        if needed:
            place = (column.area_id, column.category)
            if self.counts[place] >= self.problem.allotment(*place).least:
                return False
        elif self._cost(cheapest) + self._unfairness(column) - self._unfairness(None) >= worth:
            return False
        self.room.take(cheapest)
        self.chosen.append(cheapest)
        self._count(column.area_id, column.category, column.month_days)
        return True

    def _when(self, variable: int) -> tuple[object, ...]:
        column = self.model.columns[variable]
        return (-column.in_month, column.days[0], column.start, column.provider_id, column.venue_id)

    def _cost(self, variable: int) -> int:
        """Points for the weekday and venue asked for, and for crowding the week."""
        column, weights = self.model.columns[variable], self.problem.weights
        order = self.problem.orders.get(column.order_id or "")
        missed = 0
        if order is not None:
            missed += bool(order.weekdays) and column.days[0].isoweekday() not in order.weekdays
            missed += order.venue_id is not None and order.venue_id != column.venue_id
        most = self.problem.parameters.spacing_week_most
        crowded = column.category in EVENTS and self.weeks[column.area_id, _week(column.days[0])] >= most
        return missed * weights.preferences + crowded * weights.spacing

    def _unfairness(self, column: Column | None) -> int:
        points = Counter(self.points)
        if column is not None:
            worth = self.problem.parameters.points_of(column.category)
            points[column.area_id] += worth * column.in_month
        totals = by_district(self.problem, points)
        off = sum(
            -(-abs(points[one] * WHOLE - totals[one] * share) // WHOLE) for one, share in self.shares.items()
        )
        return off * self.problem.weights.fairness

    def _count(self, area_id: str, category: Category, days: tuple[date, ...]) -> None:
        self.counts[area_id, category] += len(days)
        self.points[area_id] += self.problem.parameters.points_of(category) * len(days)
        if category in EVENTS:
            for day in days:
                self.weeks[area_id, _week(day)] += 1


def _week(day: date) -> date:
    return day - timedelta(days=day.weekday())
