"""What the workers of a lane share: its turn, its rests, its breaker, and the stop that only a person lifts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate
from typing import cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.durable import emit
from config.refusal import refuse
from notifications.adapters.lane_tables import LaneRow
from notifications.adapters.storing_once import insert_once
from notifications.application.desk import Desk
from notifications.application.wire_clock import Wire
from notifications.domain.lane_names import lane_named
from notifications.domain.lanes import WELL, Failure, Health, Standing, after_failure
from notifications.domain.not_taken import counted_again
from notifications.domain.pacing import Departure, block_size, departures, ended, still_counting
from notifications.domain.sending_events import LaneStopped, LaneWentOn
from notifications.providers import Submission, Verdict

NOTHING_CAME = frozenset({Verdict.NOT_ACCEPTED, Verdict.UNCERTAIN})


def came_to_nothing(submission: Submission) -> bool:
    """Whether nothing came of a text at all; a refusal that may be repeated at once shows that the lane works."""
    return submission.verdict in NOTHING_CAME and submission.retry_after != 0


@dataclass(slots=True)
class Lane:
    """A lane whose row is locked by the session that opened it; `now` is the wire's."""

    row: LaneRow
    desk: Desk
    now: datetime

    @property
    def standing(self) -> Standing:
        return health_of(self.row).standing(self.now)

    @property
    def is_well(self) -> bool:
        """Whether nothing holds the lane and its last call went through."""
        return self.row.stopped_at is None and health_of(self.row) == WELL

    @property
    def room(self) -> int:
        """How many messages may be claimed for the next call."""
        if self.row.stopped_at is not None or self.standing in {Standing.RESTING, Standing.CUT}:
            return 0
        if self.standing is Standing.TRYING:
            return 1
        most = min(self.desk.rules.batch, self.desk.lane.bulk_size)
        rate = self.desk.lane_rules.a_second
        return most if rate is None else block_size(rate, most)

    def fitting(self, texts: Sequence[str]) -> int:
        """How many of these, at least one, leave in one call: where a long text goes in parts, each is counted."""
        rate, room = self.desk.lane_rules.a_second, self.room
        if rate is None or not self.desk.lane.parts_apart:
            return len(texts)
        carried = accumulate(map(self.desk.lane.packets_of, texts))
        return max(1, sum(packets <= room for packets in carried)) if texts else 0

    def turn(self, texts: Sequence[str], wire: Wire) -> float:
        """Take the next turn for a call with these texts; returns when it comes, in the wire's ticks."""
        rate = self.desk.lane_rules.a_second
        ticks, now = wire.ticks(), self.now.timestamp()
        if rate is None:
            return ticks
        taken = self._departures
        (turn,) = departures(taken, [sum(map(self.desk.lane.packets_of, texts))], rate, now)
        self._keep(still_counting((*taken, turn), now))
        return ticks + turn.at - now

    @property
    def _departures(self) -> tuple[Departure, ...]:
        return tuple(Departure(*each) for each in self.row.departures)

    def _keep(self, taken: Sequence[Departure]) -> None:
        self.row.departures = [[each.at, each.count, each.ended] for each in taken]

    def heard(self, submissions: Sequence[Submission], chance: float) -> None:
        """Take what a call came to: nothing at all lets the lane rest, anything else shows that it works."""
        if not submissions:
            return
        if self.desk.lane_rules.a_second is not None:
            self._keep(ended(self._departures, self.now.timestamp()))
        if said := [each.reason for each in submissions if came_to_nothing(each)]:
            self.row.not_taken = counted_again(self.row.not_taken, said, self.now)
        if not all(map(came_to_nothing, submissions)):
            stands(self.row, WELL, "")
            return
        failure = Failure(
            unclear=all(each.verdict is Verdict.UNCERTAIN for each in submissions),
            retry_after=max((each.retry_after for each in submissions if each.retry_after), default=None),
        )
        health = after_failure(health_of(self.row), failure, self.desk.lane_rules, self.now, chance)
        stands(self.row, health, submissions[0].reason)

    def stop(self, why: str) -> None:
        """Nothing leaves from now on until a person lets it go on."""
        self.row.stopped_at, self.row.stopped_by, self.row.stopped_why = self.desk.clock.now(), "", why


def open_lane(session: Session, desk: Desk, wire: Wire) -> Lane:
    """The desk's lane, its row locked until the transaction ends."""
    return Lane(_locked(session, desk), desk, wire.now(session))


def _locked(session: Session, desk: Desk) -> LaneRow:
    key = (desk.district_id, desk.lane.name)
    row = session.get(LaneRow, key, with_for_update=True)
    if row is None:  # it begins well, and two workers may begin it at once
        insert_once(session, LaneRow, district_id=desk.district_id, lane=desk.lane.name)
        row = session.get_one(LaneRow, key, with_for_update=True)
    return row


def stop_lane(session: Session, desk: Desk, *, by: str) -> None:
    """A person has nothing more leave by the lane; refused where it is stopped already."""
    row = _locked(session, desk)
    if row.stopped_at is not None:
        raise refuse(
            desk.lane.name,
            "短信通道 {lane} 已经停发。要继续请运行 culture sending go-on。",
            "the lane {lane} is stopped already. Let it go on with culture sending go-on.",
            lane=lane_named(desk.lane.name),
        )
    row.stopped_at, row.stopped_by, row.stopped_why = desk.clock.now(), by, ""
    emit(session, LaneStopped(desk.district_id, desk.lane.name, by))


def let_go_on(session: Session, desk: Desk, *, by: str) -> None:
    """A person lets a lane go on, at once and with a new count of the hour; refused where nothing holds it."""
    row = _locked(session, desk)
    if row.stopped_at is None and health_of(row) == WELL:
        raise refuse(
            desk.lane.name,
            "短信通道 {lane} 没有停，不需要恢复。",
            "the lane {lane} is not stopped; there is nothing to let go on.",
            lane=lane_named(desk.lane.name),
        )
    row.stopped_at, row.stopped_by, row.stopped_why = None, "", ""
    row.went_on_at, row.went_on_by = desk.clock.now(), by
    stands(row, WELL, "")
    emit(session, LaneWentOn(desk.district_id, desk.lane.name, by))


def standing_of(session: Session, desk: Desk, now: datetime) -> Standing | None:
    """How the lane stands at an instant of the wire's clock, unlocked; None where it is stopped."""
    row = session.get(LaneRow, (desk.district_id, desk.lane.name))
    if row is None:
        return Standing.OPEN_WAY
    return health_of(row).standing(now) if row.stopped_at is None else None


def is_stopped(session: Session, desk: Desk) -> bool:
    """Whether a person has to let the lane go on; read unlocked."""
    return (
        session.execute(_IS_STOPPED, {"in_district": desk.district_id, "of": desk.lane.name}).scalar() is True
    )


_LANES = cast("sa.Table", LaneRow.__table__)
_IS_STOPPED = sa.select(_LANES.c.stopped_at.is_not(None)).where(
    _LANES.c.district_id == sa.bindparam("in_district"), _LANES.c.lane == sa.bindparam("of")
)


def stands(row: LaneRow, health: Health, why: str) -> None:
    """Write down how the lane stands now, where that is new, and the provider's last word."""
    if health != health_of(row):
        row.failures, row.last_failure = health.failures, why
        row.rests_until, row.cut_since = health.rests_until, health.cut_since


def health_of(row: LaneRow) -> Health:
    return Health(row.failures, row.rests_until, row.cut_since)
