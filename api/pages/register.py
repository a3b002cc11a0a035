"""The market register: the list with its filters, one business, its status and its renewals."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query
from fastapi.responses import Response
from pydantic import BaseModel, Field

from api.access.guard import MarketOfficer, Reader
from api.pages.choosing import EMPTY_IS_NONE
from api.pages.correspondents import BUSINESS
from notifications.application.talk_view import talk_with
from notifications.market.application.browsing import (
    RegisterFilter,
    list_register,
    list_rules,
    read_business,
    read_changes,
)
from notifications.market.application.keeping import mark_renewal_filed, set_status
from notifications.market.domain.business import BusinessStatus
from notifications.market.domain.judging import Standing
from notifications.market.domain.renewal import says_filed
from scheduler.application.names_view import read_names

router = APIRouter()

PER_PAGE = 50


class RegisterChoice(BaseModel):
    """What the list is narrowed to; empty stands for all."""

    words: str = ""
    status: Annotated[BusinessStatus | None, EMPTY_IS_NONE] = None
    standing: Annotated[Standing | None, EMPTY_IS_NONE] = None
    category: str = ""
    area: str = ""
    page: int = Field(default=1, ge=1)

    @property
    def narrowed(self) -> RegisterFilter:
        return RegisterFilter(self.status, self.category, self.area, self.words, self.standing)

    def address(self, page: int) -> str:
        chosen = {**self.model_dump(exclude_defaults=True, mode="json"), "page": page}
        return f"/register?{urlencode(chosen)}"


@router.get("/register")
def register(visit: Reader, choice: Annotated[RegisterChoice, Query()]) -> Response:
    with visit.house.store.reading() as session:
        found = list_register(
            session,
            visit.house.market_desk(session),
            choice.narrowed,
            offset=(choice.page - 1) * PER_PAGE,
            limit=PER_PAGE,
        )
        categories = sorted({rule.category for rule in list_rules(session, visit.district_id)})
        areas = read_names(session, visit.district_id).areas
    return visit.page(
        "register.html",
        found=found,
        choice=choice,
        pages=-(-found.total // PER_PAGE),
        categories=categories,
        areas=areas,
    )


@router.get("/register/rules")
def rules(visit: Reader) -> Response:
    """The rules of law as data, with citation and effective date."""
    with visit.house.store.reading() as session:
        found = list_rules(session, visit.district_id)
    return visit.page("licence_rules.html", rules=found)


@router.get("/register/{business_id}")
def business(visit: Reader, business_id: str) -> Response:
    with visit.house.store.reading() as session:
        desk = visit.house.market_desk(session)
        entry = read_business(session, desk, business_id)
        changes = read_changes(session, desk, entry)
        areas = read_names(session, visit.district_id).areas
        talk = talk_with(session, visit.district_id, f"{BUSINESS}{business_id}", visit.house.clock.zone)
    return visit.page(
        "business.html", entry=entry, changes=changes, areas=areas, talk=talk, says_filed=says_filed
    )


@router.post("/register/{business_id}/status")
def change_status(
    visit: MarketOfficer,
    business_id: str,
    status: Annotated[BusinessStatus, Form()],
    seen: Annotated[BusinessStatus, Form()],
) -> Response:
    with visit.house.outbox.transaction() as session:
        set_status(session, visit.district_id, business_id, status, seen=seen, by=visit.by, at=visit.now)
    return visit.go(f"/register/{business_id}")


@router.post("/register/{business_id}/licences/{licence_id}/renewal")
def renewal_filed(
    visit: MarketOfficer, business_id: str, licence_id: str, filed_on: Annotated[date | None, Form()] = None
) -> Response:
    """Record the day on which renewal was applied for; an empty day takes a mistake back."""
    with visit.house.outbox.transaction() as session:
        mark_renewal_filed(
            session,
            visit.district_id,
            licence_id,
            filed_on,
            by=visit.by,
            at=visit.now,
            today=visit.today,
        )
    return visit.go(f"/register/{business_id}")
