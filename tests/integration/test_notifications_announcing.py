"""Publishing tells each telephone once what it has to know, and nobody what does not concern them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import count
from uuid import uuid4

import pytest

from config.clock import FixedClock
from config.durable import Outbox
from config.refusal import Refusal
from tests.integration.sending_office import SHANGHAI, SendingOffice, civil
from tests.simulator import SimulatorProcess, running_simulator
from tests.unit.notifications.arrangements import BOOKS, COURSE, FILM, INDOORS, NEXT_DAY, lesson

NUMBERS = count(10_000_000, 1000)


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
def film(office: SendingOffice) -> SendingOffice:
    """An office that knows everybody who has to do with the film."""
    for party in ("venue:square", "provider:cinema", "venue:centre", "area:west"):
        office.contact(party)
    return office


def test_each_party_of_a_new_delivery_is_told_and_the_asked_ones_are_asked(film: SendingOffice) -> None:
    film.publish((None, FILM))
    report = film.send()
    assert report.sent == 4
    asked = "6月12日（周五）19:30露天电影《城南旧事》，示范广场，示范影院，雨天备用：西路社区文化活动中心"
    assert film.shown(film.numbers["venue:square"]) == [
        (
            f"6月配送安排（第1版），请核对并答复：\n{asked}\n"
            "同意请回复271，不同意请回复272。咨询：示范区文化配送中心021-0000-0100"
        )
    ]
    assert film.shown(film.numbers["area:west"]) == [
        f"6月配送安排（第1版）：\n{asked}\n咨询：示范区文化配送中心021-0000-0100"
    ]
    assert film.notices() == dict.fromkeys(film.numbers, "told")


def test_one_telephone_gets_one_digest_for_all_that_it_stands_for(office: SendingOffice) -> None:
    number = office.contact("venue:centre")
    office.contact("provider:tea", number)
    office.contact("venue:square", number)
    office.publish((None, FILM), *((None, facts) for facts in COURSE))
    office.send()
    assert office.shown(number) == [
        (
            "6月配送安排（第1版），请核对并答复：\n"
            "（1）6月3日起每周三14:00（共4次）培训《剪纸入门》，西路社区文化活动中心，示范茶馆\n"
            "（2）6月12日（周五）19:30露天电影《城南旧事》，示范广场，示范影院，雨天备用：西路社区文化活动中心\n"
            "（3）雨天备用：6月12日（周五）19:30露天电影《城南旧事》如遇雨，改到西路社区文化活动中心放映\n"
            "全部同意请回复271，全部不同意请回复272；个别不同意的，请回复272加两位序号，"
            "如27202表示第2项不同意、其余同意。咨询：示范区文化配送中心021-0000-0100"
        )
    ]


def test_a_change_is_told_to_those_whom_it_touches_and_to_nobody_else(film: SendingOffice) -> None:
    film.contact("venue:library")
    film.contact("provider:books")
    film.publish((None, FILM), (None, BOOKS))
    film.send()
    other_team = replace(FILM, provider="另一影院", provider_party="provider:other")
    film.contact("provider:other")
    film.publish((FILM, other_team))
    film.send()
    assert {party: len(film.shown(number)) for party, number in film.numbers.items()} == {
        "venue:square": 2,
        "provider:cinema": 2,
        "provider:other": 1,
        "area:west": 2,
        "venue:centre": 1,
        "venue:library": 1,
        "provider:books": 1,
    }
    assert film.shown(film.numbers["venue:square"])[1] == (
        "6月配送安排有变更，以本条为准（第2版）：\n"
        "6月12日（周五）19:30露天电影《城南旧事》，示范广场，配送单位由示范影院改为另一影院\n"
        "咨询：示范区文化配送中心021-0000-0100"
    )
    assert "不再由示范影院承担" in film.shown(film.numbers["provider:cinema"])[1]


def test_rain_is_told_once_to_each(film: SendingOffice) -> None:
    film.publish((None, FILM))
    film.send()
    film.clock.instant = civil(6, 12, 16).astimezone(film.clock.instant.tzinfo)
    film.publish((FILM, INDOORS), reason="因雨")
    film.send()
    heading = "因雨调整6月配送安排，以本条为准（第2版）："
    told = {party: film.shown(number)[1:] for party, number in film.numbers.items()}
    assert {party: [text.splitlines()[0] for text in texts] for party, texts in told.items()} == {
        key: [heading] for key in film.numbers
    }
    assert (
        told["venue:square"][0].splitlines()[1]
        == "6月12日（周五）19:30露天电影《城南旧事》改在别处举行，不再使用示范广场"
    )
    assert told["venue:centre"][0].splitlines()[1:3] == [
        "启用雨天备用：6月12日（周五）19:30露天电影《城南旧事》改在西路社区文化活动中心放映，示范影院",
        "同意请回复641，不同意请回复642。咨询：示范区文化配送中心021-0000-0100",
    ]


def test_a_change_close_to_the_start_keeps_no_sending_hours(film: SendingOffice) -> None:
    late = replace(FILM, start="21:00", end="22:00")
    film.publish((None, late))
    film.send()
    film.clock.instant = civil(6, 12, 20, 30).astimezone(film.clock.instant.tzinfo)
    film.publish((late, None), reason="因雨")
    assert film.send().sent == 4


def test_a_text_composed_at_night_waits_for_the_morning(film: SendingOffice) -> None:
    film.clock.instant = civil(5, 20, 21).astimezone(film.clock.instant.tzinfo)
    film.publish((None, FILM))
    assert film.send().sent == 0
    film.clock.instant = civil(5, 21, 8).astimezone(film.clock.instant.tzinfo)
    assert film.send().sent == 4


def test_a_move_and_a_move_back_before_anything_was_sent_say_nothing(film: SendingOffice) -> None:
    film.publish((None, FILM))
    film.send()
    film.clock.instant = civil(5, 20, 21).astimezone(film.clock.instant.tzinfo)
    film.publish((FILM, NEXT_DAY))
    film.publish((NEXT_DAY, FILM))
    film.clock.instant = civil(5, 21, 9).astimezone(film.clock.instant.tzinfo)
    assert film.send().sent == 0
    assert sorted(film.states()) == [("change", "superseded")] * 4 + [("digest", "sent")] * 4


def test_several_changes_before_the_morning_become_one_text(film: SendingOffice) -> None:
    film.clock.instant = civil(5, 20, 21).astimezone(film.clock.instant.tzinfo)
    film.publish((None, FILM))
    film.publish((FILM, NEXT_DAY))
    film.publish((None, replace(FILM, id="2606-002", day="2026-06-19")))
    film.clock.instant = civil(5, 21, 9).astimezone(film.clock.instant.tzinfo)
    film.send()
    [text] = film.shown(film.numbers["venue:square"])
    assert text.splitlines()[:3] == [
        "6月配送安排（第3版），请核对并答复：",
        "（1）6月13日（周六）19:30露天电影《城南旧事》，示范广场，示范影院，雨天备用：西路社区文化活动中心",
        "（2）6月19日（周五）19:30露天电影《城南旧事》，示范广场，示范影院，雨天备用：西路社区文化活动中心",
    ]
    assert "271" in text  # the codes of texts that never left are free


def test_a_delivery_cancelled_before_it_was_told_is_never_spoken_of(film: SendingOffice) -> None:
    film.clock.instant = civil(5, 20, 21).astimezone(film.clock.instant.tzinfo)
    film.publish((None, FILM))
    film.publish((FILM, None))
    film.clock.instant = civil(5, 21, 9).astimezone(film.clock.instant.tzinfo)
    assert film.send().sent == 0


def test_a_stale_text_cannot_leave_while_the_news_is_on_its_way_and_nothing_of_it_is_lost(
    film: SendingOffice,
) -> None:
    other = replace(FILM, id="2606-002", day="2026-06-19")
    film.publish((None, FILM), (None, other))
    event = film.raise_only((FILM, NEXT_DAY))
    report = film.send()
    assert (report.sent, report.superseded) == (0, 4)
    film.hear(event)
    assert film.send().sent == 4
    [text] = film.shown(film.numbers["venue:square"])
    assert text.splitlines()[1:3] == [
        "（1）6月13日（周六）19:30露天电影《城南旧事》，示范广场，示范影院，雨天备用：西路社区文化活动中心",
        "（2）6月19日（周五）19:30露天电影《城南旧事》，示范广场，示范影院，雨天备用：西路社区文化活动中心",
    ]


def test_news_that_is_already_old_is_left_to_the_newer(film: SendingOffice) -> None:
    first = film.raise_only((None, FILM))
    second = film.raise_only((FILM, NEXT_DAY))
    film.hear(first)
    film.hear(second)
    film.send()
    assert [len(film.shown(number)) for number in film.numbers.values()] == [1] * 4
    assert "6月13日（周六）" in film.shown(film.numbers["venue:square"])[0]


def test_a_landline_and_a_party_without_a_number_go_to_the_call_list(office: SendingOffice) -> None:
    office.contact("venue:square", "021-0000-0201")
    office.publish((None, FILM))
    assert office.send().sent == 0
    told = {(row.channel, row.state, row.reason) for row in office.messages()}
    assert told == {("call", "held", "call only"), ("call", "held", "no telephone")}
    assert len(office.messages()) == 4


def test_what_starts_before_a_text_could_leave_is_for_a_person_and_the_rest_is_texted(
    office: SendingOffice,
) -> None:
    office.contact("venue:centre")
    office.clock.instant = civil(6, 2, 21).astimezone(office.clock.instant.tzinfo)
    early = lesson(1, "2026-06-03", start="07:30", end="08:00")
    office.publish((None, early), *((None, facts) for facts in COURSE[1:]))
    told = sorted(
        (row.channel, row.state, row.reason) for row in office.messages() if row.telephone_id is not None
    )
    assert told == [("call", "held", "too late for a text"), ("sms", "queued", "")]


def test_a_text_that_could_not_leave_in_time_expires_onto_a_person_s_list(film: SendingOffice) -> None:
    film.publish((None, FILM))
    film.clock.instant = civil(6, 12, 19, 30).astimezone(film.clock.instant.tzinfo)
    report = film.send()
    assert (report.sent, report.expired) == (0, 4)
    assert set(film.notices().values()) == {"with a person"}


def test_a_number_that_stands_for_the_party_no_more_gets_nothing(office: SendingOffice) -> None:
    office.contact("venue:square", valid_to=civil(5, 20).date())
    office.clock.instant = civil(5, 20, 21).astimezone(office.clock.instant.tzinfo)
    office.publish((None, FILM))
    office.clock.instant = civil(5, 21, 9).astimezone(office.clock.instant.tzinfo)
    report = office.send()
    assert (report.sent, report.held) == (0, 1)


def test_the_digest_of_a_busy_telephone_is_cut_into_texts_that_fit(office: SendingOffice) -> None:
    number = office.contact("provider:cinema")
    films = [
        replace(FILM, id=f"2606-{day:03d}", day=f"2026-06-{day:02d}", venue=f"第{day}号露天广场")
        for day in range(1, 31)
    ]
    office.publish(*((None, facts) for facts in films))
    office.send()
    texts = office.shown(number)
    assert len(texts) > 1
    mine = [row for row in office.messages() if row.telephone_id and row.channel == "sms"]
    assert max(row.parts for row in mine) <= 8
    assert sum(text.count("露天电影") for text in texts) == 30
    codes = {text[text.index("全部同意请回复") :][7:10] for text in texts}
    assert codes == {"271", "641", "411"} if len(texts) == 3 else len(codes) == len(texts)


def test_a_contact_that_ends_before_it_begins_is_refused(office: SendingOffice) -> None:
    with pytest.raises(Refusal, match="before it begins"):
        office.contact("venue:square", valid_from=civil(6, 2).date(), valid_to=civil(6, 1).date())


def test_nothing_is_told_of_a_past_moment(film: SendingOffice) -> None:
    film.clock.instant = (civil(6, 12, 19, 30) + timedelta(minutes=1)).astimezone(SHANGHAI)
    assert film.publish((None, FILM)).drafts == ()


def test_who_hears_of_several_sessions_of_a_course_hears_how_it_runs_now(office: SendingOffice) -> None:
    number = office.contact("venue:centre")
    office.publish(*((None, facts) for facts in COURSE))
    office.send()
    office.publish((COURSE[1], None), (COURSE[3], lesson(4, "2026-06-25")))
    office.send()
    said = "课程现为（6月）：培训《剪纸入门》每周三14:00（共2次：6月3日、6月17日）；6月25日（周四）14:00"
    assert said in office.shown(number)[-1].splitlines()
    office.publish((COURSE[2], None))
    office.send()
    assert "课程现为" not in office.shown(number)[-1]
