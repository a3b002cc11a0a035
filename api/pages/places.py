"""What the templates need to name a field's value and to offer venues to choose from."""

from __future__ import annotations

from datetime import date, time

from markupsafe import Markup

from api.pages import telling
from config.bilingual import Language
from scheduler.application.names_view import Names


def value_name(names: Names, field: str, value: object, language: Language) -> str:
    """A delivery's field as people read it; history keeps its values as plain text."""
    if value in (None, "", "None"):
        return "—"
    text = str(value)
    if field in ("day", "reserve_day"):
        return telling.day(value if isinstance(value, date) else date.fromisoformat(text), language)
    if field in ("start", "reserve_start"):
        return telling.clock(value if isinstance(value, time) else time.fromisoformat(text))
    if field in ("venue_id", "rain_venue_id"):
        return names.venue(text)
    if field == "provider_id":
        return names.provider(text)
    return names.programme(text) if field == "programme_id" else text


def venue_options(names: Names, chosen: str | None, area_id: str) -> Markup:
    """The venues of an area as options, with one of another that is chosen already; without an area all, grouped."""
    groups: dict[str, list[Markup]] = {}
    offered = [
        each for each in names.venues.values() if not area_id or each.area_id == area_id or each.id == chosen
    ]
    for venue in sorted(offered, key=lambda each: (each.area_id != area_id, each.area_id)):
        selected = Markup(" selected") if venue.id == chosen else ""
        groups.setdefault(venue.area_id, []).append(
            Markup('<option value="{}"{}>{}</option>').format(venue.id, selected, venue.name)
        )
    return Markup("").join(
        Markup('<optgroup label="{}">{}</optgroup>').format(names.area(area), Markup("").join(options))
        for area, options in groups.items()
    )
