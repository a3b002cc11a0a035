from __future__ import annotations

from dataclasses import replace
from datetime import date
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from config.bilingual import Language
from notifications.domain import segments
from notifications.domain.wording import Composed, Office, composing, dates
from notifications.domain.wording.code_version import MADE_BY, code_version
from notifications.market.adapters.templates import market_wording
from notifications.market.domain.due import ReminderDue, Threshold, reminder_due
from notifications.market.domain.judging import judge
from notifications.market.domain.wording import compose_reminder, digest_of_facts
from tests.unit.market.register import DAYS, RULES, business, licence

OFFICE = Office("某区文化市场科", "021-0000-0100", "某区文化")


def reminder(today: date, expires: date, name: str = "甲歌厅") -> ReminderDue:
    judged = judge(replace(business(), name=name), licence(expires), RULES, DAYS, today)
    found = reminder_due(judged, [Threshold(30, "本区", date(2026, 5, 1))], (), DAYS, today)
    assert found is not None
    return found


SUMMER = reminder(date(2026, 6, 8), date(2026, 7, 31))
HOLIDAY = reminder(date(2026, 9, 1), date(2026, 10, 25))
OVER = reminder(date(2026, 9, 28), date(2026, 10, 25))
NAMESAKE = reminder(date(2026, 6, 8), date(2026, 7, 31), "乙歌厅")
RENUMBERED = replace(
    SUMMER,
    judgement=replace(SUMMER.judgement, licence=replace(SUMMER.judgement.licence, number="沪文娱0002")),
)
NEXT_YEAR = reminder(date(2026, 12, 28), date(2027, 2, 26))


def composed(*reminders: ReminderDue, language: Language = "zh") -> Composed:
    return compose_reminder(market_wording(), language, OFFICE, reminders)


def test_a_reminder_names_business_licence_both_days_office_and_telephone() -> None:
    assert composed(SUMMER).text == (
        "【某区文化】提醒：甲歌厅的娱乐经营许可证（编号沪文娱0001）有效期至2026年7月31日（周五），"
        "如需延续，请在2026年7月1日（周三）前（含当日）提出申请。"
        "已提出申请的，请忽略本提醒。咨询：某区文化市场科021-0000-0100"
    )
    assert composed(SUMMER, language="en").text == (
        "【某区文化】Reminder: 甲歌厅: 娱乐经营许可证 no. 沪文娱0001 is valid until Fri 31 July 2026; "
        "to renew, apply by Wed 1 July 2026. "
        "Ignore this if you have applied. Questions: 某区文化市场科 021-0000-0100"
    )


def test_the_parts_are_counted_with_the_signature() -> None:
    counted = composed(SUMMER)

    assert (counted.segments.units, counted.segments.parts) == (len(counted.text), 2)


def test_a_last_day_on_a_holiday_is_told_with_the_working_day_before_it() -> None:
    assert composed(HOLIDAY).text == (
        "【某区文化】提醒：甲歌厅的娱乐经营许可证（编号沪文娱0001）有效期至2026年10月25日（周日），"
        "如需延续，请在2026年9月25日（周五）前（含当日）提出申请；当日不办公，请最迟9月24日（周四）到窗口办理。"
        "已提出申请的，请忽略本提醒。咨询：某区文化市场科021-0000-0100"
    )
    assert composed(HOLIDAY, language="en").text == (
        "【某区文化】Reminder: 甲歌厅: 娱乐经营许可证 no. 沪文娱0001 is valid until Sun 25 October 2026; "
        "to renew, apply by Fri 25 September 2026; the office is closed that day, so come by Thu 24 September. "
        "Ignore this if you have applied. Questions: 某区文化市场科 021-0000-0100"
    )


def test_after_the_last_day_to_apply_the_text_asks_to_contact_the_window() -> None:
    assert composed(OVER).text == (
        "【某区文化】提醒：甲歌厅的娱乐经营许可证（编号沪文娱0001）有效期至2026年10月25日（周日），"
        "申请延续的期限已于2026年9月25日（周五）届满，请尽快与窗口联系。"
        "已提出申请的，请忽略本提醒。咨询：某区文化市场科021-0000-0100"
    )
    assert composed(OVER, language="en").text == (
        "【某区文化】Reminder: 甲歌厅: 娱乐经营许可证 no. 沪文娱0001 is valid until Sun 25 October 2026; "
        "the period to apply for renewal ended on Fri 25 September 2026. Contact the window soon. "
        "Ignore this if you have applied. Questions: 某区文化市场科 021-0000-0100"
    )


