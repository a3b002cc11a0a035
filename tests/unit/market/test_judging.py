from __future__ import annotations

from datetime import date

import pytest

from config.bilingual import Bilingual
from notifications.market.domain.business import BusinessStatus, Licence
from notifications.market.domain.judging import Standing, judge
from notifications.market.domain.licence_rules import LicenceRule, Mark, RuleBook
from tests.unit.market.register import (
    ART_FILING,
    DAYS,
    ENTERTAINMENT_PERMIT,
    ENTERTAINMENT_RULE,
    KARAOKE,
    NETWORK_PERMIT,
    RULES,
    business,
    licence,
)

TODAY = date(2026, 5, 20)


def test_the_last_day_to_apply_is_the_expiry_less_the_lead_and_stays_on_a_holiday() -> None:
    judged = judge(business(), licence(date(2026, 10, 25)), RULES, DAYS, TODAY)

    assert judged.standing is Standing.RUNNING
    assert judged.deadline is not None
    assert judged.deadline.expires == date(2026, 10, 25)
    assert judged.deadline.apply_by == date(2026, 9, 25)
    assert judged.deadline.last_workday == date(2026, 9, 24)
    assert judged.deadline.rule == ENTERTAINMENT_RULE
    assert not judged.deadline.provisional


def test_a_deadline_in_a_year_without_a_holiday_table_is_provisional_by_name() -> None:
    judged = judge(business(), licence(date(2027, 3, 1)), RULES, DAYS, TODAY)

    assert judged.deadline is not None
    assert judged.deadline.apply_by == date(2027, 1, 30)
    assert judged.deadline.provisional_years == (2027,)
    assert judged.deadline.provisional


@pytest.mark.parametrize(
    ("today", "standing"),
    [
        (date(2026, 9, 25), Standing.RUNNING),
        (date(2026, 9, 26), Standing.TOO_LATE_TO_APPLY),
        (date(2026, 10, 25), Standing.TOO_LATE_TO_APPLY),
        (date(2026, 10, 26), Standing.EXPIRED),
    ],
)
def test_a_licence_runs_to_its_last_day_to_apply_and_is_valid_through_its_expiry(
    today: date, standing: Standing
) -> None:
    assert judge(business(), licence(date(2026, 10, 25)), RULES, DAYS, today).standing is standing


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (BusinessStatus.SUSPENDED, Bilingual("经营单位已停业", "the business is suspended")),
        (BusinessStatus.CLOSED, Bilingual("经营单位已注销", "the business is closed")),
    ],
)
def test_suspension_and_closure_stop_reminders(status: BusinessStatus, reason: Bilingual) -> None:
    judged = judge(business(status), licence(), RULES, DAYS, TODAY)

    assert (judged.standing, judged.reason, judged.deadline) == (Standing.STOPPED, reason, None)


def test_a_filed_renewal_stops_reminders_and_keeps_the_licence_off_the_expired_list() -> None:
    judged = judge(business(), licence(filed=date(2026, 9, 1)), RULES, DAYS, date(2026, 11, 2))

    assert judged.standing is Standing.STOPPED
    assert judged.reason.zh == "2026-09-01 已提交延续申请"


def test_a_business_that_moved_away_is_left_to_a_person() -> None:
    judged = judge(business(BusinessStatus.MOVED), licence(), RULES, DAYS, TODAY)

    assert judged.standing is Standing.CANNOT_BE_JUDGED
    assert judged.reason.en == "the business has moved; find out which office keeps its licence now"


def test_without_a_rule_for_category_and_kind_nothing_is_judged() -> None:
    judged = judge(business(category="印刷企业"), licence(kind="印刷经营许可证"), RULES, DAYS, TODAY)

    assert judged.standing is Standing.CANNOT_BE_JUDGED
    assert judged.reason.zh == "没有“印刷企业”的“印刷经营许可证”适用的规则，请在规则表中录入"


def test_a_rule_whose_lead_was_not_found_judges_nothing() -> None:
    judged = judge(business(category="电影放映单位"), licence(kind="电影放映经营许可证"), RULES, DAYS, TODAY)

    assert judged.standing is Standing.CANNOT_BE_JUDGED
    assert judged.reason.zh == "“电影放映单位”的“电影放映经营许可证”未录入提前申请天数，请在规则表中补录"


