"""What a person reads while a year is planned: which of the plans it is, and how far it is."""

from __future__ import annotations

from api.cli.year_words import heading, progress_words
from config.bilingual import Bilingual


def test_each_search_is_headed_by_what_it_plans() -> None:
    assert heading((), 30).zh == "全年计划（照现有数据），最多 30 秒："
    supposed = (
        Bilingual("经费为500000元", "the budget is 500000"),
        Bilingual("剧团退出", "the troupe leaves"),
    )
    assert heading(supposed, 30).zh == "假如经费为500000元；剧团退出，最多 30 秒："
    assert heading(supposed, 30).en == "What if the budget is 500000; the troupe leaves, at most 30 s:"


def test_without_a_whole_plan_only_the_bound_is_told() -> None:
    assert progress_words(4.2, None, 118, None, 0).zh == "    4.2 秒  下界 118，还没有完整的方案"
    assert progress_words(42.5, 120, 118, 0.0167, 903).zh == (
        "   42.5 秒  最好 120  下界 118  差距 1.67%  已排 903 场"
    )
