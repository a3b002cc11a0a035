"""The market officer's desk for the tests: the demonstration register, and a message layer that keeps what it is given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from config.bilingual import Bilingual
from config.clock import FixedClock
from config.database import Store
from config.tabular import read_file
from notifications.domain.notice import NoticeClass
from notifications.domain.sending_hours import SendingWindow, next_moment
from notifications.domain.wording import Office
from notifications.market.adapters.sheets import BUSINESSES, LICENCE_RULES, LICENCES
from notifications.market.application.announcing import (
    Desk,
    Fate,
    NoticeStanding,
    Reachable,
    Received,
    RegulatoryText,
)
from notifications.market.application.importing import RegisterFile, import_register
from notifications.market.domain.business import Business, BusinessStatus, Licence
from notifications.market.domain.due import Threshold
from tests.unit.market.register import DAYS, ENTERTAINMENT_PERMIT, ENTERTAINMENT_RULE, KARAOKE

DISTRICT = "demo"
OFFICER = "市场科甲"
SHANGHAI = ZoneInfo("Asia/Shanghai")
DEMO = Path(__file__).parents[2] / "config" / "districts" / "demo"
WINDOWS = {NoticeClass.REGULATORY: SendingWindow(time(9), time(17, 30), workdays_only=True)}
STANDINGS = {
    Fate.ALIVE: NoticeStanding(Bilingual("待发送", "queued"), Fate.ALIVE),
    Fate.STALE: NoticeStanding(Bilingual("已被取代", "superseded"), Fate.STALE),
    Fate.FAILED: NoticeStanding(Bilingual("失败", "failed"), Fate.FAILED),
}


@dataclass
class KeepingMessageLayer:
    """Stands where the message layer will: every business has a telephone of its own unless a test says otherwise."""

    most_parts: int = 6
    numbers: dict[str, Reachable] = field(default_factory=dict)
    unreachable: set[str] = field(default_factory=set)
    untaken: set[str] = field(default_factory=set)
    announced: list[RegulatoryText] = field(default_factory=list)
    fates: dict[str, Fate] = field(default_factory=dict)
    received: list[Received] = field(default_factory=list)

    def reach(
        self,
        _session: Session,
        _district_id: str,
        parties: Sequence[str],
        _on: date,
    ) -> Mapping[str, Reachable]:
        return {
            party: self.numbers.get(party, Reachable(f"tel-{party}", "154 **** 0001"))
            for party in parties
            if party not in self.unreachable
        }

    def takes(self, text: str) -> bool:
        return text not in self.untaken

    def opens(self, now: datetime) -> datetime:
        return next_moment(now, NoticeClass.REGULATORY, WINDOWS, SHANGHAI, DAYS.is_workday)

    def announce(self, _session: Session, texts: Sequence[RegulatoryText]) -> Sequence[Mapping[str, str]]:
        self.announced += texts
        return [{party: f"{text.key}/{party}" for party in text.names} for text in texts]

    def standing(
        self, _session: Session, _district_id: str, notice_ids: Sequence[str]
    ) -> Mapping[str, NoticeStanding]:
        return {each: STANDINGS[self.fates.get(each, Fate.ALIVE)] for each in notice_ids}

    def replies(self, _session: Session, _district_id: str, notice_ids: Sequence[str]) -> Sequence[Received]:
        return [each for each in self.received if each.notice_id in notice_ids]


def desk_at(clock: FixedClock, messages: KeepingMessageLayer) -> Desk:
    return Desk(
        district_id=DISTRICT,
        clock=clock,
        workdays=DAYS,
        thresholds=[Threshold(number, "setting", date(2026, 1, 1)) for number in (60, 30, 10)],
        office=Office("某区文化市场科", "021-0000-0100", "某区文化"),
        messages=messages,
    )


def demonstration() -> RegisterFile:
    """The register of the demonstration district, from its files."""
    return RegisterFile(
        read_file(BUSINESSES, DEMO / "businesses.csv").records,
        tuple(line.licence() for line in read_file(LICENCES, DEMO / "licences.csv").records),
        tuple(line.rule() for line in read_file(LICENCE_RULES, DEMO / "licence_rules.csv").records),
    )


def small_register(*licences: Licence, businesses: Sequence[Business] = ()) -> RegisterFile:
    """Song-and-dance places B001, B002 … with the licences given, under a rule of 30 days."""
    named = businesses or [
        Business(each, f"歌厅{each}", KARAOKE, BusinessStatus.OPEN, "示范路1号", "A1", "负责人")
        for each in sorted({licence.business_id for licence in licences})
    ]
    return RegisterFile(tuple(named), licences, (ENTERTAINMENT_RULE,))


def licence_of(business_id: str, expires: date | None, licence_id: str = "") -> Licence:
    issued = expires.replace(year=expires.year - 2) if expires else None
    return Licence(
        licence_id or f"{business_id}-1",
        business_id,
        ENTERTAINMENT_PERMIT,
        f"娱{business_id}",
        issued,
        expires,
    )


def keep(store: Store, file: RegisterFile) -> None:
    """Take the file into the register."""
    with store.transaction() as session:
        import_register(session, DISTRICT, file, by=OFFICER, at=at(2026, 5, 20))


def at(year: int, month: int, day: int, hour: int = 10, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=SHANGHAI).astimezone(UTC)
