"""Venues and providers kept provisionally for something else: seen, made on an empty cell, released."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import Response

from api.access.guard import Coordinator, Reader
from api.access.visit import Visit
from config.refusal import Refusal, refuse
from scheduler.application.names_view import Names, read_names
from scheduler.application.provisional import hold, kept_days, let_go, standing_holds
from scheduler.domain.district import Hold

router = APIRouter()


@router.get("/holds")
def show(visit: Reader, party: str = "", first: str = "") -> Response:
    """What is kept, and the form to keep more; another page may fill in whom and from when."""
    return _page(visit, {"party": party, "first": first, "last": first})


@router.post("/holds")
def keep(
    visit: Coordinator,
    party: Annotated[str, Form()] = "",
    first: Annotated[str, Form()] = "",
    last: Annotated[str, Form()] = "",
    until: Annotated[str, Form()] = "",
    why: Annotated[str, Form()] = "",
) -> Response:
    """Keep a venue or provider; a form that does not fit is shown again with its fault."""
    house = visit.house
    given = {"party": party, "first": first, "last": last, "until": until, "why": why}
    try:
        with house.outbox.transaction() as session:
            wanted = _wanted(read_names(session, visit.district_id), given)
            hold(session, house.clock, visit.district_id, wanted, by=visit.by)
    except Refusal as refusal:
        return _page(visit, given, refusal)
    return visit.go("/holds")


@router.post("/holds/{hold_id}/release")
def release(visit: Coordinator, hold_id: str) -> Response:
    """End a hold before it lapses; one that is gone meanwhile is told so."""
    try:
        with visit.house.outbox.transaction() as session:
            let_go(session, visit.district_id, hold_id)
    except Refusal as refusal:
        return _page(visit, {}, refusal)
    return visit.go("/holds")


def _wanted(names: Names, given: dict[str, str]) -> Hold:
    side, _, party = given["party"].partition(":")
    if party not in {"venue": {*names.venues}, "provider": {*names.providers}}.get(side, set()):
        raise refuse("party", "请选择一个场地或主体。", "choose a venue or a provider.")
    first = _day(given, "first")
    last = _day(given, "last") if given["last"] else first
    return Hold(
        "venue" if side == "venue" else "provider",
        party,
        kept_days(first, last),
        _day(given, "until"),
        given["why"],
    )


def _day(given: dict[str, str], name: str) -> date:
    try:
        return date.fromisoformat(given[name])
    except ValueError as error:
        raise refuse(name, "请选择日期。", "choose a day.") from error


def _page(visit: Visit, given: dict[str, str], refusal: Refusal | None = None) -> Response:
    house = visit.house
    with house.store.reading() as session:
        names = read_names(session, visit.district_id)
        holds = standing_holds(session, visit.district_id, house.clock.today())
    return visit.page(
        "holds.html",
        status=200 if refusal is None else 422,
        holds=holds,
        names=names,
        given={"party": "", "first": "", "last": "", "until": "", "why": ""} | given,
        refusal=refusal,
    )
