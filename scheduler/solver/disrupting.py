"""What a disruption makes of the facts: the problem as it is afterwards, judged by the same rules."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import assert_never

from config.refusal import Refusal, refuse
from scheduler.domain.delivery import Delivery
from scheduler.domain.disruption import (
    BudgetChanged,
    Declined,
    Disruption,
    HolidayMoved,
    OrderWithdrawn,
    ProviderAbsent,
    QuotaChanged,
    Rain,
    Urgent,
    VenueClosed,
    VenueReopened,
)
from scheduler.domain.district import Allotment, District, Order, Period, Provider
from scheduler.solver.declining import with_declines, without_declines
from scheduler.solver.problem import Problem

ONE_DAY = timedelta(days=1)
GIVING_ROOM = (VenueReopened, OrderWithdrawn, QuotaChanged, BudgetChanged, HolidayMoved)
"""After these more may be possible than before."""


def disrupted(problem: Problem, plan: Sequence[Delivery], disruption: Disruption) -> Problem:
    """The problem with the facts as they are after the disruption.

    Refused, by the disruption's own field: what the problem or the plan does not know, days outside
    the month or in the wrong order, an order that is there already.
    """
    if isinstance(disruption, Declined):
        return with_declines(problem, plan, disruption)
    after = replace(problem, district=_changed(problem, disruption))
    if isinstance(disruption, OrderWithdrawn):
        return replace(after, published=_unpinned(problem.published, disruption.order_id))
    return after


def _unpinned(published: Sequence[Delivery], order_id: str) -> tuple[Delivery, ...]:
    """What was pinned of a delivery was pinned for its order; whatever takes its room is not bound by it."""
    return tuple(replace(one, pinned=frozenset()) if one.order_id == order_id else one for one in published)


def undisrupted(problem: Problem, plan: Sequence[Delivery], disruption: Disruption) -> Problem:
    """The problem before the disruption, where the facts hold it already: a closure, an absence, an answer."""
    district = problem.district
    match disruption:
        case VenueClosed(venue_id, first, last):
            entered = _period(first, last)
            venues = (
                replace(one, closures=_without(one.closures, entered)) if one.id == venue_id else one
                for one in district.venues
            )
            return replace(problem, district=replace(district, venues=tuple(venues)))
        case ProviderAbsent(provider_id, first, last):
            providers = (
                _with_us(one, _period(first, last)) if one.id == provider_id else one
                for one in district.providers
            )
            return replace(problem, district=replace(district, providers=tuple(providers)))
        case Declined():
            return without_declines(problem, plan, disruption)
        case _:
            return problem


def _without(periods: Sequence[Period], entered: Period) -> tuple[Period, ...]:
    return tuple(one for one in periods if not one.covers(entered))


def _with_us(provider: Provider, away: Period) -> Provider:
    contract = provider.contract
    if away.last is None and away.first is not None and contract.last == away.first - ONE_DAY:
        contract = Period(contract.first, None)
    return replace(provider, contract=contract, blackouts=_without(provider.blackouts, away))


def _changed(problem: Problem, disruption: Disruption) -> District:
    district = problem.district
    match disruption:
        case Rain():
            return _rained(problem, disruption)
        case ProviderAbsent():
            return _absent(problem, disruption)
        case VenueClosed():
            return _closed(problem, disruption)
        case VenueReopened():
            return _reopened(problem, disruption)
        case Urgent():
            return replace(district, orders=(*district.orders, _new(problem, disruption.order)))
        case OrderWithdrawn():
            _known(disruption.order_id, problem.orders, "order_id")
            kept = tuple(order for order in district.orders if order.id != disruption.order_id)
            return replace(district, orders=kept)
        case QuotaChanged():
            return _allotted(problem, disruption)
        case BudgetChanged():
            return replace(district, month_budget=disruption.yuan)
        case HolidayMoved():
            return _marked(problem, disruption)
        case Declined():
            return district
        case _:
            assert_never(disruption)


def _rained(problem: Problem, rain: Rain) -> District:
    _in_month(problem, rain.day, "day")
    closed = Period(rain.day, rain.day)
    return replace(
        problem.district,
        venues=tuple(
            replace(venue, closures=(*venue.closures, closed)) if venue.open_air else venue
            for venue in problem.district.venues
        ),
    )


def _absent(problem: Problem, absent: ProviderAbsent) -> District:
    _known(absent.provider_id, problem.providers, "provider_id")
    period = _period(absent.first, absent.last)
    return replace(
        problem.district,
        providers=tuple(
            replace(one, blackouts=(*one.blackouts, period)) if one.id == absent.provider_id else one
            for one in problem.district.providers
        ),
    )


def _closed(problem: Problem, closed: VenueClosed) -> District:
    _known(closed.venue_id, problem.venues, "venue_id")
    period = _period(closed.first, closed.last)
    return _with_closures(problem, closed.venue_id, (*problem.venues[closed.venue_id].closures, period))


def _reopened(problem: Problem, reopened: VenueReopened) -> District:
    _known(reopened.venue_id, problem.venues, "venue_id")
    first, closures = reopened.first, problem.venues[reopened.venue_id].closures
    if not any(closure.holds(first) for closure in closures):
        raise refuse(
            "first",
            "{day} 这个场地本来就不停用，不需要恢复。请核对日期。",
            "the venue is not closed on {day}; there is nothing to reopen. Check the day.",
            day=first,
        )
    left = (ended(closure, first) if closure.holds(first) else closure for closure in closures)
    return _with_closures(problem, reopened.venue_id, tuple(one for one in left if one is not None))


def ended(closure: Period, first: date) -> Period | None:
    """What is left of a closure that is over from `first` on; nothing if it had not begun before."""
    if closure.first is not None and closure.first >= first:
        return None
    return Period(closure.first, first - ONE_DAY)


def _with_closures(problem: Problem, venue_id: str, closures: tuple[Period, ...]) -> District:
    venues = tuple(
        replace(one, closures=closures) if one.id == venue_id else one for one in problem.district.venues
    )
    return replace(problem.district, venues=venues)


def _new(problem: Problem, order: Order) -> Order:
    if order.id in problem.orders:
        raise refuse(
            "order/id",
            "点单“{id}”已经有了。请换一个编号。",
            "there is an order “{id}” already. Give this one another id.",
            id=order.id,
        )
    _known(order.area_id, problem.areas, "order/area_id")
    _known(order.programme_id, problem.programmes, "order/programme_id")
    if order.venue_id is not None:
        _known(order.venue_id, problem.venues, "order/venue_id")
    if order.pinned_day is not None:
        _in_month(problem, order.pinned_day, "order/pinned_day")
    if order.month != problem.month:
        raise _outside(problem, "order/month", order.month)
    return order


def _allotted(problem: Problem, quota: QuotaChanged) -> District:
    _known(quota.area_id, problem.areas, "area_id")
    if not 0 <= quota.least <= quota.most:
        raise refuse(
            "least",
            "下限 {least} 应不小于 0、不大于上限 {most}。请改正。",
            "the least, {least}, should be neither below 0 nor above the most, {most}. Mend it.",
            least=quota.least,
            most=quota.most,
        )
    place = (quota.area_id, quota.category)
    others = (one for one in problem.district.allotments if (one.area_id, one.category) != place)
    return replace(
        problem.district, allotments=(*others, Allotment(*place, problem.month, quota.least, quota.most))
    )


def _marked(problem: Problem, moved: HolidayMoved) -> District:
    marks = problem.district.day_marks
    if all(mark.day != moved.was or mark.kind == "quiet" for mark in marks):
        raise refuse(
            "was",
            "{day} 既不是法定节假日，也不是调休上班日。请核对日期。",
            "{day} is neither a public holiday nor a make-up workday. Check the day.",
            day=moved.was,
        )
    _refuse_taken(problem, moved)
    changed = (
        replace(mark, day=moved.now) if mark.day == moved.was and mark.kind != "quiet" else mark
        for mark in marks
        if mark.day != moved.now or mark.kind == "quiet"
    )
    return replace(problem.district, day_marks=tuple(changed))


def _refuse_taken(problem: Problem, moved: HolidayMoved) -> None:
    """Two holidays cannot share a day, nor two make-up workdays; and no make-up workday replaces a holiday."""
    marks = problem.district.day_marks
    moves = {mark.kind for mark in marks if mark.day == moved.was and mark.kind != "quiet"}
    there = {mark.kind for mark in marks if mark.day == moved.now and mark.kind != "quiet"}
    if "holiday" in there:
        raise refuse(
            "now",
            "{day} 本来就是法定节假日，不能再改到这一天。请核对日期。",
            "{day} is a public holiday already; nothing can move to it. Check the day.",
            day=moved.now,
        )
    if there & moves:
        raise refuse(
            "now",
            "{day} 本来就是调休上班日，不能再改到这一天。请核对日期。",
            "{day} is a make-up workday already; none can move to it. Check the day.",
            day=moved.now,
        )


def _period(first: date, last: date | None) -> Period:
    if last is not None and last < first:
        raise refuse(
            "last",
            "最后一天 {last} 早于第一天 {first}。请改正。",
            "the last day, {last}, comes before the first, {first}. Mend it.",
            first=first,
            last=last,
        )
    return Period(first, last)


def _known(name: str, known: Collection[str], place: str) -> None:
    if name not in known:
        raise refuse(
            place,
            "没有“{name}”。请核对编号。",
            "there is no “{name}”. Check the id.",
            name=name,
        )


def _in_month(problem: Problem, day: date, place: str) -> None:
    if f"{day:%Y-%m}" != problem.month:
        raise _outside(problem, place, day.isoformat())


def _outside(problem: Problem, place: str, given: str) -> Refusal:
    return refuse(
        place,
        "{given} 不在 {month}。请改正，或改用那个月的计划。",
        "{given} is not in {month}. Mend it, or repair that month.",
        given=given,
        month=problem.month,
    )
