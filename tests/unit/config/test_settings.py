"""A setting that nobody reads, or that does not fit, is refused with its place and the way out, in either language."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.bootstrap import house_of
from config.refusal import Refusal
from config.settings import load_settings
from notifications.providers.twilio.client import TwilioSettings


def refused(tmp_path: Path, content: str) -> list[tuple[str, str, str]]:
    """Each fault of a settings file: its place, and what is said in Chinese and in English."""
    file = tmp_path / "culture.toml"
    file.write_text(f"database_url = 'sqlite:///{tmp_path}/none.sqlite'\n{content}", encoding="utf-8")
    with pytest.raises(Refusal) as refusal:
        house_of(load_settings(file, environment={}))
    return [(fault.place, fault.sentence.zh, fault.sentence.en) for fault in refusal.value.faults]


UNKNOWN = {
    "a plain setting": ("plan_second = 5", "culture.toml", "plan_second", "plan_seconds"),
    "a table": ("[planing.weights]", "culture.toml", "[planing]", "[planning]"),
    "a wish": ("[planning.weights]\nfairnes = { value = 3 }", "[planning.weights]", "fairnes", "fairness"),
    "a rule": (
        "[planning.rules]\nfilm_month = { value = [6] }",
        "[planning.rules]",
        "film_month",
        "film_months",
    ),
    "a part of a rule": (
        "[planning.rules.travel_base]\nvalues = 20",
        "[planning.rules.travel_base]",
        "values",
        "value",
    ),
    "an entry of a table": ("[access]\nsesion_hours = 8", "[access]", "sesion_hours", "session_hours"),
    "an entry of a table within a table": (
        "[sending.hours.regulatory]\nworkday_only = true",
        "[sending].hours.regulatory",
        "workday_only",
        "workdays_only",
    ),
    "an entry of the provider's own rules": (
        "[providers.simulator.live]\nmost_an_hours = 5",
        "[providers.simulator.live]",
        "most_an_hours",
        "most_an_hour",
    ),
}


@pytest.mark.parametrize(("content", "place", "given", "nearest"), UNKNOWN.values(), ids=UNKNOWN)
def test_a_name_that_nobody_reads_is_refused_with_the_nearest_that_is_known(
    tmp_path: Path, content: str, place: str, given: str, nearest: str
) -> None:
    assert refused(tmp_path, content) == [
        (
            place,
            f"没有“{given}”这一项设置。是指 {nearest} 吗？",
            f"there is no setting “{given}”. Do you mean {nearest}?",
        )
    ]


def test_where_no_name_is_near_all_are_told(tmp_path: Path) -> None:
    assert refused(tmp_path, "[access]\nxyz = 8") == [
        (
            "[access]",
            "没有“xyz”这一项设置。可以写的有：hosts、link_minutes、session_hours。",
            "there is no setting “xyz”. There are: hosts, link_minutes, session_hours.",
        )
    ]


WRONG = {
    "no number": ("plan_seconds = 'soon'", "plan_seconds", "应为数字，现为 'soon'。"),
    "too large a number": ("port = 99999", "port", "不能大于 65535，现为 99999。"),
    "no day of a month": ("planning_prompt_day = 0", "planning_prompt_day", "不能小于 1，现为 0。"),
}


@pytest.mark.parametrize(("content", "name", "sentence"), WRONG.values(), ids=WRONG)
def test_a_value_that_does_not_fit_is_told_in_plain_words(
    tmp_path: Path, content: str, name: str, sentence: str
) -> None:
    [(place, told, _)] = refused(tmp_path, content)
    assert (place, told) == (f"culture.toml {name}", f"{sentence}请在设置文件里改正或删去这一项。")


def test_a_value_of_the_environment_is_not_blamed_on_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CULTURE_PORT", "abc")
    with pytest.raises(Refusal) as refusal:
        load_settings()
    [fault] = refusal.value.faults
    assert (fault.place, fault.sentence.zh) == (
        "CULTURE_PORT",
        "应为整数，现为 'abc'。请改正或取消这个环境变量。",
    )


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"port = soon", "第 1 行第 8 个字起写法不对"),
        (b"port = ", "文件末尾不完整"),
        ("port = 1 # 端口".encode("gb18030"), "编码不是 UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_says_where_in_chinese(tmp_path: Path, content: bytes, why: str) -> None:
    file = tmp_path / "culture.toml"
    file.write_bytes(content)
    with pytest.raises(Refusal) as refusal:
        load_settings(file, environment={})
    [fault] = refusal.value.faults
    assert (fault.place, fault.sentence.zh) == ("culture.toml", f"设置文件读不懂：{why}。请改正后再试。")


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ("[sending]\nescalation = ['remind', 'fax']", "[sending] escalation.1"),
        ("[sending]\nsettling_minutes = -3", "[sending]"),
        ("[allotment]\nfloor = 3", "[allotment] floor"),
    ],
)
def test_a_value_that_its_room_cannot_use_is_refused_when_the_house_is_opened(
    tmp_path: Path, content: str, place: str
) -> None:
    assert [told for told, _, _ in refused(tmp_path, content)] == [place]


def test_a_setting_that_is_missing_is_told_without_the_table_in_which_it_is_not(tmp_path: Path) -> None:
    file = tmp_path / "culture.toml"
    file.write_text("[providers.twilio]\ntimeout = 7.5\n", encoding="utf-8")
    with pytest.raises(Refusal) as refusal:
        load_settings(file, environment={}).section("providers.twilio", TwilioSettings)
    said = {fault.place: fault.sentence for fault in refusal.value.faults}
    assert said
    assert all("7.5" not in each.zh + each.en for each in said.values())
    assert {each.zh for each in said.values()} == {"缺少这一项。请在设置文件里补上。"}
