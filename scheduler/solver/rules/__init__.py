"""THE list: every rule and wish of the month's plan, in the order in which they are told."""

from __future__ import annotations

from scheduler.solver.rule import Rule
from scheduler.solver.rules import (
    allotment,
    budget,
    course,
    declined,
    fairness,
    film,
    own_district,
    permit_lead,
    pins,
    preferences,
    programme_hours,
    provider_capacity,
    provider_places,
    provider_present,
    quiet_time,
    rain_plan,
    ranked_orders,
    spacing,
    stability,
    structure,
    unasked,
    unplaced,
    van,
    venue_booking,
    venue_fit,
    venue_open,
    workday,
)

RULES: tuple[Rule, ...] = (
    structure.RULE,
    provider_present.RULE,
    own_district.RULE,
    provider_places.RULE,
    provider_capacity.RULE,
    venue_open.RULE,
    venue_fit.RULE,
    venue_booking.RULE,
    allotment.RULE,
    budget.RULE,
    programme_hours.RULE,
    film.RULE,
    rain_plan.RULE,
    quiet_time.RULE,
    workday.RULE,
    course.RULE,
    van.RULE,
    permit_lead.RULE,
    pins.RULE,
    declined.RULE,
    unplaced.RULE,
    ranked_orders.RULE,
    fairness.RULE,
    spacing.RULE,
    stability.RULE,
    preferences.RULE,
    unasked.RULE,
)

RULE_OF = {rule.code: rule for rule in RULES}
"""Each rule by its code."""
