"""Files of problems and plans in the published format: read with their refusals, written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from config.bilingual import Bilingual
from config.file_trouble import file_trouble
from config.refusal import refuse
from scheduler.solver.format.documents import (
    kind_of,
    plan_text,
    problem_text,
    read_event,
    read_plan,
    read_problem,
    read_year,
    read_year_plan,
    year_plan_text,
)
from scheduler.solver.format.event_file import EventFile
from scheduler.solver.format.plan_file import PlanFile
from scheduler.solver.problem import Problem
from scheduler.solver.year.plan_file import YearPlanFile
from scheduler.solver.year.problem import YearProblem

YEAR = "year"
NOT_WRITTEN = Bilingual(
    "没有可写的计划：{out} 没有写，原有的文件不变（下界 {bound}，用时 {seconds:.1f} 秒）。",
    "There is no plan to write: {out} was not written, a file that is there stays as it was "
    "(bound {bound}, {seconds:.1f} s).",
)


def problem_in(path: Path) -> Problem:
    """The problem of a file; refused by the field that does not fit."""
    return read_problem(_text(path), path.name)


def holds_a_year(path: Path) -> bool:
    """Whether a file says that it is the problem of a year."""
    return kind_of(_text(path)) == YEAR


def year_in(path: Path) -> YearProblem:
    """The year's problem of a file; refused by the field that does not fit."""
    return read_year(_text(path), path.name)


def year_plan_in(path: Path) -> YearPlanFile:
    """The year's plan of a file; refused by the field that does not fit."""
    return read_year_plan(_text(path), path.name)


def keep_year_plan(plan: YearPlanFile, path: Path) -> None:
    """Write the year's plan, whole or not at all."""
    _keep(year_plan_text(plan), path)


def plan_in(path: Path) -> PlanFile:
    """The plan of a file; refused by the field that does not fit."""
    return read_plan(_text(path), path.name)


def event_in(path: Path) -> EventFile:
    """The event of a file; refused by the field that does not fit."""
    return read_event(_text(path), path.name)


def keep_plan(plan: PlanFile, path: Path) -> None:
    """Write the plan; the file is the old one or the whole new one, never half of it."""
    _keep(plan_text(plan), path)


def keep_problem(problem: Problem, path: Path) -> None:
    """Write the problem, whole or not at all."""
    _keep(problem_text(problem), path)


def _keep(text: str, path: Path) -> None:
    half = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        half.write_text(text, encoding="utf-8")
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)


def refuse_unless_writable(path: Path) -> None:
    """Refuse a place where no file can be written, before any work is done for it."""
    if path.is_dir() or not path.parent.is_dir() or not os.access(path.parent, os.W_OK):
        raise refuse(
            str(path),
            "不能写到这里：文件夹不存在、不可写，或这是一个文件夹。请换一个位置。",
            "no file can be written here: the folder is missing or closed, or this is a folder. Choose another place.",
        )


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise refuse(
            str(path),
            "文件读不出来：{why}。请检查路径、权限和编码（应为 UTF-8）。",
            "the file cannot be read: {why}. Check its path, its permissions and that it is UTF-8.",
            why=file_trouble(error),
        ) from error
