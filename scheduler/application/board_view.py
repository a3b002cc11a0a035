"""A month as its board shows it: areas by days, the answers, what is not placed, who gets how much."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.bilingual import Bilingual
from scheduler.adapters.calendar_repository import draft_of, lives_of, published_of
from scheduler.adapters.calendar_tables import DeliveryLifeRow, MonthRow, UnplacedRow
from scheduler.application.holding import CAME_TO_NOTHING
from scheduler.application.names_view import (
    CalendarDay,
    Named,
    Names,
    Told,
    areas_standing,
    read_days,
    read_names,
    told,
)
from scheduler.application.shares_view import AreaShare, area_shares
from scheduler.domain.calendar import Difference, differences, month_days
from scheduler.domain.delivery import Delivery
from scheduler.domain.terms import Answer, Category, DeliveryState, MonthState

News = Literal["", "added", "changed"]
Standing = Literal["", "asked", "confirmed", "declined"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which deliveries the reader wants to see; an empty field stands for all."""

    area_id: str = ""
    category: str = ""
    provider_id: str = ""

    def holds(self, delivery: Delivery) -> bool:
        return (
            self.area_id in ("", delivery.area_id)
            and self.category in ("", delivery.category)
            and self.provider_id in ("", delivery.provider_id)
        )


@dataclass(frozen=True, slots=True)
class Chip:
    """One delivery on the board; `news` tells how it differs from the last published version."""

    told: Told
    state: DeliveryState
    venue_answer: Answer | None
    provider_answer: Answer | None
    news: News
    settled: bool

    @property
    def delivery(self) -> Delivery:
        return self.told.delivery

    @property
    def short_name(self) -> str:
        """The programme in few signs: the title inside 《》 where it has one."""
        title = re.search("《(.+?)》", self.told.programme)
        return title[1] if title else self.told.programme

    @property
    def standing(self) -> Standing:
        """Both sides taken together: one decline weighs most, and only two confirmations confirm."""
        answers = (self.venue_answer, self.provider_answer)
        if Answer.DECLINED in answers:
            return "declined"
        if answers == (Answer.CONFIRMED, Answer.CONFIRMED):
            return "confirmed"
        return "" if answers == (None, None) else "asked"


@dataclass(frozen=True, slots=True)
class Unplaced:
    """What the plan could not serve, and why."""

    area: str
    category: Category
    programme: str
    reason: Bilingual
    order_id: str | None = None


@dataclass(frozen=True, slots=True)
class Contradiction:
    """An edit of the draft that a repair, published meanwhile, contradicts: kept and listed, never dropped."""

    told: Told
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MonthBoard:
    """A month's calendar; `shown` is 0 for the working draft, else the number of the version shown.

    `deliveries` are all that stand in it; `chips` those that the reader wants to see.
    """

    month: str
    shown: int
    state: MonthState
    draft_revision: int
    approved_by: str | None
    approved_at: datetime | None
    published_number: int
    outcome: str | None
    days: tuple[CalendarDay, ...]
    areas: tuple[Named, ...]
    deliveries: tuple[Delivery, ...]
    chips: tuple[Chip, ...]
    cells: Mapping[tuple[str, date], tuple[Chip, ...]]
    changes: tuple[Difference, ...]
    contradictions: tuple[Contradiction, ...]
    unplaced: tuple[Unplaced, ...]
    shares: tuple[AreaShare, ...]
    names: Names

    @property
    def empty(self) -> bool:
        """Whether the month was never planned."""
        return not self.draft_revision and not self.published_number

    @property
    def counts(self) -> dict[Category, int]:
        """How many deliveries of each category stand on the board."""
        return {
            category: sum(chip.delivery.category is category for chip in self.chips) for category in Category
        }

    @property
    def by_day(self) -> dict[date, tuple[Chip, ...]]:
        """The deliveries of each day that has any, in their order."""
        days: dict[date, list[Chip]] = defaultdict(list)
        for chip in self.chips:
            days[chip.delivery.day].append(chip)
        return {day: tuple(chips) for day, chips in days.items()}

    def standing(self, wanted: Standing, since: date) -> int:
        """How many that are to come, from `since` on, stand like this."""
        coming = (
            one for one in self.chips if one.delivery.day >= since and one.state is DeliveryState.PLANNED
        )
        return sum(one.standing == wanted for one in coming)

    def settled(self, since: date) -> int:
        """How many of the declined that are to come a coordinator has settled."""
        return sum(
            one.settled and one.standing == "declined" for one in self.chips if one.delivery.day >= since
        )

    def unrecorded(self, before: date) -> int:
        """How many that were published are past, before `before`, without a word of what became of them."""
        past = (one for one in self.chips if one.delivery.day < before and one.state is DeliveryState.PLANNED)
        return sum(one.standing != "" for one in past)


