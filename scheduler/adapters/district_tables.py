"""Tables of the district's facts: areas, venues, providers, programmes, orders, quotas, courses, marked days."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from config.database import Base


class Fact(Base):
    """A fact with its district, its key, and who touched it last: `edited_by` is `import` or a person."""

    __abstract__ = True

    district_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    edited_at: Mapped[datetime]
    edited_by: Mapped[str]


class AreaRow(Fact):
    __tablename__ = "areas"

    name: Mapped[str]
    population: Mapped[int]
    latitude: Mapped[float]
    longitude: Mapped[float]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    source: Mapped[str] = mapped_column(default="")
    """Where the population is from."""


class VenueRow(Fact):
    __tablename__ = "venues"

    area_id: Mapped[str]
    name: Mapped[str]
    kind: Mapped[str]
    capacity: Mapped[int]
    features: Mapped[list[Any]] = mapped_column(JSON)
    hours: Mapped[dict[str, Any]] = mapped_column(JSON)
    opened_from: Mapped[date | None]
    opened_to: Mapped[date | None]


class ClosureRow(Fact):
    """Days on which a venue is closed; both ends included, without a last day until further notice."""

    __tablename__ = "closures"

    venue_id: Mapped[str]
    first_day: Mapped[date]
    last_day: Mapped[date | None]
    reason: Mapped[str]


class ProviderRow(Fact):
    __tablename__ = "providers"

    name: Mapped[str]
    categories: Mapped[list[Any]] = mapped_column(JSON)
    per_day: Mapped[int]
    per_week: Mapped[int]
    per_month: Mapped[int]
    contract_from: Mapped[date | None]
    contract_to: Mapped[date | None]
    weekdays: Mapped[list[Any]] = mapped_column(JSON)
    van_volumes: Mapped[int]
    home_latitude: Mapped[float | None]
    home_longitude: Mapped[float | None]
    year_least: Mapped[int | None]
    year_most: Mapped[int | None]


class BlackoutRow(Fact):
    """Days on which a provider cannot come; both ends included."""

    __tablename__ = "blackouts"

    provider_id: Mapped[str]
    first_day: Mapped[date]
    last_day: Mapped[date]
    reason: Mapped[str]


class ProgrammeRow(Fact):
    __tablename__ = "programmes"

    name: Mapped[str]
    category: Mapped[str]
    provider_ids: Mapped[list[Any]] = mapped_column(JSON)
    minutes: Mapped[int]
    setup_minutes: Mapped[int]
    clearing_minutes: Mapped[int]
    needs: Mapped[list[Any]] = mapped_column(JSON)
    cost: Mapped[int]
    audience: Mapped[int]
    sessions: Mapped[int]
    months: Mapped[list[Any]] = mapped_column(JSON)
    open_air: Mapped[bool]
    amplified: Mapped[bool]
    volumes: Mapped[int]
    titles: Mapped[int]
    start_from: Mapped[time | None]
    start_until: Mapped[time | None]


class OrderRow(Fact):
    __tablename__ = "orders"

    area_id: Mapped[str]
    month: Mapped[str] = mapped_column(index=True)
    programme_id: Mapped[str]
    rank: Mapped[int]
    venue_id: Mapped[str | None]
    weekdays: Mapped[list[Any]] = mapped_column(JSON)
    pinned_day: Mapped[date | None]
    pinned_start: Mapped[time | None]
    permit_recorded: Mapped[bool]


class AllotmentRow(Fact):
    """Quota of one area, category and month; its id is `<area>/<category>/<month>`."""

    __tablename__ = "allotments"

    area_id: Mapped[str]
    category: Mapped[str]
    month: Mapped[str] = mapped_column(index=True)
    least: Mapped[int]
    most: Mapped[int]


class HoldRow(Fact):
    """A venue or provider kept provisionally, both ends included, until the hold lapses."""

    __tablename__ = "holds"

    side: Mapped[str]
    party: Mapped[str]
    first_day: Mapped[date]
    last_day: Mapped[date]
    until: Mapped[date]
    why: Mapped[str]


class MonthBudgetRow(Fact):
    """What one month may cost, in yuan, in place of the district's budget; its id is the month; None: no budget."""

    __tablename__ = "month_budgets"

    yuan: Mapped[int | None]


class TargetRow(Fact):
    """What the year promises; its id is `<year>/<measure>`, e.g. `2026/films` or `2026/books` (each area)."""

    __tablename__ = "targets"

    year: Mapped[int]
    measure: Mapped[str]
    amount: Mapped[int]
    each_area: Mapped[bool]


class CourseRow(Fact):
    __tablename__ = "courses"

    area_id: Mapped[str]
    programme_id: Mapped[str]
    provider_id: Mapped[str]
    venue_id: Mapped[str]
    first_day: Mapped[date]
    start: Mapped[time]
    sessions: Mapped[int]
    held: Mapped[int]


class DayMarkRow(Fact):
    """A holiday, a make-up workday or a quiet day; its id is `<day>/<kind>`; `source` says where it is from.

    `mark` says how sure the source is: F found, G general knowledge.
    """

    __tablename__ = "day_marks"

    day: Mapped[date]
    kind: Mapped[str]
    name: Mapped[str]
    source: Mapped[str]
    mark: Mapped[str] = mapped_column(default="G")
