"""What is said when a deed is refused: that nothing was changed, and how it may be done all the same."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from config.bilingual import Bilingual
from config.refusal import Fault, Refusal
from scheduler.application.remarks import BreaksRules

NOTHING_CHANGED = Bilingual("没有改动。", "Nothing was changed.")
DELIBERATELY = Bilingual(
    "没有办理。明知违规也要办，请加 --despite-findings。",
    "Not done. To do it although a rule is broken, add --despite-findings.",
)


@contextmanager
def unless_deliberate(place: str) -> Iterator[None]:
    """Where only rules stand in the way it says so, and names --despite-findings."""
    try:
        yield
    except BreaksRules as refusal:
        refusal.faults = (*refusal.faults, Fault(place, DELIBERATELY))
        raise


@contextmanager
def nothing_changed(place: str) -> Iterator[None]:
    """Every refusal of the deed in here says so."""
    try:
        with unless_deliberate(place):
            yield
    except BreaksRules:
        raise
    except Refusal as refusal:
        refusal.faults = (*refusal.faults, Fault(place, NOTHING_CHANGED))
        raise
