"""Part of an area's events falls on days when people are free."""

from __future__ import annotations

from datetime import date, time

from config.bilingual import Bilingual
from scheduler.solver.portion import portion_findings, portion_rows
from scheduler.solver.problem import Problem
from scheduler.solver.rule import DELIVERIES, Rule

CODE = "weekend_share"


def on_a_free_day(problem: Problem, day: date, _: time) -> bool:
    """Weekends and public holidays; a make-up workday is none."""
    return not problem.workdays.is_workday(day)


def _percent(problem: Problem) -> int:
    return problem.parameters.weekend_percent


RULE = Rule(
    code=CODE,
    kind="wish",
    title=Bilingual("周末场次", "Weekend share"),
    sentence=Bilingual(
        "每个街道的演出、电影、特色服务中，排在休息日（周末与法定节假日，不含调休上班日）的不少于设定的比例。",
        "Of an area's performances, films and feature services no smaller part than the setting says is on days off: weekends and public holidays, make-up workdays not.",
    ),
    unit=DELIVERIES,
    build=portion_rows(CODE, on_a_free_day, _percent),
    findings=portion_findings(CODE, on_a_free_day, _percent),
    cases={
        "few": Bilingual(
            "{area}的 {count} 场活动中休息日只有 {of_kind} 场，不到 {percent}%",
            "{area} has {of_kind} of {count} events on days off, less than {percent} %",
        ),
    },
)
