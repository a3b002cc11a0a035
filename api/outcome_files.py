"""What became of deliveries, as a table tells it: at the command line or brought to the page."""

from __future__ import annotations

from pathlib import Path

from config.tabular import read_file, refusal_of
from scheduler.adapters.sheets_outcomes import OUTCOMES
from scheduler.domain.outcome import RECORDED_STATES, Became, RecordedState
from scheduler.domain.terms import DeliveryState


def outcomes_in(file: Path) -> list[Became]:
    """What a table tells; refused with each faulty row."""
    reading = read_file(OUTCOMES, file)
    refusal = refusal_of([reading])
    if refusal is not None:
        raise refusal
    return [
        Became(
            row.record.id,
            recordable(row.record.state),
            row.record.received,
            row.record.note,
            received_titles=row.record.received_titles,
            attendance=row.record.attendance,
            satisfied=row.record.satisfied,
        )
        for row in reading.rows
    ]


def recordable(state: DeliveryState) -> RecordedState:
    """The state as one that can be recorded."""
    return next(each for each in RECORDED_STATES if each is state)
