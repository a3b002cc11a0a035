"""A provider of one district serves the areas of that district; the shared ones serve the whole city."""

from __future__ import annotations

from config.bilingual import Bilingual
from scheduler.solver.candidate import Candidate
from scheduler.solver.finding import Barred, barred
from scheduler.solver.rule import DELIVERIES, Rule, session_bars, session_findings

CODE = "own_district"


def abroad(candidate: Candidate) -> Barred | None:
    provider, area = candidate.provider, candidate.area
    if provider.district_id is None or provider.district_id == area.district_id:
        return None
    return barred("abroad", provider=provider.id, area=area.id, district=provider.district_id)


RULE = Rule(
    code=CODE,
    kind="hard",
    title=Bilingual("不跨区", "Within its district"),
    sentence=Bilingual(
        "区属主体只服务本区街道；全市共用的主体服务各区。",
        "A provider of one district serves that district's areas only; the city's shared ones serve all.",
    ),
    unit=DELIVERIES,
    build=session_bars(CODE, (frozenset({"provider", "area"}), abroad)),
    findings=session_findings(CODE, abroad),
    cases={
        "abroad": Bilingual(
            "{provider}只服务 {district}，{area}不在其中",
            "{provider} serves {district} only, to which {area} does not belong",
        ),
    },
)
