"""Texts that would go out, as a person reads them before they do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from api.costly_words import warnings_of
from config.bilingual import Bilingual, Language
from config.telephones import masked
from notifications.application.drafting import Draft
from notifications.domain.notice import NOTICE_KIND_NAMES
from scheduler.application.names_view import Names


@dataclass(frozen=True, slots=True)
class ShownText:
    """One text to one telephone, masked; `by_call` ones are said by a person. `parts` are paid message parts.

    `warnings` name the characters that cost a part more.
    """

    to: tuple[str, ...]
    telephone: str
    by_call: bool
    kind: Bilingual
    text: str
    language: Language
    parts: int
    due_at: datetime
    reason: str
    warnings: tuple[Bilingual, ...]


def texts_of(drafts: Iterable[Draft], names: Names) -> tuple[ShownText, ...]:
    """The drafts as texts, those that are sent first, then those for the call list."""
    shown = [
        ShownText(
            to=tuple(dict.fromkeys(names.party(telling.party) for telling in draft.tellings)),
            telephone=masked(draft.reached.number) if draft.reached.number else "",
            by_call=draft.by_call,
            kind=NOTICE_KIND_NAMES[draft.kind],
            text=draft.composed.text,
            language=draft.composed.language,
            parts=draft.composed.segments.parts,
            due_at=draft.moments.due_at,
            reason=draft.reason,
            warnings=() if draft.by_call else warnings_of(draft.composed.text),
        )
        for draft in drafts
    ]
    return tuple(sorted(shown, key=lambda text: text.by_call))
