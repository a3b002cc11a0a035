"""How the lane stands, as pages, the doctor and the command line show it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.bilingual import Bilingual
from notifications.adapters.lane_tables import LaneRow
from notifications.adapters.message_tables import MessageRow
from notifications.application.batches import held_by_hand
from notifications.application.desk import Desk
from notifications.application.lanes import health_of
from notifications.application.wire_clock import SharedWire, Wire
from notifications.domain.lane_names import lane_named
from notifications.domain.lanes import STANDING_NAMES, WELL, Standing
from notifications.domain.message import MessageState
from notifications.domain.not_taken import told_of
from notifications.domain.reasons import reason_words

REFUSALS_SHOWN = 20
REFUSALS_WITHIN = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Refused:
    """What the provider, or its receipt, said of texts that did not arrive, and of how many it said so.

    A code that the adapter does not know stands here as it came.
    """

    words: Bilingual
    count: int
    tried_again: bool = False
    """It was no refusal for good: the text stayed in the queue, or was asked after."""


@dataclass(frozen=True, slots=True)
class LaneShown:
    """One lane: its standing, since when and by whom it is stopped, and how many texts wait in it."""

    lane: str
    standing: Standing
    stopped_at: datetime | None
    stopped_by: str
    stopped_why: Bilingual
    failures: int
    last_failure: Bilingual
    cut_since: datetime | None
    waiting: int
    held: int
    """How many texts a person holds back."""
    refusals: tuple[Refused, ...]

    @property
    def clear(self) -> bool:
        return self.stopped_at is None and self.standing is Standing.OPEN_WAY

    @property
    def sentence(self) -> Bilingual:
        """How it stands, in one sentence without its full stop; what a person holds back is told with it."""
        said = self._standing
        return (
            Bilingual(
                "{said}；另有 {held} 条由人扣下（放行：culture sending release）",
                "{said}; a person holds {held} more (culture sending release)",
            ).fill(said=said, held=self.held)
            if self.held
            else said
        )

    @property
    def _standing(self) -> Bilingual:
        if self.stopped_at is not None:
            return (STOPPED_BY if self.stopped_by else STOPPED).fill(
                lane=lane_named(self.lane), by=self.stopped_by, why=self.stopped_why, waiting=self.waiting
            )
        if self.clear:
            return CLEAR.fill(lane=lane_named(self.lane), waiting=self.waiting)
        return IN_TROUBLE.fill(
            lane=lane_named(self.lane),
            standing=STANDING_NAMES[self.standing],
            failures=self.failures,
            why=self.last_failure,
            waiting=self.waiting,
        )


CLEAR = Bilingual(
    "短信通道 {lane} 畅通，{waiting} 条在等", "the lane {lane} is clear; {waiting} texts wait in it"
)
STOPPED = Bilingual(
    "短信通道 {lane} 已停发（{why}），{waiting} 条在等人放行",
    "the lane {lane} is stopped ({why}); {waiting} texts wait until a person lets it go on",
)
STOPPED_BY = Bilingual(
    "{by} 停发了短信通道 {lane}，{waiting} 条在等人放行",
    "{by} stopped the lane {lane}; {waiting} texts wait until a person lets it go on",
)
IN_TROUBLE = Bilingual(
    "短信通道 {lane} {standing}：连续 {failures} 次未成（{why}），{waiting} 条在等",
    "the lane {lane} is {standing}: {failures} calls in a row came to nothing ({why}); {waiting} texts wait",
)


def lane_shown(session: Session, desk: Desk, wire: Wire | None = None) -> LaneShown:
    """How the desk's lane stands now."""
    row = session.get(LaneRow, (desk.district_id, desk.lane.name))
    health = health_of(row) if row is not None else WELL
    now = (wire or SharedWire()).now(session)
    passing = told_of(row.not_taken if row is not None else {}, now)
    return LaneShown(
        lane=desk.lane.name,
        standing=health.standing(now),
        stopped_at=row.stopped_at if row is not None else None,
        stopped_by=row.stopped_by if row is not None else "",
        stopped_why=reason_words(row.stopped_why if row is not None else ""),
        failures=health.failures,
        last_failure=reason_words(row.last_failure if row is not None else ""),
        cut_since=health.cut_since,
        waiting=_waiting(session, desk),
        held=held_by_hand(session, desk.district_id),
        refusals=(
            *_refusals(session, desk),
            *(Refused(reason_words(words), count, tried_again=True) for words, count in passing),
        ),
    )


def _refusals(session: Session, desk: Desk) -> tuple[Refused, ...]:
    count = sa.func.count()
    found = session.execute(
        sa.select(MessageRow.reason, count)
        .where(
            MessageRow.district_id == desk.district_id,
            MessageRow.lane == desk.lane.name,
            MessageRow.state == MessageState.FAILED.value,
            MessageRow.submitted_at > desk.clock.now() - REFUSALS_WITHIN,
        )
        .group_by(MessageRow.reason)
        .order_by(count.desc(), MessageRow.reason)
        .limit(REFUSALS_SHOWN)
    ).all()
    return tuple(Refused(reason_words(reason), number) for reason, number in found)


def _waiting(session: Session, desk: Desk) -> int:
    due = (
        sa.select(sa.func.count())
        .select_from(MessageRow)
        .where(
            MessageRow.district_id == desk.district_id,
            MessageRow.lane == desk.lane.name,
            MessageRow.channel == "sms",
            MessageRow.state == MessageState.QUEUED.value,
            MessageRow.due_at <= desk.clock.now(),
        )
    )
    return session.scalar(due) or 0
