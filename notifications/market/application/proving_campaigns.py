"""Puts a campaign's proof in its own terms: which business each entry is of, and what became of each in one line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from config.bilingual import Bilingual
from notifications.ledger.application.recording import about_message
from notifications.ledger.domain.entry import Deed, Entry
from notifications.ledger.domain.proof_lines import Became, said_by
from notifications.market.adapters.campaign_answers import messages_by_row
from notifications.market.application.following import FollowedCampaign
from notifications.market.domain.following import ROW_STANDING_NAMES

NOTHING = Bilingual("—", "—")
_TELLING = (Deed.SUBMITTED, Deed.CALL)


@dataclass(frozen=True, slots=True)
class OfBusinesses:
    """By what an entry is about, or else by its telephone, the businesses that it is of."""

    by_about: Mapping[str, Sequence[str]]
    by_telephone: Mapping[str, Sequence[str]]

    def whom(self, entry: Entry) -> str:
        """The names of the businesses, empty where none is known."""
        names = self.by_about.get(entry.about or "") or self.by_telephone.get(entry.telephone_id or "", ())
        return "、".join(names)


def businesses_told(
    session: Session, district_id: str, campaign: FollowedCampaign, entries: Sequence[Entry]
) -> OfBusinesses:
    """Which businesses each entry about the campaign's messages is of."""
    names = {row.id: row.business.name for row in campaign.rows}
    by_about: dict[str, list[str]] = {}
    for row_id, messages in messages_by_row(session, district_id, campaign.id).items():
        for message in messages:
            by_about.setdefault(about_message(message), []).append(names[row_id])
    by_telephone: dict[str, list[str]] = {}
    for entry in entries:
        if entry.telephone_id and (named := by_about.get(entry.about or "")):
            known = by_telephone.setdefault(entry.telephone_id, [])
            known += [name for name in named if name not in known]
    return OfBusinesses(by_about, by_telephone)


def became_of(
    session: Session, district_id: str, campaign: FollowedCampaign, entries: Sequence[Entry], zone: ZoneInfo
) -> Iterator[Became]:
    """One line for each business: when it was told, what it answered and when, who called, how it stands and why."""
    messages = messages_by_row(session, district_id, campaign.id)
    for row in campaign.rows:
        abouts = {about_message(each) for each in messages.get(row.id, ())}
        own = sorted((each for each in entries if each.about in abouts), key=lambda each: (each.at, each.id))
        stands = ROW_STANDING_NAMES[row.standing]
        yield Became(
            business=f"{row.business.name} {row.business.id}",
            told=_first_told(own, zone),
            answered=_last(own, Deed.ANSWER, zone, row.said),
            called=_last(own, Deed.CALL, zone),
            result=_BECAUSE.fill(stands=stands, why=row.why) if row.why.zh else stands,
        )


_BECAUSE = Bilingual("{stands}：{why}", "{stands}: {why}")


def _first_told(entries: Sequence[Entry], zone: ZoneInfo) -> Bilingual:
    told = next(
        (
            each
            for each in entries
            if each.deed in _TELLING and (each.deed != Deed.CALL or (each.facts or {}).get("reached"))
        ),
        None,
    )
    return _moment(told.at, zone) if told else NOTHING


def _last(entries: Sequence[Entry], deed: Deed, zone: ZoneInfo, words: str = "") -> Bilingual:
    found = next((each for each in reversed(entries) if each.deed == deed), None)
    if found is None:
        return NOTHING
    facts = found.facts or {}
    if deed == Deed.CALL:
        said = _CALLED[bool(facts.get("reached"))].fill(by=str(facts.get("by", "")))
    else:
        said = said_by(found, of_matters=True)
        if words and not facts.get("reason"):
            said = _QUOTED.fill(said=said, words=words)
    return _AT.fill(at=_moment(found.at, zone), said=said)


_CALLED = {
    True: Bilingual("{by} 已接通", "{by} reached them"),
    False: Bilingual("{by} 未接通", "{by} reached nobody"),
}
_QUOTED = Bilingual("{said}（原话：{words}）", "{said} (“{words}”)")
_AT = Bilingual("{at} {said}", "{at} {said}")


def _moment(at: datetime, zone: ZoneInfo) -> Bilingual:
    shown = f"{at.astimezone(zone):%Y-%m-%d %H:%M}"
    return Bilingual(shown, shown)
