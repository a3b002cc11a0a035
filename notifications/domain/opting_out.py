"""What an opt-out 拒收 holds for: promotional texts only; notices of the work itself go on, and are said to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from config.bilingual import Bilingual
from notifications.domain.notice import NoticeClass


@dataclass(frozen=True, slots=True)
class OptOutRule:
    """Which classes of notice stop for who wants no more of them, by which rule of law, from when on."""

    classes: frozenset[NoticeClass]
    effective: date
    citation: Bilingual


OPT_OUT_RULES = (
    OptOutRule(
        frozenset({NoticeClass.PROMOTIONAL}),
        date(2015, 6, 30),
        Bilingual(
            "《通信短信息服务管理规定》（工业和信息化部令第31号，2015年）：用户明确表示拒绝接收商业性短信息的，应当停止发送；"
            "见于公开报道，待区里核实",
            "Provisions on short message services (Ministry of Industry and Information Technology, order 31 of 2015): "
            "commercial texts stop once refused; found in public reports, to be verified",
        ),
    ),
)


def stopped_by_opt_out(class_: NoticeClass, day: date) -> bool:
    """Whether a notice of this class must not go, on this day, to a telephone that opted out."""
    return any(class_ in rule.classes for rule in OPT_OUT_RULES if rule.effective <= day)
