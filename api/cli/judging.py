"""What the judge's answers have in common, of a month and of a year: the score, and claims that are not so."""

from __future__ import annotations

from collections.abc import Iterator

from api.cli.report import Listing, column
from config.bilingual import Bilingual
from scheduler.solver.finding import Severity
from scheduler.solver.format.plan_file import PlanFile
from scheduler.solver.judge import Score
from scheduler.solver.parameters import Weights
from scheduler.solver.rules import RULE_OF
from scheduler.solver.year.plan_file import YearPlanFile

SEVERITIES = {
    Severity.HARD: Bilingual("不可发布", "forbids publishing"),
    Severity.STANDING: Bilingual("原已存在", "stood before"),
    Severity.WISH: Bilingual("愿望", "wish"),
}


def untrue_claims(
    weights: Weights, plan: PlanFile | YearPlanFile, points: Score, *, kept: bool
) -> Iterator[Bilingual]:
    """What the file claims of its plan and the judge does not find; a bound is about plans that keep the rules."""
    if plan.best is not None and plan.best != points.total:
        yield Bilingual(
            "文件称 {claimed} 分，实为 {points} 分。",
            "the file claims {claimed} points; it has {points}.",
        ).fill(claimed=plan.best, points=points.total)
    if plan.score is not None and plan.score != points:
        yield Bilingual(
            "文件里的逐项得分与重算的不同。", "the file's score by wish is not the one reckoned anew."
        )
    if plan.weights is not None and plan.weights != weights:
        yield Bilingual("文件里的权重与问题的不同。", "the file's weights are not the problem's.")
    if plan.bound is not None and kept and plan.bound > points.total:
        yield Bilingual(
            "文件称没有低于 {bound} 分的计划，而这个计划只有 {points} 分。",
            "the file claims that no plan has fewer than {bound} points; this one has {points}.",
        ).fill(bound=plan.bound, points=points.total)


def score_listing(points: Score) -> Listing:
    """What each wish costs."""
    rows = [
        {
            "rule": wish.rule,
            "title": RULE_OF[wish.rule].title,
            "units": wish.units,
            "unit": RULE_OF[wish.rule].unit,
            "weight": wish.weight,
            "points": wish.points,
        }
        for wish in points.wishes
    ]
    columns = (
        column("title", "愿望", "wish"),
        column("units", "数量", "units"),
        column("unit", "单位", "unit"),
        column("weight", "权重", "weight"),
        column("points", "分", "points"),
    )
    return Listing("score", columns, rows, Bilingual("得分（越低越好）", "Score (lower is better)"))
