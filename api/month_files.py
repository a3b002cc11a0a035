"""A month's calendar as a workbook or as text to paste: made alike for the command line and the pages."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from sqlalchemy.orm import Session

from api.bootstrap import House
from api.words import read_words
from config.bilingual import Bilingual, Language
from scheduler.adapters.district_repository import read_district
from scheduler.adapters.month_workbook import NotPlaced, Placed, month_as_text, write_month_workbook
from scheduler.application.board_view import Chip, MonthBoard
from scheduler.application.facts import facts_of, names_of
from scheduler.domain.terms import DELIVERY_STATE_NAMES, DeliveryState


def month_workbook(
    session: Session, house: House, board: MonthBoard, language: Language, file: Path | BytesIO
) -> list[str]:
    """Write what the board shows as a workbook to `file`; returns the names of its sheets."""
    unplaced = [NotPlaced(one.area, one.category, one.programme, one.reason) for one in board.unplaced]
    return write_month_workbook(
        file, _title(house, board), _placed(session, house, board), unplaced, language
    )


def month_text(session: Session, house: House, board: MonthBoard, language: Language) -> str:
    """What the board shows as plain text to paste."""
    rows = _placed(session, house, board)
    return month_as_text(_title(house, board), (row.facts for row in rows), language)


def standing_of(chip: Chip) -> Bilingual:
    """How a delivery stands, in words: what became of it, else what its sides said."""
    return standing_words(standing_code(chip))


def standing_code(chip: Chip) -> str:
    """The same as one word for programs."""
    if chip.state is DeliveryState.PLANNED and chip.news == "changed":
        return "changed"  # its sides answered for what is published, not for this
    if chip.state is DeliveryState.PLANNED and chip.standing:
        return chip.standing
    return chip.state.value


def standing_words(code: str) -> Bilingual:
    """The words of such a code."""
    states = {state.value: name for state, name in DELIVERY_STATE_NAMES.items()}
    if code == "changed":
        return read_words()["board.changed"]
    return states[code] if code in states else read_words()[f"answer.{code}"]


def _placed(session: Session, house: House, board: MonthBoard) -> list[Placed]:
    names = names_of(read_district(session, house.district_id))
    return [Placed(facts_of(chip.delivery, names), standing_of(chip)) for chip in board.chips]


def _title(house: House, board: MonthBoard) -> str:
    return f"{house.district.name} {board.month}"
