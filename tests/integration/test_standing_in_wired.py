"""The house with a second provider: what it takes over is sent by a job of its own, and its pushes are let in."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from api.bootstrap import House, StandIn
from api.providing import stand_in_settings
from api.wiring import keep_sending, listen
from config.refusal import Refusal
from config.settings import Settings, load_settings
from config.work_log import JobRow
from notifications.adapters.answer_tables import ReplyRow
from notifications.adapters.lane_tables import LaneRow
from notifications.adapters.message_tables import MessageRow
from notifications.providers import InboundReply, Updates
from tests.integration.scripted_provider import ScriptedProvider
from tests.integration.test_notifications_standing_in import SECOND
from tests.pages_district import DISTRICT
from tests.wire import WireInHand

CUT = datetime(2026, 5, 20, 1, tzinfo=UTC)


def lanes_and_jobs(house: House) -> tuple[dict[str, int], list[str]]:
    with house.store.reading() as session:
        lanes = session.execute(
            sa.select(MessageRow.lane, sa.func.count())
            .where(MessageRow.channel == "sms")
            .group_by(MessageRow.lane)
        )
        jobs = session.scalars(sa.select(JobRow.name).where(JobRow.finished_at.is_(None)))
        return {row[0]: row[1] for row in lanes}, sorted(jobs)


def test_what_a_cut_off_lane_holds_goes_to_the_second_and_its_job(published_house: House) -> None:
    house = published_house
    second = ScriptedProvider(WireInHand(), capabilities=SECOND)
    house.stand_in = StandIn(house.settings, second)  # type: ignore[arg-type]
    before, jobs = lanes_and_jobs(house)
    assert before == {"simulator": 67}
    with house.outbox.transaction() as session:
        session.add(LaneRow(district_id=DISTRICT, lane="simulator", failures=5, cut_since=CUT))
    keep_sending(house)
    keep_sending(house)
    after, now = lanes_and_jobs(house)
    assert after == {"second": 67}
    assert now == sorted([*jobs, "send_by_stand_in"])
    house.stand_in = None
    house.wiring.jobs["send_by_stand_in"]()  # a job of a stand-in that was taken out of the settings
    assert second.calls == []


def test_the_second_is_heard_while_the_first_cannot_be_read(published_house: House) -> None:
    """So it is exactly while the second stands in."""

    def not_reached(_cursor: str) -> Updates:
        raise ConnectionError("not reached")

    def a_reply(_cursor: str) -> Updates:
        return Updates((), (InboundReply("in-1", "+8615400000001", "收到", CUT),), "1")

    house, wire = published_house, WireInHand()
    house.provider = ScriptedProvider(wire, brings=not_reached)  # type: ignore[assignment]
    second = ScriptedProvider(wire, brings=a_reply, capabilities=SECOND)
    house.stand_in = StandIn(house.settings, second)  # type: ignore[arg-type]
    with pytest.raises(ConnectionError, match="not reached"):
        listen(house)
    with house.store.reading() as session:
        assert session.execute(sa.select(ReplyRow.lane, ReplyRow.text)).all() == [("second", "收到")]


def with_stand_in(provider: str, name: str) -> Settings:
    lane = {provider: {"lane": {"stand_in": name}}}
    return load_settings(environment={}).model_copy(
        update={"provider": provider, "sections": {"providers": lane}}
    )


def test_a_provider_cannot_stand_in_for_itself_nor_a_person_for_a_provider() -> None:
    for provider, name in (("tencent", "tencent"), ("aliyun", "sheet")):
        with pytest.raises(Refusal, match="cannot stand in"):
            stand_in_settings(with_stand_in(provider, name))
    second = stand_in_settings(with_stand_in("aliyun", "tencent"))
    assert second is not None
    assert second.provider == "tencent"
    assert stand_in_settings(load_settings(environment={})) is None
