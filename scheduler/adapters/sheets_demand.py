"""The sheets of what is wanted and what stands: orders, allotment, courses, deliveries held, marked days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from config.bilingual import Bilingual
from config.tabular import Column, Sheet
from config.tabular_cells import choice, identifier, text, whole, yes_no
from config.tabular_times import clock_time, day, month, weekdays
from scheduler.domain.delivery import Delivery
from scheduler.domain.district import Allotment, Course, DayMark, Order
from scheduler.domain.terms import (
    CATEGORY_NAMES,
    DELIVERY_STATE_NAMES,
    SLOT_MINUTES,
    Category,
    DeliveryState,
)

_ID_OR_NAME = Bilingual("编号或名称", "id or name")


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One ranked wish of a sub-district for a month."""

    id: str
    area_id: str
    month: str
    programme_id: str
    rank: int
    venue_id: str | None
    weekdays: frozenset[int]
    pinned_day: date | None
    pinned_start: time | None
    permit_recorded: bool

    def order(self) -> Order:
        return Order(
            self.id,
            self.area_id,
            self.month,
            self.programme_id,
            self.rank,
            self.venue_id,
            self.weekdays,
            self.pinned_day,
            self.pinned_start,
            self.permit_recorded,
        )


def _pin_outside_month(line: OrderLine) -> tuple[str, Bilingual] | None:
    if line.pinned_day and f"{line.pinned_day:%Y-%m}" != line.month:
        return (
            "pinned_day",
            Bilingual("固定的日子不在点单月份内", "the pinned day lies outside the order's month"),
        )
    if line.pinned_start and not line.pinned_day:
        return ("pinned_day", Bilingual("固定了时间却没有固定日期", "a start is pinned, but no day"))
    return None


ORDERS = Sheet(
    "orders",
    Bilingual("点单", "orders"),
    OrderLine,
    ("id",),
    (
        Column("id", "点单编号", identifier(), ("order_id", "编号")),
        Column("area_id", "街道", text(60), ("area",), note=_ID_OR_NAME),
        Column("month", "月份", month()),
        Column("programme_id", "项目", text(60), ("programme",), note=_ID_OR_NAME),
        Column("rank", "排序", whole(1, 200), note=Bilingual("1 为最想要", "1 is the dearest")),
        Column("venue_id", "指定场地", text(60), ("venue",), required=False, note=_ID_OR_NAME),
        Column("weekdays", "希望星期", weekdays(), required=False, default=frozenset()),
        Column("pinned_day", "固定日期", day(), required=False),
        Column("pinned_start", "固定时间", clock_time(SLOT_MINUTES), required=False),
        Column("permit_recorded", "许可已取得", yes_no(), ("permit",), required=False, default=False),
    ),
    (_pin_outside_month,),
)


@dataclass(frozen=True, slots=True)
class AllotmentLine:
    """How many deliveries of a category an area gets in a month: at least, at most."""

    area_id: str
    category: Category
    month: str
    least: int
    most: int

    def allotment(self) -> Allotment:
        return Allotment(self.area_id, self.category, self.month, self.least, self.most)


def _least_above_most(line: AllotmentLine) -> tuple[str, Bilingual] | None:
    return (
        ("least", Bilingual("最少多于最多", "the least is above the most"))
        if line.least > line.most
        else None
    )


ALLOTMENT = Sheet(
    "allotment",
    Bilingual("年度配额", "allotment"),
    AllotmentLine,
    ("area_id", "category", "month"),
    (
        Column("area_id", "街道", text(60), ("area",), note=_ID_OR_NAME),
        Column("category", "类别", choice(CATEGORY_NAMES)),
        Column("month", "月份", month()),
        Column("least", "最少", whole(0, 1000)),
        Column("most", "最多", whole(0, 1000)),
    ),
    (_least_above_most,),
)


@dataclass(frozen=True, slots=True)
class CourseLine:
    """A weekly course under way: same weekday, start, venue and provider; `held` sessions are over."""

    id: str
    area_id: str
    programme_id: str
    provider_id: str
    venue_id: str
    first_day: date
    start: time
    sessions: int
    held: int

    def course(self) -> Course:
        return Course(
            self.id,
            self.area_id,
            self.programme_id,
            self.provider_id,
            self.venue_id,
            self.first_day,
            self.start,
            self.sessions,
            self.held,
        )


