"""Repairs both months when a holiday moves from one published month into another: both shown, both done at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from api.bootstrap import House
from api.cli.confirming import confirmed, only_shown
from api.cli.following import seen_through
from api.cli.frame import Frame
from api.cli.repair_report import chosen, refuse_unless_rules_kept, repair_sentences
from api.cli.repairing_month import Way, previewed, repaired
from api.cli.report import Listing, Report
from api.cli.stopping import first_ctrl_c
from config.bilingual import Bilingual
from scheduler.adapters.district_repository import read_district
from scheduler.application.publishing import Publication
from scheduler.application.repairing import Standing, read_standing
from scheduler.application.repairing_months import Chosen, act_on_repairs, months_reached, preview_beside
from scheduler.domain.disruption import HolidayMoved
from scheduler.solver.solution import Options


def repaired_for(frame: Frame, moved: HolidayMoved, way: Way) -> Report:
    """The repair of each published month that the holiday leaves or enters; `--proposal` is the first month's."""
    house = frame.house()
    with house.store.reading() as session:
        months = months_reached(session, house.clock, house.district_id, moved)
    if len(months) == 1:
        return repaired(frame, months[0], lambda _: moved, way)
    picked = _picked(house, months, moved, way)
    if isinstance(picked, Report):
        return picked
    report = _shown(house, picked, way)
    if not way.yes and not confirmed(frame, report):
        return only_shown(report)
    with house.outbox.transaction() as session:
        done = act_on_repairs(session, house.clock, house.planning, house.district_id, picked, by=frame.by)
    return seen_through(house, "event", _done(report, months, done, shown=way.yes))


def _picked(house: House, months: Sequence[str], moved: HolidayMoved, way: Way) -> list[Chosen] | Report:
    """A proposal for each month; the report of one that has none."""
    with house.store.reading() as session:
        standings = [_standing(house, session, month) for month in months]
    picked: list[Chosen] = []
    with first_ctrl_c() as pressed:
        for standing in standings:
            preview = preview_beside(
                standing,
                picked,
                moved,
                Options(seconds=way.seconds),
                aims=way.aims,
                cancelled=pressed.is_set,
            )
            if not preview.repair.proposals:
                sentences = (_month(preview.month), *repair_sentences(preview.repair))
                return Report(sentences, {"done": False, "month": preview.month}, (), preview.repair.outcome)
            number = 1 if picked else way.number or 1
            proposal = chosen(preview.repair.proposals, number)
            if way.yes and (picked or way.number is None):
                refuse_unless_rules_kept(preview.repair, proposal)
            picked.append((preview, proposal))
    return picked


def _standing(house: House, session: Session, month: str) -> Standing:
    return read_standing(session, house.clock, house.planning, house.district_id, month)


def _shown(house: House, picked: Sequence[Chosen], way: Way) -> Report:
    """Both previews, one after the other; the rows of each under its month."""
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
        "要撤回，两个月都撤：culture event undo {first}，再 culture event undo {second}。",
        "To take it back, take both months back: culture event undo {first}, then culture event undo {second}.",
    ).fill(first=months[-1], second=months[0])
    numbers = {month: one.number if one else None for month, one in zip(months, done, strict=True)}
    facts = {**report.facts, "done": True, "numbers": numbers}
    return Report((*said, back), facts, report.listings if shown else (), report.outcome)
