"""The command that hands out the proof of one recipient or one campaign: ledger proof."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import sqlalchemy as sa
import typer
from sqlalchemy.orm import Session

from api.access.tables import NumberReadingRow
from api.bootstrap import House
from api.cli.finding_telephones import telephone_meant
from api.cli.frame import frame_of
from api.cli.report import Listing, Report, column
from config.bilingual import Bilingual
from config.identity import sortable_id
from config.refusal import Outcome, refuse
from config.telephones import masked
from notifications.adapters.contact_repository import telephone_of
from notifications.adapters.contact_tables import TelephoneRow
from notifications.ledger.adapters.proof_pdf import write_proof_pdf
from notifications.ledger.adapters.proof_workbook import write_proof_workbook
from notifications.ledger.application.proving import (
    Proof,
    month_messages,
    prove_campaign,
    prove_recipient,
)
from notifications.ledger.application.sealing import seal
from notifications.ledger.application.verifying import present_head, verify
from notifications.ledger.domain.proof_lines import Paper, lines_of
from notifications.market.adapters.message_layer import messages_of_preview


def proof(
    context: typer.Context,
    *,
    recipient: Annotated[
        str | None, typer.Option(metavar="WHO", help="一部电话：号码或名称 · one telephone: number or name.")
    ] = None,
    month: Annotated[
        str | None, typer.Option(metavar="YYYY-MM", help="一个月的计划 · a month's calendar.")
    ] = None,
    version: Annotated[int | None, typer.Option(help="只这一版 · this version only.")] = None,
    preview: Annotated[
        str | None, typer.Option(metavar="ID", help="一次许可证提醒 · a sending of licence reminders.")
    ] = None,
    xlsx: Annotated[Path | None, typer.Option(metavar="FILE", help="写成 Excel · as Excel.")] = None,
    pdf: Annotated[Path | None, typer.Option(metavar="FILE", help="写成 PDF · as PDF.")] = None,
    numbers: Annotated[
        bool,
        typer.Option("--numbers", help="号码不隐去，并记下谁看过 · whole numbers; who read them is kept."),
    ] = False,
) -> Report:
    """出具一方或一批通知的收发证明 · Hand out the proof of one recipient or one campaign.

    例 Example: culture ledger proof --month 2026-06 --pdf proof.pdf --xlsx proof.xlsx
    """
    frame = frame_of(context)
    house, language = frame.house(), frame.presenter.language
    seal(house.store, house.clock, house.district_id)
    examined = verify(house.store, house.district_id)
    with house.store.transaction() as session:
        subject, found = _found(session, house, recipient, month, version, preview)
        if numbers:
            _put_readings_on_record(session, house, found, frame.by)
    paper = Paper(
        district=house.district.name,
        office=house.district.office,
        subject=subject,
        made_at=house.clock.now().astimezone(house.clock.zone),
        by=frame.by,
        head=present_head(house.store, house.district_id),
        holds=examined.holds,
        lines=tuple(lines_of(found.entries, house.clock.zone, whole_numbers=numbers)),
    )
    if xlsx is not None:
        write_proof_workbook(xlsx, paper, language)
    if pdf is not None:
        write_proof_pdf(pdf, paper, language)
    return _report(paper, [file for file in (xlsx, pdf) if file is not None])


def _found(
    session: Session,
    house: House,
    recipient: str | None,
    month: str | None,
    version: int | None,
    preview: str | None,
) -> tuple[Bilingual, Proof]:
    """What is asked for, in words, and its proof; refused unless it is one thing, and one that was told."""
    if sum(one is not None for one in (recipient, month, preview)) != 1:
        raise refuse(
            "proof",
            "请指明证明什么：--recipient、--month 或 --preview，只能一个。",
            "say of what: --recipient, --month or --preview, one of them.",
        )
    if recipient is not None:
        subject, found = _of_recipient(session, house, recipient)
    elif month is not None:
        named = Bilingual("{month} 计划", "calendar of {month}").fill(month=month)
        if version is not None:
            of_version = Bilingual("{named}第 {version} 版", "{named}, version {version}")
            named = of_version.fill(named=named, version=version)
        messages = month_messages(session, house.district_id, month, version)
        subject, found = named, prove_campaign(session, house.district_id, messages)
    else:
        assert preview is not None, "one of the three is given"
        subject = Bilingual("许可证提醒 {preview}", "licence reminders {preview}").fill(preview=preview)
        messages = messages_of_preview(session, house.district_id, preview)
        found = prove_campaign(session, house.district_id, messages)
    if not found.entries:
        raise refuse(
            "proof",
            "台账里没有“{subject}”的记录。请核对号码、月份或预览号。",
            "the ledger holds nothing of “{subject}”. Check the number, the month or the preview's id.",
            subject=subject,
        )
    return subject, found


def _of_recipient(session: Session, house: House, who: str) -> tuple[Bilingual, Proof]:
    texted = list(
        session.scalars(sa.select(TelephoneRow.number).where(TelephoneRow.district_id == house.district_id))
    )
    meant = telephone_meant(session, house.district_id, who, texted, house.clock.today())
    telephone = telephone_of(session, house.district_id, meant.number)
    names = "、".join(meant.names)
    subject = Bilingual("收件方 {names} {number}", "recipient {names} {number}")
    found = prove_recipient(session, house.district_id, telephone.id) if telephone else Proof((), frozenset())
    return subject.fill(names=names, number=masked(meant.number)), found


def _put_readings_on_record(session: Session, house: House, found: Proof, by: str) -> None:
    """Whose number was handed out whole, to whom and when."""
    for telephone_id in sorted(found.telephones):
        session.add(
            NumberReadingRow(
                district_id=house.district_id,
                id=sortable_id(),
                telephone_id=telephone_id,
                message_id="",
                by=by,
                at=house.clock.now(),
            )
        )


def _report(paper: Paper, files: list[Path]) -> Report:
    columns = (
        column("position", "序号", "entry"),
        column("at", "时间", "at"),
        column("deed_name", "事项", "what"),
        column("number", "号码", "number"),
        column("said", "内容", "said"),
    )
    rows = [
        {
            "position": line.position,
            "at": line.at,
            "deed": line.entry.deed,
            "deed_name": line.deed,
            "number": line.number,
            "said": line.said,
            "id": line.entry.id,
            "digest": line.entry.digest,
            "head": line.entry.head,
        }
        for line in paper.lines
    ]
    written = Bilingual("已写入 {files}。", "Written to {files}.").fill(files="、".join(map(str, files)))
    facts = {"subject": paper.subject, "holds": paper.holds, "head": paper.head.head, "files": files}
    return Report(
        (paper.subject, paper.statement, *([written] if files else [])),
        facts,
        (Listing("entries", columns, rows),),
        Outcome.DONE if paper.holds else Outcome.FAILED,
    )
