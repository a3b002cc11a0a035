"""Which texts of a frozen preview may have changed since: found by versions, so that only those are composed anew."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.database import locked_versions
from config.many import one_of
from notifications.domain.wording.code_version import MADE_BY, code_version
from notifications.domain.wording.composing import LANGUAGES
from notifications.market.adapters.register import read_rules
from notifications.market.adapters.tables import ReminderRow
from notifications.market.adapters.templates import market_wording
from notifications.market.application import composing
from notifications.market.application.announcing import Desk, Reachable
from notifications.market.application.composed import ComposedText
from notifications.market.application.sweeping import licence_in
from notifications.market.domain import deadlines, due, judging, licence_rules, wording
from notifications.market.domain.due import is_told_of
from notifications.market.domain.reminder import TOLD_STATES, ReminderState
from notifications.market.domain.wording import TEMPLATE
from scheduler import workdays

JUDGED_BY = (*MADE_BY, composing, deadlines, due, judging, licence_rules, wording, workdays)
"""What decides which reminders hold and what is said of them."""


def circumstances(session: Session, desk: Desk) -> str:
    """Hexadecimal digest of all that texts rest on beside the licences, reminders and telephones they speak of.

    The day, its holidays, the rules of law, the thresholds, the office, the wording, and the code that judges.
    """
    days = desk.workdays
    made_of = (
        code_version(JUDGED_BY),
        [market_wording().version(TEMPLATE, language) for language in LANGUAGES],
        desk.clock.today(),
        str(desk.clock.zone),
        [sorted(each.items()) for each in (days.holidays, days.makeups)],
        sorted(days.years),
        read_rules(session, desk.district_id).all,
        desk.thresholds,
        desk.office,
        desk.messages.most_parts,
    )
    return hashlib.sha256(repr(made_of).encode("utf-8", "surrogatepass")).hexdigest()


def perhaps_changed(
    session: Session, desk: Desk, texts: Sequence[ComposedText], *, circumstances_hold: bool
) -> list[ComposedText]:
    """The texts that would perhaps not be the same now; of the others it is known that they would.

    What they speak of and their reminders are locked until the transaction ends. A text is the same where the
    circumstances, its licences' versions, its reminders and its telephone are what they were.
    """
    present = _present(session, desk, texts)
    return [text for text in texts if not (circumstances_hold and present.holds(text))]


@dataclass(frozen=True, slots=True)
class _Listed:
    """A reminder that was ever listed of a licence."""

    id: str
    step: str
    state: str
    expires: date


@dataclass(frozen=True, slots=True)
class _Present:
    """How stands now what some texts speak of: versions by subject, reminders by licence, telephones by party."""

    versions: Mapping[str, int]
    listed: Mapping[str, Sequence[_Listed]]
    reached: Mapping[str, Reachable]

    def holds(self, text: ComposedText) -> bool:
        return all(
            self.versions[spoken.subject] == spoken.version
            and self._is_due(reminder_id)
            and self._is_reached_as(spoken.party, text.reach)
            for reminder_id, spoken in text.items.items()
        )

    def _is_due(self, reminder_id: str) -> bool:
        """It is still on the list, and no step told meanwhile makes it needless."""
        known = self.listed[licence_in(reminder_id)]
        asked = next((each for each in known if each.id == reminder_id), None)
        if asked is None or asked.state != ReminderState.DUE:
            return False
        return len(known) == 1 or not is_told_of(
            asked.step,
            [each.step for each in known if each.expires == asked.expires and each.state in TOLD_STATES],
        )

    def _is_reached_as(self, party: str, reach: Reachable) -> bool:
        now = self.reached.get(party, _NOWHERE)
        return (now.telephone_id, now.language) == (reach.telephone_id, reach.language)


_NOWHERE = Reachable(None, "")


def _present(session: Session, desk: Desk, texts: Sequence[ComposedText]) -> _Present:
    spoken = [each for text in texts for each in text.items.values()]
    versions = locked_versions(session, desk.district_id, sorted({each.subject for each in spoken}))
    licences = {licence_in(reminder_id) for text in texts for reminder_id in text.items}
    parties = sorted({each.party for each in spoken})
    return _Present(
        versions,
        _locked_reminders(session, desk.district_id, licences),
        desk.messages.reach(session, desk.district_id, parties, desk.clock.today()),
    )


def _locked_reminders(session: Session, district_id: str, licences: set[str]) -> dict[str, list[_Listed]]:
    """Every reminder ever listed of these licences, in the order in which all lock them."""
    found: dict[str, list[_Listed]] = {each: [] for each in licences}
    rows = session.execute(
        sa.select(*_LISTED)
        .where(ReminderRow.district_id == district_id, one_of(ReminderRow.licence_id, licences))
        .order_by(ReminderRow.id)
        .with_for_update()
    )
    for licence_id, id_, step, state, expires in rows:
        found[licence_id].append(_Listed(id_, step, state, expires))
    return found


_LISTED = (
    ReminderRow.licence_id,
    ReminderRow.id,
    ReminderRow.step,
    ReminderRow.state,
    ReminderRow.expires,
)
