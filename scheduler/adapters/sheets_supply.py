"""The sheets of who delivers what: providers, the days they cannot come, and the menu of programmes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time

from config.bilingual import Bilingual
from config.tabular import Column, Sheet
from config.tabular_cells import choice, decimal, identifier, listed, text, whole, yes_no
from config.tabular_times import clock_time, day, numbers, weekdays
from scheduler.adapters.sheets_places import ENDS_BEFORE_IT_BEGINS, backwards
from scheduler.domain.district import Period, Programme, Provider
from scheduler.domain.terms import CATEGORY_NAMES, SLOT_MINUTES, Category

_EVERY_DAY = frozenset(range(1, 8))
_EVERY_MONTH = frozenset(range(1, 13))


@dataclass(frozen=True, slots=True)
class ProviderLine:
    """One line of the providers' sheet; `van_volumes` is what the vans carry in a day, in volumes.

    `year_least` and `year_most` are the deliveries of a year that its contract is for.
    """

    id: str
    name: str
    categories: frozenset[Category]
    per_day: int
    per_week: int
    per_month: int
    contract_from: date | None
    contract_to: date | None
    weekdays: frozenset[int]
    van_volumes: int
    home_latitude: float | None
    home_longitude: float | None
    year_least: int | None
    year_most: int | None

    def provider(self, blackouts: Iterable[Period] = ()) -> Provider:
        return Provider(
            self.id,
            self.name,
            self.categories,
            self.per_day,
            self.per_week,
            self.per_month,
            Period(self.contract_from, self.contract_to),
            tuple(blackouts),
            self.weekdays,
            self.van_volumes,
            home=home_point(self.home_latitude, self.home_longitude),
        )


def home_point(latitude: float | None, longitude: float | None) -> tuple[float, float] | None:
    """Where a provider sets out from, degrees; None unless both are known."""
    return None if latitude is None or longitude is None else (latitude, longitude)


def _half_a_point(line: ProviderLine) -> tuple[str, Bilingual] | None:
    if (line.home_latitude is None) == (line.home_longitude is None):
        return None
    return (
        "home_latitude" if line.home_latitude is None else "home_longitude",
        Bilingual("出发地的纬度和经度须同时填写", "the home point needs both latitude and longitude"),
    )


def _year_most_below_least(line: ProviderLine) -> tuple[str, Bilingual] | None:
    if line.year_least is None or line.year_most is None or line.year_least <= line.year_most:
        return None
    return ("year_most", Bilingual("全年最多场次小于最少场次", "the year's most is below its least"))


def _contract_backwards(line: ProviderLine) -> tuple[str, Bilingual] | None:
    return ("contract_to", ENDS_BEFORE_IT_BEGINS) if backwards(line.contract_from, line.contract_to) else None


def _most_shrinks(line: ProviderLine) -> tuple[str, Bilingual] | None:
    """What it can do in a week is at least what it can do in a day, and so on."""
    if line.per_week < line.per_day:
        return ("per_week", Bilingual("每周上限小于每日上限", "the most a week is below the most a day"))
    if line.per_month < line.per_week:
        return ("per_month", Bilingual("每月上限小于每周上限", "the most a month is below the most a week"))
    return None


def _books_without_van(line: ProviderLine) -> tuple[str, Bilingual] | None:
    if Category.BOOKS in line.categories and not line.van_volumes:
        return (
            "van_volumes",
            Bilingual("送图书的主体须写明车辆每日载量", "a provider of books must state what its vans carry"),
        )
    return None


PROVIDERS = Sheet(
    "providers",
    Bilingual("配送主体", "providers"),
    ProviderLine,
    ("id",),
    (
        Column("id", "主体编号", identifier(), ("provider_id", "编号")),
        Column("name", "主体名称", text(60), ("名称",)),
        Column("categories", "类别", listed(choice(CATEGORY_NAMES)), ("category",)),
        Column("per_day", "每日上限", whole(1, 50)),
        Column("per_week", "每周上限", whole(1, 200)),
        Column("per_month", "每月上限", whole(1, 800)),
        Column("contract_from", "合同起", day(), required=False),
        Column("contract_to", "合同止", day(), required=False),
        Column("weekdays", "可配送星期", weekdays(), required=False, default=_EVERY_DAY),
        Column(
            "van_volumes",
            "车辆每日载量",
            whole(0, 100_000),
            required=False,
            default=0,
            note=Bilingual("单位：册；不送图书的不填", "in volumes; blank where no books are carried"),
        ),
        Column("home_latitude", "出发地纬度", decimal(-90, 90), required=False),
        Column("home_longitude", "出发地经度", decimal(-180, 180), required=False),
        Column("year_least", "合同全年最少场次", whole(0, 2000), required=False),
        Column("year_most", "合同全年最多场次", whole(0, 2000), required=False),
    ),
    (_contract_backwards, _most_shrinks, _books_without_van, _half_a_point, _year_most_below_least),
)


@dataclass(frozen=True, slots=True)
class BlackoutLine:
    """Days on which a provider cannot come, both included."""

    provider_id: str
    first_day: date
    last_day: date
    reason: str

    def period(self) -> Period:
        return Period(self.first_day, self.last_day)


def _blackout_backwards(line: BlackoutLine) -> tuple[str, Bilingual] | None:
    return ("last_day", ENDS_BEFORE_IT_BEGINS) if backwards(line.first_day, line.last_day) else None


BLACKOUTS = Sheet(
    "blackouts",
    Bilingual("停配日期", "provider blackouts"),
    BlackoutLine,
    ("provider_id", "first_day"),
    (
        Column(
            "provider_id", "配送主体", text(60), ("provider",), note=Bilingual("编号或名称", "id or name")
        ),
        Column("first_day", "首日", day(), ("from",)),
        Column("last_day", "末日", day(), ("to",)),
        Column("reason", "原因", text(), required=False, default=""),
    ),
    (_blackout_backwards,),
)


@dataclass(frozen=True, slots=True)
class ProgrammeLine:
    """One line of the menu; minutes of the programme itself, of setting up and of clearing; cost in yuan."""

    id: str
    name: str
    category: Category
    provider_ids: frozenset[str]
    minutes: int
    setup_minutes: int
    clearing_minutes: int
    needs: frozenset[str]
    cost: int
    audience: int
    sessions: int
    months: frozenset[int]
    open_air: bool
    amplified: bool
    volumes: int
    titles: int
    start_from: time | None
    start_until: time | None

    def programme(self) -> Programme:
        return Programme(
            self.id,
            self.name,
            self.category,
            self.provider_ids,
            self.minutes,
            self.setup_minutes,
            self.clearing_minutes,
            self.needs,
            self.cost,
            self.audience,
            self.sessions,
            self.months,
            self.open_air,
            self.amplified,
            self.volumes,
            self.titles,
            self.start_from,
            self.start_until,
        )


def _batch_without_books(line: ProgrammeLine) -> tuple[str, Bilingual] | None:
    if (line.category is Category.BOOKS) != (line.volumes + line.titles > 0):
        return (
            "volumes",
            Bilingual(
                "只有图书报刊项目写册数和种数，且不能都为零",
                "book batches, and they alone, state volumes and titles",
            ),
        )
    return None


def _starts_backwards(line: ProgrammeLine) -> tuple[str, Bilingual] | None:
    if line.start_from and line.start_until and line.start_from > line.start_until:
        return (
            "start_until",
            Bilingual("最晚开始早于最早开始", "the latest start lies before the earliest"),
        )
    return None


def _course_of_another_category(line: ProgrammeLine) -> tuple[str, Bilingual] | None:
    if line.sessions > 1 and line.category is not Category.TRAINING:
        return (
            "sessions",
            Bilingual("只有培训可以是系列课程", "only trainings are given as a weekly course"),
        )
    return None


_MINUTES = Bilingual("单位：分钟", "in minutes")

PROGRAMMES = Sheet(
    "programmes",
    Bilingual("配送项目", "programmes"),
    ProgrammeLine,
    ("id",),
    (
        Column("id", "项目编号", identifier(), ("programme_id", "编号")),
        Column("name", "项目名称", text(60), ("名称",)),
        Column("category", "类别", choice(CATEGORY_NAMES)),
        Column("provider_ids", "配送主体", listed(text(60)), ("providers",)),
        Column("minutes", "时长", whole(15, 600), note=_MINUTES),
        Column("setup_minutes", "布置时间", whole(0, 600), ("setup",), note=_MINUTES),
        Column("clearing_minutes", "撤场时间", whole(0, 600), ("clearing",), note=_MINUTES),
        Column("needs", "所需设施", listed(text(20)), required=False, default=frozenset()),
        Column("cost", "每场费用", whole(0, 10_000_000), note=Bilingual("单位：元", "in yuan")),
        Column("audience", "预计人数", whole(0, 100_000), note=Bilingual("单位：人", "in heads")),
        Column("sessions", "课次", whole(1, 60), required=False, default=1),
        Column("months", "可配送月份", numbers(1, 12), required=False, default=_EVERY_MONTH),
        Column("open_air", "露天", yes_no(), ("open air",), required=False, default=False),
        Column("amplified", "扩音", yes_no(), required=False, default=False),
        Column("volumes", "册数", whole(0, 100_000), required=False, default=0),
        Column("titles", "种数", whole(0, 10_000), required=False, default=0),
        Column("start_from", "最早开始", clock_time(SLOT_MINUTES), required=False),
        Column("start_until", "最晚开始", clock_time(SLOT_MINUTES), required=False),
    ),
    (_batch_without_books, _course_of_another_category, _starts_backwards),
)
