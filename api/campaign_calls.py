"""Puts a telephone call about one business's row of a campaign on record, as the message layer keeps calls."""

from __future__ import annotations

from typing import Literal

from sqlalchemy.orm import Session

from api.bootstrap import House
from config.refusal import refuse
from notifications.application.by_hand import record_call
from notifications.market.application.following import read_campaign

Became = Literal["unreached", "told", "agreed", "declined"]
"""What came of a call: nobody reached; told only; confirmed; said that it is not possible."""


def record_row_call(
    session: Session, house: House, campaign_id: str, business_id: str, *, by: str, became: Became, said: str
) -> None:
    """An officer called a business about a campaign; what it said is kept, and counts as its answer.

    Refused: a business that the campaign does not concern; one to whom nothing was sent or laid out to be
    said yet; an answer where none was asked for.
    """
    campaign = read_campaign(session, house.market_desk(session), campaign_id)
    row = next((each for each in campaign.rows if each.business.id == business_id), None)
    if row is None:
        raise refuse(
            business_id,
            "监管通知 {campaign} 不涉及这家单位，请核对编号。",
            "campaign {campaign} does not concern this business; check the id.",
            campaign=campaign_id,
        )
    if row.message_id is None:
        raise refuse(
            business_id,
            "还没有发给这家单位的短信，也没有列入致电清单。请先预览并发送。",
            "nothing was sent to this business or laid out for a call yet. Preview and send first.",
        )
    record_call(
        session,
        house.sending_desk(session),
        row.message_id,
        by=by,
        reached=became != "unreached",
        answered=became in ("agreed", "declined"),
        declined=(1,) if became == "declined" else (),
        reason=said,
    )
