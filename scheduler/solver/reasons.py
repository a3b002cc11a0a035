"""Why something is not in the plan: which rules bar every place it could have had, checked one by one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

import numpy as np

from config.bilingual import Bilingual
from scheduler.solver.candidate import candidate_of
from scheduler.solver.columns import Column
from scheduler.solver.decisions import Wanted, columns_of, fillers_wanted, orders_wanted
from scheduler.solver.finding import Barred
from scheduler.solver.model import Model
from scheduler.solver.plan import Plan
from scheduler.solver.reserve import showings_of
from scheduler.solver.rule import Rule
from scheduler.solver.rules import RULE_OF, venue_fit
from scheduler.solver.rules.pins import keeps
from scheduler.solver.shortfall import allotment_shortfalls, broken_pins
from scheduler.solver.sieve import Sieve
from scheduler.solver.solution import Reason, Unplaced
from scheduler.solver.terms import many

OUTWEIGHED = Reason(
    "outweighed",
    (),
    Bilingual(
        "排得下，但其他愿望会损失同样多或更多", "there is room, but other wishes would lose as much or more"
    ),
)
NOT_SEARCHED = Reason(
    "outweighed",
    (),
    Bilingual(
        "排得下，但会使其他愿望损失同样多或更多，或者搜索还没有穷尽",
        "there is room, but other wishes would lose as much or more, or the search was not finished",
    ),
)
NOT_OFFERED = Reason(
    "not_offered",
    (),
    Bilingual("菜单里没有可用的项目、主体或场地", "the menu has no programme, provider or venue for it"),
)
ALL_IN = Reason(
    "all_in",
    (),
    Bilingual("能用的安排都已用在这个计划里", "all that could be is in the plan already, for others"),
)
NOT_WEIGHED = Reason(
    "not_weighed",
    (),
    Bilingual(
        "另有不违反规则的时间地点，但没有人点，排期没有把它列入可选",
        "there are places that no rule bars, but nobody ordered it and planning did not weigh them",
    ),
)
PROVEN = Bilingual("{full}，腾出来也不会更好", "{full}, and to make room would gain nothing")
"""Of the best plan: any other that serves it has no fewer points."""
AS_IT_STANDS = Bilingual(
    "{full}（就这个计划而言，未证明换一种排法也不行）",
    "{full} (as this plan stands; not proven of every other)",
)
EXAMPLES = 1

Block = tuple[str, tuple[str, ...]]
"""Rule and subject of what stands in the way."""
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class _Left:
    """What the plan leaves unplaced, the columns it could have had, and what it could have been had there been none."""

    unplaced: Unplaced
    wanted: Sequence[Wanted]
    variables: Sequence[int]
    meant: Callable[[Column], bool] = lambda _: True


def unplaced_of(model: Model, plan: Plan, values: Sequence[int], *, proven: bool) -> tuple[Unplaced, ...]:
    """What the plan leaves unplaced: what the least allotments lack, orders not served, pins not kept."""
    left = [*_left(model, plan)]
    asked = {variable for one in left for variable in one.variables}
    reasons = Reasons(model, values, asked, proven=proven)
    return tuple(
        replace(one.unplaced, reasons=reasons.of(one.wanted, one.variables, one.meant)) for one in left
    )


def _left(model: Model, plan: Plan) -> Iterator[_Left]:
    problem, decisions = model.problem, model.decisions
    ordered = orders_wanted(problem)
    wanted = [*ordered, *fillers_wanted(problem, {})]
    for (area_id, category), short in allotment_shortfalls(plan).items():
        places = [one for one in wanted if (one.area_id, one.programme.category) == (area_id, category)]
        variables = decisions.of_area_category.get((area_id, category), [])
        yield _Left(Unplaced(area_id, category, short, ()), places, variables)
    served = {delivery.order_id for delivery in plan.deliveries}
    for one in ordered:
        if one.order is not None and one.order.id not in served:
            unplaced = Unplaced(one.area_id, one.programme.category, 1, (), one.order.id, one.programme.id)
            yield _Left(unplaced, [one], decisions.of_order.get(one.order.id, []))
    for delivery in broken_pins(plan):
        programme = problem.programmes[delivery.programme_id]
        one = Wanted(delivery.area_id, programme, problem.orders.get(delivery.order_id or ""))
        kept = partial(keeps, problem, delivery=delivery)
        held = [number for number, column in decisions.in_month() if kept(column)]
        unplaced = Unplaced(
            delivery.area_id, delivery.category, 1, (), delivery.order_id, programme.id, delivery.id
        )
        yield _Left(unplaced, [one], held, kept)


class Reasons:
    """Asks of each column that is not in the plan, of those that are `asked` about, what stands in its way.

    What is full is so in this plan; only if that is `proven` the best it says something of others.
    """

    def __init__(self, model: Model, values: Sequence[int], asked: Collection[int], *, proven: bool) -> None:
        self.model = model
        self.has_room = OUTWEIGHED if proven else NOT_SEARCHED
        self.sure = PROVEN if proven else AS_IT_STANDS
        self.values = values
        self.full: dict[int, set[Block]] = defaultdict(set)
        meant = {column: (column,) for column in asked} | self._tallies(asked)
        known, counts = np.array(values, dtype=np.int64), np.zeros(len(values), dtype=np.bool_)
        counts[list(meant)] = True
        for row in model.rows:
            if row.high is None or row.low is not None or RULE_OF[row.rule].kind == "wish":
                continue
            terms = many(row.terms)
            if not counts[terms.variables].any():
                continue
            room = row.high - int(terms.amounts @ known[terms.variables])
            for variable in terms.variables[counts[terms.variables] & (terms.amounts > room)].tolist():
                for column in meant[variable]:
                    self.full[column].add((row.rule, row.subject))

    def _tallies(self, asked: Collection[int]) -> dict[int, tuple[int, ...]]:
        """The columns asked about that each tally counts, if it counts any."""
        found = {
            number: tuple(column for column in tally.columns if column in asked)
            for number, tally in self.model.tallies.items()
        }
        return {number: columns for number, columns in found.items() if columns}

    def of(
        self,
        wanted: Sequence[Wanted],
        variables: Sequence[int],
        meant: Callable[[Column], bool] = lambda _: True,
    ) -> tuple[Reason, ...]:
        """Why none of the columns can be added; if no rule left a column, why none of those `meant` is allowed."""
        free = [variable for variable in variables if not self.values[variable]]
        if not free:
            return self._barred(wanted, meant)
        blocks = [self.full.get(variable, set()) for variable in free]
        if not all(blocks):
            return (self.has_room,)
        single = set.intersection(*blocks)
        if single:
            return (self._no_room(min(single)),)
        by_rule = _cover([{rule for rule, _ in block} for block in blocks])
        examples = {rule: subject for block in blocks for rule, subject in sorted(block)}
        return tuple(self._no_room((rule, examples[rule]), several=True) for rule in by_rule)

    def _no_room(self, block: Block, *, several: bool = False) -> Reason:
        rule = RULE_OF[block[0]]
        subject = () if several else block[1]
        return Reason(rule.code, subject, self.sure.fill(full=rule.no_room or rule.sentence))

    def _barred(self, wanted: Sequence[Wanted], meant: Callable[[Column], bool]) -> tuple[Reason, ...]:
        """Each place and time that could be thought of is barred by some rule: which, and how.

        Told is what bars the nearest to an allowed one: of venues that fit, if any does, and by the fewest
        rules. That a hall closes early is no reason for a film that is only too long for the square.
        """
        thinkable = [column for one in wanted for column in self._thinkable(one) if meant(column)]
        chosen = {column for column, value in zip(self.model.columns, self.values, strict=False) if value}
        found = [self._bars(column) for column in thinkable if column not in chosen]
        if not thinkable:
            return (NOT_OFFERED,)
        if not all(found):
            return (NOT_WEIGHED,)
        if len(found) < len(thinkable):
            return (ALL_IN,)
        found = [bars for bars in found if venue_fit.CODE not in bars] or found
        fewest = min(len(bars) for bars in found)
        found = [bars for bars in found if len(bars) == fewest]
        cases: dict[str, Counter[Barred]] = defaultdict(Counter)
        for bars in found:
            for rule, barred in bars.items():
                cases[rule][barred] += 1
        return tuple(self._told(RULE_OF[rule], cases[rule]) for rule in _cover([set(bars) for bars in found]))

    def _thinkable(self, wanted: Wanted) -> Iterator[Column]:
        return columns_of(self.model.problem, Sieve(self.model.problem, ()), wanted)

    def _bars(self, column: Column) -> dict[str, Barred]:
        """The rules that bar the column, each with what it says of the first session it bars."""
        problem, found = self.model.problem, {}
        for rule, when_column in self.model.column_bars:
            if (barred := when_column(column)) is not None:
                found[rule] = barred
        for delivery in showings_of(problem, column):
            candidate = candidate_of(problem, delivery)
            assert candidate is not None, "columns name known parties"
            for bar in self.model.bars:
                if bar.rule not in found and (barred := bar.when(candidate)) is not None:
                    found[bar.rule] = barred
        return found

    def _told(self, rule: Rule, cases: Counter[Barred]) -> Reason:
        district = self.model.problem.district
        told = [rule.say_barred(barred, district) for barred, _ in cases.most_common(EXAMPLES)]
        more = len(cases) > len(told)
        zh, en = ("例如", "for one, ") if more else ("", "")
        sentence = Bilingual(
            f"{rule.title.zh}：{zh}" + "，".join(one.zh for one in told),
            f"{rule.title.en}: {en}" + ", ".join(one.en for one in told),
        )
        return Reason(rule.code, (), sentence, cases.most_common(1)[0][0])


def _cover(blocks: Sequence[set[Key]]) -> list[Key]:
    """A small set of keys such that each block holds one of them, the most frequent first."""
    left, chosen = list(blocks), []
    while left:
        counts = Counter(key for block in left for key in block)
        best = min(counts, key=lambda key: (-counts[key], str(key)))
        chosen.append(best)
        left = [block for block in left if best not in block]
    return chosen
