"""The command that plans a month: plan."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from api.bootstrap import House
from api.cli.frame import Frame, frame_of
from api.cli.plan_report import MOST_SECONDS, plan_report
from api.cli.planning_apart import plan_apart, refuse_counted
from api.cli.planning_queued import plan_queued
from api.cli.report import Report, told
from api.cli.stopping import first_ctrl_c
from api.operations.seeing_through import see_through
from config.bilingual import Bilingual
from config.refusal import Refusal, refuse
from scheduler.application.planning import ask_plan, cancel_plan
from scheduler.application.planning_view import PlanRun, last_run, plan_run

MOST_WORKERS = 64
MIN_WORK = 0.001
PANEL = "一个月 · A month"
GRACE_SECONDS = 60.0
"""How long beyond its own limit a plan is followed: queueing, starting and saving take their time."""
Month = Annotated[str, typer.Argument(metavar="MONTH", help="月份，如 2026-06 · the month.")]
MonthOrNext = Annotated[
    str | None, typer.Argument(metavar="MONTH", help="月份，默认下个月 · the month, the next by default.")
]
Seconds = Annotated[
    float | None,
    typer.Option(
        "--seconds", "--time", min=1, max=MOST_SECONDS, help="最多排几秒 · the longest, in seconds."
    ),
]
Seed = Annotated[int, typer.Option(min=0, help="随机种子 · the seed.")]
Work = Annotated[
    float | None,
    typer.Option(
        min=MIN_WORK,
        max=MOST_SECONDS,
        help="不按时间，按求解器自计的工作量（约合秒），单进程：同一输入每次同一结果 "
        "· by counted work, about seconds, not by the clock: the same plan every time.",
    ),
]
Release = Annotated[
    list[str] | None,
    typer.Option(
        metavar="ID",
        help="放开已确认、手工移动或因雨改过的场次，全部放开写 all · let what is firm move; all lets everything.",
    ),
]
ProblemFile = Annotated[
    Path | None, typer.Option(metavar="FILE", help="改排一个问题文件 · plan a problem file instead.")
]
PlanFile = Annotated[
    Path | None, typer.Option(metavar="FILE", help="计划写到的文件 · the file for its plan.")
]
Workers = Annotated[
    int,
    typer.Option(
        min=1,
        max=MOST_WORKERS,
        help="问题文件含多个区时，由几个进程分区排 · processes for a problem file of several districts.",
    ),
]
Queue = Annotated[
    bool,
    typer.Option(
        "--queue",
        help="多个区的问题文件交给本库的工作进程 · have this store's workers plan a file of several districts.",
    ),
]


def add_commands(app: typer.Typer) -> None:
    app.command("plan", rich_help_panel=PANEL)(plan)


def plan(
    context: typer.Context,
    month: MonthOrNext = None,
    *,
    seconds: Seconds = None,
    seed: Seed = 1,
    work: Work = None,
    wait: Annotated[bool, typer.Option(help="等它排完 · wait for its end.")] = True,
    cancel: Annotated[bool, typer.Option("--cancel", help="停下正在进行的排期 · stop the run.")] = False,
    release: Release = None,
    problem: ProblemFile = None,
    out: PlanFile = None,
    workers: Workers = 2,
    queue: Queue = False,
) -> Report:
    """排一个月的计划，随时显示最好解、下界和差距；Ctrl+C 停下并留下已得的最好解 · Plan a month; Ctrl+C keeps the best found.

    例 Example: culture plan 2026-06
    """
    frame = frame_of(context)
    refuse_both(seconds, work)
    if problem is not None or out is not None:
        file = _whole_problem(month, problem)
        if queue:
            refuse_counted(work)
            return plan_queued(frame, file, out, seconds=seconds, seed=seed)
        return plan_apart(frame, file, out, seconds=seconds, seed=seed, work=work, workers=workers)
    if cancel:
        return _cancel(frame.house(), month)
    with first_ctrl_c() as stop:
        house = frame.house()
        if stop.is_set():
            raise KeyboardInterrupt
        run_id = _asked(frame, house, month, release or [], seconds=seconds, seed=seed, work=work)
        if wait:
            _follow(frame, house, run_id, stop)
        run = _run(house, run_id)
    if wait:
        return plan_report(house, run)
    return told(
        "已提交 {month} 的排期，编号 {run_id}；由 culture serve 完成。",
        "planning of {month} is asked for, run {run_id}; culture serve does it.",
        month=run.month,
        run_id=run_id,
    )


def refuse_both(seconds: float | None, work: float | None) -> None:
    """Planning goes by the clock or by counted work."""
    if seconds is not None and work is not None:
        raise refuse(
            "--work",
            "--work 与 --seconds 只能写一个：按工作量，或按时间。",
            "--work and --seconds do not go together: count the work, or go by the clock.",
        )


def _whole_problem(month: str | None, problem: Path | None) -> Path:
    """The problem file, which says the month itself."""
    if problem is None or month is not None:
        raise refuse(
            "--problem",
            "排文件时用 --problem 和 --out，不写月份：月份在问题文件里。",
            "to plan a file give --problem and --out and no month: the file says the month.",
        )
    return problem


def _next_month(today: date) -> str:
    return f"{today.year + today.month // 12}-{today.month % 12 + 1:02}"


def _asked(
    frame: Frame,
    house: House,
    month: str | None,
    release: Sequence[str],
    *,
    seconds: float | None,
    seed: int,
    work: float | None,
) -> str:
    """Ask for the plan; the id of its run."""
    with house.outbox.transaction() as session:
        return ask_plan(
            session,
            house.clock,
            house.planning,
            house.district_id,
            month or _next_month(house.clock.today()),
            by=frame.by,
            seconds=seconds,
            seed=seed,
            work=work,
            release=release,
        )


def _cancel(house: House, month: str | None) -> Report:
    """Stop the month's run; when nobody is at work on it, as after a power cut, it is ended here."""
    month = month or _next_month(house.clock.today())
    with house.outbox.transaction() as session:
        run = last_run(session, house.district_id, month)
        cancel_plan(session, house.district_id, run.id if run else month)
    if run is not None:
        see_through(house, "plan", seconds=GRACE_SECONDS, finished=lambda: not _run(house, run.id).open)
    return told("已停下 {month} 的排期。", "the planning of {month} is stopped.", month=month)


