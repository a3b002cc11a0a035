"""The model that any engineer would write first: an optional interval for each delivery, no two of which overlap.

Each order, and each filler that an area may still take, is an item with a day, a start, a provider and a venue from a
table of what is allowed; intervals of a venue or a provider do not overlap; the rest are sums and booleans. Of a course
only the sessions in the month have intervals: those after it follow the same weekly pattern.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from itertools import combinations

from ortools.sat.python import cp_model

from scheduler.domain.delivery import Delivery
from scheduler.domain.terms import EVENTS, Category
from scheduler.solver.assemble import assemble
from scheduler.solver.columns import Column, deliveries_of, standing_column
from scheduler.solver.identity import with_ids
from scheduler.solver.problem import Problem
from scheduler.solver.rules.fairness import WHOLE, by_district, shares, standing_points
from scheduler.solver.ways import travel_minutes

DAY = 24 * 60
Heard = Callable[[int, int], None]
"""Hears points and bound of each better plan."""


def plan_plainly(
    problem: Problem, seconds: float, seed: int, workers: int, heard: Heard = lambda _, __: None
) -> tuple[tuple[Delivery, ...], int | None, bool]:
    """The month's deliveries, the bound in points, and whether the plan is proven the best; empty if none is found."""
    plain = _Plain(problem)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = workers
    solver.parameters.random_seed = seed
    status = solver.solve(plain.model, _Heard(heard))
    if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return (), None, False
    chosen = [columns[solver.value(place)] for columns, there, place in plain.items if solver.value(there)]
    columns = [*(standing_column(problem, delivery) for delivery in problem.fixed), *chosen]
    plan = with_ids(problem, deliveries_of(problem, columns))
    return plan, round(solver.best_objective_bound), status == cp_model.OPTIMAL


class _Heard(cp_model.CpSolverSolutionCallback):
    def __init__(self, heard: Heard) -> None:
        super().__init__()
        self.heard = heard

    def on_solution_callback(self) -> None:
        self.heard(round(self.objective_value), round(self.best_objective_bound))


