"""The register is kept: by import from tables, by hand from the officer's page, with every change on record."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from config.clock import FixedClock
from config.database import Store, locked_versions
from config.refusal import Conflict, Refusal
from notifications.market.application.browsing import (
    RegisterFilter,
    list_register,
    list_rules,
    read_business,
    read_changes,
)
from notifications.market.application.importing import RegisterFile, import_register, preview_import
from notifications.market.application.keeping import correct_licence, mark_renewal_filed, set_status
from notifications.market.application.recording import RegisterChange
from notifications.market.domain.business import BusinessStatus, Licence
from notifications.market.domain.judging import Standing
from tests.integration.market_desk import (
    DISTRICT,
    OFFICER,
    KeepingMessageLayer,
    at,
    demonstration,
    desk_at,
    keep,
    licence_of,
    small_register,
)
from tests.unit.market.register import ENTERTAINMENT_RULE

AUTUMN = date(2026, 10, 25)
NOW = at(2026, 6, 1)


def version_of(store: Store, licence_id: str) -> int:
    with store.transaction() as session:
        return locked_versions(session, DISTRICT, [f"licence:{licence_id}"])[f"licence:{licence_id}"]


def licence_in(store: Store, clock: FixedClock, business_id: str) -> Licence:
    with store.reading() as session:
        entry = read_business(session, desk_at(clock, KeepingMessageLayer()), business_id)
    return entry.licences[0].licence


def test_the_demonstration_register_comes_in_whole_and_a_second_time_changes_nothing(store: Store) -> None:
    file = demonstration()
    with store.transaction() as session:
        first = import_register(session, DISTRICT, file, by=OFFICER, at=NOW)
    with store.transaction() as session:
        again = import_register(session, DISTRICT, file, by=OFFICER, at=NOW)

    assert len(first.added) == 440 + 440 + 9
    assert (again.added, again.changes, again.held_back, again.unchanged) == ([], [], [], 889)
    assert again.unruled == {}


def test_a_key_updates_old_to_new_and_makes_texts_about_it_stale(store: Store) -> None:
    keep(store, small_register(licence_of("B001", AUTUMN), licence_of("B002", AUTUMN)))
    before = version_of(store, "B001-1")
    later = small_register(licence_of("B001", date(2026, 10, 31)))
    with store.transaction() as session:
        seen = preview_import(session, DISTRICT, later)
    with store.transaction() as session:
        done = import_register(session, DISTRICT, later, by=OFFICER, at=NOW)

    change = RegisterChange("licence:B001-1", "expires", "2026-10-25", "2026-10-31")
    issued = RegisterChange("licence:B001-1", "issued", "2024-10-25", "2024-10-31")
    assert sorted(seen.changes, key=lambda each: each.field) == [change, issued]
    assert sorted(done.changes, key=lambda each: each.field) == [change, issued]
    assert version_of(store, "B001-1") == before + 1
    assert version_of(store, "B002-1") == 0


def test_a_preview_changes_nothing(store: Store) -> None:
    with store.transaction() as session:
        seen = preview_import(session, DISTRICT, small_register(licence_of("B001", AUTUMN)))
    with store.reading() as session:
        rules = list_rules(session, DISTRICT)

    assert len(seen.added) == 3
    assert rules == []


def test_absence_is_never_taken_for_closure_and_a_blank_cell_erases_nothing(
    store: Store, clock: FixedClock
) -> None:
    keep(store, small_register(licence_of("B001", AUTUMN), licence_of("B002", AUTUMN)))
    keep(store, small_register(licence_of("B001", None)))

    assert licence_in(store, clock, "B001").expires == AUTUMN
    with store.reading() as session:
        page = list_register(session, desk_at(clock, KeepingMessageLayer()))
    assert [(each.business.id, each.business.status) for each in page.entries] == [
        ("B001", BusinessStatus.OPEN),
        ("B002", BusinessStatus.OPEN),
    ]


def test_a_newer_edit_by_hand_is_not_overwritten_unless_asked(store: Store, clock: FixedClock) -> None:
    file = small_register(licence_of("B001", AUTUMN))
    keep(store, file)
    with store.transaction() as session:
        set_status(
            session,
            DISTRICT,
            "B001",
            BusinessStatus.SUSPENDED,
            seen=BusinessStatus.OPEN,
            by=OFFICER,
            at=NOW,
        )
    with store.transaction() as session:
        unasked = import_register(session, DISTRICT, file, by=OFFICER, at=NOW)

    held = RegisterChange("business:B001", "status", "suspended", "open")
    assert (unasked.changes, unasked.held_back) == ([], [held])

    with store.transaction() as session:
        asked = import_register(session, DISTRICT, file, by=OFFICER, at=NOW, overwrite_hand_edits=True)
    assert (asked.changes, asked.held_back) == ([held], [])
    with store.reading() as session:
        entry = read_business(session, desk_at(clock, KeepingMessageLayer()), "B001")
        changes = read_changes(session, desk_at(clock, KeepingMessageLayer()), entry)
    assert entry.business.status is BusinessStatus.OPEN
    assert [(each.field, each.before, each.after, each.source) for each in changes] == [
        ("status", "suspended", "open", "import"),
        ("status", "open", "suspended", "hand"),
    ]


def test_a_licence_of_an_unknown_business_is_refused_and_nothing_is_changed(store: Store) -> None:
    orphan = RegisterFile(licences=(licence_of("B009", AUTUMN),), rules=(ENTERTAINMENT_RULE,))
    with (
        pytest.raises(Refusal, match="the register holds no business “B009”"),
        store.transaction() as session,
    ):
        import_register(session, DISTRICT, orphan, by=OFFICER, at=NOW)

    with store.reading() as session:
        assert list_rules(session, DISTRICT) == []


def test_a_new_rule_makes_texts_about_its_licences_stale_and_counts_those_without_one(store: Store) -> None:
    file = small_register(licence_of("B001", AUTUMN))
    with store.transaction() as session:
        bare = import_register(session, DISTRICT, replace(file, rules=()), by=OFFICER, at=NOW)
    with store.transaction() as session:
        ruled = import_register(session, DISTRICT, file, by=OFFICER, at=NOW)

    assert bare.unruled == {("歌舞娱乐场所", "娱乐经营许可证"): 1}
    assert ruled.unruled == {}
    assert version_of(store, "B001-1") == 1


def test_the_second_of_two_officers_hears_which_field_changed(store: Store) -> None:
    keep(store, small_register(licence_of("B001", AUTUMN)))

    def set_to(status: BusinessStatus) -> None:
        with store.transaction() as session:
            set_status(session, DISTRICT, "B001", status, seen=BusinessStatus.OPEN, by=OFFICER, at=NOW)

    set_to(BusinessStatus.CLOSED)
    with pytest.raises(Conflict) as conflict:
        set_to(BusinessStatus.SUSPENDED)

    assert conflict.value.fields == ("status",)
    assert conflict.value.faults[0].sentence.zh == "在您查看之后，状态已被他人修改，请刷新后再改。"


def test_a_filed_renewal_is_recorded_and_can_be_taken_back(store: Store, clock: FixedClock) -> None:
    keep(store, small_register(licence_of("B001", AUTUMN)))
    for filed_on in (date(2026, 5, 29), None):
        with store.transaction() as session:
            mark_renewal_filed(
                session, DISTRICT, "B001-1", filed_on, by=OFFICER, at=NOW, today=date(2026, 6, 1)
            )
        assert licence_in(store, clock, "B001").renewal_filed_on == filed_on

    assert version_of(store, "B001-1") == 2


@pytest.mark.parametrize(
    ("filed_on", "sentence"),
    [
        (date(2026, 6, 2), "申请日 2026-06-02 还未到，请改为实际提交的日期。"),
        (date(2024, 10, 1), "申请日 2024-10-01 早于发证日 2024-10-25，请核对。"),
    ],
)
def test_an_impossible_day_of_filing_is_refused(store: Store, filed_on: date, sentence: str) -> None:
    keep(store, small_register(licence_of("B001", AUTUMN)))
    with pytest.raises(Refusal) as refused, store.transaction() as session:
        mark_renewal_filed(session, DISTRICT, "B001-1", filed_on, by=OFFICER, at=NOW, today=date(2026, 6, 1))

    assert refused.value.faults[0].sentence.zh == sentence


def test_a_renewed_licence_begins_a_new_period_without_the_old_filing(
    store: Store, clock: FixedClock
) -> None:
    keep(store, small_register(licence_of("B001", AUTUMN)))
    with store.transaction() as session:
        mark_renewal_filed(
            session, DISTRICT, "B001-1", date(2026, 5, 29), by=OFFICER, at=NOW, today=date(2026, 6, 1)
        )
    seen = licence_in(store, clock, "B001")
    with store.transaction() as session:
        fields = correct_licence(
            session, DISTRICT, seen, replace(seen, expires=date(2028, 10, 25)), by=OFFICER, at=NOW
        )

    assert fields == ("expires", "renewal_filed_on")
    assert licence_in(store, clock, "B001") == replace(
        seen, expires=date(2028, 10, 25), renewal_filed_on=None
    )


def test_an_import_of_the_renewed_licence_takes_the_old_filing_off_too(
    store: Store, clock: FixedClock
) -> None:
    keep(store, small_register(licence_of("B001", AUTUMN)))
    with store.transaction() as session:
        mark_renewal_filed(
            session, DISTRICT, "B001-1", date(2026, 5, 29), by=OFFICER, at=NOW, today=date(2026, 6, 1)
        )
    keep(store, small_register(licence_of("B001", date(2028, 10, 25))))

    renewed = licence_in(store, clock, "B001")
    assert (renewed.expires, renewed.renewal_filed_on) == (date(2028, 10, 25), None)


def test_a_correction_made_on_an_old_view_is_a_conflict_that_names_the_fields(
    store: Store, clock: FixedClock
) -> None:
    keep(store, small_register(licence_of("B001", AUTUMN)))
    seen = licence_in(store, clock, "B001")
    with store.transaction() as session:
        correct_licence(session, DISTRICT, seen, replace(seen, number="娱甲"), by=OFFICER, at=NOW)
    with pytest.raises(Conflict) as conflict, store.transaction() as session:
        correct_licence(session, DISTRICT, seen, replace(seen, number="娱乙"), by=OFFICER, at=NOW)

    assert conflict.value.fields == ("number",)


def test_the_register_is_listed_by_what_the_officer_asks_for(store: Store, clock: FixedClock) -> None:
    keep(store, demonstration())
    desk = desk_at(clock, KeepingMessageLayer())

    def found(narrowed: RegisterFilter) -> int:
        with store.reading() as session:
            return list_register(session, desk, narrowed, limit=5).total

    assert found(RegisterFilter()) == 440
    assert found(RegisterFilter(category="电影院")) == 6
    assert found(RegisterFilter(status=BusinessStatus.SUSPENDED)) == 16
    assert found(RegisterFilter(words="GW001")) == 1
    assert found(RegisterFilter(words="歌舞厅 示文2024")) == found(RegisterFilter(words="示文2024 歌舞厅"))
    assert found(RegisterFilter(words="100%_")) == 0
    with store.reading() as session:
        expired = list_register(session, desk, RegisterFilter(standing=Standing.EXPIRED), limit=500)
    assert {each.standing for entry in expired.entries for each in entry.licences} == {Standing.EXPIRED}
    assert expired.total == len(expired.entries)


def test_every_rule_is_shown_with_its_citation_and_the_day_it_takes_effect(store: Store) -> None:
    keep(store, demonstration())
    with store.reading() as session:
        rules = list_rules(session, DISTRICT)

    assert [rule for rule in rules if not rule.citation] == []
    assert len(rules) == 9