def test_a_year_without_a_holiday_table_is_said_to_be_provisional_by_name() -> None:
    assert composed(NEXT_YEAR).text == (
        "【某区文化】提醒：甲歌厅的娱乐经营许可证（编号沪文娱0001）有效期至2027年2月26日（周五），"
        "如需延续，请在2027年1月27日（周三）前（含当日）提出申请。2027年放假安排尚未公布，办公日以公布为准。"
        "已提出申请的，请忽略本提醒。咨询：某区文化市场科021-0000-0100"
    )


def test_several_licences_of_one_telephone_make_one_text_nearest_last_day_first() -> None:
    assert composed(HOLIDAY, SUMMER).text == (
        "【某区文化】提醒：（1）甲歌厅的娱乐经营许可证（编号沪文娱0001）有效期至2026年7月31日（周五），"
        "如需延续，请在2026年7月1日（周三）前（含当日）提出申请。"
        "（2）甲歌厅的娱乐经营许可证（编号沪文娱0001）有效期至2026年10月25日（周日），"
        "如需延续，请在2026年9月25日（周五）前（含当日）提出申请；当日不办公，请最迟9月24日（周四）到窗口办理。"
        "已提出申请的，请忽略本提醒。咨询：某区文化市场科021-0000-0100"
    )


@pytest.mark.parametrize(
    "claim", ["送达", "视为", "准予", "默认", "缴", "费", "身份证", "http", "拒收", "回复"]
)
def test_no_text_claims_service_promises_a_grant_asks_for_money_or_for_an_answer(claim: str) -> None:
    texts = [composed(each).text for each in (SUMMER, HOLIDAY, OVER, NEXT_YEAR)]

    assert [text for text in texts if claim in text] == []


def test_what_a_business_is_called_is_never_run_as_a_template() -> None:
    odd = reminder(date(2026, 6, 8), date(2026, 7, 31), name="{{ 7 * 7 }}")

    assert composed(odd).text.startswith("【某区文化】提醒：{{ 7 * 7 }}的娱乐经营许可证")


def test_texts_have_one_digest_of_facts_exactly_if_they_read_the_same() -> None:
    reworded = market_wording().with_draft("licence_reminder", "zh", "{{ office.name }}{{ items|length }}")
    cases = [
        (wording, language, office, reminders)
        for wording in (market_wording(), reworded)
        for language in ("zh", "en")
        for office in (OFFICE, replace(OFFICE, telephone="021-0000-0101"), replace(OFFICE, signature="某处"))
        for reminders in (
            [SUMMER],
            [HOLIDAY],
            [OVER],
            [NEXT_YEAR],
            [SUMMER, HOLIDAY],
            [NAMESAKE],
            [RENUMBERED],
        )
    ]
    by_digest: dict[str, set[str]] = {}
    for each in cases:
        by_digest.setdefault(digest_of_facts(*each), set()).add(compose_reminder(*each).text)
    assert all(len(texts) == 1 for texts in by_digest.values())
    assert len(by_digest) == len(cases) - 3 * 7, "the draft rewords the Chinese ones alone"
    assert digest_of_facts(market_wording(), "zh", OFFICE, [HOLIDAY, SUMMER]) in by_digest


def test_the_digest_of_facts_tells_of_changed_code(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A filter that writes a day otherwise makes another text of the same facts: it must be composed anew."""
    versions = []
    for told in ("6月12日", "六月十二日"):
        source = tmp_path / f"{len(versions)}" / "filters.py"
        source.parent.mkdir()
        source.write_text(f"def day() -> str:\n    return {told!r}\n", "utf-8")
        spec = spec_from_file_location("filters", source)
        assert spec is not None
        assert spec.loader is not None
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
        versions.append(code_version((module,)))
    assert versions[0] != versions[1]
    assert {composing, dates, segments} <= set(MADE_BY)

    before = digest_of_facts(market_wording(), "zh", OFFICE, [SUMMER])
    monkeypatch.setattr("notifications.market.domain.wording.code_version", lambda: versions[1])
    assert digest_of_facts(market_wording(), "zh", OFFICE, [SUMMER]) != before
