"""A programme is held at the hours of the day that suit it, as the menu states them."""

from __future__ import annotations

from config.bilingual import Bilingual
from scheduler.solver.candidate import Candidate
from scheduler.solver.finding import Barred, barred
from scheduler.solver.rule import DELIVERIES, Rule, session_bars, session_findings

CODE = "programme_hours"


def unfit(candidate: Candidate) -> Barred | None:
    programme, start = candidate.programme, candidate.start
    if programme.start_from is not None and start < programme.start_from:
        return barred("early", programme=programme.id, start=start, limit=programme.start_from)
    if programme.start_until is not None and start > programme.start_until:
        return barred("late", programme=programme.id, start=start, limit=programme.start_until)
    return None


RULE = Rule(
    code=CODE,
    kind="hard",
    title=Bilingual("时段合适", "The hour suits"),
    sentence=Bilingual(
        "项目的开始时间在菜单注明的最早与最晚之间：晚会不排在上午。",
        "A programme starts between the earliest and the latest that the menu states: no evening gala in the morning.",
    ),
    unit=DELIVERIES,
    build=session_bars(CODE, (frozenset({"shape", "start"}), unfit)),
    findings=session_findings(CODE, unfit),
    cases={
        "early": Bilingual(
            "“{programme}”不早于 {limit} 开始（{start}）",
            "“{programme}” starts no earlier than {limit}, not at {start}",
        ),
        "late": Bilingual(
            "“{programme}”不晚于 {limit} 开始（{start}）",
            "“{programme}” starts no later than {limit}, not at {start}",
        ),
    },
)
