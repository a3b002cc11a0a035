"""Who got telephone numbers whole: on a page, or in a file that was handed out."""

from __future__ import annotations

import sqlalchemy as sa
from fastapi import APIRouter
from fastapi.responses import Response

from api.access.guard import Administrator
from api.access.tables import NumberReadingRow
from api.pages.correspondents import names_at
from notifications.adapters.contact_tables import TelephoneRow

router = APIRouter()

MOST_LISTED = 200


@router.get("/readings")
def readings(visit: Administrator) -> Response:
    of_telephone = sa.and_(
        TelephoneRow.district_id == NumberReadingRow.district_id,
        TelephoneRow.id == NumberReadingRow.telephone_id,
    )
    with visit.house.store.reading() as session:
        found = session.execute(
            sa.select(NumberReadingRow, TelephoneRow.number)
            .join(TelephoneRow, of_telephone)
            .where(NumberReadingRow.district_id == visit.district_id)
            .order_by(NumberReadingRow.at.desc(), NumberReadingRow.id.desc())
            .limit(MOST_LISTED)
        ).all()
        names = names_at(session, visit.district_id, [number for _, number in found], visit.today)
    return visit.page("readings.html", found=found, names=names, most=MOST_LISTED)
