"""No statement of a drained block reads more of a table than the block: what waits behind it costs nothing."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from benchmarks.messages.drain import drain, local_provider
from benchmarks.messages.filling import fill
from config.database import Store

WHOLE = ("(district_id=?)", "SCAN messages", "SCAN notices", "SCAN questions", "SCAN notice_messages")
"""How SQLite says that it reads all of a table, or all that a district has in it."""


def test_a_block_is_claimed_and_settled_by_indexes(sqlite_store: Store) -> None:
    fill(sqlite_store, 3)
    asked: dict[str, Any] = {}

    def keep(_connection: Any, _cursor: Any, statement: str, given: Any, _context: Any, many: bool) -> None:
        if statement.startswith(("SELECT", "UPDATE")):
            asked[statement] = given[0] if many else given

    sa.event.listen(sqlite_store.engine, "before_cursor_execute", keep)
    drain(sqlite_store, local_provider(), 3, 100)
    sa.event.remove(sqlite_store.engine, "before_cursor_execute", keep)
    with sqlite_store.reading() as session:
        plans = {
            statement: [
                line.detail
                for line in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)
            ]
            for statement, given in asked.items()
        }
    assert any("questions" in statement for statement in plans)
    assert not {
        statement: plan
        for statement, plan in plans.items()
        if any(said in line for line in plan for said in WHOLE)
    }
