"""Who waits for what a month could not give, and in which order: by rank, then by date, then by what the area got."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from scheduler.domain.terms import Category


@dataclass(frozen=True, slots=True)
class WaitingOrder:
    """An order that no delivery of its month serves.

    `came` is the day on which it was recorded or last changed; `got` the deliveries of its category that
    the area has in the year, `heads` the area's people.
    """

    order_id: str
    area_id: str
    category: Category
    programme_id: str
    rank: int
    came: date
    got: int
    heads: int

    @property
    def got_by_head(self) -> float:
        """Deliveries of the category in the year for 10,000 heads."""
        return 10_000 * self.got / self.heads if self.heads else 0.0


def waiting_list(orders: Iterable[WaitingOrder]) -> tuple[WaitingOrder, ...]:
    """The orders in the order in which a place that falls free is offered, category by category.

    The dearest rank first; of equal ranks the earlier day; of equal days the area that got the least by
    head of the category in the year; then by the order's number.
    """
    return tuple(
        sorted(
            orders,
            key=lambda one: (
                list(Category).index(one.category),
                one.rank,
                one.came,
                one.got_by_head,
                one.order_id,
            ),
        )
    )
