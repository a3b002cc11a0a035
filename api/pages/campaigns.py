"""Regulatory notices to businesses: the list, writing one, following it, putting it right, withdrawing it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, UploadFile
from fastapi.responses import Response
from pydantic import BaseModel, Field

from api.access.guard import MarketOfficer, Reader
from api.access.visit import Visit
from api.businesses_named import at_their_rows, ids_in, ids_typed
from api.campaign_calls import Became, record_row_call
from api.campaign_matter import matter_given
from api.import_files import GivenFile, on_disk
from api.pages.choosing import EMPTY_IS_NONE
from config.bilingual import Bilingual
from config.refusal import Conflict, Refusal
from notifications.application.calls_view import calls_on
from notifications.market.application.browsing import list_categories
from notifications.market.application.campaign_previewing import freeze_campaign
from notifications.market.application.campaigning import correct_campaign, withdraw_campaign, write_campaign
from notifications.market.application.choosing import Choice
from notifications.market.application.following import list_campaigns, read_campaign
from notifications.market.domain.campaign import (
    CAMPAIGN_KIND_NAMES,
    FIELD_NAMES,
    FREE,
    NEEDED,
    CampaignKind,
    field_named,
)
from notifications.market.domain.following import (
    ACKNOWLEDGED,
    FOR_A_CALL,
    ROW_STANDING_NAMES,
    TO_SEND,
    RowStanding,
)
from scheduler.application.names_view import read_names

router = APIRouter()

MOST_LISTED = 50
Only = Literal["unanswered", "to_contact"]
"""Rows that are asked for by what is still open about them, whatever their standing."""
Day = Annotated[date | None, EMPTY_IS_NONE]


class MatterForm(BaseModel):
    """The facts of a campaign as its form holds them; what its kind has not is not sent along."""

    title: str = ""
    day: Day = None
    start: str = ""
    end: str = ""
    checks: str = ""
    ready: str = ""
    document: str = ""
    number: str = ""
    effective: Day = None
    todo: str = ""
    words: str = ""
    answer_by: Day = None
    not_after: Day = None

    def fields(self) -> dict[str, Any]:
        """The facts by their names."""
        return {name: getattr(self, name) for name in MatterForm.model_fields}


class CampaignForm(MatterForm):
    """A new campaign: its kind, its facts, and whom it concerns; ids typed, or in a table."""

    kind: CampaignKind
    category: list[str] = Field(default_factory=list)
    area: list[str] = Field(default_factory=list)
    businesses: str = ""
    everybody: bool = False
    table: UploadFile | None = None


class CorrectionForm(MatterForm):
    """What a campaign is to say instead; `seen` is the version that was looked at, `shown` are the facts it had a place for."""

    seen: int
    shown: list[str] = Field(default_factory=list)

    def filled(self) -> dict[str, Any]:
        """The facts that the form had a place for, emptied ones as well."""
        named = self.model_fields_set | set(self.shown)
        given = {name: value for name, value in self.fields().items() if name in named}
        if given.get("not_after") is None:
            given.pop("not_after", None)  # it stays as it was
        return given


class CallForm(BaseModel):
    """A call to one of its businesses, and what came of it."""

    business: str
    became: Became = "told"
    said: str = ""


@router.get("/campaigns")
def campaigns(visit: Reader) -> Response:
    with visit.house.store.reading() as session:
        found = list_campaigns(session, visit.house.market_desk(session), limit=MOST_LISTED)
    return visit.page("campaigns.html", found=found, kind_names=CAMPAIGN_KIND_NAMES)


@router.get("/campaigns/new")
def blank(visit: MarketOfficer, kind: CampaignKind = CampaignKind.INSPECTION) -> Response:
    """The form of a kind of campaign."""
    return _form(visit, kind)


def _form(
    visit: Visit, kind: CampaignKind, typed: CampaignForm | None = None, refusal: Refusal | None = None
) -> Response:
    """The form, empty or with what was typed and what is wrong with it."""
    with visit.house.store.reading() as session:
        categories = list_categories(session, visit.district_id)
        areas = read_names(session, visit.district_id).areas
    return visit.page(
        "campaign_new.html",
        status=422 if refusal else 200,
        kind=kind,
        typed=typed,
        **_faults(refusal),
        kind_names=CAMPAIGN_KIND_NAMES,
        categories=categories,
        areas=areas,
        **_fields(kind),
    )


@router.post("/campaigns")
def write(
    visit: MarketOfficer, form: Annotated[CampaignForm, Form(media_type="multipart/form-data")]
) -> Response:
    """Keep a new campaign; nothing is sent. What is refused comes back as it was typed, marked."""
    brought: dict[str, str] = {}
    try:
        brought = _ids_brought(form.table)
        named = tuple(dict.fromkeys((*ids_typed(form.businesses), *brought)))
        choice = Choice(tuple(form.category), tuple(form.area), named, form.everybody)
        with visit.house.outbox.transaction() as session:
            desk = visit.house.market_desk(session)
            matter = matter_given(form.kind, form.fields())
            campaign_id = write_campaign(session, desk, matter, choice, by=visit.by)
    except Refusal as refusal:
        return _form(visit, form.kind, form, at_their_rows(refusal, brought))
    return visit.go(f"/campaigns/{campaign_id}")


@router.get("/campaigns/{campaign_id}")
def campaign(
    visit: Reader,
    campaign_id: str,
    standing: Annotated[RowStanding | None, EMPTY_IS_NONE] = None,
    only: Annotated[Only | None, EMPTY_IS_NONE] = None,
) -> Response:
    return _page(visit, campaign_id, standing, only)


@router.post("/campaigns/{campaign_id}/preview")
def freeze(visit: MarketOfficer, campaign_id: str) -> Response:
    """Freeze what each telephone is to be told now."""
    with visit.house.outbox.transaction() as session:
        preview_id = freeze_campaign(session, visit.house.market_desk(session), campaign_id, by=visit.by)
    return visit.go(f"/reminders/previews/{preview_id}")


@router.post("/campaigns/{campaign_id}/correct")
def correct(visit: MarketOfficer, campaign_id: str, form: Annotated[CorrectionForm, Form()]) -> Response:
    try:
        with visit.house.outbox.transaction() as session:
            desk = visit.house.market_desk(session)
            correct_campaign(session, desk, campaign_id, form.filled(), seen=form.seen, by=visit.by)
    except Conflict:
        raise  # what was looked at is no more
    except Refusal as refusal:
        return _page(visit, campaign_id, typed=form, refusal=refusal)
    return visit.go(f"/campaigns/{campaign_id}")


@router.post("/campaigns/{campaign_id}/withdraw")
def withdraw(visit: MarketOfficer, campaign_id: str, seen: Annotated[int, Form()]) -> Response:
    with visit.house.outbox.transaction() as session:
        withdraw_campaign(session, visit.house.market_desk(session), campaign_id, seen=seen, by=visit.by)
    return visit.go(f"/campaigns/{campaign_id}")


@router.post("/campaigns/{campaign_id}/called")
def called(visit: MarketOfficer, campaign_id: str, form: Annotated[CallForm, Form()]) -> Response:
    with visit.house.outbox.transaction() as session:
        record_row_call(
            session, visit.house, campaign_id, form.business, by=visit.by, became=form.became, said=form.said
        )
    return visit.go(f"/campaigns/{campaign_id}")


def _page(
    visit: Visit,
    campaign_id: str,
    standing: RowStanding | None = None,
    only: Only | None = None,
    typed: CorrectionForm | None = None,
    refusal: Refusal | None = None,
) -> Response:
    with visit.house.store.reading() as session:
        found = read_campaign(session, visit.house.market_desk(session), campaign_id)
        messages = [row.message_id for row in found.rows if row.message_id]
        calls = calls_on(session, visit.district_id, messages)
    return visit.page(
        "campaign.html",
        status=422 if refusal else 200,
        found=found,
        typed=typed,
        **_faults(refusal),
        rows=[
            row
            for row in found.rows
            if (standing is None or row.standing is standing) and (only is None or getattr(row, only))
        ],
        standing=standing,
        only=only,
        calls=calls,
        kind_names=CAMPAIGN_KIND_NAMES,
        standing_names_of_rows=ROW_STANDING_NAMES,
        to_send=TO_SEND,
        for_a_call=FOR_A_CALL,
        acknowledged=ACKNOWLEDGED,
        **_fields(found.matter.kind),
    )


def _faults(refusal: Refusal | None) -> dict[str, Any]:
    """What is wrong, by the field of the matter where it has one."""
    faults = refusal.faults if refusal else ()
    wrong: dict[str, list[Bilingual]] = {}
    for fault in faults:
        wrong.setdefault(field_named(fault.place), []).append(fault.sentence)
    elsewhere = [fault for fault in faults if field_named(fault.place) not in FIELD_NAMES]
    return {"refusal": refusal, "wrong": wrong, "elsewhere": elsewhere}


def _fields(kind: CampaignKind) -> dict[str, Any]:
    """The fields of a kind for its form: those it needs, and those it may have."""
    return {"needed": NEEDED[kind], "free": FREE[kind], "field_names": FIELD_NAMES}


def _ids_brought(table: UploadFile | None) -> dict[str, str]:
    if table is None or not table.filename:
        return {}
    with on_disk([GivenFile(table.filename, table.file.read())]) as paths:
        return ids_in(paths[0])
