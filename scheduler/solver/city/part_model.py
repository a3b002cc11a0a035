"""One district's model, kept between the steps of the negotiation: bids, plans within a slice, bounds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from scheduler.domain.terms import Category
from scheduler.solver.bound import coarse
from scheduler.solver.city.cutting import cut
from scheduler.solver.city.offering import offered
from scheduler.solver.city.paying import cheaper, priced_in
from scheduler.solver.city.sharing import MONEY, Amounts, Clashes, Resource, Sharing, Slice
from scheduler.solver.city.starting import Ceilings
from scheduler.solver.city.tasks import Arrange, Arranged, Bid, Explain, Limit, Limited, Place, Prices, Wanted
from scheduler.solver.columns import Column, deliveries_of
from scheduler.solver.cpsat import Run, run_solver
from scheduler.solver.decisions import Offer
from scheduler.solver.identity import with_ids
from scheduler.solver.linear import Linear, Matrix, linear_of, matrix_of
from scheduler.solver.model import Row
from scheduler.solver.plan import Plan
from scheduler.solver.pricing import PARTS, Aimed, Relaxation, relaxation
from scheduler.solver.reasons import unplaced_of
from scheduler.solver.search import Found
from scheduler.solver.solution import Unplaced

MISSING = 300
"""Points for a delivery that a least allotment lacks: nothing that could be gained elsewhere is worth it."""
FINE = 10
"""Parts of a point that the search for a plan reckons in."""
NEAR = 2.0
"""Points of reduced cost up to which a column is thought of in the search for a plan."""
MILLIONTHS = 1_000_000
LONG = 3600.0
"""Seconds, so many that the solver's own count of work ends a run first."""
TRIFLE = 1e-6
COUNT_WORK = 1.0
"""Of the solver's own seconds, more than enough to count the points of a plan that is not to change."""
STEPS, AT_ONCE = 4, 3
"""In one of the solver's own seconds so many steps, in each of which so many areas are planned anew."""


