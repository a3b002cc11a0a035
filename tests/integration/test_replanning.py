"""A published month is planned again: what people have settled stands, what was declined is not asked again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from typing import Literal

import pytest
from sqlalchemy.orm import Session

from config.clock import FixedClock
from config.durable import Outbox
from config.refusal import Refusal
from config.settings import load_settings
from scheduler.adapters.calendar_repository import draft_of, month_row
from scheduler.adapters.calendar_tables import UnplacedRow
from scheduler.adapters.district_tables import (
    AllotmentRow,
    BlackoutRow,
    CourseRow,
    OrderRow,
    ProgrammeRow,
    ProviderRow,
)
from scheduler.application.answering import settle_decline, take_answer
from scheduler.application.board_view import month_board
from scheduler.application.figures import figures_of
from scheduler.application.moving import move
from scheduler.application.planning import ask_plan, plan_month
from scheduler.application.planning_facts import EVERYTHING, planning_settings_of, read_problem
from scheduler.application.publishing import approve, publish
from scheduler.application.raining import act_on_rain
from scheduler.application.recording import record
from scheduler.application.remarks import BreaksRules, Remark
from scheduler.domain.delivery import Delivery
from scheduler.domain.outcome import Became
from scheduler.domain.terms import Category, DeliveryState
from scheduler.messages import DeliveryAnswered
from scheduler.solver.solve import solve
from tests.conftest import SHANGHAI
from tests.integration.small_district import DISTRICT, draft, film, second_hall, settle

JUNE = "2026-06"
DAY = date(2026, 6, 12)
PLANNING = planning_settings_of(load_settings(environment={}).sections["planning"], seconds=20)
Answered = Literal["confirmed", "declined"]


@pytest.fixture
def office(outbox: Outbox, clock: FixedClock) -> Outbox:
    """June is published: on the 12th a film in each of the two areas, as both have ordered it."""
    edit = {"district_id": DISTRICT, "edited_at": clock.now(), "edited_by": "import", "month": JUNE}
    with outbox.transaction() as session:
        settle(session, clock.now())
        for number in (1, 2):
            own = {"area_id": f"A{number}", **edit}
            session.add(AllotmentRow(id=f"A{number}", category="film", least=1, most=1, **own))
            ordered = {"programme_id": "F1", "rank": 1, "weekdays": [], "permit_recorded": False}
            session.add(OrderRow(id=f"O{number}", **ordered, **own))
        films = [replace(film(f"2606-00{one}", area=one), order_id=f"O{one}") for one in (1, 2)]
        draft(session, JUNE, films, clock.now())
    publish_the_draft(outbox, clock)
    return outbox


def publish_the_draft(office: Outbox, clock: FixedClock) -> None:
    with office.transaction() as session:
        seen = month_row(session, DISTRICT, JUNE).draft_revision
        approve(session, clock, PLANNING, DISTRICT, JUNE, seen_revision=seen, by="甲")
        publish(session, clock, DISTRICT, JUNE, seen_revision=seen, by="甲")


def answer(
    session: Session,
    clock: FixedClock,
    delivery_id: str,
    side: Literal["venue", "provider"],
    party: str,
    said: Answered,
    *,
    asked_version: int = 1,
) -> None:
    event = DeliveryAnswered(
        DISTRICT, delivery_id, f"{side}:{party}", side, said, asked_version, "", f"{side}{delivery_id}"
    )
    take_answer(session, clock, event)


def answered(office: Outbox, clock: FixedClock, *answers: tuple[str, Answered]) -> None:
    """What each party said of its film on the 12th."""
    with office.transaction() as session:
        for party, said in answers:
            side: Literal["venue", "provider"] = "provider" if party.startswith("P") else "venue"
            answer(session, clock, f"2606-00{party[1]}", side, party, said)


def planned_again(office: Outbox, clock: FixedClock, *release: str) -> dict[str, Delivery]:
    """The draft after planning the month once more, by id."""
    with office.transaction() as session:
        run_id = ask_plan(session, clock, PLANNING, DISTRICT, JUNE, by="甲", release=release)
    plan_month(office, PLANNING, DISTRICT, run_id, solve)
    with office.store.reading() as session:
        return {delivery.id: delivery for delivery in draft_of(session, DISTRICT, JUNE)}


def firm(office: Outbox, clock: FixedClock, *release: str) -> list[str]:
    """The ids of what planning would leave as it is."""
    with office.store.reading() as session:
        problem = read_problem(session, clock, PLANNING, DISTRICT, JUNE, release=release)
    return [delivery.id for delivery in problem.standing]


def test_what_rain_moved_indoors_stays_indoors(office: Outbox, clock: FixedClock) -> None:
    clock.instant = datetime(2026, 6, 11, 16, tzinfo=SHANGHAI)
    with office.transaction() as session:
        deeds: dict[str, Literal["indoor", "go_on"]] = {"2606-001": "indoor", "2606-002": "go_on"}
        act_on_rain(session, clock, PLANNING, DISTRICT, DAY, deeds, seen_number=1, by="甲")
    assert firm(office, clock) == ["2606-001"]
    indoors = planned_again(office, clock)["2606-001"]
    assert (indoors.venue_id, indoors.day) == ("V1-centre", DAY)


def test_what_both_sides_confirmed_stands_until_a_person_releases_it(
    office: Outbox, clock: FixedClock
) -> None:
    answered(office, clock, ("P1", "confirmed"), ("V1-open_air", "confirmed"), ("P2", "confirmed"))
    assert firm(office, clock) == ["2606-001"]
    assert firm(office, clock, "2606-001") == []
    assert firm(office, clock, EVERYTHING) == []


def test_what_was_moved_by_hand_stands_once_published(office: Outbox, clock: FixedClock) -> None:
    with office.transaction() as session:
        changes = {"day": date(2026, 6, 17)}
        move(session, clock, PLANNING, DISTRICT, "2606-002", changes, seen_revision=1, by="甲")
    assert firm(office, clock) == []
    publish_the_draft(office, clock)
    assert firm(office, clock) == ["2606-002"]
    assert planned_again(office, clock)["2606-002"].day == date(2026, 6, 17)


@pytest.mark.parametrize("others", [["P1", "P2"], ["P1"]], ids=["another can", "nobody else can"])
def test_what_was_moved_by_hand_and_then_declined_keeps_its_order_and_is_not_asked_again(
    office: Outbox, clock: FixedClock, others: list[str]
) -> None:
    changes = {"day": date(2026, 6, 17)}
    with office.transaction() as session:
        session.get_one(OrderRow, (DISTRICT, "O1")).pinned_day = DAY
        session.flush()
        with pytest.raises(BreaksRules, match="order O1 is pinned to Fri 12 Jun"):
            move(session, clock, PLANNING, DISTRICT, "2606-001", changes, seen_revision=1, by="甲")
        accepted = {"seen_revision": 1, "by": "甲", "despite_findings": True}
        move(session, clock, PLANNING, DISTRICT, "2606-001", changes, **accepted)
    publish_the_draft(office, clock)
    with office.transaction() as session:
        session.get_one(ProgrammeRow, (DISTRICT, "F1")).provider_ids = others
        answer(session, clock, "2606-001", "provider", "P1", "declined", asked_version=2)
    again = planned_again(office, clock)["2606-001"]
    assert again.order_id == "O1"
    assert (again.provider_id, again.day) != ("P1", date(2026, 6, 17))
    assert (again.day == date(2026, 6, 17)) == (len(others) > 1), "what was put there by hand stays if it can"


@pytest.mark.parametrize("confirmed", [True, False])
def test_of_a_film_whose_rain_venue_declined_that_alone_is_planned_anew(
    office: Outbox, clock: FixedClock, *, confirmed: bool
) -> None:
    said: tuple[tuple[str, Answered], ...] = (("P1", "confirmed"), ("V1-open_air", "confirmed"))
    answered(office, clock, *(said if confirmed else ()))
    with office.transaction() as session:
        take_answer(
            session,
            clock,
            DeliveryAnswered(
                DISTRICT, "2606-001", "venue:V1-centre", "rain_venue", "declined", 1, "礼堂检修", "R1"
            ),
        )
    told = approved_beside_a_move_of_the_other_film(office, clock)
    assert "has declined to be the rain venue of “露天电影” on Fri 12 Jun" in told[0].sentence.en
    assert "补救：culture event declined 2606-001 --side rain_venue" in told[0].sentence.zh
    with office.transaction() as session:
        second_hall(session)
    again = planned_again(office, clock)["2606-001"]
    was = replace(film(), order_id="O1")
    assert replace(again, pinned=frozenset()) == replace(was, rain_venue_id="V1-library")


def test_what_was_confirmed_can_still_be_moved_by_hand(office: Outbox, clock: FixedClock) -> None:
    answered(office, clock, ("P1", "confirmed"), ("V1-open_air", "confirmed"))
    with office.transaction() as session:
        changes = {"day": date(2026, 6, 17)}
        moved = move(session, clock, PLANNING, DISTRICT, "2606-001", changes, seen_revision=1, by="甲")
    assert [(remark.rule, remark.hard) for remark in moved.brought] == [("stability", False)]
    assert planned_again(office, clock)["2606-001"].day == date(2026, 6, 17)


def test_what_the_facts_no_longer_allow_does_not_stand_firm(office: Outbox, clock: FixedClock) -> None:
    answered(office, clock, ("P1", "confirmed"), ("V1-open_air", "confirmed"))
    with office.transaction() as session:
        session.add(
            BlackoutRow(
                district_id=DISTRICT,
                id="B1",
                provider_id="P1",
                first_day=DAY,
                last_day=DAY,
                reason="设备检修",
                edited_at=clock.now(),
                edited_by="import",
            )
        )
    assert firm(office, clock) == []


def test_a_number_that_was_never_published_cannot_be_released(office: Outbox, clock: FixedClock) -> None:
    with pytest.raises(Refusal, match="the published 2026-06 has no 2606-999"):
        planned_again(office, clock, "2606-999")


def test_a_provider_that_declined_is_not_asked_again_for_that_day(office: Outbox, clock: FixedClock) -> None:
    answered(office, clock, ("P1", "declined"))
    again = planned_again(office, clock)
    assert (again["2606-001"].day, again["2606-001"].provider_id) != (DAY, "P1")
    assert again["2606-001"].order_id == "O1"
    assert again["2606-002"] == replace(film("2606-002", area=2), order_id="O2")
    publish_the_draft(office, clock)
    assert planned_again(office, clock) == again, "what was declined before the move stays declined"


def test_a_venue_that_declined_is_not_asked_again_for_that_day(office: Outbox, clock: FixedClock) -> None:
    answered(office, clock, ("V1-open_air", "declined"))
    assert planned_again(office, clock)["2606-001"].day != DAY


def approved_beside_a_move_of_the_other_film(office: Outbox, clock: FixedClock) -> tuple[Remark, ...]:
    with office.transaction() as session:
        changes = {"day": date(2026, 6, 17)}
        move(session, clock, PLANNING, DISTRICT, "2606-002", changes, seen_revision=1, by="甲")
        seen = month_row(session, DISTRICT, JUNE).draft_revision
        return approve(session, clock, PLANNING, DISTRICT, JUNE, seen_revision=seen, by="甲")


def test_a_draft_that_leaves_what_was_declined_alone_is_approved_and_told_of_each_way_on(
    office: Outbox, clock: FixedClock
) -> None:
    answered(office, clock, ("P1", "declined"), ("V1-open_air", "declined"))
    told = approved_beside_a_move_of_the_other_film(office, clock)
    assert [(one.deliveries, one.hard) for one in told] == [(("2606-001",), False)] * 2
    for remark, side in zip(told, ("venue", "provider"), strict=True):
        for words in (remark.sentence.zh, remark.sentence.en):
            assert f"culture event declined 2606-001 --side {side}" in words
            assert "culture settle 2606-001" in words


def test_a_draft_that_changes_what_was_declined_and_asks_again_is_approved_only_deliberately(
    office: Outbox, clock: FixedClock
) -> None:
    answered(office, clock, ("P1", "declined"))
    with office.transaction() as session:
        changes = {"start": time(20)}
        deliberate = {"seen_revision": 1, "by": "甲", "despite_findings": True}
        move(session, clock, PLANNING, DISTRICT, "2606-001", changes, **deliberate)  # type: ignore[arg-type]
    with pytest.raises(BreaksRules, match="第一放映队 has declined “露天电影” on Fri 12 Jun"):
        publish_the_draft(office, clock)


@pytest.mark.parametrize("how", ["confirmed after all", "dealt with"])
def test_a_decline_that_was_taken_back_or_dealt_with_binds_nobody(
    office: Outbox, clock: FixedClock, how: str
) -> None:
    answered(office, clock, ("P1", "declined"))
    with office.transaction() as session:
        if how == "dealt with":
            settle_decline(session, clock, DISTRICT, "2606-001", by="甲", note="已电话说定")
            answer(session, clock, "2606-001", "provider", "P1", "declined")
        else:
            answer(session, clock, "2606-001", "provider", "P1", "confirmed")
    again = planned_again(office, clock)["2606-001"]
    assert (again.day, again.provider_id) == (DAY, "P1")


def test_what_cannot_be_placed_elsewhere_says_that_it_was_declined(office: Outbox, clock: FixedClock) -> None:
    answered(office, clock, ("P1", "declined"), ("V2-open_air", "declined"))
    with office.transaction() as session:
        for number in (1, 2):
            session.get_one(OrderRow, (DISTRICT, f"O{number}")).pinned_day = DAY
    planned_again(office, clock)
    with office.store.reading() as session:
        reasons = {row.area_id: row.reason_zh for row in session.query(UnplacedRow)}
    assert set(reasons) == {"A2"}
    assert "彭浦镇露天广场已答复6月12日" in reasons["A2"]


def test_points_and_shares_of_the_month_follow_moves_and_outcomes(office: Outbox, clock: FixedClock) -> None:
    before = points_and_shares(office, clock)
    assert before[1] == {"A1": 1, "A2": 1}
    with office.transaction() as session:
        changes = {"day": date(2026, 6, 17)}
        moved = move(session, clock, PLANNING, DISTRICT, "2606-002", changes, seen_revision=1, by="甲")
    after = points_and_shares(office, clock)
    assert moved.points > 0
    assert after == (before[0] + moved.points, before[1])
    clock.instant = datetime(2026, 6, 12, 22, tzinfo=SHANGHAI)
    with office.transaction() as session:
        record(session, clock, DISTRICT, [Became("2606-001", DeliveryState.RAINED_OFF)], by="甲")
    lost = points_and_shares(office, clock)
    assert lost[1] == {"A1": 0, "A2": 1}
    assert lost[0] > after[0], "its order is open again"


def points_and_shares(office: Outbox, clock: FixedClock) -> tuple[int, dict[str, int]]:
    """The points of the month as its page shows them, and how many deliveries each area gets."""
    with office.store.reading() as session:
        board = month_board(session, DISTRICT, JUNE)
        figures = figures_of(session, clock, PLANNING, DISTRICT, JUNE, board.deliveries)
    assert figures is not None
    return figures.points, {share.area.id: share.placed for share in board.shares}


def test_what_was_rained_off_costs_no_quota_and_its_order_is_served_anew(
    office: Outbox, clock: FixedClock
) -> None:
    with office.transaction() as session:
        session.get_one(OrderRow, (DISTRICT, "O1")).pinned_day = DAY
    clock.instant = datetime(2026, 6, 12, 22, tzinfo=SHANGHAI)
    outcomes = (Became("2606-001", DeliveryState.RAINED_OFF), Became("2606-002", DeliveryState.HELD))
    with office.transaction() as session:
        record(session, clock, DISTRICT, outcomes, by="甲")
    again = planned_again(office, clock)
    new = again.pop("2606-003")
    assert again == {
        f"2606-00{one}": replace(film(f"2606-00{one}", area=one), order_id=f"O{one}") for one in (1, 2)
    }
    assert (new.order_id, new.day > DAY) == ("O1", True)
    publish_the_draft(office, clock)
    assert planned_again(office, clock) == {**again, "2606-003": new}


def course_under_way(session: Session, clock: FixedClock, june: list[Delivery]) -> None:
    """A course of four lessons began in May; its three of June are published beside the films."""
    edit = {"district_id": DISTRICT, "edited_at": clock.now(), "edited_by": "import"}
    film_row = session.get_one(ProgrammeRow, (DISTRICT, "F1"))
    same = {column.name: getattr(film_row, column.name) for column in ProgrammeRow.__table__.columns}
    lessons = {
        "id": "C1",
        "name": "书法",
        "category": "training",
        "sessions": 4,
        "months": list(range(1, 13)),
    }
    indoors = {"provider_ids": ["P3"], "open_air": False, "amplified": False, "needs": []}
    session.add(ProgrammeRow(**{**same, **lessons, **indoors}))
    teachers = session.get_one(ProviderRow, (DISTRICT, "P1"))
    same = {column.name: getattr(teachers, column.name) for column in ProviderRow.__table__.columns}
    session.add(ProviderRow(**{**same, "id": "P3", "name": "书法教学组", "categories": ["training"]}))
    own = {"area_id": "A1", "programme_id": "C1", "provider_id": "P3", "venue_id": "V1-centre"}
    begun = {"first_day": date(2026, 5, 27), "start": time(14, 0), "sessions": 4, "held": 1}
    session.add(CourseRow(id="K1", **begun, **own, **edit))
    most = {"category": "training", "month": JUNE, "least": 3, "most": 3}
    session.add(AllotmentRow(id="A1-training", area_id="A1", **most, **edit))
    session.flush()
    films = list(draft_of(session, DISTRICT, JUNE))
    draft(session, JUNE, [*films, *june], clock.now())
    approve_june(session, clock, despite_findings=True)
    seen = month_row(session, DISTRICT, JUNE).draft_revision
    publish(session, clock, DISTRICT, JUNE, seen_revision=seen, by="甲")


def approve_june(
    session: Session, clock: FixedClock, *, despite_findings: bool = False
) -> tuple[Remark, ...]:
    seen = month_row(session, DISTRICT, JUNE).draft_revision
    return approve(
        session,
        clock,
        PLANNING,
        DISTRICT,
        JUNE,
        seen_revision=seen,
        by="甲",
        despite_findings=despite_findings,
    )


def test_declined_sessions_of_a_running_course_that_the_draft_leaves_alone_are_told_in_one_line(
    office: Outbox, clock: FixedClock
) -> None:
    june = [
        replace(
            film(f"2606-01{number}", day=date(2026, 6, day)),
            category=Category.TRAINING,
            programme_id="C1",
            provider_id="P3",
            venue_id="V1-centre",
            start=time(14, 0),
            rain_venue_id=None,
            course_id="K1",
            session=number,
        )
        for number, day in ((2, 3), (3, 10), (4, 17))
    ]
    with office.transaction() as session:
        course_under_way(session, clock, june)
    with office.transaction() as session:
        for one in june:
            answer(session, clock, one.id, "provider", "P3", "declined")
        answer(session, clock, "2606-001", "provider", "P1", "declined")
    assert {one.id for one in june} <= set(firm(office, clock))
    again = planned_again(office, clock)
    assert [again[one.id] for one in june] == june, "planning leaves a running course as it is"
    line = "书法教学组 has declined 3 sessions of the course “书法”, Wed 3 Jun to Wed 17 Jun"
    with office.transaction() as session:
        told = approve_june(session, clock)
        assert [(one.deliveries, one.hard) for one in told] == [(tuple(one.id for one in june), False)]
        assert line in told[0].sentence.en
    with office.transaction() as session:
        for one in june:
            settle_decline(session, clock, DISTRICT, one.id, by="甲", note="已电话说定")
        assert approve_june(session, clock) == ()
