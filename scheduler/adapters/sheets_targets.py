"""The sheet of what the year promises: so much of a measure, in the whole district or to each area."""

from __future__ import annotations

from dataclasses import dataclass

from config.bilingual import Bilingual
from config.tabular import Column, Sheet
from config.tabular_cells import identifier, whole, yes_no


@dataclass(frozen=True, slots=True)
class TargetLine:
    """One promise of a year; `each_area` when it is made to every area, else to the district."""

    year: int
    measure: str
    amount: int
    each_area: bool


TARGETS = Sheet(
    "targets",
    Bilingual("年度目标", "targets"),
    TargetLine,
    ("year", "measure"),
    (
        Column("year", "年份", whole(2000, 2199)),
        Column(
            "measure",
            "指标",
            identifier(),
            note=Bilingual(
                "与 district.toml 的 targets 同名，如 film", "as in district.toml's targets, e.g. film"
            ),
        ),
        Column("amount", "数量", whole(0, 10_000_000)),
        Column("each_area", "各街道均须达到", yes_no(), ("each area",), required=False, default=False),
    ),
)
