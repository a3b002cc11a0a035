"""Part of an area's events begins in the evening, when those who work can come."""

from __future__ import annotations

from datetime import date, time

from config.bilingual import Bilingual
from scheduler.solver.portion import portion_findings, portion_rows
from scheduler.solver.problem import Problem
from scheduler.solver.rule import DELIVERIES, Rule

CODE = "evening_share"


def in_the_evening(problem: Problem, _: date, start: time) -> bool:
    return start >= problem.parameters.evening_from


def _percent(problem: Problem) -> int:
    return problem.parameters.evening_percent


RULE = Rule(
    code=CODE,
    kind="wish",
    title=Bilingual("晚间场次", "Evening share"),
    sentence=Bilingual(
        "每个街道的演出、电影、特色服务中，晚间开始的不少于设定的比例。",
        "Of an area's performances, films and feature services no smaller part than the setting says begins in the evening.",
    ),
    unit=DELIVERIES,
    build=portion_rows(CODE, in_the_evening, _percent),
    findings=portion_findings(CODE, in_the_evening, _percent),
    cases={
        "few": Bilingual(
            "{area}的 {count} 场活动中晚间只有 {of_kind} 场，不到 {percent}%",
            "{area} has {of_kind} of {count} events in the evening, less than {percent} %",
        ),
    },
)
