"""What each area gets of a month, beside its allotment and its population."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from scheduler.adapters.district_tables import AllotmentRow, AreaRow
from scheduler.application.names_view import Named
from scheduler.domain.delivery import Delivery
from scheduler.domain.terms import Category


@dataclass(frozen=True, slots=True)
class Share:
    """What one area gets of one category in the month, beside its allotment."""

    placed: int
    least: int
    most: int

    @property
    def short(self) -> bool:
        return self.placed < self.least


@dataclass(frozen=True, slots=True)
class AreaShare:
    """What one area gets in the month; `per_ten_thousand` counts deliveries to 10,000 heads."""

    area: Named
    population: int
    shares: dict[Category, Share]

    @property
    def placed(self) -> int:
        return sum(share.placed for share in self.shares.values())

    @property
    def per_ten_thousand(self) -> float:
        return self.placed * 10_000 / self.population if self.population else 0.0


def area_shares(
    session: Session, district_id: str, month: str, deliveries: Iterable[Delivery]
) -> tuple[AreaShare, ...]:
    """What `deliveries` give each area by category, beside the month's allotment."""
    placed: dict[tuple[str, str], int] = defaultdict(int)
    for delivery in deliveries:
        placed[delivery.area_id, delivery.category] += 1
    quotas = {
        (row.area_id, row.category): row
        for row in session.scalars(
            sa.select(AllotmentRow).where(
                AllotmentRow.district_id == district_id, AllotmentRow.month == month
            )
        )
    }
    areas = session.scalars(sa.select(AreaRow).where(AreaRow.district_id == district_id).order_by(AreaRow.id))
    return tuple(
        AreaShare(
            Named(area.id, area.name),
            area.population,
            {
                category: Share(
                    placed[area.id, category],
                    least=quota.least if (quota := quotas.get((area.id, category))) else 0,
                    most=quota.most if quota else 0,
                )
                for category in Category
            },
        )
        for area in areas
    )
