"""What is said when a deed is refused: that nothing was changed, and how it may be done all the same."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from config.bilingual import Bilingual
from config.refusal import Fault, Refusal
from scheduler.application.remarks import BreaksRules

NOTHING_CHANGED = Bilingual("没有改动。", "Nothing was changed.")
DELIBERATELY = Bilingual(
    "没有改动。明知违规也要办，请加 --despite-findings。",
    "Nothing was changed. To do it although a rule is broken, add --despite-findings.",
)


@contextmanager
def nothing_changed(place: str) -> Iterator[None]:
    """A refusal of the deed in here says so, and names --despite-findings where only rules stand in the way."""
    try:
        yield
    except Refusal as refusal:
        sentence = DELIBERATELY if isinstance(refusal, BreaksRules) else NOTHING_CHANGED
        refusal.faults = (*refusal.faults, Fault(place, sentence))
        raise
