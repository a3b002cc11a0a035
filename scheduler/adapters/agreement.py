"""Finds rows that are good alone but contradict rows of another sheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from config.bilingual import Bilingual
from config.tabular import Reading, Row, RowFault
from scheduler.adapters.sheets_demand import CourseLine, HeldLine
from scheduler.adapters.sheets_places import VenueLine
from scheduler.adapters.sheets_supply import ProgrammeLine

Found = Iterator[tuple[str, RowFault]]
"""The sheet's name and the fault in it."""


def disagreements(readings: Mapping[str, Reading[Any]]) -> Found:
    """Providers that do not give the category, venues of another area, programmes not on that provider's list.

    Reads only what is there: a sheet that is absent, or a row already at fault, is passed over.
    """
    lines = {
        name: {line.id: line for line in readings[name].records} if name in readings else {}
        for name in ("venues", "providers", "programmes")
    }
    yield from _programmes(readings, lines["providers"])
    yield from _orders(readings, lines["venues"])
    for name in ("courses", "held"):
        for row in readings[name].rows if name in readings else ():
            yield from _given(name, readings[name], row, lines["venues"], lines["programmes"])


def _programmes(readings: Mapping[str, Reading[Any]], providers: Mapping[str, Any]) -> Found:
    reading = readings.get("programmes")
    for row in reading.rows if reading else ():
        strangers = sorted(
            providers[id_].name
            for id_ in row.record.provider_ids
            if id_ in providers and row.record.category not in providers[id_].categories
        )
        if reading and strangers:
            sentence = Bilingual("{who}不做这一类别", "{who} does not deliver this category")
            yield (
                "programmes",
                reading.fault_at(row.number, "provider_ids", sentence.fill(who="、".join(strangers))),
            )


def _orders(readings: Mapping[str, Reading[Any]], venues: Mapping[str, VenueLine]) -> Found:
    reading = readings.get("orders")
    for row in reading.rows if reading else ():
        venue = venues.get(row.record.venue_id or "")
        if reading and venue and venue.area_id != row.record.area_id:
            yield "orders", reading.fault_at(row.number, "venue_id", _ELSEWHERE)


_ELSEWHERE = Bilingual("这个场地不在该街道", "this venue is not in that sub-district")


def _given(
    name: str,
    reading: Reading[Any],
    row: Row[CourseLine] | Row[HeldLine],
    venues: Mapping[str, VenueLine],
    programmes: Mapping[str, ProgrammeLine],
) -> Found:
    line = row.record
    venue, programme = venues.get(line.venue_id), programmes.get(line.programme_id)
    if venue and venue.area_id != line.area_id:
        yield name, reading.fault_at(row.number, "venue_id", _ELSEWHERE)
    if programme is None:
        return
    if line.provider_id not in programme.provider_ids:
        sentence = Bilingual("该主体不提供这个项目", "this provider does not give that programme")
        yield name, reading.fault_at(row.number, "provider_id", sentence)
    if isinstance(line, HeldLine) and line.category is not programme.category:
        sentence = Bilingual("与项目的类别不一致", "this is not the programme's category")
        yield name, reading.fault_at(row.number, "category", sentence)
    if isinstance(line, CourseLine) and line.sessions != programme.sessions:
        sentence = Bilingual("该项目是 {n} 课次", "that programme has {n} sessions").fill(
            n=programme.sessions
        )
        yield name, reading.fault_at(row.number, "sessions", sentence)
