"""The gate before the wire: what a lane may still let out, by its rules and by what left within the hour."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from notifications.adapters.message_tables import MessageRow
from notifications.application.desk import Desk
from notifications.domain.live_sending import objection

HOUR = timedelta(hours=1)


class Gate:
    """Stands for one batch of one lane; each text let out leaves room for one less."""

    def __init__(self, session: Session, desk: Desk) -> None:
        self._lane, self._rules = desk.lane, desk.live
        self._room = self._rules.most_an_hour - _sent_within_the_hour(session, desk) if desk.lane.live else 0

    def objection(self, number: str) -> str:
        """Why a text to this number (E.164) has to wait for a person, or nothing."""
        return objection(self._lane, self._rules, number, self._room)

    def let_out(self) -> None:
        """One text leaves."""
        self._room -= 1


def _sent_within_the_hour(session: Session, desk: Desk) -> int:
    sent = (
        sa.select(sa.func.count())
        .select_from(MessageRow)
        .where(
            MessageRow.district_id == desk.district_id,
            MessageRow.lane == desk.lane.name,
            MessageRow.submitted_at > desk.clock.now() - HOUR,
        )
    )
    return session.scalar(sent) or 0
