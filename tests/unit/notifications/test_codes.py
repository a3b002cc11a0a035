"""An answer code can be read in one way only and rests before it is used again."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest

from notifications.domain.codes import agree_with, decline_item_with, decline_with, next_code


def codes(number: int) -> list[str]:
    used: list[str] = []
    for _ in range(number):
        used.append(next_code(used))
    return used


def test_the_first_question_of_a_telephone_is_answered_with_271_and_272() -> None:
    assert (agree_with(next_code([])), decline_with(next_code([]))) == ("271", "272")
    assert decline_item_with("27", 3) == "27203"


def test_a_code_is_free_again_once_it_has_rested() -> None:
    assert next_code(["64"]) == "27"
    assert next_code(["27"]) == "64"


def test_codes_grow_by_a_digit_when_the_shorter_ones_are_used_up() -> None:
    lengths = [len(code) for code in codes(1200)]
    assert {length: lengths.count(length) for length in set(lengths)} == {2: 60, 3: 100, 4: 900, 5: 140}


def test_no_code_is_the_beginning_of_another() -> None:
    used = codes(1100)
    assert len(set(used)) == 1100
    assert [pair for pair in combinations(sorted(used), 2) if pair[1].startswith(pair[0])] == []


def test_neighbouring_codes_differ_in_both_digits() -> None:
    used = codes(60)
    assert all(one[0] != two[0] and one[1] != two[1] for one, two in pairwise(used))


@pytest.mark.parametrize("item", [0, 100])
def test_an_item_has_two_digits(item: int) -> None:
    with pytest.raises(ValueError, match="numbered from 1 to 99"):
        decline_item_with("27", item)
