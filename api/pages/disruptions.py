"""What a form of the page says has happened, read as a disruption; refused by the field that does not fit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, time
from typing import TypeVar

from config.bilingual import Bilingual
from config.refusal import refuse
from scheduler.application.names_view import Names
from scheduler.domain.decline import AskedSide
from scheduler.domain.disruption import (
    BudgetChanged,
    Declined,
    Disruption,
    HolidayMoved,
    OrderWithdrawn,
    ProviderAbsent,
    QuotaChanged,
    Rain,
    Urgent,
    VenueClosed,
    VenueReopened,
    fresh_order_id,
)
from scheduler.domain.district import District, Order
from scheduler.domain.terms import CATEGORY_NAMES, Category
from scheduler.solver.finding import day_words

T = TypeVar("T")
SIDE_NAMES: Mapping[AskedSide, Bilingual] = {
    "venue": Bilingual("场地", "venue"),
    "provider": Bilingual("主体", "provider"),
    "rain_venue": Bilingual("雨天备用场地", "rain venue"),
}
KINDS = ("declined", "absent", "closed", "reopened", "urgent", "withdrawn", "quota", "budget", "holiday")
"""What can be told on the page, in the order of its forms; rain has a page of its own."""


def disruption_of(kind: str, form: Mapping[str, str], district: District, month: str) -> Disruption:
    """The disruption of one kind that the form's fields state."""
    asked = _Form(form)
    match kind:
        case "absent":
            last = None if asked.said("for_good") else asked.last()
            return ProviderAbsent(asked.text("provider"), asked.day("first"), last)
        case "closed":
            last = None if asked.said("open_ended") else asked.last()
            return VenueClosed(asked.text("venue"), asked.day("first"), last)
        case "reopened":
            return VenueReopened(asked.text("venue"), asked.day("first"))
        case "urgent":
            return Urgent(_urgent(asked, district, month))
        case "withdrawn":
            return OrderWithdrawn(asked.text("order"))
        case "quota":
            category = asked.read("category", Category)
            return QuotaChanged(
                asked.text("area"), category, asked.read("least", int), asked.read("most", int)
            )
        case "budget":
            return BudgetChanged(None if asked.said("none") else asked.read("yuan", _not_negative))
        case "holiday":
            return HolidayMoved(asked.day("was"), asked.day("now"))
        case _:
            raise refuse("kind", "请选择发生了什么。", "choose what has happened.")


def decline_asked(form: Mapping[str, str]) -> tuple[str, AskedSide]:
    """The delivery and the side that the form of a decline names, `2606-017/venue`."""
    delivery_id, _, given = _Form(form).text("decline").partition("/")
    for side in SIDE_NAMES:
        if side == given:
            return delivery_id, side
    raise refuse("decline", "请选择哪一件谢绝。", "choose which decline.")


def repair_form(disruption: VenueClosed | ProviderAbsent | None) -> dict[str, str]:
    """The fields of the form that asks for the repair of a closure or an absence; none if there is nothing to ask."""
    if disruption is None:
        return {}
    last = f"{disruption.last}" if disruption.last else ""
    days = {"first": f"{disruption.first}", "last": last}
    if isinstance(disruption, VenueClosed):
        return {"kind": "closed", "venue": disruption.venue_id, **days} | (
            {} if last else {"open_ended": "1"}
        )
    return {"kind": "absent", "provider": disruption.provider_id, **days} | (
        {} if last else {"for_good": "1"}
    )


def _urgent(asked: _Form, district: District, month: str) -> Order:
    pinned = asked.day("day") if asked.said("day") else None
    start = asked.read("start", time.fromisoformat) if asked.said("start") else None
    if start is not None and pinned is None:
        raise refuse("day", "写了时刻，也要写日期。", "a start needs its day.")
    return Order(
        fresh_order_id(district, month),
        asked.text("area"),
        month,
        asked.text("programme"),
        1,
        venue_id=asked.form.get("venue") or None,
        pinned_day=pinned,
        pinned_start=start,
    )


