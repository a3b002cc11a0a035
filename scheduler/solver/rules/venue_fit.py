"""A venue has what the programme needs: indoors or in the open air, seats, features."""

from __future__ import annotations

from config.bilingual import Bilingual
from scheduler.solver.candidate import Candidate
from scheduler.solver.finding import Barred, barred
from scheduler.solver.rule import DELIVERIES, Rule, session_bars, session_findings

CODE = "venue_fit"


def unfit(candidate: Candidate) -> Barred | None:
    programme, venue = candidate.programme, candidate.venue
    if programme.open_air and not venue.open_air and not candidate.moved_indoors:
        return barred("needs_open_air", programme=programme.id, venue=venue.id)
    if venue.open_air and not programme.open_air:
        return barred("needs_roof", programme=programme.id, venue=venue.id)
    if venue.capacity < programme.audience and not candidate.moved_indoors:
        return barred("capacity", venue=venue.id, capacity=venue.capacity, audience=programme.audience)
    missing = programme.needs - venue.features
    if missing:
        return barred("features", venue=venue.id, programme=programme.id, missing=tuple(sorted(missing)))
    return None


RULE = Rule(
    code=CODE,
    kind="hard",
    title=Bilingual("场地适合", "The venue fits"),
    sentence=Bilingual(
        "场地须符合项目的室内或露天要求，容量不少于预计人数，并具备所需设施；因雨移入备用场地的，不论容量。",
        "A venue is indoors or in the open air as the programme asks, seats its audience and has the features "
        "it needs; when rain moves a programme indoors, seats are not asked.",
    ),
    unit=DELIVERIES,
    build=session_bars(CODE, (frozenset({"shape", "venue", "rain_venue"}), unfit)),
    findings=session_findings(CODE, unfit),
    cases={
        "needs_open_air": Bilingual(
            "“{programme}”须露天举办，{venue}在室内", "“{programme}” needs the open air; {venue} is indoors"
        ),
        "needs_roof": Bilingual(
            "“{programme}”须室内举办，{venue}是露天场地",
            "“{programme}” needs a roof; {venue} is in the open air",
        ),
        "capacity": Bilingual(
            "{venue}容 {capacity} 人，少于预计 {audience} 人",
            "{venue} seats {capacity}, fewer than the {audience} expected",
        ),
        "features": Bilingual(
            "{venue}缺少“{programme}”所需设施：{missing}", "{venue} lacks what “{programme}” needs: {missing}"
        ),
    },
)
