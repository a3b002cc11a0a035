"""A draft of a template is read in a sandbox: what it may name is known, and what is not there is refused."""

from __future__ import annotations

import pytest

from config.refusal import Refusal
from notifications.adapters.templates import shipped_wording
from notifications.domain.wording import Office

OFFICE = Office("示范区文化配送中心", "021-0000-0100", "示范区文化配送")


def test_a_template_tells_what_it_may_name() -> None:
    assert shipped_wording().variables("opt_out") == (
        "office.name",
        "office.signature",
        "office.telephone",
        "since",
    )
    assert {"digest.reason", "month", "number", "page", "pages"} <= set(shipped_wording().variables("change"))


def test_every_template_is_there_in_both_languages_and_names_the_same_facts() -> None:
    wording = shipped_wording()
    for name in wording.names:
        assert wording.source(name, "zh") != wording.source(name, "en")
        assert wording.version(name, "zh") != wording.version(name, "en")


def test_a_fact_that_there_is_not_is_refused_with_the_nearest() -> None:
    with pytest.raises(Refusal, match=r"no variable “moth”（month\?）"):
        shipped_wording().with_draft("digest", "zh", "{{ moth }}")


def test_a_part_of_a_fact_that_is_missing_is_refused_when_it_is_filled_in() -> None:
    wording = shipped_wording().with_draft("answer_noted", "zh", "{{ office.fax }}")
    with pytest.raises(Refusal, match="fax"):
        wording.try_on("answer_noted", "zh", OFFICE)


@pytest.mark.parametrize("draft", ["{{ month", "{% if month %}", "{{ month|nonsense }}"])
def test_a_draft_that_cannot_be_read_is_refused_with_its_line(draft: str) -> None:
    with pytest.raises(Refusal, match="cannot be read"):
        shipped_wording().with_draft("digest", "zh", draft)


def test_a_draft_is_another_version_and_leaves_the_shipped_one_alone() -> None:
    wording = shipped_wording()
    drafted = wording.with_draft("answer_noted", "zh", "已阅。{{ office.telephone }}")
    assert drafted.version("answer_noted", "zh") != wording.version("answer_noted", "zh")
    assert drafted.try_on("answer_noted", "zh", OFFICE).text == "【示范区文化配送】已阅。021-0000-0100"
    assert "已阅，将据此处理" in wording.compose("answer_noted", "zh", OFFICE).text
