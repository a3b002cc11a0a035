"""A proof as it is asked for at the command line or on the page: of what, by whom, with numbers whole or masked."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from api.access.number_reading import put_reading_on_record
from api.bootstrap import House
from api.finding_telephones import telephone_meant
from config.bilingual import Bilingual, Language
from config.refusal import refuse
from config.telephones import masked
from notifications.adapters.contact_repository import telephone_of
from notifications.adapters.contact_tables import TelephoneRow
from notifications.ledger.adapters.proof_pdf import write_proof_pdf
from notifications.ledger.adapters.proof_workbook import TITLE
from notifications.ledger.application.proving import (
    Proof,
    month_messages,
    prove_campaign,
    prove_recipient,
)
from notifications.ledger.application.sealing import seal
from notifications.ledger.application.verifying import present_head, verify
from notifications.ledger.domain.entry import Entry
from notifications.ledger.domain.keeping import LedgerRules
from notifications.ledger.domain.proof_lines import Became, Paper, lines_of
from notifications.market.adapters.campaign_messages import messages_of_campaign
from notifications.market.adapters.campaigns import campaign_of
from notifications.market.adapters.message_layer import messages_of_preview
from notifications.market.application.following import read_campaign
from notifications.market.application.proving_campaigns import became_of, businesses_told
from notifications.market.domain.campaign import matter_from


@dataclass(frozen=True, slots=True)
class Wanted:
    """Of what a proof is wanted: one telephone, a month's calendar (or one version of it), a sending of reminders, a campaign."""

    recipient: str | None = None
    month: str | None = None
    version: int | None = None
    preview: str | None = None
    campaign: str | None = None


def prove(house: House, wanted: Wanted, *, by: str, whole_numbers: bool) -> Paper:
    """Seal and verify the ledger, then gather what it holds of one recipient or campaign.

    Who has numbers shown whole is put on record. Refused unless it is of one thing, and one that was told.
    """
    seal(house.store, house.clock, house.district_id)
    examined = verify(house.store, house.district_id)
    with house.store.transaction() as session:
        subject, found = _found(session, house, wanted)
        whom, summary = _by_business(session, house, wanted, found)
        if whole_numbers:
            for telephone_id in sorted(found.telephones):
                put_reading_on_record(session, house.district_id, telephone_id, by=by, at=house.clock.now())
    return Paper(
        district=house.district.name,
        office=house.district.office,
        subject=subject,
        made_at=house.clock.now().astimezone(house.clock.zone),
        by=by,
        head=present_head(house.store, house.district_id),
        holds=examined.holds,
        lines=tuple(lines_of(found.entries, house.clock.zone, whole_numbers=whole_numbers, whom=whom)),
        summary=summary,
    )


def _by_business(
    session: Session, house: House, wanted: Wanted, found: Proof
) -> tuple[Callable[[Entry], str] | None, tuple[Became, ...]]:
    """Of a campaign whose each entry is, and what became of each business; of anything else neither."""
    if wanted.campaign is None:
        return None, ()
    campaign = read_campaign(session, house.market_desk(session), wanted.campaign)
    named = businesses_told(session, house.district_id, campaign, found.entries)
    became = became_of(session, house.district_id, campaign, found.entries, house.clock.zone)
    return named.whom, tuple(became)


def write_pdf(house: House, file: Path | BytesIO, paper: Paper, language: Language) -> None:
    """Write the proof in the typeface that the office set; refused where that cannot be embedded."""
    rules = house.settings.section("ledger", LedgerRules)
    write_proof_pdf(file, paper, language, rules.typeface)


def file_name(paper: Paper, language: Language, form: str) -> str:
    """What a proof is called as a file: of what, made on which day; only signs that every system takes."""
    subject = re.sub(
        r"\d*-?\*+-?(?=\d{4})", Bilingual("尾号", "ending ").in_(language), paper.subject.in_(language)
    )
    name = f"{TITLE.in_(language)} {subject} {paper.made_at:%Y-%m-%d}"
    return re.sub(r'[\\/:*?"<>|\s]+', " ", name).strip() + f".{form}"


def _found(session: Session, house: House, wanted: Wanted) -> tuple[Bilingual, Proof]:
    given = (wanted.recipient, wanted.month, wanted.preview, wanted.campaign)
    if sum(one is not None for one in given) != 1:
        raise refuse(
            "proof",
            "请指明证明什么：收件方、月份、一次许可证提醒或一份监管通知，只能一个"
            "（命令行 --recipient、--month、--preview、--campaign）。",
            "say of what: a recipient, a month, a sending of licence reminders or a campaign, one of them "
            "(on the command line --recipient, --month, --preview, --campaign).",
        )
    if wanted.recipient is not None:
        subject, found = _of_recipient(session, house, wanted.recipient)
    elif wanted.month is not None:
        subject, found = _of_month(session, house, wanted.month, wanted.version)
    elif wanted.campaign is not None:
        subject, found = _of_campaign(session, house, wanted.campaign)
    else:
        assert wanted.preview is not None, "one of the four is given"
        subject = Bilingual("许可证提醒 {preview}", "licence reminders {preview}").fill(
            preview=wanted.preview
        )
        messages = messages_of_preview(session, house.district_id, wanted.preview)
        found = prove_campaign(session, house.district_id, messages)
    if not found.entries:
        raise refuse(
            "proof",
            "台账里没有“{subject}”的记录。请核对号码、月份或编号。",
            "the ledger holds nothing of “{subject}”. Check the number, the month or the id.",
            subject=subject,
        )
    return subject, found


def _of_month(session: Session, house: House, month: str, version: int | None) -> tuple[Bilingual, Proof]:
    named = Bilingual("{month} 计划", "calendar of {month}").fill(month=month)
    if version is not None:
        of_version = Bilingual("{named}第 {version} 版", "{named}, version {version}")
        named = of_version.fill(named=named, version=version)
    messages = month_messages(session, house.district_id, month, version)
    return named, prove_campaign(session, house.district_id, messages)


def _of_campaign(session: Session, house: House, campaign_id: str) -> tuple[Bilingual, Proof]:
    matter = matter_from(campaign_of(session, house.district_id, campaign_id).matter)
    named = Bilingual("监管通知 {id} {title}", "campaign {id} {title}")
    messages = messages_of_campaign(session, house.district_id, campaign_id)
    found = prove_campaign(session, house.district_id, messages)
    return named.fill(id=campaign_id, title=matter.title), found


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
