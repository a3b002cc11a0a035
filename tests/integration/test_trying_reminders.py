"""A draft of the licence reminder is tried on the register's own rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import sessionmaker

from config.clock import FixedClock
from config.database import Store
from config.refusal import Refusal
from notifications.adapters.message_tables import TemplateSourceRow
from notifications.adapters.template_sources import keep_source, kept_source
from notifications.application.trying_templates import Tried
from notifications.market.adapters.templates import market_wording
from notifications.market.application.previewing import freeze_preview
from notifications.market.application.trying_reminders import try_reminder
from tests.integration.market_desk import OFFICER, at, keep, licence_of, small_register
from tests.integration.officers_day import Day

SOURCE = market_wording().source("licence_reminder", "zh")


@pytest.fixture
def day(store: Store, clock: FixedClock) -> Day:
    day = Day(store, clock)
    keep(day.store, small_register(*(licence_of(each, date(2026, 7, 31)) for each in ("B001", "B002"))))
    return day.stands_at(at(2026, 6, 8))


def tried(day: Day, draft: str = SOURCE) -> Sequence[Tried]:
    with day.store.reading() as session:
        return try_reminder(session, day.desk, "zh", draft)


def test_the_shipped_words_give_the_texts_that_were_frozen(day: Day) -> None:
    texts = day.preview(day.freeze()).texts
    assert [(each.composed.text, each.parts) for each in tried(day)] == [
        (text.text, text.segments) for text in texts
    ]
    assert len(texts) == 2


def test_before_anything_is_frozen_what_is_due_fills_it(day: Day) -> None:
    day.sweep()
    draft = "{% for each in items %}{{ each.business }} {{ each.expires|day }}{% endfor %}"
    assert [each.composed.text for each in tried(day, draft)] == [
        "【某区文化】歌厅B001 7月31日（周五）",
        "【某区文化】歌厅B002 7月31日（周五）",
    ]


def test_a_licence_that_is_no_longer_reminded_of_fills_nothing(day: Day) -> None:
    day.freeze()
    day.file_renewal("B001-1")
    assert ["B002" in each.composed.text for each in tried(day)] == [True]
    day.file_renewal("B002-1")
    with pytest.raises(Refusal) as refused:
        tried(day)
    assert refused.value.faults[0].sentence.zh.startswith("模板写法无误，但没有可用来试填的短信")


def test_a_fact_that_a_licence_lacks_is_refused_by_name(day: Day) -> None:
    day.sweep()
    with pytest.raises(Refusal) as refused:
        tried(day, "{{ items[0].address }}")
    assert "address" in refused.value.faults[0].sentence.zh


def test_the_words_are_kept_by_the_commit_that_first_uses_them_once(day: Day) -> None:
    def kept() -> list[tuple[str, str, str]]:
        with day.store.reading() as session:
            return [(row.name, row.mark, row.source) for row in session.scalars(sa.select(TemplateSourceRow))]

    def freeze_and_fall() -> None:
        with day.store.transaction() as session:
            freeze_preview(session, day.desk, by=OFFICER)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        freeze_and_fall()
    assert kept() == []
    day.freeze()
    day.freeze()
    assert kept() == [("licence_reminder", market_wording().version("licence_reminder", "zh"), SOURCE)]


def test_a_session_that_rolled_back_keeps_the_words_with_its_next_text(day: Day) -> None:
    kept = (
        day.desk.district_id,
        "licence_reminder",
        "zh",
        market_wording().version("licence_reminder", "zh"),
    )
    with sessionmaker(day.store.engine)() as session:
        for end in (session.rollback, session.commit):
            keep_source(session, kept[0], market_wording(), "licence_reminder", "zh", day.clock.now())
            end()
    with day.store.reading() as session:
        assert kept_source(session, *kept[:2], "zh", kept[3]) is not None
