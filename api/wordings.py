"""The templates of the whole house by their names: those of the arrangements and those to businesses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy.orm import Session

from api.bootstrap import House
from config.bilingual import Bilingual, Language
from notifications.adapters.templates import shipped_wording
from notifications.application.fitting import DETAILS_BY_CALL
from notifications.application.specimens import specimens
from notifications.application.trying_templates import Tried, try_template
from notifications.domain.correcting import REJOINDER_NAMES
from notifications.domain.notice import NOTICE_KIND_NAMES
from notifications.domain.wording import Office, Wording
from notifications.market.adapters.templates import campaign_wording, market_wording
from notifications.market.application.trying_campaigns import try_campaign
from notifications.market.application.trying_reminders import try_reminder
from notifications.market.domain.campaign import CAMPAIGN_KIND_NAMES
from notifications.market.domain.campaign_wording import CAMPAIGN_TEMPLATES
from notifications.market.domain.campaign_wording import TEMPLATES as CAMPAIGN_OF_KIND
from notifications.market.domain.campaign_wording import WITHDRAWN as CAMPAIGN_WITHDRAWN
from notifications.market.domain.campaign_wording import specimens as campaign_specimens
from notifications.market.domain.wording import TEMPLATE as LICENCE_REMINDER
from notifications.market.domain.wording import specimen
from notifications.providers.registered_templates import fit
from notifications.providers.registration import Registered


@cache
def wordings() -> Mapping[str, Wording]:
    """Each template's name with the wording that holds it, in the order of the names."""
    every = (shipped_wording(), market_wording(), campaign_wording())
    named = {name: wording for wording in every for name in wording.names}
    return dict(sorted(named.items()))


TEMPLATE_NAMES: Mapping[str, Bilingual] = {
    **{kind.value: name for kind, name in NOTICE_KIND_NAMES.items()},
    **{rejoinder.value: name for rejoinder, name in REJOINDER_NAMES.items()},
    DETAILS_BY_CALL: Bilingual(
        "详情请电（合不上登记模板时）", "details by a call (where no registered template fits)"
    ),
    LICENCE_REMINDER: Bilingual("许可证到期提醒", "reminder of a licence's expiry"),
    **{
        template: Bilingual("监管通知（{kind}）", "regulatory notice ({kind})").fill(
            kind=CAMPAIGN_KIND_NAMES[kind]
        )
        for kind, template in CAMPAIGN_OF_KIND.items()
    },
    CAMPAIGN_WITHDRAWN: Bilingual("监管通知撤销", "regulatory notice withdrawn"),
}
"""What people call the texts of a template."""


@dataclass(frozen=True, slots=True)
class Unregistered:
    """A template of ours of whose texts no registered template takes even a plain one: `text`, unsigned."""

    template: str
    name: Bilingual
    text: str


def unregistered(registered: Registered, office: Office) -> list[Unregistered]:
    """The templates whose texts would be left to a person with this provider, for want of one registered there."""
    texts = {
        **specimens(shipped_wording(), "zh", office),
        LICENCE_REMINDER: specimen(market_wording(), "zh", office),
        **campaign_specimens(campaign_wording(), "zh", office),
    }
    signed = f"【{office.signature}】"
    return [
        Unregistered(name, TEMPLATE_NAMES[name], composed.text.removeprefix(signed))
        for name, composed in sorted(texts.items())
        if fit(composed.text, registered.signature, registered.templates) is None
    ]


def try_on_rows(
    session: Session, house: House, name: str, language: Language, draft: str, *, limit: int
) -> Sequence[Tried]:
    """A draft of a template filled with the latest real rows of its kind; refused as `try_template` is."""
    if name == LICENCE_REMINDER:
        return try_reminder(session, house.market_desk(session), language, draft, limit=limit)
    if name in CAMPAIGN_TEMPLATES:
        return try_campaign(session, house.market_desk(session), name, language, draft, limit=limit)
    return try_template(session, house.sending_desk(session), name, language, draft, limit=limit)
