"""All months of a year in numbers as one program, bound by courses that run on and by the year's rules.

Every plan of the year is one of this program with as many points or fewer, so what is proven the least
here bounds every plan; and its numbers are what the months are placed with.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from scheduler.domain.terms import Category
from scheduler.solver.linear import Linear
from scheduler.solver.model import Row, Subject
from scheduler.solver.pricing import PARTS
from scheduler.solver.rules import RULES, allotment, budget, fairness, provider_capacity
from scheduler.solver.year.month_numbers import MonthNumbers
from scheduler.solver.year.numbers import Part, YearNumbers, summed
from scheduler.solver.year.problem import YearProblem
from scheduler.solver.year.rules import YEAR_RULES

Place = tuple[str, Category]
EVENTS = frozenset({Category.PERFORMANCE, Category.FILM, Category.FEATURE})
WISHES = frozenset(rule.code for rule in RULES if rule.kind == "wish")
NEARNESS = 100
"""What a variable counts that lies at the other end than it is wanted."""
EVEN = 1e-6
"""A value that is less off a whole one is taken for it."""
Key = tuple[str, Subject]


@dataclass(frozen=True, slots=True)
class Joined:
    """The year's program: where each month's variables begin, what its variables bring, which may give way.

    `slacks` say of each row that may give way what fills it: its month (None: the year's), rule and subject.
    """

    linear: Linear
    begins: Mapping[str, int]
    parts: tuple[Part, ...]
    slacks: Mapping[int, tuple[str | None, str, Subject]]

    @property
    def strict(self) -> Linear:
        """The program in which nothing gives way."""
        return self.linear.fixed(dict.fromkeys(self.slacks, 0))

    @property
    def floors(self) -> Linear:
        """The program without wishes, whose aim is that as little as can be gives way."""
        rows = tuple(row for row in self.linear.rows if row.rule not in WISHES)
        aim = dict.fromkeys(self.slacks, self.linear.parts)
        return replace(self.linear.aiming(aim), rows=rows)

    def near_to(self, values: Sequence[float]) -> Linear:
        """The strict program without wishes, whose aim is to lie as near as can be to some values, whole or not.

        A variable that may be more than 1 is drawn only to an end at which its value lies.
        """
        aim: dict[int, int] = {}
        constant = 0
        for variable in {part.variable for part in self.parts}:
            value, high = values[variable], self.linear.highs[variable]
            if value < EVEN:
                aim[variable] = NEARNESS
            elif value > high - EVEN:
                aim[variable] = -NEARNESS
                constant += NEARNESS * high
            elif high == 1:
                aim[variable] = round(NEARNESS * (1 - 2 * value))
                constant += max(0, -aim[variable])
        strict = self.strict
        rows = tuple(row for row in strict.rows if row.rule not in WISHES)
        return replace(strict.aiming(aim, constant), rows=rows)

    def of_month(self, month: MonthNumbers, values: Sequence[int]) -> tuple[int, ...]:
        """A solution's values of one month's own variables."""
        begins = self.begins[month.month]
        return tuple(values[begins : begins + len(month.coarse.linear.highs)])

    def decides(self, month: str, variable: int) -> bool:
        """Whether a variable is one of the month's own, not what an earlier month gives it."""
        later = [begins for begins in self.begins.values() if begins > self.begins[month]]
        return self.begins[month] <= variable < min(later, default=len(self.linear.highs))


def join(year: YearProblem, months: Sequence[MonthNumbers]) -> Joined:
    """The months' programs side by side, with what courses bring to later months and the rules of the year."""
    join_ = _Joining(YearNumbers(year))
    for month in months:
        join_.add(month)
    for month in months:
        join_.bring_on(month)
    join_.share_days(months)
    for rule in YEAR_RULES:
        rule.build(join_.numbers)
    return join_.joined()


class _Joining:
    """The year's program as it grows, month by month."""

    def __init__(self, numbers: YearNumbers) -> None:
        self.numbers = numbers
        self.begins: dict[str, int] = {}
        self.rows: dict[str, dict[Key, Row]] = {}
        self.plain: list[Row] = []
        self.points: dict[int, int] = {}
        self.constant = 0
        self.slacks: dict[int, tuple[str | None, str, Subject]] = {}

    def add(self, month: MonthNumbers) -> None:
        """The month's own program, its variables after those of the months before."""
        linear, highs = month.coarse.linear, self.numbers.highs
        begins = self.begins[month.month] = len(highs)
        highs.extend(linear.highs)
        self.points |= {begins + variable: points for variable, points in linear.points.items()}
        self.constant += linear.constant
        named = self.rows[month.month] = {}
        for row in linear.rows:
            own = replace(row, terms=tuple((begins + variable, amount) for variable, amount in row.terms))
            if row.subject and (row.rule, row.subject) not in named:
                named[row.rule, row.subject] = own
            else:
                self.plain.append(own)
        for row in month.model.rows:
            if row.slack is not None:
                slack = begins + row.slack - month.coarse.offset
                self.slacks[slack] = (month.month, row.rule, row.subject)
        for part in month.parts(self.numbers.problem):
            self.numbers.parts.append(replace(part, variable=begins + part.variable))

    def bring_on(self, month: MonthNumbers) -> None:
        """Have the month's rows count what courses of the months before bring to it."""
        since, until = self._own(month)
        coming = [
            part
            for part in self.numbers.parts
            if part.month == month.month and not since <= part.variable < until
        ]
        if not coming:
            return
        self._allotments(month, coming)
        self._capacities(month, coming)
        self._fairness(month, coming)
        if any(part.category in EVENTS for part in coming):
            self._forget_wishes(month)
        paid = [(part.variable, part.cost * part.least) for part in coming]
        self._more(month.month, (budget.CODE, (month.month,)), paid)

    def _own(self, month: MonthNumbers) -> tuple[int, int]:
        begins = self.begins[month.month]
        return begins, begins + len(month.coarse.linear.highs)

    def _of_month(self, month: MonthNumbers) -> Iterable[Part]:
        return (part for part in self.numbers.parts if part.month == month.month)

    def _more(self, month: str, key: Key, terms: Iterable[tuple[int, int]]) -> bool:
        """More terms for a row that is there."""
        row = self.rows[month].get(key)
        if row is not None:
            self.rows[month][key] = replace(row, terms=(*row.terms, *terms))
        return row is not None

    def _allotments(self, month: MonthNumbers, coming: Sequence[Part]) -> None:
        problem = month.model.problem
        for place in dict.fromkeys((part.area_id, part.category) for part in coming):
            more = [part for part in coming if (part.area_id, part.category) == place]
            most = [(part.variable, part.most) for part in more]
            self._more(month.month, (allotment.CODE, (*place, "least")), most)
            least = [(part.variable, part.least) for part in more]
            if not self._more(month.month, (allotment.CODE, (*place, "most")), least):
                every = [
                    (part.variable, part.least)
                    for part in self._of_month(month)
                    if (part.area_id, part.category) == place
                ]
                room = problem.allotment(*place).most - problem.standing_counts.get(place, 0)
                self.numbers.at_most(allotment.CODE, (month.month, *place, "most"), every, max(0, room))

    def _capacities(self, month: MonthNumbers, coming: Sequence[Part]) -> None:
        problem = month.model.problem
        stands = Counter(one.provider_id for one in problem.standing)
        for provider_id in dict.fromkeys(part.provider_id for part in coming):
            every = [
                (part.variable, part.least)
                for part in self._of_month(month)
                if part.provider_id == provider_id
            ]
            room = problem.providers[provider_id].per_month - stands[provider_id]
            subject = (provider_id, "month", month.month)
            self.numbers.at_most(provider_capacity.CODE, subject, every, max(0, room))

    def _forget_wishes(self, month: MonthNumbers) -> None:
        """Wishes about events that do not know of courses among them cost nothing here, which only lowers the bound."""
        named = self.rows[month.month]
        for key in [key for key in named if key[0] in WISHES - {fairness.CODE}]:
            del named[key]

    def share_days(self, months: Sequence[MonthNumbers]) -> None:
        """Courses of several months share their provider's days and weeks; each month's own rows see only its own."""
        problem = self.numbers.problem
        most = {one.id: {"day": one.per_day, "week": one.per_week} for one in problem.district.providers}
        stands = Counter(span for one in problem.fixed for span in spans(one.provider_id, [one.day]))
        terms: dict[tuple[str, str, date], dict[int, int]] = defaultdict(dict)
        begun: dict[tuple[str, str, date], set[str]] = defaultdict(set)
        for month in months:
            for number, provider_id, days in month.course_days():
                for span, count in Counter(spans(provider_id, days)).items():
                    terms[span][self.begins[month.month] + number] = count
                    begun[span].add(month.month)
        for span, found in terms.items():
            provider_id, kind, which = span
            if len(begun[span]) > 1:
                room = max(0, most[provider_id][kind] - stands[span])
                subject = (provider_id, kind, which.isoformat())
                self.numbers.at_most(provider_capacity.CODE, subject, found.items(), room)

    def _fairness(self, month: MonthNumbers, coming: Sequence[Part]) -> None:
        """An area's points count what comes; its own variables reach as far as that may carry them."""
        worth_of = month.model.problem.parameters.points_of
        by_area: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for part in coming:
            worth = worth_of(part.category)
            if worth:
                by_area[part.area_id].append((self._counted(part), worth * self._each(part)))
        highs, named = self.numbers.highs, self.rows[month.month]
        more = sum(amount * highs[variable] for terms in by_area.values() for variable, amount in terms)
        for area_id, terms in by_area.items():
            self._more(month.month, (fairness.CODE, (area_id, "points")), summed(terms))
        for key in [key for key in named if key[0] == fairness.CODE]:
            kind = key[1][-1]
            if kind not in {"points", "total", "over", "under"}:
                del named[key]  # follows from totals that do not know of what comes
            elif kind != "under":
                highs[named[key].terms[0][0]] += more
        self._rounded(month)

    def _rounded(self, month: MonthNumbers) -> None:
        """The totals of each district told apart anew, now that they know of what comes."""
        problem, highs, named = month.model.problem, self.numbers.highs, self.rows[month.month]
        stands = fairness.standing_points(problem)
        areas: dict[int, dict[str, tuple[int, int, int]]] = defaultdict(dict)
        for (rule, subject), row in named.items():
            if rule == fairness.CODE and subject[-1] == "over":
                (away, _), (points, _), (total, heads) = row.terms
                areas[total][subject[0]] = (heads, points, away)
        for total, told in areas.items():
            share, own, off = ({area_id: each[n] for area_id, each in told.items()} for n in range(3))
            highs[total] = min(highs[total], sum(fairness.most_points(problem, area_id) for area_id in told))
            values = range(sum(stands.get(area_id, 0) for area_id in told), highs[total] + 1)
            if len(values) <= fairness.TOTALS:
                self.plain += fairness.rounded(self.numbers.count, (total, values), share, own, off)

    def _counted(self, part: Part) -> int:
        """A variable that counts what the part brings, exactly."""
        if part.least == part.most:
            return part.variable
        count = self.numbers.count(part.most * self.numbers.highs[part.variable])
        most, least = ((part.variable, part.most), (count, -1)), ((part.variable, part.least), (count, -1))
        self.plain += [Row("between", (), most, low=0), Row("between", (), least, high=0)]
        return count

    @staticmethod
    def _each(part: Part) -> int:
        return part.least if part.least == part.most else 1

    def joined(self) -> Joined:
        highs = self.numbers.highs
        named = [row for rows in self.rows.values() for row in rows.values()]
        of_year = {slack: (None, row.rule, row.subject) for slack, row in self.numbers.slacks.items()}
        points = self.points
        linear = Linear(
            lows=(0,) * len(highs),
            highs=tuple(highs),
            rows=(*named, *self.plain, *self.numbers.rows),
            points={variable: amount for variable, amount in points.items() if amount},
            constant=self.constant,
            parts=PARTS,
        )
        return Joined(linear, self.begins, tuple(self.numbers.parts), {**self.slacks, **of_year})


def spans(provider_id: str, days: Iterable[date]) -> Iterator[tuple[str, str, date]]:
    """The days and calendar weeks in which a provider is busy, once for each of its deliveries."""
    for day in days:
        yield provider_id, "day", day
        yield provider_id, "week", day - timedelta(days=day.weekday())
