"""A campaign 监管通知: one regulatory matter told to many businesses, each of them a row of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from config.bilingual import Bilingual
from config.refusal import Fault
from notifications.market.domain.deadlines import end_of


class CampaignKind(StrEnum):
    """What a campaign is about; each has a template of its own."""

    INSPECTION = "inspection"
    POLICY = "policy"
    OTHER = "other"


CAMPAIGN_KIND_NAMES = {
    CampaignKind.INSPECTION: Bilingual("检查", "inspection"),
    CampaignKind.POLICY: Bilingual("政策", "policy"),
    CampaignKind.OTHER: Bilingual("其他", "other"),
}
NEEDED = {
    CampaignKind.INSPECTION: ("title", "day", "start", "end", "checks"),
    CampaignKind.POLICY: ("title", "document", "effective", "todo"),
    CampaignKind.OTHER: ("title", "words"),
}
"""The facts without which a text of the kind says too little."""
FREE = {
    CampaignKind.INSPECTION: ("ready", "words"),
    CampaignKind.POLICY: ("number", "words"),
    CampaignKind.OTHER: (),
}
"""The facts that a text of the kind may have besides."""
FIELD_NAMES = {
    "title": Bilingual("事由", "the title"),
    "day": Bilingual("检查日期", "the day of the inspection"),
    "start": Bilingual("开始时间", "the time it begins"),
    "end": Bilingual("结束时间", "the time it ends"),
    "checks": Bilingual("检查内容", "what is checked"),
    "ready": Bilingual("需备材料", "what to have ready"),
    "document": Bilingual("文件名称", "the document's title"),
    "number": Bilingual("文号", "the document's number"),
    "effective": Bilingual("施行日期", "the day it takes effect"),
    "todo": Bilingual("需办事项", "what to do"),
    "words": Bilingual("正文", "the words"),
    "answer_by": Bilingual("答复期限", "the day to answer by"),
    "not_after": Bilingual("最迟发送日", "the last day to tell it"),
}
BUSINESSES = "businesses"
UNSAID = date.min
"""Stands for a last day that nobody gave; such a matter is refused."""
FREE_TEXTS = ("title", "checks", "ready", "document", "number", "todo", "words")
"""The fields that hold the office's own words."""
LONGEST = {"title": 40, "number": 40}
LONGEST_TEXT = 300


@dataclass(frozen=True, slots=True)
class Matter:
    """What a campaign says; what its kind does not have is empty. With `answer_by` a reply is asked for.

    Times are `HH:MM`. After `not_after` it is told to nobody.
    """

    kind: CampaignKind
    title: str
    not_after: date
    answer_by: date | None = None
    day: date | None = None
    start: str = ""
    end: str = ""
    checks: str = ""
    ready: str = ""
    document: str = ""
    number: str = ""
    effective: date | None = None
    todo: str = ""
    words: str = ""

    @property
    def asks(self) -> bool:
        return self.answer_by is not None

    def told(self) -> dict[str, str]:
        """What a business hears of it, as it is kept beside the text: the last day to tell it is no news."""
        return {name: value for name, value in stored(self).items() if name != "not_after"}


DAYS = ("not_after", "answer_by", "day", "effective")


def stored(matter: Matter) -> dict[str, str]:
    """The matter as it is kept; what is empty is left out."""
    values = {each.name: getattr(matter, each.name) for each in fields(matter)}
    return {
        name: value.isoformat() if isinstance(value, date) else str(value)
        for name, value in values.items()
        if value not in (None, "")
    }


def matter_from(kept: Mapping[str, Any]) -> Matter:
    """The matter from what `stored` kept."""
    values: dict[str, Any] = {
        name: date.fromisoformat(value) if name in DAYS else value
        for name, value in kept.items()
        if name != "kind"
    }
    return Matter(kind=CampaignKind(kept["kind"]), **values)


def tidied(matter: Matter) -> Matter:
    """Without space around what was typed."""
    words: dict[str, Any] = {name: " ".join(getattr(matter, name).split()) for name in FREE_TEXTS}
    return replace(matter, **words)


def faults_of(matter: Matter, today: date) -> Iterator[Fault]:
    """All that is wrong with it, each with its field; nothing about a past day is told."""
    needed, free = NEEDED[matter.kind], FREE[matter.kind]
    kind = CAMPAIGN_KIND_NAMES[matter.kind]
    for name, field in FIELD_NAMES.items():
        given = getattr(matter, name) not in (None, "")
        if name in needed and not given:
            yield Fault(field_place(name), _MISSING.fill(kind=kind, field=field))
        if given and name not in (*needed, *free, "answer_by", "not_after"):
            yield Fault(field_place(name), _ODD.fill(kind=kind, field=field))
    for name in FREE_TEXTS:
        most, length = LONGEST.get(name, LONGEST_TEXT), len(getattr(matter, name))
        if length > most:
            yield Fault(field_place(name), _LONG.fill(field=FIELD_NAMES[name], most=most, length=length))
    yield from _faults_of_times(matter, today)


