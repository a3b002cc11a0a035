"""One plain text of each template as the office would send it, to see beforehand what a provider has registered for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from config.bilingual import Language
from notifications.application.conversing import QuestionShown
from notifications.application.fitting import Answers
from notifications.domain.answering import Why
from notifications.domain.digest import Digest, digest_by_number, digest_of
from notifications.domain.telling import Telling
from notifications.domain.wording import Composed, Office, Wording
from scheduler.messages import DeliveryFacts

_FILM = DeliveryFacts(
    id="2606-001",
    category="film",
    programme="城南旧事",
    area="示范西路街道",
    area_party="area:west",
    venue="示范广场",
    venue_party="venue:square",
    provider="示范影院",
    provider_party="provider:cinema",
    day="2026-06-12",
    start="19:30",
    end="21:15",
)
_MOVED = replace(_FILM, day="2026-06-13")
_ANSWERS = Answers("27")
_MONTH: Mapping[str, object] = {
    "month": "2026-06",
    "number": 2,
    "page": 1,
    "pages": 1,
    "kind": "digest",
    "answers": _ANSWERS,
}


def specimens(wording: Wording, language: Language, office: Office) -> dict[str, Composed]:
    """By template the text that it makes of one film."""
    return {name: wording.compose(name, language, office, **_facts(name)) for name in wording.names}


def _facts(template: str) -> Mapping[str, object]:
    new, moved = _told(None, _FILM), _told(_FILM, _MOVED)
    question = QuestionShown("2026-06", digest_by_number({1: list(new.tellings)}), _ANSWERS)
    of_template: dict[str, Mapping[str, object]] = {
        "area_digest": {**_MONTH, "digest": Digest((), (("film", 1),), new.tellings)},
        "change": {**_MONTH, "digest": moved},
        "rain": {**_MONTH, "digest": moved},
        "reminder": {"day": _FILM.day, "digest": new},
        "nudge": {"questions": [question], "listed": False},
        "ask_back": {"questions": [question], "why": Why.UNCLEAR.value, "with_staff": False},
        "superseded": {"matter": "", "digest": new, "answers": _ANSWERS, "numbers": [1], "closed": False},
        "opt_out": {"since": datetime(2026, 5, 20, 9)},  # noqa: DTZ001 - civil, as the text shows it
        "echo": {
            **dict.fromkeys(("outdated", "begun", "waiting", "others"), 0),
            **dict.fromkeys(("added", "brief"), False),
            "matter": "",
            "agreed": (1,),
            "declined": (),
            "named": question.first,
            "until": None,
        },
    }
    return of_template.get(template, {**_MONTH, "digest": new})


def _told(before: DeliveryFacts | None, now: DeliveryFacts) -> Digest:
    telling = Telling("venue:square", "venue", now.id, 2, before, now)
    return digest_of([telling], {"venue": frozenset({"venue", "day", "start"})})
