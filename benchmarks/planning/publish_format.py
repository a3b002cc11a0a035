"""Writes the format's JSON Schemas and the tables of its page anew, from the records themselves.

python -m benchmarks.planning.publish_format
"""

from __future__ import annotations

import sys
from pathlib import Path

from scheduler.solver.format import documents
from scheduler.solver.format.describing import field_tables, schema_text
from scheduler.solver.format.documents import EVENT_DOCUMENT, PLAN_DOCUMENT, PROBLEM_DOCUMENT, Document

SCHEMAS = Path(documents.__file__).parent
PAGE = Path(__file__).parents[2] / "docs" / "planning-format.md"
DOCUMENTS = (PROBLEM_DOCUMENT, PLAN_DOCUMENT, EVENT_DOCUMENT)


def schema_file(document: Document) -> Path:
    """Where the schema of a kind of file is shipped."""
    return SCHEMAS / f"{document.kind}.schema.json"


def with_tables(page: str) -> str:
    """The page with its tables made anew between their marks."""
    for document in DOCUMENTS:
        begins, ends = (f"<!-- {document.kind} fields: {mark} -->" for mark in ("begin", "end"))
        before, _, rest = page.partition(begins)
        after = rest.partition(ends)[2]
        page = f"{before}{begins}\n\n{field_tables(document)}\n{ends}{after}"
    return page


def main() -> int:
    for document in DOCUMENTS:
        schema_file(document).write_text(schema_text(document), encoding="utf-8")
    PAGE.write_text(with_tables(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
