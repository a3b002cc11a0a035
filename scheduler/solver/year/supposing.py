"""What if: a provider drops out, a venue closes, budget or goal is another, areas merge; the year's problem then."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta

from config.bilingual import Bilingual
from config.refusal import refuse
from scheduler.domain.district import Allotment, Period
from scheduler.domain.terms import CATEGORY_NAMES, Category
from scheduler.solver.finding import day_words
from scheduler.solver.year.problem import Goal, YearProblem


@dataclass(frozen=True, slots=True)
class ProviderGone:
    """A provider delivers nothing from a day on; from the first planned month if none is said."""

    provider_id: str
    since: date | None = None


@dataclass(frozen=True, slots=True)
class VenueShut:
    """A venue is closed from a day on."""

    venue_id: str
    since: date | None = None


@dataclass(frozen=True, slots=True)
class BudgetSet:
    """All planned months together may cost so many yuan."""

    yuan: int


@dataclass(frozen=True, slots=True)
class GoalSet:
    """An area gets at least so many deliveries of a category in the planned months."""

    area_id: str
    category: Category
    least: int


@dataclass(frozen=True, slots=True)
class AreasMerged:
    """An area becomes part of another for all planned months: its people, venues, orders and goals."""

    area_id: str
    into_id: str


Supposition = ProviderGone | VenueShut | BudgetSet | GoalSet | AreasMerged


def supposing(problem: YearProblem, what: Supposition) -> YearProblem:
    """The year's problem if that were so; refused where a running course could not go on."""
    match what:
        case ProviderGone(provider_id, since):
            return _without_provider(problem, provider_id, since)
        case VenueShut(venue_id, since):
            return _without_venue(problem, venue_id, since)
        case BudgetSet(yuan):
            return replace(problem, budget=yuan)
        case GoalSet():
            return _with_goal(problem, what)
        case AreasMerged():
            return _merged(problem, what)


def said(problem: YearProblem, what: Supposition) -> Bilingual:
    """The supposition in a sentence, with the district's own names."""
    district = problem.district
    names = {one.id: one.name for one in district.areas}
    names |= {one.id: one.name for one in district.venues}
    names |= {one.id: one.name for one in district.providers}
    match what:
        case ProviderGone(provider_id, since):
            return _since("{what}{day}退出", "{what} drops out{day}", names[provider_id], since)
        case VenueShut(venue_id, since):
            return _since("{what}{day}关闭", "{what} is closed{day}", names[venue_id], since)
        case BudgetSet(yuan):
            return Bilingual("预算 {yuan} 元", "the budget is {yuan} yuan").fill(yuan=yuan)
        case GoalSet(area_id, category, least):
            return Bilingual(
                "{area}的{category}目标 {least} 场", "{area}'s goal of {category} is {least}"
            ).fill(area=names[area_id], category=CATEGORY_NAMES[category], least=least)
        case AreasMerged(area_id, into_id):
            return Bilingual("{area}并入{into}", "{area} becomes part of {into}").fill(
                area=names[area_id], into=names[into_id]
            )


def _since(zh: str, en: str, name: str, since: date | None) -> Bilingual:
    if since is None:
        return Bilingual(zh, en).fill(what=name, day="")
    words = day_words(since)
    return Bilingual(zh, en).fill(what=name, day=Bilingual(f"自{words.zh}起", f" from {words.en}"))


def _first_day(problem: YearProblem, since: date | None) -> date:
    return since or date.fromisoformat(f"{problem.months[0]}-01")


def _without_provider(problem: YearProblem, provider_id: str, since: date | None) -> YearProblem:
    """What it has still to give is dropped with it: nobody holds it to a running course."""
    first = _first_day(problem, since)
    away = Period(first, None)
    providers = tuple(
        replace(one, blackouts=(*one.blackouts, away)) if one.id == provider_id else one
        for one in problem.district.providers
    )
    return replace(
        problem,
        district=replace(problem.district, providers=providers),
        fixed=tuple(one for one in problem.fixed if one.provider_id != provider_id or one.day < first),
        contracts=tuple(
            replace(one, least=0) if one.provider_id == provider_id else one for one in problem.contracts
        ),
    )


def _without_venue(problem: YearProblem, venue_id: str, since: date | None) -> YearProblem:
    first = _first_day(problem, since)
    venues = tuple(
        replace(
            one, opened=Period(one.opened.first, min(one.opened.last or first, first - timedelta(days=1)))
        )
        if one.id == venue_id and not (one.opened.first and one.opened.first >= first)
        else one
        for one in problem.district.venues
    )
    gone = {venue_id}
    return replace(
        problem,
        district=replace(problem.district, venues=venues),
        fixed=tuple(
            one for one in problem.fixed if not gone & {one.venue_id, one.rain_venue_id} or one.day < first
        ),
    )


def _with_goal(problem: YearProblem, what: GoalSet) -> YearProblem:
    place = (what.area_id, what.category, "deliveries")
    others = tuple(one for one in problem.goals if (one.area_id, one.category, one.unit) != place)
    return replace(problem, goals=(*others, Goal(what.area_id, what.category, "deliveries", what.least)))


def _merged(problem: YearProblem, what: AreasMerged) -> YearProblem:
    """Two areas as one: what both were to get, the one gets."""
    if what.area_id == what.into_id:
        raise refuse("merged", "街道不能并入自己。", "an area cannot become part of itself.")
    district = problem.district

    def now(area_id: str) -> str:
        return what.into_id if area_id == what.area_id else area_id

    heads = sum(one.population for one in district.areas if now(one.id) == what.into_id)
    windows: dict[tuple[str, Category, str], tuple[int, int]] = defaultdict(lambda: (0, 0))
    for one in district.allotments:
        key = (now(one.area_id), one.category, one.month)
        windows[key] = (windows[key][0] + one.least, windows[key][1] + one.most)
    goals: dict[tuple[str, Category, str], list[Goal]] = defaultdict(list)
    for goal in problem.goals:
        goals[now(goal.area_id), goal.category, goal.unit].append(goal)
    return replace(
        problem,
        district=replace(
            district,
            areas=tuple(
                replace(one, population=heads) if one.id == what.into_id else one
                for one in district.areas
                if one.id != what.area_id
            ),
            venues=tuple(replace(one, area_id=now(one.area_id)) for one in district.venues),
            orders=tuple(replace(one, area_id=now(one.area_id)) for one in district.orders),
            allotments=tuple(Allotment(*key, *window) for key, window in windows.items()),
        ),
        fixed=tuple(replace(one, area_id=now(one.area_id)) for one in problem.fixed),
        goals=tuple(_together(area_id, found) for (area_id, _, _), found in goals.items()),
    )


def _together(area_id: str, goals: list[Goal]) -> Goal:
    mosts = [one.most for one in goals if one.most is not None]
    most = sum(mosts) if len(mosts) == len(goals) else None
    return Goal(area_id, goals[0].category, goals[0].unit, sum(one.least for one in goals), most)
