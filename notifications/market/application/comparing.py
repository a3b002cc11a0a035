"""Compares the texts of a preview, as they were frozen, with what would be told now."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from config.bilingual import Bilingual
from config.refusal import Fault
from notifications.market.application.composed import ComposedText, Composition

Compare = Callable[[Sequence[ComposedText]], tuple[list[Fault], Sequence[ComposedText]]]
"""Holds some frozen texts against what would be told now: what differs, and the texts to be handed over."""


def changed_since(frozen: Sequence[ComposedText], composition: Composition) -> Iterator[Fault]:
    """One fault for each frozen text that would not be the same now."""
    present = {item_id: text for text in composition.texts for item_id in text.items}
    for text in frozen:
        reasons = [composition.gone[each] for each in text.items if each in composition.gone]
        now = [present[each] for each in text.items if each in present]
        if not reasons and any(each.reach.telephone_id != text.reach.telephone_id for each in now):
            reasons = [_TELEPHONE]
        elif not reasons and any(each.text != text.text for each in now):
            reasons = [_WORDING]
        elif not reasons and any(each.items != text.items for each in now):
            reasons = [_REGISTER]
        if reasons:
            why = Bilingual(
                "；".join(reason.zh for reason in reasons), "; ".join(reason.en for reason in reasons)
            )
            yield Fault(names_in(text), CHANGED.fill(why=why))


def in_their_order(frozen: Sequence[ComposedText], composition: Composition) -> list[ComposedText]:
    """The texts as they are composed now, in the order of the frozen ones, which they equal."""
    present = {item_id: text for text in composition.texts for item_id in text.items}
    return [present[next(iter(text.items))] for text in frozen]


def names_in(text: ComposedText) -> str:
    """The businesses that a text is to."""
    return "、".join(text.businesses.values())


CHANGED = Bilingual(
    "预览之后有变动（{why}），未发送。请重新生成预览。",
    "changed since the preview ({why}); nothing was sent.",
)
_TELEPHONE = Bilingual("电话已变更", "its telephone changed")
_WORDING = Bilingual("短信文本已变化", "its text would read differently")
_REGISTER = Bilingual("登记内容已变更", "its entry in the register changed")
