"""The texts of campaigns, word for word in both languages: first told, put right, withdrawn."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from config.bilingual import Language
from notifications.domain.wording import Composed, Office
from notifications.market.adapters.templates import campaign_wording
from notifications.market.domain.campaign import CampaignKind, Matter
from notifications.market.domain.campaign_wording import compose_row
from notifications.market.domain.owing import UNTOLD, Owed, RowTold

OFFICE = {
    "zh": Office("某区文化市场科", "021-0000-0100", "某区文化"),
    "en": Office("Office", "021-0000-0100", "District"),
}
INSPECTION = Matter(
    kind=CampaignKind.INSPECTION,
    title="节前消防安全检查",
    not_after=date(2026, 6, 12),
    answer_by=date(2026, 6, 10),
    day=date(2026, 6, 12),
    start="09:00",
    end="11:00",
    checks="安全出口",
)
POLICY = Matter(
    kind=CampaignKind.POLICY,
    title="换证提示",
    not_after=date(2026, 6, 12),
    document="演出市场管理办法",
    effective=date(2026, 6, 1),
    todo="请于6月10日前完成自查",
)
FIRE = replace(INSPECTION, title="Fire safety", checks="exits", ready="the log")
RULES = replace(
    POLICY, title="Self-check", document="Rules of performances", todo="check yourself by 10 June."
)


def written(
    matter: Matter,
    language: Language,
    *,
    owed: Owed = Owed.MATTER,
    told: RowTold = UNTOLD,
    code: str | None = None,
) -> Composed:
    businesses = ["甲歌厅"] if language == "zh" else ["Song Hall"]
    wording, code = campaign_wording(), ("27" if matter.asks else "") if code is None else code
    return compose_row(
        wording, language, OFFICE[language], matter, businesses, owed=owed, told=told, code=code
    )


def said(matter: Matter, language: Language = "zh", **how: Any) -> str:
    """The text between its signature and the office's telephone."""
    office = {"zh": "咨询：", "en": " Questions:"}[language]
    return written(matter, language, **how).text.partition("】")[2].partition(office)[0]


def corrected(matter: Matter, heard: Matter, language: Language = "zh", times: int = 1) -> str:
    told = RowTold(ever_heard=True, heard=heard.told(), times=times)
    return said(matter, language, owed=Owed.CORRECTION, told=told)


ASKED = "最晚6月10日（周三）回复：收到请回复271，有困难请回复272并说明。"
ASKED_EN = "Please reply by Wed 10 June: 271 for received, 272 with the reason if it is not possible."


@pytest.mark.parametrize(
    ("matter", "expected"),
    [
        (INSPECTION, f"甲歌厅：节前消防安全检查。定于6月12日（周五）09:00至11:00上门，查看安全出口。{ASKED}"),
        (
            replace(INSPECTION, checks="检查安全出口", ready="值班记录", answer_by=None),
            "甲歌厅：节前消防安全检查。定于6月12日（周五）09:00至11:00上门，检查安全出口。请备好值班记录。",
        ),
        (
            replace(INSPECTION, ready="请准备值班记录", answer_by=None),
            "甲歌厅：节前消防安全检查。定于6月12日（周五）09:00至11:00上门，查看安全出口。请准备值班记录。",
        ),
        (
            POLICY,
            "甲歌厅：换证提示。《演出市场管理办法》自2026年6月1日（周一）起施行。请于6月10日前完成自查。",
        ),
        (
            replace(POLICY, number="沪文〔2026〕3号", todo="按要求备案。"),
            "甲歌厅：换证提示。《演出市场管理办法》（沪文〔2026〕3号）自2026年6月1日（周一）起施行。按要求备案。",
        ),
        (
            Matter(CampaignKind.OTHER, "停电告知", date(2026, 6, 12), words="请提前备份"),
            "甲歌厅：停电告知。请提前备份。",
        ),
    ],
)
def test_what_is_first_told_reads_smoothly_and_keeps_the_offices_own_words(
    matter: Matter, expected: str
) -> None:
    assert said(matter) == expected


