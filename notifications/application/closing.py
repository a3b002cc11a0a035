"""Ending what is asked about deliveries that are no more, or of which it is known what became of them."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session

from notifications.adapters.answer_tables import QuestionItemRow
from notifications.application.desk import Desk
from notifications.domain.answering import Standing


def close_questions_on(session: Session, desk: Desk, delivery_ids: Collection[str]) -> None:
    """Nothing is asked any more about these deliveries, not of a film's rain venue either."""
    if delivery_ids:
        session.execute(
            sa.update(QuestionItemRow)
            .where(
                QuestionItemRow.district_id == desk.district_id,
                QuestionItemRow.delivery_id.in_(delivery_ids),
            )
            .values(standing=Standing.SUPERSEDED.value)
        )
