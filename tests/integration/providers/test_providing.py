"""The provider that the settings name is built only if its set-up holds; each refusal says where and what to do."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from api.providing import LIVE_RELEASED, provider_of
from config.clock import SystemClock
from config.refusal import Refusal
from config.settings import Settings
from tests.integration.providers.twilio_server import ACCOUNT, SENDER, TOKEN

CLOCK = SystemClock(ZoneInfo("Asia/Shanghai"))
SECRET = {"CULTURE_TWILIO_TOKEN": TOKEN}
SENDING = {"signature": "示范区文化配送"}
TWILIO: dict[str, Any] = {
    "account": ACCOUNT,
    "sender": SENDER,
    "live": {
        "on": True,
        "allow_list_lifted": True,
        "legal_basis": {"recorded_by": "张", "day": "2026-11-01", "basis": "第 38 条"},
    },
}


def settings_of(twilio: dict[str, Any], name: str = "twilio") -> Settings:
    return Settings(provider=name, sections={"providers": {"twilio": twilio}})


def places(
    settings: Settings, *, simulated: bool = False, released: bool = True, secret: bool = True
) -> list[str]:
    with pytest.raises(Refusal) as refusal:
        provider_of(
            settings,
            CLOCK,
            clock_simulated=simulated,
            environment=SECRET if secret else {},
            live_released=released,
        )
    return [fault.place for fault in refusal.value.faults]


def test_this_release_refuses_every_live_provider_however_it_is_set_up() -> None:
    assert not LIVE_RELEASED
    with pytest.raises(Refusal, match="no personal accounts yet, so the live provider twilio cannot be used"):
        provider_of(settings_of(TWILIO), CLOCK, clock_simulated=False, environment=SECRET)


def test_a_whole_set_up_is_built_once_live_providers_are_released() -> None:
    provider = provider_of(
        settings_of(TWILIO), CLOCK, clock_simulated=False, environment=SECRET, live_released=True
    )
    assert (provider.capabilities.name, provider.capabilities.live) == ("twilio", True)
    provider.close()


def test_test_credentials_reach_nobody_and_are_taken() -> None:
    trying = {"account": ACCOUNT, "sender": SENDER, "test_credentials": True}
    provider = provider_of(settings_of(trying), CLOCK, clock_simulated=True, environment=SECRET)
    assert not provider.capabilities.live
    provider.close()


def test_every_reason_is_told_at_once() -> None:
    plain = {"account": ACCOUNT, "sender": SENDER}
    assert places(settings_of(plain), simulated=True, released=False, secret=False) == [
        "[providers.twilio.live] on",
        "provider",
        "[providers.twilio.live] allowed",
        "provider",
        "CULTURE_TWILIO_TOKEN",
    ]


@pytest.mark.parametrize(
    ("twilio", "place"),
    [
        ({}, "[providers.twilio] account"),
        ({"account": ACCOUNT}, "[providers.twilio]"),
        ({**TWILIO, "token": TOKEN}, "[providers.twilio] token"),
        ({**TWILIO, "live": {"on": True, "most_an_hour": 0}}, "[providers.twilio.live]"),
        (
            {**TWILIO, "live": {"on": True, "legal_basis": {}}},
            "[providers.twilio.live] legal_basis.recorded_by",
        ),
    ],
)
def test_settings_that_do_not_fit_are_refused_by_name(twilio: dict[str, Any], place: str) -> None:
    assert places(settings_of(twilio))[0] == place


def test_replies_are_not_expected_from_the_mainland_through_twilio() -> None:
    expecting = {**TWILIO, "live": {**TWILIO["live"], "replies_expected": True}}
    assert places(settings_of(expecting)) == ["[providers.twilio.live] replies_expected"]


def test_an_unknown_provider_is_refused_with_the_names_that_there_are() -> None:
    with pytest.raises(
        Refusal,
        match="there is no provider “pigeon”; there are simulator, sheet, aliyun, smpp, tencent, twilio",
    ):
        provider_of(settings_of({}, "pigeon"), CLOCK, clock_simulated=False)


def test_aliyun_is_built_with_its_registered_templates() -> None:
    aliyun = {
        "access_key_id": "key-of-the-tests",
        "signature": "示范区文化配送",
        "templates": [{"code": "SMS_1", "content": "${day}的安排取消。"}],
        "live": {"on": True, "allow_list_lifted": True, "replies_expected": True},
    }
    settings = Settings(provider="aliyun", sections={"providers": {"aliyun": aliyun}, "sending": SENDING})
    secret = {"CULTURE_ALIYUN_SECRET": "a secret of the tests"}
    provider = provider_of(settings, CLOCK, clock_simulated=False, environment=secret, live_released=True)
    assert provider.capabilities.registered_templates
    assert provider.capabilities.domestic
    without = Settings(provider="aliyun", sections={"providers": {"aliyun": {**aliyun, "templates": []}}})
    assert places(without) == ["[providers.aliyun]"]
    other = {"providers": {"aliyun": aliyun}, "sending": {"signature": "示范区"}}
    assert places(Settings(provider="aliyun", sections=other)) == [
        "[providers.aliyun] signature",
        "CULTURE_ALIYUN_SECRET",
    ]


SMPP = {
    "host": "127.0.0.1",
    "system_id": "office",
    "sender": "106900001",
    "live": {"on": True, "allow_list_lifted": True, "replies_expected": True},
}


def test_replies_are_expected_of_a_gateway_or_a_platform_only_where_they_come_in() -> None:
    sections = {"providers": {"smpp": SMPP, "sheet": {"two_way": False, "live": SMPP["live"]}}}
    assert places(Settings(provider="smpp", sections=sections)) == [
        "[providers.smpp.live] replies_expected",
        "CULTURE_SMPP_PASSWORD",
    ]
    assert places(Settings(provider="sheet", sections=sections)) == [
        "[providers.sheet.live] replies_expected"
    ]


def test_a_gateway_is_built_as_its_operator_describes_it() -> None:
    provider = provider_of(
        Settings(provider="smpp", sections={"providers": {"smpp": {**SMPP, "two_way": True}}}),
        CLOCK,
        clock_simulated=False,
        environment={"CULTURE_SMPP_PASSWORD": "secret08"},
        live_released=True,
    )
    assert (provider.capabilities.name, provider.capabilities.two_way) == ("smpp", True)


def test_a_name_that_letters_send_from_takes_no_replies() -> None:
    wrong = {"providers": {"smpp": {**SMPP, "sender": "Culture", "two_way": True}}}
    assert places(Settings(provider="smpp", sections=wrong)) == ["[providers.smpp]"]


def test_tencent_is_built_with_its_registered_templates() -> None:
    tencent = {
        "secret_id": "id-of-the-tests",
        "app_id": "1400000000",
        "signature": "示范区文化配送",
        "templates": [{"code": "102", "content": "{1}的安排取消。"}],
        "live": {"on": True, "allow_list_lifted": True, "replies_expected": True},
    }
    provider = provider_of(
        Settings(provider="tencent", sections={"providers": {"tencent": tencent}, "sending": SENDING}),
        CLOCK,
        clock_simulated=False,
        environment={"CULTURE_TENCENT_SECRET": "a secret of the tests"},
        live_released=True,
    )
    assert (provider.capabilities.name, provider.capabilities.look_up) == ("tencent", "none")
