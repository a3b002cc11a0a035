"""The texts of a preview as they are composed: one for each telephone where it fits, whatever it is of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from config.bilingual import Bilingual
from notifications.market.application.announcing import CampaignQuestion, Reachable, Spoken

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ComposedText:
    """One recipient's real text; `items` maps the id of each reminder or campaign row to what it speaks of.

    Without a telephone id it is for the call list. `not_after` is when its nearest last day has passed.
    `facts` is the digest of what the text was made of, empty where it is not known. Of a campaign that asks
    for a reply `question` is what it asks; what was frozen does not keep it.
    """

    businesses: Mapping[str, str]
    """Party id → name, in the order of the text."""
    reach: Reachable
    template: str
    template_version: str
    text: str
    segments: int
    not_after: datetime
    items: Mapping[str, Spoken]
    facts: str
    question: CampaignQuestion | None = None


@dataclass(frozen=True, slots=True)
class Composition:
    """The texts, one for each telephone where it fits, and the items asked for that no longer hold, with the reason."""

    texts: tuple[ComposedText, ...]
    gone: Mapping[str, Bilingual]


def in_pages(items: Sequence[T], fit: Callable[[Sequence[T]], bool]) -> Iterator[list[T]]:
    """All in one page, or in as many as it takes for each to fit; what does not fit alone stands alone."""
    page: list[T] = []
    for item in items:
        if page and not fit([*page, item]):
            yield page
            page = []
        page.append(item)
    if page:
        yield page
