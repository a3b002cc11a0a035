"""The command that plans a year: year."""

from __future__ import annotations

import threading
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from api.bootstrap import House
from api.cli.confirming import Yes, ask_first, refuse_unattended
from api.cli.frame import Frame, frame_of
from api.cli.plan_files import refuse_unless_writable
from api.cli.planning import PANEL, Seed, Work, refuse_both
from api.cli.report import Report, told
from api.cli.stopping import first_ctrl_c
from api.cli.year_report import beside_report, year_report
from api.cli.year_supposing import suppositions
from api.cli.year_words import STARTED, heading, progress_words
from api.cli.year_workbook import write_year
from api.operations.seeing_through import see_through
from config.bilingual import Bilingual
from config.refusal import Refusal, refuse
from scheduler.application.allotting_caps import told_caps
from scheduler.application.year_facts import read_year_problem
from scheduler.application.year_planning import ask_year, cancel_year
from scheduler.application.year_view import (
    YearRun,
    YearTold,
    hand_over,
    written_numbers,
    year_run,
    year_told,
)
from scheduler.domain.allotting_rules import AllottingRules
from scheduler.solver.year.problem import YearProblem
from scheduler.solver.year.supposing import said, supposing

SECONDS, MOST_SECONDS = 120.0, 3600.0
GRACE_SECONDS = 300.0
"""How long beyond its own limit a run is followed: it starts, makes twelve months' models, and is judged and kept."""


def add_commands(app: typer.Typer) -> None:
    app.command("year", rich_help_panel=PANEL)(year)


def year(
    context: typer.Context,
    year: Annotated[
        int, typer.Argument(metavar="YEAR", min=2000, max=2199, help="年份，如 2026 · the year.")
    ],
    *,
    seconds: Annotated[
        float | None,
        typer.Option(
            "--seconds", "--time", min=1, max=MOST_SECONDS, help="最多排几秒 · the longest, in seconds."
        ),
    ] = None,
    seed: Seed = 1,
    work: Work = None,
    what_if: Annotated[
        list[str] | None,
        typer.Option(
            metavar="WORD",
            help="假如，可多次：without:主体@日期 closed:场地@日期 budget:元 goal:街道/类别=数 merged:街道+街道，或文件 · what if.",
        ),
    ] = None,
    apply: Annotated[
        bool, typer.Option("--apply", help="把各月场次写成月配额 · write it as the months' allotments.")
    ] = False,
    xlsx: Annotated[
        Path | None, typer.Option(metavar="FILE", help="另存为表格 · the table as a workbook.")
    ] = None,
    cancel: Annotated[bool, typer.Option("--cancel", help="停下正在进行的 · stop the run.")] = False,
    yes: Yes = False,
) -> Report:
    """排全年：街道×类别×月份，带下界和差距；已发布的月份不动；--what-if 并排比较 · Plan a year; compare what-ifs.

    例 Example: culture year 2026 --what-if without:曲艺团@2026-09-01
    """
    frame = frame_of(context)
    refuse_both(seconds, work)
    if apply and what_if:
        raise refuse(
            "--apply", "--apply 与 --what-if 不能一起用。", "--apply and --what-if do not go together."
        )
    if apply and not yes:
        refuse_unattended(frame, "year --apply")
    if xlsx is not None:
        refuse_unless_writable(xlsx)
    house = frame.house()
    if cancel:
        with house.outbox.transaction() as session:
            cancel_year(session, house.district_id, year)
        return told("已停下 {year} 年的排期。", "the planning of {year} is stopped.", year=year)
    problem = _problem(house, year)
    asked = [(problem, ())] + ([_supposed(problem, what_if)] if what_if else [])
    found = [
        _planned(frame, house, year, each, changes, seconds=seconds or SECONDS, seed=seed, work=work)
        for each, changes in asked
    ]
    if xlsx is not None:
        write_year(found, xlsx, frame.presenter.language)
    if what_if:
        return beside_report(*found)
    if not apply:
        return year_report(found[0])
    caps = caps_of(house, found[0])
    if not yes:
        frame.presenter.show(year_report(found[0], *caps, caps=caps))
        ask_first(frame, Bilingual("写入各月配额吗？", "Write the months' allotments?"))
    return year_report(found[0], *caps, _applied(frame, house, found[0]), caps=caps)


def _problem(house: House, year: int) -> YearProblem:
    rules = house.settings.section("allotment", AllottingRules)
    with house.store.reading() as session:
        return read_year_problem(session, house.clock, house.planning, rules, house.district_id, year)


def _supposed(problem: YearProblem, words: list[str]) -> tuple[YearProblem, tuple[Bilingual, ...]]:
    changed, changes = problem, []
    for what in suppositions(problem, words):
        changes.append(said(problem, what))
        changed = supposing(changed, what)
    return changed, tuple(changes)


def _planned(
    frame: Frame,
    house: House,
    year: int,
    problem: YearProblem,
    changes: tuple[Bilingual, ...],
    *,
    seconds: float,
    seed: int,
    work: float | None,
) -> YearTold:
    """Ask for the run and follow it to its end; Ctrl+C ends it early and keeps the best."""
    with first_ctrl_c() as stop:
        with house.outbox.transaction() as session:
            run_id = ask_year(
                session,
                house.clock,
                house.district_id,
                year,
                problem,
                changes=changes,
                by=frame.by,
                seconds=seconds,
                seed=seed,
                work=work,
            )
        frame.presenter.say(heading(changes, _run(house, run_id).most_seconds))
        frame.presenter.say(STARTED)
        _follow(frame, house, year, run_id, stop)
    with house.store.reading() as session:
        return year_told(session, house.district_id, run_id)


def _run(house: House, run_id: str) -> YearRun:
    with house.store.reading() as session:
        return year_run(session, house.district_id, run_id)


def _follow(frame: Frame, house: House, year: int, run_id: str, stop: threading.Event) -> None:
    last: list[object] = [None]
    cancelled = False

    def watch() -> None:
        nonlocal cancelled
        run = _run(house, run_id)
        if (run.best, run.bound) not in {last[0], (None, None)} and run.open:
            last[0] = (run.best, run.bound)
            said = progress_words(run.seconds or 0.0, run.best, run.bound, run.gap, run.placed or 0)
            frame.presenter.say(said)
        if stop.is_set() and not cancelled and run.open:
            cancelled = True
            frame.presenter.say(Bilingual("正在停下 …", "stopping …"))
            with suppress(Refusal), house.outbox.transaction() as session:
                cancel_year(session, house.district_id, year)

    limit = _run(house, run_id).most_seconds + GRACE_SECONDS
    see_through(house, "plan", seconds=limit, finished=lambda: not _run(house, run_id).open, watch=watch)


def _applied(frame: Frame, house: House, found: YearTold) -> Bilingual:
    rules = house.settings.section("allotment", AllottingRules)
    with house.outbox.transaction() as session:
        changes = hand_over(session, house.clock, house.district_id, found, rules, by=frame.by)
    return Bilingual(
        "已写入各月配额，改动 {count} 个数。已编排的月份请重新编排。",
        "the months' allotments are written, {count} numbers changed. Plan drafted months again.",
    ).fill(count=len(changes))


def caps_of(house: House, found: YearTold) -> tuple[Bilingual, ...]:
    """The caps that writing the plan would set below what stands already, in sentences."""
    if not found.writable:
        return ()
    rules = house.settings.section("allotment", AllottingRules)
    with house.store.reading() as session:
        numbers = written_numbers(session, house.clock, house.district_id, found, rules)
        return told_caps(session, house.clock, house.planning, house.district_id, numbers)
