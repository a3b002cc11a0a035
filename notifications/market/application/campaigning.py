"""What a market officer does with a campaign: write it, put it right, withdraw it; who heard is told what changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.bilingual import Bilingual
from config.database import raise_subjects
from config.district_clock import DistrictRow
from config.many import insert_many
from config.refusal import Conflict, Fault, Refusal, refuse
from notifications.market.adapters.campaign_tables import CampaignBusinessRow, CampaignRow
from notifications.market.adapters.campaigns import CampaignBusiness, campaign_of, present_of, rows_of
from notifications.market.application.announcing import Desk
from notifications.market.application.choosing import Choice, chosen
from notifications.market.application.recording import RegisterChange, record_changes
from notifications.market.domain.business import Business
from notifications.market.domain.campaign import (
    FIELD_NAMES,
    FREE_TEXTS,
    Matter,
    faults_of,
    field_place,
    matter_from,
    row_id,
    stored,
    tidied,
)
from notifications.market.domain.owing import UNTOLD


def write_campaign(session: Session, desk: Desk, matter: Matter, choice: Choice, *, by: str) -> str:
    """Keep a campaign with a row for each business chosen; returns its id, e.g. `2026-003`. Nothing is sent.

    Refused with all that is wrong at once: a fact that is missing or cannot be, words that the provider does not
    take, a choice that names nobody.
    """
    matter = tidied(matter)
    businesses = _chosen_for(session, desk, matter, choice)
    session.get(DistrictRow, desk.district_id, with_for_update=True)  # one number at a time
    campaign_id, now = _next_id(session, desk), desk.clock.now()
    session.add(
        CampaignRow(
            district_id=desk.district_id,
            id=campaign_id,
            kind=matter.kind.value,
            matter=stored(matter),
            not_after=matter.not_after,
            revision=1,
            chosen=choice.kept(),
            created_at=now,
            created_by=by,
            changed_at=now,
            changed_by=by,
        )
    )
    session.flush()
    rows = [
        {
            "district_id": desk.district_id,
            "id": row_id(campaign_id, business.id),
            "campaign_id": campaign_id,
            "business_id": business.id,
        }
        for business in businesses
    ]
    insert_many(session, CampaignBusinessRow, rows)
    return campaign_id


def correct_campaign(
    session: Session, desk: Desk, campaign_id: str, changes: dict[str, Any], *, seen: int | None, by: str
) -> tuple[str, ...]:
    """Put a campaign right; `changes` are fields of its matter, `seen` the revision that was looked at.

    What is unsent is taken back, and what was asked decides nothing any more. Who has heard is owed the
    correction, who has not the newest text; whoever heard just what holds now is owed nothing. Returns the
    fields that changed. Refused as writing it is; a conflict where it was changed since or is withdrawn.
    """
    row = _standing(session, desk, campaign_id, seen)
    before = matter_from(row.matter)
    after = _fit(desk, _moved(before, replace(before, **changes)))
    changed = [name for name in FIELD_NAMES if getattr(before, name) != getattr(after, name)]
    if not changed:
        raise refuse(
            campaign_id,
            "没有任何改动，通知仍是原样。请写明要更正的内容。",
            "nothing differs; the campaign is as it was. Say what is to be corrected.",
        )
    row.matter, row.not_after = stored(after), after.not_after
    row.revision += 1
    _changed(session, desk, row, dict.fromkeys(changed, (before, after)), by=by)
    _make_stale(session, desk, row)
    return tuple(changed)


def withdraw_campaign(
    session: Session, desk: Desk, campaign_id: str, *, seen: int | None = None, by: str
) -> None:
    """Withdraw a campaign for good: what is unsent stays in the house, and who has heard is owed the withdrawal.

    A conflict where it was changed since it was looked at, or is withdrawn already.
    """
    row = _standing(session, desk, campaign_id, seen)
    now = desk.clock.now()
    row.withdrawn_at, row.withdrawn_by = now, by
    row.changed_at, row.changed_by = now, by
    change = RegisterChange(f"campaign:{campaign_id}", "withdrawn", None, by)
    record_changes(session, desk.district_id, [change], by=by, at=now, source="hand")
    _make_stale(session, desk, row)


def _chosen_for(session: Session, desk: Desk, matter: Matter, choice: Choice) -> list[Business]:
    """The businesses that a fitting matter is for."""
    faults, businesses = list(_faults(desk, matter)), []
    try:
        businesses = chosen(session, desk.district_id, choice)
    except Refusal as refusal:
        faults += refusal.faults
    if faults:
        raise Refusal(*faults)
    return businesses


def _make_stale(session: Session, desk: Desk, campaign: CampaignRow) -> None:
    """No text of what held before may leave; where it is again as it was heard, the question stands again."""
    rows = rows_of(session, desk.district_id, campaign.id)
    raise_subjects(session, desk.district_id, {row.subject for row in rows})
    session.flush()
    desk.messages.call_back(session, desk.district_id, campaign.id)
    undone = _undone(session, desk, campaign, rows)
    if undone:
        desk.messages.ask_again(session, desk.district_id, undone)


def _undone(session: Session, desk: Desk, campaign: CampaignRow, rows: list[CampaignBusiness]) -> list[str]:
    told, present = desk.messages.told(session, desk.district_id, campaign.id), present_of(campaign)
    return [
        row.id
        for row in rows
        if (heard := told.get(row.subject, UNTOLD)).ever_heard and heard.heard == present
    ]


def _fit(desk: Desk, matter: Matter) -> Matter:
    """The matter as it is kept; refused with every field that does not fit."""
    matter = tidied(matter)
    faults = list(_faults(desk, matter))
    if faults:
        raise Refusal(*faults)
    return matter


def _faults(desk: Desk, matter: Matter) -> Iterator[Fault]:
    yield from faults_of(matter, desk.clock.today())
    for name in FREE_TEXTS:
        for objection in desk.messages.objections(getattr(matter, name)):
            yield Fault(field_place(name), _OBJECTED.fill(field=FIELD_NAMES[name], objection=objection))


def _moved(before: Matter, after: Matter) -> Matter:
    """Where it could be told to the day of the inspection itself, it still can when that day is moved."""
    if before.day is None or after.day is None or not before.not_after == before.day == after.not_after:
        return after
    return replace(after, not_after=after.day)


def _standing(session: Session, desk: Desk, campaign_id: str, seen: int | None) -> CampaignRow:
    """The campaign, locked, as it was seen; a conflict where it is another by now or withdrawn."""
    row = campaign_of(session, desk.district_id, campaign_id, lock=True)
    if row.withdrawn_at is not None:
        when = f"{row.withdrawn_at.astimezone(desk.clock.zone):%Y-%m-%d %H:%M}"
        sentence = Bilingual(
            "这份通知已由{by}于 {at} 撤销，不能再改。需要时请另写一份。",
            "{by} withdrew it at {at}; it cannot be changed any more. Write another where one is needed.",
        ).fill(by=row.withdrawn_by or "", at=when)
        raise Conflict(Fault(campaign_id, sentence), fields=["withdrawn"])
    if seen is not None and row.revision != seen:
        sentence = Bilingual(
            "在您查看之后，{by}已改为第 {revision} 版，请刷新后再改。",
            "{by} has changed it to version {revision} since you looked; reload and edit again.",
        ).fill(by=row.changed_by, revision=row.revision)
        raise Conflict(Fault(campaign_id, sentence), fields=["revision"])
    return row


def _changed(
    session: Session, desk: Desk, row: CampaignRow, fields: dict[str, tuple[Matter, Matter]], *, by: str
) -> None:
    now = desk.clock.now()
    row.changed_at, row.changed_by = now, by
    changes = [
        RegisterChange(f"campaign:{row.id}", name, _shown(before, name), _shown(after, name))
        for name, (before, after) in fields.items()
    ]
    record_changes(session, desk.district_id, changes, by=by, at=now, source="hand")


def _shown(matter: Matter, name: str) -> str | None:
    return stored(matter).get(name)


def _next_id(session: Session, desk: Desk) -> str:
    """The year and the number within it, which no campaign ever loses."""
    year = f"{desk.clock.today().year}-"
    written = sa.select(sa.func.count()).where(
        CampaignRow.district_id == desk.district_id, CampaignRow.id.startswith(year)
    )
    return f"{year}{(session.scalar(written) or 0) + 1:03d}"


_OBJECTED = Bilingual("“{field}”：{objection}。请改写。", "{field}: {objection}. Write it otherwise.")
