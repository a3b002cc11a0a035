"""What is registered with a provider is reviewed by that provider's rules, and against the texts really written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from notifications.providers.registered_templates import RegisteredTemplate
from notifications.providers.registration import Registered, findings, registration_rules
from tests.command_line import Terminal, terminal_on

OFFICE = "示范区文化配送"
GOOD = Registered("aliyun", OFFICE, (RegisteredTemplate("SMS_1", "${day}的安排取消，详情请电${phone}。"),))


def of(registered: Registered, office: str = OFFICE) -> list[tuple[str, str]]:
    return [(one.place, one.sentence.en) for one in findings(registered, office)]


def of_template(provider: str, content: str, most: int = 35) -> list[str]:
    registered = Registered(provider, OFFICE, (RegisteredTemplate("1", content, most),))
    return [sentence for _, sentence in of(registered)]


def test_the_rules_name_their_sources_and_the_day_they_were_read() -> None:
    assert {
        name: (rules.read.isoformat(), bool(rules.sources)) for name, rules in registration_rules().items()
    } == {
        "aliyun": ("2026-11-23", True),
        "tencent": ("2026-11-23", True),
    }


def test_what_is_in_order_has_no_findings() -> None:
    assert of(GOOD) == []


def test_a_signature_is_the_offices_own_and_of_the_length_and_signs_that_are_taken() -> None:
    ((place, sentence),) = of(replace(GOOD, signature="示范区"))
    assert place == "signature"
    assert sentence.startswith("the registered signature “示范区” is not that of the texts, “示范区文化配送”")
    long = "示范区公共文化配送中心办公室"
    assert of(replace(GOOD, signature=long), long) == [
        ("signature", "a signature has 2 to 12 characters, this one 14")
    ]
    spaced = "示范区 文化"
    assert of(replace(GOOD, signature=spaced), spaced) == [
        ("signature", "a signature has Chinese characters, letters and digits only")
    ]


@pytest.mark.parametrize(
    ("content", "finding"),
    [
        ("${day}见 www.example.cn", "a notice must not have a link"),
        ("安排①取消", "it has signs that are not taken: ①"),
        ("${day}取消，拒收请回复R", "it has words that a notice must not have: 拒收请回复R"),
        ("${a}${b}", "a template needs words of its own, not variables only"),
        ("{1}的安排取消", "variables are not written so: {1}"),
        ("请电15400000001", "it must not name a mobile number; give a fixed line"),
        ("安" * 501, "a template has at most 500 characters, this one 501"),
    ],
)
def test_aliyuns_review_of_a_template_is_foretold(content: str, finding: str) -> None:
    assert of_template("aliyun", content) == [finding]


def test_a_value_longer_than_the_provider_takes_is_named() -> None:
    assert of_template("aliyun", "${day}取消", most=60) == [
        "a value has at most 35 characters, the settings say 60"
    ]
    assert of_template("tencent", "{1}取消", most=60) == [], "tencent says it for each account"


def test_tencent_wants_words_between_two_variables() -> None:
    assert of_template("tencent", "{1}{2}取消") == ["there must be words between two variables"]


@pytest.fixture
def terminal(
    published_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    """An office with June published and one template registered with Aliyun."""
    settings = tmp_path / "office.toml"
    settings.write_text(
        '[providers.aliyun]\naccess_key_id = "id"\nsignature = "示范区文化配送"\n'
        'templates = [{ code = "SMS_1", content = "${day}取消，见 www.example.cn" }]\n',
        encoding="utf-8",
    )
    monkeypatch.setenv("CULTURE_SETTINGS", str(settings))
    return terminal_on(published_file, tmp_path / "office", monkeypatch, capsys)


def test_the_command_line_reviews_the_registry_and_the_texts(terminal: Terminal) -> None:
    said = terminal.culture("registered", "aliyun", "--json")
    assert said.status == 0
    assert [one["place"] for one in said.json["findings"]] == ["SMS_1"]
    assert said.json["templates"][0]["variables"] == ["day"]
    kinds = said.json["coverage"]
    assert (sum(one["texts"] for one in kinds), sum(one["fitting"] for one in kinds)) == (
        said.json["texts"],
        0,
    )
    assert kinds[0]["unfitting"].startswith("【示范区文化配送】")
    refused = terminal.culture("registered")
    assert (refused.status, "“simulator”不需要事先登记" in refused.text) == (2, True)
