"""What happened, told in the district's terms: who, what, when, with the way to read on; no machine's words."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from api.access.roles import Role
from api.bootstrap import House
from config.durable import PLAN, emit, enqueue
from config.work_log import EventRow
from scheduler.adapters.calendar_tables import PublicationRow
from scheduler.application.planning import ask_plan
from scheduler.application.raining import act_on_rain, preview_rain
from scheduler.messages import DeliveryAnswered, DeliveryRecorded, PlanningDue, ReminderDue
from tests.pages_district import DISTRICT
from tests.pages_fixtures import Browser

FILM = "2606-009"
"""Friday 5 June, 19:45, published."""


@pytest.fixture
def client(browser: Browser) -> TestClient:
    return browser(Role.VIEWER)


def lines(client: TestClient, query: str = "", kind: str = "events") -> dict[str, str]:
    """The sentences of the page with where they lead."""
    page = client.get(f"/events?kind={kind}{query}").text
    return {
        words: path for path, words in re.findall(r'class="happened">(?:<a href="([^"]+)">)?([^<]+)<', page)
    }


def test_each_event_is_a_sentence_that_leads_on(published_house: House, client: TestClient) -> None:
    house = published_house
    party = "venue:tmxl-open_air"
    with house.outbox.transaction() as session:
        for event in (
            DeliveryAnswered(DISTRICT, FILM, party, "venue", "declined", 1, "场地检修", "r"),
            DeliveryRecorded(DISTRICT, FILM, "rained_off", None, "测试员"),
            ReminderDue(DISTRICT, f"{date(2026, 6, 5)}", (), ()),
            PlanningDue(DISTRICT, "2026-07"),
        ):
            emit(session, event)
    assert lines(client) == {
        "该排2026年7月的计划了": "/months/2026-07",
        "提醒各方：6月5日 周五有 0 场次": "/months/2026-06?view=agenda#d5",
        "测试员 记录：6月5日 周五 19:45 露天电影：故事片专场 因雨取消": f"/deliveries/{FILM}",
        "天目西路露天广场答复：不能承接（场地检修） · 6月5日 周五 19:45 露天电影：故事片专场": f"/deliveries/{FILM}",
        "测试员 发布了2026年6月计划第 1 版：新增 108 场次，改动 0，取消 0": "/months/2026-06?version=1",
    }
    english = lines(client, "&lang=en")
    assert "测试员 recorded 露天电影：故事片专场, Fri 5 Jun 19:45 as rained off" in english


def test_an_answer_is_told_of_the_day_that_stood_when_it_was_given(
    published_house: House, client: TestClient
) -> None:
    house = published_house
    with house.outbox.transaction() as session:
        emit(
            session, DeliveryAnswered(DISTRICT, FILM, "venue:tmxl-open_air", "venue", "declined", 1, "", "r")
        )
        session.flush()
        given = session.scalars(sa.select(EventRow).where(EventRow.kind == "DeliveryAnswered")).one()
        given.at -= timedelta(minutes=1)
        first = session.get_one(PublicationRow, (DISTRICT, "2026-06", 1))
        first.at = given.at
        day = date(2026, 6, 5)
        preview = preview_rain(session, house.clock, house.planning, DISTRICT, day)
        act_on_rain(
            session,
            house.clock,
            house.planning,
            DISTRICT,
            day,
            {**preview.proposal(), FILM: "reserve"},
            seen_number=1,
            by="测试员",
        )
    assert "天目西路露天广场答复：不能承接 · 6月5日 周五 19:45 露天电影：故事片专场" in lines(client)


def test_each_job_is_a_sentence_that_leads_on(house: House, client: TestClient) -> None:
    with house.outbox.transaction() as session:
        run = ask_plan(session, house.clock, house.planning, DISTRICT, "2026-07", by="测试员")
        enqueue(session, DISTRICT, "nudge_silent", {"slot": "2026-05-20T09:00+08:00"}, queue=PLAN)
    assert lines(client, kind="jobs") == {
        "催请还没有答复的各方（5月20日 09:00）": "/messages",
        "排2026年7月的计划": f"/plans/{run}",
    }
