"""Judges the plan of a year: each month by the month's rules, the whole by the year's."""

from __future__ import annotations

from api.cli.judging import SEVERITIES, score_listing, untrue_claims
from api.cli.report import Listing, Report, column
from config.bilingual import Bilingual
from config.refusal import Outcome
from scheduler.solver.finding import Severity
from scheduler.solver.offered import Offered
from scheduler.solver.year.beyond_offer import year_findings_within
from scheduler.solver.year.judge import YearFinding, month_points, year_score
from scheduler.solver.year.plan_file import YearPlanFile
from scheduler.solver.year.problem import YearProblem

_OFFERS = {
    Offered.ORDERS_FIRST: Bilingual(
        "范围：所列时段，先排点单；未点单的项目只补各月目标中点单不够之处，每月每街镇各类只看几个。下界就这样的计划而言。",
        "offer: the listed starts, orders first; unordered items only where orders fall short of the month's part "
        "of the goals, a few of each kind for an area and month. A bound speaks of such plans.",
    ),
    Offered.LEAST_OPEN: Bilingual(
        "范围：所列时段，未点单的项目可排在配额上限以内的任何地方；下界就这样的计划而言。",
        "offer: the listed starts, unordered items wherever the most allows; a bound speaks of such plans.",
    ),
    Offered.ANYTHING: Bilingual(
        "范围：不限（手工改动），只按规则检验；下界不就它而言。",
        "offer: anything the rules allow (changed by hand); no bound speaks of it.",
    ),
}
"""What a plan was chosen from, said to people."""


def check_year(problem: YearProblem, plan: YearPlanFile, *, wishes: bool) -> Report:
    """What the judge finds in a year's plan, its score, and what the file claims that is not so."""
    found = year_findings_within(problem, plan.deliveries, plan.offer)
    points = year_score(problem, found)
    hard = sum(one.hard for one in found)
    untrue = tuple(
        untrue_claims(problem.weights, plan, points, kept=not hard and plan.offer is not Offered.ANYTHING)
    )
    told = [one for one in found if wishes or one.finding.severity is not Severity.WISH]
    same = plan.problem in (None, problem.fingerprint())
    facts = {
        "hard": hard,
        "standing": sum(one.finding.severity is Severity.STANDING for one in found),
        "points": points.total,
        "months": month_points(problem, found),
        "bound": plan.bound,
        "offer": plan.offer,
        "deliveries": len(plan.deliveries),
        "untrue": untrue,
        "same_problem": same,
    }
    counted = {"count": len(plan.deliveries), "months": len(problem.months), "points": points.total}
    says = (
        Bilingual(
            "{months} 个月 {count} 场，{points} 分；有 {hard} 处违反规则，不可采用。",
            "{count} deliveries in {months} months, {points} points; {hard} findings forbid using the plan.",
        )
        if hard
        else Bilingual(
            "{months} 个月 {count} 场，{points} 分；没有违反规则。",
            "{count} deliveries in {months} months, {points} points; every rule holds.",
        )
    ).fill(**counted, hard=hard)
    other = Bilingual(
        "注意：这个计划是为另一个问题（或改动前的问题）做的。",
        "note: the plan was made for another problem, or for this one before it changed.",
    )
    listings = [_listing(problem, told)] if told else []
    broken = Outcome.FAILED if untrue else Outcome.DONE
    return Report(
        (says, _OFFERS[plan.offer], *(() if same else (other,)), *untrue),
        facts,
        (*listings, score_listing(points)),
        Outcome.INFEASIBLE if hard else broken,
    )


def _listing(problem: YearProblem, found: list[YearFinding]) -> Listing:
    order = list(SEVERITIES)
    rows = [
        {
            "severity": one.finding.severity,
            "month": one.month,
            "rule": one.finding.rule,
            "case": one.finding.case,
            "title": one.title(),
            "deliveries": one.finding.deliveries,
            "amount": one.finding.amount,
            "sentence": one.say(problem),
        }
        for one in sorted(found, key=lambda one: order.index(one.finding.severity))
    ]
    columns = (
        column("severity", "程度", "weight", lambda value: SEVERITIES[value]),
        column("month", "月份", "month", lambda month: month or Bilingual("全年", "the year")),
        column("title", "规则", "rule"),
        column("deliveries", "场次", "deliveries"),
        column("sentence", "说明", "finding"),
    )
    return Listing("findings", columns, rows, Bilingual("检验结果", "Findings"))
