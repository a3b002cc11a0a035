"""A course that one party declines is one matter on every list, and is settled at once."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from api.access.roles import Role
from api.bootstrap import House
from scheduler.adapters.calendar_tables import DeliveryLifeRow, PublishedDeliveryRow
from scheduler.application.answering import settle_decline
from scheduler.application.declined_courses import matters
from scheduler.application.names_view import read_names
from scheduler.application.start_view import declined_deliveries
from tests.culture_process import Ended
from tests.pages_district import DISTRICT
from tests.pages_fixtures import Browser, post, text_of


@pytest.fixture
def course(published_house: House) -> list[str]:
    """The six sessions of one course, all declined by its teacher; what was declined before is settled."""
    house = published_house
    with house.store.transaction() as session:
        names = read_names(session, DISTRICT)
        for one in declined_deliveries(session, house.clock, DISTRICT, names):
            settle_decline(
                session, house.clock, DISTRICT, one.told.delivery.id, by="办", note="", side=one.side
            )
        rows = session.scalars(
            sa.select(PublishedDeliveryRow)
            .where(PublishedDeliveryRow.category == "training", PublishedDeliveryRow.area_id == "bz")
            .order_by(PublishedDeliveryRow.day)
            .limit(6)
        ).all()
        for row in rows:
            row.course_id, row.provider_id, row.programme_id = "K1", rows[0].provider_id, rows[0].programme_id
            life = session.get_one(DeliveryLifeRow, (DISTRICT, row.id))
            life.provider_answer, life.provider_settled_at = "declined", None
            life.decline_reason = "老师出差"
        return [row.id for row in rows]


def left(house: House) -> list[list[str]]:
    with house.store.reading() as session:
        found = declined_deliveries(session, house.clock, DISTRICT, read_names(session, DISTRICT))
        return [[one.told.delivery.id for one in matter] for matter in matters(found)]


def test_it_is_one_row_that_names_the_days(
    published_house: House, course: list[str], browser: Browser
) -> None:
    assert left(published_house) == [course]
    page = browser(Role.COORDINATOR).get("/").text
    rows = re.findall(r'<a href="(/deliveries/[^"]+)"><span class="step-words">(.*?)</span>', page)
    assert [path for path, _ in rows] == [f"/deliveries/{course[0]}"]
    assert re.search(r"不能承接.+课程：6月2日\(周二\)、.+等 6 次$", rows[0][1])


def test_the_page_settles_all_of_it_or_the_one_session(
    published_house: House, course: list[str], browser: Browser
) -> None:
    client = browser(Role.COORDINATOR)
    shown = text_of(client.get(f"/deliveries/{course[2]}").text)
    assert "连同这门课程里同一方谢绝的各次：6月2日(周二)" in shown
    assert post(client, f"/deliveries/{course[2]}/settle", note="另请老师").status_code == 303
    assert left(published_house) == [[each for each in course if each != course[2]]]
    before = already_settled(client)
    assert post(client, f"/deliveries/{course[0]}/settle", note="另请老师", course="true").status_code == 303
    assert left(published_house) == []
    # the month's count of what was declined says how many of them are dealt with
    assert already_settled(client) == before + len(course) - 1


def already_settled(client: TestClient) -> int:
    told = re.search(r"有一方拒绝（其中 (\d+) 已处理）", text_of(client.get("/months/2026-06").text))
    assert told
    return int(told[1])


def test_the_command_settles_several_or_the_whole_course(
    published_house: House, course: list[str], culture: Callable[..., Ended]
) -> None:
    found = culture("messages", "--attention").json
    assert (found["counts"]["declines"], found["declines"][0]["deliveries"]) == (1, course)
    several = culture("settle", course[1], course[2], "已电话说定")
    assert (several.status, several.json["deliveries"]) == (0, course[1:3])
    whole = culture("settle", course[0], "已电话说定", "--course")
    assert (whole.status, whole.json["count"]) == (0, 4)
    assert left(published_house) == []
    confirmed = culture("settle", "2606-003", "已电话说定", "--course")
    assert (confirmed.status, culture("settle", course[0]).status) == (2, 2)


@pytest.fixture
def both(published_house: House, course: list[str]) -> str:
    """A session of the course that its venue declined too."""
    with published_house.store.transaction() as session:
        life = session.get_one(DeliveryLifeRow, (DISTRICT, course[0]))
        life.venue_answer, life.venue_settled_at = "declined", None
    return course[0]


def sides_left(house: House, delivery_id: str) -> list[str]:
    with house.store.reading() as session:
        return list(session.get_one(DeliveryLifeRow, (DISTRICT, delivery_id)).open_declines)


def test_of_two_declines_the_command_settles_the_one_that_is_named(
    published_house: House, both: str, culture: Callable[..., Ended]
) -> None:
    unnamed = culture("settle", both, "已电话说定")
    assert (unnamed.status, "--side venue" in unnamed.out + unnamed.err) == (2, True)
    assert culture("settle", both, "已电话说定", "--course").status == 2
    assert sides_left(published_house, both) == ["venue", "provider"]
    named = culture("settle", both, "已换场地", "--side", "venue")
    assert (named.status, named.json["sides"]) == (0, {both: ["venue"]})
    assert named.json["waiting"] == [{"delivery": both, "side": "provider"}]
    assert sides_left(published_house, both) == ["provider"]
    assert culture("settle", both, "已换场地", "--side", "venue").status == 2
    assert culture("settle", both, "已另请", "--side", "provider", "--all").status == 2
    assert culture("settle", both, "老师已说定").status == 0
    assert sides_left(published_house, both) == []


def test_all_settles_the_declines_of_both_sides(
    published_house: House, both: str, culture: Callable[..., Ended]
) -> None:
    settled = culture("settle", both, "改为线上", "--all")
    assert (settled.status, settled.json["sides"]) == (0, {both: ["venue", "provider"]})
    assert sides_left(published_house, both) == []


def test_the_page_has_a_form_for_each_side_and_settles_that_one(
    published_house: House, both: str, browser: Browser
) -> None:
    client = browser(Role.COORDINATOR)
    shown = client.get(f"/deliveries/{both}").text
    assert [shown.count(f'name="side" value="{side}"') for side in ("venue", "provider", "rain_venue")] == [
        1,
        1,
        0,
    ]
    assert post(client, f"/deliveries/{both}/settle", note="已换场地", side="venue").status_code == 303
    assert sides_left(published_house, both) == ["provider"]
    after = client.get(f"/deliveries/{both}").text
    assert (after.count('value="venue"'), "记下已处理 · 场地" in text_of(after)) == (0, True)
