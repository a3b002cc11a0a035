"""One session of a course leaves its slot by hand, or is left out; the rest stays, and the parties are told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from api.access.roles import Role
from api.bootstrap import House
from config.clock import FixedClock
from config.durable import Outbox
from config.refusal import Conflict, Refusal
from config.settings import load_settings
from scheduler.adapters.calendar_repository import as_delivery, draft_of, life_of, month_row
from scheduler.adapters.calendar_tables import DeliveryHistoryRow, DraftDeliveryRow
from scheduler.application.discarding import discard_draft
from scheduler.application.leaving_out import leave_out, left_out_of, preview_leaving_out, put_back
from scheduler.application.moving import move, preview_move
from scheduler.application.planning import ask_plan, plan_month
from scheduler.application.planning_facts import planning_settings_of, read_problem
from scheduler.application.publishing import Publication, approve, publish
from scheduler.application.repairing import read_standing
from scheduler.domain.delivery import Delivery
from scheduler.solver.solve import solve
from scheduler.solver.standing import PIN_FIELDS
from tests.conftest import SHANGHAI
from tests.culture_process import Ended
from tests.integration.small_district import DISTRICT, draft, lesson, settle, teach
from tests.pages_district import DISTRICT as PAGES
from tests.pages_fixtures import Browser, post, text_of

Culture = Callable[..., Ended]

JUNE = "2026-06"
PLANNING = planning_settings_of(load_settings(environment={}).sections["planning"], seconds=20)
LESSONS = [lesson(number, date(2026, 6, day)) for number, day in ((2, 3), (3, 10), (4, 17))]
THIRD = "2606-013"


@pytest.fixture
def office(outbox: Outbox, clock: FixedClock) -> Outbox:
    """The three sessions of June of a course that began in May are published."""
    with outbox.transaction() as session:
        settle(session, clock.now())
        teach(session, clock.now())
        draft(session, JUNE, LESSONS, clock.now())
    published(outbox, clock)
    return outbox


def published(office: Outbox, clock: FixedClock) -> Publication:
    with office.transaction() as session:
        seen = month_row(session, DISTRICT, JUNE).draft_revision
        assert approve(session, clock, PLANNING, DISTRICT, JUNE, seen_revision=seen, by="甲") == ()
        return publish(session, clock, DISTRICT, JUNE, seen_revision=seen, by="甲")


def drafted(office: Outbox) -> dict[str, Delivery]:
    with office.store.reading() as session:
        return {one.id: one for one in draft_of(session, DISTRICT, JUNE)}


def planned_again(office: Outbox, clock: FixedClock) -> dict[str, Delivery]:
    with office.transaction() as session:
        run_id = ask_plan(session, clock, PLANNING, DISTRICT, JUNE, by="甲")
    plan_month(office, PLANNING, DISTRICT, run_id, solve)
    return drafted(office)


def alone(office: Outbox, clock: FixedClock, *, delivery_id: str = THIRD, **changes: Any) -> None:
    with office.transaction() as session:
        desk = (session, clock, PLANNING, DISTRICT, delivery_id)
        move(*desk, changes, seen_revision=1, by="甲", alone=True)


def left_out(office: Outbox, clock: FixedClock, *, why: str = "端午活动占用教室", **more: Any) -> None:
    asked = {"delivery_id": THIRD, "seen_revision": 1} | more
    with office.transaction() as session:
        leave_out(session, clock, PLANNING, DISTRICT, why=why, by="甲", **asked)


@pytest.mark.parametrize(
    "changes",
    [
        {"day": date(2026, 6, 11)},
        {"provider_id": "P4"},
        {"start": time(15, 30)},
        {"day": date(2026, 6, 12), "provider_id": "P4", "start": time(9, 0)},
    ],
)
def test_one_session_goes_elsewhere_and_the_rest_of_the_course_stays(
    office: Outbox, clock: FixedClock, changes: dict[str, Any]
) -> None:
    with office.store.reading() as session:
        judged = preview_move(session, clock, PLANNING, DISTRICT, THIRD, changes)
        assert judged.breaks_a_rule, "without being an exception it breaks its course"
    alone(office, clock, **changes)
    third = drafted(office)[THIRD]
    assert {name: getattr(third, name) for name in changes} == changes
    assert third.pinned >= PIN_FIELDS
    (change,) = published(office, clock).changes
    assert (change.delivery_id, set(change.changed)) == (THIRD, set(changes))
    again = planned_again(office, clock)
    assert again == {LESSONS[0].id: LESSONS[0], THIRD: third, LESSONS[2].id: LESSONS[2]}


def test_a_session_that_its_course_holds_names_the_way_to_change_it_alone(
    office: Outbox, clock: FixedClock
) -> None:
    with pytest.raises(Refusal) as refused, office.transaction() as session:
        move(
            session,
            clock,
            PLANNING,
            DISTRICT,
            THIRD,
            {"day": date(2026, 6, 12)},
            seen_revision=session.get_one(DraftDeliveryRow, (DISTRICT, JUNE, THIRD)).revision,
            by="甲",
        )
    assert "--alone" in refused.value.faults[-1].sentence.zh


def test_an_exception_is_judged_by_all_the_other_rules(office: Outbox, clock: FixedClock) -> None:
    with pytest.raises(Refusal, match="at 21:30 on Wed 10 Jun"):
        alone(office, clock, start=time(21, 30))
    assert drafted(office)[THIRD] == LESSONS[1]


@pytest.mark.parametrize(
    ("delivery_id", "day", "why"),
    [
        (THIRD, date(2026, 6, 3), "session 3 cannot pass session 2"),
        (THIRD, date(2026, 6, 18), "session 3 cannot pass session 4"),
        ("2606-014", date(2026, 7, 1), "2026-07-01 is not in 2026-06"),
    ],
)
def test_a_session_stays_between_its_neighbours_and_in_its_month(
    office: Outbox, clock: FixedClock, delivery_id: str, day: date, why: str
) -> None:
    with pytest.raises(Refusal, match=why):
        alone(office, clock, delivery_id=delivery_id, day=day)


def test_a_session_left_out_goes_with_a_notice_and_does_not_come_back_by_planning(
    office: Outbox, clock: FixedClock
) -> None:
    left_out(office, clock)
    kept = {one.id: one for one in (LESSONS[0], LESSONS[2])}
    assert drafted(office) == kept
    with office.store.reading() as session:
        standing = read_standing(session, clock, PLANNING, DISTRICT, JUNE)
        assert {one.id for one in standing.problem.standing} == {one.id for one in LESSONS}, (
            "what is published stands for a repair until the draft is published"
        )
        assert [row.why for row in left_out_of(session, DISTRICT, JUNE)] == ["端午活动占用教室"]
    (change,) = published(office, clock).changes
    assert (change.delivery_id, change.after) == (THIRD, None)
    assert planned_again(office, clock) == kept
    with office.transaction() as session:
        put_back(session, clock, PLANNING, DISTRICT, THIRD, by="乙")
    assert drafted(office) == {one.id: one for one in LESSONS}
    (change,) = published(office, clock).changes
    assert (change.delivery_id, change.before) == (THIRD, None)
    with office.store.reading() as session:
        life = life_of(session, DISTRICT, THIRD)
        lines = session.execute(
            sa.select(DeliveryHistoryRow.kind, DeliveryHistoryRow.by).where(
                DeliveryHistoryRow.kind.in_(("left_out", "put_back"))
            )
        )
        assert life is not None
        assert (life.state, life.venue_answer) == ("planned", "asked")
        assert [tuple(line) for line in lines] == [("left_out", "甲"), ("put_back", "乙")]


def test_leaving_out_is_judged_and_refused_below_the_quota_unless_meant(
    office: Outbox, clock: FixedClock
) -> None:
    left_out(office, clock)
    with office.store.reading() as session:
        judged = preview_leaving_out(session, clock, PLANNING, DISTRICT, "2606-014")
        assert [remark.rule for remark in judged.brought if remark.hard] == ["allotment"]
    with pytest.raises(Refusal, match="has 1 of training; its least is 2"):
        left_out(office, clock, delivery_id="2606-014")
    left_out(office, clock, delivery_id="2606-014", despite_findings=True)
    assert drafted(office) == {"2606-012": LESSONS[0]}


def test_leaving_out_asks_why_and_minds_who_edited_since(office: Outbox, clock: FixedClock) -> None:
    with pytest.raises(Refusal, match="say why"):
        left_out(office, clock, why=" ")
    with pytest.raises(Conflict):
        left_out(office, clock, seen_revision=7)
    with pytest.raises(Refusal, match="was not left out"), office.transaction() as session:
        put_back(session, clock, PLANNING, DISTRICT, THIRD, by="甲")
    assert drafted(office) == {one.id: one for one in LESSONS}


def test_a_draft_that_is_discarded_gives_the_session_again(office: Outbox, clock: FixedClock) -> None:
    left_out(office, clock)
    with office.transaction() as session:
        seen = month_row(session, DISTRICT, JUNE).draft_revision
        discard_draft(session, clock, DISTRICT, JUNE, seen_revision=seen, by="甲")
        assert left_out_of(session, DISTRICT, JUNE) == ()
    assert drafted(office) == {one.id: one for one in LESSONS}


def test_what_is_past_is_not_put_back(office: Outbox, clock: FixedClock) -> None:
    left_out(office, clock)
    clock.instant = datetime(2026, 6, 10, 15, tzinfo=SHANGHAI)
    with pytest.raises(Refusal, match="is past"), office.transaction() as session:
        put_back(session, clock, PLANNING, DISTRICT, THIRD, by="甲")


def test_a_course_that_begins_in_the_draft_keeps_its_others_and_its_first_session(
    outbox: Outbox, clock: FixedClock
) -> None:
    fresh = [lesson(number, date(2026, 6, day), "C2606-01") for number, day in enumerate((3, 10, 17, 24), 1)]
    with outbox.transaction() as session:
        settle(session, clock.now())
        teach(session, clock.now())
        session.execute(sa.text("DELETE FROM courses"))
        draft(session, JUNE, fresh, clock.now())
    for deed in (left_out, alone):
        with pytest.raises(Refusal, match="the first session sets"):
            deed(outbox, clock, delivery_id="2606-011")
    left_out(outbox, clock)
    published(outbox, clock)
    with outbox.store.reading() as session:
        june = read_problem(session, clock, PLANNING, DISTRICT, JUNE)
    assert [one.session for one in june.standing] == [1, 2, 4], "the course is left as it is by planning"


def a_session(house: House) -> Delivery:
    """The second of three sessions of a course in the drafted June: the first three lessons of an area, bound together."""
    with house.store.transaction() as session:
        lessons = sa.select(DraftDeliveryRow).where(
            DraftDeliveryRow.category == "training", DraftDeliveryRow.area_id == "bz"
        )
        bound = session.scalars(lessons.order_by(DraftDeliveryRow.day, DraftDeliveryRow.id).limit(3)).all()
        for number, row in enumerate(bound, start=1):
            row.course_id, row.session = "K1", number
        return as_delivery(bound[1])


def there(house: House, delivery_id: str) -> bool:
    with house.store.reading() as session:
        return any(one.id == delivery_id for one in draft_of(session, PAGES, JUNE))


def test_a_session_is_left_out_and_put_back_by_command(house: House, culture: Culture) -> None:
    one = a_session(house)
    assert culture("skip", one.id).status == 2
    done = culture("skip", one.id, "--why", "放假", "--despite-findings")
    assert (done.status, there(house, one.id)) == (0, False)
    assert [(row["id"], row["why"]) for row in culture("skip").json["sessions"]] == [(one.id, "放假")]
    assert (culture("skip", one.id, "--back").status, there(house, one.id)) == (0, True)
    assert culture("skip").json["left_out"] == 0


def test_the_page_of_a_session_changes_it_alone_leaves_it_out_and_puts_it_back(
    house: House, browser: Browser
) -> None:
    one, client = a_session(house), browser(Role.COORDINATOR)
    path = f"/deliveries/{one.id}"
    stands = {"day": f"{one.day}", "start": f"{one.start:%H:%M}", "venue_id": one.venue_id}
    page = client.get(path).text
    revision = page.split('name="revision" value="')[1].split('"')[0]
    wish = {**stands, "revision": revision, "provider_id": one.provider_id, "deed": "look", "alone": "true"}
    looked = post(client, f"{path}/move", **{**wish, "day": f"{one.day + timedelta(days=1)}"})
    assert (looked.status_code, "各次的" in looked.text, 'value="true" checked' in looked.text) == (
        200,
        False,
        True,
    )
    late = post(client, f"{path}/skip", revision="77", why="放假")
    assert (late.status_code, there(house, one.id)) == (409, True)
    assert post(client, f"{path}/skip", revision=revision, why="放假", despite="true").status_code == 303
    page = text_of(client.get(path).text)
    assert ("这次课停上" in page, "测试员 停上这次课 “放假”" in page) == (True, True)
    assert post(client, f"{path}/unskip").status_code == 303
    assert there(house, one.id)
    assert "测试员 恢复这次课" in text_of(client.get(path).text)
