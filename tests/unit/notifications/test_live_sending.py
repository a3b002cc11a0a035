"""Nothing leaves for a real telephone but deliberately, to allowed numbers, at a bounded rate."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import phonenumbers
import pytest

from notifications.domain.live_sending import LegalBasis, LiveRules, is_valid, objection, setup_faults
from notifications.providers import Capabilities

LANE = Capabilities("gateway", True, 1, False, "none", 120, domestic=True, live=True)
OVERSEAS = replace(LANE, domestic=False, one_way_prefixes=("+86",))
READY = LiveRules(on=True, allow_list_lifted=True)
CANNOT_EXIST = "+8615400000001"
BASIS = LegalBasis("张", date(2026, 11, 1), "第 38 条")


def example_mobile(country: str) -> str:
    """A number that the plan of the country would give out, made by the library."""
    number = phonenumbers.example_number_for_type(country, phonenumbers.PhoneNumberType.MOBILE)
    assert number is not None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


MAINLAND = example_mobile("CN")
ABROAD = example_mobile("US")


def refused(lane: Capabilities, rules: LiveRules, *, clock_simulated: bool = False) -> list[str]:
    return [fault.place for fault in setup_faults(lane, rules, clock_simulated=clock_simulated)]


TEXT = "【示范区文化配送】6月12日放映，地点北站街道露天广场。"


def test_live_sending_is_off_until_somebody_switches_it_on() -> None:
    assert refused(LANE, LiveRules(allow_list_lifted=True)) == ["[providers.gateway.live] on"]
    assert refused(LANE, READY) == []


def test_a_simulated_clock_never_goes_with_a_live_provider() -> None:
    assert refused(LANE, READY, clock_simulated=True) == ["provider"]
    assert refused(replace(LANE, live=False), LiveRules(), clock_simulated=True) == []


def test_with_nobody_allowed_the_list_has_to_be_filled_or_lifted() -> None:
    assert refused(LANE, LiveRules(on=True)) == ["[providers.gateway.live] allowed"]
    assert refused(LANE, LiveRules(on=True, allowed=frozenset({MAINLAND}))) == []


def test_replies_are_not_expected_from_a_provider_that_brings_none() -> None:
    place = "[providers.gateway.live] replies_expected"
    expecting = replace(READY, replies_expected=True)
    assert refused(LANE, expecting) == []
    assert refused(replace(LANE, two_way=False), expecting) == [place]
    assert refused(OVERSEAS, expecting) == [place]


def test_every_reason_is_told_at_once() -> None:
    everything = refused(OVERSEAS, LiveRules(replies_expected=True), clock_simulated=True)
    assert everything == [
        "[providers.gateway.live] replies_expected",
        "[providers.gateway.live] on",
        "provider",
        "[providers.gateway.live] allowed",
    ]


def test_a_number_that_cannot_exist_is_not_sent_to() -> None:
    assert not is_valid(CANNOT_EXIST)
    assert objection(LANE, READY, CANNOT_EXIST, TEXT) == "not a valid number"
    assert objection(LANE, READY, MAINLAND, TEXT) == ""


def test_until_the_list_is_lifted_only_its_numbers_are_reached() -> None:
    listed = LiveRules(on=True, allowed=frozenset({MAINLAND}))
    assert objection(LANE, listed, MAINLAND, TEXT) == ""
    assert objection(LANE, listed, ABROAD, TEXT) == "not on the list of allowed numbers"


def test_an_overseas_provider_needs_a_recorded_basis_for_each_number_of_the_mainland() -> None:
    assert objection(OVERSEAS, READY, MAINLAND, TEXT) == "an overseas provider needs a legal basis"
    assert objection(OVERSEAS, READY, ABROAD, TEXT) == ""
    assert objection(OVERSEAS, replace(READY, legal_basis=BASIS), MAINLAND, TEXT) == ""


def test_the_simulator_takes_every_number() -> None:
    assert objection(replace(LANE, live=False), LiveRules(), CANNOT_EXIST, TEXT) == ""


@pytest.mark.parametrize("allowed", [CANNOT_EXIST, "15400000001", "办公室"])
def test_a_list_with_a_number_that_cannot_exist_is_refused(allowed: str) -> None:
    with pytest.raises(ValueError, match="not valid telephone numbers"):
        LiveRules(allowed=frozenset({allowed}))


def test_a_cap_below_one_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        LiveRules(most_an_hour=0)


@pytest.mark.parametrize("link", ["https://a.example/x", "WWW.example.com", "见example.cn。"])
def test_a_text_with_a_link_leaves_only_by_a_provider_that_takes_links(link: str) -> None:
    assert (
        objection(replace(LANE, links_allowed=False), READY, MAINLAND, TEXT + link)
        == "the provider takes no links"
    )
    assert objection(replace(LANE, links_allowed=True), READY, MAINLAND, TEXT + link) == ""
    assert objection(replace(LANE, links_allowed=False), READY, MAINLAND, TEXT) == ""
