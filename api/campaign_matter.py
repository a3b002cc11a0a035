"""Makes the matter of a campaign out of what a person filled in, with the last day to tell it where none is said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from notifications.market.domain.campaign import UNSAID, CampaignKind, Matter


def matter_given(kind: CampaignKind, fields: Mapping[str, Any]) -> Matter:
    """The matter of these fields; it is told until the day of an inspection, else the day to answer by, if none is said."""
    filled = {name: value for name, value in fields.items() if value not in (None, "")}
    not_after = filled.pop("not_after", None) or filled.get("day") or filled.get("answer_by") or UNSAID
    return Matter(kind=kind, not_after=not_after, **{"title": "", **filled})
