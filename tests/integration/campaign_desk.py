"""Campaigns on the market officer's desk, for the tests: an inspection on 12 June 2026, and what is done with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from config.refusal import Refusal
from notifications.adapters.answer_tables import ReplyRow
from notifications.market.application.campaign_previewing import freeze_campaign
from notifications.market.application.campaigning import correct_campaign, withdraw_campaign, write_campaign
from notifications.market.application.choosing import Choice
from notifications.market.application.following import FollowedCampaign, read_campaign
from notifications.market.application.keeping import set_status
from notifications.market.application.sending import SentPreview, send_preview
from notifications.market.domain.business import Business, BusinessStatus
from notifications.market.domain.campaign import CampaignKind, Matter, field_named
from tests.integration.market_desk import DISTRICT, OFFICER, keep, small_register
from tests.integration.market_house import House
from tests.unit.market.register import KARAOKE

NUMBER, OTHER, THIRD = "+8615400010001", "+8615400010002", "+8615400010003"
INSPECTION = Matter(
    kind=CampaignKind.INSPECTION,
    title="节前消防安全检查",
    not_after=date(2026, 6, 12),
    answer_by=date(2026, 6, 10),
    day=date(2026, 6, 12),
    start="09:00",
    end="11:00",
    checks="安全出口和消防器材",
    ready="值班记录",
)
ALL = Choice(everybody=True)


def business(business_id: str, status: BusinessStatus = BusinessStatus.OPEN) -> Business:
    return Business(business_id, f"歌厅{business_id}", KARAOKE, status, "示范路1号", "A1", "负责人")


def registered(house: House, *businesses: Business) -> None:
    """Take these businesses into the register."""
    keep(house.store, small_register(businesses=businesses))


def close(house: House, business_id: str) -> None:
    """The business closes for good."""
    with house.outbox.transaction() as session:
        set_status(
            session,
            DISTRICT,
            business_id,
            BusinessStatus.CLOSED,
            seen=BusinessStatus.OPEN,
            by=OFFICER,
            at=house.clock.now(),
        )


def write(house: House, matter: Matter = INSPECTION, choice: Choice = ALL) -> str:
    with house.outbox.transaction() as session:
        return write_campaign(session, house.desk, matter, choice, by=OFFICER)


def freeze(house: House, campaign_id: str) -> str:
    with house.outbox.transaction() as session:
        return freeze_campaign(session, house.desk, campaign_id, by=OFFICER)


def send(house: House, campaign_id: str) -> SentPreview:
    preview_id = freeze(house, campaign_id)
    with house.outbox.transaction() as session:
        return send_preview(session, house.desk, preview_id, by=OFFICER)


def told(house: House, campaign_id: str) -> list[tuple[str, str]]:
    """Preview, send and dispatch; the number and text of each that left, by number."""
    send(house, campaign_id)
    return sorted(house.dispatch())


def correct(house: House, campaign_id: str, **changes: Any) -> tuple[str, ...]:
    with house.outbox.transaction() as session:
        return correct_campaign(session, house.desk, campaign_id, changes, seen=None, by=OFFICER)


def a_day_later(house: House, campaign_id: str) -> None:
    """The inspection is moved from Friday the 12th to Saturday the 13th."""
    correct(house, campaign_id, day=date(2026, 6, 13))


def back_again(house: House, campaign_id: str) -> None:
    correct(house, campaign_id, day=INSPECTION.day)


def withdraw(house: House, campaign_id: str) -> None:
    with house.outbox.transaction() as session:
        withdraw_campaign(session, house.desk, campaign_id, by=OFFICER)


def follow(house: House, campaign_id: str) -> FollowedCampaign:
    with house.store.reading() as session:
        return read_campaign(session, house.desk, campaign_id)


def standings(house: House, campaign_id: str) -> dict[str, str]:
    """By business how its row stands."""
    return {row.business.id: row.standing.value for row in follow(house, campaign_id).rows}


def verdicts(house: House) -> list[str]:
    with house.store.reading() as session:
        return list(session.scalars(sa.select(ReplyRow.verdict).order_by(ReplyRow.arrived)))


def faults(refusal: Refusal) -> list[str]:
    """The fields that it names, or what else."""
    return [field_named(fault.place) or fault.place for fault in refusal.faults]


def of_kind(kind: CampaignKind, **facts: Any) -> Matter:
    """A matter of another kind with these facts."""
    bare = Matter(kind=kind, title=INSPECTION.title, not_after=INSPECTION.not_after)
    return replace(bare, **facts)


__all__ = ["DISTRICT", "OFFICER"]
