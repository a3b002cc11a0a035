"""What was decided about texts and replies, and answered by businesses: events for the record, which nobody has to act on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from config.bilingual import Bilingual
from notifications.domain.correcting import Meaning
from scheduler.messages import PartyId


class BatchDecision(StrEnum):
    """What a person decides about texts that have not left."""

    HOLD = "hold"
    RELEASE = "release"
    CANCEL = "cancel"


BATCH_DECISION_NAMES = {
    BatchDecision.HOLD: Bilingual("扣下", "held"),
    BatchDecision.RELEASE: Bilingual("放行", "released"),
    BatchDecision.CANCEL: Bilingual("取消", "cancelled"),
}


@dataclass(frozen=True, slots=True)
class LaneStopped:
    """A person stopped a lane."""

    district_id: str
    lane: str
    by: str


@dataclass(frozen=True, slots=True)
class LaneWentOn:
    """A person let a stopped or resting lane go on."""

    district_id: str
    lane: str
    by: str


@dataclass(frozen=True, slots=True)
class BatchDecided:
    """A person held, released or cancelled a batch of texts."""

    district_id: str
    decision: BatchDecision
    by: str
    messages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReplyCorrected:
    """A person said what a reply meant; what follows from it has events of its own."""

    district_id: str
    reply_id: str
    meaning: Meaning
    by: str


@dataclass(frozen=True, slots=True)
class CampaignAnswered:
    """A business answered about its row of a campaign, or what was taken for its answer was none."""

    district_id: str
    row_id: str
    party: PartyId
    answer: Literal["asked", "received", "confirmed", "declined"]
    reason: str
    reply_id: str


DecisionMade = LaneStopped | LaneWentOn | BatchDecided | ReplyCorrected | CampaignAnswered
