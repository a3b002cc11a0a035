from __future__ import annotations

from datetime import date

import pytest

from notifications.market.application.wording import Office, day_in_text, reminder_text
from notifications.market.domain.due import ReminderDue, Threshold, reminder_due
from notifications.market.domain.judging import judge
from tests.unit.market.register import DAYS, RULES, business, licence

OFFICE = Office("某区文化市场管理办公室", "021-0000-0100")


def reminder(today: date, expires: date) -> ReminderDue:
    judged = judge(business(), licence(expires), RULES, DAYS, today)
    found = reminder_due(judged, [Threshold(30, "本区", date(2026, 5, 1))], (), DAYS, today)
    assert found is not None
    return found


def test_a_reminder_names_office_business_licence_both_days_and_the_telephone() -> None:
    assert reminder_text(OFFICE, [reminder(date(2026, 6, 8), date(2026, 7, 31))]) == (
        "某区文化市场管理办公室提醒：甲歌厅的娱乐经营许可证（编号沪文娱0001）有效期至2026年7月31日（周五），"
        "如需延续，请在2026年7月1日（周三）前（含当日）提出申请。已提出申请的请忽略。电话021-0000-0100"
    )


def test_a_last_day_on_a_holiday_is_told_with_the_working_day_before_it() -> None:
    assert reminder_text(OFFICE, [reminder(date(2026, 9, 1), date(2026, 10, 25))]) == (
        "某区文化市场管理办公室提醒：甲歌厅的娱乐经营许可证（编号沪文娱0001）有效期至2026年10月25日（周日），"
        "如需延续，请在2026年9月25日（周五）前（含当日）提出申请；当日不办公，请最迟2026年9月24日（周四）到窗口办理。"
        "已提出申请的请忽略。电话021-0000-0100"
    )


def test_after_the_last_day_to_apply_the_text_asks_to_contact_the_window() -> None:
    assert reminder_text(OFFICE, [reminder(date(2026, 9, 28), date(2026, 10, 25))]) == (
        "某区文化市场管理办公室提醒：甲歌厅的娱乐经营许可证（编号沪文娱0001）有效期至2026年10月25日（周日），"
        "申请延续的期限已于2026年9月25日（周五）届满，请尽快与窗口联系。已提出申请的请忽略。电话021-0000-0100"
    )


def test_a_year_without_a_holiday_table_is_said_to_be_provisional_by_name() -> None:
    text = reminder_text(OFFICE, [reminder(date(2026, 12, 28), date(2027, 2, 26))])

    assert text == (
        "某区文化市场管理办公室提醒：甲歌厅的娱乐经营许可证（编号沪文娱0001）有效期至2027年2月26日（周五），"
        "如需延续，请在2027年1月27日（周三）前（含当日）提出申请。2027年放假安排尚未公布，办公日以公布为准。"
        "已提出申请的请忽略。电话021-0000-0100"
    )


def test_several_licences_of_one_telephone_make_one_text_nearest_deadline_first() -> None:
    text = reminder_text(
        OFFICE,
        [reminder(date(2026, 9, 1), date(2026, 10, 25)), reminder(date(2026, 6, 8), date(2026, 7, 31))],
    )

    assert text.index("2026年7月1日") < text.index("2026年9月25日")
    assert text.count("某区文化市场管理办公室") == 1
    assert text.count("电话021-0000-0100") == 1


@pytest.mark.parametrize(
    "promise", ["送达", "视为", "准予", "默认", "缴", "费", "身份证", "【", "http", "拒收"]
)
def test_no_text_claims_service_promises_a_grant_or_asks_for_money(promise: str) -> None:
    texts = [
        reminder_text(OFFICE, [reminder(date(2026, 9, 1), date(2026, 10, 25))]),
        reminder_text(OFFICE, [reminder(date(2026, 9, 28), date(2026, 10, 25))]),
        reminder_text(OFFICE, [reminder(date(2026, 12, 28), date(2027, 2, 26))]),
    ]

    assert [text for text in texts if promise in text] == []


def test_what_a_business_is_called_is_never_run_as_a_template() -> None:
    odd = judge(
        business().__class__("B001", "{{ 7 * 7 }}", "歌舞娱乐场所", business().status, "", "A1"),
        licence(date(2026, 7, 31)),
        RULES,
        DAYS,
        date(2026, 6, 8),
    )
    found = reminder_due(odd, [Threshold(30, "本区", date(2026, 5, 1))], (), DAYS, date(2026, 6, 8))
    assert found is not None

    assert "{{ 7 * 7 }}的娱乐经营许可证" in reminder_text(OFFICE, [found])


def test_days_carry_their_weekday() -> None:
    assert day_in_text(date(2026, 9, 20)) == "2026年9月20日（周日）"
