"""Why a reply cannot be counted as it is, and has to be asked back."""

from __future__ import annotations

from dataclasses import dataclass

from notifications.domain.answering import Why
from notifications.domain.reading_rules import Rule


@dataclass(frozen=True, slots=True)
class Back:
    """Why a reply cannot be counted as it is, and by which rule."""

    why: Why
    rule: Rule


CONTRADICTS = Back(Why.CONTRADICTION, Rule.CONTRADICTS)
NO_SUCH_CODE = Back(Why.NO_SUCH_CODE, Rule.CODE_UNKNOWN)
NO_SUCH_CHOICE = Back(Why.NO_SUCH_CHOICE, Rule.CHOICE_UNKNOWN)
ITEMS_UNCLEAR = Back(Why.UNCLEAR, Rule.ITEMS_UNCLEAR)
PART_UNNAMED = Back(Why.WHICH_ITEM, Rule.PART_UNNAMED)
ITEM_OR_CHOICE = Back(Why.WHICH_ITEM, Rule.ITEMS_UNCLEAR)
DIGIT_OR_ITEM = Back(Why.WHICH_ITEM, Rule.PLAIN_DIGIT)
