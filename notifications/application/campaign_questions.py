"""Questions of the market's campaigns, as the message layer knows them: a matter in words, and the rows they ask about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from notifications.adapters.answer_tables import QuestionItemRow
from notifications.adapters.message_repository import present_versions
from notifications.adapters.message_tables import MessageRow, MessageSubjectRow
from notifications.application.desk import Desk
from notifications.application.fitting import Answers


@dataclass(frozen=True, slots=True)
class MatterShown:
    """A question of a campaign as a text names it: its matter in words, and what to type."""

    matter: str
    answers: Answers
    numbers: tuple[int, ...] = (1,)


def guard_campaign_rows(
    session: Session, desk: Desk, message: MessageRow, items: Sequence[QuestionItemRow]
) -> None:
    """Hold a message to the rows of campaigns that these items ask about, as they stand now."""
    subjects = {(f"campaign_row:{item.delivery_id}", item.party_id) for item in items}
    versions = present_versions(session, desk.district_id, {subject for subject, _ in subjects})
    for ordinal, (subject, party) in enumerate(sorted(subjects)):
        session.add(
            MessageSubjectRow(
                district_id=desk.district_id,
                message_id=message.id,
                ordinal=ordinal,
                subject=subject,
                version=versions[subject],
                party_id=party,
            )
        )
    session.flush()
