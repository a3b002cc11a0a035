"""What a campaign's text is filled with; dates are written out, and a correction says that it holds instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from config.bilingual import Language
from notifications.domain.codes import agree_with, decline_with
from notifications.domain.wording import Composed, Office, Wording
from notifications.market.domain.campaign import CampaignKind, Matter
from notifications.market.domain.owing import UNTOLD, Owed, RowTold

WITHDRAWN = "campaign_withdrawn"
TEMPLATES = {kind: f"campaign_{kind.value}" for kind in CampaignKind}
"""The template of each kind."""
CAMPAIGN_TEMPLATES = (*TEMPLATES.values(), WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Answering:
    """What to type to confirm, or to say that it is not possible."""

    agree: str
    decline: str


def compose_row(
    wording: Wording,
    language: Language,
    office: Office,
    matter: Matter,
    businesses: Sequence[str],
    *,
    owed: Owed,
    told: RowTold,
    code: str,
) -> Composed:
    """The one text of a campaign to the businesses of one telephone; where it corrects it says what they were `told`."""
    template = WITHDRAWN if owed is Owed.WITHDRAWAL else TEMPLATES[matter.kind]
    return wording.compose(
        template,
        language,
        office,
        **facts_of(matter, businesses, told=told if owed is Owed.CORRECTION else UNTOLD, code=code),
    )


def facts_of(matter: Matter, businesses: Sequence[str], *, told: RowTold, code: str) -> Mapping[str, object]:
    """What every template of a campaign may name: `before` what was heard last, `corrected` the number of this text.

    The number counts what these businesses have heard, not what the office has rewritten meanwhile.
    """
    return {
        "matter": said(matter),
        "businesses": businesses,
        "corrected": told.times + 1 if told.ever_heard else 0,
        "before": told.heard,
        "answers": Answering(agree_with(code), decline_with(code)) if code else None,
    }


def said(matter: Matter) -> Mapping[str, str]:
    """The matter as its templates read it: days in ISO, what it has not empty."""
    return {each.name: str(getattr(matter, each.name) or "") for each in fields(matter)}


def specimens(wording: Wording, language: Language, office: Office) -> dict[str, Composed]:
    """By template the text of one plain matter, to see beforehand what a provider has registered for it."""
    matter = {each.name: "" for each in fields(Matter)} | {
        "title": "暑期安全检查",
        "day": "2026-07-06",
        "start": "14:00",
        "end": "16:00",
        "checks": "消防通道",
        "document": "营业性演出管理条例",
        "effective": "2026-07-01",
        "todo": "对照执行",
        "words": "请相互转告",
        "answer_by": "2026-07-03",
    }
    answers = Answering(agree_with("27"), decline_with("27"))
    facts = {"matter": matter, "businesses": ["示范网吧"], "corrected": 0, "before": None, "answers": answers}
    return {template: wording.compose(template, language, office, **facts) for template in CAMPAIGN_TEMPLATES}
