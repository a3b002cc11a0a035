"""A month's calendar 月度配送计划: its name, and the difference between two of its states."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from config.refusal import refuse
from scheduler.domain.delivery import Delivery, changed_fields

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class Difference:
    """One delivery that differs between two states; added if `before` is None, removed if `after` is."""

    before: Delivery | None
    after: Delivery | None
    changed: tuple[str, ...] = ()

    @property
    def delivery_id(self) -> str:
        delivery = self.after or self.before
        assert delivery is not None, "a difference has at least one side"
        return delivery.id


def differences(before: Iterable[Delivery], after: Iterable[Delivery]) -> tuple[Difference, ...]:
    """What changed from `before` to `after`, matched by id only, in the order of day, start and id."""
    old = {delivery.id: delivery for delivery in before}
    new = {delivery.id: delivery for delivery in after}
    found: list[Difference] = []
    for delivery_id in old.keys() | new.keys():
        was, now = old.get(delivery_id), new.get(delivery_id)
        if was is None or now is None:
            found.append(Difference(was, now))
        elif changed := changed_fields(was, now):
            found.append(Difference(was, now, changed))
    return tuple(sorted(found, key=_place))


def _place(difference: Difference) -> tuple[object, ...]:
    delivery = difference.after or difference.before
    assert delivery is not None
    return (delivery.day, delivery.start, delivery.id)


def month_days(month: str) -> tuple[date, date]:
    """The first and the last day of `YYYY-MM`; refused if it names no month."""
    match = _MONTH.fullmatch(month)
    if match is None:
        raise refuse(
            "month",
            "“{month}”不是月份。请写成 2026-06 这样的形式。",
            "“{month}” is no month. Write it like 2026-06.",
            month=month,
        )
    year, number = int(match[1]), int(match[2])
    following = date(year + number // 12, number % 12 + 1, 1)
    return date(year, number, 1), date.fromordinal(following.toordinal() - 1)


def neighbour_month(month: str, step: int) -> str:
    """The month after (1) or before (-1) this one."""
    first, _ = month_days(month)
    middle = first + timedelta(days=14)
    return f"{middle + timedelta(days=30 * step):%Y-%m}"