NEVER_PLANNED = Bilingual(
    "{month}已经过去，没有在这里排过计划。请选择本月或以后的月份。",
    "{month} is past and was never planned here. Choose this month or a later one.",
)


def month_board(
    session: Session, district_id: str, month: str, wanted: Wanted = Wanted(), version: int = 0
) -> MonthBoard:
    """The draft of `month`, or its `version`, filtered; a month never planned gives an empty board."""
    first, last = month_days(month)
    names = read_names(session, district_id)
    row = session.get(MonthRow, (district_id, month))
    number = row.published_number if row else 0
    published = published_of(session, district_id, month, number)
    draft = draft_of(session, district_id, month)
    shown = published_of(session, district_id, month, version) if version else draft
    changes = differences(published, draft)
    chips = _chips(
        session, district_id, filter(wanted.holds, shown), changes if number and not version else (), names
    )
    standing = areas_standing(session, district_id, names, first)
    areas = tuple(one for one in standing if wanted.area_id in ("", one.id))
    return MonthBoard(
        month=month,
        shown=version,
        state=MonthState(row.state) if row else MonthState.DRAFT,
        draft_revision=row.draft_revision if row else 0,
        approved_by=row.approved_by if row else None,
        approved_at=row.approved_at if row else None,
        published_number=number,
        outcome=row.outcome if row else None,
        days=read_days(session, district_id, first, last),
        areas=areas,
        deliveries=tuple(shown),
        chips=chips,
        cells=_cells(chips),
        changes=changes,
        contradictions=_contradictions(row, changes, names),
        unplaced=_unplaced(session, district_id, month, wanted, names, shown),
        shares=area_shares(session, district_id, month, _not_lost(session, district_id, shown)),
        names=names,
    )


def _contradictions(
    row: MonthRow | None, changes: Iterable[Difference], names: Names
) -> tuple[Contradiction, ...]:
    """Those of the listed edits that still differ from what was published."""
    listed = {each["delivery_id"] for each in (row.rebase_conflicts or [])} if row else set()
    return tuple(
        Contradiction(told(change.after, names), change.changed)
        for change in changes
        if change.after is not None and change.delivery_id in listed
    )


def _chips(
    session: Session,
    district_id: str,
    deliveries: Iterable[Delivery],
    changes: Iterable[Difference],
    names: Names,
) -> tuple[Chip, ...]:
    chosen = tuple(deliveries)
    lives = lives_of(session, district_id, [delivery.id for delivery in chosen])
    news: dict[str, News] = {
        change.delivery_id: "changed" if change.before else "added" for change in changes if change.after
    }
    return tuple(
        _chip(delivery, names, lives.get(delivery.id), news.get(delivery.id, "")) for delivery in chosen
    )


def _chip(delivery: Delivery, names: Names, life: DeliveryLifeRow | None, news: News) -> Chip:
    return Chip(
        told(delivery, names),
        state=DeliveryState(life.state) if life else DeliveryState.PLANNED,
        venue_answer=Answer(life.venue_answer) if life and life.venue_answer else None,
        provider_answer=Answer(life.provider_answer) if life and life.provider_answer else None,
        news=news,
        settled=life is not None and bool(life.sides_declined) and not life.open_declines,
    )


def _cells(chips: Iterable[Chip]) -> dict[tuple[str, date], tuple[Chip, ...]]:
    cells: dict[tuple[str, date], list[Chip]] = defaultdict(list)
    for chip in chips:
        cells[chip.delivery.area_id, chip.delivery.day].append(chip)
    return {place: tuple(found) for place, found in cells.items()}


def _not_lost(session: Session, district_id: str, shown: Iterable[Delivery]) -> tuple[Delivery, ...]:
    """The deliveries without those that came to nothing."""
    every = tuple(shown)
    lives = lives_of(session, district_id, [delivery.id for delivery in every])
    lost = {life.id for life in lives.values() if life.state in CAME_TO_NOTHING}
    return tuple(delivery for delivery in every if delivery.id not in lost)


def _unplaced(
    session: Session,
    district_id: str,
    month: str,
    wanted: Wanted,
    names: Names,
    shown: Iterable[Delivery],
) -> tuple[Unplaced, ...]:
    """Those of the wanted area and category that nothing serves by now; no provider was chosen for any of them."""
    served = {delivery.order_id for delivery in shown} - {None}
    rows = session.scalars(
        sa.select(UnplacedRow)
        .where(UnplacedRow.district_id == district_id, UnplacedRow.month == month)
        .order_by(UnplacedRow.position)
    )
    return tuple(
        Unplaced(
            names.area(row.area_id),
            Category(row.category),
            names.programme(row.programme_id) if row.programme_id else "",
            Bilingual(row.reason_zh, row.reason_en),
            row.order_id,
        )
        for row in rows
        if row.order_id not in served
        and wanted.area_id in ("", row.area_id)
        and wanted.category in ("", row.category)
    )
