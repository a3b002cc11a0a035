"""From the list of reminders due to one text at each telephone: previewed, approved, sent once, in hours."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

from config.clock import FixedClock
from config.database import Store
from config.refusal import Conflict, Refusal
from notifications.market.adapters.tables import PreviewRow, PreviewTextRow, ReminderRow
from notifications.market.adapters.templates import market_wording
from notifications.market.application.announcing import Fate, Reachable, Received, Spoken
from notifications.market.application.composing import compose
from notifications.market.application.previewing import frozen_texts
from notifications.market.application.sending import SentPreview, send_preview
from notifications.market.application.standing import circumstances, perhaps_changed
from notifications.market.application.sweeping import Swept
from notifications.market.domain.business import Business, BusinessStatus
from notifications.market.domain.reminder import ReminderState
from tests.integration.market_desk import (
    DISTRICT,
    OFFICER,
    at,
    demonstration,
    keep,
    licence_of,
    small_register,
)
from tests.integration.officers_day import AUTUMN, Day
from tests.unit.market.register import KARAOKE


@pytest.fixture
def day(store: Store, clock: FixedClock) -> Day:
    return Day(store, clock)


def test_the_preview_is_what_goes_out_once_word_for_word(day: Day) -> None:
    keep(day.store, small_register(licence_of("B001", date(2026, 7, 31))))
    day.stands_at(at(2026, 6, 8))
    preview_id = day.freeze()
    page = day.preview(preview_id)
    sent = day.send(preview_id)

    assert [(each.businesses, each.text, each.segments) for each in page.texts] == [
        (
            {"business:B001": "歌厅B001"},
            (
                "【某区文化】提醒：歌厅B001的娱乐经营许可证（编号娱B001）有效期至2026年7月31日（周五），"
                "如需延续，请在2026年7月1日（周三）前（含当日）提出申请。"
                "已提出申请的，请忽略本提醒。咨询：某区文化市场科021-0000-0100"
            ),
            2,
        )
    ]
    assert page.parts == 2
    assert sent == SentPreview(texts=1, not_before=at(2026, 6, 8), to_call=())
    (text,) = day.messages.announced
    assert (text.text, text.template_version, text.telephone_id) == (
        page.texts[0].text,
        market_wording().version("licence_reminder", "zh"),
        "tel-business:B001",
    )
    assert (text.spoken, text.not_before, text.not_after) == (
        (Spoken("licence:B001-1", 0, "business:B001"),),
        at(2026, 6, 8),
        at(2026, 7, 2, 0),
    )
    assert [(each.id, each.notice_id) for each in day.listed(ReminderState.SENT)] == [
        ("B001-1/2026-07-31/before-30", f"market:{preview_id}:1/business:B001")
    ]
    assert day.sweep() == Swept()


def test_a_preview_works_once(day: Day) -> None:
    keep(day.store, small_register(licence_of("B001", date(2026, 7, 31))))
    day.stands_at(at(2026, 6, 8))
    preview_id = day.freeze()
    day.send(preview_id)
    with pytest.raises(Conflict) as conflict:
        day.send(preview_id, by="市场科乙")

    assert conflict.value.faults[0].sentence.zh == (
        "这份预览已由市场科甲于 2026-06-08 10:00 发送，不会重复发送。"
    )
    assert len(day.messages.announced) == 1


def test_two_previews_of_one_reminder_tell_it_once(day: Day) -> None:
    keep(day.store, small_register(licence_of("B001", date(2026, 7, 31))))
    day.stands_at(at(2026, 6, 8))
    first, second = day.freeze(), day.freeze()
    day.send(first)
    with pytest.raises(Conflict) as conflict:
        day.send(second)

    assert conflict.value.faults[0].sentence.zh == "预览之后有变动（已交发送），未发送。请重新生成预览。"
    assert len(day.messages.announced) == 1


@pytest.mark.parametrize("digested", [True, False], ids=["by its facts", "frozen by an earlier version"])
def test_a_preview_whose_rows_changed_is_refused_and_names_each(day: Day, *, digested: bool) -> None:
    businesses = ("B001", "B002", "B003", "B004", "B005")
    keep(day.store, small_register(*(licence_of(each, date(2026, 7, 31)) for each in businesses)))
    day.stands_at(at(2026, 6, 8))
    preview_id = day.freeze()
    if not digested:
        with day.store.transaction() as session:
            session.execute(sa.update(PreviewTextRow).values(facts=None))

    day.file_renewal("B001-1")
    day.messages.numbers["business:B002"] = Reachable("tel-new", "154 **** 0002")
    renamed = Business("B003", "歌城B003", KARAOKE, BusinessStatus.OPEN, "示范路1号", "A1", "负责人")
    keep(
        day.store,
        small_register(
            replace(licence_of("B004", date(2026, 7, 31)), issued=date(2024, 7, 30)),
            businesses=[renamed, Business("B004", "歌厅B004", KARAOKE, BusinessStatus.OPEN, "别处", "A1")],
        ),
    )
    with pytest.raises(Conflict) as conflict:
        day.send(preview_id)

    assert [(fault.place, fault.sentence.zh) for fault in conflict.value.faults] == [
        ("歌厅B001", "预览之后有变动（已撤下），未发送。请重新生成预览。"),
        ("歌厅B002", "预览之后有变动（电话已变更），未发送。请重新生成预览。"),
        ("歌厅B003", "预览之后有变动（短信文本已变化），未发送。请重新生成预览。"),
    ]
    assert day.messages.announced == []
    assert day.preview(preview_id).sent_at is None


def test_a_text_of_the_same_facts_is_not_written_again(day: Day) -> None:
    keep(day.store, small_register(licence_of("B001", date(2026, 7, 31))))
    day.stands_at(at(2026, 6, 8)).sweep()
    with day.store.transaction() as session:
        (anew,) = compose(session, day.desk, day.ids()).texts
        marked = replace(anew, text="written before")
        (again,) = compose(session, day.desk, day.ids(), {anew.facts: marked}).texts
        (other,) = compose(session, day.desk, day.ids(), {"of others": marked}).texts

    assert (again.text, other.text) == ("written before", anew.text)


def test_a_changed_rule_refuses_the_preview(day: Day) -> None:
    file = small_register(licence_of("B001", date(2026, 7, 31)))
    keep(day.store, file)
    day.stands_at(at(2026, 6, 8))
    preview_id = day.freeze()
    keep(day.store, replace(file, rules=(replace(file.rules[0], lead_days=31),)))
    with pytest.raises(Conflict, match="its text would read differently"):
        day.send(preview_id)

    assert day.messages.announced == []


def test_sent_in_the_evening_of_a_friday_it_waits_for_monday_nine_o_clock(day: Day) -> None:
    keep(day.store, small_register(licence_of("B001", date(2026, 7, 31))))
    day.stands_at(at(2026, 6, 5, 17, 30))

    assert day.send(day.freeze()).not_before == at(2026, 6, 8, 9)


def test_a_make_up_sunday_is_a_day_to_send_and_a_holiday_friday_is_not(day: Day) -> None:
    keep(day.store, small_register(licence_of("B001", AUTUMN), licence_of("B002", date(2026, 11, 30))))

    assert day.stands_at(at(2026, 9, 20)).send(day.freeze()).not_before == at(2026, 9, 20)
    keep(day.store, small_register(licence_of("B003", date(2026, 11, 30))))
    assert day.stands_at(at(2026, 9, 25)).send(day.freeze()).not_before == at(2026, 9, 28, 9)


def test_who_would_hear_too_late_is_left_to_a_person_to_call(day: Day) -> None:
    keep(day.store, small_register(licence_of("B001", AUTUMN)))
    sent = day.stands_at(at(2026, 9, 24, 18)).send(day.freeze())

    assert sent == SentPreview(
        texts=0, not_before=at(2026, 9, 28, 9), to_call=("B001-1/2026-10-25/before-10",)
    )
    assert day.messages.announced == []
    assert day.listed(ReminderState.CALL)[0].reason.zh == "下一发送时段前已过时限，请致电"
    assert day.stands_at(at(2026, 9, 28)).sweep() == Swept(listed=1, withdrawn=1)
    assert day.ids() == ["B001-1/2026-10-25/over"]
    assert day.ids(ReminderState.CALL) == []


def test_closing_a_business_takes_the_call_off_too(day: Day) -> None:
    keep(day.store, small_register(licence_of("B001", AUTUMN)))
    day.stands_at(at(2026, 9, 24, 18)).send(day.freeze())
    day.close("B001")

    assert day.ids(ReminderState.CALL) == []


def test_a_landline_and_a_missing_number_go_to_the_call_list(day: Day) -> None:
    keep(day.store, small_register(*(licence_of(each, date(2026, 7, 31)) for each in ("B001", "B002"))))
    day.messages.numbers["business:B001"] = Reachable(None, "021-0000-0478")
    day.messages.unreachable.add("business:B002")
    day.stands_at(at(2026, 6, 8))
    preview_id = day.freeze()
    page = day.preview(preview_id)
    sent = day.send(preview_id)

    assert page.texts == ()
    assert [each.reach.shown for each in page.by_call] == ["021-0000-0478", ""]
    assert sent.texts == 0
    assert [(each.id, each.reason.zh) for each in day.listed(ReminderState.CALL)] == [
        ("B001-1/2026-07-31/before-30", "只有座机，请致电"),
        ("B002-1/2026-07-31/before-30", "没有电话号码，请上门或查找"),
    ]


def test_businesses_of_one_telephone_hear_in_one_text(day: Day) -> None:
    keep(day.store, small_register(*(licence_of(each, date(2026, 7, 31)) for each in ("B001", "B002"))))
    shared = Reachable("tel-shared", "154 **** 0009")
    day.messages.numbers.update({"business:B001": shared, "business:B002": shared})
    day.stands_at(at(2026, 6, 8))
    day.send(day.freeze())

    (text,) = day.messages.announced
    assert text.names == {"business:B001": "歌厅B001", "business:B002": "歌厅B002"}
    assert text.spoken == (
        Spoken("licence:B001-1", 0, "business:B001"),
        Spoken("licence:B002-1", 0, "business:B002"),
    )
    assert [each.notice_id for each in day.listed(ReminderState.SENT)] == [
        f"{text.key}/business:B001",
        f"{text.key}/business:B002",
    ]
    assert [text.text.count(name) for name in ("歌厅B001", "歌厅B002", "021-0000-0100")] == [1, 1, 1]


def test_many_licences_of_one_telephone_are_cut_between_licences_when_too_long(day: Day) -> None:
    names = [f"B{number:03}" for number in range(1, 8)]
    keep(day.store, small_register(*(licence_of(each, date(2026, 7, 31)) for each in names)))
    shared = Reachable("tel-shared", "154 **** 0009")
    day.messages.numbers.update({f"business:{each}": shared for each in names})
    day.stands_at(at(2026, 6, 8))
    texts = day.preview(day.freeze()).texts

    assert [(len(text.items), text.segments) for text in texts] == [(4, 6), (3, 5)]
    assert sorted(each for text in texts for each in text.items) == [
        f"{each}-1/2026-07-31/before-30" for each in names
    ]


def test_the_officer_chooses_which_reminders_go(day: Day) -> None:
    keep(day.store, small_register(*(licence_of(each, date(2026, 7, 31)) for each in ("B001", "B002"))))
    day.stands_at(at(2026, 6, 8)).sweep()
    day.send(day.freeze("B002-1/2026-07-31/before-30"))

    assert day.ids() == ["B001-1/2026-07-31/before-30"]
    with pytest.raises(Conflict) as conflict:
        day.freeze("B002-1/2026-07-31/before-30", "B009-1/2026-07-31/before-30")
    assert [(fault.place, fault.sentence.zh) for fault in conflict.value.faults] == [
        ("B002-1/2026-07-31/before-30", "这条提醒已不在清单上（已交发送），请刷新后重选。"),
        ("B009-1/2026-07-31/before-30", "这条提醒已不在清单上（清单里没有这条提醒），请刷新后重选。"),
    ]


def test_with_nothing_due_there_is_nothing_to_freeze(day: Day) -> None:
    with pytest.raises(Refusal) as refused:
        day.freeze()

    assert refused.value.faults[0].sentence.zh == "现在没有应提醒的许可证，无需发送。"


def test_an_unknown_preview_is_refused(day: Day) -> None:
    with pytest.raises(Refusal, match="there is no such preview"):
        day.send("no-such")
    with pytest.raises(Refusal, match="there is no such preview"):
        day.preview("no-such")


def test_a_text_that_turned_stale_before_it_left_is_listed_again(day: Day) -> None:
    keep(day.store, small_register(licence_of("B001", date(2026, 7, 31))))
    day.stands_at(at(2026, 6, 5, 18))
    day.send(day.freeze())
    day.messages.fates[day.messages_notice()] = Fate.STALE

    assert day.stands_at(at(2026, 6, 8)).sweep() == Swept(listed=1)
    assert day.ids() == ["B001-1/2026-07-31/before-30"]


def test_a_text_that_failed_is_left_to_a_person_and_a_call_is_put_on_record(day: Day) -> None:
    keep(day.store, small_register(licence_of("B001", date(2026, 7, 31))))
    day.stands_at(at(2026, 6, 8))
    day.send(day.freeze())
    day.messages.fates[day.messages_notice()] = Fate.FAILED

    assert day.sweep() == Swept()
    (to_call,) = day.listed(ReminderState.CALL)
    assert to_call.reason.zh == "短信未能送到手机，请致电"
    day.call(to_call.id, "负责人说下周来办")
    (called,) = day.listed(ReminderState.CALLED)
    assert called.reason.zh == "市场科甲 2026-06-08 10:00 致电：负责人说下周来办"
    assert day.sweep() == Swept()


def test_only_a_reminder_on_a_list_can_be_called_about(day: Day) -> None:
    keep(day.store, small_register(licence_of("B001", date(2026, 7, 31))))
    day.stands_at(at(2026, 6, 8))
    day.send(day.freeze())

    with pytest.raises(Conflict, match="it is handed over for sending"):
        day.call("B001-1/2026-07-31/before-30", "")
    with pytest.raises(Refusal, match="no such reminder"):
        day.call("B009-1/2026-07-31/before-30", "")


def test_replies_stand_beside_the_reminder(day: Day) -> None:
    keep(day.store, small_register(licence_of("B001", date(2026, 7, 31))))
    day.stands_at(at(2026, 6, 8))
    day.send(day.freeze())
    reply = Received(day.messages_notice(), at(2026, 6, 8, 11), "已在准备材料")
    day.messages.received.append(reply)

    (sent,) = day.listed(ReminderState.SENT)
    assert sent.replies == (reply,)
    assert sent.notice is not None
    assert sent.notice.state.zh == "待发送"


CHANGES: dict[str, Callable[[Day], object]] = {
    "a filed renewal": lambda day: day.file_renewal("B001-1"),
    "another telephone": lambda day: day.messages.numbers.update(
        {"business:B001": Reachable("tel-new", "1")}
    ),
    "another language": lambda day: day.messages.numbers.update(
        {"business:B001": Reachable("tel-business:B001", "154 **** 0001", "en")}
    ),
    "a nearer step told": lambda day: _tell_nearer_step(day, "B001-1"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_only_the_texts_that_something_happened_to_are_composed_anew(
    day: Day, change: Callable[[Day], object]
) -> None:
    keep(day.store, small_register(*(licence_of(each, date(2026, 7, 31)) for each in ("B001", "B002"))))
    day.stands_at(at(2026, 6, 8))
    preview_id = day.freeze()
    assert _perhaps_changed(day, preview_id) == []

    change(day)
    assert _perhaps_changed(day, preview_id) == ["business:B001"]


def test_under_other_circumstances_every_text_is_composed_anew_and_the_same_goes_out(day: Day) -> None:
    keep(day.store, small_register(*(licence_of(each, date(2026, 7, 31)) for each in ("B001", "B002"))))
    day.stands_at(at(2026, 6, 8))
    preview_id = day.freeze()
    day.stands_at(at(2026, 6, 9))
    assert _perhaps_changed(day, preview_id) == ["business:B001", "business:B002"]

    assert day.send(preview_id).texts == 2


def _perhaps_changed(day: Day, preview_id: str) -> list[str]:
    """The parties of the texts that are not known to be as they were seen."""
    with day.store.transaction() as session:
        preview = session.get_one(PreviewRow, (DISTRICT, preview_id))
        hold = preview.circumstances == circumstances(session, day.desk)
        texts = frozen_texts(session, DISTRICT, preview_id)
        doubtful = perhaps_changed(session, day.desk, texts, circumstances_hold=hold)
    return [party for text in doubtful for party in text.businesses]


def _tell_nearer_step(day: Day, licence_id: str) -> None:
    with day.store.transaction() as session:
        listed = session.scalars(sa.select(ReminderRow).where(ReminderRow.licence_id == licence_id)).one()
        values = {column.name: getattr(listed, column.name) for column in ReminderRow.__table__.columns}
        nearer = {"id": f"{licence_id}/{listed.expires}/before-7", "step": "before-7", "state": "called"}
        session.add(ReminderRow(**{**values, **nearer}))


def test_the_demonstration_register_is_swept_previewed_and_sent_whole(day: Day) -> None:
    keep(day.store, demonstration())
    swept = day.sweep()
    preview_id = day.freeze()
    page = day.preview(preview_id)
    sent = day.send(preview_id)

    assert swept.listed == len(day.listed(ReminderState.SENT, ReminderState.CALL))
    assert sent.texts == len(page.texts) == len(day.messages.announced)
    assert swept.listed == sum(len(text.items) for text in (*page.texts, *page.by_call))
    assert swept.listed > 0
    assert day.sweep() == Swept(for_a_person=swept.for_a_person)


def test_two_officers_who_send_two_previews_at_once_tell_it_once(
    postgres_store: Store, clock: FixedClock
) -> None:
    day = Day(postgres_store, clock)
    keep(day.store, small_register(licence_of("B001", date(2026, 7, 31))))
    day.stands_at(at(2026, 6, 8))
    first, second = day.freeze(), day.freeze()

    with ThreadPoolExecutor(1) as other:
        with day.store.transaction() as session:
            send_preview(session, day.desk, first, by=OFFICER)
            late = other.submit(day.send, second)
            _wait_for_a_lock(day.store)
        with pytest.raises(Conflict) as conflict:
            late.result(timeout=20)

    assert conflict.value.faults[0].sentence.zh == ("预览之后有变动（已交发送），未发送。请重新生成预览。")
    assert day.preview(second).sent_at is None


def _wait_for_a_lock(store: Store) -> None:
    """Until some transaction of this database waits for another."""
    waiting = sa.text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    for _ in range(200):
        with store.reading() as session:
            if session.scalar(waiting):
                return
        time.sleep(0.05)
    raise AssertionError("nobody waited")