def _not_negative(given: str) -> int:
    if (number := int(given)) < 0:
        raise ValueError(given)
    return number


class _Form:
    """The fields of a form, each read with its refusal."""

    def __init__(self, form: Mapping[str, str]) -> None:
        self.form = form

    def said(self, name: str) -> bool:
        return bool(self.form.get(name))

    def text(self, name: str) -> str:
        if not self.said(name):
            raise refuse(name, "请选择这一项。", "choose one.")
        return self.form[name]

    def day(self, name: str) -> date:
        return self.read(name, date.fromisoformat)

    def last(self) -> date:
        return self.day("last") if self.said("last") else self.day("first")

    def read(self, name: str, parse: Callable[[str], T]) -> T:
        given = self.form.get(name, "")
        try:
            return parse(given)
        except ValueError as error:
            raise refuse(
                name,
                "“{given}”读不懂。日期写成 2026-06-13，时间写成 19:30，数写成 3。",
                "“{given}” cannot be read. Write a day like 2026-06-13, a time like 19:30, a number like 3.",
                given=given,
            ) from error


def happened_words(disruption: Disruption, names: Names) -> Bilingual:
    """What has happened, in one sentence without its full stop."""
    match disruption:
        case ProviderAbsent(provider_id, first, last):
            until = _until(first, last, Bilingual("起不再承接", " on, for good"))
            return Bilingual("{who}，{first}{until}", "{who}, {first}{until}").fill(
                who=names.provider(provider_id), first=day_words(first), until=until
            )
        case VenueClosed(venue_id, first, last):
            until = _until(first, last, Bilingual("起，何时恢复未定", " until further notice"))
            return Bilingual("{where}，{first}{until}", "{where}, {first}{until}").fill(
                where=names.venue(venue_id), first=day_words(first), until=until
            )
        case VenueReopened(venue_id, first):
            return Bilingual("{where}自{first}起恢复", "{where} opens again on {first}").fill(
                where=names.venue(venue_id), first=day_words(first)
            )
        case Declined(delivery_id, side, others):
            return _declined_words(delivery_id, side, 1 + len(others))
        case Urgent(order):
            when = day_words(order.pinned_day) if order.pinned_day else Bilingual("日期未定", "no day set")
            return Bilingual("{area}“{programme}”，{when}", "“{programme}” for {area}, {when}").fill(
                area=names.area(order.area_id), programme=names.programme(order.programme_id), when=when
            )
        case OrderWithdrawn(order_id):
            return Bilingual("点单 {order}", "order {order}").fill(order=order_id)
        case QuotaChanged(area_id, category, least, most):
            return Bilingual(
                "{area}{category} {least} 至 {most} 场", "{category} of {area}: {least} to {most}"
            ).fill(area=names.area(area_id), category=CATEGORY_NAMES[category], least=least, most=most)
        case BudgetChanged(yuan):
            return (
                Bilingual("不限经费", "no budget")
                if yuan is None
                else Bilingual("{yuan} 元", "{yuan} yuan").fill(yuan=yuan)
            )
        case Rain(day):
            return day_words(day)
        case HolidayMoved(was, now):
            return Bilingual("{was}改到{now}", "{was} moves to {now}").fill(
                was=day_words(was), now=day_words(now)
            )
        case _:
            return Bilingual("其他变动", "something else")


def _declined_words(delivery_id: str, side: AskedSide, count: int) -> Bilingual:
    told = Bilingual("{delivery}，{who}谢绝", "{delivery}, declined by its {who}")
    if count > 1:
        told = Bilingual(
            "{delivery}所在课程，{who}谢绝 {count} 次",
            "{count} sessions of the course of {delivery}, declined by the {who}",
        )
    return told.fill(delivery=delivery_id, who=SIDE_NAMES[side], count=count)


def _until(first: date, last: date | None, open_ended: Bilingual) -> Bilingual:
    if last is None:
        return open_ended
    if last == first:
        return Bilingual("当天", "")
    return Bilingual("至{last}", " to {last}").fill(last=day_words(last))
