"""Where a course pauses on a new holiday its parties are told when it ends then."""

from __future__ import annotations

from dataclasses import replace

from api.cli.repair_way import pause_sentences
from scheduler.application.repairing import RepairPreview, Standing
from scheduler.domain.disruption import HolidayMoved
from tests.unit.solver.small_district import MONTH, june
from tests.unit.solver.test_repairing import PLAN, course, month, repaired


def test_the_texts_and_the_preview_say_when_the_course_ends_after_a_pause() -> None:
    problem = month((*(replace(one, order_id=None) for one in course(3)), *PLAN))
    moved = HolidayMoved(june(19), june(17))
    standing = Standing(MONTH, 1, problem, problem.published, frozenset(), ())
    preview = RepairPreview(standing, moved, repaired(problem, moved))
    assert preview.reasons() == {"2606-13": "因节假日安排调整停课一次，课程顺延至7月1日(周三)结课"}
    (said,) = pause_sentences(preview)
    assert said.zh == "2606-13：6月17日(周三)停课一次，课程顺延，7月1日(周三)结课；课次不少。"
    assert said.en.endswith("ends on Wed 1 Jul, with no session fewer.")
