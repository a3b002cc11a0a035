"""Reading a telephone number whole: asked for by a person, put on record, then shown once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from api.access.tables import NumberReadingRow
from config.identity import sortable_id
from config.refusal import refuse
from config.telephones import parse_telephones
from notifications.adapters.contact_tables import TelephoneRow
from notifications.adapters.message_tables import MessageRow


def read_number(session: Session, district_id: str, message_id: str, *, by: str, at: datetime) -> str:
    """The number that a message goes to, as a person dials it; who read it and when is kept.

    Refused: no such message, or one without a telephone.
    """
    message = session.get(MessageRow, (district_id, message_id))
    telephone = (
        session.get(TelephoneRow, (district_id, message.telephone_id))
        if message is not None and message.telephone_id is not None
        else None
    )
    if telephone is None:
        raise refuse(message_id, "这条短信没有登记的电话。", "no telephone is on record for this message.")
    put_reading_on_record(session, district_id, telephone.id, message_id=message_id, by=by, at=at)
    extension = f"转{telephone.extension}" if telephone.extension else ""
    return parse_telephones(telephone.number)[0].shown + extension


def put_reading_on_record(
    session: Session, district_id: str, telephone_id: str, *, by: str, at: datetime, message_id: str = ""
) -> None:
    """Keep that a person got a number whole: of one message, or (`message_id` empty) in a file handed out."""
    session.add(
        NumberReadingRow(
            district_id=district_id,
            id=sortable_id(),
            telephone_id=telephone_id,
            message_id=message_id,
            by=by,
            at=at,
        )
    )
