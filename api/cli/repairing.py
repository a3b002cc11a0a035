"""The command that repairs a plan of a file after an event of a file, apart from any store: repair."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.cli.frame import frame_of
from api.cli.plan_files import event_in, keep_plan, keep_problem, plan_in, problem_in, refuse_unless_writable
from api.cli.plan_report import MOST_SECONDS
from api.cli.planning import PANEL
from api.cli.repair_report import (
    chosen,
    repair_facts,
    repair_listings,
    repair_sentences,
    tell_looking,
)
from api.cli.report import Report
from api.cli.stopping import beside, first_ctrl_c
from config.bilingual import Bilingual
from config.refusal import Refusal, refuse
from scheduler.application.facts import names_of
from scheduler.solver.format.event_records import told_of_event
from scheduler.solver.format.plan_file import PlanFile
from scheduler.solver.judge import score
from scheduler.solver.offered import Offered
from scheduler.solver.problem import Problem
from scheduler.solver.proposing import Repair
from scheduler.solver.solution import Options


def add_commands(app: typer.Typer) -> None:
    app.command("repair", rich_help_panel=PANEL)(repair)


def repair(
    context: typer.Context,
    *,
    problem: Annotated[
        Path, typer.Option(metavar="FILE", help="问题文件 · the problem, culture-planning/1.")
    ],
    plan: Annotated[Path, typer.Option(metavar="FILE", help="已发布的计划文件 · the published plan.")],
    event: Annotated[Path, typer.Option(metavar="FILE", help="发生了什么 · what happened.")],
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="补救后的计划写到哪里 · the repaired plan.")
    ] = None,
    facts: Annotated[
        Path | None, typer.Option(metavar="FILE", help="变动后的问题写到哪里 · the problem as it is then.")
    ] = None,
    proposal: Annotated[
        int, typer.Option(min=1, metavar="N", help="写出第几个办法 · which proposal is written.")
    ] = 1,
    seconds: Annotated[
        float, typer.Option("--seconds", "--time", min=1, max=MOST_SECONDS, help="最多几秒 · at most.")
    ] = 10.0,
    seed: Annotated[int, typer.Option(min=0, help="随机种子 · the seed.")] = 1,
) -> Report:
    """变动之后补救一份已发布的计划：先求改动最少，再求最好 · Repair a published plan: the fewest changes first, then the least cost.

    例 Example: culture repair --problem problem.json --plan plan.json --event event.json --out repaired.json
    """
    from scheduler.solver.city.repairing import repair_city  # noqa: PLC0415 - it loads the solver

    asked, published, happened = problem_in(problem), plan_in(plan), event_in(event)
    _refuse_other_plan(asked, published, plan.name)
    for file in (out, facts):
        if file is not None:
            refuse_unless_writable(file)
    say = frame_of(context).presenter.say
    with first_ctrl_c() as pressed:
        try:
            done = beside(
                lambda: repair_city(
                    asked,
                    published.deliveries,
                    happened.happened,
                    Options(seconds=seconds, seed=seed),
                    recorded=happened.recorded,
                    cancelled=pressed.is_set,
                    watch=lambda looking: tell_looking(say, looking),
                )
            )
        except Refusal as refusal:
            raise told_of_event(refusal, happened.happened, event.name) from refusal
    if done.proposals:
        _write(done, proposal, out, facts)
    return Report(
        repair_sentences(done),
        repair_facts(done)
        | {"written": [file for file in (out, facts) if file is not None and done.proposals]},
        repair_listings(done, names_of(done.problem.district)),
        done.outcome,
    )


def _write(done: Repair, number: int, out: Path | None, facts: Path | None) -> None:
    one = chosen(done.proposals, number)
    then = done.problem_with(one)
    if out is not None:
        points = score(then, one.deliveries)
        plan = PlanFile(
            one.deliveries,
            then.fingerprint(),
            best=points.total,
            score=points,
            weights=then.weights,
            offer=Offered.ANYTHING,
        )
        keep_plan(plan, out)
    if facts is not None:
        keep_problem(then, facts)


def _refuse_other_plan(problem: Problem, plan: PlanFile, file: str) -> None:
    """A plan that does not hold what the problem holds as fixed is none of it."""
    held = set(plan.deliveries)
    for one in problem.standing:
        if one not in held:
            raise refuse(
                f"{file}#/deliveries",
                "问题里已定的 {id} 在计划里没有或不一样。请核对两个文件是否配套。",
                "{id}, which the problem holds as fixed, is missing or differs. See that the two files belong together.",
                id=one.id,
            )
    for place, one in enumerate(plan.deliveries):
        for field, known in (
            ("area_id", problem.areas),
            ("programme_id", problem.programmes),
            ("provider_id", problem.providers),
            ("venue_id", problem.venues),
        ):
            if getattr(one, field) not in known:
                sentence = Bilingual("问题里没有“{id}”。", "the problem knows no “{id}”.")
                raise refuse(
                    f"{file}#/deliveries/{place}/{field}", sentence.zh, sentence.en, id=getattr(one, field)
                )
