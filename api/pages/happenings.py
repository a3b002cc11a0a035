"""Events and jobs told in the district's terms: who, which month or delivery, and where to read on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, get_args
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from api.access.visit import Visit
from api.pages import telling
from api.pages.work_log import LogLine
from config.bilingual import Bilingual
from notifications.domain.correcting import MEANING_NAMES, Meaning
from notifications.domain.lane_names import lane_named
from notifications.domain.sending_events import BATCH_DECISION_NAMES, BatchDecision, DecisionMade
from scheduler.application.delivery_view import stated_deliveries
from scheduler.application.names_view import Names, Told, read_names
from scheduler.application.planning_view import months_of_runs
from scheduler.domain.terms import DELIVERY_STATE_NAMES, DeliveryState

DECIDED = frozenset(event.__name__ for event in get_args(DecisionMade))


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the log with its sentence and the page that shows more, empty if none does."""

    line: LogLine
    sentence: Bilingual
    path: str


def happenings(session: Session, visit: Visit, lines: Sequence[LogLine]) -> tuple[Happening, ...]:
    """The lines told with the names as they stand now."""
    tell = _Teller(session, visit, lines)
    return tuple(tell(line) for line in lines)


class _Teller:
    def __init__(self, session: Session, visit: Visit, lines: Sequence[LogLine]) -> None:
        ids = [str(line.told["delivery_id"]) for line in lines if "delivery_id" in line.told]
        runs = [str(line.told["run_id"]) for line in lines if "run_id" in line.told]
        self._visit = visit
        self._names: Names = read_names(session, visit.district_id)
        self._deliveries = stated_deliveries(session, visit.district_id, ids, self._names)
        self._months = months_of_runs(session, visit.district_id, runs)

    def __call__(self, line: LogLine) -> Happening:
        facts = {**line.told, **self._more(line.told, line.at)}
        words = self._visit.pages.words[f"happened.{line.name}"]
        return Happening(line, words.fill(**facts), _path(line.name, facts))

    def _more(self, told: Mapping[str, Any], at: datetime) -> dict[str, object]:
        """What the sentence needs beyond the bare facts of the event, as it stood at that instant."""
        more: dict[str, object] = {}
        if "delivery_id" in told:
            more["delivery"] = _delivery(
                self._deliveries.get(told["delivery_id"], ()), told["delivery_id"], at
            )
        if "run_id" in told:
            more["month"] = self._months.get(told["run_id"], "")
        if "changes" in told:
            more |= _counted(told["changes"])
        if "into_id" in told:
            more["area"] = self._names.area(told["area_id"])
            more["into"] = self._names.area(told["into_id"])
        if "party" in told:
            more["who"] = self._names.party(told["party"])
        if "answer" in told:
            of = "matter" if "row_id" in told else "answer"
            more["answer"] = self._visit.pages.words[f"{of}.{told['answer']}"]
            reason = told.get("reason") or ""
            more["reason"] = Bilingual(f"（{reason}）", f" ({reason})") if reason else ""
        if "state" in told:
            more["state"] = DELIVERY_STATE_NAMES[DeliveryState(told["state"])]
        if "reached" in told:
            more["n"] = sum(count for _, count in told["reached"])
        if "deliveries" in told:
            more["n"] = len(told["deliveries"])
        if "lane" in told:
            more["lane"] = lane_named(told["lane"])
        if "meaning" in told:
            more["meaning"] = MEANING_NAMES[Meaning(told["meaning"])]
        if "decision" in told:
            more["decision"] = BATCH_DECISION_NAMES[BatchDecision(told["decision"])]
            more["n"] = len(told["messages"])
        if "slot" in told:
            more["slot"] = _moment(told["slot"], self._visit.house.clock.zone)
        if "to" in told:
            more["until"] = _moment(told["to"], self._visit.house.clock.zone)
        return more | _dates({**told, **more})


def _delivery(stated: Sequence[tuple[datetime, Told]], delivery_id: str, at: datetime) -> Bilingual:
    """`6月12日 周五 19:30 《…》` as it stood then, or the bare number when nothing was published under it yet."""
    told = next((told for since, told in reversed(stated) if since <= at), None)
    if told is None:
        return Bilingual(delivery_id, delivery_id)
    start = telling.clock(told.delivery.start)
    zh, en = (telling.day(told.delivery.day, language) for language in ("zh", "en"))
    return Bilingual(f"{zh} {start} {told.programme}", f"{told.programme}, {en} {start}")


def _moment(told: str, zone: ZoneInfo) -> Bilingual:
    moment = datetime.fromisoformat(told)
    return Bilingual(telling.moment(moment, zone, "zh"), telling.moment(moment, zone, "en"))


def _counted(changes: Sequence[Mapping[str, Any]]) -> dict[str, object]:
    return {
        "added": sum(not each.get("before") for each in changes),
        "removed": sum(not each.get("after") for each in changes),
        "changed": sum(bool(each.get("before")) and bool(each.get("after")) for each in changes),
    }


def _dates(facts: Mapping[str, Any]) -> dict[str, object]:
    """Months and days as people write them, beside `on` and `of` that addresses need."""
    written: dict[str, object] = {}
    if facts.get("month"):
        month = str(facts["month"])
        written |= {"of": month, "month": Bilingual(telling.month(month, "zh"), telling.month(month, "en"))}
    if facts.get("day"):
        day = datetime.fromisoformat(str(facts["day"])).date()
        written |= {"on": day, "day": Bilingual(telling.day(day, "zh"), telling.day(day, "en"))}
    return written


def _path(name: str, facts: Mapping[str, Any]) -> str:
    if name == "plan_month":
        return f"/plans/{facts['run_id']}"
    if name == "find_repair":
        return f"/repairs/{facts['search_id']}"
    if name == "explain_order":
        return f"/questions/{facts['question_id']}"
    if name == "CampaignAnswered":
        return f"/campaigns/{str(facts['row_id']).partition('/')[0]}"
    if "delivery_id" in facts:
        return f"/deliveries/{facts['delivery_id']}"
    if "number" in facts:
        return f"/months/{facts['of']}?version={facts['number']}"
    if "on" in facts:
        return f"/months/{facts['on']:%Y-%m}?view=agenda#d{facts['on'].day}"
    if "of" in facts:
        return f"/months/{facts['of']}"
    if "meaning" in facts:
        return "/inbox?tab=all"
    if name == "PublishedFactsChanged":
        return "/"
    if name in DECIDED:
        return "/messages"
    return {
        "send_due": "/messages",
        "send_by_stand_in": "/messages",
        "nudge_silent": "/messages",
        "sweep_licences": "/reminders",
    }.get(name, "")
