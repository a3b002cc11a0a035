"""What differs between two states of a month, as the terminal and `--json` tell it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from api.cli.report import Listing, column
from api.words import read_words
from config.bilingual import Bilingual
from scheduler.application.facts import Names, facts_of
from scheduler.domain.calendar import Difference
from scheduler.domain.delivery import Delivery
from scheduler.domain.terms import CATEGORY_NAMES, Category
from scheduler.solver.finding import day_words

KINDS = {
    "added": Bilingual("新增", "added"),
    "changed": Bilingual("改动", "changed"),
    "removed": Bilingual("取消", "cancelled"),
}


def counted_differences(found: Sequence[Difference]) -> dict[str, int]:
    """How many are added, changed and cancelled."""
    return {kind: sum(_kind(one) == kind for one in found) for kind in KINDS}


def difference_summary(month: str, found: Sequence[Difference]) -> Bilingual:
    """The counts in a sentence."""
    if not found:
        return Bilingual("{month}：没有差别。", "{month}: nothing differs.").fill(month=month)
    return Bilingual(
        "{month}：新增 {added}，改动 {changed}，取消 {removed}。",
        "{month}: {added} added, {changed} changed, {removed} cancelled.",
    ).fill(month=month, **counted_differences(found))


def difference_listing(found: Sequence[Difference], names: Names) -> Listing:
    """Each difference with the fields that changed, old → new."""
    columns = (
        column("id", "编号", "number"),
        column("kind", "差别", "difference", KINDS.__getitem__),
        column("day", "日期", "day", day_words),
        column("start", "时间", "start"),
        column("category", "类别", "category", lambda value: CATEGORY_NAMES[Category(value)]),
        column("programme", "项目", "programme"),
        column("area", "街道/镇", "area"),
        column("venue", "场地", "venue"),
        column("provider", "配送主体", "provider"),
        column("changes", "旧 → 新", "old → new"),
    )
    return Listing("differences", columns, [_row(one, names) for one in found])


def _kind(difference: Difference) -> str:
    if difference.before is None:
        return "added"
    return "removed" if difference.after is None else "changed"


def _row(difference: Difference, names: Names) -> dict[str, Any]:
    delivery = difference.after or difference.before
    assert delivery is not None, "a difference has at least one side"
    facts = facts_of(delivery, names)
    return {
        "id": delivery.id,
        "kind": _kind(difference),
        "day": delivery.day,
        "start": facts.start,
        "category": facts.category,
        "programme": facts.programme,
        "area": facts.area,
        "venue": facts.venue,
        "provider": facts.provider,
        "changes": [_change(difference, field, names) for field in difference.changed],
    }


def _change(difference: Difference, field: str, names: Names) -> Bilingual:
    assert difference.before is not None
    assert difference.after is not None
    title = read_words()[f"field.{field}"]
    sides = [_told(delivery, field, names) for delivery in (difference.before, difference.after)]
    return Bilingual("{title} {old}→{new}", "{title} {old}→{new}").fill(
        title=title, old=sides[0], new=sides[1]
    )


def _told(delivery: Delivery, field: str, names: Names) -> object:
    """A field's value as the district names it."""
    value = getattr(delivery, field)
    facts = facts_of(delivery, names)
    named = {
        "venue_id": facts.venue,
        "provider_id": facts.provider,
        "programme_id": facts.programme,
        "rain_venue_id": facts.rain_venue or "–",
        "start": facts.start,
        "reserve_start": facts.reserve_start or "–",
    }
    if field in ("day", "reserve_day"):
        return "–" if value is None else day_words(value)
    return named.get(field, value)
