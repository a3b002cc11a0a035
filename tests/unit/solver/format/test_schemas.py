"""The schemas and the page that are shipped say what the reader does."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from benchmarks.planning.publish_format import DOCUMENTS, PAGE, schema_file, with_tables
from scheduler.domain.disruption import (
    BudgetChanged,
    Declined,
    Disruption,
    HolidayMoved,
    OrderWithdrawn,
    ProviderAbsent,
    QuotaChanged,
    Rain,
    Urgent,
    VenueClosed,
    VenueReopened,
)
from scheduler.domain.district import Order
from scheduler.domain.terms import Category
from scheduler.solver.format.describing import schema_text
from scheduler.solver.format.documents import (
    EVENT_DOCUMENT,
    PLAN_DOCUMENT,
    PROBLEM_DOCUMENT,
    Document,
    event_text,
    plan_text,
    problem_text,
    read_event,
)
from scheduler.solver.format.event_file import EventFile
from scheduler.solver.format.plan_file import plan_file_of
from scheduler.solver.solution import Options
from scheduler.solver.solve import solve
from tests.unit.solver.nine_areas import nine_area_problem
from tests.unit.solver.small_district import june, small_problem

ANEW = "run python -m benchmarks.planning.publish_format"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.kind)
def test_the_schema_is_that_of_the_records(document: Document) -> None:
    assert schema_file(document).read_text(encoding="utf-8") == schema_text(document), ANEW


def test_the_page_tells_every_field() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page == with_tables(page), ANEW


def misfits(schema: dict[str, Any], value: Any, defs: dict[str, Any], at: str = "") -> list[str]:
    """Where a value does not fit a schema; as far as the format's own schemas go."""
    if "$ref" in schema:
        return misfits(defs[schema["$ref"].rpartition("/")[2]], value, defs, at)
    if "anyOf" in schema:
        return [at] if all(misfits(one, value, defs, at) for one in schema["anyOf"]) else []
    if "const" in schema:
        return [] if value == schema["const"] else [at]
    kinds = {
        "string": str,
        "boolean": bool,
        "integer": int,
        "number": (int, float),
        "array": list,
        "object": dict,
    }
    kinds["null"] = type(None)
    if not isinstance(value, kinds[schema["type"]]):
        return [at]
    if value in ([], {}, "") and not schema.get("required"):
        return []
    if isinstance(value, dict):
        known = schema["properties"]
        missing = [f"{at}/{name}" for name in schema.get("required", ()) if name not in value]
        unknown = [f"{at}/{name}" for name in value if name not in known]
        own = [misfits(known[n], one, defs, f"{at}/{n}") for n, one in value.items() if n in known]
        return missing + unknown + [place for places in own for place in places]
    if isinstance(value, list):
        return [
            place for n, one in enumerate(value) for place in misfits(schema["items"], one, defs, f"{at}/{n}")
        ]
    fits = (
        value in schema.get("enum", [value])
        and re.search(schema.get("pattern", ""), str(value)) is not None
        and ("minimum" not in schema or schema["minimum"] <= value <= schema["maximum"])
    )
    return [] if fits else [at]


def shipped(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def test_what_is_written_fits_the_schema() -> None:
    schema = shipped(schema_file(PROBLEM_DOCUMENT))
    assert misfits(schema, json.loads(problem_text(nine_area_problem())), schema["$defs"]) == []
    problem = small_problem()
    plan = plan_file_of(problem, solve(problem, Options(seconds=5, workers=1)))
    schema = shipped(schema_file(PLAN_DOCUMENT))
    assert misfits(schema, json.loads(plan_text(plan)), schema["$defs"]) == []


def test_the_schema_refuses_an_unknown_field_and_a_missing_one() -> None:
    schema = shipped(schema_file(PROBLEM_DOCUMENT))
    file = json.loads(problem_text(small_problem()))
    file["weights"]["beauty"] = file["weights"].pop("unasked")
    assert misfits(schema, file, schema["$defs"]) == ["/weights/unasked", "/weights/beauty"]


EVENTS: tuple[Disruption, ...] = (
    Rain(june(12)),
    ProviderAbsent("troupe", june(1), june(3)),
    ProviderAbsent("troupe", june(1)),
    VenueClosed("hall", june(1)),
    VenueReopened("hall", june(9)),
    Declined("2606-001", "venue"),
    Urgent(Order("U1", "north", "2026-06", "tea", 1, pinned_day=june(5))),
    OrderWithdrawn("O1"),
    QuotaChanged("north", Category.FILM, 1, 2),
    BudgetChanged(None),
    HolidayMoved(june(19), june(22)),
)


@pytest.mark.parametrize("disruption", EVENTS, ids=lambda one: type(one).__name__)
def test_every_kind_of_event_fits_the_schema_and_is_read_back_as_it_was(disruption: Disruption) -> None:
    event = EventFile(disruption, frozenset({"2606-002"}))
    text = event_text(event)
    schema = shipped(schema_file(EVENT_DOCUMENT))
    assert (misfits(schema, json.loads(text), schema["$defs"]), read_event(text)) == ([], event)
