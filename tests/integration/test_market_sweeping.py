"""The daily sweep: what is due is listed once, on the right working day, and leaves when it should."""

from __future__ import annotations

from datetime import date

import pytest

from config.bilingual import Bilingual
from config.clock import FixedClock
from config.database import Store
from notifications.market.application.keeping import mark_renewal_filed
from notifications.market.application.listing import (
    list_for_a_person,
)
from notifications.market.application.sweeping import Swept
from notifications.market.domain.business import Business, BusinessStatus
from notifications.market.domain.judging import Standing
from notifications.market.domain.reminder import ReminderState
from tests.integration.market_desk import (
    DISTRICT,
    OFFICER,
    at,
    keep,
    licence_of,
    small_register,
)
from tests.integration.officers_day import AUTUMN, Day
from tests.unit.market.register import KARAOKE


@pytest.fixture
def day(store: Store, clock: FixedClock) -> Day:
    return Day(store, clock)


def test_the_permit_of_25_october_is_listed_on_the_working_day_before_its_last_day(day: Day) -> None:
    keep(day.store, small_register(licence_of("B001", AUTUMN)))

    listed = {}
    for instant in (at(2026, 7, 26), at(2026, 7, 27), at(2026, 8, 26), at(2026, 9, 15)):
        day.stands_at(instant).sweep()
        listed[instant.date()] = [(each.id, each.due_on) for each in day.listed()]

    assert listed == {
        date(2026, 7, 26): [],
        date(2026, 7, 27): [("B001-1/2026-10-25/before-60", date(2026, 7, 27))],
        date(2026, 8, 26): [("B001-1/2026-10-25/before-30", date(2026, 8, 26))],
        date(2026, 9, 15): [("B001-1/2026-10-25/before-10", date(2026, 9, 15))],
    }
    assert day.listed()[0].apply_by == date(2026, 9, 25)


def test_a_second_sweep_of_the_day_lists_nothing_twice(day: Day) -> None:
    keep(day.store, small_register(licence_of("B001", AUTUMN), licence_of("B002", AUTUMN)))
    day.stands_at(at(2026, 7, 27))

    assert day.sweep() == Swept(listed=2)
    assert day.sweep() == Swept(kept=2)


def test_days_without_a_sweep_lose_nothing_and_only_the_nearest_step_is_told(day: Day) -> None:
    keep(day.store, small_register(licence_of("B001", AUTUMN)))
    day.stands_at(at(2026, 7, 27)).sweep()

    assert day.stands_at(at(2026, 9, 18)).sweep() == Swept(listed=1, withdrawn=1)
    assert day.ids() == ["B001-1/2026-10-25/before-10"]
    withdrawn = day.listed(ReminderState.WITHDRAWN)
    assert [(each.id, each.reason.zh) for each in withdrawn] == [
        ("B001-1/2026-10-25/before-60", "已到更近的提醒节点")
    ]


def test_the_rule_with_its_citation_stands_beside_each_reminder(day: Day) -> None:
    keep(day.store, small_register(licence_of("B001", AUTUMN)))
    day.stands_at(at(2026, 7, 27)).sweep()

    deadline = day.listed()[0].judgement.deadline
    assert deadline is not None
    assert (deadline.rule.citation, deadline.rule.effective) == ("甲条例", date(2020, 1, 1))


def test_closing_a_business_takes_its_reminders_off_at_once(day: Day) -> None:
    keep(day.store, small_register(licence_of("B001", AUTUMN), licence_of("B002", AUTUMN)))
    day.stands_at(at(2026, 7, 27)).sweep()
    day.close("B001")

    assert day.ids() == ["B002-1/2026-10-25/before-60"]
    assert day.listed(ReminderState.WITHDRAWN)[0].reason == Bilingual(
        "经营单位状态改为“注销”", "the business is now closed"
    )


def test_a_filed_renewal_stops_the_reminder_and_taking_it_back_lists_it_again(day: Day) -> None:
    keep(day.store, small_register(licence_of("B001", AUTUMN)))
    day.stands_at(at(2026, 7, 27)).sweep()
    day.file_renewal("B001-1")
    assert day.sweep() == Swept()
    with day.store.transaction() as session:
        mark_renewal_filed(
            session, DISTRICT, "B001-1", None, by=OFFICER, at=day.clock.now(), today=day.clock.today()
        )

    assert day.sweep() == Swept(listed=1)
    assert day.listed()[0].reason == Bilingual("", "")


def test_what_expired_or_cannot_be_judged_is_for_a_person_and_never_for_a_text(day: Day) -> None:
    keep(
        day.store,
        small_register(
            licence_of("B001", date(2026, 5, 19)),
            licence_of("B002", None),
            licence_of("B003", AUTUMN),
            businesses=[
                *(Business(each, each, KARAOKE, BusinessStatus.OPEN, "", "A1") for each in ("B001", "B002")),
                Business("B003", "B003", "书店", BusinessStatus.OPEN, "", "A1"),
            ],
        ),
    )
    with day.store.reading() as session:
        found = list_for_a_person(session, day.desk)

    assert [(each.licence.id, each.standing, each.reason.zh) for each in found] == [
        ("B001-1", Standing.EXPIRED, "2026-05-19 已到期，请人工联系"),
        ("B002-1", Standing.CANNOT_BE_JUDGED, "未录入到期日，请补录"),
        (
            "B003-1",
            Standing.CANNOT_BE_JUDGED,
            "没有“书店”的“娱乐经营许可证”适用的规则，请在规则表中录入",
        ),
    ]
    assert day.sweep() == Swept(for_a_person=3)
