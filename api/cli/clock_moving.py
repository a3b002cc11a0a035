"""Moves the demonstration's clock, follows it from stop to stop and tells what came of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from api.bootstrap import House
from api.cli.clock_report import became, tally
from api.cli.following import PATIENCE_SECONDS, seen_through
from api.cli.frame import Frame
from api.cli.report import Report, told
from api.leaping import ask_leap
from config.bilingual import Bilingual
from config.refusal import Outcome

SECONDS_A_DAY = 30.0
"""How much longer each day on the way may take before its work is left to go on unseen."""
TELL_EVERY_SECONDS = 3.0


def moved_clock(frame: Frame, house: House, to: datetime) -> Report:
    """Have the clock walk to `to` and report how far it came and what happened on the way."""
    before = house.clock.now()
    with house.store.reading() as session:
        stood = tally(session, house.district_id)
    with house.outbox.transaction() as session:
        ask_leap(session, house, to)
    asked = told(
        "要把时钟拨到 {to:%Y-%m-%d %H:%M}，已经记下。",
        "the clock is to go to {to:%Y-%m-%d %H:%M}; that is noted.",
        to=to.astimezone(house.clock.zone),
    )
    seconds = PATIENCE_SECONDS + SECONDS_A_DAY * (to - before).days
    report = seen_through(house, "clock", asked, seconds=seconds, watch=_progress(frame, house))
    with house.store.reading() as session:
        happened = became(stood, tally(session, house.district_id))
    return _told(house, before, to, happened, report)


def _told(
    house: House, before: datetime, to: datetime, happened: tuple[Bilingual, ...], report: Report
) -> Report:
    zone, now = house.clock.zone, house.clock.now()
    came = {"before": before.astimezone(zone), "now": now.astimezone(zone), "to": to.astimezone(zone)}
    asked, *rest = report.sentences
    facts = {**report.facts, "before": came["before"], "now": came["now"]}
    if now >= to:
        moved = Bilingual(
            "时钟从 {before:%Y-%m-%d %H:%M} 拨到 {now:%Y-%m-%d %H:%M}。",
            "the clock went from {before:%Y-%m-%d %H:%M} to {now:%Y-%m-%d %H:%M}.",
        )
        return replace(report, sentences=(moved.fill(**came), *happened, *rest), facts=facts)
    stays = Bilingual(
        "时钟现在停在 {now:%Y-%m-%d %H:%M}，还没有走到：到点的事要先办完，之后的提醒一件也没有略过。"
        "后台工作办完后再拨一次即可。",
        "the clock stands at {now:%Y-%m-%d %H:%M} and is not there yet: what came due is to be done first, and "
        "nothing after it was passed over. Move it again once the work behind it is done.",
    )
    if now == before:
        happened = ()
    outcome = report.outcome if report.outcome is not Outcome.DONE else Outcome.FAILED
    sentences = (asked, *rest, stays.fill(**came), *happened)
    return replace(report, sentences=sentences, facts=facts, outcome=outcome)


def _progress(frame: Frame, house: House) -> Callable[[], None]:
    """Says which day the clock has come to, every few seconds at most."""
    told_at, day = time.monotonic(), house.clock.today()

    def watch() -> None:
        nonlocal told_at, day
        if time.monotonic() - told_at < TELL_EVERY_SECONDS:
            return
        told_at, came_to = time.monotonic(), house.clock.today()
        if came_to != day:
            day = came_to
            frame.presenter.say(_at(day))

    return watch


def _at(day: date) -> Bilingual:
    return Bilingual("时钟走到 {day:%Y-%m-%d}…", "the clock has come to {day:%Y-%m-%d}…").fill(day=day)
