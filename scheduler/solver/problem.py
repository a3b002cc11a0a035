"""One month's planning problem: all that the solver and the judge read, frozen."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, time, timedelta
from enum import Enum
from functools import cached_property
from zoneinfo import ZoneInfo

from config.refusal import refuse
from scheduler.domain.calendar import month_days
from scheduler.domain.decline import Decline
from scheduler.domain.delivery import Delivery
from scheduler.domain.district import Allotment, Area, District, Order, Programme, Provider, Venue
from scheduler.domain.terms import Category
from scheduler.solver.knowing import refuse_unknown
from scheduler.solver.parameters import Parameters, Weights
from scheduler.solver.standing import Before, Session, standing_deliveries
from scheduler.workdays import Workdays, film_start, workdays_from

_NOT_READ = frozenset({"name", "citations", "next_serial"})
"""Fields that no rule reads: they do not make a plan outdated."""


@dataclass(frozen=True)
class Problem:
    """A month to be planned: the district's facts, what already stands, what stood before, the settings.

    `fixed` are the deliveries that planning leaves as they are, also those of the months around;
    `published` and `draft` are the last states, for stability and identity; `next_serial` numbers
    the first new delivery; `declines` are what venues and providers said they cannot hold. `lapsed`
    are the ids of published deliveries that came to nothing: no rule counts them any more.
    """

    district: District
    month: str
    today: date
    fixed: tuple[Delivery, ...]
    published: tuple[Delivery, ...]
    draft: tuple[Delivery, ...]
    parameters: Parameters
    weights: Weights
    next_serial: int = 1
    declines: tuple[Decline, ...] = ()
    lapsed: frozenset[str] = frozenset()

    def __getstate__(self) -> dict[str, object]:
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @cached_property
    def areas(self) -> dict[str, Area]:
        return {area.id: area for area in self.district.areas}

    @cached_property
    def venues(self) -> dict[str, Venue]:
        return {venue.id: venue for venue in self.district.venues}

    @cached_property
    def providers(self) -> dict[str, Provider]:
        return {provider.id: provider for provider in self.district.providers}

    @cached_property
    def programmes(self) -> dict[str, Programme]:
        return {programme.id: programme for programme in self.district.programmes}

    @cached_property
    def orders(self) -> dict[str, Order]:
        """The month's orders by id."""
        return {order.id: order for order in self.district.orders}

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.district.timezone)

    @cached_property
    def workdays(self) -> Workdays:
        return workdays_from(self.district.day_marks, self.district.years_with_holidays)

    @cached_property
    def _film_starts(self) -> dict[date, time]:
        return {}

    def film_start(self, day: date) -> time:
        """The first start at which an outdoor film is in the dark; reckoned once a day."""
        known = self._film_starts.get(day)
        if known is None:
            district, offset = self.district, self.parameters.film_dusk_offset
            known = film_start(day, district.latitude, district.longitude, self.zone, offset)
            self._film_starts[day] = known
        return known

    @cached_property
    def days(self) -> tuple[date, ...]:
        """The month's civil days."""
        first, last = month_days(self.month)
        return tuple(first + timedelta(days=number) for number in range((last - first).days + 1))

    @cached_property
    def standing(self) -> tuple[Delivery, ...]:
        """The fixed deliveries of this month."""
        return tuple(delivery for delivery in self.fixed if delivery.month == self.month)

    @cached_property
    def standing_counts(self) -> dict[tuple[str, Category], int]:
        """How many fixed deliveries of this month each area has of each category."""
        return Counter((delivery.area_id, delivery.category) for delivery in self.standing)

    @cached_property
    def around(self) -> tuple[Delivery, ...]:
        """The fixed deliveries of other months."""
        return tuple(delivery for delivery in self.fixed if delivery.month != self.month)

    @cached_property
    def running(self) -> frozenset[str]:
        """The ids of courses of which a session is fixed."""
        return frozenset(delivery.course_id for delivery in self.fixed if delivery.course_id is not None)

    @cached_property
    def _allotments(self) -> dict[tuple[str, Category], Allotment]:
        return {(allotment.area_id, allotment.category): allotment for allotment in self.district.allotments}

    @cached_property
    def _fixed_by_id(self) -> dict[str, Delivery]:
        return {delivery.id: delivery for delivery in self.fixed}

    def counted(self, deliveries: Iterable[Delivery]) -> tuple[Delivery, ...]:
        """The deliveries of a plan without those that came to nothing."""
        return tuple(delivery for delivery in deliveries if delivery.id not in self.lapsed)

    def allotment(self, area_id: str, category: Category) -> Allotment:
        """The month's least and most; where none is entered, nothing is allotted."""
        absent = Allotment(area_id, category, self.month, 0, 0)
        return self._allotments.get((area_id, category), absent)

    def stands(self, delivery: Delivery) -> bool:
        """Whether the delivery is one of the fixed ones, unchanged."""
        return self._fixed_by_id.get(delivery.id) == delivery

    @cached_property
    def by_hand(self) -> frozenset[str]:
        """The ids of fixed deliveries that a person pinned otherwise than they were published."""
        return frozenset(
            delivery.id for delivery in self.standing if delivery.pinned and delivery not in self.published
        )

    @cached_property
    def pinned(self) -> tuple[Delivery, ...]:
        """The deliveries of the last states with some attribute pinned that are not fixed whole."""
        latest = {delivery.id: delivery for delivery in (*self.published, *self.draft)}
        return tuple(one for one in latest.values() if one.pinned and one.id not in self._fixed_by_id)

    def kept_of(self, pinned: Delivery) -> frozenset[str]:
        """The attributes that a pinned delivery keeps: its pins, and the order it serves while that stands."""
        return pinned.pinned | ({"order_id"} if pinned.order_id in self.orders else frozenset())

    def keeps_pins(self, now: Delivery, pinned: Delivery) -> bool:
        """Whether a delivery has all that is kept of a pinned one."""
        return all(getattr(now, name) == getattr(pinned, name) for name in self.kept_of(pinned))

    @property
    def is_provisional(self) -> bool:
        """Whether the month lies in a year without a holiday table."""
        return self.workdays.is_provisional(self.days[0])

    def fingerprint(self) -> str:
        """A stable digest of all that the solver reads, and of nothing else."""
        return digest_of(self)


