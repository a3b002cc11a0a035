"""The tables that an office's own platform gives back: what became of each text, and the replies."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time
from typing import Literal

from config.bilingual import Bilingual
from config.tabular import Column, Sheet
from config.tabular_cells import BadCell, CellValue, Kind, folded, telephones, text
from config.telephones import Telephone

Result = Literal["delivered", "failed", "waiting"]
RESULT_WORDS: dict[str, Result] = {
    **dict.fromkeys(
        ("已送达", "送达", "送达成功", "成功", "发送成功", "delivered", "delivrd", "success"), "delivered"
    ),
    **dict.fromkeys(
        (
            "失败",
            "送达失败",
            "发送失败",
            "未送达",
            "拒收",
            "failed",
            "undeliv",
            "undelivered",
            "rejectd",
            "expired",
        ),
        "failed",
    ),
    **dict.fromkeys(
        ("待返回", "等待回执", "已提交", "发送中", "未知", "sent", "submitted", "waiting", "unknown"),
        "waiting",
    ),
}
"""What platforms write; “waiting” tells nothing yet."""
_MOMENT = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?[ T]*(\d{1,2}):(\d{2})(?::(\d{2}))?")
SHOWN = ("已送达 delivered", "失败 failed", "待返回 waiting")


@dataclass(frozen=True, slots=True)
class ResultLine:
    """What became of one text, named by its reference, or by its number where the platform keeps no reference."""

    reference: str | None
    telephones: tuple[Telephone, ...]
    result: Result
    reason: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class ReplyLine:
    """One text that came in; `at` is civil time."""

    telephones: tuple[Telephone, ...]
    text: str
    at: datetime


def _result() -> Kind:
    def read(value: CellValue) -> Result:
        found = RESULT_WORDS.get(folded(value).casefold())
        if found is None:
            raise BadCell("看不出送达还是失败", "this says neither delivered nor failed")
        return found

    return Kind(
        read,
        Bilingual("“已送达”“失败”或“待返回”", "delivered, failed or waiting (已送达, 失败, 待返回)"),
        SHOWN,
    )


def _moment() -> Kind:
    def read(value: CellValue) -> datetime:
        if isinstance(value, datetime):
            return value.replace(tzinfo=None)
        match = _MOMENT.fullmatch(folded(value))
        if match is None:
            raise BadCell("看不出是什么时间", "this is not a date with a time")
        year, month, day, hour, minute, second = (int(part or 0) for part in match.groups())
        try:
            return datetime.combine(datetime(year, month, day), time(hour, minute, second))  # noqa: DTZ001 - civil
        except ValueError:
            raise BadCell("没有这个时间", "there is no such moment") from None

    return Kind(
        read, Bilingual("日期和时间，如 2026-06-12 09:30", "a date with its time, e.g. 2026-06-12 09:30")
    )


def _named(line: ResultLine) -> tuple[str, Bilingual] | None:
    if not line.reference and len(line.telephones) != 1:
        return ("reference", Bilingual("没有编号，也没有号码", "neither a reference nor a telephone"))
    return None


def _one_number(line: ReplyLine) -> tuple[str, Bilingual] | None:
    if len(line.telephones) != 1:
        return ("telephones", Bilingual("应当是一个号码", "one number is wanted here"))
    return None


RESULTS = Sheet(
    "results",
    Bilingual("发送结果", "results"),
    ResultLine,
    ("reference", "telephones", "result", "at"),
    (
        Column("reference", "短信编号", text(64), ("编号", "短信编号 Reference", "msgid"), required=False),
        Column(
            "telephones",
            "手机号",
            telephones(),
            ("手机", "号码", "手机号码", "电话", "手机号 Telephone", "mobile", "telephone"),
            required=False,
            default=(),
        ),
        Column("result", "结果", _result(), ("状态", "发送结果", "发送状态", "status")),
        Column("reason", "原因", text(200), ("失败原因", "说明"), required=False, default=""),
        Column("at", "时间", _moment(), ("回执时间", "完成时间", "time"), required=False),
    ),
    (_named,),
)
REPLIES = Sheet(
    "replies",
    Bilingual("回复", "replies"),
    ReplyLine,
    ("telephones", "text", "at"),
    (
        Column(
            "telephones", "手机号", telephones(), ("手机", "号码", "手机号码", "电话", "mobile", "telephone")
        ),
        Column("text", "回复内容", text(1000), ("回复", "上行内容", "reply")),
        Column("at", "时间", _moment(), ("回复时间", "上行时间", "time")),
    ),
    (_one_number,),
)
