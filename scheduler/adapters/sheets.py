"""Every sheet of the scheduler room, in the order in which one leans on the one before."""

from __future__ import annotations

from typing import Any

from config.tabular import Sheet
from scheduler.adapters.sheets_demand import ALLOTMENT, COURSES, DAY_MARKS, HELD, ORDERS
from scheduler.adapters.sheets_places import AREAS, CLOSURES, VENUES
from scheduler.adapters.sheets_supply import BLACKOUTS, PROGRAMMES, PROVIDERS

SHEETS: tuple[Sheet[Any], ...] = (
    AREAS,
    VENUES,
    CLOSURES,
    PROVIDERS,
    BLACKOUTS,
    PROGRAMMES,
    DAY_MARKS,
    ALLOTMENT,
    ORDERS,
    COURSES,
    HELD,
)

REFERENCES: dict[str, dict[str, str]] = {
    "venues": {"area_id": "areas"},
    "closures": {"venue_id": "venues"},
    "blackouts": {"provider_id": "providers"},
    "programmes": {"provider_ids": "providers"},
    "allotment": {"area_id": "areas"},
    "orders": {"area_id": "areas", "programme_id": "programmes", "venue_id": "venues"},
    "courses": {
        "area_id": "areas",
        "programme_id": "programmes",
        "provider_id": "providers",
        "venue_id": "venues",
    },
    "held": {
        "area_id": "areas",
        "programme_id": "programmes",
        "provider_id": "providers",
        "venue_id": "venues",
    },
}
"""Which column of which sheet names a line of which other sheet, by id or by name."""
