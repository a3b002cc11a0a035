"""The gate before the wire: what a lane may still let out, by its rules and by what left it before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from notifications.adapters.lane_tables import LaneRow
from notifications.adapters.message_tables import MessageRow
from notifications.application.desk import Desk
from notifications.application.due import Message
from notifications.application.opting_out import opted_out
from notifications.domain.limits import Limit
from notifications.domain.live_sending import objection
from notifications.domain.message import UNSENT
from notifications.domain.notice import NoticeClass
from notifications.domain.opting_out import stopped_by_opt_out

HOUR = timedelta(hours=1)


class Gate:
    """Stands for one batch of one lane; each text let out leaves room for one less."""

    def __init__(self, session: Session, desk: Desk, lane: LaneRow, batch: Sequence[Message]) -> None:
        self._desk = desk
        self._left = {limit: _counted(session, desk, limit, batch) for limit in desk.lane_rules.limits}
        self._room = (
            desk.live.most_an_hour - _within_the_hour(session, desk, lane) if desk.lane.live else None
        )

        today = desk.clock.today()
        classes = {NoticeClass(row.class_) for row in batch}
        self._stopped = {class_.value for class_ in classes if stopped_by_opt_out(class_, today)}
        stopped = {row.telephone_id for row in batch if row.telephone_id and row.class_ in self._stopped}
        self._opted_out = opted_out(session, desk.district_id, stopped) if stopped else frozenset()

    @property
    def stops(self) -> str:
        """Why nothing more may leave by the lane, or nothing."""
        full = self._room is not None and self._room < 1
        return f"the cap of {self._desk.live.most_an_hour} an hour is reached" if full else ""

    def objection(self, row: Message, number: str) -> str:
        """Why this text to this number (E.164) has to wait for a person, or nothing."""
        if row.telephone_id in self._opted_out and row.class_ in self._stopped:
            return "the telephone wants no promotional texts"
        over = next(
            (limit.reached for limit in self._left if self._left[limit][_key(limit, row)] >= limit.most), ""
        )
        return objection(self._desk.lane, self._desk.live, number, row.text) or self._too_long(row) or over

    def _too_long(self, row: Message) -> str:
        """Its parts leave one right after the other, all of them in a second or less."""
        rate, packets = self._desk.lane_rules.a_second, self._desk.lane.packets_of(row.text)
        too_long = rate is not None and packets > rate
        return f"its {packets} parts are more than the {rate} a second of the lane" if too_long else ""

    def let_out(self, row: Message) -> None:
        """One text leaves."""
        if self._room is not None:
            self._room -= 1
        for limit, counted in self._left.items():
            counted[_key(limit, row)] += 1


def _key(limit: Limit, row: Message) -> tuple[str, str]:
    return limit.key(row.telephone_id or "", row.template)


def _handed_over(desk: Desk) -> sa.ColumnElement[bool]:
    """What left by the lane; a text back in the queue was not taken and counts for nothing."""
    return sa.and_(
        MessageRow.district_id == desk.district_id,
        MessageRow.lane == desk.lane.name,
        MessageRow.state.not_in([state.value for state in UNSENT]),
    )


def _counted(
    session: Session, desk: Desk, limit: Limit, batch: Sequence[Message]
) -> Counter[tuple[str, str]]:
    """How many texts of each key of the batch left within the hours of the limit."""
    alike = {"number": MessageRow.telephone_id, "template": MessageRow.template}
    columns = [column for name, column in alike.items() if name in limit.by]
    told = {row.telephone_id for row in batch if row.telephone_id}
    by_number = [MessageRow.telephone_id.in_(sorted(told))] if "number" in limit.by else []
    found = session.execute(
        sa.select(sa.func.count(), *columns)
        .where(_handed_over(desk), MessageRow.submitted_at > desk.clock.now() - limit.within, *by_number)
        .group_by(*columns)
    ).all()
    names = [name for name in alike if name in limit.by]
    counted: Counter[tuple[str, str]] = Counter()
    for count, *values in found:
        of = dict(zip(names, values, strict=True))
        counted[limit.key(of.get("number") or "", of.get("template") or "")] += count
    return counted


def _within_the_hour(session: Session, desk: Desk, lane: LaneRow) -> int:
    """What left within sixty minutes, or since a person let a stopped lane go on."""
    begin = desk.clock.now() - HOUR
    since = max(begin, lane.went_on_at) if lane.went_on_at is not None else begin
    sent = sa.select(sa.func.count()).where(_handed_over(desk), MessageRow.submitted_at > since)
    return session.scalar(sent) or 0
