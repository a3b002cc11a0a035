"""What can be done about one event, everything else standing as it is: so far, rain on a day of outdoor films."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from scheduler.domain.delivery import Delivery
from scheduler.domain.terms import SLOT_MINUTES, Category
from scheduler.solver.finding import Finding, Severity
from scheduler.solver.moves import Verdict, judge_move
from scheduler.solver.problem import Problem

YIELDS_TO_RAIN = frozenset({("pins", None), ("structure", "past")})
"""What gives way, by rule and case (None: any): a pinned day, and that planning leaves the present day alone."""

RESERVES_WEIGHED = 5
"""How many free reserve dates, the nearest first, are weighed against each other by the wishes."""


@dataclass(frozen=True, slots=True)
class RainOption:
    """One way to go on with a film: the delivery after it, and what speaks against it."""

    after: Delivery
    against: tuple[Finding, ...]
    points: int

    @property
    def allowed(self) -> bool:
        return not self.against


@dataclass(frozen=True, slots=True)
class RainChoice:
    """A film touched by rain: into its rain venue, to a reserve date, or on as it stands.

    `reserve` is None when no later day of the month is free for it by the rules.
    """

    film: Delivery
    indoor: RainOption | None
    reserve: RainOption | None


def films_outdoors(problem: Problem, deliveries: Iterable[Delivery], day: date) -> tuple[Delivery, ...]:
    """The films in the open air on `day`."""
    return tuple(
        delivery
        for delivery in deliveries
        if delivery.day == day
        and delivery.category is Category.FILM
        and (venue := problem.venues.get(delivery.venue_id)) is not None
        and venue.open_air
    )


def rain_choices(
    problem: Problem, deliveries: Iterable[Delivery], day: date, not_before: date
) -> tuple[RainChoice, ...]:
    """For each outdoor film on `day` what can be done, each film by itself; empty if there is none.

    Reserve dates lie after `day` and not before `not_before`. Of two films no reserve date takes what
    the other's has taken: they are chosen one after the other.
    """
    standing = tuple(deliveries)
    choices: list[RainChoice] = []
    for film in films_outdoors(problem, standing, day):
        reserve = _reserve(problem, standing, film, max(not_before, day + timedelta(days=1)))
        choices.append(RainChoice(film, _indoor(problem, standing, film), reserve))
        if reserve is not None:
            standing = tuple(reserve.after if each.id == film.id else each for each in standing)
    return tuple(choices)


def _indoor(problem: Problem, deliveries: tuple[Delivery, ...], film: Delivery) -> RainOption | None:
    if film.rain_venue_id is None:
        return None
    return _option(problem, deliveries, replace(film, venue_id=film.rain_venue_id))


def _reserve(
    problem: Problem, deliveries: tuple[Delivery, ...], film: Delivery, first: date
) -> RainOption | None:
    free: list[RainOption] = []
    for after in _later(problem, film, first):
        option = _option(problem, deliveries, after)
        if option.allowed:
            free.append(option)
        if len(free) == RESERVES_WEIGHED:
            break
    return min(free, key=lambda option: (option.points, option.after.day), default=None)


def _later(problem: Problem, film: Delivery, first: date) -> Iterator[Delivery]:
    """The film on each later day of the month, at its own hour or as soon after as it is dark."""
    for day in problem.days:
        if day >= first:
            start = max(film.start, problem.film_start(day))
            for later in (start, _quarter_later(start)):
                yield replace(film, day=day, start=later)


def _quarter_later(start: time) -> time:
    return (datetime.combine(date.min, start) + timedelta(minutes=SLOT_MINUTES)).time()


def _option(problem: Problem, deliveries: tuple[Delivery, ...], after: Delivery) -> RainOption:
    verdict = judge_move(problem, deliveries, [after])
    return RainOption(after, _against(verdict), verdict.points)


def _against(verdict: Verdict) -> tuple[Finding, ...]:
    """The rules it would break that were not broken before; one that stood already weighs no more for it."""
    stood = {_what(finding) for finding in verdict.removed}
    return tuple(
        finding
        for finding in verdict.introduced
        if finding.severity is not Severity.WISH
        and not {(finding.rule, None), (finding.rule, finding.case)} & YIELDS_TO_RAIN
        and _what(finding) not in stood
    )


def _what(finding: Finding) -> tuple[object, ...]:
    return finding.rule, finding.case, finding.deliveries, finding.facts
