"""Where no repair keeps the rules, the first is done only when a person names it."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa

from api.bootstrap import House
from scheduler.adapters.district_tables import AllotmentRow
from tests.culture_process import Ended
from tests.integration.test_repairing_month import JUNE, an_opera, culture, number

__all__ = ["culture"]


def test_a_proposal_that_breaks_a_rule_is_done_only_by_its_number(
    published_house: House, culture: Callable[..., Ended]
) -> None:
    one = an_opera(published_house)
    with published_house.store.transaction() as session:
        session.execute(
            sa.update(AllotmentRow)
            .where(AllotmentRow.category == "performance", AllotmentRow.month == JUNE)
            .values(least=1)
        )
    gone = ("event", "absent", one.provider_id, "2026-06-01", "--for-good", "--fewest", "--yes")
    refused = culture(*gone)
    assert (refused.status, number(published_house)) == (2, 1)
    assert "add --proposal 1 --yes" in str(refused.json["faults"])
    done = culture(*gone, "--proposal", "1")
    assert (done.json["done"], number(published_house)) == (True, 2)
