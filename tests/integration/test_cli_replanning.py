"""Planning a published month again at the terminal says what it would change of what the parties were told."""

from __future__ import annotations

from datetime import timedelta

from api.bootstrap import House
from api.cli.plan_report import plan_report
from config.bilingual import Bilingual
from scheduler.adapters.calendar_repository import draft_of
from scheduler.adapters.calendar_tables import DraftDeliveryRow, PlanRunRow
from scheduler.application.planning_view import plan_run
from scheduler.domain.delivery import Delivery

JUNE = "2026-06"


def moved_by_a_day(house: House) -> Delivery:
    """The last delivery of the draft as it was, before another plan put it a day earlier."""
    with house.store.transaction() as session:
        delivery = draft_of(session, house.district_id, JUNE)[-1]
        row = session.get_one(DraftDeliveryRow, (house.district_id, JUNE, delivery.id))
        row.day = delivery.day - timedelta(days=1)
        session.add(
            PlanRunRow(
                district_id=house.district_id,
                id="r",
                month=JUNE,
                asked_by="甲",
                asked_at=house.clock.now(),
                state="done",
                outcome="optimal",
                placed=108,
                options={"seconds": 60},
            )
        )
    return delivery


def test_the_report_of_a_plan_lists_what_it_changes_of_the_published_version(published_house: House) -> None:
    house = published_house
    delivery = moved_by_a_day(house)
    with house.store.reading() as session:
        run = plan_run(session, house.district_id, "r")
    assert run is not None
    report = plan_report(house, run)
    assert report.sentences[-3] == Bilingual(
        "与已发布的第 1 版相比，2026-06：新增 0，改动 1，取消 0。",
        "against the published version 1, 2026-06: 0 added, 1 changed, 0 cancelled.",
    )
    (listed,) = [listing.rows for listing in report.listings if listing.key == "differences"]
    assert [(one["id"], one["kind"], len(one["changes"])) for one in listed] == [(delivery.id, "changed", 1)]
    assert report.sentences[-1] == Bilingual(
        "还有 1 场已被谢绝，草稿仍照原安排：culture messages --attention 列出，另行说定的用 culture settle 记下。",
        "declined, yet as they were in the draft: 1. culture messages --attention lists them; "
        "note with culture settle what was dealt with otherwise.",
    )
