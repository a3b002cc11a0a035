"""Texts by way of an office's own platform: fetched as a workbook under the same guard, their results brought back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from fasteners import InterProcessLock
from sqlalchemy.orm import Session

from config.bilingual import Bilingual
from config.database import Store
from config.durable import Outbox
from config.refusal import refuse
from config.tabular import Reading, RowFault, open_tables, read_table, refusal_of
from notifications.adapters.contact_tables import TelephoneRow
from notifications.adapters.message_tables import MessageRow
from notifications.adapters.sheets_results import REPLIES, RESULTS, ReplyLine, ResultLine
from notifications.application.asking_after import SendReport
from notifications.application.desk import Desk
from notifications.application.dispatching import send_due
from notifications.application.receipts import Taken, take_updates
from notifications.domain.message import MessageState
from notifications.providers import InboundReply, Receipt, Updates
from notifications.providers.sheet.client import SheetProvider

OUT_THERE = (MessageState.SENT, MessageState.UNKNOWN)
"""States of a text whose result may still come."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What one fetching did: the workbooks, and what became of the texts that were due."""

    files: tuple[Path, ...]
    report: SendReport


@dataclass(frozen=True, slots=True)
class BroughtBack:
    """How much of the tables was new, how many rows told nothing yet, and the rows that name no text of ours."""

    taken: Taken
    waiting: int
    strange: tuple[RowFault, ...]


def fetch_texts(store: Store, desk: Desk, provider: SheetProvider) -> Fetched:
    """Make workbooks of all that is due and still holds; one fetching at a time."""
    provider.folder.mkdir(parents=True, exist_ok=True)
    lock = InterProcessLock(provider.folder / ".fetching")
    if not lock.acquire(blocking=False):
        raise refuse(
            "sheet",
            "另一个进程正在导出短信。请等它结束后再试。",
            "another process is fetching texts. Wait until it is done.",
        )
    try:
        here = replace(desk.lane, by_a_person=False)
        whole = replace(desk.rules, batch=here.bulk_size)
        before = len(provider.written)
        report = send_due(store, replace(desk, lane=here, rules=whole), provider)
        return Fetched(tuple(provider.written[before:]), report)
    finally:
        lock.release()


def bring_back(outbox: Outbox, desk: Desk, files: Sequence[Path]) -> BroughtBack:
    """Take results and replies from tables; what came before changes nothing.

    Refused, with every faulty row, where a row cannot be read; a row that names no text of ours is left out.
    """
    results: list[Reading[ResultLine]] = []
    replies: list[Reading[ReplyLine]] = []
    for file in files:
        for raw in open_tables(file):
            as_replies = read_table(REPLIES, raw)
            if "text" in as_replies.positions:
                replies.append(as_replies)
            elif raw.rows:
                results.append(read_table(RESULTS, raw))
    refusal = refusal_of([*results, *replies])
    if refusal is not None:
        raise refusal
    with outbox.transaction() as session:
        receipts: list[Receipt] = []
        strange: list[RowFault] = []
        for reading in results:
            for told in _receipts(session, desk, reading):
                (receipts if isinstance(told, Receipt) else strange).append(told)  # type: ignore[arg-type]
        came = tuple(_reply(desk, row.record) for reading in replies for row in reading.rows)
        taken = take_updates(session, desk, Updates(tuple(receipts), came, ""))
    waiting = sum(row.record.result == "waiting" for reading in results for row in reading.rows)
    return BroughtBack(taken, waiting, tuple(strange))


def _receipts(session: Session, desk: Desk, reading: Reading[ResultLine]) -> Iterator[Receipt | RowFault]:
    for row in reading.rows:
        line = row.record
        found = _texts_named(session, desk, line)
        if len(found) != 1:
            sentence = SEVERAL if found else NOT_OURS
            column = "reference" if line.reference else "telephones"
            yield reading.fault_at(row.number, column, sentence, remedy=LOOK, kind="warning")
        elif line.result != "waiting":
            yield Receipt(
                f"{found[0].reference}-{line.result}",
                found[0].reference,
                line.result == "delivered",
                "" if line.result == "delivered" else line.reason or "failed, by the platform's table",
                _instant(desk, line.at) if line.at else desk.clock.now(),
            )


def _texts_named(session: Session, desk: Desk, line: ResultLine) -> Sequence[MessageRow]:
    ours = sa.select(MessageRow).where(
        MessageRow.district_id == desk.district_id, MessageRow.lane == desk.lane.name
    )
    if line.reference:
        return session.scalars(ours.where(MessageRow.id == line.reference)).all()
    to = sa.select(TelephoneRow.id).where(
        TelephoneRow.district_id == desk.district_id, TelephoneRow.number == line.telephones[0].number
    )
    return session.scalars(
        ours.where(
            MessageRow.telephone_id.in_(to), MessageRow.state.in_([state.value for state in OUT_THERE])
        )
    ).all()


def _reply(desk: Desk, line: ReplyLine) -> InboundReply:
    number, at = line.telephones[0].number, _instant(desk, line.at)
    named = hashlib.sha256(f"{number}\n{at.isoformat()}\n{line.text}".encode()).hexdigest()[:24]
    return InboundReply(named, number, line.text, at)


def _instant(desk: Desk, civil: datetime) -> datetime:
    return civil.replace(tzinfo=desk.clock.zone).astimezone(UTC)


NOT_OURS = Bilingual("这一行不是本系统导出的短信", "this row names no text that was fetched here")
SEVERAL = Bilingual(
    "这个号码有几条短信还没有结果，分不清是哪一条", "several texts to this number still wait for their result"
)
LOOK = Bilingual(
    "已略过；如有误，请补上短信编号再导入",
    "It was left out; if it is ours, write its reference and bring it again",
)
