"""What the maker of a plan chose from, by name: a plan is judged, and a bound is meant, within its offer."""

from __future__ import annotations

from enum import StrEnum

from config.bilingual import Bilingual


class Offered(StrEnum):
    """The offers, each wider than the one before.

    With the first two, what is newly planned has a start and a place that planning thinks of.
    """

    ORDERS_FIRST = "orders_first"
    """What nobody ordered comes only where the orders and what stands cannot reach the least allotment."""
    LEAST_OPEN = "least_open"
    """What nobody ordered comes wherever what stands does not reach the least allotment."""
    ANYTHING = "anything"
    """Whatever the rules allow: a person's own changes and repairs; no bound speaks of it."""


OFFER_WORDS = {
    Offered.ORDERS_FIRST: Bilingual("所列时段，先排点单", "offered starts, orders first"),
    Offered.LEAST_OPEN: Bilingual(
        "所列时段，配额下限以内不分点单与否", "offered starts, ordered or not up to the least allotment"
    ),
    Offered.ANYTHING: Bilingual("不限范围", "whatever the rules allow"),
}
"""What a plan was chosen from, in the few words that stand with what is proven of it."""
