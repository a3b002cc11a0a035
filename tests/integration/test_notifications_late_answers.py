"""Reasons that come after the answer, answers that come after the start, and one nudge for all that is open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC
from itertools import count
from uuid import uuid4

import pytest
import sqlalchemy as sa

from config.clock import FixedClock
from config.durable import Outbox
from config.refusal import Refusal
from config.work_log import EventRow
from notifications.adapters.templates import shipped_wording
from notifications.application.by_hand import record_call
from notifications.application.inbox_view import replies_shown
from notifications.application.reminding import nudge_silent
from notifications.application.trying_templates import try_template
from tests.integration.sending_office import SendingOffice, civil
from tests.simulator import SimulatorProcess, running_simulator
from tests.unit.notifications.arrangements import BOOKS, COURSE, FILM, lesson

NUMBERS = count(75_000_000, 1000)
CALL = "咨询：示范区文化配送中心021-0000-0100"
PAST = f"您答复的安排时间已过，答复未计入，已转工作人员阅读。如有情况请致电。\n{CALL}"


@pytest.fixture(scope="module")
def simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatorProcess]:
    with running_simulator(tmp_path_factory.mktemp("simulator") / "simulator.jsonl") as running:
        yield running


@pytest.fixture
def office(outbox: Outbox, clock: FixedClock, simulator: SimulatorProcess) -> Iterator[SendingOffice]:
    provider = simulator.provider()
    yield SendingOffice(outbox, clock, provider, uuid4().hex[:8], next(NUMBERS))
    provider.close()


@pytest.fixture
def asked(office: SendingOffice) -> SendingOffice:
    """The centre was asked about the course (1) and standing by for the film (2)."""
    office.contact("venue:centre")
    office.publish((None, FILM), *((None, facts) for facts in COURSE))
    office.send()
    return office


def centre(office: SendingOffice) -> str:
    return office.numbers["venue:centre"]


def reasons(office: SendingOffice) -> list[tuple[str, str, str]]:
    """What was answered and why, oldest first."""
    with office.outbox.store.reading() as session:
        payloads = session.scalars(
            sa.select(EventRow.payload)
            .where(EventRow.district_id == office.district_id, EventRow.kind == "DeliveryAnswered")
            .order_by(EventRow.id)
        )
        return [(each["delivery_id"], each["answer"], each["reason"]) for each in payloads]


def nudge(office: SendingOffice) -> tuple[int, int]:
    with office.outbox.transaction() as session:
        done = nudge_silent(session, office.desk)
    office.send()
    return done


BOOKS_TOLD = "6月15日（周一）10:00图书500册、报刊50种，西路图书馆"


def test_a_reason_that_comes_after_the_answer_is_added_to_it_and_acknowledged_once(
    office: SendingOffice,
) -> None:
    number = office.contact("venue:library")
    office.publish((None, BOOKS))
    office.send()
    for text in ("272", "272 演员档期冲突", "272 演员档期冲突"):
        office.reply(number, text)
    assert reasons(office) == [(BOOKS.id, "declined", ""), (BOOKS.id, "declined", "演员档期冲突")]
    assert [text.split("。")[0] for text in office.shown(number)[1:]] == [
        f"已记录您的答复：不同意{BOOKS_TOLD}，我们将与您联系",
        f"已补记您的说明，答复不变：不同意{BOOKS_TOLD}，我们将与您联系",
    ]


def test_a_remark_on_an_agreement_is_kept_with_it(office: SendingOffice) -> None:
    number = office.contact("venue:library")
    office.publish((None, BOOKS))
    office.send()
    office.reply(number, "271 从北门进")
    assert reasons(office) == [(BOOKS.id, "confirmed", "从北门进")]


@pytest.mark.parametrize("text", ["271", "1", "272 停电了"])
def test_an_answer_after_the_start_decides_nothing_and_is_left_to_a_person(
    office: SendingOffice, text: str
) -> None:
    number = office.contact("venue:library")
    office.publish((None, BOOKS))
    office.send()
    office.clock.instant = civil(6, 15, 10).astimezone(UTC)
    office.reply(number, text)
    assert (office.answers(), office.verdicts()) == ([], ["late"])
    assert office.shown(number)[1:] == [PAST]
    with office.outbox.store.reading() as session:
        assert [each.text for each in replies_shown(session, office.district_id, unread_only=True)] == [text]


def test_of_a_course_under_way_only_the_lessons_still_ahead_are_confirmed(asked: SendingOffice) -> None:
    asked.clock.instant = civil(6, 10, 14).astimezone(UTC)
    asked.reply(centre(asked), "271")
    assert sorted(asked.answers()) == [
        ("2606-001", "rain_venue", "confirmed", 1),
        *((facts.id, "venue", "confirmed", 1) for facts in COURSE[2:]),
    ]


def test_an_item_that_has_begun_is_left_out_and_said_to_be(asked: SendingOffice) -> None:
    asked.clock.instant = civil(6, 12, 20).astimezone(UTC)
    asked.reply(centre(asked), "271")
    assert {answer[0] for answer in asked.answers()} == {facts.id for facts in COURSE[2:]}
    assert asked.shown(centre(asked))[-1] == (
        "已记录您的答复：同意6月17日起每周三14:00（共2次）培训《剪纸入门》，"
        f"西路社区文化活动中心；另有1项时间已过，未计入。{CALL}"
    )


def test_a_call_after_the_start_takes_no_answer_either(office: SendingOffice) -> None:
    office.contact("venue:library", "021-0000-0203")
    office.publish((None, BOOKS))
    [message] = [row for row in office.messages() if row.reason == "call only"]
    office.clock.instant = civil(6, 15, 10).astimezone(UTC)
    with office.outbox.transaction() as session, pytest.raises(Refusal, match="has begun"):
        record_call(session, office.desk, message.id, by="协调员", answered=True)


def test_one_telephone_is_nudged_once_for_all_that_it_still_has_to_answer(asked: SendingOffice) -> None:
    other = replace(FILM, id="2606-002", venue_party="venue:centre", rain_venue=None, rain_venue_party=None)
    moved = [lesson(n, facts.day, start="16:00", end="17:30") for n, facts in enumerate(COURSE, 1)]
    asked.publish((None, other))
    asked.send()
    asked.publish(*zip(COURSE, moved, strict=True))
    asked.send()
    before = len(asked.shown(centre(asked)))
    asked.clock.instant = civil(5, 26, 10).astimezone(UTC)
    assert nudge(asked) == (1, 0)
    (text,) = asked.shown(centre(asked))[before:]
    assert text == (
        "尚未收到您对以下安排的答复，请回复：\n"
        "雨天备用：6月12日（周五）19:30露天电影《城南旧事》如遇雨，改到西路社区文化活动中心放映\n"
        "同意请回复271，不同意请回复272。\n"
        "6月12日（周五）19:30露天电影《城南旧事》，示范广场，示范影院\n"
        "同意请回复641，不同意请回复642。\n"
        "6月3日起每周三16:00（共4次）培训《剪纸入门》，西路社区文化活动中心，示范茶馆\n"
        f"同意请回复411，不同意请回复412。\n{CALL}"
    )
    assert nudge(asked) == (0, 0)


def test_a_nudge_names_the_numbers_that_were_put(asked: SendingOffice) -> None:
    """Of three items the second was moved: the other two keep their numbers, so that 27203 still means the third."""
    number = asked.contact("provider:cinema")
    films = [replace(FILM, id=f"2606-01{n}", day=f"2026-06-{15 + n}") for n in range(3)]
    asked.publish(*((None, facts) for facts in films))
    asked.send()
    asked.publish((films[1], replace(films[1], day="2026-06-26")))
    asked.send()
    asked.clock.instant = civil(5, 26, 10).astimezone(UTC)
    nudge(asked)
    shown = asked.shown(number)[-1].splitlines()
    assert [line[:3] for line in shown if line.startswith("（")] == ["（1）", "（3）"]
    assert "27203表示第3项不同意" in asked.shown(number)[-1]


def test_a_draft_of_the_nudge_is_filled_with_what_the_last_ones_pressed_for(asked: SendingOffice) -> None:
    asked.reply(centre(asked), "27202")
    asked.contact("provider:cinema")
    films = [replace(FILM, id=f"2606-01{n}", day=f"2026-06-{15 + n}") for n in range(3)]
    asked.publish(*((None, facts) for facts in films))
    asked.send()
    asked.clock.instant = civil(5, 26, 10).astimezone(UTC)
    nudge(asked)
    pressed = {row.id: row.text for row in asked.messages() if row.kind == "nudge"}
    source = shipped_wording().source("nudge", "zh")
    with asked.outbox.store.reading() as session:
        found = try_template(session, asked.desk, "nudge", "zh", source, limit=9)
        (counted,) = try_template(
            session, asked.desk, "nudge", "zh", "{{ questions|length }}{{ listed }}" + "长" * 900, limit=1
        )
    assert {each.message_id: each.composed.text for each in found} == pressed
    assert len(pressed) > 0
    assert "1False长" in counted.composed.text, "what is too long lists nothing"
