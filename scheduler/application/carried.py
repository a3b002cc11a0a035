"""What rain has carried into another month still counts in the month in which it was first planned."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from scheduler.domain.delivery import Delivery
from scheduler.domain.district import Allotment, District
from scheduler.domain.terms import Category

_FIRST_PLANNED = re.compile(r"(\d\d)(0[1-9]|1[0-2])-\d+")


def home_month(delivery: Delivery) -> str:
    """The month in which a delivery was first planned, by its number; a session of a course is of its own month."""
    found = _FIRST_PLANNED.fullmatch(delivery.id)
    if found is None or delivery.course_id is not None:
        return delivery.month
    return f"20{found[1]}-{found[2]}"


def with_carried(
    district: District, month: str, published: Iterable[Delivery], around: Iterable[Delivery]
) -> District:
    """The district as the month is planned in it: a guest takes none of its quota and brings its order; what left is not asked anew."""
    came = [one for one in published if home_month(one) != month]
    left = [one for one in around if one.month != month and home_month(one) == month]
    if not (came or left):
        return district
    more = Counter((one.area_id, one.category) for one in came)
    more.subtract((one.area_id, one.category) for one in left)
    served, brought = ({one.order_id for one in those} - {None} for those in (left, came))
    return replace(
        district,
        orders=tuple(
            replace(order, month=month, pinned_day=None, pinned_start=None) if order.id in brought else order
            for order in district.orders
            if order.id not in served
        ),
        allotments=tuple(_moved(one, month, more) for one in district.allotments),
    )


def _moved(quota: Allotment, month: str, more: Counter[tuple[str, Category]]) -> Allotment:
    by = more[quota.area_id, quota.category] if quota.month == month else 0
    return replace(quota, least=max(0, quota.least + by), most=max(0, quota.most + by)) if by else quota
