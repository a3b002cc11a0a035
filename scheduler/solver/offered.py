"""What the maker of a plan chose from, by name: a plan is judged, and a bound is meant, within its offer."""

from __future__ import annotations

from enum import StrEnum


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
