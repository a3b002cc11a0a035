"""docs/providers.md says of each provider what its adapter's data say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from notifications.providers import Capabilities
from notifications.providers.aliyun import client as aliyun
from notifications.providers.registered_templates import RegisteredTemplate
from notifications.providers.sheet import client as sheet
from notifications.providers.simulator.client import SimulatorProvider
from notifications.providers.simulator.ledger import ANY_OTHER, TEST_NUMBERS
from notifications.providers.smpp import client as smpp
from notifications.providers.tencent import client as tencent
from notifications.providers.twilio import client as twilio

DOCUMENT = Path(__file__).parents[3] / "docs" / "providers.md"
TEMPLATES = (RegisteredTemplate("1", "{1}的安排取消。"),)
LOOK_UPS = {
    "reference": "按编号 by reference",
    "listing": "按号码、时间和内容 by number, time and words",
    "none": "不能 none",
}


def described() -> dict[str, Capabilities]:
    simulator = SimulatorProvider("http://127.0.0.1:1", "")
    simulator.close()
    found = [
        aliyun.capabilities_of(aliyun.AliyunSettings("", "", TEMPLATES)),
        sheet.capabilities_of(sheet.SheetSettings()),
        simulator.capabilities,
        smpp.capabilities_of(smpp.SmppSettings("", "", "106900001", two_way=True)),
        tencent.capabilities_of(tencent.TencentSettings("", "", "", TEMPLATES)),
        twilio.capabilities_of(twilio.TwilioSettings("", "sender")),
    ]
    return {each.name: each for each in found}


def hearing(lane: Capabilities) -> str:
    if not lane.two_way:
        return "否 no"
    return f"除 {'、'.join(lane.one_way_prefixes)} 外 but not from" if lane.one_way_prefixes else "是 yes"


def yes_or_no(value: bool) -> str:
    return "是 yes" if value else "否 no"


ROWS: dict[str, Callable[[Capabilities], str]] = {
    "真实电话 reaches real telephones": lambda lane: (
        "由人 by a person" if lane.by_a_person else yes_or_no(lane.live)
    ),
    "境内 domestic": lambda lane: yes_or_no(lane.domestic),
    "能收回复 brings replies": hearing,
    "一次最多几条 most in one call": lambda lane: str(lane.bulk_size),
    "可含链接 links allowed": lambda lane: yes_or_no(lane.links_allowed),
    "须先登记模板 templates registered beforehand": lambda lane: yes_or_no(lane.registered_templates),
    "去向不明时查询 look-up of a lost message": lambda lane: LOOK_UPS[lane.look_up],
    "查无结果几秒后才算数 seconds until “not found” counts": lambda lane: (
        "" if lane.look_up == "none" else f"{lane.settle_seconds:g}"
    ),
}


def table() -> list[str]:
    lanes = described()
    lines = [f"| | {' | '.join(lanes)} |", "|---" * (len(lanes) + 1) + "|"]
    return [
        *lines,
        *(f"| {name} | {' | '.join(say(lane) for lane in lanes.values())} |" for name, say in ROWS.items()),
    ]


def numbers_table() -> list[str]:
    rows = {"其他号码 any other": ANY_OTHER, **TEST_NUMBERS}
    lines = ["| 号码 number | 结果 outcome |", "|---|---|"]
    return [*lines, *(f"| {number} | {each.zh} {each.en} |" for number, each in rows.items())]


def written_under(heading: str) -> list[str]:
    """The lines of the table in the section with this heading."""
    section = DOCUMENT.read_text(encoding="utf-8").split(f"## {heading}\n")[1].split("\n## ")[0]
    return [line for line in section.splitlines() if line.startswith("|")]


def test_the_document_says_what_the_adapters_say() -> None:
    assert written_under("各家能做什么 What each can do") == table()


def test_the_document_names_every_test_number_of_the_simulator() -> None:
    assert written_under("模拟器的测试号码 Test numbers at the simulator") == numbers_table()
