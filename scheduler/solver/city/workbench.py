"""Does a district's tasks in this process; models are kept as long as they are asked for again."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from scheduler.solver.assemble import ruled
from scheduler.solver.city.claiming import claim
from scheduler.solver.city.counting import count
from scheduler.solver.city.numbering import begin
from scheduler.solver.city.part_model import PartModel
from scheduler.solver.city.parts import districts_of, part_of, shared_providers
from scheduler.solver.city.sharing import Sharing
from scheduler.solver.city.tasks import Arrange, Bid, Claim, Count, Explain, Limit, Place, Reply, Task
from scheduler.solver.decisions import Offer
from scheduler.solver.problem import Problem


class Workbench:
    """The models of one city's districts; each answer depends on the task alone, not on what was asked before."""

    def __init__(self, city: Problem) -> None:
        self.sharing = Sharing.of(city, shared_providers(city))
        self.districts = districts_of(city)
        self.city = city
        self._offers: dict[int, Offer] = {}
        self._models: dict[int, tuple[frozenset[Place], PartModel]] = {}

    def do(self, tasks: Sequence[Task], stop: Callable[[], bool]) -> list[Reply] | None:
        """The answers in the order of the tasks; None if it was stopped before all were done."""
        replies: list[Reply] = []
        for task in tasks:
            if stop():
                return None
            replies.append(self.answer(task))
        return replies

    def answer(self, task: Task) -> Reply:
        """What the district answers."""
        match task:
            case Bid():
                return self._model(task.district, task.fill).bid(task)
            case Count():
                return count(self._model(task.district, task.fill), task)
            case Arrange(anew=True):
                return begin(self._model(task.district, task.fill), task)
            case Arrange():
                return self._model(task.district, task.fill).arrange(task)
            case Claim():
                return claim(self._model(task.district, task.fill), task)
            case Limit():
                return self._built(task.district, None).limit(task)
            case Explain():
                return self._model(task.district, task.fill).explain(task)

    def _model(self, district: int, fill: frozenset[Place]) -> PartModel:
        known = self._models.get(district)
        if known is None or known[0] != fill:
            known = self._models[district] = (fill, self._built(district, fill))
        return known[1]

    def _built(self, district: int, fill: frozenset[Place] | None) -> PartModel:
        if district not in self._offers:
            self._offers[district] = Offer(ruled(part_of(self.city, self.districts[district])))
        return PartModel(self._offers[district], self.sharing, fill)
