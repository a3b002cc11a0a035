"""Writes the format's JSON Schemas and the tables of its page anew, from the records themselves.

python -m benchmarks.planning.publish_format
"""

from __future__ import annotations

import sys
from pathlib import Path

from scheduler.solver.format import documents
from scheduler.solver.format.describing import field_tables, schema_text
from scheduler.solver.format.documents import (
    EVENT_DOCUMENT,
    PLAN_DOCUMENT,
    PROBLEM_DOCUMENT,
    YEAR_DOCUMENT,
    YEAR_PLAN_DOCUMENT,
    Document,
)
from scheduler.solver.format.records import records_in

SCHEMAS = Path(documents.__file__).parent
PAGE = Path(__file__).parents[2] / "docs" / "planning-format.md"
DOCUMENTS = (PROBLEM_DOCUMENT, PLAN_DOCUMENT, EVENT_DOCUMENT, YEAR_DOCUMENT, YEAR_PLAN_DOCUMENT)

OF_A_YEAR = {YEAR_DOCUMENT.kind, YEAR_PLAN_DOCUMENT.kind}
"""Kinds whose tables leave out the records that a month's have told."""


def schema_file(document: Document) -> Path:
    """Where the schema of a kind of file is shipped."""
    return SCHEMAS / f"{document.kind}.schema.json"


def with_tables(page: str) -> str:
    """The page with its tables made anew between their marks."""
    told = {record.name for document in DOCUMENTS[:3] for record in records_in(document.record)}
    for document in DOCUMENTS:
        tables = field_tables(document, told if document.kind in OF_A_YEAR else ())
        begins, ends = (f"<!-- {document.kind} fields: {mark} -->" for mark in ("begin", "end"))
        before, _, rest = page.partition(begins)
        after = rest.partition(ends)[2]
        page = f"{before}{begins}\n\n{tables}\n{ends}{after}"
    return page


def main() -> int:
    for document in DOCUMENTS:
        schema_file(document).write_text(schema_text(document), encoding="utf-8")
    PAGE.write_text(with_tables(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
