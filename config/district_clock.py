"""The district's clock: real for a district at work, simulated (standing still until moved) for the demonstration."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from config.clock import Clock, SystemClock
from config.database import Base, Store
from config.refusal import refuse


class DistrictRow(Base):
    """The one district of this store: its name, office and zone; `simulated_now` is set for a demonstration."""

    __tablename__ = "districts"

    district_id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    office: Mapped[str]
    office_telephone: Mapped[str]
    timezone: Mapped[str]
    latitude: Mapped[float]
    longitude: Mapped[float]
    month_budget: Mapped[int | None]
    simulated_now: Mapped[datetime | None]


def district_in(store: Store) -> DistrictRow | None:
    """The one district of a store of any age; None where there is none yet, and no file is made by looking."""
    if store.file is not None and not store.file.exists():
        return None
    with store.reading() as session:
        if not sa.inspect(session.connection()).has_table(DistrictRow.__tablename__):
            return None
        return session.scalars(sa.select(DistrictRow)).first()


class SimulatedClock:
    """A clock that stands still; every process reads its instant from the store."""

    def __init__(self, store: Store, district_id: str, zone: ZoneInfo) -> None:
        self._store = store
        self._district_id = district_id
        self.zone = zone

    def now(self) -> datetime:
        with self._store.reading() as session:
            instant = session.get_one(DistrictRow, self._district_id).simulated_now
        assert instant is not None, "a demonstration always has its simulated instant"
        return instant

    def today(self) -> date:
        return self.now().astimezone(self.zone).date()


def clock_of(store: Store, district: DistrictRow) -> Clock:
    """The clock by which this district lives."""
    zone = ZoneInfo(district.timezone)
    if district.simulated_now is None:
        return SystemClock(zone)
    return SimulatedClock(store, district.district_id, zone)


def move_clock(session: Session, district_id: str, to: datetime) -> datetime:
    """Move the simulated clock forward to `to`; returns the instant it stood at before."""
    before = refuse_unless_ahead(session, district_id, to)
    session.get_one(DistrictRow, district_id).simulated_now = to.astimezone(UTC)
    return before


def refuse_unless_ahead(session: Session, district_id: str, to: datetime) -> datetime:
    """The instant at which the simulated clock stands, locked; refused for real data and for what is past."""
    district = session.get_one(DistrictRow, district_id, with_for_update=True)
    before = district.simulated_now
    if before is None:
        raise refuse(
            "clock --to",
            "真实数据用的是真实时钟，不能拨动；只有演示数据可以。",
            "a district at work lives by the real clock, which cannot be moved; only a demonstration's can.",
        )
    if to < before:
        raise refuse(
            "clock --to",
            "时钟只能向前拨：现在是 {now}。请给出更晚的时刻，或用 init --demo 重新开始。",
            "the clock only moves forward and stands at {now}: give a later moment, or start again with init --demo.",
            now=before.astimezone(ZoneInfo(district.timezone)).isoformat(timespec="minutes"),
        )
    return before
