"""Makes the matter of a campaign out of what a person filled in, with the last day to tell it where none is said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from config.refusal import refuse
from notifications.market.domain.campaign import CampaignKind, Matter


def matter_given(kind: CampaignKind, fields: Mapping[str, Any]) -> Matter:
    """The matter of these fields; refused where nothing says until when it may be told.

    That is the day of an inspection, else the day to answer by.
    """
    filled = {name: value for name, value in fields.items() if value not in (None, "")}
    not_after = filled.pop("not_after", None) or filled.get("day") or filled.get("answer_by")
    if not_after is None:
        raise refuse(
            "not_after",
            "请写明最迟发送日（过了这天就不再发），或写明检查日期、答复期限。",
            "give the last day to tell it, after which it is not sent, or the day of the inspection or to answer by.",
        )
    return Matter(kind=kind, not_after=not_after, **{"title": "", **filled})