def test_a_blank_expiry_is_not_guessed_from_the_validity() -> None:
    judged = judge(business(), licence(None), RULES, DAYS, TODAY)

    assert judged.standing is Standing.CANNOT_BE_JUDGED
    assert judged.reason == Bilingual("未录入到期日，请补录", "no expiry is entered; enter it")


def test_a_filing_has_no_expiry_and_asks_for_none() -> None:
    judged = judge(business(category="美术品经营单位"), licence(None, ART_FILING), RULES, DAYS, TODAY)

    assert judged.standing is Standing.WITHOUT_EXPIRY


def test_a_filing_with_an_expiry_is_a_contradiction_for_a_person() -> None:
    judged = judge(business(category="美术品经营单位"), licence(kind=ART_FILING), RULES, DAYS, TODAY)

    assert judged.standing is Standing.CANNOT_BE_JUDGED


def test_an_expired_licence_needs_no_rule_to_be_called_expired() -> None:
    judged = judge(business(category="印刷企业"), licence(date(2026, 5, 19)), RULES, DAYS, TODAY)

    assert judged.standing is Standing.EXPIRED


def test_an_internet_cafes_permit_is_not_the_internet_culture_companys() -> None:
    expires = date(2026, 12, 31)
    cafe = judge(business(category="上网服务场所"), licence(expires, NETWORK_PERMIT), RULES, DAYS, TODAY)
    company = judge(business(category="互联网文化单位"), licence(expires, NETWORK_PERMIT), RULES, DAYS, TODAY)

    assert cafe.deadline is not None
    assert company.deadline is not None
    assert (cafe.deadline.apply_by, company.deadline.apply_by) == (date(2026, 12, 1), date(2026, 11, 1))


def test_the_rule_in_force_on_the_day_of_expiry_counts() -> None:
    later = LicenceRule(
        KARAOKE, ENTERTAINMENT_PERMIT, date(2026, 10, 1), "甲条例（修订）", Mark.FOUND, 24, lead_days=45
    )
    book = RuleBook([later, ENTERTAINMENT_RULE])

    before = judge(business(), licence(date(2026, 9, 30)), book, DAYS, TODAY).deadline
    after = judge(business(), licence(date(2026, 10, 1)), book, DAYS, TODAY).deadline

    assert before is not None
    assert after is not None
    assert (before.rule, before.apply_by) == (ENTERTAINMENT_RULE, date(2026, 8, 31))
    assert (after.rule, after.apply_by) == (later, date(2026, 8, 17))


def test_before_any_rule_takes_effect_there_is_none() -> None:
    assert RULES.in_force(KARAOKE, ENTERTAINMENT_PERMIT, date(2019, 12, 31)) is None
    assert RULES.in_force(KARAOKE, ENTERTAINMENT_PERMIT, date(2020, 1, 1)) == ENTERTAINMENT_RULE


def test_nonsense_is_refused_at_birth() -> None:
    with pytest.raises(ValueError, match="two rules take effect on 2020-01-01"):
        RuleBook([ENTERTAINMENT_RULE, ENTERTAINMENT_RULE])
    with pytest.raises(ValueError, match="is no lead"):
        LicenceRule(KARAOKE, "甲", date(2020, 1, 1), "甲条例", Mark.FOUND, lead_days=-1)
    with pytest.raises(ValueError, match="no licence runs 0 months"):
        LicenceRule(KARAOKE, "甲", date(2020, 1, 1), "甲条例", Mark.FOUND, validity_months=0)
    with pytest.raises(ValueError, match="neither validity nor lead"):
        LicenceRule(KARAOKE, "甲", date(2020, 1, 1), "甲条例", Mark.FOUND, lead_days=30, filing=True)
    with pytest.raises(ValueError, match="before it was issued"):
        Licence("L1", "B1", "甲", "1", date(2026, 1, 2), date(2026, 1, 1))
    with pytest.raises(ValueError, match="belongs to B002, not to B001"):
        judge(business(), Licence("L2", "B002", "甲", "2", None, None), RULES, DAYS, TODAY)
