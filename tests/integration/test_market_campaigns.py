"""A campaign goes the way of all texts of the house: previewed, told once, put right only to whom it concerns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from api.cli.texts_report import SHOWN_OF_ID
from config.clock import FixedClock
from config.database import Store
from config.refusal import Conflict, Refusal
from config.telephones import parse_telephones
from notifications.application.contacting import Edit, change_number
from notifications.application.dispatching import send_due
from notifications.domain.message import MessageState
from notifications.market.application.campaigning import correct_campaign
from notifications.market.application.choosing import Choice
from notifications.market.application.listing import read_preview
from notifications.market.application.sending import send_preview
from notifications.market.domain.business import BusinessStatus
from notifications.market.domain.campaign import CampaignKind
from tests.integration.campaign_desk import (
    DISTRICT,
    INSPECTION,
    NUMBER,
    OFFICER,
    OTHER,
    THIRD,
    a_day_later,
    back_again,
    business,
    close,
    correct,
    faults,
    follow,
    freeze,
    of_kind,
    registered,
    send,
    standings,
    told,
    withdraw,
    write,
)
from tests.integration.market_desk import at
from tests.integration.market_house import House

ASKED = (
    "【某区文化】歌厅B001：节前消防安全检查。定于6月12日（周五）09:00至11:00上门，查看安全出口和消防器材。"
    "请备好值班记录。最晚6月10日（周三）回复：收到请回复271，有困难请回复272并说明。"
    "咨询：某区文化市场科021-0000-0100"
)
WITHDRAWN = (
    "【某区文化】撤销通知（以本条为准），歌厅B001：此前通知的“节前消防安全检查”（6月12日（周五）09:00）"
    "已撤销，无需办理。咨询：某区文化市场科021-0000-0100"
)


def built(store: Store, clock: FixedClock) -> House:
    clock.instant = at(2026, 6, 8)
    return House(store, clock)


@pytest.fixture
def house(sqlite_store: Store, clock: FixedClock) -> Iterator[House]:
    made = built(sqlite_store, clock)
    yield made
    made.outbox.close()


@pytest.fixture
def asked(house: House) -> str:
    """A campaign on its way to B001 and B002, each with a telephone; nothing has left yet."""
    registered(house, business("B001"), business("B002"))
    house.reached_at(NUMBER, "B001")
    house.reached_at(OTHER, "B002")
    campaign_id = write(house)
    send(house, campaign_id)
    return campaign_id


def test_what_was_previewed_is_told_once_word_for_word(house: House) -> None:
    registered(house, business("B001"))
    house.reached_at(NUMBER, "B001")
    campaign_id = write(house)
    assert (campaign_id, standings(house, campaign_id)) == ("2026-001", {"B001": "not sent"})
    preview_id = freeze(house, campaign_id)
    with house.store.reading() as session:
        (text,) = read_preview(session, DISTRICT, preview_id).texts
    assert (text.text, text.segments) == (ASKED, 2)
    with house.outbox.transaction() as session:
        send_preview(session, house.desk, preview_id, by=OFFICER)
    assert house.dispatch() == [(NUMBER, ASKED)]
    assert house.dispatch() == []
    assert standings(house, campaign_id) == {"B001": "sent"}
    with pytest.raises(Conflict), house.outbox.transaction() as session:
        send_preview(session, house.desk, preview_id, by=OFFICER)
    with pytest.raises(Refusal, match="nothing of this campaign"):
        freeze(house, campaign_id)


def test_two_previews_of_one_campaign_tell_it_once(house: House) -> None:
    registered(house, business("B001"))
    house.reached_at(NUMBER, "B001")
    campaign_id = write(house)
    first, second = freeze(house, campaign_id), freeze(house, campaign_id)
    with house.outbox.transaction() as session:
        send_preview(session, house.desk, first, by=OFFICER)
    with pytest.raises(Conflict, match="on its way"), house.outbox.transaction() as session:
        send_preview(session, house.desk, second, by=OFFICER)
    assert len(house.dispatch()) == 1


def test_businesses_of_one_telephone_hear_it_in_one_text(house: House) -> None:
    registered(house, business("B001"), business("B002"), business("B003"))
    house.reached_at(NUMBER, "B001", "B003")
    house.reached_at(OTHER, "B002")
    (first, second) = told(house, write(house))
    assert first == (NUMBER, ASKED.replace("歌厅B001", "歌厅B001、歌厅B003"))
    assert second == (OTHER, ASKED.replace("歌厅B001", "歌厅B002"))


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        (Choice(categories=("歌舞娱乐场所",), area_ids=("A2",)), ["B002"]),
        (Choice(area_ids=("A1", "A2")), ["B001", "B002", "B004"]),
        (Choice(area_ids=("A2",), business_ids=("B003",)), ["B002", "B003"]),
        (Choice(everybody=True), ["B001", "B002", "B003", "B004"]),
    ],
)
def test_whom_it_concerns_is_chosen_by_kind_area_and_id(
    house: House, choice: Choice, expected: list[str]
) -> None:
    registered(
        house,
        business("B001"),
        replace(business("B002"), area_id="A2"),
        replace(business("B003"), area_id="A3", category="电影院"),
        business("B004", BusinessStatus.CLOSED),
    )
    assert list(standings(house, write(house, choice=choice))) == expected


@pytest.mark.parametrize(
    ("choice", "named"),
    [
        (Choice(), ["businesses"]),
        (Choice(business_ids=("b001",)), ["b001"]),
        (Choice(business_ids=("B001", "B999")), ["B999"]),
        (Choice(categories=("歌舞娱乐场",), area_ids=("A9",)), ["歌舞娱乐场", "A9"]),
    ],
)
def test_a_choice_that_names_nobody_is_refused_by_name(
    house: House, choice: Choice, named: list[str]
) -> None:
    registered(house, business("B001"))
    with pytest.raises(Refusal) as refused:
        write(house, choice=choice)
    assert faults(refused.value) == named


def test_an_id_is_taken_for_the_one_that_differs_in_capitals_alone(house: House) -> None:
    registered(house, business("WB002"), business("YY002"), business("XB002"))
    with pytest.raises(Refusal) as refused:
        write(house, choice=Choice(business_ids=("wb002",)))
    assert "是否指“WB002”" in refused.value.faults[0].sentence.zh


def test_all_that_is_wrong_is_told_at_once(house: House) -> None:
    registered(house, business("B001"))
    with pytest.raises(Refusal) as refused:
        write(house, replace(INSPECTION, checks="", title=""), Choice(business_ids=("B999",)))
    assert faults(refused.value) == ["title", "checks", "B999"]


def test_who_is_not_at_work_is_left_out_with_the_reason_and_who_has_no_mobile_is_called(house: House) -> None:
    registered(house, business("B001"), business("B002", BusinessStatus.SUSPENDED), business("B003"))
    house.reached_at(NUMBER, "B001")
    house.reached_at("021-5555-0100", "B003")
    campaign_id = write(house)
    sent = send(house, campaign_id)
    assert (sent.texts, sent.to_call) == (1, ("2026-001/B003",))
    assert [number for number, _ in house.dispatch()] == [NUMBER]
    assert standings(house, campaign_id) == {"B001": "sent", "B002": "left out", "B003": "to call"}
    assert follow(house, campaign_id).rows[1].why.zh == "经营单位状态为“停业”"
    (call,) = [each for each in house.messages() if each.channel == "call"]
    assert (call.state, call.reason, call.campaign_id) == ("held", "call only", campaign_id)


def test_a_correction_before_anything_left_tells_only_the_newest(house: House, asked: str) -> None:
    a_day_later(house, asked)
    assert house.dispatch() == []
    assert standings(house, asked) == {"B001": "not sent", "B002": "not sent"}
    texts = told(house, asked)
    assert [number for number, _ in texts] == [NUMBER, OTHER]
    assert ["6月13日（周六）09:00" in text and "更正" not in text for _, text in texts] == [True, True]


def test_a_correction_says_what_was_told_and_counts_what_was_heard(house: House, asked: str) -> None:
    house.dispatch()
    correct(house, asked, ready="")
    a_day_later(house, asked)
    assert follow(house, asked).revision == 3
    assert standings(house, asked) == {"B001": "correction owed", "B002": "correction owed"}
    texts = told(house, asked)
    assert [text.split("上门")[0] for _, text in texts] == [
        f"【某区文化】更正（第2版，以本条为准），歌厅{each}：节前消防安全检查。"
        "原定6月12日（周五），改为6月13日（周六）09:00至11:00"
        for each in ("B001", "B002")
    ]
    assert house.dispatch() == []
    correct(house, asked, checks="消防器材")
    assert [text.split("，以本条")[0] for _, text in told(house, asked)] == ["【某区文化】更正（第3版"] * 2


def test_a_correction_undone_before_it_leaves_says_nothing(house: House, asked: str) -> None:
    house.dispatch()
    a_day_later(house, asked)
    send(house, asked)
    back_again(house, asked)
    assert house.dispatch() == []
    assert standings(house, asked) == {"B001": "sent", "B002": "sent"}
    with pytest.raises(Refusal, match="nothing of this campaign"):
        freeze(house, asked)
    house.reply(NUMBER, "271")
    assert standings(house, asked)["B001"] == "confirmed"


def test_withdrawing_keeps_what_is_unsent_and_tells_who_has_heard(house: House) -> None:
    registered(house, business("B001"), business("B002"))
    house.reached_at(NUMBER, "B001")
    house.reached_at(OTHER, "B002")
    campaign_id = write(house)
    send(house, campaign_id)
    house.provider.refused.add(OTHER)
    house.dispatch()
    withdraw(house, campaign_id)
    assert standings(house, campaign_id) == {"B001": "withdrawal owed", "B002": "withdrawn"}
    assert told(house, campaign_id) == [(NUMBER, WITHDRAWN)]
    with pytest.raises(Conflict, match="withdrew it"):
        a_day_later(house, campaign_id)


def test_withdrawing_before_anything_left_tells_nobody(house: House, asked: str) -> None:
    withdraw(house, asked)
    assert house.dispatch() == []
    assert standings(house, asked) == {"B001": "withdrawn", "B002": "withdrawn"}


def test_a_stale_text_cannot_leave_although_it_was_not_taken_back(store: Store, clock: FixedClock) -> None:
    """The guard itself: the version is compared under lock in the transaction of the intent."""
    house = built(store, clock)
    registered(house, business("B001"), business("B002"))
    house.reached_at(NUMBER, "B001")
    house.reached_at(OTHER, "B002")
    campaign_id = write(house)
    send(house, campaign_id)
    close(house, "B001")
    assert [number for number, _ in house.dispatch()] == [OTHER]
    assert sorted(message.state for message in house.messages()) == ["sent", "superseded"]
    assert standings(house, campaign_id) == {"B001": "left out", "B002": "sent"}
    a_day_later(house, campaign_id)
    assert [number for number, _ in told(house, campaign_id)] == [OTHER]
    house.outbox.close()


def test_a_preview_whose_campaign_was_corrected_is_not_sent(house: House) -> None:
    registered(house, business("B001"))
    house.reached_at(NUMBER, "B001")
    campaign_id = write(house)
    preview_id = freeze(house, campaign_id)
    a_day_later(house, campaign_id)
    with pytest.raises(Conflict, match="read differently"), house.outbox.transaction() as session:
        send_preview(session, house.desk, preview_id, by=OFFICER)
    assert house.dispatch() == []


def test_a_telephone_that_changed_meanwhile_holds_the_text_for_a_person(house: House, asked: str) -> None:
    with house.store.transaction() as session:
        edit, (new,) = Edit(OFFICER, house.clock.now()), parse_telephones(THIRD)
        change_number(session, DISTRICT, "business:B001", NUMBER, new, edit, on=house.clock.today())
    assert [number for number, _ in house.dispatch()] == [OTHER]
    assert standings(house, asked) == {"B001": "held", "B002": "sent"}


def test_nothing_leaves_after_its_last_day(house: House, asked: str) -> None:
    house.clock.instant = at(2026, 6, 12, 9)
    send_due(house.store, house.sending, house.provider)
    assert house.provider.taken == []
    assert standings(house, asked) == {"B001": "failed", "B002": "failed"}
    assert {message.state for message in house.messages()} == {MessageState.EXPIRED}


def test_two_officers_who_correct_it_at_once(house: House, asked: str) -> None:

    a_day_later(house, asked)
    with pytest.raises(Conflict, match="version 2"), house.outbox.transaction() as session:
        correct_campaign(session, house.desk, asked, {"ready": ""}, seen=1, by="市场科乙")


@pytest.mark.parametrize(
    ("matter", "named"),
    [
        (replace(INSPECTION, checks=""), ["checks"]),
        (replace(INSPECTION, day=None, not_after=date(2026, 6, 30)), ["day"]),
        (replace(INSPECTION, checks="详见 www.example.cn"), ["checks"]),
        (replace(INSPECTION, ready="【值班】记录"), ["ready"]),
        (of_kind(CampaignKind.POLICY, document="办法"), ["effective", "todo"]),
        (of_kind(CampaignKind.OTHER), ["words"]),
    ],
)
def test_what_does_not_fit_is_refused_by_its_field_and_changes_nothing(
    house: House, matter: object, named: list[str]
) -> None:
    registered(house, business("B001"))
    with pytest.raises(Refusal) as refused:
        write(house, matter)  # type: ignore[arg-type]
    assert faults(refused.value) == named
    assert write(house) == "2026-001"


def test_what_people_are_shown_of_an_id_tells_the_texts_of_one_preview_apart(
    house: House, asked: str
) -> None:
    assert len({message.id[:SHOWN_OF_ID] for message in house.messages()}) == 2
    assert follow(house, asked).concerned == 2


def test_a_correction_of_nothing_is_refused(house: House, asked: str) -> None:
    with pytest.raises(Refusal, match="nothing differs"):
        correct(house, asked, title=INSPECTION.title)
    assert len(house.dispatch()) == 2
