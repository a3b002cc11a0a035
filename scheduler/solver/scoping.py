"""What a repair may change: first only what is touched, then all of the month that was not held."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from scheduler.domain.delivery import Delivery, DeliveryId
from scheduler.domain.disruption import Declined, Disruption, OrderWithdrawn, Urgent
from scheduler.domain.district import Order
from scheduler.solver.mending import Place, Task
from scheduler.solver.pausing import paused_by
from scheduler.solver.problem import Problem
from scheduler.solver.releasing import eased, released
from scheduler.solver.rules.stability import slot_of
from scheduler.solver.touching import Touched


@dataclass
class Scope:
    """A published plan, the problem before a disruption and after it, and whom it touches."""

    before: Problem
    after: Problem
    plan: tuple[Delivery, ...]
    disruption: Disruption
    touched: Touched

    def narrow(self, giving_way: frozenset[DeliveryId] = frozenset()) -> Task:
        """Only what is touched may change."""
        touched, free = self.touched, self.touched.barred | giving_way
        singles, groups = _apart(self.plan, free, touched.whole | giving_way)
        moving = tuple(one for one in singles if one.session in {None, 1} or one.course_id in _whole(singles))
        keeping = tuple(one for one in self.plan if one.id in touched.crowd)
        loose = free | touched.crowd
        apart = {one.id for group in groups for one in group}
        problem = self.fixing(lambda one: one.id not in loose)
        return Task(
            problem=released(problem, moving, groups),
            moving=self.wanted(moving),
            keeping=keeping,
            exceptions=self.leaving(groups),
            places=frozenset(
                _places(one for one in self.plan if one.id in loose - apart) | self.short(loose - apart)
            ),
            unwanted=self.unwanted(),
            declined=frozenset(map(slot_of, moving))
            if isinstance(self.disruption, Declined)
            else frozenset(),
            asked=frozenset({self.disruption.order.id})
            if isinstance(self.disruption, Urgent)
            else frozenset(),
            waiting=self.waiting(),
        )

    def whole(self) -> Task:
        """All of the month may change, but for what broke a rule before and the rest of courses with an exception."""
        narrow = self.narrow()
        in_groups = self.courses_apart
        free = self.touched.barred | self.touched.crowd

        def stays(one: Delivery) -> bool:
            if one.id in free:
                return False
            return (
                one.id in self.touched.sore
                or self.before.stands(one)
                or one.course_id in in_groups
                or not _as_on_the_menu(self.after, one)
            )

        problem = self.fixing(stays)
        moving = tuple(one for one in self.plan if not problem.stands(one))
        grouped = {one.id for group in narrow.exceptions for one in group} | self.paused
        singles = tuple(one for one in moving if one.id not in grouped)
        touched = tuple(one for one in singles if one.id in free)
        return replace(
            narrow,
            problem=released(problem, touched, narrow.exceptions),
            moving=self.wanted(singles),
            keeping=(),
            all_places=True,
            complete=all(self.before.stands(one) for one in self.plan if stays(one)),
        )

    def fixing(self, stays: Callable[[Delivery], bool]) -> Problem:
        """The problem after the disruption in which so much of the plan stays as it is."""
        own = tuple(one for one in self.plan if stays(one))
        return eased(replace(self.after, fixed=(*self.after.around, *own)), self.before, self.disruption)

    def short(self, gone: frozenset[DeliveryId]) -> set[Place]:
        """The places whose least allotment the plan does not reach without those that are `gone`."""
        counts = Counter((one.area_id, one.category) for one in self.plan if one.id not in gone)
        allotments = self.after.district.allotments
        return {place for one in allotments if counts[place := (one.area_id, one.category)] < one.least}

    def wanted(self, moving: tuple[Delivery, ...]) -> tuple[Delivery, ...]:
        """What moves, without what nobody wants any more."""
        if not isinstance(self.disruption, OrderWithdrawn):
            return moving
        return tuple(one for one in moving if one.order_id != self.disruption.order_id)

    def waiting(self) -> frozenset[Order]:
        """The orders with a pinned day that nothing served before: a repair need not, but on no other day."""
        served = {one.order_id for one in self.plan}
        orders = self.after.district.orders
        return frozenset(one for one in orders if one.pinned_day is not None and one.id not in served)

    def unwanted(self) -> frozenset[tuple[str, str]]:
        if not isinstance(self.disruption, OrderWithdrawn):
            return frozenset()
        order = self.before.orders[self.disruption.order_id]
        return frozenset({(order.area_id, order.programme_id)})

    def relabelled(self) -> bool:
        """Whether the delivery of a withdrawn order could serve another order of its area, unchanged for all."""
        if not isinstance(self.disruption, OrderWithdrawn):
            return False
        served = {one.order_id for one in self.plan}
        return any(
            (order.area_id, order.programme_id) in self.unwanted() and order.id not in served
            for order in self.after.district.orders
        )

    def taken_over(self) -> bool:
        """Whether what is urgent could be a delivery that nobody ordered, unchanged for all."""
        if not isinstance(self.disruption, Urgent):
            return False
        order = self.disruption.order
        return any(
            one.order_id not in self.after.orders
            and (one.area_id, one.programme_id) == (order.area_id, order.programme_id)
            for one in self.plan
        )

    @cached_property
    def paused(self) -> frozenset[DeliveryId]:
        """The sessions that fall away for a new holiday and are made up for at the end of their courses."""
        return paused_by(self.before, self.plan, self.disruption, self.touched.single)

    def leaving(self, groups: Iterable[tuple[Delivery, ...]]) -> tuple[tuple[Delivery, ...], ...]:
        """The groups of sessions that go elsewhere, without those that pause."""
        kept = (tuple(one for one in group if one.id not in self.paused) for group in groups)
        return tuple(group for group in kept if group)

    @cached_property
    def courses_apart(self) -> frozenset[str | None]:
        """The courses of which single sessions leave the common slot."""
        _, groups = _apart(self.plan, self.touched.barred, self.touched.whole)
        return frozenset(one.course_id for group in groups for one in group)


def _apart(
    plan: Sequence[Delivery], free: frozenset[DeliveryId], whole: frozenset[DeliveryId]
) -> tuple[tuple[Delivery, ...], tuple[tuple[Delivery, ...], ...]]:
    """What moves as it is planned, and the sessions that leave their courses, one group for each course."""
    loose = [one for one in plan if one.id in free]
    alone = tuple(one for one in loose if one.course_id is None or one.id in whole)
    courses = {one.course_id for one in loose} - {one.course_id for one in alone}
    groups = (
        tuple(sorted((one for one in loose if one.course_id == course), key=lambda one: one.day))
        for course in sorted(filter(None, courses))
    )
    return alone, tuple(groups)


def _whole(singles: Sequence[Delivery]) -> set[str | None]:
    return {one.course_id for one in singles if one.session == 1} - {None}


def _places(deliveries: Iterable[Delivery]) -> set[Place]:
    return {(one.area_id, one.category) for one in deliveries}


def _as_on_the_menu(problem: Problem, delivery: Delivery) -> bool:
    """Whether planning would make the delivery as long and as large as it is."""
    programme = problem.programmes.get(delivery.programme_id)
    return programme is not None and (programme.minutes, programme.volumes, programme.titles) == (
        delivery.minutes,
        delivery.volumes,
        delivery.titles,
    )
