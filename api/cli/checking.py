"""The command that judges a plan of a file by the rules, with no solver: check."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from api.cli.checking_year import check_year
from api.cli.frame import frame_of
from api.cli.judging import SEVERITIES, score_listing, untrue_claims
from api.cli.plan_files import (
    holds_a_year,
    keep_plan,
    keep_problem,
    plan_in,
    problem_in,
    refuse_unless_writable,
    year_in,
    year_plan_in,
)
from api.cli.report import Listing, Report, column
from config.bilingual import Bilingual
from config.refusal import Outcome, refuse
from scheduler.application.kept_runs import kept_run
from scheduler.solver import beyond_offer
from scheduler.solver.beyond_offer import TOLD_BY, findings_within
from scheduler.solver.finding import Finding, Severity
from scheduler.solver.format.plan_file import PlanFile
from scheduler.solver.judge import Score, score
from scheduler.solver.offered import Offered
from scheduler.solver.problem import Problem

PANEL = "一个月 · A month"


_WHOLE = Bilingual("留存的资料与当时一致", "what was kept is what it read then")
_CHANGED = Bilingual(
    "留存的资料与当时登记的指纹不符", "what was kept does not match the fingerprint noted then"
)

_OFFERS = {
    Offered.ORDERS_FIRST: Bilingual(
        "范围：所列时段，先排点单，未点单的项目只补点单不够之处；下界就这样的计划而言。",
        "offer: the offered starts, orders first, unordered items only where orders fall short; a bound speaks of such plans.",
    ),
    Offered.LEAST_OPEN: Bilingual(
        "范围：所列时段，配额下限以内不分点单与否；下界就这样的计划而言。",
        "offer: the offered starts, ordered or not up to the least allotment; a bound speaks of such plans.",
    ),
    Offered.ANYTHING: Bilingual(
        "范围：不限（手工改动或补救），只按规则检验；下界不就它而言。",
        "offer: anything the rules allow (changed by hand, or a repair); no bound speaks of it.",
    ),
}
"""What a plan was chosen from, said to people."""


def add_commands(app: typer.Typer) -> None:
    app.command("check", rich_help_panel=PANEL)(check)


def check(
    context: typer.Context,
    *,
    problem: Annotated[
        Path | None, typer.Option(metavar="FILE", help="问题文件 · the problem, culture-planning/1.")
    ] = None,
    plan: Annotated[
        Path | None, typer.Option(metavar="FILE", help="计划文件 · the plan, from any planner.")
    ] = None,
    run: Annotated[
        str | None,
        typer.Option(metavar="ID|MONTH", help="复核留存的一次排期 · verify a kept run, or a month's latest."),
    ] = None,
    save: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="把留存的问题和计划存成文件 · write the kept files here."),
    ] = None,
    wishes: Annotated[bool, typer.Option(help="逐条列出未满足的愿望 · list each unmet wish.")] = False,
) -> Report:
    """按全部规则检验一个计划文件或一次留存的排期，不用求解器 · Judge a plan by every rule, with no solver.

    例 Example: culture check --run 2026-06
    """
    if run is not None and problem is None and plan is None:
        return _check_run(context, run, save, wishes=wishes)
    if run is not None or save is not None or problem is None or plan is None:
        raise refuse(
            "culture check",
            "请写 --problem 和 --plan 两个文件，或只写 --run（可加 --save）。",
            "give both files, --problem and --plan, or --run alone (with --save if you like).",
        )
    if holds_a_year(problem):
        return check_year(year_in(problem), year_plan_in(plan), wishes=wishes)
    return _checked(problem_in(problem), plan_in(plan), wishes=wishes)


def _check_run(context: typer.Context, run: str, save: Path | None, *, wishes: bool) -> Report:
    house = frame_of(context).house()
    with house.store.reading() as session:
        kept = kept_run(session, house.district_id, run)
    if save is not None:
        if save.parent.is_dir() and not save.exists():
            with suppress(OSError):  # refused below where it cannot be made
                save.mkdir()
        for path in (problem_at := save / "problem.json", plan_at := save / "plan.json"):
            refuse_unless_writable(path)
        keep_problem(kept.problem, problem_at)
        keep_plan(kept.plan, plan_at)
    report = _checked(kept.problem, kept.plan, wishes=wishes)
    whole = kept.fingerprint == kept.problem.fingerprint() == kept.plan.problem
    which = Bilingual(
        "{month} 的排期 {run}：{solver}，随机种子 {seed}；{whole}。",
        "run {run} of {month}: {solver}, seed {seed}; {whole}.",
    ).fill(
        month=kept.month,
        run=kept.run_id,
        solver=kept.plan.solver,
        seed=kept.plan.seed,
        whole=_WHOLE if whole else _CHANGED,
    )
    outcome = report.outcome if whole else Outcome.FAILED
    facts = {**report.facts, "run": kept.run_id, "month": kept.month, "whole": whole}
    return Report((which, *report.sentences), facts, report.listings, outcome)


def _checked(asked: Problem, given: PlanFile, *, wishes: bool) -> Report:
    found = findings_within(asked, given.deliveries, given.offer)
    points = score(asked, given.deliveries)
    hard = [one for one in found if one.severity is Severity.HARD]
    untrue = tuple(untrue_claims(asked.weights, given, points, kept=_bounded(given, hard)))
    told = [one for one in found if wishes or one.severity is not Severity.WISH]
    facts = {
        "hard": len(hard),
        "standing": sum(one.severity is Severity.STANDING for one in found),
        "points": points.total,
        "bound": given.bound,
        "offer": given.offer,
        "deliveries": len(given.deliveries),
        "untrue": untrue,
        "same_problem": given.problem in (None, asked.fingerprint()),
    }
    listings = [_finding_listing(asked, told)] if told else []
    return Report(
        (*_sentences(asked, given, points, hard), *untrue),
        facts,
        (*listings, score_listing(points)),
        _outcome(hard, untrue),
    )


def _bounded(plan: PlanFile, hard: list[Finding]) -> bool:
    """Whether a bound speaks of the plan."""
    return not hard and plan.offer is not Offered.ANYTHING


def _outcome(hard: list[Finding], untrue: tuple[Bilingual, ...]) -> Outcome:
    if hard:
        return Outcome.INFEASIBLE
    return Outcome.FAILED if untrue else Outcome.DONE


def _sentences(problem: Problem, plan: PlanFile, points: Score, hard: list[Finding]) -> Iterator[Bilingual]:
    counted = {"count": len(plan.deliveries), "points": points.total, "hard": len(hard)}
    beyond = sum(one.rule == beyond_offer.CODE for one in hard)
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
    yield _OFFERS[plan.offer]
    if beyond:
        yield Bilingual(
            "其中 {beyond} 处超出这个范围；手工安排的计划请把 offer 写成 anything，只按规则检验。",
            "{beyond} of these lie beyond the offer; for a plan changed by hand write anything as its offer.",
        ).fill(beyond=beyond)
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
            "title": TOLD_BY[one.rule].title,
            "deliveries": one.deliveries,
            "amount": one.amount,
            "sentence": TOLD_BY[one.rule].say(one, problem.district),
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
