"""What a side's answer does to a delivery: confirmed when both sides are, on the list when one declines."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.bilingual import Bilingual
from config.clock import Clock
from config.refusal import refuse
from scheduler.adapters.calendar_repository import life_of, tell_history
from scheduler.adapters.calendar_tables import DeliveryHistoryRow, DeliveryLifeRow
from scheduler.application.asking import ASKED_AGAIN
from scheduler.domain.decline import AskedSide, Side
from scheduler.domain.terms import Answer
from scheduler.messages import DeliveryAnswered


def take_answer(session: Session, clock: Clock, event: DeliveryAnswered) -> None:
    """Record a side's answer; the rain venue's is kept apart, it does not decide the delivery.

    One that was given before a publication which asks that side anew, and is heard after it, decides nothing.
    """
    life = life_of(session, event.district_id, event.delivery_id)
    if life is None or _overtaken(session, event):
        return
    answer = Answer(event.answer)
    if event.side == "rain_venue":
        _decide_on_shelter(life, answer, event.reason)
    else:
        _decide(life, event.side, answer, event.reason)
    tell_history(
        session,
        event.district_id,
        event.delivery_id,
        "answered",
        at=clock.now(),
        by=event.party,
        side=event.side,
        answer=answer.value,
        reason=event.reason,
        reply=event.reply_id,
    )


def _overtaken(session: Session, event: DeliveryAnswered) -> bool:
    """Whether a version published since the question has put it anew."""
    asking = ASKED_AGAIN.get(f"{event.side}_answer", frozenset())
    published = session.scalars(
        sa.select(DeliveryHistoryRow).where(
            DeliveryHistoryRow.district_id == event.district_id,
            DeliveryHistoryRow.delivery_id == event.delivery_id,
            DeliveryHistoryRow.kind == "published",
        )
    )
    return any(
        line.facts["added"] or line.facts["removed"] or asking & set(line.facts["changed"])
        for line in published
        if line.facts["version"] > event.asked_version
    )


WHICH_SIDE = Bilingual(
    "场地和配送主体都谢绝了这个场次，请写明处理的是哪一方：--side venue（场地）或 --side provider（配送主体）；都处理了的写 --all。",
    "both the venue and the provider declined this delivery: say whose was dealt with, --side venue or "
    "--side provider, or --all for both.",
)


def _decide_on_shelter(life: DeliveryLifeRow, answer: Answer, reason: str) -> None:
    before = life.rain_venue_answer
    if before is None:
        return
    life.rain_venue_answer = _later(before, answer)
    if answer is Answer.DECLINED and before != Answer.DECLINED:
        life.rain_venue_reason, life.rain_venue_settled_at = reason, None
    elif answer is Answer.DECLINED and reason:
        life.rain_venue_reason = reason


def _decide(life: DeliveryLifeRow, side: Side, answer: Answer, reason: str) -> None:
    field = f"{side}_answer"
    before = getattr(life, field)
    setattr(life, field, _later(before, answer))
    if answer is Answer.DECLINED and before != Answer.DECLINED:
        life.decline_reason = reason
        setattr(life, f"{side}_settled_at", None)
    elif answer is Answer.DECLINED and reason:
        # Only its reason came later: what was settled meanwhile stays settled.
        life.decline_reason = reason


def _later(old: str | None, new: Answer) -> str:
    """*Received* never takes a decision back."""
    decided = old in (Answer.CONFIRMED, Answer.DECLINED)
    return old if decided and old is not None and new is Answer.RECEIVED else new.value


def settle_decline(
    session: Session,
    clock: Clock,
    district_id: str,
    delivery_id: str,
    *,
    by: str,
    note: str,
    side: AskedSide | None = None,
    every: bool = False,
) -> tuple[AskedSide, ...]:
    """A coordinator has dealt with a decline (by a call, a move, a replacement); it leaves the list.

    Returns whose. Without a `side` it is the only one of venue and provider that declined, or `every` one of them;
    the film's rain venue is always named. Refused where nothing is open, or where two are and none is named.
    """
    life = life_of(session, district_id, delivery_id)
    sides = _settled_sides(life, delivery_id, side, every=every)
    for each in sides:
        setattr(life, f"{each}_settled_at", clock.now())
        tell_history(
            session,
            district_id,
            delivery_id,
            "decline_settled",
            at=clock.now(),
            by=by,
            note=note,
            side=each,
        )
    return sides


def _settled_sides(
    life: DeliveryLifeRow | None, delivery_id: str, side: AskedSide | None, *, every: bool
) -> tuple[AskedSide, ...]:
    if side == "rain_venue":
        declined = life is not None and life.rain_venue_answer == Answer.DECLINED
        mine: tuple[AskedSide, ...] = ("rain_venue",) if declined else ()
        left = () if life is None or life.rain_venue_settled_at else mine
    else:
        mine = tuple(each for each in life.sides_declined if side in {None, each}) if life else ()
        left = tuple(each for each in life.open_declines if each in mine) if life else ()
    if not mine:
        raise refuse(
            delivery_id,
            "这个场次没有待处理的拒绝答复。",
            "this delivery has no decline to settle.",
        )
    if not left:
        raise refuse(
            delivery_id,
            "这个场次的拒绝答复已经记为处理过，不必再记。",
            "its decline is noted as dealt with already.",
        )
    if len(left) > 1 and not every:
        raise refuse(delivery_id, WHICH_SIDE.zh, WHICH_SIDE.en)
    return left
