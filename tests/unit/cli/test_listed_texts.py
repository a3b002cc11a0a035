"""A list of texts is headed by how many they are, so that nobody has to read to its end to know."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from api.cli.texts_report import texts_listing
from notifications.adapters.contact_repository import NOBODY, Reached
from notifications.adapters.templates import shipped_wording
from notifications.application.announcing import Announcement
from notifications.application.drafting import Draft, Moments
from notifications.application.specimens import specimens
from notifications.domain.digest import digest_of
from notifications.domain.notice import NoticeClass, NoticeKind
from scheduler.application.names_view import Names
from tests.unit.notifications.arrangements import FILM, OFFICE, RECONFIRM, new_to

MORNING = datetime(2026, 6, 1, 1, tzinfo=UTC)


def test_the_heading_counts_texts_parts_and_calls() -> None:
    text = specimens(shipped_wording(), "zh", OFFICE)["digest"]
    digest = digest_of(new_to("venue:square", deliveries=[FILM]), RECONFIRM)
    moments = Moments(NoticeClass.OPERATIONAL, MORNING, MORNING)
    texted = Draft(Reached("t", "+8615400000001", "zh", "sms"), NoticeKind.DIGEST, digest, text, moments)
    called = replace(texted, reached=NOBODY)
    listing = texts_listing(Announcement((texted, texted, called), ()), Names({}, {}, {}, {}))
    assert listing.title is not None
    assert listing.title.zh == f"会发的短信（2 条，{2 * text.segments.parts} 段；另有 1 个电话要打）："
    assert [row["way"] for row in listing.rows] == ["sms", "sms", "call"]
