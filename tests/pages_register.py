"""A few businesses with their licences, for the tests of the register's pages."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from api.bootstrap import House
from config.telephones import Telephone
from notifications.application.contacting import Contact, Edit, put_contacts
from notifications.market.adapters.tables import BusinessRow, LicenceRow, LicenceRuleRow
from notifications.market.application.sweeping import sweep
from notifications.market.domain.licence_rules import Mark
from tests.conftest import MORNING
from tests.pages_district import DISTRICT

CATEGORY, KIND = "歌舞娱乐场所", "娱乐经营许可证"
BUSINESSES = (
    ("GW001", "北站第1歌舞厅", "open", date(2026, 7, 10)),
    ("GW002", "北站第2歌舞厅", "open", date(2027, 7, 10)),
    ("GW003", "北站第3歌舞厅", "open", date(2026, 5, 1)),
    ("GW004", "北站第4歌舞厅", "closed", date(2026, 7, 10)),
    ("GW005", "北站第5歌舞厅", "open", date(2026, 7, 12)),
)
"""In order: due to be reminded of, far away, expired, closed, due but without a telephone to text."""


def fill_register(session: Session) -> None:
    """One rule of law, five businesses, and a mobile for each but the last."""
    session.add(
        LicenceRuleRow(
            district_id=DISTRICT,
            category=CATEGORY,
            kind=KIND,
            effective=date(2020, 1, 1),
            citation="娱乐场所管理办法",
            mark=Mark.FOUND,
            validity_months=24,
            lead_days=30,
            filing=False,
        )
    )
    for business_id, name, status, expires in BUSINESSES:
        session.add(
            BusinessRow(
                district_id=DISTRICT,
                id=business_id,
                name=name,
                category=CATEGORY,
                status=status,
                address="示范路1号",
                area_id="bz",
                contact="负责人",
            )
        )
        session.flush()
        session.add(
            LicenceRow(
                district_id=DISTRICT,
                id=f"L-{business_id}",
                business_id=business_id,
                kind=KIND,
                number=f"示文{business_id}",
                issued=expires.replace(year=expires.year - 2),
                expires=expires,
            )
        )
    contacts = [
        Contact(f"business:{business_id}", Telephone(f"+86154001{number:05}", "mobile"))
        for number, (business_id, *_) in enumerate(BUSINESSES[:-1], 1)
    ]
    put_contacts(session, DISTRICT, contacts, Edit("import", MORNING))


def sweep_register(house: House) -> None:
    """Have the list of reminders say what is due today."""
    with house.outbox.transaction() as session:
        sweep(session, house.market_desk(session))