def test_where_no_reply_comes_back_a_call_is_asked() -> None:
    assert said(INSPECTION, code="").endswith("查看安全出口。请最晚6月10日（周三）来电答复。")
    assert said(FIRE, "en", code="").endswith("Please call us by Wed 10 June.")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"day": date(2026, 6, 13)}, "原定6月12日（周五），改为6月13日（周六）09:00至11:00上门"),
        ({"start": "10:00"}, "6月12日（周五）原定09:00至11:00，改为10:00至11:00上门"),
        (
            {"day": date(2026, 6, 13), "end": "12:00"},
            "原定6月12日（周五）09:00至11:00，改为6月13日（周六）09:00至12:00上门",
        ),
        ({"checks": "消防器材"}, "定于6月12日（周五）09:00至11:00上门，查看消防器材"),
    ],
)
def test_a_correction_names_the_day_and_hours_that_were_told(
    changes: dict[str, object], expected: str
) -> None:
    text = corrected(replace(INSPECTION, **changes), INSPECTION)  # type: ignore[arg-type]
    assert text.startswith(f"更正（第2版，以本条为准），甲歌厅：节前消防安全检查。{expected}")


def test_a_correction_counts_what_its_recipient_heard() -> None:
    moved = replace(INSPECTION, day=date(2026, 6, 13))
    assert corrected(moved, INSPECTION, times=3).startswith("更正（第4版，以本条为准），甲歌厅：")


def test_a_policys_correction_names_the_day_that_was_told() -> None:
    later = replace(POLICY, effective=date(2026, 7, 1))
    assert (
        "《演出市场管理办法》原定2026年6月1日（周一）起施行，改为2026年7月1日（周三）起施行。请于"
        in corrected(later, POLICY)
    )


def test_withdrawing_names_what_was_told() -> None:
    told = RowTold(ever_heard=True, heard=INSPECTION.told(), times=1)
    assert said(INSPECTION, owed=Owed.WITHDRAWAL, told=told) == (
        "撤销通知（以本条为准），甲歌厅：此前通知的“节前消防安全检查”（6月12日（周五）09:00）已撤销，无需办理。"
    )


IN_ENGLISH = (
    (
        FIRE,
        None,
        (
            "Song Hall: Fire safety. We come on Fri 12 June 09:00 to 11:00 to look at exits. "
            f"Please have ready the log. {ASKED_EN}"
        ),
    ),
    (
        RULES,
        None,
        (
            "Song Hall: Self-check. Rules of performances takes effect on Mon 1 June 2026. "
            "To do: check yourself by 10 June."
        ),
    ),
    (
        replace(FIRE, day=date(2026, 6, 13), ready=""),
        FIRE,
        (
            "Corrected (version 2; this text holds), Song Hall: Fire safety. "
            f"Instead of Fri 12 June we come on Sat 13 June 09:00 to 11:00 to look at exits. {ASKED_EN}"
        ),
    ),
    (
        replace(RULES, effective=date(2026, 7, 1)),
        RULES,
        (
            "Corrected (version 2; this text holds), Song Hall: Self-check. Rules of performances takes effect "
            "on Wed 1 July 2026 instead of Mon 1 June 2026. To do: check yourself by 10 June."
        ),
    ),
)


@pytest.mark.parametrize(("matter", "heard", "expected"), IN_ENGLISH)
def test_the_texts_are_in_english_too(matter: Matter, heard: Matter | None, expected: str) -> None:
    text = said(matter, "en") if heard is None else corrected(matter, heard, "en")
    assert text.rstrip() == expected


def test_an_inspection_with_an_answer_keeps_within_two_parts() -> None:
    assert written(INSPECTION, "zh").segments.parts == 2
