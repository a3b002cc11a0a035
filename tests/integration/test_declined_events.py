"""What a party has declined of a stored month is repaired from its answer: by page and by command, a course at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from api.access.roles import Role
from api.bootstrap import House
from config.work_log import EventRow
from scheduler.adapters.calendar_repository import published_of
from scheduler.adapters.calendar_tables import PublishedDeliveryRow
from scheduler.application.answering import settle_decline, take_answer
from scheduler.application.declined_events import open_matters
from scheduler.application.names_view import read_names
from scheduler.domain.decline import AskedSide
from scheduler.domain.delivery import Delivery
from scheduler.messages import DeliveryAnswered
from tests.culture_process import Ended
from tests.integration.test_pages_repairing import asked
from tests.pages_district import DISTRICT
from tests.pages_fixtures import Browser, post, text_of

JUNE = "2026-06"
Culture = Callable[..., Ended]


def stands(house: House, number: int | None = None) -> dict[str, Delivery]:
    with house.store.reading() as session:
        return {one.id: one for one in published_of(session, DISTRICT, JUNE, number)}


def open_declines(house: House) -> list[tuple[str, str, int]]:
    """First delivery, side and count of what is declined and open."""
    with house.store.reading() as session:
        found = open_matters(session, house.clock, DISTRICT, read_names(session, DISTRICT))
        return [(one[0].told.delivery.id, one[0].side, len(one)) for one in found]


def decline(
    house: House, side: AskedSide, deliveries: Sequence[Delivery], number: int = 1, reason: str = "有事"
) -> None:
    with house.outbox.transaction() as session:
        for one in deliveries:
            party = {
                "venue": f"venue:{one.venue_id}",
                "provider": f"provider:{one.provider_id}",
                "rain_venue": f"venue:{one.rain_venue_id}",
            }[side]
            take_answer(
                session,
                house.clock,
                DeliveryAnswered(DISTRICT, one.id, party, side, "declined", number, reason, f"late-{one.id}"),
            )


@pytest.fixture
def mine(published_house: House) -> Delivery:
    """The delivery whose venue has declined; nothing else is declined."""
    [(delivery_id, side, _)] = open_declines(published_house)
    assert side == "venue"
    return stands(published_house)[delivery_id]


def test_the_command_shows_old_and_new_and_the_texts_and_publishes_what_deals_with_it(
    published_house: House, mine: Delivery, culture: Culture
) -> None:
    [row] = culture("messages", "--attention").json["declines"]
    assert row["repair"] == f"culture event declined {mine.id} --side venue"
    shown = culture(*row["repair"].split()[1:], "--fewest")
    assert (shown.status, shown.json["done"], shown.json["touched"]) == (0, False, [mine.id])
    assert [each["id"] for each in shown.json["changes_1"]] == [mine.id]
    assert any(mine.day.strftime("%-m月%-d日") in each["text"] for each in shown.json["texts"])
    assert open_declines(published_house), "a preview deals with nothing"

    done = culture("event", "declined", mine.id, "--fewest", "--yes")
    assert (done.status, done.json["number"]) == (0, 2)
    after = stands(published_house)[mine.id]
    assert (after.venue_id, after.day) != (mine.venue_id, mine.day)
    assert open_declines(published_house) == []
    with published_house.store.reading() as session:
        [*_, told] = session.scalars(sa.select(EventRow.payload).order_by(EventRow.id))
    assert [each["reason"] for each in told["changes"]] == ["因场地不能承接"]
    again = culture("event", "declined", mine.id)
    assert (again.status, "没有待处理的谢绝" in str(again.json["faults"])) == (2, True)

    preview = culture("event", "undo", JUNE)
    (said,) = preview.json["declined_again"]
    assert f"culture event declined {mine.id} --side venue" in str(said)
    undone = culture("event", "undo", JUNE, "--yes")
    assert (undone.status, undone.json["kind"], stands(published_house)[mine.id]) == (0, "declined", mine)
    assert open_declines(published_house) == [(mine.id, "venue", 1)]
    assert culture("messages", "--attention").json["declines"] == [row]
    with published_house.store.reading() as session:
        [*_, told] = session.scalars(sa.select(EventRow.payload).order_by(EventRow.id))
    assert [each["declined"] for each in told["changes"]] == [["venue"]]
    again = culture("event", "declined", mine.id, "--fewest", "--yes")
    assert (again.status, open_declines(published_house)) == (0, [])
    assert culture("event", "undo", JUNE, "--yes").status == 0
    with published_house.outbox.transaction() as session:
        settle_decline(session, published_house.clock, DISTRICT, mine.id, by="x", note="")
    assert open_declines(published_house) == []


def test_the_page_opens_the_repair_from_the_delivery_and_does_it(
    published_house: House, mine: Delivery, browser: Browser
) -> None:
    client: TestClient = browser(Role.COORDINATOR)
    page = client.get(f"/deliveries/{mine.id}").text
    assert f'name="decline" value="{mine.id}/venue"' in page
    assert "有一方谢绝" in client.get(f"/months/{JUNE}/repair").text
    path = asked(published_house, client, kind="declined", decline=f"{mine.id}/venue")
    shown = text_of(client.get(path).text)
    assert f"{mine.id}，场地谢绝" in shown
    assert "至少要改动 1 场已发布的（已证明）" in shown
    assert post(client, path, proposal="1").headers["location"].endswith("done=2")
    assert open_declines(published_house) == []
    assert 'name="decline"' not in client.get(f"/months/{JUNE}/repair").text


def test_what_is_not_declined_or_in_another_month_is_refused(
    published_house: House, mine: Delivery, browser: Browser, culture: Culture
) -> None:
    client: TestClient = browser(Role.COORDINATOR)
    for given, says in (
        ("", "请选择这一项"),
        (f"{mine.id}/area", "哪一件谢绝"),
        ("2606-003/venue", "没有待处理的谢绝"),
    ):
        answer = post(client, f"/months/{JUNE}/repair", kind="declined", decline=given)
        assert (answer.status_code, says in answer.text) == (422, True)
    wrong = culture("event", "declined", mine.id, "--side", "provider")
    assert (wrong.status, wrong.json["faults"][0]["place"]) == (2, mine.id)
    with published_house.outbox.transaction() as session:
        settle_decline(session, published_house.clock, DISTRICT, mine.id, by="x", note="")
    assert culture("event", "declined", mine.id).status == 2


def test_a_film_whose_rain_venue_declined_keeps_all_but_that(
    published_house: House, mine: Delivery, culture: Culture
) -> None:
    film = next(
        one for one in stands(published_house).values() if one.category == "film" and one.day.day > 10
    )
    decline(published_house, "rain_venue", [film])
    assert (film.id, "rain_venue", 1) in open_declines(published_house)
    done = culture("event", "declined", film.id, "--fewest", "--yes")
    after = stands(published_house)[film.id]
    assert (done.status, done.json["touched"]) == (0, [film.id])
    assert after == replace(film, rain_venue_id=after.rain_venue_id)
    assert after.rain_venue_id != film.rain_venue_id
    assert [one for one, _, _ in open_declines(published_house)] == [mine.id]


def test_where_both_sides_declined_both_are_listed_and_the_way_for_one_tells_of_the_other(
    published_house: House, mine: Delivery, culture: Culture, browser: Browser
) -> None:
    decline(published_house, "venue", [mine], reason="下午停电")
    decline(published_house, "provider", [mine], reason="演员生病")
    listed = culture("messages", "--attention").json
    assert listed["counts"]["declines"] == 2
    assert [(row["side"], row["reason"]) for row in listed["declines"]] == [
        ("venue", "下午停电"),
        ("provider", "演员生病"),
    ]
    provider = listed["declines"][1]["by"]
    client: TestClient = browser(Role.COORDINATOR)
    assert f"{provider} 不能承接" in text_of(client.get("/").text)
    page = client.get(f"/deliveries/{mine.id}").text
    assert f"{provider} 不能承接" in text_of(page)
    assert f'name="decline" value="{mine.id}/provider"' in page
    path = asked(published_house, client, kind="declined", decline=f"{mine.id}/venue")
    assert f"另有 {provider} 也已答复不能承接（演员生病）" in text_of(client.get(path).text)

    done = culture("event", "declined", mine.id, "--side", "provider", "--fewest", "--yes")
    assert done.status == 0
    assert [each for each in done.json["declined_too"] if "下午停电" in str(each)]
    after = stands(published_house).get(mine.id)
    assert after is None or after.day != mine.day
    assert open_declines(published_house) == []


@pytest.fixture
def course(published_house: House) -> list[Delivery]:
    """A course of three sessions in June, whose teacher declines all of them."""
    house = published_house
    lessons = sorted(
        (one for one in stands(house).values() if one.category == "training" and one.area_id == "bsl"),
        key=lambda one: one.day,
    )
    own = [one for one in lessons if one.programme_id == lessons[0].programme_id][:3]
    with house.store.transaction() as session:
        for n, one in enumerate(own, start=1):
            row = session.get_one(PublishedDeliveryRow, (DISTRICT, JUNE, 1, one.id))
            row.course_id, row.session = "K1", n
    decline(house, "provider", own)
    return [stands(house)[one.id] for one in own]


def test_what_a_teacher_declines_of_a_course_is_one_event_with_one_publication(
    published_house: House, mine: Delivery, course: list[Delivery], culture: Culture
) -> None:
    assert (course[0].id, "provider", 3) in open_declines(published_house)
    done = culture("event", "declined", course[1].id, "--fewest", "--yes")
    assert (done.status, done.json["number"]) == (0, 2)
    assert set(done.json["touched"]) == {one.id for one in course}
    after = stands(published_house)
    assert all(
        one.id not in after or (after[one.id].provider_id, after[one.id].day) != (one.provider_id, one.day)
        for one in course
    )
    assert [one for one, _, _ in open_declines(published_house)] == [mine.id]
    assert mine.id in after
