"""The month board: areas by days at desk width, an agenda by day on a telephone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from api.access.guard import ClosedDoor, Reader
from api.access.visit import XLSX, Visit
from api.month_files import month_text, month_workbook
from api.pages import telling
from api.pages.choosing import EMPTY_IS_NONE
from config.bilingual import Bilingual
from config.refusal import refuse
from notifications.application.views import texts_of_version
from scheduler.application.board_view import NEVER_PLANNED, MonthBoard, Wanted, month_board
from scheduler.application.figures import figures_of
from scheduler.application.names_view import CalendarDay, read_names
from scheduler.application.open_air import films_in_the_open
from scheduler.application.planning_view import last_run
from scheduler.application.publishing_view import publication_done
from scheduler.application.reserving import booked_reserves
from scheduler.application.start_view import coming_deliveries
from scheduler.domain.calendar import month_days, neighbour_month
from scheduler.domain.terms import Category

router = APIRouter()

NO_SUCH_VERSION = Bilingual(
    "{month}没有第 {version} 版；已发布到第 {newest} 版。",
    "{month} has no version {version}; it is published up to version {newest}.",
)


class BoardChoice(BaseModel):
    """What of the month the reader wants to see, and how; empty stands for all."""

    area: str = ""
    category: Annotated[Category | None, EMPTY_IS_NONE] = None
    provider: str = ""
    view: Literal["month", "week", "agenda"] = "month"
    week: int = Field(default=0, ge=0)
    """From 1; 0 is the week of today, or the first with deliveries."""
    version: int = Field(default=0, ge=0)
    done: int = Field(default=0, ge=0)
    """The version just published, which is then confirmed."""

    @property
    def wanted(self) -> Wanted:
        return Wanted(self.area, self.category or "", self.provider)


@router.get("/months")
def default_month(visit: Reader) -> Response:
    """This month while something of it is still to come, else the one that is being planned: the next."""
    this = visit.today.replace(day=1)
    last = month_days(f"{this:%Y-%m}")[1]
    with visit.house.store.reading() as session:
        names = read_names(session, visit.district_id)
        coming = coming_deliveries(session, visit.district_id, visit.today, last, names)
    shown = this if coming else this + timedelta(days=32)
    return visit.go(f"/months/{shown:%Y-%m}")


@router.get("/months/{month}")
def board(visit: Reader, month: str, choice: Annotated[BoardChoice, Query()]) -> Response:
    with visit.house.store.reading() as session:
        found = _found(session, visit, month, choice)
        run = last_run(session, visit.district_id, month)
        done = publication_done(session, visit.district_id, month, choice.done) if choice.done else None
        told = texts_of_version(session, visit.district_id, month, choice.done) if done else None
        house = visit.house
        figures = figures_of(session, house.clock, house.planning, visit.district_id, month, found.deliveries)
        films = _coming_films(session, visit, found)
        reserves = booked_reserves(session, visit.district_id, found.names, month)
    weeks = _weeks(found)
    chosen = weeks[min(choice.week or _opening_week(visit, found, weeks), len(weeks)) - 1]
    return visit.page(
        "board.html",
        board=found,
        done=done,
        texts=told,
        films=films,
        reserves=reserves,
        run=run,
        figures=figures,
        wanted=choice.wanted,
        view=choice.view,
        weeks=weeks,
        week=weeks.index(chosen) + 1,
        days=chosen if choice.view == "week" else found.days,
        before=neighbour_month(month, -1),
        after=neighbour_month(month, 1),
        address=_addresses(visit, month),
    )


@router.get("/months/{month}/calendar.xlsx")
def workbook(visit: Reader, month: str, choice: Annotated[BoardChoice, Query()]) -> Response:
    """What the board shows as a workbook: the whole, by area, by provider."""
    content = BytesIO()
    with visit.house.store.reading() as session:
        found = _found(session, visit, month, choice)
        month_workbook(session, visit.house, found, visit.language, content)
    return visit.file(content.getvalue(), XLSX, f"{visit.house.district.name}{month}.xlsx")


@router.get("/months/{month}/calendar.txt")
def text(visit: Reader, month: str, choice: Annotated[BoardChoice, Query()]) -> Response:
    """What the board shows as plain text to paste."""
    with visit.house.store.reading() as session:
        found = _found(session, visit, month, choice)
        content = month_text(session, visit.house, found, visit.language)
    return visit.file(
        content.encode(), "text/plain; charset=utf-8", f"{visit.house.district.name}{month}.txt"
    )


def _found(session: Session, visit: Visit, month: str, choice: BoardChoice) -> MonthBoard:
    """The board asked for; a version that is not, or a month past that was never planned, is not found."""
    board = month_board(session, visit.district_id, month, choice.wanted, choice.version)
    _refuse_unknown_choice(board, choice)
    named = Bilingual(telling.month(month, "zh"), telling.month(month, "en"))
    if choice.version > board.published_number:
        raise ClosedDoor(
            404, NO_SUCH_VERSION.fill(month=named, version=choice.version, newest=board.published_number)
        )
    if board.empty and month_days(month)[1] < visit.today:
        raise ClosedDoor(404, NEVER_PLANNED.fill(month=named))
    return board


def _refuse_unknown_choice(board: MonthBoard, choice: BoardChoice) -> None:
    """Refuse an area or a provider that the district never had: nothing of it could be shown."""
    for place, given, known in (
        ("area", choice.area, board.names.areas),
        ("provider", choice.provider, board.names.providers),
    ):
        if given and given not in known:
            raise refuse(
                place,
                "没有“{given}”。请从列表里选一个。",
                "there is no “{given}”. Choose one of the list.",
                given=given,
            )


def _weeks(board: MonthBoard) -> list[tuple[CalendarDay, ...]]:
    """The month's days by weeks from Monday; the first and the last may be short."""
    weeks: dict[tuple[int, int], list[CalendarDay]] = {}
    for day in board.days:
        weeks.setdefault(day.day.isocalendar()[:2], []).append(day)
    return [tuple(days) for days in weeks.values()]


def _coming_films(session: Session, visit: Visit, board: MonthBoard) -> tuple[date, ...]:
    """The days of the month that have an outdoor film to come: where to turn when it rains."""
    if board.shown or not board.published_number:
        return ()
    first, last = month_days(board.month)
    films = films_in_the_open(session, visit.house.clock, visit.district_id, last, board.names)
    return tuple(sorted({film.delivery.day for film in films if film.delivery.day >= first}))


def _opening_week(visit: Visit, board: MonthBoard, weeks: list[tuple[CalendarDay, ...]]) -> int:
    """The week of today, else the first that has a delivery, else the first."""
    days = (visit.today, *board.by_day)
    found = (
        number
        for day in days
        for number, week in enumerate(weeks, 1)
        if any(each.day == day for each in week)
    )
    return next(found, 1)


def _addresses(visit: Visit, month: str) -> Callable[..., str]:
    """Makes the address of this board with some choices changed; those left out stay as they are."""
    chosen = {
        name: value
        for name, value in visit.request.query_params.items()
        if name in BoardChoice.model_fields and name != "done"
    }

    def address(file: str = "", /, **changes: object) -> str:
        kept = {name: value for name, value in {**chosen, **changes}.items() if value not in ("", None)}
        return f"/months/{month}{file}" + (f"?{urlencode(kept)}" if kept else "")

    return address
