"""Finds the one text or reply that a person names by its id, or by as much of it as tells it apart."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.bilingual import Bilingual
from config.refusal import refuse
from notifications.adapters.answer_tables import ReplyRow
from notifications.adapters.message_tables import MessageRow

MOST_NAMED = 5
"""So many ids are named where several begin alike."""

MESSAGE = Bilingual("短信", "message")
REPLY = Bilingual("回复", "reply")


def message_begun(session: Session, district_id: str, begun: str) -> str:
    """The id of the one message that is meant; refused where none or several are."""
    where = Bilingual(
        "culture messages --attention 或 culture messages", "culture messages --attention or culture messages"
    )
    return _begun(session, district_id, MessageRow, begun, what=MESSAGE, where=where)


def reply_begun(session: Session, district_id: str, begun: str) -> str:
    """The id of the one reply that is meant; refused where none or several are."""
    where = Bilingual("culture inbox list --all", "culture inbox list --all")
    return _begun(session, district_id, ReplyRow, begun, what=REPLY, where=where)


def _begun(
    session: Session,
    district_id: str,
    table: type[MessageRow | ReplyRow],
    begun: str,
    *,
    what: Bilingual,
    where: Bilingual,
) -> str:
    mine = table.district_id == district_id
    whole = session.scalar(sa.select(table.id).where(mine, table.id == begun))
    if whole is not None:
        return whole
    beginning = sa.select(table.id).where(mine, table.id.startswith(begun, autoescape=True))
    ids = session.scalars(beginning.order_by(table.id).limit(MOST_NAMED)).all()
    if not begun or not ids:
        raise refuse(
            begun or "ID",
            "没有编号以“{begun}”开头的{what}。编号见 {where}。",
            "no {what} has an id that begins with “{begun}”. See {where}.",
            begun=begun,
            what=what,
            where=where,
        )
    if len(ids) > 1:
        raise refuse(
            begun,
            "编号以“{begun}”开头的{what}不止一条：{ids}。请多写几位。",
            "more than one {what} has an id that begins with “{begun}”: {ids}. Write more of it.",
            begun=begun,
            what=what,
            ids=Bilingual("、".join(ids), ", ".join(ids)),
        )
    return ids[0]
