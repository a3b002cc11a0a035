"""An event for a thousand people or more stands no sooner than its permit can be had."""

from __future__ import annotations

from config.bilingual import Bilingual
from scheduler.solver.candidate import Candidate
from scheduler.solver.finding import Barred, barred
from scheduler.solver.model import Model
from scheduler.solver.rule import DELIVERIES, Rule, session_findings
from scheduler.workdays import earliest_with_permit, permit_apply_by

CODE = "permit_lead"


def too_soon(candidate: Candidate) -> Barred | None:
    parameters, programme = candidate.problem.parameters, candidate.programme
    if programme.audience < parameters.permit_audience:
        return None
    if candidate.order is not None and candidate.order.permit_recorded:
        return None
    if candidate.day >= earliest_with_permit(candidate.problem.today, parameters.permit_lead):
        return None
    if candidate.was_published:
        return None
    apply_by = permit_apply_by(candidate.day, parameters.permit_lead)
    return barred("too_soon", programme=programme.id, day=candidate.day, apply_by=apply_by)


def build(model: Model) -> None:
    large = model.problem.parameters.permit_audience
    reads = {"programme", "area", "order", "day"}
    model.forbid(CODE, reads, too_soon, lambda programme: programme.audience >= large)


RULE = Rule(
    code=CODE,
    kind="hard",
    title=Bilingual("大型活动许可", "The permit's lead"),
    sentence=Bilingual(
        "预计一千人及以上的活动须提前 20 天申请许可：不早于今天起第 20 天安排，除非已记录“许可已取得”。",
        "An event for 1,000 people or more needs its permit applied for 20 days before: it stands no sooner, "
        "unless the permit is on record.",
    ),
    unit=DELIVERIES,
    build=build,
    findings=session_findings(CODE, too_soon),
    cases={
        "too_soon": Bilingual(
            "“{programme}”排在{day}，许可应在{apply_by}前申请，已来不及",
            "“{programme}” on {day} needed its permit applied for by {apply_by}",
        ),
    },
)
