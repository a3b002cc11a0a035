"""Explanations as the terminal and `--json` tell them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from api.cli.report import Listing, Report, column
from config.bilingual import Bilingual
from scheduler.domain.delivery import Delivery
from scheduler.solver.accounting import Account, AreaAccount, Points
from scheduler.solver.explaining import (
    account_words,
    finding_words,
    fit_words,
    here_words,
    listed,
    place_words,
    points_words,
    why_words,
    yielding_words,
)
from scheduler.solver.finding import Finding, day_words
from scheduler.solver.fitting import Cell, Fit
from scheduler.solver.offered import Offered
from scheduler.solver.placing import Place, Standing
from scheduler.solver.problem import Problem
from scheduler.solver.rules import RULE_OF
from scheduler.solver.trying import Ground
from scheduler.solver.weighing import Here
from scheduler.solver.yielding import least_yielding

if TYPE_CHECKING:
    from scheduler.solver.forcing import Forced

FEW = 12
"""So many rows are listed unless all are asked for."""
SHOWN = Bilingual(
    "共 {total} 处，只列出 {shown} 处；全部列出（连同不可以的原因）请加 --all。",
    "{shown} of {total} places are listed; see all, and what bars the rest, with --all.",
)
STANDINGS = {
    Standing.FREE.value: Bilingual("可以", "free"),
    Standing.COSTS.value: Bilingual("可以，要费分", "costs"),
    Standing.BLOCKED.value: Bilingual("不可以", "blocked"),
}


def account_report(problem: Problem, account: Account, offer: Offered, *, everything: bool) -> Report:
    """A plan's points by wish, area and delivery, and who gets how much by head."""
    facts = {
        "month": problem.month,
        "points": account.score.total,
        "bound": account.bound,
        "above_bound": account.above_bound,
        "hard": account.hard,
    }
    listings = (_wishes(account), _areas(problem, account), _dearest(problem, account, everything=everything))
    return Report(account_words(account, offer), facts, tuple(one for one in listings if one.rows))


def _wishes(account: Account) -> Listing:
    rows = [
        {
            "rule": wish.rule,
            "title": RULE_OF[wish.rule].title,
            "units": wish.units,
            "unit": RULE_OF[wish.rule].unit,
            "weight": wish.weight,
            "points": wish.points,
        }
        for wish in account.score.wishes
    ]
    columns = (
        column("title", "愿望", "wish"),
        column("units", "数量", "units"),
        column("unit", "单位", "unit"),
        column("weight", "权重", "weight"),
        column("points", "分", "points"),
    )
    return Listing(
        "wishes",
        columns,
        rows,
        Bilingual("分数从哪里来（越低越好）", "Where the points come from (lower is better)"),
    )


def _areas(problem: Problem, account: Account) -> Listing:
    columns = (
        column("name", "街道/镇", "area"),
        column("population", "人口", "heads"),
        column("deliveries", "场次", "deliveries"),
        column("deliveries_by_head", "每万人场次", "per 10,000 heads"),
        column("service_points", "服务分", "service points"),
        column("due", "按人口应得", "due by heads"),
        column("served", "兑现点单", "orders served"),
        column("orders", "点单", "orders"),
        column("short", "欠配额", "short of least"),
        column("total", "失分", "points"),
        column("by", "其中", "by wish"),
    )
    rows = [_area_row(problem, area) for area in account.areas]
    return Listing("areas", columns, rows, Bilingual("各街道所得与公平", "What each area gets, and fairness"))


def _area_row(problem: Problem, area: AreaAccount) -> dict[str, Any]:
    return {
        "area": area.area_id,
        "name": problem.areas[area.area_id].name,
        "population": area.population,
        "share": area.share,
        "deliveries": area.deliveries,
        "deliveries_by_head": area.deliveries_by_head,
        "service_points": area.service_points,
        "service_points_by_head": area.service_points_by_head,
        "due": area.due,
        "orders": area.orders,
        "served": area.served,
        "short": area.short,
        "total": area.total,
        "by_wish": _plain(area.points),
        "by": points_words(area.points),
    }


def _dearest(problem: Problem, account: Account, *, everything: bool) -> Listing:
    chosen = account.deliveries if everything else account.deliveries[:FEW]
    rows = [
        {
            "delivery": one.delivery_id,
            "own": one.own,
            "shared": one.shared,
            "why": listed(finding_words(problem, charge.finding, one.delivery_id) for charge in one.charges),
        }
        for one in chosen
    ]
    columns = (
        column("delivery", "场次", "delivery"),
        column("own", "自己的分", "own points"),
        column("shared", "共有的分", "shared points"),
        column("why", "原因", "why"),
    )
    return Listing("deliveries", columns, rows, Bilingual("失分的场次", "Deliveries with points"))


