"""The register's stored values as a person reads them: words for codes, dates in ISO."""

from __future__ import annotations

from typing import Any

from config.bilingual import Bilingual
from notifications.market.domain.business import BUSINESS_STATUS_NAMES
from notifications.market.domain.licence_rules import MARK_NAMES

_NOTHING = Bilingual("（空）", "(blank)")
_BY_CODE: dict[str, dict[str, Bilingual]] = {
    "status": {code.value: name for code, name in BUSINESS_STATUS_NAMES.items()},
    "mark": {code.value: name for code, name in MARK_NAMES.items()},
}


def worded(column: str, value: Any) -> Bilingual:
    """A stored value of a column in words; an empty one says so."""
    if value is None or value == "":
        return _NOTHING
    if isinstance(value, bool):
        return Bilingual("是", "yes") if value else Bilingual("否", "no")
    return _BY_CODE.get(column, {}).get(str(value), Bilingual(str(value), str(value)))