class _Plain:
    """The model; `items` are the choices of each, whether it is there, and which choice it takes."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.model = cp_model.CpModel()
        self.items: list[tuple[list[Column], cp_model.IntVar, cp_model.IntVar]] = []
        self.costs: list[cp_model.LinearExpr | int] = []
        self.by_venue: dict[str, list[cp_model.IntervalVar]] = defaultdict(list)
        self.by_provider: dict[str, list[tuple[str, object, object, object]]] = defaultdict(list)
        self.day_uses: dict[str, list[tuple[cp_model.IntervalVar, int]]] = defaultdict(list)
        self.week_uses: dict[str, list[cp_model.IntervalVar]] = defaultdict(list)
        self.presences: dict[str, list[object]] = defaultdict(list)
        self.counts: dict[tuple[str, Category], list[object]] = defaultdict(list)
        self.spent: list[object] = []
        self.crowds: dict[tuple[str, date], list[object]] = defaultdict(list)
        self._write()

    def _write(self) -> None:
        decisions = assemble(self.problem, widely=True).decisions
        for delivery in self.problem.standing:
            self._standing(standing_column(self.problem, delivery), delivery)
        for order_id, variables in decisions.of_order.items():
            columns = [decisions.columns[v] for v in variables if decisions.columns[v].standing is None]
            worth = self.problem.parameters.points_of_rank(self.problem.orders[order_id].rank)
            if columns:
                self._item(columns, -worth * self.problem.weights.ranked_orders)
        for place, variables in decisions.of_area_category.items():
            columns = [decisions.columns[v] for v in variables if _filler(decisions.columns[v])]
            lacking = self.problem.allotment(*place).least - self.problem.standing_counts.get(place, 0)
            for _ in range(lacking if columns else 0):
                self._item(columns, 0)
        self._capacities()
        self._numbers()
        points = self.problem.parameters.points_of_rank
        unserved = sum(points(order.rank) for order in self.problem.orders.values())
        self.model.minimize(sum(self.costs) + unserved * self.problem.weights.ranked_orders)

    def _standing(self, column: Column, delivery: Delivery) -> None:
        begins = column.days[0].toordinal() * DAY
        self._use(column.provider_id, column.area_id, begins + column.span[0], begins + column.span[1], 1)
        for venue_id in column.venues:
            size = column.span[1] - column.span[0]
            self.by_venue[venue_id].append(
                self.model.new_fixed_size_interval_var(begins + column.span[0], size, "")
            )
        day = column.days[0].toordinal()
        self._spend(column.provider_id, day, _week(day), 1, delivery.volumes)
        if column.in_month:
            self.counts[column.area_id, column.category].append(1)
            self.presences[column.provider_id].append(1)
            self.spent.append(self.problem.programmes[column.programme_id].cost)
            if column.category in EVENTS:
                self.crowds[column.area_id, _monday(column.days[0])].append(1)

    def _item(self, columns: list[Column], cost: int) -> None:
        """One delivery that may be made, or a course: its choice, its intervals, its costs."""
        model, problem, first = self.model, self.problem, columns[0]
        there, place = model.new_bool_var(""), model.new_int_var(0, len(columns) - 1, "")
        self.items.append((columns, there, place))
        self.costs.append(cost * there)
        programme = problem.programmes[first.programme_id]
        taken = [model.new_bool_var("") for _ in columns]
        model.add(sum(taken) == there)
        model.add(sum(number * one for number, one in enumerate(taken)) == place)
        self._wishes(columns, taken)
        size = first.span[1] - first.span[0]
        for session in range(max(column.in_month for column in columns)):
            begins = self._of_choice(place, [_begins(one, session) for one in columns])
            self._places(columns, taken, session, begins, size)
            self._givers(columns, taken, session, begins, size, place)
        in_month = [(one, column.in_month) for one, column in zip(taken, columns, strict=True)]
        self.counts[first.area_id, first.category].append(sum(one * count for one, count in in_month))
        self.spent += [one * count * programme.cost for one, count in in_month]

    def _of_choice(self, place: cp_model.IntVar, values: list[int]) -> cp_model.IntVar:
        """What a value is by the choice that is taken."""
        found = self.model.new_int_var_from_domain(cp_model.Domain.from_values(values), "")
        self.model.add_element(place, values, found)
        return found

    def _wishes(self, columns: list[Column], taken: list[cp_model.IntVar]) -> None:
        weights = self.problem.weights
        for one, column in zip(taken, columns, strict=True):
            order = self.problem.orders.get(column.order_id or "")
            if order is None:
                self.costs.append(weights.unasked * column.in_month * one)
            else:
                missed = bool(order.weekdays) and column.days[0].isoweekday() not in order.weekdays
                elsewhere = order.venue_id is not None and order.venue_id != column.venue_id
                self.costs.append(weights.preferences * (missed + elsewhere) * one)
            if column.category in EVENTS:
                self.crowds[column.area_id, _monday(column.days[0])].append(one)

    def _places(
        self,
        columns: list[Column],
        taken: list[cp_model.IntVar],
        session: int,
        begins: cp_model.IntVar,
        size: int,
    ) -> None:
        for venue_id in sorted({venue for column in columns for venue in column.venues}):
            here = self._any(taken, [venue_id in one.venues and session < one.in_month for one in columns])
            interval = self.model.new_optional_fixed_size_interval_var(begins, size, here, "")
            self.by_venue[venue_id].append(interval)

    def _givers(
        self,
        columns: list[Column],
        taken: list[cp_model.IntVar],
        session: int,
        begins: cp_model.IntVar,
        size: int,
        place: cp_model.IntVar,
    ) -> None:
        days = [column.days[session].toordinal() for column in columns]
        day, week = self._of_choice(place, days), self._of_choice(place, [_week(one) for one in days])
        volumes = self.problem.programmes[columns[0].programme_id].volumes
        for provider_id in sorted({column.provider_id for column in columns}):
            by = self._any(
                taken,
                [one.provider_id == provider_id and session < one.in_month for one in columns],
            )
            self._use(provider_id, columns[0].area_id, begins, begins + size, by)
            self._spend(provider_id, day, week, by, volumes)
            month = [
                one
                for one, column in zip(taken, columns, strict=True)
                if column.provider_id == provider_id and session < column.in_month
            ]
            self.presences[provider_id] += month

    def _any(self, taken: list[cp_model.IntVar], which: list[bool]) -> cp_model.IntVar:
        found = self.model.new_bool_var("")
        self.model.add(sum(one for one, is_it in zip(taken, which, strict=True) if is_it) == found)
        return found

    def _use(self, provider_id: str, area_id: str, begins: object, ends: object, there: object) -> None:
        self.by_provider[provider_id].append((area_id, begins, ends, there))

    def _spend(self, provider_id: str, day: object, week: object, there: object, volumes: int) -> None:
        """A day and its week, as intervals that fill a provider's day and week."""
        of_day = self.model.new_optional_fixed_size_interval_var(day, 1, there, "")
        self.day_uses[provider_id].append((of_day, volumes))
        of_week = self.model.new_optional_fixed_size_interval_var(week, 1, there, "")
        self.week_uses[provider_id].append(of_week)

    def _capacities(self) -> None:
        model, problem = self.model, self.problem
        for intervals in self.by_venue.values():
            model.add_no_overlap(intervals)
        for provider_id, uses in self.by_provider.items():
            provider = problem.providers[provider_id]
            days, weeks = self.day_uses[provider_id], self.week_uses[provider_id]
            model.add_cumulative([day for day, _ in days], [1] * len(days), provider.per_day)
            model.add_cumulative(weeks, [1] * len(weeks), provider.per_week)
            model.add(sum(self.presences[provider_id]) <= provider.per_month)
            if any(volumes for _, volumes in days):
                model.add_cumulative([day for day, _ in days], [v for _, v in days], provider.van_volumes)
            for one, other in combinations(uses, 2):
                self._apart(one, other)
        if problem.district.month_budget is not None:
            model.add(sum(self.spent) <= problem.district.month_budget)

    def _apart(
        self, one: tuple[str, object, object, object], other: tuple[str, object, object, object]
    ) -> None:
        areas = self.problem.areas
        way = travel_minutes(self.problem, areas[one[0]], areas[other[0]])
        if all(isinstance(part, int) for part in (*one[1:], *other[1:])):
            return
        before = self.model.new_bool_var("")
        both = [there for there in (one[3], other[3]) if not isinstance(there, int)]
        self.model.add(one[2] + way <= other[1]).only_enforce_if([before, *both])  # type: ignore[operator]
        self.model.add(other[2] + way <= one[1]).only_enforce_if([~before, *both])  # type: ignore[operator]

    def _numbers(self) -> None:
        """Allotments, crowded weeks, fairness."""
        model, problem, weights = self.model, self.problem, self.problem.weights
        most = len(problem.areas) * 400
        for area_id in problem.areas:
            for category in Category:
                allotment, count = problem.allotment(area_id, category), self.counts[area_id, category]
                if count and not all(isinstance(one, int) for one in count):
                    model.add(sum(count) >= allotment.least)
                    model.add(
                        sum(count) <= max(allotment.most, sum(one for one in count if isinstance(one, int)))
                    )
        for there in self.crowds.values():
            over = model.new_int_var(0, len(there), "")
            model.add(over >= sum(there) - problem.parameters.spacing_week_most)
            self.costs.append(over * weights.spacing)
        share, stood = shares(problem), standing_points(problem)
        own = {area_id: model.new_int_var(0, most, "") for area_id in share}
        for area_id, points in own.items():
            worth = problem.parameters.points_of
            model.add(points == sum(worth(c) * sum(self.counts[area_id, c]) for c in Category))
            assert stood[area_id] <= most
        totals = by_district(problem, own)
        for area_id, points in own.items():
            off, total = model.new_int_var(0, most, ""), totals[area_id]
            model.add(off * WHOLE >= points * WHOLE - total * share[area_id])
            model.add(off * WHOLE >= total * share[area_id] - points * WHOLE)
            self.costs.append(off * weights.fairness)


def _filler(column: Column) -> bool:
    return column.standing is None and column.order_id is None


def _begins(column: Column, session: int) -> int:
    return column.days[session].toordinal() * DAY + column.span[0]


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _week(day: int) -> int:
    """The week of a day's ordinal, from Monday on."""
    return (day - 1) // 7
