"""What a person says became of a delivery, and what cannot have become of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from config.bilingual import Bilingual
from scheduler.domain.delivery import Delivery
from scheduler.domain.terms import Category, DeliveryState

RecordedState = Literal[
    DeliveryState.PLANNED,
    DeliveryState.DISPATCHED,
    DeliveryState.HELD,
    DeliveryState.RAINED_OFF,
    DeliveryState.NO_SHOW,
    DeliveryState.SHORT_RECEIVED,
]
"""What a person may record; `planned` takes back what was recorded by mistake."""
RECORDED_STATES: tuple[RecordedState, ...] = (
    DeliveryState.DISPATCHED,
    DeliveryState.HELD,
    DeliveryState.RAINED_OFF,
    DeliveryState.NO_SHOW,
    DeliveryState.SHORT_RECEIVED,
    DeliveryState.PLANNED,
)
FROM_ITS_DAY_ON = (DeliveryState.DISPATCHED, DeliveryState.PLANNED)
"""What can be said of a delivery from the morning of its day on; the rest waits until it has begun."""
MOST_HEADS = 100_000
WHOLE = 100


@dataclass(frozen=True, slots=True)
class Became:
    """What became of one delivery, as a person says it.

    `received` and `received_titles` count the volumes and periodical titles that came of a short-received
    batch; `attendance` the heads that came to what was held, `satisfied` the percent of those asked;
    `seen` is the state that the person saw before, where they saw one.
    """

    delivery_id: str
    state: RecordedState
    received: int | None = None
    note: str = ""
    seen: DeliveryState | None = None
    received_titles: int | None = None
    attendance: int | None = None
    satisfied: int | None = None


def unlikely(
    one: Became, delivery: Delivery, *, open_air: bool, now: datetime, zone: ZoneInfo
) -> Iterator[Bilingual]:
    """Why that cannot have become of the published delivery; `open_air` says what its programme is."""
    if one.state in FROM_ITS_DAY_ON:
        if delivery.day > now.astimezone(zone).date():
            yield Bilingual(
                "{day} 还没有到，不能这样记录。请在当天记录。", "{day} has not come. Record it on its day."
            ).fill(day=delivery.day)
    elif delivery.starts_at(zone) > now:
        yield Bilingual(
            "{day} {start} 还没有到，不能记录结果。请在开始之后记录。",
            "{day} {start} has not come; what became of it cannot be recorded yet. Record it once it has begun.",
        ).fill(day=delivery.day, start=f"{delivery.start:%H:%M}")
    if one.state is DeliveryState.RAINED_OFF and not open_air:
        yield Bilingual(
            "不是露天场次，不能记为“因雨取消”。没有办成的请记为“未到场”。",
            "it is not in the open air and cannot be rained off. Record a delivery that failed as a no-show.",
        )
    yield from _of_batch(one, delivery)
    yield from _of_heads(one, delivery)


def _of_batch(one: Became, delivery: Delivery) -> Iterator[Bilingual]:
    books = delivery.category is Category.BOOKS
    if one.state is DeliveryState.DISPATCHED and not books:
        yield Bilingual(
            "只有图书报刊可以记为“已发出”。", "only a book batch can be dispatched; choose another state."
        )
    if one.state is not DeliveryState.SHORT_RECEIVED:
        if (one.received, one.received_titles) != (None, None):
            yield Bilingual(
                "只有短收才写实收册数和种数。",
                "a number received goes with short-received only; leave it out.",
            )
    elif not books:
        yield Bilingual(
            "只有图书报刊可以记为“短收”。", "only a book batch can be short-received; choose another state."
        )
    elif not _is_short(one, delivery):
        yield Bilingual(
            "短收须写明实收册数（0 到 {volumes}）和报刊种数（0 到 {titles}），至少有一项不足；全部收到的请记为“已收齐”（held）。",
            "say how many volumes (0 to {volumes}) and periodical titles (0 to {titles}) came, fewer than were sent; "
            "a batch that came whole is received whole (held).",
        ).fill(volumes=delivery.volumes, titles=delivery.titles)


def _is_short(one: Became, delivery: Delivery) -> bool:
    """Whether both numbers are said, where something was sent, and something is missing."""
    sent = (delivery.volumes, delivery.titles)
    said = (one.received, one.received_titles)
    came = [0 if number is None and not most else number for number, most in zip(said, sent, strict=True)]
    known = [number for number in came if number is not None]
    likely = len(known) == len(sent) and all(0 <= n <= most for n, most in zip(known, sent, strict=True))
    return likely and tuple(known) != sent


def _of_heads(one: Became, delivery: Delivery) -> Iterator[Bilingual]:
    if (one.attendance, one.satisfied) == (None, None):
        return
    if one.state is not DeliveryState.HELD or delivery.category is Category.BOOKS:
        yield Bilingual(
            "只有已举办的活动才写到场人数和满意率。",
            "heads and satisfaction go with what was held, and not with books; leave them out.",
        )
    elif one.attendance is None or not are_likely(one.attendance, one.satisfied):
        yield HEADS_UNLIKELY


def are_likely(attendance: int, satisfied: int | None) -> bool:
    """Whether so many heads, so many percent of them satisfied, can have come."""
    return 0 <= attendance <= MOST_HEADS and (satisfied is None or 0 <= satisfied <= WHOLE)


HEADS_UNLIKELY = Bilingual(
    "人数应为 0 到 {most} 的整数，满意率应为 0 到 100。",
    "heads are a whole number from 0 to {most}, satisfaction one from 0 to 100.",
).fill(most=MOST_HEADS)