def field_place(name: str) -> str:
    """How a refusal names a field of a campaign, which a reader is shown in words."""
    return f"{_PLACE}{name}"


def field_named(place: str) -> str:
    """The field that a refusal names; empty where it names something else."""
    return place.removeprefix(_PLACE) if place.startswith(_PLACE) else ""


def _faults_of_times(matter: Matter, today: date) -> Iterator[Fault]:
    for name in ("start", "end"):
        if getattr(matter, name) and not _is_time(getattr(matter, name)):
            yield Fault(field_place(name), _NO_TIME.fill(given=getattr(matter, name)))
            return
    if matter.start and matter.end and matter.end <= matter.start:
        yield Fault(field_place("end"), _ENDS_EARLY.fill(start=matter.start, end=matter.end))
    for name in ("day", "answer_by", "not_after"):
        value = getattr(matter, name)
        if value not in (None, UNSAID) and value < today:
            yield Fault(field_place(name), _PAST.fill(field=FIELD_NAMES[name], day=value, today=today))
    if matter.not_after == UNSAID:
        yield Fault(field_place("not_after"), _NO_LAST_DAY)
        return
    if matter.day is not None and matter.not_after > matter.day:
        yield Fault(field_place("not_after"), _AFTER_THE_DAY.fill(not_after=matter.not_after, day=matter.day))
    if matter.answer_by is None:
        return
    if matter.day is not None and matter.answer_by > matter.day:
        yield Fault(field_place("answer_by"), _ANSWER_AFTER_DAY.fill(by=matter.answer_by, day=matter.day))
    elif matter.answer_by > matter.not_after:
        yield Fault(
            field_place("answer_by"), _ANSWER_LATE.fill(day=matter.answer_by, not_after=matter.not_after)
        )


def closes_at(matter: Matter, zone: ZoneInfo) -> datetime:
    """The instant (UTC) from which no answer counts any more: an inspection's begin, else the end of the last day."""
    if matter.day is not None:
        return datetime.combine(matter.day, time.fromisoformat(matter.start), zone).astimezone(UTC)
    return end_of(matter.not_after, zone)


def stale_at(matter: Matter, zone: ZoneInfo) -> datetime:
    """The instant (UTC) from which it is told to nobody."""
    return min(closes_at(matter, zone), end_of(matter.not_after, zone))


def row_id(campaign_id: str, business_id: str) -> str:
    """The lasting id of one business's row of a campaign, e.g. `2026-003/B017`."""
    return f"{campaign_id}/{business_id}"


def row_subject(row: str) -> str:
    """The subject whose version a text to this row is held against."""
    return f"campaign_row:{row}"


def _is_time(given: str) -> bool:
    try:
        return given == f"{time.fromisoformat(given):%H:%M}"
    except ValueError:
        return False


_PLACE = "campaign_"
_MISSING = Bilingual(
    "{kind}通知缺少“{field}”，请补上。", "a notice of this kind ({kind}) needs {field}; give it."
)
_ODD = Bilingual(
    "{kind}通知没有“{field}”这一项，请去掉，或写进正文。",
    "a notice of this kind ({kind}) does not have {field}; leave it out, or put it into the words.",
)
_LONG = Bilingual(
    "“{field}”最长 {most} 个字，现为 {length} 个，请精简。",
    "{field} has {length} characters, {most} at most; shorten it.",
)
_NO_TIME = Bilingual("“{given}”不是时间，请写成 09:00 的样子。", "“{given}” is no time; write it like 09:00.")
_ENDS_EARLY = Bilingual(
    "结束时间 {end} 不晚于开始时间 {start}，请核对。",
    "it ends at {end}, not after it begins at {start}; check both.",
)
_PAST = Bilingual(
    "“{field}” {day} 已过（今天 {today}），请改为今天或以后。",
    "{field}, {day}, is past (today is {today}); give today or later.",
)
_AFTER_THE_DAY = Bilingual(
    "最迟发送日 {not_after} 晚于检查日期 {day}，请改为当日或之前。",
    "the last day to tell it, {not_after}, is after the inspection on {day}; give that day or an earlier one.",
)
_NO_LAST_DAY = Bilingual(
    "请写明最迟发送日（过了这天就不再发），或写明检查日期、答复期限。",
    "give the last day to tell it, after which it is not sent, or the day of the inspection or to answer by.",
)
_ANSWER_AFTER_DAY = Bilingual(
    "答复期限 {by} 晚于检查日期 {day}，请改为检查当日或之前。",
    "the day to answer by, {by}, is after the inspection on {day}; give that day or an earlier one.",
)
_ANSWER_LATE = Bilingual(
    "答复期限 {day} 晚于最迟发送日 {not_after}，请改早期限，或推迟最迟发送日。",
    "the day to answer by, {day}, is after the last day to tell it, {not_after}; make it earlier, or that day later.",
)
