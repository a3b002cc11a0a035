"""The field's own words: categories, venue kinds, states of a delivery and of a month."""

from __future__ import annotations

from enum import StrEnum

from config.bilingual import Bilingual

SLOT_MINUTES = 15
"""Starts lie on a grid of 15 minutes."""


class Category(StrEnum):
    """配送类别: what kind of thing is delivered."""

    PERFORMANCE = "performance"
    FILM = "film"
    TRAINING = "training"
    FEATURE = "feature"
    BOOKS = "books"


CATEGORY_NAMES = {
    Category.PERFORMANCE: Bilingual("演出", "performance"),
    Category.FILM: Bilingual("露天电影", "outdoor film"),
    Category.TRAINING: Bilingual("培训", "training"),
    Category.FEATURE: Bilingual("特色文化服务", "feature service"),
    Category.BOOKS: Bilingual("图书报刊", "book batch"),
}

EVENTS = frozenset({Category.PERFORMANCE, Category.FILM, Category.FEATURE})
"""What people come to once: neither a lesson of a course nor a batch of books."""

MEASURE_WORDS = {
    Category.PERFORMANCE: "场",
    Category.FILM: "场",
    Category.TRAINING: "场次",
    Category.FEATURE: "班次",
    Category.BOOKS: "批",
}


class VenueKind(StrEnum):
    """场地类型."""

    CENTRE = "centre"
    LIBRARY = "library"
    OPEN_AIR = "open_air"


VENUE_KIND_NAMES = {
    VenueKind.CENTRE: Bilingual("社区文化活动中心", "community centre"),
    VenueKind.LIBRARY: Bilingual("图书馆", "library"),
    VenueKind.OPEN_AIR: Bilingual("露天场地", "open-air site"),
}


class DeliveryState(StrEnum):
    """What became of a delivery; targets count those held. A book batch is dispatched before it is received."""

    PLANNED = "planned"
    DISPATCHED = "dispatched"
    HELD = "held"
    RAINED_OFF = "rained_off"
    NO_SHOW = "no_show"
    SHORT_RECEIVED = "short_received"
    CANCELLED = "cancelled"


DELIVERY_STATE_NAMES = {
    DeliveryState.PLANNED: Bilingual("待配送", "planned"),
    DeliveryState.DISPATCHED: Bilingual("已发出", "dispatched"),
    DeliveryState.HELD: Bilingual("已举办", "held"),
    DeliveryState.RAINED_OFF: Bilingual("因雨取消", "rained off"),
    DeliveryState.NO_SHOW: Bilingual("未到场", "no-show"),
    DeliveryState.SHORT_RECEIVED: Bilingual("短收", "short-received"),
    DeliveryState.CANCELLED: Bilingual("已取消", "cancelled"),
}

TO_COME = (DeliveryState.PLANNED, DeliveryState.DISPATCHED)
"""Nobody has said yet how it ended."""


def state_name(state: DeliveryState, category: Category) -> Bilingual:
    """What became of a delivery of that category: a book batch is not held but received."""
    if state == DeliveryState.HELD and category == Category.BOOKS:
        return Bilingual("已收齐", "received whole")
    return DELIVERY_STATE_NAMES[state]


class MonthState(StrEnum):
    """Where a month's calendar stands."""

    DRAFT = "draft"
    OUT_FOR_COMMENT = "out_for_comment"
    APPROVED = "approved"
    PUBLISHED = "published"


MONTH_STATE_NAMES = {
    MonthState.DRAFT: Bilingual("草稿", "draft"),
    MonthState.OUT_FOR_COMMENT: Bilingual("征求意见", "out for comment"),
    MonthState.APPROVED: Bilingual("已审批", "approved"),
    MonthState.PUBLISHED: Bilingual("已发布", "published"),
}


class Answer(StrEnum):
    """What one side (venue or provider) said to a published delivery."""

    ASKED = "asked"
    RECEIVED = "received"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
