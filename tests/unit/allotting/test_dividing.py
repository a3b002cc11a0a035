"""A whole number is divided so that nobody loses by the whole, or by its own weight, growing."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.allotting_shares import Claim, divide

FAST = settings(max_examples=60, deadline=None)
WEIGHTS = st.lists(st.integers(1, 10**6), min_size=2, max_size=9)


@st.composite
def claims_of(draw: st.DrawFn) -> list[Claim]:
    """Claims with floors, with what each has already, and some with a most."""
    claims = []
    for place, weight in enumerate(draw(WEIGHTS)):
        least = draw(st.integers(0, 12))
        most = draw(st.one_of(st.none(), st.integers(least + 3, 40)))
        claims.append(Claim(f"{place:02}", Fraction(weight), draw(st.integers(0, 3)), least, most))
    return claims


def numbers(whole: int, claims: list[Claim]) -> list[int]:
    return [portion.number for portion in divide(whole, claims)]


def reachable(whole: int, claims: list[Claim]) -> int:
    """What the claims can come to: never under their bases, never over their mosts."""
    most = sum(claim.most if claim.most is not None else 10**9 for claim in claims)
    return min(max(whole, sum(claim.base for claim in claims)), most)


@FAST
@given(claims_of(), st.integers(0, 200))
def test_the_portions_add_up_and_keep_floor_least_and_most(claims: list[Claim], whole: int) -> None:
    found = numbers(whole, claims)
    assert sum(found) == reachable(whole, claims)
    assert [number for number, claim in zip(found, claims, strict=True) if number < claim.base] == []
    assert [
        number
        for number, claim in zip(found, claims, strict=True)
        if claim.most is not None and number > claim.most
    ] == []


@FAST
@given(claims_of(), st.integers(0, 200))
def test_a_larger_whole_takes_from_nobody(claims: list[Claim], whole: int) -> None:
    fewer, more = numbers(whole, claims), numbers(whole + 1, claims)
    assert all(now >= was for was, now in zip(fewer, more, strict=True))


@FAST
@given(claims_of(), st.integers(0, 200), st.integers(0, 8), st.integers(1, 10**6))
def test_more_weight_takes_from_its_own_claim_never_and_gives_to_no_other(
    claims: list[Claim], whole: int, place: int, more: int
) -> None:
    place %= len(claims)
    was = claims[place]
    grown = [*claims]
    grown[place] = Claim(was.key, was.weight + more, was.floor, was.least, was.most)
    before, after = numbers(whole, claims), numbers(whole, grown)
    assert after[place] >= before[place]
    others = [n for n in range(len(claims)) if n != place]
    assert [n for n in others if after[n] > before[n]] == []


@FAST
@given(claims_of(), st.integers(0, 200))
def test_fixing_one_claim_at_its_portion_changes_no_other(claims: list[Claim], whole: int) -> None:
    before = numbers(whole, claims)
    held = [Claim(claims[0].key, claims[0].weight, 0, before[0], before[0]), *claims[1:]]
    assert numbers(whole, held) == before


@FAST
@given(claims_of(), st.integers(0, 200))
def test_the_exact_shares_of_those_not_bound_add_up_to_their_numbers(claims: list[Claim], whole: int) -> None:
    free = [portion for portion in divide(whole, claims) if portion.bound is None]
    assert sum(portion.remainder for portion in free) == 0


def test_the_alabama_paradox_of_the_largest_remainders_does_not_come_about() -> None:
    """By largest remainders the third of 6 : 6 : 2 has 2 of 10 and only 1 of 11."""
    claims = [Claim(key, Fraction(weight)) for key, weight in (("a", 6), ("b", 6), ("c", 2))]
    assert [numbers(whole, claims) for whole in (10, 11, 12)] == [[5, 4, 1], [5, 5, 1], [5, 5, 2]]


def test_a_share_is_told_with_its_floor_its_exact_part_and_its_remainder() -> None:
    first, second = divide(8, [Claim("a", Fraction(3), floor=1), Claim("b", Fraction(1), floor=1)])
    assert (first.number, first.floor, first.by_weight, first.remainder) == (
        6,
        1,
        Fraction(9, 2),
        Fraction(-1, 2),
    )
    assert (second.number, second.exact, second.remainder) == (2, Fraction(5, 2), Fraction(1, 2))


@pytest.mark.parametrize(
    ("claims", "bounds", "found"),
    [
        ((Claim("a", Fraction(1), least=5), Claim("b", Fraction(1))), ["least", None], [5, 3]),
        ((Claim("a", Fraction(9), most=2), Claim("b", Fraction(1))), ["most", None], [2, 6]),
        ((Claim("a", Fraction(0)), Claim("b", Fraction(0))), [None, None], [4, 4]),
        ((Claim("a", Fraction(1), least=9), Claim("b", Fraction(1), floor=2)), ["least", None], [9, 2]),
        ((Claim("a", Fraction(1), most=3), Claim("b", Fraction(1), most=3)), ["most", "most"], [3, 3]),
    ],
)
def test_what_binds_is_told(claims: tuple[Claim, ...], bounds: list[str | None], found: list[int]) -> None:
    portions = divide(8, claims)
    assert [portion.number for portion in portions] == found
    assert [portion.bound for portion in portions] == bounds
