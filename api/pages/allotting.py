"""The year's allotment: every number with its reason, what applying would change, appeals and their answers."""

from __future__ import annotations

import hashlib
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import Response
from pydantic import BaseModel

from api.access.guard import Coordinator, Reader
from api.access.visit import Visit
from config.bilingual import Bilingual
from config.refusal import Conflict, Fault, Refusal
from scheduler.application.allotting import YearAllotted, apply_year, preview_year
from scheduler.application.allotting_caps import tight_caps
from scheduler.application.appealing import Appeal, answer_appeal, appeals_of, record_appeal
from scheduler.application.names_view import Names, read_names
from scheduler.domain.allotting_reasons import why_month, why_whole, why_year
from scheduler.domain.allotting_rules import AllottingRules
from scheduler.domain.allotting_supply import months_of
from scheduler.domain.terms import Category

router = APIRouter()


class AppealForm(BaseModel):
    """An appeal against an area's number of the year, or of one month."""

    area: str
    category: Category
    month: str = ""
    who: str = ""
    says: str = ""


class AnswerForm(BaseModel):
    """The answer to an appeal: a number that it fixes, or none where it is turned down."""

    category: Category
    number: str = ""
    because: str = ""


@router.get("/allotment")
def this_year(visit: Reader) -> Response:
    return visit.go(f"/allotment/{visit.today.year}")


@router.get("/allotment/{year}")
def look(
    visit: Reader, year: int, category: Category = Category.PERFORMANCE, area: str = "", month: str = ""
) -> Response:
    """One category's numbers; with an area (and a month) the reason of that number."""
    return _page(visit, year, category, area, month)


@router.post("/allotment/{year}")
def apply(
    visit: Coordinator, year: int, seen: Annotated[str, Form()], category: Annotated[Category, Form()]
) -> Response:
    """Write what was shown; a conflict if it would come out otherwise by now."""
    house = visit.house
    try:
        with house.outbox.transaction() as session:
            if seal_of(_preview(visit, year)) != seen:
                raise Conflict(Fault("year", CHANGED), fields=("year",))
            rules = house.settings.section("allotment", AllottingRules)
            apply_year(
                session,
                house.clock,
                visit.district_id,
                year,
                rules,
                house.planning.parameters,
                by=visit.by,
            )
    except Refusal as refusal:
        return _page(visit, year, category, refusal=refusal)
    return visit.go(f"/allotment/{year}?category={category}&applied=1")


@router.post("/allotment/{year}/appeals")
def appeal(visit: Coordinator, year: int, form: Annotated[AppealForm, Form()]) -> Response:
    made = Appeal(year, form.area, form.category, form.month or None, form.who, form.says)
    try:
        with visit.house.outbox.transaction() as session:
            record_appeal(session, visit.house.clock, visit.district_id, made, by=visit.by)
    except Refusal as refusal:
        return _page(visit, year, form.category, form.area, form.month, refusal)
    return visit.go(f"/allotment/{year}?category={form.category}#appeals")


@router.post("/allotment/{year}/appeals/{appeal_id}")
def answer(visit: Coordinator, year: int, appeal_id: str, form: Annotated[AnswerForm, Form()]) -> Response:
    try:
        number = int(form.number) if form.number.strip() else None
        with visit.house.outbox.transaction() as session:
            answer_appeal(
                session,
                visit.house.clock,
                visit.district_id,
                appeal_id,
                number=number,
                answer=form.because,
                by=visit.by,
            )
    except ValueError:
        return _page(visit, year, form.category, refusal=Refusal(Fault("number", NO_NUMBER)))
    except Refusal as refusal:
        return _page(visit, year, form.category, refusal=refusal)
    return visit.go(f"/allotment/{year}?category={form.category}#appeals")


CHANGED = Bilingual(
    "您看过之后，算出来的数又变了，没有写入。请重新查看后再写入。",
    "the numbers came out otherwise since you looked; nothing was written. Look again, then write them.",
)
NO_NUMBER = Bilingual("“定为”应为整数。", "the number that it is fixed at is a whole one.")


def seal_of(allotted: YearAllotted) -> str:
    """A digest of all that applying would change."""
    return hashlib.sha256(repr(allotted.changes).encode()).hexdigest()


def _preview(visit: Visit, year: int) -> YearAllotted:
    house = visit.house
    with house.store.reading() as session:
        rules = house.settings.section("allotment", AllottingRules)
        return preview_year(session, house.clock, visit.district_id, year, rules, house.planning.parameters)


def _page(
    visit: Visit,
    year: int,
    category: Category,
    area: str = "",
    month: str = "",
    refusal: Refusal | None = None,
) -> Response:
    with visit.house.store.reading() as session:
        names = read_names(session, visit.district_id)
        appeals = appeals_of(session, visit.district_id, year)
    allotted = _preview(visit, year)
    with visit.house.store.reading() as session:
        house = visit.house
        caps = tight_caps(session, house.clock, house.planning, visit.district_id, allotted.changes)
    found = next((one for one in allotted.categories if one.category is category), None)
    return visit.page(
        "allotment.html",
        status=200 if refusal is None else 409 if isinstance(refusal, Conflict) else 422,
        year=year,
        category=category,
        area=area,
        month=month,
        months=months_of(year),
        allotted=allotted,
        found=found,
        numbers={(one.area_id, one.month): one for one in found.months} if found else {},
        changes={(one.area_id, one.month): one for one in allotted.changes if one.category is category},
        tight=[one.words(names) for one in caps],
        whole=why_whole(found) if found else None,
        why=_why(allotted, names, area, category, month),
        seal=seal_of(allotted),
        names=names,
        appeals=appeals,
        applied="applied" in visit.request.query_params,
        refusal=refusal,
    )


def _why(
    allotted: YearAllotted, names: Names, area: str, category: Category, month: str
) -> tuple[Bilingual, ...]:
    of_year = allotted.of_area(area, category)
    if of_year is None:
        return ()
    of_month = allotted.of_month(area, category, month) if month else None
    said = why_year(of_year, names.area)
    return (said,) if of_month is None else (said, why_month(of_month, of_year, names.area))
