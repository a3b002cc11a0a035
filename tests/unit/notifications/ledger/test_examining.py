"""Whatever is done to a sealed ledger afterwards is found, and the first broken entry is named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifications.ledger.domain.chain import Head, beginning
from notifications.ledger.domain.entry import Deed, Entry, canonical, digest_of
from notifications.ledger.domain.examining import Examination, Finding, Flaw, examine
from tests.unit.notifications.ledger.chained_days import DISTRICT, NINE, chained, erased, head_at, told

SIX = [told(number) for number in range(1, 7)]


def looked_at(entries: list[Entry], seal: Head | None, *known: Head) -> Examination:
    return examine(DISTRICT, entries, seal, known)


def test_an_untouched_ledger_holds() -> None:
    done, seal = chained(SIX)
    assert looked_at(done, seal, head_at(done, 3), seal) == Examination(6, 0, None, 0, None, ())


def test_a_ledger_in_which_nothing_was_ever_written_holds() -> None:
    assert looked_at([], None, beginning(DISTRICT)) == Examination(0, 0, None, 0, None, ())


def test_what_is_not_yet_sealed_is_told_of_and_is_no_flaw() -> None:
    done, seal = chained(SIX[:4])
    found = looked_at([*done, *SIX[4:]], seal)
    assert found == Examination(4, 2, NINE + timedelta(seconds=5), 0, None, ())
    assert found.holds


@pytest.mark.parametrize(
    "change",
    [
        lambda entry: replace(entry, deed=Deed.CALL),
        lambda entry: replace(entry, at=entry.at + timedelta(microseconds=1)),
        lambda entry: replace(entry, id="x"),
        lambda entry: replace(entry, head="0" * 64),
        lambda entry: replace(
            entry, content=canonical({"about": "a", "telephone_id": None}), digest=digest_of("00", "x")
        ),
    ],
    ids=["deed", "time", "id", "head", "digest"],
)
def test_an_altered_entry_is_named(change: Callable[[Entry], Entry]) -> None:
    done, seal = chained(SIX)
    done[2] = change(done[2])
    broken = looked_at(done, seal).broken
    assert broken is not None
    assert (broken.position, broken.entry_id) == (3, done[2].id)


@pytest.mark.parametrize(
    "change",
    [
        lambda entry: replace(entry, content=entry.content.replace('"n":3', '"n":4')),
        lambda entry: replace(entry, salt="11" * 32),
        lambda entry: replace(entry, salt="no salt"),
        lambda entry: replace(entry, salt=None),
        lambda entry: replace(entry, content=None),
        lambda entry: replace(entry, about="message:other"),
        lambda entry: replace(entry, telephone_id="other"),
    ],
    ids=["content", "salt", "no hexadecimal", "salt alone gone", "content alone gone", "about", "telephone"],
)
def test_a_content_that_is_not_the_digested_one_is_named(change: Callable[[Entry], Entry]) -> None:
    done, seal = chained(SIX)
    done[2] = change(done[2])
    assert looked_at(done, seal).broken == Finding(Flaw.CONTENT_ALTERED, 3, done[2].id)


def test_an_entry_taken_out_of_the_middle_is_missed_at_its_place() -> None:
    done, seal = chained(SIX)
    del done[2]
    assert looked_at(done, seal).broken == Finding(Flaw.MISSING, 3)


def test_an_entry_taken_out_with_the_rest_moved_up_breaks_the_chain_there() -> None:
    done, seal = chained(SIX)
    moved = [*done[:2], *(replace(one, position=(one.position or 0) - 1) for one in done[3:])]
    assert looked_at(moved, seal).broken == Finding(Flaw.ALTERED, 3, done[3].id)


def test_an_entry_put_in_breaks_the_chain_there() -> None:
    done, seal = chained(SIX)
    extra = replace(told(9), position=7, head="0" * 64)
    assert looked_at([*done, extra], seal).broken == Finding(Flaw.ALTERED, 7, extra.id)


def test_two_entries_that_changed_places_break_the_chain_at_the_first() -> None:
    done, seal = chained(SIX)
    swapped = [*done[:2], replace(done[3], position=3), replace(done[2], position=4), *done[4:]]
    assert looked_at(swapped, seal).broken == Finding(Flaw.ALTERED, 3, done[3].id)


def test_a_tail_cut_off_is_told_by_the_seal() -> None:
    done, seal = chained(SIX)
    assert looked_at(done[:4], seal).broken == Finding(Flaw.CUT_OFF, 5)


def test_a_seal_set_back_is_told_by_the_entries_after_it() -> None:
    done, _ = chained(SIX)
    assert looked_at(done, head_at(done, 4)).broken == Finding(Flaw.SEAL_ALTERED, 5)
    assert looked_at(done, None).broken == Finding(Flaw.SEAL_ALTERED, 1)
    assert looked_at(done, Head(6, "0" * 64)).broken == Finding(Flaw.SEAL_ALTERED, 6)


def test_a_tail_cut_off_with_its_seal_is_told_by_a_head_kept_elsewhere() -> None:
    done, seal = chained(SIX)
    cut = done[:4], head_at(done, 4)
    assert looked_at(*cut).holds
    assert looked_at(*cut, head_at(done, 2), seal).heads == (Finding(Flaw.CUT_OFF, 5, since=2),)
    assert looked_at(*cut, Head(None, seal.head)).heads == (Finding(Flaw.HEAD_UNKNOWN),)


def test_entries_unsealed_again_are_told_by_a_head_kept_elsewhere() -> None:
    done, seal = chained(SIX)
    again = [*done[:4], *(replace(one, position=None, head=None) for one in done[4:])]
    assert looked_at(again, head_at(done, 4)).holds
    assert looked_at(again, head_at(done, 4), seal).heads == (Finding(Flaw.CUT_OFF, 5, since=0),)


def test_a_chain_written_anew_is_told_by_the_heads_kept_elsewhere_between_which_it_differs() -> None:
    done, seal = chained(SIX)
    anew, new_seal = chained([*SIX[:3], told(4, lie=True), *SIX[4:]])
    assert looked_at(anew, new_seal).holds
    found = looked_at(anew, new_seal, head_at(done, 2), head_at(done, 5), seal)
    assert found.heads == (Finding(Flaw.REWRITTEN, 5, since=2), Finding(Flaw.REWRITTEN, 6, since=2))
    assert looked_at(anew, new_seal, Head(None, seal.head)).heads == (Finding(Flaw.HEAD_UNKNOWN),)
    assert looked_at(anew, new_seal, Head(None, head_at(done, 3).head)).heads == ()


def test_a_ledger_of_another_district_does_not_pass_for_this_one() -> None:
    done, seal = chained(SIX)
    assert examine("other", done, seal).broken == Finding(Flaw.ALTERED, 1, done[0].id)


def test_erasing_on_record_leaves_the_ledger_whole() -> None:
    record = told(7, Deed.ERASED, entries=[SIX[1].id, SIX[2].id])
    done, seal = chained([*SIX, record])
    done[1:3] = [erased(done[1]), erased(done[2])]
    assert looked_at(done, seal) == Examination(7, 0, None, 2, None, ())


def test_erasing_without_record_is_named() -> None:
    done, seal = chained([*SIX, told(7, Deed.ERASED, entries=[SIX[1].id])])
    done[1:3] = [erased(done[1]), erased(done[2])]
    assert looked_at(done, seal).broken == Finding(Flaw.CONTENT_GONE, 3, SIX[2].id)


def test_an_erased_entry_still_cannot_be_altered() -> None:
    done, seal = chained([*SIX, told(7, Deed.ERASED, entries=[SIX[1].id])])
    done[1] = replace(erased(done[1]), deed=Deed.CALL)
    assert looked_at(done, seal).broken == Finding(Flaw.ALTERED, 2, SIX[1].id)


@settings(deadline=None)
@given(st.integers(1, 30).flatmap(lambda many: st.tuples(st.just(many), st.integers(1, many))), st.data())
def test_whichever_entry_is_touched_is_the_one_that_is_named(
    span: tuple[int, int], data: st.DataObject
) -> None:
    many, at = span
    done, seal = chained([told(number) for number in range(1, many + 1)])
    victim = done[at - 1]
    touched = data.draw(
        st.sampled_from(
            [
                replace(victim, digest="f" * 64),
                replace(victim, content=f"{victim.content} "),
                replace(victim, at=victim.at - timedelta(days=1)),
                erased(victim),
                None,
            ]
        )
    )
    tampered = [*done[: at - 1], *([touched] if touched else []), *done[at:]]
    known = data.draw(st.lists(st.integers(0, many).map(lambda place: head_at(done, place)), max_size=3))
    found = looked_at(tampered, seal, *known)
    assert found.broken is not None
    assert found.broken.position == at


@given(st.integers(0, 20), st.integers(0, 20), st.data())
def test_of_all_heads_exported_only_those_after_a_cut_do_not_fit(
    many: int, kept: int, data: st.DataObject
) -> None:
    done, _ = chained([told(number) for number in range(1, many + 1)])
    kept = min(kept, many)
    places = data.draw(st.lists(st.integers(0, many), unique=True))
    found = looked_at(done[:kept], head_at(done, kept), *(head_at(done, place) for place in places))
    assert found.broken is None
    assert len(found.heads) == sum(place > kept for place in places)
