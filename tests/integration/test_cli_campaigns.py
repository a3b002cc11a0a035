"""Campaigns at the command line: written, shown, corrected, withdrawn, each refused in one sentence where it does not fit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from api.bootstrap import House
from config.refusal import Outcome
from notifications.market.application.sending import send_preview
from tests.culture_process import Ended

Culture = Callable[..., Ended]
INSPECTION = (
    *("campaign", "new", "inspection", "--title", "节前检查", "--day", "2026-06-12"),
    *("--from", "09:00", "--to", "11:00", "--answer-by", "2026-06-10"),
)


def new(culture: Culture, *words: str) -> Ended:
    return culture(*INSPECTION, "--checks", "消防器材", *words)


def test_a_campaign_goes_its_way_at_the_command_line(house: House, culture: Culture, tmp_path: Path) -> None:
    table = tmp_path / "名单.csv"
    table.write_text("单位编号\nGW001\nGW004\nGW005\n", "utf-8")
    written = new(culture, "--businesses", str(table)).json
    assert (written["id"], written["counts"]) == ("2026-001", {"left out": 1, "not sent": 2})
    frozen = culture("campaign", "preview", "2026-001").json
    assert (frozen["calls"], len(frozen["texts"])) == (1, 1)
    assert (
        "北站第1歌舞厅：节前检查。定于6月12日（周五）09:00至11:00上门，查看消防器材"
        in frozen["texts"][0]["text"]
    )
    with house.outbox.transaction() as session:
        send_preview(session, house.market_desk(session), frozen["preview"], by="市场科甲")
    listed = culture("campaign", "list").json["campaigns"]
    assert [(one["id"], one["to_send"], one["to_call"]) for one in listed] == [("2026-001", 0, 1)]
    corrected = culture("campaign", "correct", "2026-001", "--ready", "值班记录").json
    assert (corrected["revision"], corrected["to_send"]) == (2, 2)
    withdrawn = culture("campaign", "withdraw", "2026-001").json
    assert (withdrawn["to_send"], withdrawn["counts"]) == (0, {"left out": 1, "withdrawn": 2})
    shown = culture("campaign", "show", "2026-001").json
    assert [(row["business"], row["standing"]) for row in shown["rows"]] == [
        ("GW001", "withdrawn"),
        ("GW004", "left out"),
        ("GW005", "withdrawn"),
    ]


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ((*INSPECTION, "--all"), "checks"),
        ((*INSPECTION, "--checks", "消防", "--business", "GW01"), "GW01"),
        (("campaign", "new", "other", "--title", "通告", "--words", "请留意"), "not_after"),
        (("campaign", "show", "2026-009"), "2026-009"),
        (("campaign", "correct", "2026-009", "--ready", "记录"), "2026-009"),
        (("campaign", "preview", "2026-009"), "2026-009"),
        (("ledger", "proof", "--campaign", "2026-009"), "2026-009"),
    ],
)
def test_what_does_not_fit_is_refused_by_its_place(
    culture: Culture, words: tuple[str, ...], named: str
) -> None:
    refused = culture(*words)
    assert refused.status == Outcome.REFUSED
    assert named in refused.out + refused.err
    assert culture("campaign", "list").json["total"] == 0
