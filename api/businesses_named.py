"""The businesses that a person names for a campaign: by area, typed, or in the column of a table."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from sqlalchemy.orm import Session

from config.refusal import Refusal
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


def ids_in(file: Path) -> dict[str, str]:
    """The ids in the column 单位编号 of a CSV or XLSX, each with where it stands; refused with each faulty row."""
    reading = read_file(BUSINESSES_NAMED, file)
    refusal = refusal_of([reading])
    if refusal is not None:
        raise refusal
    return {row.record.id: f"{file.name} 第{row.number}行" for row in reversed(reading.rows)}


def at_their_rows(refusal: Refusal, rows: Mapping[str, str]) -> Refusal:
    """The refusal with ids out of a table named by their rows."""
    return Refusal(*(replace(fault, place=rows.get(fault.place, fault.place)) for fault in refusal.faults))
