"""The businesses that a person names for a campaign: by area, typed, or in the column of a table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy.orm import Session

from config.tabular import read_file, refusal_of
from notifications.market.adapters.sheets import BUSINESSES_NAMED
from scheduler.application.names_view import read_names


def ids_typed(words: str) -> tuple[str, ...]:
    """The ids in what was typed, with commas, spaces or lines between them; each once."""
    return tuple(dict.fromkeys(word for word in re.split(r"[\s,，、;；]+", words) if word))


def area_ids(session: Session, district_id: str, named: Sequence[str]) -> tuple[str, ...]:
    """The areas named, by their names or ids; what is neither is left as it is, to be refused by name."""
    by_name = {name: id_ for id_, name in read_names(session, district_id).areas.items()}
    return tuple(by_name.get(each, each) for each in named)


def ids_in(file: Path) -> tuple[str, ...]:
    """The ids in the column 单位编号 of a CSV or XLSX; refused with each faulty row."""
    reading = read_file(BUSINESSES_NAMED, file)
    refusal = refusal_of([reading])
    if refusal is not None:
        raise refusal
    return tuple(dict.fromkeys(row.record.id for row in reading.rows))
