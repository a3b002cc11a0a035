"""Whatever happens to a message, in whatever order and however often: no state is lost, nothing is told again."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import example, given
from hypothesis import strategies as st

from notifications.domain.message import (
    PERHAPS_TOLD,
    TERMINAL,
    WIRE,
    Happening,
    ImpossibleTransition,
    MessageState,
    after,
)

ANYTHING = st.lists(st.sampled_from(sorted(Happening)), max_size=25)
RECEIVED = {Happening.RECEIPT_DELIVERED, Happening.RECEIPT_FAILED}
HEARD_OF = {Happening.ACCEPTED, Happening.FOUND, *RECEIVED}
"""What shows that the provider has the message."""

Step = tuple[MessageState, Happening, MessageState]


def lived(happenings: Iterable[Happening]) -> list[Step]:
    """The steps of a message's life; what the table does not allow is refused and changes nothing."""
    state, steps = MessageState.QUEUED, []
    for happening in happenings:
        try:
            following = after(state, happening)
        except ImpossibleTransition:
            assert happening not in WIRE, "the wire reports what it likes"
            continue
        steps.append((state, happening, following))
        state = following
    return steps


@given(ANYTHING)
def test_what_has_ended_stays_as_it_ended(happenings: list[Happening]) -> None:
    assert [step for step in lived(happenings) if step[0] in TERMINAL and step[2] is not step[0]] == []


@given(ANYTHING)
@example(
    [Happening.SUBMIT, Happening.NOT_FOUND, Happening.HOLD, Happening.RECEIPT_DELIVERED, Happening.RELEASE]
)
def test_what_the_provider_is_heard_to_have_is_never_handed_over_again(happenings: list[Happening]) -> None:
    """Only a person, who knows of the doubt, may have it sent once more."""
    handed_over = heard_of = False
    for _, happening, _ in lived(happenings):
        assert not (happening is Happening.SUBMIT and heard_of)
        handed_over = handed_over or happening is Happening.SUBMIT
        heard_of = (heard_of or (happening in HEARD_OF and handed_over)) and (
            happening is not Happening.PERSON_RESENDS
        )


@given(ANYTHING)
def test_nothing_is_told_that_was_not_handed_over_or_said_by_a_person(happenings: list[Happening]) -> None:
    steps = lived(happenings)
    ours = [step for step in steps if step[1] not in HEARD_OF]
    if not any(happening is Happening.SUBMIT for _, happening, _ in ours):
        silent = lived(happening for _, happening, _ in ours)
        came_to_be_told = [step for step in silent if step[2] in PERHAPS_TOLD and step[0] not in PERHAPS_TOLD]
        assert {happening for _, happening, _ in came_to_be_told} <= {Happening.PERSON_TOLD}


@given(st.data(), st.sampled_from(sorted(RECEIVED)))
def test_the_order_in_which_the_wire_reports_makes_no_difference(
    data: st.DataObject, receipt: Happening
) -> None:
    """Receipts doubled, before the acceptance or long after it: the message ends as the receipt says."""
    reports = [Happening.ACCEPTED, receipt, receipt, Happening.FOUND]
    order = data.draw(st.permutations(reports))
    ended = {
        Happening.RECEIPT_DELIVERED: MessageState.DELIVERED,
        Happening.RECEIPT_FAILED: MessageState.FAILED,
    }
    assert lived([Happening.SUBMIT, *order])[-1][2] is ended[receipt]


@given(ANYTHING)
def test_of_two_receipts_that_differ_the_first_counts(happenings: list[Happening]) -> None:
    steps = lived(happenings)
    ended = [place for place, step in enumerate(steps) if step[2] in TERMINAL]
    assert {step[2] for step in steps[ended[0] :]} <= {steps[ended[0]][2]} if ended else True


@given(ANYTHING)
def test_a_message_is_on_the_wire_only_by_a_submission_from_the_queue(happenings: list[Happening]) -> None:
    began = [step for step in lived(happenings) if step[2] is MessageState.SUBMITTING is not step[0]]
    assert {step[:2] for step in began} <= {(MessageState.QUEUED, Happening.SUBMIT)}
