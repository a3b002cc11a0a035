"""What the deeds of the message layer stand on: district, clock, office, settings, wording and the lane."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from config.clock import Clock
from notifications.domain.lanes import LaneRules
from notifications.domain.live_sending import LiveRules
from notifications.domain.notice import NoticeClass
from notifications.domain.sending_hours import IsWorkday, next_moment
from notifications.domain.sending_rules import SendingRules
from notifications.domain.wording import Office, Wording
from notifications.providers import Capabilities


@dataclass(frozen=True, slots=True)
class Desk:
    """One district's sending desk; `lane` is the provider by which its texts go, `live` and `lane_rules` what binds it.

    `settling` is how long a change waits for more; nothing can settle while a demonstration's clock stands.
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

    def next_moment(self, class_: NoticeClass, after: datetime | None = None) -> datetime:
        """The first instant (UTC) from `after`, or else from now, at which a notice of this class may leave."""
        return next_moment(
            after or self.clock.now(), class_, self.rules.hours, self.clock.zone, self.is_workday
        )