def _held_above_sessions(line: CourseLine) -> tuple[str, Bilingual] | None:
    if line.held > line.sessions:
        return ("held", Bilingual("已上课次多于总课次", "more sessions are held than the course has"))
    return None


COURSES = Sheet(
    "courses",
    Bilingual("系列课程", "courses"),
    CourseLine,
    ("id",),
    (
        Column("id", "课程编号", identifier(), ("course_id", "编号")),
        Column("area_id", "街道", text(60), ("area",), note=_ID_OR_NAME),
        Column("programme_id", "项目", text(60), ("programme",), note=_ID_OR_NAME),
        Column("provider_id", "配送主体", text(60), ("provider",), note=_ID_OR_NAME),
        Column("venue_id", "场地", text(60), ("venue",), note=_ID_OR_NAME),
        Column("first_day", "首课日期", day()),
        Column("start", "开始时间", clock_time(SLOT_MINUTES)),
        Column("sessions", "总课次", whole(2, 60)),
        Column("held", "已上课次", whole(0, 60), required=False, default=0),
    ),
    (_held_above_sessions,),
)


@dataclass(frozen=True, slots=True)
class HeldLine:
    """What became of a delivery that is over; `session` is its number in its course."""

    id: str
    category: Category
    area_id: str
    programme_id: str
    provider_id: str
    venue_id: str
    day: date
    start: time
    state: DeliveryState
    course_id: str | None
    session: int | None

    def delivery(self, minutes: int, volumes: int, titles: int) -> Delivery:
        return Delivery(
            self.id,
            self.area_id,
            self.category,
            self.programme_id,
            self.provider_id,
            self.venue_id,
            self.day,
            self.start,
            minutes,
            course_id=self.course_id,
            session=self.session,
            volumes=volumes,
            titles=titles,
        )


HELD = Sheet(
    "held",
    Bilingual("已配送", "deliveries held"),
    HeldLine,
    ("id",),
    (
        Column("id", "场次编号", identifier(), ("delivery_id", "编号")),
        Column("category", "类别", choice(CATEGORY_NAMES)),
        Column("area_id", "街道", text(60), ("area",), note=_ID_OR_NAME),
        Column("programme_id", "项目", text(60), ("programme",), note=_ID_OR_NAME),
        Column("provider_id", "配送主体", text(60), ("provider",), note=_ID_OR_NAME),
        Column("venue_id", "场地", text(60), ("venue",), note=_ID_OR_NAME),
        Column("day", "日期", day(), ("date",)),
        Column("start", "开始时间", clock_time(SLOT_MINUTES)),
        Column("state", "结果", choice(DELIVERY_STATE_NAMES), ("状态",)),
        Column("course_id", "课程编号", identifier(), ("course",), required=False),
        Column("session", "第几课", whole(1, 60), required=False),
    ),
)

DAY_KIND_NAMES = {
    "holiday": Bilingual("放假", "holiday"),
    "makeup": Bilingual("调休上班", "make-up workday"),
    "quiet": Bilingual("考试静音", "quiet day"),
}


@dataclass(frozen=True, slots=True)
class DayMarkLine:
    """What makes a civil day special; `mark` says how sure its source is: F found, G general knowledge."""

    day: date
    kind: str
    name: str
    source: str
    mark: str

    def day_mark(self) -> DayMark:
        return DayMark(self.day, self.kind, self.name)


DAY_MARKS = Sheet(
    "day_marks",
    Bilingual("特殊日期", "marked days"),
    DayMarkLine,
    ("day", "kind"),
    (
        Column("day", "日期", day(), ("date",)),
        Column("kind", "性质", choice(DAY_KIND_NAMES)),
        Column("name", "名称", text(40)),
        Column("source", "来源", text(), required=False, default=""),
        Column("mark", "可信度", text(10), required=False, default="G"),
    ),
)
