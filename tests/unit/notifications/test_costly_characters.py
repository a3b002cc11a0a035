"""One character can cost a whole text message: it is named, with its place and what to write instead."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.costly_words import warnings_of
from notifications.domain.costly_characters import Costly, costly_characters, stand_in
from notifications.domain.segments import segments, signed

SENTENCE = "The film moves to Friday 19:30, please tell your neighbours and come early to the culture centre"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (SENTENCE, ()),
        (SENTENCE + "’", (Costly("’", (97,), "'", 1),)),
        ("–" + SENTENCE + "–", (Costly("–", (1, 98), "-", 1),)),
        ("\u200b" + SENTENCE, (Costly("\u200b", (1,), "", 1),)),
        (SENTENCE + "á", (Costly("á", (97,), "a", 1),)),
        (SENTENCE + "！", (Costly("！", (97,), "!", 1),)),
        (SENTENCE + "中", (Costly("中", (97,), None, 1),)),
        ("a" * 158 + "[1", (Costly("[", (159,), "(", 1),)),
        ("文" * 69 + "😀", (Costly("😀", (70,), None, 1),)),
        ("文" * 70, ()),
        ("文" * 70 + "字", (Costly("字", (71,), None, 1),)),
        ("a" * 161, (Costly("a", (161,), None, 1),)),
        ("a" * 170, ()),
        ("文" * 72, ()),
        ("".join(map(chr, range(0x4E00, 0x4E00 + 71))), (Costly("乆", (71,), None, 1),)),
        ("", ()),
    ],
)
def test_the_character_that_costs_a_part_more_is_named_with_its_place(
    text: str, expected: tuple[Costly, ...]
) -> None:
    assert costly_characters(text) == expected


def test_two_foreign_characters_of_which_neither_alone_is_at_fault_are_not_blamed() -> None:
    assert costly_characters(SENTENCE + "“中") == ()


def test_the_brackets_of_a_signature_make_the_alphabet_so_nothing_else_is_blamed_for_it() -> None:
    assert costly_characters(SENTENCE + "’", signed("", "Culture")) == ()


def test_places_are_counted_in_the_text_not_in_its_signature() -> None:
    assert costly_characters("文" * 64, signed("", "示范区文化")) == (Costly("文", (64,), None, 1),)


@given(st.text(alphabet=st.sampled_from("ab [€’–中文😀\u200bá"), max_size=330), st.sampled_from(["", "中心"]))
def test_following_a_warning_saves_what_it_says(text: str, signature: str) -> None:
    now = segments(signed(text, signature)).parts
    for one in costly_characters(text, signed("", signature)):
        assert [text[place - 1] for place in one.places] == [one.character] * len(one.places)
        spots = {place - 1 for place in one.places}
        mended = "".join((one.instead or "") if at in spots else char for at, char in enumerate(text))
        assert now - segments(signed(mended, signature)).parts == one.saves > 0


@given(st.characters(codec="utf-8"))
def test_a_stand_in_takes_less_room(character: str) -> None:
    instead = stand_in(character)
    if instead is not None:
        pure = segments(instead)
        assert pure.encoding == "GSM-7"
        assert instead != character


def test_a_preview_warns_of_what_costs_a_part_and_never_of_the_signature() -> None:
    signature = "【示范区文化配送】"
    text = signature + "文" * (70 - len(signature) - 1)
    assert warnings_of(text) == ()
    [warning] = warnings_of(text + "😀")
    assert "“😀”（U+1F600）使短信多占 1 条" in warning.zh
    assert warnings_of("【Office】" + "a" * 67) == ()


CONTACT = "咨询：示范区文化配送中心021-0000-0100"


def composed_over(units: int, programme: str) -> str:
    """A text as it is told, so many units beyond one message, that ends with the office's telephone."""
    head = f"【示范区文化配送】提醒：6月12日（周五）19:30《{programme}》，北站广场。"
    return head + "请" * (70 + units - len(head) - len(CONTACT)) + CONTACT


def test_a_digit_that_nobody_can_change_is_not_named_but_how_much_is_over_and_which_names_are_long() -> None:
    [warning] = warnings_of(composed_over(1, "城南旧事"))
    assert warning.zh == "注意：超出 1 个单位，因此多占 1 条；可精简模板的用语。"
    [warning] = warnings_of(composed_over(3, "城南旧事放映专场一"))
    assert (
        warning.zh
        == "注意：超出 3 个单位，因此多占 1 条；较长的名称有“城南旧事放映专场一”，可在资料中用简称。"
    )
    assert "long names: “城南旧事放映专场一”" in warning.en
    assert warnings_of(composed_over(0, "城南旧事")) == ()
    assert warnings_of(composed_over(4, "城南旧事")) == ()
