"""The doctor's look at the provider in use: what it can do, what waits for a person, what is registered wrongly."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from api.bootstrap import House
from api.providing import registered_with
from config.bilingual import Bilingual
from notifications.adapters.message_tables import MessageRow
from notifications.application.lane_view import lane_shown
from notifications.domain.message import MessageState
from notifications.providers import Capabilities
from notifications.providers.registration import findings

HEARS = Bilingual("能收内地号码的回复", "brings replies from the mainland")
DEAF = Bilingual(
    "收不到内地号码的回复，要答复的事进电话名单",
    "brings no replies from the mainland: questions go to the call list",
)
HOME_COUNTRY = "+86"


def what_is_good(house: House) -> Bilingual:
    """The provider in use and what it can do."""
    lane = house.provider.capabilities
    if lane.by_a_person:
        return Bilingual(
            "短信经自有平台：用 culture sheet out 导出，{waiting} 条在等",
            "texts go by a platform of your own: fetch them with culture sheet out; {waiting} wait",
        ).fill(waiting=_waiting(house, lane))
    return Bilingual("短信经 {name} 发送，{hears}", "texts go by {name}, which {hears}").fill(
        name=lane.name, hears=HEARS if lane.hears(HOME_COUNTRY) else DEAF
    )


def what_wants_heed(house: House) -> Iterator[Bilingual]:
    """A lane that is stopped or in trouble, and what is likely to be refused of what is registered."""
    with house.store.reading() as session:
        standing = lane_shown(session, house.sending_desk(session))
    if not standing.clear:
        yield standing.sentence
    registered = registered_with(house.settings, house.settings.provider)
    wrong = list(findings(registered, house.rules.signature)) if registered else []
    if wrong:
        yield Bilingual(
            "登记的签名和模板有 {count} 处可能被拒，首先是 {place}：{sentence}；见 culture registered",
            "{count} things registered may be refused, first {place}: {sentence}; see culture registered",
        ).fill(count=len(wrong), place=wrong[0].place, sentence=wrong[0].sentence)


def _waiting(house: House, lane: Capabilities) -> int:
    waiting = (
        sa.select(sa.func.count())
        .select_from(MessageRow)
        .where(
            MessageRow.district_id == house.district_id,
            MessageRow.lane == lane.name,
            MessageRow.channel == "sms",
            MessageRow.state == MessageState.QUEUED.value,
            MessageRow.due_at <= house.clock.now(),
        )
    )
    with house.store.reading() as session:
        return session.scalar(waiting) or 0
