"""Workbooks of texts for an office's own platform: handed to a person, who thereby reads their numbers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from api.access.number_reading import put_reading_on_record
from api.bootstrap import House
from config.refusal import refuse
from notifications.adapters.message_tables import MessageRow
from notifications.providers.sheet.client import SheetProvider


def sheet_provider(house: House) -> SheetProvider:
    """The provider by which a person fetches the texts; refused where they go another way."""
    if not isinstance(house.provider, SheetProvider):
        raise refuse(
            "provider",
            "短信现在经 {name} 发送，不走表格。要用自有平台，请在设置文件里把 provider 设为 sheet。",
            "texts go by {name} now, not by workbook. To use a platform of your own, set provider to “sheet”.",
            name=house.provider.capabilities.name,
        )
    return house.provider


def hand_out(session: Session, house: House, files: Sequence[Path], *, by: str) -> None:
    """Put on record that a person gets these workbooks, with every number in them."""
    provider = sheet_provider(house)
    references = sorted({one for file in files for one in provider.references_in(file)})
    rows = session.scalars(
        sa.select(MessageRow).where(
            MessageRow.district_id == house.district_id, MessageRow.id.in_(references)
        )
    ).all()
    for row in rows:
        if row.telephone_id is not None:
            put_reading_on_record(
                session, house.district_id, row.telephone_id, message_id=row.id, by=by, at=house.clock.now()
            )
