"""A campaign accepted: every notice, message and subject of it, and the job that sends it, in one transaction.

python -m benchmarks.messages.accepting [--texts 100000] [--database URL]

A register of so many businesses, each with a licence to be renewed and a telephone of its own, is filled in and its
reminders are frozen in a preview by the product. Then a process of its own sends the preview as an officer does:
composed anew, compared with what was seen, and handed over. Bounded: at most 200,000 texts and ten minutes.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from api.tables import metadata
from benchmarks.messages.drain import desk_of, local_provider
from benchmarks.messages.filling import DISTRICT, NOW, count_rows, fill_district, telephone
from config.collecting import collect_rarely
from config.database import Base, Store
from config.durable import SEND, Outbox, enqueue
from config.many import insert_many
from config.migrating import create
from config.settings import load_settings
from notifications.adapters.contact_tables import ContactRow, PartyRow, TelephoneRow
from notifications.adapters.message_tables import MessageRow, NoticeMessageRow, NoticeRow
from notifications.market.adapters.message_layer import HouseMessages
from notifications.market.adapters.tables import BusinessRow, LicenceRow, LicenceRuleRow, ReminderRow
from notifications.market.application.announcing import Desk
from notifications.market.application.previewing import freeze_preview
from notifications.market.application.sending import send_preview
from notifications.market.domain.due import MarketSettings
from scheduler.workdays import Workdays

MOST_TEXTS = 200_000
MOST_SECONDS = 600
A_LOT = 5_000
CATEGORY, KIND = "娱乐场所", "娱乐经营许可证"


@dataclass(frozen=True, slots=True)
class Accepted:
    """A campaign accepted: wall and CPU seconds of its transaction, and megabytes at the peak over idle."""

    texts: int
    seconds: float
    cpu_seconds: float
    megabytes: float


def accept(url: str, texts: int) -> Accepted:
    """Fill a register, freeze its campaign, and have it accepted by a process of its own."""
    store = Store(url)
    create(store, metadata())
    _fill(store, texts)
    outbox = Outbox(store, desk_of(local_provider(), 100).clock)
    with outbox.transaction() as session:
        preview_id = freeze_preview(session, _market_desk(), by="measured")
    outbox.close()
    count_rows(store)
    said = subprocess.run(  # noqa: S603 - ourselves
        [sys.executable, "-m", "benchmarks.messages.accepting", "--database", url, "--send", preview_id],
        check=True,
        capture_output=True,
        timeout=MOST_SECONDS,
    ).stdout
    accepted = Accepted(**json.loads(said))
    _refuse_unless_whole(store, accepted, texts)
    store.close()
    return accepted


def _send(url: str, preview_id: str) -> Accepted:
    """What the process of its own does; a small campaign nobody has sees to it that all code is loaded."""
    collect_rarely()
    store, desk = Store(url), _market_desk()
    outbox = Outbox(store, desk.clock)
    with outbox.transaction() as session:
        enqueue(session, DISTRICT, "warm_up", {}, queue=SEND)
    desk.messages.opens(NOW)
    idle = _memory("VmRSS")
    began, cpu = time.monotonic(), time.process_time()
    with outbox.transaction() as session:
        sent = send_preview(session, desk, preview_id, by="measured")
        enqueue(session, DISTRICT, "send_due", {}, queue=SEND)
    took, spent = time.monotonic() - began, time.process_time() - cpu
    peak = _memory("VmHWM")
    outbox.close()
    store.close()
    return Accepted(sent.texts, took, spent, peak - idle)


def _memory(line: str) -> float:
    """Megabytes of this process, as Linux tells them."""
    told = Path("/proc/self/status").read_text("ascii").partition(f"{line}:")[2]
    return int(told.split()[0]) / 1024


def _refuse_unless_whole(store: Store, accepted: Accepted, texts: int) -> None:
    """Every text has its message, its notice, the link between them and its reminder settled."""
    queued = (
        sa.select(sa.func.count())
        .select_from(MessageRow)
        .join(NoticeMessageRow, NoticeMessageRow.message_id == MessageRow.id)
        .join(NoticeRow, NoticeRow.id == NoticeMessageRow.notice_id)
        .join(ReminderRow, ReminderRow.notice_id == NoticeRow.id)
        .where(MessageRow.state == "queued", ReminderRow.state == "sent")
    )
    with store.reading() as session:
        found = session.scalar(queued)
    if (accepted.texts, found) != (texts, texts):
        raise SystemExit(f"{found} of {texts} texts were accepted")


def _market_desk() -> Desk:
    desk = desk_of(local_provider(), 100)
    thresholds = load_settings(environment={}).section("market", MarketSettings).thresholds
    return Desk(
        DISTRICT,
        desk.clock,
        Workdays({}, {}, {}, frozenset({2025, 2026, 2027})),
        thresholds,
        desk.office,
        HouseMessages(desk),
    )


def _fill(store: Store, texts: int) -> None:
    """So many businesses, each with one licence that is to be renewed within the month."""
    fill_district(store)
    with store.transaction() as session:
        insert_many(session, LicenceRuleRow, [_rule()])
        for first in range(0, texts, A_LOT):
            rows: dict[type[Base], list[dict[str, Any]]] = {}
            for number in range(first, min(first + A_LOT, texts)):
                for table, values in _business(number):
                    rows.setdefault(table, []).append({"district_id": DISTRICT, **values})
            for table, values in rows.items():
                insert_many(session, table, values)


def _rule() -> dict[str, Any]:
    return {
        "district_id": DISTRICT,
        "category": CATEGORY,
        "kind": KIND,
        "effective": NOW.date() - timedelta(days=3000),
        "citation": "measured",
        "mark": "G",
        "validity_months": 24,
        "lead_days": 30,
        "filing": False,
    }


def _business(number: int) -> Iterator[tuple[type[Base], dict[str, Any]]]:
    business, phone = f"B{number:06d}", f"t{number:06d}"
    expires = NOW.date() + timedelta(days=30 + 15 + number % 10)
    yield PartyRow, {"id": f"business:{business}", "name": ""}
    yield TelephoneRow, {"id": phone, "number": telephone(number), "extension": "", "call_only": False}
    yield (
        ContactRow,
        {
            "id": f"c{number:06d}",
            "party_id": f"business:{business}",
            "telephone_id": phone,
            "role": "",
            "language": "zh",
            "position": 1,
            "edited_by": "import",
        },
    )
    yield (
        BusinessRow,
        {
            "id": business,
            "name": f"示范歌厅{number}",
            "category": CATEGORY,
            "status": "open",
            "address": f"示范路{number}号",
            "area_id": "A1",
            "contact": "负责人",
            "hand_edits": {},
        },
    )
    yield (
        LicenceRow,
        {
            "id": f"L{number:06d}",
            "business_id": business,
            "kind": KIND,
            "number": f"娱{number:06d}",
            "issued": expires - timedelta(days=730),
            "expires": expires,
            "hand_edits": {},
        },
    )


def main() -> int:
    reader = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    reader.add_argument("--texts", type=int, default=100_000)
    reader.add_argument("--database", default="")
    reader.add_argument("--send", default="", help=argparse.SUPPRESS)
    given = reader.parse_args()
    if given.send:
        print(json.dumps(asdict(_send(given.database, given.send))))
        return 0
    with tempfile.TemporaryDirectory() as scratch:
        url = given.database or f"sqlite:///{scratch}/accepting.sqlite"
        accepted = accept(url, min(given.texts, MOST_TEXTS))
    print(
        f"{accepted.texts} texts accepted in {accepted.seconds:.1f} s, {accepted.cpu_seconds:.1f} s of CPU, "
        f"{accepted.megabytes:.0f} MB over idle"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
