"""Chooses the businesses that a campaign concerns: by kind of business, by area, by a list of ids."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.bilingual import Bilingual
from config.many import one_of
from config.refusal import Fault, Refusal, refuse
from notifications.market.adapters.register import BUSINESS_COLUMNS, business_from
from notifications.market.adapters.tables import BusinessRow
from notifications.market.domain.business import Business
from notifications.market.domain.campaign import BUSINESSES, field_place


@dataclass(frozen=True, slots=True)
class Choice:
    """Whom a campaign concerns: businesses of one of these categories and in one of these areas, and those named.

    An empty part does not narrow; `everybody` has to be said, so that nothing left out chooses all.
    """

    categories: tuple[str, ...] = ()
    area_ids: tuple[str, ...] = ()
    business_ids: tuple[str, ...] = ()
    everybody: bool = False

    def kept(self) -> dict[str, Any]:
        """The choice as it is kept beside the campaign; what is empty is left out."""
        return {name: value for name, value in asdict(self).items() if value}


def chosen(session: Session, district_id: str, choice: Choice) -> list[Business]:
    """The businesses chosen, at work or not, in the order of their ids.

    Refused, each by its name: a category, an area or an id that the register does not hold; nothing chosen.
    """
    _refuse_unknown(session, district_id, choice)
    narrowed = _narrowed(choice)
    if narrowed is None:
        raise refuse(
            field_place(BUSINESSES),
            "还没有选择经营单位。请按类别、街镇或编号选择，或明确选择全部。",
            "no business is chosen. Choose by category, area or id, or say that all are meant.",
        )
    rows = session.execute(
        sa.select(*BUSINESS_COLUMNS)
        .where(BusinessRow.district_id == district_id, narrowed)
        .order_by(BusinessRow.id)
    )
    found = [business_from(*row) for row in rows]
    if not found:
        raise refuse(
            field_place(BUSINESSES),
            "没有符合所选条件的经营单位。请放宽类别或街镇。",
            "no business fits the choice. Widen the categories or the areas.",
        )
    return found


def _narrowed(choice: Choice) -> sa.ColumnElement[bool] | None:
    """None where nothing is chosen."""
    parts = [
        one_of(column, values)
        for column, values in (
            (BusinessRow.category, choice.categories),
            (BusinessRow.area_id, choice.area_ids),
        )
        if values
    ]
    ways = [sa.and_(*parts)] if parts else []
    if choice.business_ids:
        ways.append(one_of(BusinessRow.id, choice.business_ids))
    if choice.everybody:
        ways.append(sa.true())
    return sa.or_(*ways) if ways else None


def _refuse_unknown(session: Session, district_id: str, choice: Choice) -> None:
    faults = [
        fault
        for column, values, name in (
            (BusinessRow.category, choice.categories, _CATEGORY),
            (BusinessRow.area_id, choice.area_ids, _AREA),
            (BusinessRow.id, choice.business_ids, _BUSINESS),
        )
        if values
        for fault in _unknown(session, district_id, column, values, name)
    ]
    if faults:
        raise Refusal(*faults)


def _unknown(
    session: Session, district_id: str, column: Any, values: Collection[str], name: Bilingual
) -> list[Fault]:
    known = set(session.scalars(sa.select(column).where(BusinessRow.district_id == district_id).distinct()))
    faults = []
    for value in values:
        if value not in known:
            close = _nearest(value, known)
            hint = Bilingual(f"，是否指“{close}”", f"; is “{close}” meant") if close else _NO_HINT
            faults.append(Fault(value, _UNKNOWN.fill(name=name, value=value, hint=hint)))
    return faults


def _nearest(value: str, known: Collection[str]) -> str | None:
    """What was probably meant: the same but for capitals, else what looks most like it."""
    alike = {each.casefold(): each for each in sorted(known)}
    close = get_close_matches(value.casefold(), alike, n=1, cutoff=0.5)
    return alike[close[0]] if close else None


_CATEGORY = Bilingual("经营类别", "category of business")
_AREA = Bilingual("街镇编号", "area")
_BUSINESS = Bilingual("单位编号", "id of a business")
_UNKNOWN = Bilingual(
    "登记册里没有{name}“{value}”{hint}，请核对。", "the register holds no {name} “{value}”{hint}; check it."
)
_NO_HINT = Bilingual("", "")
