"""A store with texts that are due, each as announcing would have written it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from config.database import Store, SubjectVersion
from config.district_clock import DistrictRow
from notifications.adapters.answer_tables import QuestionItemRow, QuestionRow
from notifications.adapters.contact_tables import ContactRow, PartyRow, TelephoneRow
from notifications.adapters.message_tables import MessageRow, MessageSubjectRow, NoticeMessageRow, NoticeRow

DISTRICT = "measured"
NOW = datetime(2026, 5, 20, 2, tzinfo=UTC)
LATER = NOW + timedelta(days=20)


def telephone(number: int) -> str:
    """A number that nobody can have."""
    return f"+86154{number:08d}"


def fill(store: Store, texts: int) -> None:
    """Write so many due texts, each to a telephone of its own, about a delivery of its own, with a question."""
    tables: dict[Any, list[dict[str, Any]]] = {
        PartyRow: [],
        TelephoneRow: [],
        ContactRow: [],
        SubjectVersion: [],
        NoticeRow: [],
        MessageRow: [],
        NoticeMessageRow: [],
        MessageSubjectRow: [],
        QuestionRow: [],
        QuestionItemRow: [],
    }
    for number in range(texts):
        for table, values in _rows(number).items():
            tables[table].append({"district_id": DISTRICT, **values})
    with store.transaction() as session:
        for table, rows in tables.items():
            session.execute(sa.insert(table), rows)
    count_rows(store)


def count_rows(store: Store) -> None:
    """Have PostgreSQL know how full its tables are, as it does of itself within the minute: else it reads them whole."""
    if not store.is_sqlite:
        with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(sa.text("ANALYZE"))


def fill_district(store: Store) -> None:
    """The one district of the store, living by the machine's clock."""
    with store.transaction() as session:
        session.add(
            DistrictRow(
                district_id=DISTRICT,
                name="measured",
                office="示范区文化配送中心",
                office_telephone="021-0000-0100",
                timezone="Asia/Shanghai",
                latitude=31.2,
                longitude=121.4,
            )
        )


def _rows(number: int) -> dict[Any, dict[str, Any]]:
    message, party, delivery = f"m{number:06d}", f"venue:v{number}", f"d{number}"
    phone, notice = f"t{number}", f"n{number}"
    return {
        PartyRow: {"id": party, "name": party},
        TelephoneRow: {"id": phone, "number": telephone(number), "extension": "", "call_only": False},
        ContactRow: _contact(number, party, phone),
        SubjectVersion: {"subject": f"delivery:{delivery}", "version": 1},
        NoticeRow: _notice(notice, party),
        MessageRow: _message(message, phone),
        NoticeMessageRow: {"notice_id": notice, "message_id": message},
        MessageSubjectRow: {
            "message_id": message,
            "ordinal": 0,
            "subject": f"delivery:{delivery}",
            "version": 1,
            "party_id": party,
            "side": "venue",
            "delivery_id": delivery,
            "facts": None,
            "told": None,
            "elsewhere": None,
            "reason": "",
            "item": 1,
        },
        QuestionRow: {
            "id": message,
            "message_id": message,
            "telephone_id": phone,
            "code": "27",
            "asked_at": NOW,
            "answer_until": LATER,
        },
        QuestionItemRow: {
            "question_id": message,
            "party_id": party,
            "side": "venue",
            "delivery_id": delivery,
            "item": 1,
            "version": 1,
            "standing": "open",
            "starts_at": LATER,
        },
    }


def _contact(number: int, party: str, phone: str) -> dict[str, Any]:
    contact = {"id": f"c{number}", "party_id": party, "telephone_id": phone, "position": 1}
    return {**contact, "language": "zh", "edited_by": "import", "edited_at": NOW}


def _notice(notice: str, party: str) -> dict[str, Any]:
    said = {"kind": "digest", "class_": "operational", "month": "2026-06", "number": 1}
    return {
        "id": notice,
        "party_id": party,
        **said,
        "state": "composed",
        "not_after": None,
        "created_at": NOW,
    }


def _message(message: str, phone: str) -> dict[str, Any]:
    return {
        "id": message,
        "telephone_id": phone,
        "channel": "sms",
        "lane": "simulator",
        "kind": "digest",
        "class_": "operational",
        "urgency": 2,
        "month": "2026-06",
        "number": 1,
        "language": "zh",
        "template": "digest",
        "template_version": "1",
        "text": "【示范】" + "配送安排。" * 12,
        "encoding": "ucs2",
        "units": 64,
        "parts": 1,
        "state": "queued",
        "reason": "",
        "reference": message,
        "attempts": 0,
        "created_at": NOW,
        "due_at": NOW,
        "changed_at": NOW,
    }
