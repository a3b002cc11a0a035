"""Handing the texts of a preview over to the message layer, and who has to be called instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from config.bilingual import Bilingual
from notifications.market.application.announcing import Desk, RegulatoryText, text_key
from notifications.market.application.composed import ComposedText


class CallReason(StrEnum):
    """Why a person has to call instead of a text, in the message layer's words."""

    NO_MOBILE = "call only"
    NO_NUMBER = "no telephone"
    TOO_LATE = "too late for a text"
    UNREGISTERED = "no registered template takes it"


CALL_REASON_NAMES = {
    CallReason.NO_MOBILE: Bilingual("只有座机，请致电", "only a landline is known; call"),
    CallReason.NO_NUMBER: Bilingual("没有电话号码，请上门或查找", "no number is known; visit or look one up"),
    CallReason.TOO_LATE: Bilingual(
        "下一发送时段前已过时限，请致电", "the next sending hours come too late; call"
    ),
    CallReason.UNREGISTERED: Bilingual(
        "服务商没有登记能容下它的模板，请致电", "the provider has no registered template that takes it; call"
    ),
}


@dataclass(frozen=True, slots=True)
class Lot:
    """Some texts of a preview, found to be still as they were frozen.

    `first` is the serial number of the first; `opens` (UTC) when they may leave.
    """

    preview_id: str
    campaign_id: str | None
    first: int
    texts: Sequence[ComposedText]
    opens: datetime

    def key(self, place: int) -> str:
        """What names a text of the lot, by its place, to the message layer."""
        return text_key(self.preview_id, self.first + place)


def why_call(desk: Desk, text: ComposedText, opens: datetime) -> CallReason | None:
    """Why a person must call instead; None if a text will do."""
    if text.reach.telephone_id is None:
        return CallReason.NO_MOBILE if text.reach.shown else CallReason.NO_NUMBER
    if text.not_after <= opens:
        return CallReason.TOO_LATE
    return None if desk.messages.takes(text.text) else CallReason.UNREGISTERED


def outgoing(
    desk: Desk, lot: Lot, place: int, text: ComposedText, *, by_call: CallReason | None = None
) -> RegulatoryText:
    """A text as the message layer takes it; one `by_call` is read out by a person."""
    return RegulatoryText(
        district_id=desk.district_id,
        key=lot.key(place),
        telephone_id=text.reach.telephone_id,
        language=text.reach.language,
        template=text.template,
        template_version=text.template_version,
        text=text.text,
        names=text.businesses,
        spoken=tuple(text.items.values()),
        not_before=lot.opens,
        not_after=text.not_after,
        campaign_id=lot.campaign_id,
        question=text.question,
        by_call=by_call.value if by_call else "",
    )
