"""A whole file of the format: its version and kind, one record, read strictly and written so that it comes back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from config.bilingual import Bilingual
from config.refusal import Refusal, refuse
from scheduler.solver.format.event_file import EventFile
from scheduler.solver.format.event_records import EVENT
from scheduler.solver.format.plan_file import PlanFile
from scheduler.solver.format.plan_records import PLAN
from scheduler.solver.format.problem_records import PROBLEM
from scheduler.solver.format.records import Record, records_in
from scheduler.solver.format.refusing import told, unfit
from scheduler.solver.format.year_records import YEAR, YEAR_PLAN
from scheduler.solver.problem import Problem
from scheduler.solver.year.plan_file import YearPlanFile
from scheduler.solver.year.problem import YearProblem

VERSION = "culture-planning/1"
"""Goes up when a file that was right would be read otherwise or refused."""
SCHEMA_DIALECT = "https://json-schema.org/draft/2020-12/schema"


@dataclass(frozen=True, slots=True)
class Document:
    """One kind of file: what `format` and `kind` say in it, and the record that it holds."""

    kind: str
    record: Record

    def read(self, text: str, file: str) -> Any:
        """What the file holds; Refusal names each fault as `file#/json/pointer`."""
        try:
            return self._read(_parsed(text))
        except Refusal as refusal:
            raise told(refusal, file) from refusal

    def _read(self, whole: object) -> Any:
        if not isinstance(whole, dict):
            raise unfit("", whole, Bilingual("对象", "an object"))
        body = dict(whole)
        for name, wanted in (("format", VERSION), ("kind", self.kind)):
            given = body.pop(name, None)
            if given != wanted:
                raise unfit(f"/{name}", given, Bilingual(f"“{wanted}”", f"“{wanted}”"))
        return self.record.read(body, "")

    def write(self, value: Any) -> str:
        """The file's text; it is read back as an equal value."""
        whole = {"format": VERSION, "kind": self.kind, **self.record.write(value)}
        return json.dumps(whole, ensure_ascii=False, indent=1, allow_nan=False) + "\n"

    def schema(self) -> dict[str, Any]:
        """The JSON Schema of such a file."""
        head, *others = records_in(self.record)
        own = head.definition()
        says = {"format": {"const": VERSION}, "kind": {"const": self.kind}}
        return {
            "$schema": SCHEMA_DIALECT,
            "title": f"{VERSION} {self.kind}",
            **own,
            "properties": {**says, **own["properties"]},
            "required": [*says, *own["required"]],
            "$defs": {record.name: record.definition() for record in others},
        }


PROBLEM_DOCUMENT = Document("problem", PROBLEM)
PLAN_DOCUMENT = Document("plan", PLAN)
EVENT_DOCUMENT = Document("event", EVENT)
YEAR_DOCUMENT = Document("year", YEAR)
YEAR_PLAN_DOCUMENT = Document("year-plan", YEAR_PLAN)


def kind_of(text: str) -> str | None:
    """What kind of file it says it is; None if it does not say so, which its reader refuses."""
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):
        return None
    kind = whole.get("kind") if isinstance(whole, dict) else None
    return kind if isinstance(kind, str) else None


def problem_text(problem: Problem) -> str:
    """The problem as a file; ValueError if it holds running courses, whose sessions belong among `fixed`."""
    if problem.district.courses:
        raise ValueError("a problem's running courses stand among its fixed deliveries")
    return PROBLEM_DOCUMENT.write(problem)


def read_problem(text: str, file: str = "problem") -> Problem:
    """The problem of a file's text; Refusal names each fault by its JSON pointer."""
    problem: Problem = PROBLEM_DOCUMENT.read(text, file)
    return problem


def plan_text(plan: PlanFile) -> str:
    """The plan as a file."""
    return PLAN_DOCUMENT.write(plan)


def read_plan(text: str, file: str = "plan") -> PlanFile:
    """The plan of a file's text; Refusal names each fault by its JSON pointer."""
    plan: PlanFile = PLAN_DOCUMENT.read(text, file)
    return plan


def year_text(problem: YearProblem) -> str:
    """The year's problem as a file; ValueError if it holds running courses, whose sessions belong among `fixed`."""
    if problem.district.courses:
        raise ValueError("a problem's running courses stand among its fixed deliveries")
    return YEAR_DOCUMENT.write(problem)


def read_year(text: str, file: str = "year") -> YearProblem:
    """The year's problem of a file's text; Refusal names each fault by its JSON pointer."""
    problem: YearProblem = YEAR_DOCUMENT.read(text, file)
    return problem


def year_plan_text(plan: YearPlanFile) -> str:
    """The year's plan as a file."""
    return YEAR_PLAN_DOCUMENT.write(plan)


def read_year_plan(text: str, file: str = "plan") -> YearPlanFile:
    """The year's plan of a file's text; Refusal names each fault by its JSON pointer."""
    plan: YearPlanFile = YEAR_PLAN_DOCUMENT.read(text, file)
    return plan


def event_text(event: EventFile) -> str:
    """The event as a file."""
    return EVENT_DOCUMENT.write(event)


def read_event(text: str, file: str = "event") -> EventFile:
    """The event of a file's text; Refusal names each fault by its JSON pointer."""
    event: EventFile = EVENT_DOCUMENT.read(text, file)
    return event


def _parsed(text: str) -> object:
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise refuse(
            "",
            "这不是完整的 JSON 文件：{why}。请检查文件是否完整。",
            "this is no whole JSON file: {why}. See that the file is complete.",
            why=_where_it_breaks(error),
        ) from error


def _where_it_breaks(error: ValueError | RecursionError) -> Bilingual:
    if isinstance(error, json.JSONDecodeError):
        return Bilingual(
            "从第 {line} 行第 {column} 列起读不下去", "{said}: line {line} column {column}"
        ).fill(line=error.lineno, column=error.colno, said=error.msg)
    if isinstance(error, RecursionError):
        return Bilingual("层次太深", "it is nested too deeply")
    return Bilingual("有读不懂的数字", "{said}").fill(said=error)


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = sorted({name for name in names if names.count(name) > 1})
        raise ValueError(f"the name {', '.join(twice)} comes twice in one object")
    return found


def _no_number(name: str) -> object:
    raise ValueError(f"{name} is no number")
