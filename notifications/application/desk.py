"""What the deeds of the message layer stand on: district, clock, office, settings, wording and the lane."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from config.clock import Clock
from notifications.adapters.template_sources import keep_source
from notifications.domain.lanes import LaneRules
from notifications.domain.live_sending import LiveRules
from notifications.domain.notice import NoticeClass
from notifications.domain.sending_hours import IsWorkday, next_moment
from notifications.domain.sending_rules import SendingRules
from notifications.domain.wording import Composed, Office, Wording
from notifications.providers import Capabilities

UNREGISTERED = "no registered template takes it"
"""Why a text is for a person to say, where the provider takes registered templates only."""

Takes = Callable[[str], bool]
"""Whether a provider takes a text, as far as is known beforehand: one that is registered there."""


def any_text(_text: str) -> bool:
    """Of a provider that has no templates registered."""
    return True


@dataclass(frozen=True, slots=True)
class Desk:
    """One district's sending desk; `lane` is the provider by which its texts go, `live` and `lane_rules` what binds it.

    `settling` is how long a change waits for more; nothing can settle while a demonstration's clock stands.
    `takes` tells whether the lane's provider has a template registered for a text.
    """

    district_id: str
    clock: Clock
    office: Office
    rules: SendingRules
    wording: Wording
    is_workday: IsWorkday
    lane: Capabilities
    live: LiveRules = field(default_factory=LiveRules)
    lane_rules: LaneRules = field(default_factory=LaneRules)
    settling: timedelta = timedelta()
    takes: Takes = any_text

    def next_moment(self, class_: NoticeClass, after: datetime | None = None) -> datetime:
        """The first instant (UTC) from `after`, or else from now, at which a notice of this class may leave."""
        return next_moment(
            after or self.clock.now(), class_, self.rules.hours, self.clock.zone, self.is_workday
        )


def keep_wording(session: Session, desk: Desk, composed: Composed) -> None:
    """Keep the words of the template that a text was written by, from its first text on."""
    now = desk.clock.now()
    keep_source(session, desk.district_id, desk.wording, composed.template, composed.language, now)
