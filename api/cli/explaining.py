"""The command that explains a plan, a delivery, an order not served, or what fits a free evening: explain."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import date, time
from pathlib import Path
from typing import Annotated

import typer

from api.cli.explanation_report import account_report, fits_report, forced_report, here_report
from api.cli.frame import Frame, frame_of
from api.cli.naming import one_of, refuse_unless_month
from api.cli.plan_files import plan_in, problem_in
from api.cli.plan_report import MOST_SECONDS
from api.cli.planning import PANEL
from api.cli.report import Report
from api.cli.stopping import first_ctrl_c
from config.refusal import refuse
from scheduler.application.explaining import PlannedMonth, planned_month
from scheduler.domain.terms import SLOT_MINUTES
from scheduler.solver.accounting import account
from scheduler.solver.fitting import Cell, fits
from scheduler.solver.placing import Asked, ground_for, known_delivery, places
from scheduler.solver.problem import Problem
from scheduler.solver.weighing import weigh

POLL_SECONDS = 0.2
AT = ("day", "start", "venue", "provider")
FITS = ("area", "venue", "provider")


def add_commands(app: typer.Typer) -> None:
    app.command("explain", rich_help_panel=PANEL)(explain)


def explain(
    context: typer.Context,
    month: Annotated[
        str | None, typer.Argument(metavar="MONTH", help="月份，如 2026-06 · a planned month.")
    ] = None,
    *,
    problem: Annotated[
        Path | None, typer.Option(metavar="FILE", help="改说明文件：问题 · a problem file instead.")
    ] = None,
    plan: Annotated[Path | None, typer.Option(metavar="FILE", help="它的计划文件 · and its plan.")] = None,
    delivery: Annotated[
        str | None, typer.Option(metavar="ID", help="一个场次：为什么在这里，还能去哪里 · one delivery.")
    ] = None,
    at: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=VALUE",
            help="问哪里：day=、start=、venue=、provider=，没写的任意 · the places asked about; what is left out is open.",
        ),
    ] = None,
    order: Annotated[
        str | None, typer.Option(metavar="ID", help="一个点单：为什么没排上 · why an order is not served.")
    ] = None,
    fitting: Annotated[
        str | None,
        typer.Option(
            "--fits",
            metavar="NAME=VALUE",
            help="哪里有空：area=、venue= 或 provider= · what fits an area, a venue or a provider.",
        ),
    ] = None,
    day: Annotated[str | None, typer.Option(metavar="2026-06-13", help="哪天有空 · on which day.")] = None,
    since: Annotated[str, typer.Option(metavar="17:00", help="几点以后 · from what time on.")] = "00:00",
    seconds: Annotated[
        float,
        typer.Option("--seconds", "--time", min=1, max=MOST_SECONDS, help="查点单最多几秒 · for an order."),
    ] = 30.0,
    seed: Annotated[int, typer.Option(min=0, help="随机种子 · the seed.")] = 1,
    everything: Annotated[bool, typer.Option("--all", help="全部列出 · list them all.")] = False,
) -> Report:
    """说明一份计划：分数从哪里来；一场为什么在这里、还能去哪里；点单为什么没排上；空档能排什么 · Explain a plan, a delivery, an order or a free evening.

    例 Example: culture explain 2026-06 --delivery 2606-017 --at day=2026-06-13
    """
    _refuse_mixed(delivery=delivery, at=at, order=order, fitting=fitting, day=day)
    if month is not None:
        refuse_unless_month(month, "culture explain 2026-06 --delivery 2606-017")
    planned = _planned(frame_of(context), month, problem, plan, delivery)
    asked = planned.problem
    if delivery is not None:
        one = known_delivery(planned.deliveries, delivery)
        places_asked = _asked(asked, at or [])
        ground = ground_for(asked, planned.deliveries, one, places_asked)
        here = weigh(ground, one, places(ground, one, places_asked))
        return here_report(ground, here, everything=everything)
    if order is not None:
        return _order(planned, order, seconds=seconds, seed=seed)
    if fitting is not None:
        cell = _cell(asked, fitting, day, since)
        return fits_report(asked, cell, fits(asked, planned.deliveries, cell), everything=everything)
    weighed = account(asked, planned.deliveries, planned.bound)
    return account_report(asked, weighed, planned.offer, everything=everything)


def _refuse_mixed(
    *,
    delivery: str | None,
    at: list[str] | None,
    order: str | None,
    fitting: str | None,
    day: str | None,
) -> None:
    """Refuse two questions at once, and a part of a question without the rest."""
    if sum(one is not None for one in (delivery, order, fitting)) > 1:
        raise refuse(
            "culture explain",
            "--delivery、--order、--fits 一次只能问一个。",
            "ask one of --delivery, --order and --fits at a time.",
        )
    if at and delivery is None:
        raise refuse("--at", "--at 要与 --delivery 一起用。", "--at goes with --delivery.")
    if (fitting is None) != (day is None):
        raise refuse("--day", "--fits 与 --day 要一起用。", "--fits and --day go together.")


def _planned(
    frame: Frame, month: str | None, problem: Path | None, plan: Path | None, delivery: str | None
) -> PlannedMonth:
    if month is not None and problem is None and plan is None:
        house = frame.house()
        with house.store.reading() as session:
            return planned_month(
                session,
                house.clock,
                house.planning,
                house.district_id,
                month,
                release=() if delivery is None else (delivery,),
            )
    if month is not None or problem is None or plan is None:
        raise refuse(
            "culture explain",
            "写一个月份，或者用 --problem 和 --plan 给出文件。",
            "give a month, or the files with --problem and --plan.",
        )
    asked, given = problem_in(problem), plan_in(plan)
    same = given.problem == asked.fingerprint()
    return PlannedMonth(asked, given.deliveries, given.bound if same else None, given.offer)


def _asked(problem: Problem, at: list[str]) -> Asked:
    given = dict(_named(one, "--at", AT) for one in at)
    return Asked(
        venue_id=_venue(problem, given["venue"], "--at venue") if "venue" in given else None,
        provider_id=_provider(problem, given["provider"], "--at provider") if "provider" in given else None,
        day=_day(given["day"], "--at day") if "day" in given else None,
        start=_start(given["start"], "--at start") if "start" in given else None,
    )


def _cell(problem: Problem, fitting: str, day: str | None, since: str) -> Cell:
    name, value = _named(fitting, "--fits", FITS)
    on, place = _day(day or "", "--day"), f"--fits {name}"
    if on not in problem.days:
        raise refuse(
            "--day",
            "{day} 不在 {month} 之内。请选当月的一天。",
            "{day} is not in {month}. Choose a day of the month.",
            day=on,
            month=problem.month,
        )
    found: dict[str, Callable[[Problem, str, str], str]] = {
        "area": _area,
        "venue": _venue,
        "provider": _provider,
    }
    known = found[name](problem, value, place)
    return Cell(on, since=_time(since, "--since"), **{f"{name}_id": known})


def _named(given: str, place: str, names: tuple[str, ...]) -> tuple[str, str]:
    name, equals, value = given.partition("=")
    if name.strip() not in names or not equals or not value.strip():
        raise refuse(
            place,
            "“{given}”写法不对，应为 名称=值，名称是 {names} 之一。",
            "“{given}” is not NAME=VALUE with one of {names}.",
            given=given,
            names=", ".join(names),
        )
    return name.strip(), value.strip()


def _area(problem: Problem, given: str, place: str) -> str:
    return one_of({key: one.name for key, one in problem.areas.items()}, given, place)


def _venue(problem: Problem, given: str, place: str) -> str:
    return one_of({key: one.name for key, one in problem.venues.items()}, given, place)


def _provider(problem: Problem, given: str, place: str) -> str:
    return one_of({key: one.name for key, one in problem.providers.items()}, given, place)


def _day(given: str, place: str) -> date:
    try:
        return date.fromisoformat(given)
    except ValueError as error:
        raise refuse(place, "日期写成 2026-06-13。", "write the day like 2026-06-13.") from error


def _time(given: str, place: str) -> time:
    try:
        found = time.fromisoformat(given)
    except ValueError as error:
        raise refuse(place, "时间写成 19:30。", "write the time like 19:30.") from error
    return found.replace(second=0, microsecond=0, tzinfo=None)


def _start(given: str, place: str) -> time:
    found = _time(given, place)
    if found.minute % SLOT_MINUTES:
        raise refuse(
            place,
            "开始时间须在 15 分钟的格点上，如 19:30。",
            "a start lies on the grid of 15 minutes, like 19:30.",
        )
    return found


def _order(planned: PlannedMonth, order: str, *, seconds: float, seed: int) -> Report:
    """Have the solver look for a plan with the order; Ctrl+C ends it with what is known by then."""
    # loaded here only: what needs no search needs no solver
    from scheduler.solver.forcing import force_order  # noqa: PLC0415
    from scheduler.solver.solution import Options  # noqa: PLC0415

    options = Options(seconds=seconds, seed=seed)
    with first_ctrl_c() as pressed, ThreadPoolExecutor(max_workers=1) as aside:
        search = aside.submit(
            force_order,
            planned.problem,
            planned.deliveries,
            order,
            options,
            cancelled=pressed.is_set,
        )
        while not search.done():  # in steps, so that Ctrl+C is heard
            wait([search], timeout=POLL_SECONDS)
        return forced_report(planned.problem, planned.deliveries, search.result())
