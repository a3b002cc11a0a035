"""Announces what a party answered, to the room that it concerns."""

from __future__ import annotations

from typing import Literal, cast

from sqlalchemy.orm import Session

from config.durable import emit
from notifications.adapters.answer_tables import QuestionItemRow
from notifications.application.desk import Desk
from notifications.domain.sending_events import CampaignAnswered
from notifications.domain.telling import BUSINESS
from scheduler.messages import DeliveryAnswered

AskedSide = Literal["venue", "provider", "rain_venue"]
Answered = Literal["asked", "received", "confirmed", "declined"]


def tell_answer(
    session: Session,
    desk: Desk,
    item: QuestionItemRow,
    answer: str,
    reason: str,
    reply_id: str,
) -> None:
    """Announce what a party answered about one delivery, or its row of a campaign, in the caller's transaction."""
    if item.side == BUSINESS:
        said = cast("Answered", answer)
        emit(
            session,
            CampaignAnswered(desk.district_id, item.delivery_id, item.party_id, said, reason, reply_id),
        )
        return
    emit(
        session,
        DeliveryAnswered(
            district_id=desk.district_id,
            delivery_id=item.delivery_id,
            party=item.party_id,
            side=cast("AskedSide", item.side),
            answer=cast("Answered", answer),
            asked_version=item.version,
            reason=reason,
            reply_id=reply_id,
        ),
    )
