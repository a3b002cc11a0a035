"""The sheet of what became of deliveries: one row for each, by its number."""

from __future__ import annotations

from dataclasses import dataclass

from config.bilingual import Bilingual
from config.tabular import Column, Sheet
from config.tabular_cells import choice, identifier, text, whole
from scheduler.domain.outcome import MOST_HEADS, WHOLE
from scheduler.domain.terms import DELIVERY_STATE_NAMES, DeliveryState


@dataclass(frozen=True, slots=True)
class OutcomeLine:
    """What became of one delivery; `received` and `received_titles` count what came of a short-received batch.

    `attendance` are the heads that came to what was held, `satisfied` the percent of those asked.
    """

    id: str
    state: DeliveryState
    received: int | None
    received_titles: int | None
    attendance: int | None
    satisfied: int | None
    note: str


OUTCOMES = Sheet(
    "outcomes",
    Bilingual("配送结果", "what became of deliveries"),
    OutcomeLine,
    ("id",),
    (
        Column("id", "场次编号", identifier(), ("delivery_id", "编号")),
        Column(
            "state",
            "结果",
            choice({state: name for state, name in DELIVERY_STATE_NAMES.items() if state != "cancelled"}),
            ("状态",),
        ),
        Column("received", "实收册数", whole(0, 100_000), ("实收",), required=False),
        Column("received_titles", "实收报刊种数", whole(0, 100_000), ("实收种数",), required=False),
        Column("attendance", "到场人数", whole(0, MOST_HEADS), ("人数",), required=False),
        Column("satisfied", "满意率", whole(0, WHOLE), ("satisfaction",), required=False),
        Column("note", "备注", text(), required=False, default=""),
    ),
)
