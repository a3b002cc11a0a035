"""Repairs every published month that an event reaches: all are shown, and done at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from api.bootstrap import House
from api.cli.confirming import confirmed, only_shown
from api.cli.confirming import done as done_when_confirmed
from api.cli.following import seen_through
from api.cli.frame import Frame
from api.cli.repair_report import chosen, may_help, refuse_unless_rules_kept, repair_sentences, tell_looking
from api.cli.repair_way import Way, facts_of_preview, previewed
from api.cli.report import Listing, Report
from api.cli.stopping import beside, first_ctrl_c
from config.bilingual import Bilingual
from config.refusal import Outcome
from scheduler.adapters.district_repository import read_district
from scheduler.application.publishing import Publication
from scheduler.application.repairing import RepairPreview, Standing, act_on_repair, read_standing
from scheduler.application.repairing_months import Chosen, act_on_repairs, months_reached, preview_beside
from scheduler.application.searching_repair import keep_search
from scheduler.domain.disruption import Disruption
from scheduler.domain.district import District
from scheduler.solver.solution import Options

STOPPED = Bilingual(
    "已按 Ctrl+C 停下：列出的是到那时找到的最好办法。",
    "Stopped by Ctrl+C: these are the best ways found until then.",
)


def repaired(frame: Frame, month: str, asked: Callable[[District], Disruption], way: Way) -> Report:
    """Show the proposals, the one chosen with its texts, and do it when that is confirmed.

    What reaches over several published months is repaired in all of them; `--proposal` is the first month's.
    """
    house = frame.house()
    with house.store.reading() as session:
        district = read_district(session, house.district_id)
        happened = asked(district)
        months = months_reached(session, house.clock, house.district_id, happened, month)
        standings = [_standing(house, session, one) for one in months]
    found: list[RepairPreview] = []
    with first_ctrl_c() as pressed:
        try:
            picked = beside(lambda: _picked(frame, standings, happened, way, pressed, found))
        finally:
            search_id = _kept(frame, found)
    if isinstance(picked, Report):
        report = picked
    else:
        report = _ended(frame, picked, district, way, stopped=pressed.is_set())
    return replace(report, facts={**report.facts, "search": search_id})


def _kept(frame: Frame, found: Sequence[RepairPreview]) -> str | None:
    """The id under which `culture check --run` verifies the search; None where nothing was looked for."""
    if not found:
        return None
    house = frame.house()
    with house.outbox.transaction() as session:
        return keep_search(session, house.clock, house.district_id, found, by=frame.by)


def _ended(frame: Frame, picked: Sequence[Chosen], district: District, way: Way, *, stopped: bool) -> Report:
    if not stopped:
        return _carried_out(frame, picked, district, way)
    report = _carried_out(frame, picked, district, replace(way, yes=False))
    if report.facts["done"]:
        return report
    return replace(report, sentences=(*report.sentences, STOPPED), outcome=Outcome.CANCELLED)


def _carried_out(frame: Frame, picked: Sequence[Chosen], district: District, way: Way) -> Report:
    if len(picked) == 1:
        return _one_month(frame, picked[0], district, way)
    house = frame.house()
    report = _shown(house, picked, way)
    if not way.yes and not confirmed(frame, report):
        return only_shown(report)
    with house.outbox.transaction() as session:
        done = act_on_repairs(session, house.clock, house.planning, house.district_id, picked, by=frame.by)
    months = [preview.month for preview, _ in picked]
    return seen_through(house, "event", _done(report, months, done, shown=way.yes))


def _one_month(frame: Frame, picked: Chosen, district: District, way: Way) -> Report:
    house, (preview, proposal) = frame.house(), picked

    def deed(session: Session) -> Publication | None:
        return act_on_repair(
            session, house.clock, house.planning, house.district_id, preview, proposal, by=frame.by
        )

    report = previewed(house, preview, proposal, way.number or 1, district)
    return done_when_confirmed(frame, report, preview.month, deed, yes=way.yes)


def _picked(
    frame: Frame,
    standings: Sequence[Standing],
    happened: Disruption,
    way: Way,
    pressed: threading.Event,
    found: list[RepairPreview],
) -> list[Chosen] | Report:
    """A proposal for each month; the report of one that has none. How far it is is told meanwhile, `found` filled."""
    picked: list[Chosen] = []
    for standing in standings:
        preview = preview_beside(
            standing,
            picked,
            happened,
            Options(seconds=way.seconds),
            aims=way.aims,
            cancelled=pressed.is_set,
            watch=lambda looking: tell_looking(frame.presenter.say, looking),
        )
        found.append(preview)
        if not preview.repair.proposals:
            of_month = (_month(preview.month),) if len(standings) > 1 else ()
            facts = facts_of_preview(preview) | {"done": False, "month": preview.month}
            told = (*of_month, *repair_sentences(preview.repair), *may_help(preview.repair))
            return Report(told, facts, (), preview.repair.outcome)
        number = 1 if picked else way.number or 1
        proposal = chosen(preview.repair.proposals, number)
        if way.yes and (picked or way.number is None):
            refuse_unless_rules_kept(preview.repair, proposal)
        picked.append((preview, proposal))
    return picked


def _standing(house: House, session: Session, month: str) -> Standing:
    return read_standing(session, house.clock, house.planning, house.district_id, month)


def _shown(house: House, picked: Sequence[Chosen], way: Way) -> Report:
    """The previews, one after the other; the rows of each under its month."""
    with house.store.reading() as session:
        district = read_district(session, house.district_id)
    sentences: list[Bilingual] = []
    listings: list[Listing] = []
    facts: list[dict[str, object]] = []
    outcomes = []
    for preview, proposal in picked:
        number = 1 if facts else way.number or 1
        one = previewed(house, preview, proposal, number, district)
        sentences += [_month(preview.month), *one.sentences]
        listings += [_of_month(each, preview.month) for each in one.listings]
        facts.append(dict(one.facts))
        outcomes.append(one.outcome)
    return Report(sentences, {"done": False, "months": facts}, listings, max(outcomes))


def _of_month(listing: Listing, month: str) -> Listing:
    title = listing.title or Bilingual("", "")
    return replace(
        listing,
        key=f"{listing.key}_{month}",
        title=Bilingual(f"{month} {title.zh}".strip(), f"{month} {title.en}".strip()),
    )


def _month(month: str) -> Bilingual:
    return Bilingual("{month}：", "{month}:").fill(month=month)


def _done(
    report: Report, months: Sequence[str], done: Sequence[Publication | None], *, shown: bool
) -> Report:
    said = [
        Bilingual(
            "已办：{month} 发布为第 {number} 版。", "done: {month} is published as version {number}."
        ).fill(month=month, number=one.number)
        if one
        else Bilingual(
            "{month} 没有场次改动，不需要发布。", "{month}: no delivery changes, nothing is published."
        ).fill(month=month)
        for month, one in zip(months, done, strict=True)
    ]
    back = Bilingual(
        "要撤回：culture event undo {month}，这几个月一并恢复。",
        "To take it back: culture event undo {month}, which puts all these months back.",
    ).fill(month=months[0])
    numbers = {month: one.number if one else None for month, one in zip(months, done, strict=True)}
    facts = {**report.facts, "done": True, "numbers": numbers}
    return Report((*said, back), facts, report.listings if shown else (), report.outcome)