def _run(house: House, run_id: str) -> PlanRun:
    with house.store.reading() as session:
        run = plan_run(session, house.district_id, run_id)
    assert run is not None, "a run that was asked for is kept"
    return run


def _follow(frame: Frame, house: House, run_id: str, stop: threading.Event) -> None:
    """Tell how the plan gets better until the run ends; `stop` ends it early and keeps the best."""
    tell = _watch(frame, house, run_id)
    cancelled = False

    def watch() -> None:
        nonlocal cancelled
        tell()
        if stop.is_set() and not cancelled and _run(house, run_id).open:
            cancelled = True
            frame.presenter.say(Bilingual("正在停下 …", "stopping …"))
            # refused when it ended by itself in this very moment
            with suppress(Refusal), house.outbox.transaction() as session:
                cancel_plan(session, house.district_id, run_id)

    limit = _run(house, run_id).most_seconds + GRACE_SECONDS
    see_through(house, "plan", seconds=limit, finished=lambda: not _run(house, run_id).open, watch=watch)


def _watch(frame: Frame, house: House, run_id: str) -> Callable[[], None]:
    told_last: list[tuple[float | None, float | None]] = [(None, None)]

    def watch() -> None:
        run = _run(house, run_id)
        if run.best is None or (run.best, run.bound) == told_last[0]:
            return
        told_last[0] = (run.best, run.bound)
        frame.presenter.say(
            Bilingual(
                "  {seconds:5.1f} 秒  最好 {best:.0f}  下界 {bound}  差距 {gap}  已排 {placed} 场",
                "  {seconds:5.1f} s  best {best:.0f}  bound {bound}  gap {gap}  placed {placed}",
            ).fill(
                seconds=run.seconds or 0.0,
                best=run.best,
                bound="–" if run.bound is None else f"{run.bound:.0f}",
                gap="–" if run.gap is None else f"{run.gap:.2%}",
                placed=run.placed or 0,
            )
        )

    return watch
