"""Composes what each telephone would be told of a campaign now: by what its businesses have heard of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from sqlalchemy.orm import Session

from config.bilingual import Bilingual
from config.database import locked_versions
from notifications.domain.codes import next_code
from notifications.domain.wording import Composed
from notifications.market.adapters.campaign_tables import CampaignRow
from notifications.market.adapters.campaigns import CampaignBusiness, campaign_of, present_of, rows_of
from notifications.market.adapters.templates import campaign_wording
from notifications.market.application.announcing import CampaignQuestion, Desk, Reachable, Spoken
from notifications.market.application.composed import ComposedText, Composition, in_pages
from notifications.market.domain.business import BUSINESS_STATUS_NAMES, BusinessStatus
from notifications.market.domain.campaign import Matter, closes_at, matter_from, stale_at
from notifications.market.domain.campaign_wording import compose_row
from notifications.market.domain.deadlines import end_of
from notifications.market.domain.owing import UNTOLD, Owed, RowTold

LONGEST_CODE = "99999"


@dataclass(frozen=True, slots=True)
class _Recipient:
    """One telephone, or one business without any, what is to be told to it, and what it was told before."""

    reach: Reachable
    owed: Owed
    told: RowTold
    rows: list[CampaignBusiness] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Writer:
    """Who writes the texts: the desk, the campaign as it stands, the rows' versions, the codes that rest by telephone."""

    desk: Desk
    campaign: CampaignRow
    matter: Matter
    versions: Mapping[str, int]
    resting: Mapping[str, set[str]]

    def compose(self, to: _Recipient, rows: Sequence[CampaignBusiness], code: str) -> Composed:
        names = [row.business.name for row in rows]
        return compose_row(
            campaign_wording(),
            to.reach.language,
            self.desk.office,
            self.matter,
            names,
            owed=to.owed,
            told=to.told,
            code=code,
        )

    def asks(self, to: _Recipient) -> bool:
        """Whether an answer by text is asked."""
        told = to.reach.telephone_id is not None and to.reach.answers
        return told and self.matter.asks and to.owed is not Owed.WITHDRAWAL


def compose_campaign(session: Session, desk: Desk, row_ids: Sequence[str]) -> Composition:
    """What would be told to these rows of one campaign now; businesses of one telephone stand in one text, if it fits.

    The campaign is locked until the transaction ends: nobody corrects it, or sends it twice, meanwhile.
    """
    if not row_ids:
        return Composition((), {})
    campaign = campaign_of(session, desk.district_id, row_ids[0].partition("/")[0], lock=True)
    rows = rows_of(session, desk.district_id, campaign.id, row_ids)
    told = desk.messages.told(session, desk.district_id, campaign.id)
    owing, gone = _still_owed(campaign, rows, told)
    versions = locked_versions(session, desk.district_id, [row.subject for row, _ in owing]) if owing else {}
    recipients = _by_telephone(session, desk, owing, told)
    telephones = {each.reach.telephone_id for each in recipients if each.reach.telephone_id}
    resting = desk.messages.resting_codes(session, desk.district_id, telephones)
    writer = _Writer(desk, campaign, matter_from(campaign.matter), versions, resting)
    return Composition(tuple(text for each in recipients for text in _texts_of(writer, each)), gone)


def _still_owed(
    campaign: CampaignRow, rows: Iterable[CampaignBusiness], told: Mapping[str, RowTold]
) -> tuple[list[tuple[CampaignBusiness, Owed]], dict[str, Bilingual]]:
    owing, gone = [], {}
    for row in rows:
        owed = row.owes(campaign, told.get(row.subject, UNTOLD))
        if owed is not None:
            owing.append((row, owed))
        elif row.business.status is not BusinessStatus.OPEN:
            gone[row.id] = NOT_AT_WORK.fill(status=BUSINESS_STATUS_NAMES[row.business.status])
        else:
            gone[row.id] = _NOTHING_OWED
    return owing, gone


def _by_telephone(
    session: Session,
    desk: Desk,
    owing: Sequence[tuple[CampaignBusiness, Owed]],
    told: Mapping[str, RowTold],
) -> list[_Recipient]:
    """The recipients in the order of their first business; who heard otherwise of it before is told apart."""
    parties = sorted({row.business.party for row, _ in owing})
    reached = desk.messages.reach(session, desk.district_id, parties, desk.clock.today())
    recipients: dict[tuple[str, Owed, str], _Recipient] = {}
    for row, owed in owing:
        party = row.business.party
        reach = reached.get(party, Reachable(None, ""))
        key = f"telephone:{reach.telephone_id}" if reach.telephone_id else party
        before = told.get(row.subject, UNTOLD) if owed is Owed.CORRECTION else UNTOLD
        heard = json.dumps([before.times, before.heard], sort_keys=True)
        recipients.setdefault((key, owed, heard), _Recipient(reach, owed, before)).rows.append(row)
    return list(recipients.values())


def _texts_of(writer: _Writer, to: _Recipient) -> Iterator[ComposedText]:
    """One text, or as many as it takes to keep each within the most parts of the message layer."""
    for page in in_pages(to.rows, partial(_fits, writer, to)):
        code = ""
        if writer.asks(to) and to.reach.telephone_id is not None:
            resting = writer.resting[to.reach.telephone_id]
            code = next_code(resting)
            resting.add(code)
        yield _text_of(writer, to, page, code)


def _fits(writer: _Writer, to: _Recipient, rows: Sequence[CampaignBusiness]) -> bool:
    code = LONGEST_CODE if writer.asks(to) else ""
    return writer.compose(to, rows, code).segments.parts <= writer.desk.messages.most_parts


def _text_of(writer: _Writer, to: _Recipient, rows: Sequence[CampaignBusiness], code: str) -> ComposedText:
    composed = writer.compose(to, rows, code)
    present = present_of(writer.campaign)
    return ComposedText(
        businesses={row.business.party: row.business.name for row in rows},
        reach=to.reach,
        template=composed.template,
        template_version=composed.template_version,
        text=composed.text,
        segments=composed.segments.parts,
        not_after=stale_at(writer.matter, writer.desk.clock.zone),
        items={
            row.id: Spoken(row.subject, writer.versions[row.subject], row.business.party, present)
            for row in rows
        },
        facts="",
        question=_question(writer, to, rows, code),
    )


def _question(
    writer: _Writer, to: _Recipient, rows: Sequence[CampaignBusiness], code: str
) -> CampaignQuestion | None:
    matter, zone = writer.matter, writer.desk.clock.zone
    if matter.answer_by is None or to.owed is Owed.WITHDRAWAL:
        return None
    closes = closes_at(matter, zone)
    return CampaignQuestion(
        matter=matter.title,
        code=code,
        rows={row.business.party: row.id for row in rows},
        until=min(end_of(matter.answer_by, zone), closes),
        closes=closes,
    )


NOT_AT_WORK = Bilingual("经营单位状态为“{status}”", "the business is {status}")
_NOTHING_OWED = Bilingual("已交发送或已知悉，无需再发", "it is on its way or was told already")
