"""A decline as a disruption: what is barred by it, what the facts hold of it already, what of a film stays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from config.refusal import refuse
from scheduler.domain.decline import Decline
from scheduler.domain.delivery import Delivery
from scheduler.domain.disruption import Declined
from scheduler.solver.problem import Problem
from scheduler.solver.standing import PIN_FIELDS


def with_declines(problem: Problem, plan: Sequence[Delivery], declined: Declined) -> Problem:
    """The problem in which nothing of what was declined is asked of that party again.

    A film that lost its rain venue keeps everything else, as far as that can be. Refused: a delivery
    that the plan does not hold, or one without a rain venue whose rain venue declined.
    """
    fresh = declines_of(plan, declined)
    after = replace(problem, declines=(*problem.declines, *fresh))
    if declined.side != "rain_venue":
        return after
    films = declined.deliveries
    pinned = (_but_for_shelter(one) if one.id in films else one for one in problem.published)
    return replace(after, published=tuple(pinned))


def without_declines(problem: Problem, plan: Sequence[Delivery], declined: Declined) -> Problem:
    """The problem before the decline, where the facts hold the answer already."""
    known = set(declines_of(plan, declined))
    return replace(problem, declines=tuple(one for one in problem.declines if one not in known))


def declines_of(plan: Sequence[Delivery], declined: Declined) -> tuple[Decline, ...]:
    """What each of the deliveries may not be asked for again; refused as `with_declines` is."""
    by_id = {one.id: one for one in plan}
    for delivery_id in declined.deliveries:
        if delivery_id not in by_id:
            raise refuse(
                "delivery_id" if delivery_id == declined.delivery_id else "others",
                "没有“{name}”。请核对编号。",
                "there is no “{name}”. Check the id.",
                name=delivery_id,
            )
    return tuple(_decline(by_id[delivery_id], declined) for delivery_id in declined.deliveries)


def pins_as_before(
    deliveries: Iterable[Delivery], plan: Sequence[Delivery], declined: Declined
) -> Iterator[Delivery]:
    """The deliveries; what was kept of a film for its new rain venue's sake only is not pinned by a person."""
    were = {one.id: one.pinned for one in plan if one.id in declined.deliveries}
    return (replace(one, pinned=were[one.id]) if one.id in were else one for one in deliveries)


def _decline(was: Delivery, declined: Declined) -> Decline:
    side = declined.side
    if side == "venue":
        party: str | None = was.venue_id
    elif side == "provider":
        party = was.provider_id
    else:
        party = was.shelter_id
    if party is None:
        raise refuse(
            "side",
            "{id} 没有雨天备用场地。请写 venue 或 provider。",
            "{id} has no rain venue. Say venue or provider.",
            id=was.id,
        )
    return Decline(was.area_id, was.programme_id, was.order_id, side, party, was.day)


def _but_for_shelter(film: Delivery) -> Delivery:
    return replace(film, pinned=(film.pinned - {"rain_venue_id"}) | PIN_FIELDS)
