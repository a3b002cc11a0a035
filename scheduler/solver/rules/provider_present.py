"""A provider works when its contract is in force, on its weekdays, outside its blackouts."""

from __future__ import annotations

from config.bilingual import Bilingual
from scheduler.solver.candidate import Candidate
from scheduler.solver.finding import Barred, barred
from scheduler.solver.rule import DELIVERIES, Rule, session_bars, session_findings

CODE = "provider_present"


def absent(candidate: Candidate) -> Barred | None:
    provider, day = candidate.provider, candidate.day
    if not provider.contract.holds(day):
        return barred("contract", provider=provider.id, day=day)
    if any(blackout.holds(day) for blackout in provider.blackouts):
        return barred("blackout", provider=provider.id, day=day)
    if day.isoweekday() not in provider.weekdays:
        return barred("weekday", provider=provider.id, day=day)
    return None


RULE = Rule(
    code=CODE,
    kind="hard",
    title=Bilingual("主体可到场", "The provider is there"),
    sentence=Bilingual(
        "配送主体须在合同期内、可服务的星期、且不在停演（停课）日期。",
        "A provider delivers while its contract is in force, on its weekdays and outside its blackout dates.",
    ),
    unit=DELIVERIES,
    build=session_bars(CODE, (frozenset({"provider", "day"}), absent)),
    findings=session_findings(CODE, absent),
    cases={
        "contract": Bilingual("{provider}的合同不含{day}", "the contract of {provider} does not cover {day}"),
        "blackout": Bilingual("{provider}在{day}不可服务", "{provider} is not available on {day}"),
        "weekday": Bilingual(
            "{provider}在{day}这个星期不服务", "{provider} does not work on the weekday of {day}"
        ),
    },
)
