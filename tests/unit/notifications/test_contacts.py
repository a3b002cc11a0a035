"""A changed number ends the old one and begins the new one; nothing past is rewritten."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from notifications.domain.contacts import DatedContact, Opening, StatedNumber, Succession, succeed

TODAY = date(2026, 5, 20)
NEW_YEAR = date(2026, 1, 1)
A, B, C = "+8615400010001", "+8615400010002", "+8615400010003"


def standing(
    number: str, position: int = 1, first: date | None = NEW_YEAR, last: date | None = None
) -> DatedContact:
    return DatedContact(f"{number}@{first}", number, position, first, last)


def test_the_first_number_of_a_role_stands_as_stated() -> None:
    assert succeed([], [StatedNumber(A, NEW_YEAR)], TODAY, 3) == Succession((Opening(A, 3, NEW_YEAR, None),))


def test_the_same_number_again_changes_nothing() -> None:
    assert succeed([standing(A)], [StatedNumber(A, NEW_YEAR)], TODAY, 2).changes_nothing


def test_a_changed_number_closes_the_old_yesterday_and_opens_the_new_today() -> None:
    change = succeed([standing(A)], [StatedNumber(B, NEW_YEAR)], TODAY, 2)
    assert change.ends == {f"{A}@{NEW_YEAR}": date(2026, 5, 19)}
    assert change.opens == (Opening(B, 1, TODAY, None),)


def test_a_number_stated_from_a_coming_day_changes_on_that_day() -> None:
    july = date(2026, 7, 1)
    change = succeed([standing(A)], [StatedNumber(B, july)], TODAY, 2)
    assert change.ends == {f"{A}@{NEW_YEAR}": date(2026, 6, 30)}
    assert change.opens == (Opening(B, 1, july, None),)


def test_after_the_change_the_same_statement_changes_nothing() -> None:
    stood = [standing(A, last=date(2026, 5, 19)), standing(B, first=TODAY)]
    assert succeed(stood, [StatedNumber(B, NEW_YEAR)], TODAY, 2).changes_nothing


def test_a_number_that_comes_back_begins_anew() -> None:
    stood = [standing(A, last=date(2026, 4, 30)), standing(B, first=date(2026, 5, 1))]
    change = succeed(stood, [StatedNumber(A, NEW_YEAR)], TODAY, 2)
    assert change.opens == (Opening(A, 1, TODAY, None),)
    assert change.ends == {f"{B}@2026-05-01": date(2026, 5, 19)}


def test_a_number_replaced_on_the_day_it_began_goes_without_a_trace() -> None:
    change = succeed([standing(A, first=TODAY)], [StatedNumber(B)], TODAY, 2)
    assert (change.gone, change.ends) == ((f"{A}@{TODAY}",), {})


def test_a_history_comes_in_as_stated() -> None:
    spring = [StatedNumber(A, NEW_YEAR, date(2026, 3, 31)), StatedNumber(B, date(2026, 4, 1))]
    assert succeed([], spring, TODAY, 1).opens == (
        Opening(A, 1, NEW_YEAR, date(2026, 3, 31)),
        Opening(B, 2, date(2026, 4, 1), None),
    )


def test_only_the_past_stated_ends_nothing_that_stands() -> None:
    past = [StatedNumber(A, NEW_YEAR, date(2026, 3, 31))]
    change = succeed([standing(B, first=date(2026, 4, 1))], past, TODAY, 2)
    assert change == Succession((Opening(A, 1, NEW_YEAR, date(2026, 3, 31)),))


def test_a_stated_end_is_set_and_an_end_not_stated_stays() -> None:
    june = date(2026, 6, 30)
    assert succeed([standing(A)], [StatedNumber(A, NEW_YEAR, june)], TODAY, 2).ends == {
        f"{A}@{NEW_YEAR}": june
    }
    assert succeed([standing(A, last=june)], [StatedNumber(A, NEW_YEAR)], TODAY, 2).changes_nothing


def test_a_second_number_takes_the_place_after_all_others() -> None:
    change = succeed([standing(A)], [StatedNumber(A, NEW_YEAR), StatedNumber(B)], TODAY, 5)
    assert change == Succession((Opening(B, 5, TODAY, None),))


def test_the_order_changes_when_it_is_asked_for() -> None:
    stood = [standing(A, 1), standing(B, 2)]
    other_way = [StatedNumber(B), StatedNumber(A)]
    assert succeed(stood, other_way, TODAY, 3).changes_nothing
    places = succeed(stood, other_way, TODAY, 3, in_this_order=True).places
    assert places == {f"{B}@{NEW_YEAR}": 1, f"{A}@{NEW_YEAR}": 2}


DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))
NUMBERS = st.lists(st.sampled_from([A, B, C]), min_size=1, unique=True)


@st.composite
def periods(draw: st.DrawFn) -> tuple[date | None, date | None]:
    first, last = draw(st.none() | DAYS), draw(st.none() | DAYS)
    return (last, first) if first and last and first > last else (first, last)


@given(
    st.lists(
        st.tuples(st.sampled_from([A, B, C]), periods()),
        max_size=4,
        unique_by=lambda one: one[0],
    ),
    NUMBERS,
    st.none() | DAYS,
)
def test_what_is_stated_stands_afterwards_and_a_second_time_changes_nothing(
    before: list[tuple[str, tuple[date | None, date | None]]], numbers: list[str], first: date | None
) -> None:
    stood = [
        DatedContact(str(place), number, place + 1, *period) for place, (number, period) in enumerate(before)
    ]
    stated = [StatedNumber(number, first) for number in numbers]
    change = succeed(stood, stated, TODAY, 10)
    after = _applied(stood, change)
    day = max([TODAY, *(one.valid_from for one in after if one.valid_from and one.number in numbers)])
    known_ends = {one.number for one in stood if one.valid_to is not None}
    for number in set(numbers) - known_ends:
        assert any(one.number == number and _holds(one, day) for one in after)
    assert not [one for one in after if one.number not in numbers and _holds(one, day)]
    assert succeed(after, stated, TODAY, 10).changes_nothing
    untouched = [one for one in stood if not one.lasts_on(TODAY)]
    assert [one for one in after if one.id in {old.id for old in untouched}] == untouched


def _holds(one: DatedContact, day: date) -> bool:
    return (one.valid_from is None or one.valid_from <= day) and one.lasts_on(day)


def _applied(stood: list[DatedContact], change: Succession) -> list[DatedContact]:
    kept = [
        DatedContact(
            one.id,
            one.number,
            change.places.get(one.id, one.position),
            one.valid_from,
            change.ends.get(one.id, one.valid_to),
        )
        for one in stood
        if one.id not in change.gone
    ]
    opened = [
        DatedContact(f"new-{place}", one.number, one.position, one.valid_from, one.valid_to)
        for place, one in enumerate(change.opens)
    ]
    return [*kept, *opened]


def test_every_contact_ends_on_or_after_the_day_it_began() -> None:
    stood = [standing(A, first=TODAY + timedelta(days=30)), standing(B)]
    change = succeed(stood, [StatedNumber(C)], TODAY, 3)
    assert change.gone == (f"{A}@{TODAY + timedelta(days=30)}",)
    assert change.ends == {f"{B}@{NEW_YEAR}": date(2026, 5, 19)}
