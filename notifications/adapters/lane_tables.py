"""The table of lanes: what the workers of one provider share about how it may be used now."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from config.database import Base


class LaneRow(Base):
    """One provider's lane; whoever sends by it holds the row locked while it claims what leaves next.

    `departures` are the last calls: when (s since 1970 of the wire's clock), how many packets, and when they ended,
    0 while that is not known. The lane rests until `rests_until` and is cut off since `cut_since`, both by the wire's
    clock. `not_taken` counts by its words what a provider said that did not take a text and did not refuse it for
    good, with the instant of the last time. A stopped lane sends nothing until a person lets it go on; at
    `went_on_at` (the district's clock) the hour's count began anew.
    """

    __tablename__ = "lanes"

    district_id: Mapped[str] = mapped_column(primary_key=True)
    lane: Mapped[str] = mapped_column(primary_key=True)
    departures: Mapped[list[Any]] = mapped_column(default=list)
    failures: Mapped[int] = mapped_column(default=0)
    last_failure: Mapped[str] = mapped_column(default="")
    rests_until: Mapped[datetime | None]
    cut_since: Mapped[datetime | None]
    not_taken: Mapped[dict[str, Any]] = mapped_column(default=dict)
    stopped_at: Mapped[datetime | None]
    stopped_by: Mapped[str] = mapped_column(default="")
    stopped_why: Mapped[str] = mapped_column(default="")
    went_on_at: Mapped[datetime | None]
    went_on_by: Mapped[str] = mapped_column(default="")