def month_problem(
    district: District,
    month: str,
    today: date,
    parameters: Parameters,
    weights: Weights,
    *,
    published: Iterable[Delivery] = (),
    draft: Iterable[Delivery] = (),
    around: Iterable[Delivery] = (),
    unmovable: frozenset[str] = frozenset(),
    unsheltered: frozenset[str] = frozenset(),
    next_serial: int | None = None,
    declines: Iterable[Decline] = (),
    lapsed: frozenset[str] = frozenset(),
    left_out: frozenset[Session] = frozenset(),
) -> Problem:
    """The problem of one month from the district's facts and what stood before.

    `published` and `draft` are this month's last states, `around` the published deliveries of other
    months, `unmovable` the ids of published ones that may not move, `unsheltered` of films that keep all but
    their rain venue, `lapsed` of those that came to nothing, whose orders are open again. `left_out` are
    sessions that are not given. Refused: a name that is no month, a month already past, an id
    that the facts do not know.
    """
    _, last = month_days(month)
    if last <= today:
        raise refuse(
            "month",
            "{month} 已经过去（今天是 {today}），不能再排。请选择本月或以后的月份。",
            "{month} is past (today is {today}) and cannot be planned. Choose this month or a later one.",
            month=month,
            today=today,
        )
    published, draft = tuple(published), tuple(draft)
    orders = {delivery.order_id for delivery in published if delivery.id in lapsed}
    before = Before(
        tuple(one for one in published if one.id not in lapsed),
        tuple(one for one in draft if one.id not in lapsed),
        tuple(around),
        unmovable,
        unsheltered,
        left_out,
    )
    refuse_unknown(district, (*before.published, *before.draft))
    workdays = workdays_from(district.day_marks, district.years_with_holidays)
    fixed = standing_deliveries(district, workdays, month, today, before)
    serial = max(next_serial or 1, next_free_serial(month, (*published, *draft)))
    fixed, serial = _numbered(fixed, month, serial)
    return Problem(
        district=_narrowed(district, month, open_again=orders),
        month=month,
        today=today,
        fixed=fixed,
        published=before.published,
        draft=before.draft,
        parameters=parameters,
        weights=weights,
        next_serial=serial,
        declines=tuple(declines),
        lapsed=lapsed,
    )


def digest_of(value: object) -> str:
    """A stable digest of all that the rules read in records, and of nothing else."""
    text = json.dumps(_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def delivery_id(month: str, serial: int) -> str:
    """The id of the delivery with this serial number, `YYMM-NNN`."""
    return f"{month[2:4]}{month[5:7]}-{serial:03d}"


def next_free_serial(month: str, deliveries: Iterable[Delivery]) -> int:
    """The serial number after the last one used in the month's ids."""
    prefix = delivery_id(month, 0)[:5]
    tails = (delivery.id[5:] for delivery in deliveries if delivery.id.startswith(prefix))
    return max((int(tail) for tail in tails if tail.isdecimal()), default=0) + 1


def _numbered(fixed: tuple[Delivery, ...], month: str, serial: int) -> tuple[tuple[Delivery, ...], int]:
    named: list[Delivery] = []
    for delivery in fixed:
        if delivery.month == month and "#" in delivery.id:
            named.append(replace(delivery, id=delivery_id(month, serial)))
            serial += 1
        else:
            named.append(delivery)
    return tuple(named), serial


def _narrowed(district: District, month: str, *, open_again: Collection[str | None]) -> District:
    return replace(
        district,
        orders=tuple(
            replace(order, pinned_day=None, pinned_start=None) if order.id in open_again else order
            for order in district.orders
            if order.month == month
        ),
        allotments=tuple(allotment for allotment in district.allotments if allotment.month == month),
        courses=(),
    )


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: _plain(getattr(value, field.name))
            for field in fields(value)
            if field.name not in _NOT_READ
        }
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, frozenset):
        return sorted((_plain(item) for item in value), key=str)
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value
