"""What is missing counts before points when districts' plans are put together."""

from __future__ import annotations

from scheduler.solver.city.mixing import mix
from scheduler.solver.city.parts import shared_providers
from scheduler.solver.city.sharing import Sharing
from scheduler.solver.city.talking import rank
from scheduler.solver.city.tasks import Arranged
from tests.unit.solver.city.tiny_city import tiny_city

LACKS, WHOLE = Arranged(points=300, short=1), Arranged(points=146_184, short=0)


def test_a_plan_that_lacks_nothing_is_taken_whatever_it_costs() -> None:
    city = tiny_city(1)
    sharing = Sharing.of(city, shared_providers(city))
    assert mix(sharing, [[LACKS, WHOLE]], [LACKS], 1.0, 1) == [WHOLE]
    assert mix(sharing, [[LACKS, WHOLE]], [WHOLE], 1.0, 1) == [WHOLE]
    assert rank([WHOLE]) < rank([LACKS])
