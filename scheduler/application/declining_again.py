"""Declines that stand again once a repair is taken back: what a party refused is not asked of it anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from config.bilingual import Bilingual
from config.clock import Clock
from scheduler.adapters.calendar_repository import decline_reasons
from scheduler.application.answering import take_answer
from scheduler.application.asking import ASKED_AGAIN
from scheduler.application.holding import as_published, history_of, open_declines_in
from scheduler.application.names_view import Names
from scheduler.domain.calendar import Difference
from scheduler.domain.decline import AskedSide
from scheduler.domain.delivery import DeliveryId
from scheduler.messages import DeliveryAnswered, DeliveryChange


@dataclass(frozen=True, slots=True)
class DeclinedBefore:
    """A side that had declined the delivery as it stands again, by whom and why; nobody had dealt with it."""

    side: AskedSide
    party: str
    reason: str


AGAIN = Bilingual(
    "{id}：{by}已谢绝原来的安排{reason}，撤回后仍记为谢绝，不再问它；补救：culture event declined {id} --side {side}。",
    "{id}: {by} had declined it as it was{reason}; once taken back that stands, and it is not asked again; "
    "a way on: culture event declined {id} --side {side}.",
)

DeclinesBefore = Mapping[DeliveryId, tuple[DeclinedBefore, ...]]


def declined_before(session: Session, district_id: str, changes: Iterable[Difference]) -> DeclinesBefore:
    """By delivery, who had declined it just as it is to stand again, and had not changed its mind."""
    after = {one.delivery_id: one.after for one in changes if one.after is not None}
    lines = history_of(session, district_id, after)
    said = {delivery_id: found for delivery_id, told in lines.items() if (found := open_declines_in(told))}
    stood = as_published(session, district_id, said)
    again: dict[DeliveryId, dict[AskedSide, DeclinedBefore]] = {}
    for delivery_id, found in said.items():
        reasons = decline_reasons(session, district_id, delivery_id)
        for number, side, party in found:
            was, fields = stood.get((delivery_id, number)), ASKED_AGAIN[f"{side}_answer"]
            if was is None or any(getattr(was, name) != getattr(after[delivery_id], name) for name in fields):
                continue
            kind = "provider" if side == "provider" else "venue"
            again.setdefault(delivery_id, {})[side] = DeclinedBefore(
                side, f"{kind}:{party}", reasons.get(side, "")
            )
    return {delivery_id: tuple(found.values()) for delivery_id, found in again.items()}


def again_words(declines: DeclinesBefore, names: Names) -> tuple[Bilingual, ...]:
    """What will stand declined again, a sentence for each, with the way on."""
    return tuple(
        AGAIN.fill(
            id=delivery_id,
            by=names.party(one.party),
            reason=Bilingual(f"（{one.reason}）", f" ({one.reason})") if one.reason else Bilingual("", ""),
            side=one.side,
        )
        for delivery_id, found in declines.items()
        for one in found
    )


def let_declines_stand(
    session: Session,
    clock: Clock,
    district_id: str,
    changes: Iterable[DeliveryChange],
    declines: DeclinesBefore,
) -> None:
    """Put each decline back as the answer to the version just published, open for a person to deal with."""
    for change in changes:
        for one in declines.get(change.delivery_id, ()):
            take_answer(
                session,
                clock,
                DeliveryAnswered(
                    district_id,
                    change.delivery_id,
                    one.party,
                    one.side,
                    "declined",
                    change.version,
                    one.reason,
                    f"kept:{change.delivery_id}/{change.version}",
                ),
            )
