"""What texts will cost, and what would save a part, is said before they are sent: on the pages and at the command line."""

from __future__ import annotations

import re
from collections.abc import Callable

import sqlalchemy as sa

from api.access.roles import Role
from api.bootstrap import House
from api.costly_words import warnings_of
from notifications.adapters.message_tables import MessageRow
from notifications.market.adapters.tables import BusinessRow
from notifications.market.adapters.templates import market_wording
from notifications.market.application.trying_reminders import try_reminder
from scheduler.application.publishing import approve, publish
from tests.command_line import Ended
from tests.pages_district import DISTRICT, hear_publications
from tests.pages_fixtures import Browser, post, text_of
from tests.pages_register import sweep_register

JUNE = "2026-06"


def test_a_months_texts_are_counted_and_warned_of_as_they_are_then_written(
    house: House, browser: Browser, culture: Callable[..., Ended]
) -> None:
    page = text_of(browser(Role.COORDINATOR).get(f"/months/{JUNE}/publish").text)
    listed = [row for row in culture("diff", JUNE, "--texts").json["texts"] if row["way"] == "sms"]
    with house.outbox.transaction() as session:
        approve(session, house.clock, house.planning, DISTRICT, JUNE, seen_revision=3, by="测试员")
    with house.outbox.transaction() as session:
        publish(session, house.clock, DISTRICT, JUNE, seen_revision=3, by="测试员")
    hear_publications(house)
    with house.store.reading() as session:
        written = session.scalars(sa.select(MessageRow).where(MessageRow.channel == "sms")).all()
    parts = sum(row.parts for row in written)
    warned = {row.text: [each.zh for each in found] for row in written if (found := warnings_of(row.text))}
    assert f"{len(written)} 条短信，共计 {parts} 段" in page
    # as `culture publish` says before it asks, see the test of the month's commands
    assert (len(written), parts, sum(row.text in warned for row in written)) == (67, 297, 5)
    assert (len(listed), sum(row["parts"] for row in listed)) == (len(written), parts)
    assert {row["text"]: row["warnings"] for row in listed if row["warnings"]} == warned
    assert {each for found in warned.values() for each in found if each not in page} == set()


def test_a_reminder_whose_business_has_a_costly_character_in_its_name_is_warned_of(
    house: House, browser: Browser, culture: Callable[..., Ended]
) -> None:
    sweep_register(house)
    source = market_wording().source("licence_reminder", "zh")
    for length in range(70):
        with house.outbox.transaction() as session:
            row = session.get_one(BusinessRow, (DISTRICT, "GW001"))
            row.name = "厅" * length + "😀"
            session.flush()
            texts = [
                each.composed.text for each in try_reminder(session, house.market_desk(session), "zh", source)
            ]
        if any("U+1F600" in each.zh for text in texts for each in warnings_of(text)):
            break
    client = browser(Role.MARKET_OFFICER)
    (reminder, *_) = re.findall(
        r'name="chosen" value="(GW001[^"]*|L-GW001[^"]*)"', client.get("/reminders").text
    )
    page = text_of(client.get(post(client, "/reminders/preview", chosen=reminder).headers["location"]).text)
    listed = culture("notice", "preview").json
    total = sum(row["parts"] for row in listed["texts"])
    assert listed["parts"] == total
    assert "1 条短信，共 " in page
    assert "“😀”（U+1F600）使短信多占 1 条" in page
    assert "“😀”（U+1F600）使短信多占 1 条" in str(listed["texts"][0]["warnings"])