def here_report(ground: Ground, here: Here, *, everything: bool) -> Report:
    """Why a delivery stands where it does, and the other places: the best first, all of them if so asked."""
    problem = ground.problem
    sentences = list(here_words(problem, here))
    open_places = [place for place in here.others if not place.blocked]
    chosen = here.others if everything or not open_places else open_places[:FEW]
    yielding = None
    if here.others and not open_places:
        number, told = least_yielding(ground, [place.change for place in here.others])
        sentences += [place_words(problem, here.others[number]), yielding_words(problem, ground.plan, told)]
        yielding = asdict(told)
    elif len(here.others) == 1:
        sentences.append(place_words(problem, here.others[0]))
    shown = len(chosen if everything else chosen[:FEW])
    if not everything and shown < len(here.others):
        sentences.append(SHOWN.fill(shown=shown, total=len(here.others)))
    facts = {
        "delivery": here.delivery.id,
        "order": here.delivery.order_id,
        "holds": [{"kind": hold.kind, "fields": hold.fields} for hold in here.holds],
        "remarks": [_finding_row(problem, one) for one in here.remarks],
        "worth": _plain(here.worth),
        "counts": {standing.value: here.count(standing) for standing in Standing},
        "against": dict(here.against),
        "yielding": yielding,
    }
    listings = [_places(problem, chosen if everything else chosen[:FEW])]
    if here.against and not open_places and len(here.others) > 1:
        listings.append(_against(here))
    return Report(sentences, facts, [one for one in listings if one.rows])


def _places(problem: Problem, places: Iterable[Place]) -> Listing:
    rows = [
        {
            "standing": place.standing.value,
            "points": place.points if not place.blocked else None,
            "day": place.delivery.day,
            "start": place.delivery.start,
            "venue": _name(problem.venues, place.delivery.venue_id),
            "venue_id": place.delivery.venue_id,
            "provider": _name(problem.providers, place.delivery.provider_id),
            "provider_id": place.delivery.provider_id,
            "rain_venue_id": place.delivery.rain_venue_id,
            "by_wish": _plain(place.cost),
            "blocked": [_finding_row(problem, one) for one in place.blocked],
            "why": why_words(problem, place),
        }
        for place in places
    ]
    columns = (
        column("standing", "可否", "stands", lambda value: STANDINGS[value]),
        column("points", "多几分", "points more"),
        column("day", "日期", "day", day_words),
        column("start", "开始", "start"),
        column("venue", "场地", "venue"),
        column("provider", "主体", "provider"),
        column("why", "原因", "why"),
    )
    return Listing("places", columns, rows, Bilingual("其他时间地点", "Other places and times"))


def _against(here: Here) -> Listing:
    rows = [{"rule": rule, "title": RULE_OF[rule].title, "places": count} for rule, count in here.against]
    columns = (column("title", "规则", "rule"), column("places", "挡住几处", "places blocked"))
    return Listing("rules", columns, rows, Bilingual("被哪些规则挡住", "Blocked by"))


def fits_report(problem: Problem, cell: Cell, fits: Sequence[Fit], *, everything: bool) -> Report:
    """What fits into a free place, the greatest gain first."""
    said = Bilingual(
        "{day} {since} 以后，有 {count} 样排得进去，其中 {gains} 样使全月更好。",
        "on {day} from {since}, {count} things fit; {gains} of them make the month better.",
    ).fill(
        day=day_words(cell.day),
        since=f"{cell.since:%H:%M}",
        count=len(fits),
        gains=sum(one.points < 0 for one in fits),
    )
    rows = [_fit_row(problem, one) for one in (fits if everything else fits[:FEW])]
    columns = (
        column("points", "分数变化", "points"),
        column("start", "开始", "start"),
        column("sentence", "可排", "what fits"),
    )
    facts = {
        "day": cell.day,
        "area": cell.area_id,
        "venue": cell.venue_id,
        "provider": cell.provider_id,
        "count": len(fits),
    }
    return Report((said,), facts, (Listing("fits", columns, rows),) if rows else ())


def _fit_row(problem: Problem, fit: Fit) -> dict[str, Any]:
    return {
        "kind": fit.kind,
        "points": fit.points,
        "by_wish": _plain(fit.cost),
        "order": fit.delivery.order_id,
        "programme": fit.delivery.programme_id,
        "area": fit.delivery.area_id,
        "venue": fit.delivery.venue_id,
        "rain_venue": fit.delivery.rain_venue_id,
        "provider": fit.delivery.provider_id,
        "day": fit.delivery.day,
        "start": fit.delivery.start,
        "was": fit.was.id if fit.was is not None else None,
        "sentence": fit_words(problem, fit),
    }


def forced_report(problem: Problem, plan: Sequence[Delivery], forced: Forced) -> Report:
    """Why an order is not served."""
    from scheduler.solver.explaining_orders import forced_words  # noqa: PLC0415 - it loads the solver

    facts = {
        "order": forced.order.id,
        "verdict": forced.verdict,
        "proven": forced.proven,
        "points": forced.points,
        "by_wish": _plain(forced.cost),
        "displaced": forced.displaced,
        "changed": forced.changed,
        "reasons": [reason.rule for reason in forced.reasons],
        "broken": [_finding_row(problem, one) for one in forced.broken],
        "switches": [{"rule": rule, "subject": subject} for rule, subject in forced.switches or ()],
        "gives_way": forced.room.told.others if forced.room is not None else None,
    }
    return Report(forced_words(problem, plan, forced), facts, outcome=forced.outcome)


def _finding_row(problem: Problem, finding: Finding) -> Mapping[str, Any]:
    return {
        "rule": finding.rule,
        "case": finding.case,
        "deliveries": finding.deliveries,
        "sentence": finding_words(problem, finding),
    }


def _plain(points: Iterable[Points]) -> dict[str, int]:
    return {one.rule: one.points for one in points}


def _name(records: Mapping[str, Any], known_as: str) -> str:
    """The name of a record; its id where the district does not know it."""
    return str(records[known_as].name) if known_as in records else known_as
