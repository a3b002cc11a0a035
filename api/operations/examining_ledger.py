"""The doctor's look at the ledger: what its sealer found broken, or could not seal in time."""

from __future__ import annotations

from typing import Literal

from api.bootstrap import House
from api.ledger_words import alarm_sentence
from config.bilingual import Bilingual
from notifications.ledger.application.watching import standing_alarm


def how_sealed(house: House) -> tuple[Literal["good", "warning", "fault"], Bilingual]:
    """The verdict on the sealing, and in one sentence what it is and what to do."""
    with house.store.reading() as session:
        alarm = standing_alarm(session, house.district_id, house.clock.now())
    if alarm is None:
        return "good", Bilingual(
            "收发台账按时封存，封存时没有发现改动",
            "the ledger is sealed in time and nothing was found altered",
        )
    said = alarm_sentence(alarm, house.clock.zone)
    if alarm.finding is None:
        return "warning", Bilingual(
            "{said}；请运行 culture serve，或 culture ledger head",
            "{said}; run culture serve, or culture ledger head",
        ).fill(said=said)
    return "fault", Bilingual(
        "{said}；请运行 culture ledger verify --head 与存在别处的链头核对，并查明是谁改的",
        "{said}; hold it against the heads kept elsewhere by culture ledger verify --head, and find out who did it",
    ).fill(said=said)
