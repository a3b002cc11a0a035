"""The month board: areas by days at desk width, an agenda by day on a telephone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BaseModel, Field

from api.access.guard import Reader
from api.access.visit import Visit
from scheduler.application.board_view import MonthBoard, Wanted, month_board
from scheduler.application.names_view import CalendarDay
from scheduler.application.planning_view import last_run, wish_lines
from scheduler.domain.calendar import month_days

router = APIRouter()


class BoardChoice(BaseModel):
    """What of the month the reader wants to see, and how; empty stands for all."""

    area: str = ""
    category: str = ""
    provider: str = ""
    view: Literal["month", "week", "agenda"] = "month"
    week: int = 1
    version: int = Field(default=0, ge=0)


@router.get("/months")
def default_month(visit: Reader) -> Response:
    """The month that is being planned: the next one."""
    following = visit.today.replace(day=1) + timedelta(days=32)
    return visit.go(f"/months/{following:%Y-%m}")


@router.get("/months/{month}")
def board(visit: Reader, month: str, choice: Annotated[BoardChoice, Query()]) -> Response:
    wanted = Wanted(choice.area, choice.category, choice.provider)
    with visit.house.store.reading() as session:
        found = month_board(session, visit.district_id, month, wanted, choice.version)
        run = last_run(session, visit.district_id, month)
    weeks = _weeks(found)
    chosen = weeks[min(max(choice.week, 1), len(weeks)) - 1]
    return visit.page(
        "board.html",
        board=found,
        run=run,
        wishes=wish_lines(found.score),
        wanted=wanted,
        view=choice.view,
        weeks=weeks,
        week=weeks.index(chosen) + 1,
        days=chosen if choice.view == "week" else found.days,
        before=_neighbour(month, -1),
        after=_neighbour(month, 1),
        address=_addresses(visit, month),
    )


def _weeks(board: MonthBoard) -> list[tuple[CalendarDay, ...]]:
    """The month's days by weeks from Monday; the first and the last may be short."""
    weeks: dict[tuple[int, int], list[CalendarDay]] = {}
    for day in board.days:
        weeks.setdefault(day.day.isocalendar()[:2], []).append(day)
    return [tuple(days) for days in weeks.values()]


def _neighbour(month: str, step: int) -> str:
    first, _ = month_days(month)
    middle = first + timedelta(days=14)
    return f"{middle + timedelta(days=30 * step):%Y-%m}"


def _addresses(visit: Visit, month: str) -> Callable[..., str]:
    """Makes the address of this board with some choices changed; those left out stay as they are."""
    chosen = {
        name: value for name, value in visit.request.query_params.items() if name in BoardChoice.model_fields
    }

    def address(**changes: object) -> str:
        kept = {name: value for name, value in {**chosen, **changes}.items() if value not in ("", None)}
        return f"/months/{month}" + (f"?{urlencode(kept)}" if kept else "")

    return address