class PartModel:
    """The model of one district; what it answers depends on the question only."""

    def __init__(self, part: Offer, sharing: Sharing, fill: frozenset[Place] | None) -> None:
        """`fill` are the places that the whole menu is offered to; None: all."""
        self.model = offered(part, fill)
        self.sharing = sharing
        self.columns = self.model.columns
        self.uses = {
            variable: amounts
            for variable, column in self.model.decisions
            if column.standing is None and (amounts := sharing.amounts(column))
        }
        elastic = linear_of(self.model, relaxed=True)
        short = dict.fromkeys(self.model.slacks(), MISSING)
        self.elastic = elastic.aiming({**elastic.points, **short}, elastic.constant)

    @cached_property
    def _aimed(self) -> Aimed:
        return Aimed(self.elastic)

    def relaxed_at(self, charges: Mapping[int, int]) -> Relaxation:
        """The relaxation, in parts of a point, with what columns pay, and all that the city has to share."""
        return self._aimed.at(priced_in(self.elastic, charges, PARTS).points, LONG)

    def start(
        self, solved: Relaxation, rows: Sequence[Row], barred: Collection[int], near: float
    ) -> dict[int, int]:
        """What of the relaxation fits together, reckoned anew each time: it is asked once, and takes much memory."""
        return Ceilings(self.model).start(solved, rows, barred, near)

    def bid(self, bid: Bid) -> Wanted:
        """The relaxation at these prices, with all that the city has to share."""
        solved = self.relaxed_at(self.charges(bid.prices))
        if solved.points is None:
            return Wanted(infeasible=True)
        uses: dict[Resource, float] = defaultdict(float)
        for variable, amounts in self.uses.items():
            if solved.values[variable] > 0:
                for resource, amount in amounts:
                    uses[resource] += amount * solved.values[variable]
        points = self.elastic.constant + sum(
            amount * solved.values[variable] for variable, amount in self.elastic.points.items()
        )
        return Wanted(
            points, {name: used for name, used in uses.items() if used}, self.missing(solved.values)
        )

    def arrange(self, task: Arrange) -> Arranged:
        """The best plan found within the slice, the one it has among them."""
        now = self.chosen(task.now)
        barred = dict.fromkeys(self.barred(task.slice, now), 0)
        rows = self.slice_rows(task.slice)
        within = replace(self.elastic, rows=(*self.elastic.rows, *rows))
        priced = priced_in(within, self.charges(task.prices), FINE).fixed(barred)
        if not task.work:
            return self.arranged(self.searched(priced.fixed(self.as_chosen(now)), {}, COUNT_WORK, task.seed))
        solved = relaxation(priced, LONG)
        if solved.points is None:
            return Arranged(found=False)
        start = now or self.start(solved, rows, barred, NEAR * FINE)
        best = self.searched(priced.fixed(self.as_chosen(start)), {}, task.work, task.seed)
        near = self._near(priced, solved, start)
        return self.arranged(self._mended(near, best, task))

    def _mended(self, near: Linear, best: Found, task: Arrange) -> Found:
        """A few areas at a time are planned anew, all others left as they are."""
        areas = sorted(self.model.problem.areas)
        for step in range(round(task.work * STEPS) if len(areas) > AT_ONCE else 1):
            if best.values is None:
                return best
            first, apart = task.seed + step * AT_ONCE, 1 + (task.seed + step) % AT_ONCE
            free = {areas[(first + number * apart) % len(areas)] for number in range(AT_ONCE)}
            still = {
                variable: best.values[variable]
                for variable, column in self.model.decisions
                if column.area_id not in free
            }
            hint = dict(enumerate(best.values))
            best = cheaper(best, self.searched(near.fixed(still), hint, 1 / STEPS, task.seed))
        return best

    def as_chosen(self, chosen: Mapping[int, int]) -> dict[int, int]:
        """All columns: those that stand and the chosen ones, no others."""
        return {v: int(column.standing is not None or v in chosen) for v, column in self.model.decisions}

    def searched(
        self,
        linear: Linear,
        hint: Mapping[int, int],
        work: float,
        seed: int,
        *,
        presolves: bool = True,
        for_bound: bool = False,
    ) -> Found:
        """The best found of a program whose first rows are the district's; `for_bound` leans on the relaxation."""
        left = cut(linear, self._matrix, len(self.elastic.rows))
        if left.linear is None:
            return Found(infeasible=True)
        run = Run(
            linear=left.linear,
            hint=left.hint(hint),
            workers=1,
            seed=seed,
            for_bound=for_bound,
            seconds=LONG,
            work=work,
            presolves=presolves,
        )
        return left.whole(run_solver(run, lambda *_: None, lambda: False)[0])

    @cached_property
    def _matrix(self) -> Matrix:
        return matrix_of(self.elastic.rows)

    def limit(self, task: Limit) -> Limited:
        """The coarse program's bound with the shared resources paid for (Lagrangean relaxation)."""
        charges = self.charges(task.prices)
        strict = linear_of(self.model, relaxed=False)
        solved = relaxation(priced_in(strict, charges, PARTS), LONG)
        if solved.infeasible:
            return Limited(infeasible=True)
        rows = tuple(round(price) for price in solved.prices)
        numbers = coarse(self.model, relaxed=False, prices=rows, charges=charges)
        run = Run(
            linear=replace(numbers.linear, parts=1),
            hint={},
            workers=1,
            seed=task.seed,
            for_bound=True,
            seconds=LONG,
            work=task.work,
        )
        found, _ = run_solver(run, lambda *_: None, lambda: False)
        return Limited(found.bound, found.infeasible)

    def charges(self, prices: Prices) -> dict[int, int]:
        """What each column pays for what it uses, in parts of a point, rounded down so that bounds stay true."""
        return {
            variable: paid
            for variable, amounts in self.uses.items()
            if (paid := sum(prices.get(name, 0) * amount for name, amount in amounts) * PARTS // MILLIONTHS)
        }

    def explain(self, task: Explain) -> tuple[Unplaced, ...]:
        """Why what is not in the plan is not; what others have of the shared providers stands in the way too."""
        chosen = self.chosen(task.columns)
        values = [int(column.standing is not None or v in chosen) for v, column in enumerate(self.columns)]
        values += [0] * len(self.model.counted)
        for number, tally in self.model.tallies.items():
            values[number] = sum(values[variable] for variable in tally.columns)
        problem = self.model.problem
        plan = with_ids(
            problem, deliveries_of(problem, [c for c, v in zip(self.columns, values, strict=False) if v])
        )
        model = replace(self.model, rows=[*self.model.rows, *self._taken(task.slice)])
        return unplaced_of(model, Plan(problem, plan), values, proven=False)

    def _taken(self, own: Slice) -> Iterable[Row]:
        """What others have, as rows of the rules that forbid to have it too."""
        for row in self.slice_rows(own):
            kind, provider_id, which = row.subject
            rule = {"money": "budget", "van": "van"}.get(kind, "provider_capacity")
            yield replace(row, rule=rule, subject=(provider_id, kind, which))
        clashes = Clashes(self.sharing.problem, own.others)
        for variable in self.uses:
            column = self.columns[variable]
            if clashes.clash(column):
                yield Row(
                    "provider_places",
                    (column.provider_id, column.days[0].isoformat()),
                    ((variable, 1),),
                    high=0,
                )

    def chosen(self, columns: Iterable[Column]) -> dict[int, int]:
        """The variables of some columns, each as 1."""
        wanted = set(columns)
        return {variable: 1 for variable, column in self.model.decisions if column in wanted}

    def columns_of(self, values: Sequence[int]) -> tuple[Column, ...]:
        """The columns that a plan takes, what stands apart."""
        return tuple(
            column
            for variable, column in self.model.decisions
            if values[variable] and column.standing is None
        )

    def missing(self, values: Sequence[float]) -> frozenset[Place]:
        return frozenset(
            (row.subject[0], Category(row.subject[1]))
            for row in self.model.rows
            if row.slack is not None and row.rule == "allotment" and values[row.slack] > TRIFLE
        )

    def barred(self, own: Slice, now: Collection[int]) -> Iterator[int]:
        """The columns that the slice leaves no room for, those that the district has `now` apart."""
        clashes = Clashes(self.sharing.problem, own.others)
        for variable, amounts in self.uses.items():
            column = self.columns[variable]
            if variable not in now and (
                column.provider_id in own.kept
                or not own.allows(column.provider_id, column.days_needed)
                or any(most is not None and amount > most for most, amount in self._limits(own, amounts))
                or clashes.clash(column)
            ):
                yield variable

    def _limits(self, own: Slice, amounts: Amounts) -> Iterable[tuple[int | None, int]]:
        return ((self.most(own, name), amount) for name, amount in amounts)

    def most(self, own: Slice, name: Resource) -> int | None:
        """How much of a resource the slice allows; None: as much as anybody wants."""
        free = self.sharing.free(name)
        return own.limits.get(name, free if own.rest or free is None else 0)

    def slice_rows(self, own: Slice) -> list[Row]:
        """A ceiling for each resource that the district could use more of than its slice."""
        used: dict[Resource, list[tuple[int, int]]] = defaultdict(list)
        for variable, amounts in self.uses.items():
            kept = self.columns[variable].provider_id in own.kept
            for name, amount in amounts:
                if name == MONEY or not kept:
                    used[name].append((variable, amount))
        return [
            Row("slice", name, tuple(terms), high=most)
            for name, terms in used.items()
            if (most := self.most(own, name)) is not None and sum(amount for _, amount in terms) > most
        ]

    def _near(self, priced: Linear, solved: Relaxation, now: Collection[int]) -> Linear:
        """The program over the columns whose reduced cost is small, and those of the plan it has."""
        far = {
            variable: 0
            for variable, column in self.model.decisions
            if solved.reduced[variable] > NEAR * FINE and column.standing is None and variable not in now
        }
        return priced.fixed(far)

    def arranged(self, found: Found) -> Arranged:
        if found.values is None:
            return Arranged(found=False)
        values = found.values
        points = self.elastic.constant + sum(
            amount * values[variable] for variable, amount in self.elastic.points.items()
        )
        return Arranged(
            columns=self.columns_of(values),
            points=points,
            short=sum(values[slack] for slack in self.model.slacks()),
        )
