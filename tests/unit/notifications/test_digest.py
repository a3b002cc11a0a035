"""One telephone hears each delivery once, whatever parties it stands for, and a course as one question."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from notifications.domain.digest import Digest, digest_of, pages_of
from notifications.domain.telling import Telling
from tests.unit.notifications.arrangements import (
    BOOKS,
    COURSE,
    FILM,
    INDOORS,
    NEXT_DAY,
    RECONFIRM,
    lesson,
    new_to,
)


def numbers(digest: Digest) -> list[tuple[int, str, int]]:
    return [(item.number, item.now.id, len(item.days)) for item in digest.items]


def test_a_course_is_one_item_with_all_its_days() -> None:
    digest = digest_of(new_to("venue:centre", deliveries=(*COURSE, FILM)), RECONFIRM)
    assert numbers(digest) == [(1, "2606-101", 4), (2, "2606-001", 1)]
    assert [telling.delivery_id for telling in digest.items[0].tellings] == [facts.id for facts in COURSE]


def test_a_session_at_another_hour_stands_alone() -> None:
    moved = lesson(3, "2026-06-17", start="16:00", end="17:30")
    digest = digest_of(new_to("provider:tea", deliveries=(*COURSE[:2], moved, COURSE[3])), RECONFIRM)
    assert numbers(digest) == [(1, "2606-101", 3), (2, "2606-103", 1)]
    assert [item.is_weekly for item in digest.items] == [False, True]


def test_one_telephone_for_venue_and_provider_hears_a_delivery_once() -> None:
    digest = digest_of(new_to("venue:library", "provider:books", deliveries=[BOOKS]), RECONFIRM)
    assert numbers(digest) == [(1, "2606-050", 1)]
    assert {(telling.party, telling.side) for telling in digest.tellings} == {
        ("venue:library", "venue"),
        ("provider:books", "provider"),
    }


def test_what_asks_nothing_carries_no_number_and_stands_last() -> None:
    tellings = [
        Telling("venue:library", "venue", BOOKS.id, 2, BOOKS, None),
        *new_to("venue:square", deliveries=[replace(FILM, day="2026-06-20")]),
    ]
    assert numbers(digest_of(tellings, RECONFIRM)) == [(1, FILM.id, 1), (0, BOOKS.id, 1)]


def test_an_area_with_many_new_deliveries_hears_their_count() -> None:
    digest = digest_of(new_to("area:west", deliveries=(*COURSE, FILM, BOOKS)), RECONFIRM)
    assert digest.items == ()
    assert digest.summary == (("books", 1), ("film", 1), ("training", 4))
    assert digest.first == COURSE[0]
    assert len(digest.tellings) == 6


def test_an_indoor_venue_that_is_called_in_hears_just_that() -> None:
    tellings = [
        Telling("venue:centre", "rain_venue", FILM.id, 2, FILM, None, "因雨", INDOORS),
        Telling("venue:centre", "venue", FILM.id, 2, None, INDOORS, "因雨"),
    ]
    digest = digest_of(tellings, RECONFIRM)
    assert numbers(digest) == [(1, FILM.id, 1)]
    assert digest.items[0].side == "venue"
    assert digest.items[0].called_in
    assert set(digest.tellings) == set(tellings)
    assert digest.reason == "因雨"


def test_an_indoor_venue_that_never_heard_of_standing_by_is_not_called_in() -> None:
    (item,) = digest_of(
        [Telling("venue:centre", "venue", FILM.id, 2, None, INDOORS, "因雨")], RECONFIRM
    ).items
    assert not item.called_in


def test_a_course_moved_whole_is_one_item() -> None:
    tellings = [
        Telling("venue:centre", "venue", facts.id, 2, facts, replace(facts, start="15:00", end="16:30"))
        for facts in COURSE
    ]
    assert numbers(digest_of(tellings, RECONFIRM)) == [(1, "2606-101", 4)]


def test_a_long_digest_is_cut_between_items_and_each_page_counts_its_own() -> None:
    films = [replace(FILM, id=f"2606-{n:03d}", day=f"2026-06-{n:02d}") for n in range(1, 8)]
    digest = digest_of(new_to("venue:square", deliveries=films), RECONFIRM)
    pages = pages_of(digest, lambda page: len(page.items) <= 3)
    assert [[item.number for item in page.items] for page in pages] == [[1, 2, 3], [1, 2, 3], [1]]
    assert [telling for page in pages for telling in page.tellings] == list(digest.tellings)


def test_an_item_that_is_too_long_by_itself_still_stands() -> None:
    digest = digest_of(new_to("venue:square", deliveries=[FILM, replace(NEXT_DAY, id="2606-002")]), RECONFIRM)
    assert [len(page.items) for page in pages_of(digest, lambda _: False)] == [1, 1]


@given(st.permutations([*COURSE, FILM, BOOKS]), st.integers(1, 4))
def test_the_order_in_which_changes_come_makes_no_difference(order: list[object], room: int) -> None:
    parties = ("venue:centre", "venue:square", "venue:library", "provider:tea", "area:west")
    straight = digest_of(new_to(*parties, deliveries=[*COURSE, FILM, BOOKS]), RECONFIRM)
    mixed = digest_of(new_to(*parties, deliveries=order), RECONFIRM)  # type: ignore[arg-type]
    assert mixed == straight
    pages = pages_of(mixed, lambda page: len(page.items) <= room)
    assert sorted(map(repr, straight.tellings)) == sorted(
        repr(one) for page in pages for one in page.tellings
    )
