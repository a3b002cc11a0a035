"""Rain on a day of outdoor films: first what can be done and whom it touches, then the deed, published alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from sqlalchemy.orm import Session

from config.bilingual import Bilingual
from config.clock import Clock
from config.refusal import Conflict, Fault, Refusal, refuse
from scheduler.adapters.calendar_repository import (
    life_of,
    month_row,
    published_number,
    published_of,
    tell_history,
)
from scheduler.application.names_view import Names, read_names
from scheduler.application.open_air import out_of_the_rain, turned_away
from scheduler.application.planning_facts import PlanningSettings, read_problem
from scheduler.application.publishing import Publication, preview_publication
from scheduler.application.publishing_repair import publish_across_months
from scheduler.application.remarks import Remark, remarks
from scheduler.application.reserving import against_showing, at_reserve
from scheduler.domain.calendar import differences
from scheduler.domain.delivery import Delivery
from scheduler.domain.disruption import Rain
from scheduler.domain.district import District
from scheduler.domain.terms import DeliveryState
from scheduler.messages import CalendarPublished
from scheduler.solver.finding import day_words
from scheduler.solver.repair import RainChoice, RainOption, in_the_open, rain_choices

RainDeed = Literal["indoor", "reserve", "go_on"]
RAIN_DEEDS: tuple[RainDeed, ...] = ("indoor", "reserve", "go_on")
BECAUSE_OF_RAIN = "因雨"


@dataclass(frozen=True, slots=True)
class WayOn:
    """One way to go on with a film, and what speaks against it in sentences; open when nothing does.

    `instead` says why it is not in the venue that was booked for rain.
    """

    deed: RainDeed
    after: Delivery
    against: tuple[Remark, ...]
    instead: tuple[Remark, ...] = ()

    @property
    def open(self) -> bool:
        return not self.against


@dataclass(frozen=True, slots=True)
class RainedFilm:
    """A film that the rain touches, with its ways on; the first open one is proposed."""

    film: Delivery
    ways: tuple[WayOn, ...]

    @property
    def proposed(self) -> RainDeed:
        return next(way.deed for way in self.ways if way.open)


@dataclass(frozen=True, slots=True)
class RainPreview:
    """What rain on `day` touches in the published version `number`; everything else stays.

    Where it touches nothing any more, `sheltered` are the films that have left the open or that day.
    """

    month: str
    number: int
    day: date
    films: tuple[RainedFilm, ...]
    sheltered: tuple[Delivery, ...] = ()

    def sheltered_words(self, names: Names) -> Bilingual:
        """Where each film of that day is shown now, so that nothing is left to do about the rain."""
        where = [_sheltered(film, names, self.day) for film in self.sheltered]
        return Bilingual(
            "{day}的露天电影都已另有安排，不必再为下雨改动：{films}。",
            "The outdoor films of {day} have all been seen to; rain changes nothing more: {films}.",
        ).fill(
            day=day_words(self.day),
            films=Bilingual("；".join(one.zh for one in where), "; ".join(one.en for one in where)),
        )

    def proposal(self) -> dict[str, RainDeed]:
        """The proposed deed of each film by its id."""
        return {rained.film.id: rained.proposed for rained in self.films}


def preview_rain(
    session: Session, clock: Clock, settings: PlanningSettings, district_id: str, day: date
) -> RainPreview:
    """Each outdoor film of `day` with its ways on; nothing is written.

    A film that the rain moved indoors is there again once that venue has declined. Refused: no version
    of the month is published, no such film ever stood on that day, all of them have begun or are recorded.
    """
    month = f"{day:%Y-%m}"
    number = published_number(session, district_id, month)
    if not number:
        raise refuse(
            f"{day}",
            "{month} 还没有发布，没有可因雨改动的场次。请先发布，或在草稿里移动。",
            "{month} is not published, so there is nothing for rain to change. Publish it first, or move the draft.",
            month=month,
        )
    problem = read_problem(session, clock, settings, district_id, month)
    published = published_of(session, district_id, month, number)
    standing = tuple(one for one in published if _still_planned(session, district_id, one))
    names = read_names(session, district_id)
    homes = turned_away(session, district_id, names, standing, day)
    touched = [one for one in published if one.day == day and (one.id in homes or in_the_open(problem, one))]
    coming = [one for one in touched if one in standing and one.starts_at(clock.zone) > clock.now()]
    if touched and not coming:
        raise _too_late(day)
    if not touched and (sheltered := out_of_the_rain(session, district_id, names, published, day)):
        return RainPreview(month, number, day, (), sheltered)
    films = tuple(
        RainedFilm(
            choice.film,
            (
                _way("indoor", choice.indoors, choice.film, problem.district),
                _reserve_way(session, clock, settings, district_id, choice, problem.district),
                _way("go_on", choice.go_on, choice.film, problem.district),
            ),
        )
        for choice in rain_choices(problem, standing, day, homes)
        if choice.film in coming
    )
    return RainPreview(month, number, day, films)


def preview_deeds(
    session: Session, district_id: str, preview: RainPreview, deeds: Mapping[str, RainDeed]
) -> CalendarPublished:
    """The event that these deeds would emit, so that its exact texts can be shown; nothing is written."""
    after = _after(session, district_id, preview, deeds)
    return preview_publication(session, district_id, preview.month, after, _reasons(preview))


def act_on_rain(
    session: Session,
    clock: Clock,
    settings: PlanningSettings,
    district_id: str,
    day: date,
    deeds: Mapping[str, RainDeed],
    *,
    seen_number: int,
    by: str,
) -> Publication | None:
    """Do with each film as `deeds` say and publish that alone as the next version; None if all go on.

    A conflict if the month was published anew since it was seen; refused: a way that is not open.
    """
    row = month_row(session, district_id, f"{day:%Y-%m}", lock=True)
    preview = preview_rain(session, clock, settings, district_id, day)
    if preview.number != seen_number:
        raise Conflict(
            Fault(
                preview.month,
                Bilingual(
                    "您看到的是第{seen}版，现在已是第{now}版。请重新查看后再操作。",
                    "you saw version {seen}, it is now version {now}. Look again, then act.",
                ).fill(seen=seen_number, now=preview.number),
            ),
            fields=("number",),
        )
    before = published_of(session, district_id, preview.month, preview.number)
    after = _after(session, district_id, preview, deeds)
    for rained in preview.films:
        tell_history(
            session, district_id, rained.film.id, "rain", at=clock.now(), by=by, deed=deeds[rained.film.id]
        )
    if not differences(before, after):
        return None
    return publish_across_months(
        session, clock, row, Rain(day), after, why="rain", reasons=_reasons(preview), by=by
    )


def _after(
    session: Session, district_id: str, preview: RainPreview, deeds: Mapping[str, RainDeed]
) -> tuple[Delivery, ...]:
    chosen = {rained.film.id: _chosen(rained, deeds).after for rained in preview.films}
    stands = published_of(session, district_id, preview.month, preview.number)
    return tuple(chosen.get(delivery.id, delivery) for delivery in stands)


def _chosen(rained: RainedFilm, deeds: Mapping[str, RainDeed]) -> WayOn:
    deed = deeds.get(rained.film.id)
    way = next((way for way in rained.ways if way.deed == deed), None)
    if way is None:
        raise refuse(
            rained.film.id,
            "请为这场电影选择：indoor（移入室内）、reserve（改到备用日）或 go_on（照常）；不可用的不能选。",
            "choose indoor, reserve or go_on for this film; a way that does not exist cannot be chosen.",
        )
    if not way.open:
        raise Refusal(*(Fault(rained.film.id, remark.sentence) for remark in way.against))
    return way


def _way(deed: RainDeed, option: RainOption, film: Delivery, district: District) -> WayOn:
    if option.delivery is None:
        assert option.why_not is not None, "what cannot be done has its reason"
        return WayOn(deed, film, (Remark("rain_plan", True, option.why_not, (film.id,)),))
    return WayOn(
        deed,
        option.delivery,
        against=remarks(district, option.verdict.hard),
        instead=remarks(district, option.instead),
    )


NOT_PUBLISHED = Bilingual(
    "备用日所在的 {month} 还没有发布，发布之后才能改到那一天",
    "{month}, the month of its reserve date, is not published yet",
)


def _reserve_way(
    session: Session,
    clock: Clock,
    settings: PlanningSettings,
    district_id: str,
    choice: RainChoice,
    district: District,
) -> WayOn:
    """The reserve date that was booked, as long as nothing speaks against it; else the nearest that the rules allow."""
    nearest = _way("reserve", choice.reserve, choice.film, district)
    booked = at_reserve(session, district_id, choice.go_on.delivery or choice.film)
    if booked is None:
        return nearest
    if published_number(session, district_id, booked.month):
        against = against_showing(session, clock, settings, district_id, choice.film, booked)
    else:
        against = (Remark("rain_plan", True, NOT_PUBLISHED.fill(month=booked.month), (booked.id,)),)
    if against and nearest.open:
        return replace(nearest, instead=against)
    return WayOn("reserve", booked, against)


def _reasons(preview: RainPreview) -> dict[str, str]:
    return {rained.film.id: BECAUSE_OF_RAIN for rained in preview.films}


def _sheltered(film: Delivery, names: Names, day: date) -> Bilingual:
    indoors, same_day = not names.open_air(film.venue_id), film.day == day
    sentence = (
        Bilingual(
            "“{film}”已移入室内，{day} {start} 在{venue}", "“{film}” is indoors, {day} {start} at {venue}"
        )
        if indoors and same_day
        else Bilingual(
            "“{film}”已改到{day} {start}，在{venue}", "“{film}” is now on {day} {start} at {venue}"
        )
    )
    return sentence.fill(
        film=names.programme(film.programme_id),
        day=day_words(film.day),
        start=f"{film.start:%H:%M}",
        venue=names.venue(film.venue_id),
    )


def _too_late(day: date) -> Refusal:
    return refuse(
        "day",
        "{day}的露天电影都已开始或已有结果，雨天安排不再适用。没有办成的请记录结果：culture held {iso}",
        "The outdoor films of {day} have begun or are recorded; it is too late to arrange for rain. "
        "Record what became of them: culture held {iso}",
        day=day_words(day),
        iso=day,
    )


def _still_planned(session: Session, district_id: str, delivery: Delivery) -> bool:
    life = life_of(session, district_id, delivery.id)
    return life is not None and life.state == DeliveryState.PLANNED
