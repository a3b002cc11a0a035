"""Makes pages from the templates, with the words and the manner of writing of the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import CodeType
from typing import Any

import jinja2
from jinja2.bccache import Bucket
from markupsafe import Markup

from api.access import roles
from api.access.guard import FORM_FIELD
from api.access.visit import Visit
from api.costly_words import warnings_of
from api.pages import telling
from api.pages.places import value_name, venue_options
from api.routes.static_files import StaticFiles
from api.words import Words, place_name
from config.bilingual import Bilingual, Language
from config.telephones import masked, parse_telephones
from notifications.domain.lane_names import lane_named
from notifications.domain.message import MESSAGE_STATE_NAMES
from notifications.domain.notice import NOTICE_KIND_NAMES
from notifications.market.domain.business import BUSINESS_STATUS_NAMES, BusinessStatus
from notifications.market.domain.judging import STANDING_NAMES
from notifications.market.domain.licence_rules import MARK_NAMES
from scheduler.domain.terms import (
    CATEGORY_NAMES,
    DELIVERY_STATE_NAMES,
    MEASURE_WORDS,
    MONTH_STATE_NAMES,
    state_name,
)

WAYS = (
    ("/", "layout.way_start"),
    ("/months", "layout.way_months"),
    ("/allotment", "layout.way_allotment"),
    ("/messages", "layout.way_messages"),
    ("/inbox", "layout.way_inbox"),
    ("/register", "layout.way_register"),
    ("/reminders", "layout.way_reminders"),
    ("/campaigns", "layout.way_campaigns"),
    ("/events", "layout.way_events"),
    ("/import", "layout.way_import"),
)
"""The ways of the page head: where they lead, and their words."""
BELOW = {
    "/": ("/progress", "/clock"),
    "/allotment": ("/year",),
    "/months": ("/deliveries", "/plans", "/repairs", "/rain", "/held"),
    "/messages": ("/sending", "/sheet", "/wording", "/signatures", "/ledger", "/readings", "/telephones"),
}
"""Pages that stand below one of the ways though their addresses do not say so."""
OWN_WAYS = (("/area", "layout.way_area"),)
"""The ways of an area officer."""

TEMPLATES = Path(__file__).with_name("templates")


class CompiledOnce(jinja2.BytecodeCache):
    """The templates as this process compiled them, for all that show pages in it."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._codes[bucket.key, bucket.checksum] = bucket.code


COMPILED = CompiledOnce()


class Pages:
    """The templates, compiled once; a missing fact or word is an error, never an empty place."""

    def __init__(self, words: Words, static: StaticFiles, version: str) -> None:
        self.words = words
        self._environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            bytecode_cache=COMPILED,
        )
        self._environment.filters["masked"] = _masked
        self._environment.filters["amount"] = telling.amount
        self._environment.filters["clock"] = telling.clock
        self._environment.globals.update(
            asset=static.address,
            version=version,
            ways=WAYS,
            stands_below=_stands_below,
            own_ways=OWN_WAYS,
            venue_options=venue_options,
            roles=roles,
            category_names=CATEGORY_NAMES,
            measure_words=MEASURE_WORDS,
            delivery_state_names=DELIVERY_STATE_NAMES,
            state_name=state_name,
            month_state_names=MONTH_STATE_NAMES,
            business_status_names=BUSINESS_STATUS_NAMES,
            standing_names=STANDING_NAMES,
            mark_names=MARK_NAMES,
            message_state_names=MESSAGE_STATE_NAMES,
            notice_kind_names=NOTICE_KIND_NAMES,
            warnings_of=warnings_of,
            lane_named=lane_named,
        )

    def render(self, template: str, visit: Visit, facts: Mapping[str, Any]) -> str:
        return self._environment.get_template(template).render(
            visit=visit, lang=visit.language, **self._in_language(visit), **facts
        )

    def _in_language(self, visit: Visit) -> dict[str, Callable[..., str]]:
        """The functions by which a template speaks the reader's language."""
        language: Language = visit.language
        zone = visit.house.clock.zone

        def t(name: str, /, **facts: object) -> str:
            words = self.words[name]
            return (words.fill(**facts) if facts else words).in_(language)

        def said(words: Bilingual) -> str:
            return words.in_(language)

        def form_token() -> Markup:
            return Markup('<input type="hidden" name="{}" value="{}">').format(FORM_FIELD, visit.form_token)

        return {
            "t": t,
            "said": said,
            "form_token": form_token,
            "day": lambda value: telling.day(value, language),
            "dated": lambda value: telling.dated(value, language),
            "full_day": lambda value: telling.full_day(value, language),
            "weekday": lambda value: telling.weekday(value, language),
            "month_name": lambda value: telling.month(value, language),
            "moment": lambda value: telling.moment(value, zone, language),
            "register_value": lambda field, value: _register_value(field, value, language),
            "why_words": lambda why: t(f"why.{why.replace(' ', '_')}") if why else "",
            "place_name": lambda place: place_name(self.words, place, language),
            "value_name": lambda names, field, value: value_name(names, field, value, language),
            "full_moment": lambda value: telling.full_moment(value, zone, language),
        }


def _stands_below(way: str, path: str) -> bool:
    """Whether a page is the way's own or one of those below it."""
    first = "/" + path.split("/")[1]
    return first == way or first in BELOW.get(way, ())


def _register_value(field: str, value: str | None, language: Language) -> str:
    """A kept value of the register as people read it."""
    if field == "status" and value in set(BusinessStatus):
        return BUSINESS_STATUS_NAMES[BusinessStatus(value)].in_(language)
    return value or "—"


def _masked(number: str) -> str:
    """A telephone, however it is written, for those who need not see it whole."""
    try:
        found = parse_telephones(number)
    except ValueError:
        return "****"
    return masked(found[0].number) if found else ""
