"""What becomes of the texts of a campaign's preview that is sent: told, or laid on a person's call list."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from config.refusal import Fault
from notifications.market.adapters.tables import PreviewRow
from notifications.market.application.announcing import Desk
from notifications.market.application.campaign_composing import compose_campaign
from notifications.market.application.comparing import Compare, changed_since, in_their_order
from notifications.market.application.composed import ComposedText
from notifications.market.application.handing_over import Lot, outgoing, why_call


def compare_campaign(session: Session, desk: Desk, _preview: PreviewRow) -> Compare:
    """Compares by composing anew, with the campaign locked until the transaction ends; the new texts go out."""

    def compare(texts: Sequence[ComposedText]) -> tuple[list[Fault], Sequence[ComposedText]]:
        composition = compose_campaign(session, desk, [row_id for text in texts for row_id in text.items])
        faults = list(changed_since(texts, composition))
        return faults, [] if faults else in_their_order(texts, composition)

    return compare


def tell_campaign(session: Session, desk: Desk, lot: Lot) -> list[ComposedText]:
    """Hand every text over; returns those that a person has to say in a call, which the message layer keeps as well."""
    reasons = [why_call(desk, text, lot.opens) for text in lot.texts]
    desk.messages.announce(
        session,
        [
            outgoing(desk, lot, place, text, by_call=reason)
            for place, (text, reason) in enumerate(zip(lot.texts, reasons, strict=True))
        ],
    )
    return [text for text, reason in zip(lot.texts, reasons, strict=True) if reason is not None]
