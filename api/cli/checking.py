"""The command that judges a plan of a file by the rules, with no solver: check."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from api.cli.checking_year import check_year
from api.cli.judging import SEVERITIES, score_listing, untrue_claims
from api.cli.plan_files import holds_a_year, plan_in, problem_in, year_in, year_plan_in
from api.cli.report import Listing, Report, column
from config.bilingual import Bilingual
from config.refusal import Outcome
from scheduler.solver.finding import Finding, Severity
from scheduler.solver.format.plan_file import PlanFile
from scheduler.solver.judge import Score, findings, score
from scheduler.solver.problem import Problem
from scheduler.solver.rules import RULE_OF

PANEL = "一个月 · A month"


def add_commands(app: typer.Typer) -> None:
    app.command("check", rich_help_panel=PANEL)(check)


def check(
    *,
    problem: Annotated[
        Path, typer.Option(metavar="FILE", help="问题文件 · the problem, culture-planning/1.")
    ],
    plan: Annotated[Path, typer.Option(metavar="FILE", help="计划文件 · the plan, from any planner.")],
    wishes: Annotated[bool, typer.Option(help="逐条列出未满足的愿望 · list each unmet wish.")] = False,
) -> Report:
    """按全部规则检验一个计划文件，不用求解器 · Judge a plan by every rule, with no solver.

    例 Example: culture check --problem problem.json --plan plan.json
    """
    if holds_a_year(problem):
        return check_year(year_in(problem), year_plan_in(plan), wishes=wishes)
    asked, given = problem_in(problem), plan_in(plan)
    found = findings(asked, given.deliveries)
    points = score(asked, given.deliveries)
    hard = [one for one in found if one.severity is Severity.HARD]
    untrue = tuple(untrue_claims(asked.weights, given, points, kept=not hard))
    told = [one for one in found if wishes or one.severity is not Severity.WISH]
    facts = {
        "hard": len(hard),
        "standing": sum(one.severity is Severity.STANDING for one in found),
        "points": points.total,
        "bound": given.bound,
        "deliveries": len(given.deliveries),
        "untrue": untrue,
        "same_problem": given.problem in (None, asked.fingerprint()),
    }
    listings = [_finding_listing(asked, told)] if told else []
    return Report(
        (*_sentences(asked, given, points, len(hard)), *untrue),
        facts,
        (*listings, score_listing(points)),
        _outcome(hard, untrue),
    )


def _outcome(hard: list[Finding], untrue: tuple[Bilingual, ...]) -> Outcome:
    if hard:
        return Outcome.INFEASIBLE
    return Outcome.FAILED if untrue else Outcome.DONE


def _sentences(problem: Problem, plan: PlanFile, points: Score, hard: int) -> Iterator[Bilingual]:
    counted = {"count": len(plan.deliveries), "points": points.total, "hard": hard}
    if hard:
        yield Bilingual(
            "{count} 场，{points} 分；有 {hard} 处违反规则，不可发布。",
            "{count} deliveries, {points} points; {hard} findings forbid publishing it.",
        ).fill(**counted)
    else:
        yield Bilingual(
            "{count} 场，{points} 分；没有违反规则。",
            "{count} deliveries, {points} points; every rule holds.",
        ).fill(**counted)
    if plan.problem not in (None, problem.fingerprint()):
        yield Bilingual(
            "注意：这个计划是为另一个问题（或改动前的问题）做的。",
            "note: the plan was made for another problem, or for this one before it changed.",
        )


def _finding_listing(problem: Problem, found: list[Finding]) -> Listing:
    order = list(SEVERITIES)
    rows = [
        {
            "severity": one.severity,
            "rule": one.rule,
            "case": one.case,
            "title": RULE_OF[one.rule].title,
            "deliveries": one.deliveries,
            "amount": one.amount,
            "sentence": RULE_OF[one.rule].say(one, problem.district),
        }
        for one in sorted(found, key=lambda one: order.index(one.severity))
    ]
    columns = (
        column("severity", "程度", "weight", lambda value: SEVERITIES[value]),
        column("title", "规则", "rule"),
        column("deliveries", "场次", "deliveries"),
        column("sentence", "说明", "finding"),
    )
    return Listing("findings", columns, rows, Bilingual("检验结果", "Findings"))
