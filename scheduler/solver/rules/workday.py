"""Book batches travel on working days."""

from __future__ import annotations

from config.bilingual import Bilingual
from scheduler.domain.terms import Category
from scheduler.solver.candidate import Candidate
from scheduler.solver.finding import Barred, barred
from scheduler.solver.rule import DELIVERIES, Rule, session_bars, session_findings

CODE = "workday"


def off_duty(candidate: Candidate) -> Barred | None:
    if candidate.programme.category is Category.BOOKS and not candidate.problem.workdays.is_workday(
        candidate.day
    ):
        return barred("off", programme=candidate.programme.id, day=candidate.day)
    return None


RULE = Rule(
    code=CODE,
    kind="hard",
    title=Bilingual("图书报刊工作日送达", "Books on working days"),
    sentence=Bilingual(
        "图书报刊只在工作日配送：法定节假日除外，调休上班日可以。",
        "Book batches travel on working days: not on public holidays, but on make-up workdays.",
    ),
    unit=DELIVERIES,
    build=session_bars(
        CODE,
        (frozenset({"shape", "day"}), off_duty),
        concerns=lambda programme: programme.category is Category.BOOKS,
    ),
    findings=session_findings(CODE, off_duty),
    cases={
        "off": Bilingual(
            "{day}不是工作日，不能配送“{programme}”", "{day} is no working day for “{programme}”"
        ),
    },
)
