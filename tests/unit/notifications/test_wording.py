"""Each text, word for word: the files in `texts/` are what a telephone shows."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from types import SimpleNamespace
from typing import cast
from zoneinfo import ZoneInfo

import pytest
from jinja2.exceptions import UndefinedError

from config.bilingual import Language
from notifications.adapters.templates import shipped_wording
from notifications.application.campaign_questions import MatterShown
from notifications.application.conversing import QuestionShown
from notifications.application.fitting import Answers
from notifications.domain.courses_told import courses_of
from notifications.domain.digest import Digest, Item, digest_by_number, digest_of, pages_of
from notifications.domain.segments import Segments, segments
from notifications.domain.telling import Telling, parties_of, telling_of
from notifications.domain.wording import Composed, Wording
from scheduler.messages import DeliveryFacts, PartyId
from tests.unit.notifications.arrangements import (
    BOOKS,
    COURSE,
    FILM,
    INDOORS,
    NEXT_DAY,
    OFFICE,
    RECONFIRM,
    lesson,
    new_to,
)

TEXTS = Path(__file__).with_name("texts")
ANSWERS = SimpleNamespace(agree="271", decline="272")
JUNE: dict[str, object] = {"month": "2026-06", "number": 1, "page": 1, "pages": 1, "answers": ANSWERS}
MATTER = "节前消防安全检查"
UNTIL = datetime(2026, 6, 11, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
ECHO: dict[str, object] = {
    "matter": "",
    "agreed": (),
    "waiting": 0,
    "others": 0,
    "declined": (),
    "outdated": 0,
    "begun": 0,
    "added": False,
    "until": None,
    "named": None,
    "brief": False,
}
CHANGED = {**JUNE, "number": 2}


def named(facts: DeliveryFacts, number: int = 1, party: PartyId = "venue:square") -> Item:
    """What an echo names: one item of a question under its number."""
    return digest_by_number({number: new_to(party, deliveries=[facts])}).items[0]


def told(*deliveries: DeliveryFacts, party: str) -> Digest:
    return digest_of(new_to(party, deliveries=deliveries), RECONFIRM)


def changed(before: DeliveryFacts, now: DeliveryFacts | None, reason: str = "", *, party: str) -> Digest:
    sides = {side for facts in (before, now) if facts for who, side in parties_of(facts) if who == party}
    tellings = [
        telling_of(
            party,
            side,
            before.id,
            2,
            told=before if (party, side) in set(parties_of(before)) else None,
            now=now,
            reason=reason,
        )
        for side in sorted(sides)
    ]
    return digest_of([telling for telling in tellings if telling], RECONFIRM)


def question(numbers: tuple[int, ...], code: str, *, changed: bool = False) -> object:
    asked = dict(zip(numbers, (FILM, *COURSE), strict=False))
    digest = digest_by_number(
        {n: new_to("provider:cinema", facts.provider_party, deliveries=[facts]) for n, facts in asked.items()}
    )
    return QuestionShown("2026-06", digest, Answers(code), changed=changed)


RESERVED = replace(
    FILM, rain_venue=None, rain_venue_party=None, reserve_day="2026-06-20", reserve_start="19:40"
)
RESERVED_LATER = replace(RESERVED, reserve_day="2026-06-21")
USED = replace(RESERVED, day="2026-06-20", start="19:40", end="21:25", reserve_day=None, reserve_start=None)
OTHER_DAY_AND_PARTIES = replace(
    NEXT_DAY,
    venue="西路广场",
    venue_party="venue:west",
    provider="另一影院",
    provider_party="provider:other",
)
OTHER_PROGRAMME = replace(FILM, programme="小城之春", provider="另一影院", provider_party="provider:other")
ANOTHER = replace(FILM, programme="小城之春", day="2026-06-30", start="19:00", end="20:45")
THURSDAY = lesson(4, "2026-06-25")
PARTED = digest_of(
    [
        Telling("venue:centre", "venue", COURSE[1].id, 2, COURSE[1], None),
        Telling("venue:centre", "venue", COURSE[3].id, 2, COURSE[3], THURSDAY),
    ],
    RECONFIRM,
)
RUNS = {("venue:centre", "venue", each.id): each for each in (COURSE[0], COURSE[2], THURSDAY)}
LATER = digest_of(
    [
        Telling("venue:centre", "venue", facts.id, 2, facts, replace(facts, start="15:00", end="16:30"))
        for facts in COURSE
    ],
    RECONFIRM,
)
SILENT = [*COURSE[:2], COURSE[3]]
MIXED = digest_of(
    [
        Telling("provider:cinema", "provider", FILM.id, 2, FILM, NEXT_DAY, "设备检修"),
        Telling("provider:cinema", "provider", "2606-002", 2, replace(FILM, id="2606-002"), None, "场地关闭"),
        Telling(
            "provider:cinema", "provider", "2606-003", 1, None, replace(FILM, id="2606-003", day="2026-06-19")
        ),
    ],
    RECONFIRM,
)

UNCLEAR = {"why": "unclear", "questions": [question((1,), "27")]}
CASES: dict[str, tuple[str, dict[str, object]]] = {
    "digest_one_film": ("digest", {**JUNE, "digest": told(FILM, party="venue:square")}),
    "digest_several": ("digest", {**JUNE, "digest": told(FILM, *COURSE, party="venue:centre")}),
    "digest_gap_in_course": ("digest", {**JUNE, "digest": told(*SILENT, party="provider:tea")}),
    "digest_books": ("digest", {**JUNE, "digest": told(BOOKS, party="venue:library")}),
    "digest_one_way": ("digest", {**JUNE, "digest": told(FILM, party="venue:square"), "answers": None}),
    "digest_second_page": (
        "digest",
        {**JUNE, "digest": told(FILM, party="venue:square"), "page": 2, "pages": 2},
    ),
    "area_digest": ("area_digest", {**JUNE, "digest": told(FILM, BOOKS, *COURSE, party="area:west")}),
    "change_moved": ("change", {**CHANGED, "digest": changed(FILM, NEXT_DAY, party="venue:square")}),
    "change_cancelled": (
        "change",
        {**CHANGED, "digest": changed(FILM, None, "场地关闭", party="provider:cinema")},
    ),
    "change_new_provider": (
        "change",
        {
            **CHANGED,
            "digest": changed(
                COURSE[0], lesson(1, "2026-06-03", provider="示范文化馆"), party="venue:centre"
            ),
        },
    ),
    "change_another_day_and_venue": (
        "change",
        {**CHANGED, "digest": changed(FILM, OTHER_DAY_AND_PARTIES, party="venue:square")},
    ),
    "change_another_day_and_provider": (
        "change",
        {**CHANGED, "digest": changed(FILM, OTHER_DAY_AND_PARTIES, party="provider:cinema")},
    ),
    "change_another_programme_and_provider": (
        "change",
        {**CHANGED, "digest": changed(FILM, OTHER_PROGRAMME, party="provider:cinema")},
    ),
    "change_programme": (
        "change",
        {**CHANGED, "digest": changed(FILM, replace(FILM, programme="小城之春"), party="venue:square")},
    ),
    "change_into_another": ("change", {**CHANGED, "digest": changed(FILM, ANOTHER, party="venue:square")}),
    "change_stand_by_into_another": (
        "change",
        {**CHANGED, "digest": changed(FILM, ANOTHER, party="venue:centre")},
    ),
    "change_course": ("change", {**CHANGED, "digest": LATER}),
    "change_course_as_it_runs": (
        "change",
        {**CHANGED, "digest": replace(PARTED, courses=courses_of(PARTED, RUNS))},
    ),
    "change_mixed": ("change", {**CHANGED, "digest": MIXED}),
    "rain_next_day": ("rain", {**CHANGED, "digest": changed(FILM, NEXT_DAY, "因雨", party="venue:square")}),
    "rain_indoors_old_venue": (
        "rain",
        {**CHANGED, "digest": changed(FILM, INDOORS, "因雨", party="venue:square")},
    ),
    "rain_indoors_new_venue": (
        "rain",
        {**CHANGED, "digest": changed(FILM, INDOORS, "因雨", party="venue:centre")},
    ),
    "rain_indoors_provider": (
        "rain",
        {**CHANGED, "digest": changed(FILM, INDOORS, "因雨", party="provider:cinema")},
    ),
    "rain_next_day_stand_by": (
        "rain",
        {**CHANGED, "digest": changed(FILM, NEXT_DAY, "因雨", party="venue:centre")},
    ),
    "digest_reserve_date": ("digest", {**JUNE, "digest": told(RESERVED, party="venue:square")}),
    "change_reserve_date": (
        "change",
        {**CHANGED, "digest": changed(RESERVED, RESERVED_LATER, party="provider:cinema")},
    ),
    "rain_reserve_date": (
        "rain",
        {**CHANGED, "digest": changed(RESERVED, USED, "因雨", party="provider:cinema")},
    ),
    "reminder": ("reminder", {"day": "2026-06-12", "digest": told(FILM, party="venue:square")}),
    "nudge": ("nudge", {"questions": [question((2, 3), "27")], "listed": True}),
    "nudge_several": (
        "nudge",
        {"questions": [question((2, 3), "27"), question((1,), "64")], "listed": True},
    ),
    "nudge_too_long_to_list": (
        "nudge",
        {"questions": [question((2, 3), "27"), question((1,), "64", changed=True)], "listed": False},
    ),
    "echo_agreed": ("echo", {**ECHO, "agreed": (1,), "named": named(FILM)}),
    "echo_agreed_briefly": ("echo", {**ECHO, "agreed": (1,), "named": named(FILM), "brief": True}),
    "echo_agreed_plainly": ("echo", {**ECHO, "agreed": (1,), "named": named(FILM), "brief": "plain"}),
    "echo_agreed_to_all": ("echo", {**ECHO, "agreed": (1, 2, 3), "named": named(FILM)}),
    "echo_declined_course": (
        "echo",
        {
            **ECHO,
            "declined": (1,),
            "named": digest_by_number({1: new_to("provider:tea", deliveries=COURSE)}).items[0],
        },
    ),
    "echo_explained": ("echo", {**ECHO, "declined": (1,), "added": True, "named": named(FILM)}),
    "echo_overtaken": ("echo", {**ECHO, "outdated": 2}),
    "echo_partly": (
        "echo",
        {
            **ECHO,
            "agreed": (1, 2, 4),
            "declined": (3, 5),
            "outdated": 1,
            "begun": 1,
            "named": named(FILM, 3),
            "until": datetime(2026, 6, 9, 20, tzinfo=ZoneInfo("Asia/Shanghai")),
        },
    ),
    "echo_some_waiting": (
        "echo",
        {**ECHO, "agreed": (1,), "declined": (3,), "waiting": 2, "named": named(FILM, 3)},
    ),
    "echo_one_changed": ("echo", {**ECHO, "declined": (2,), "others": 3, "named": named(FILM, 2)}),
    "echo_some_changed_some_waiting": (
        "echo",
        {**ECHO, "agreed": (1,), "waiting": 2, "others": 1, "named": named(FILM)},
    ),
    "opt_out": ("opt_out", {"since": datetime(2026, 5, 20, 9, tzinfo=ZoneInfo("Asia/Shanghai"))}),
    "details_by_call": (
        "details_by_call",
        {"digest": told(FILM, party="venue:square"), "month": "2026-06", "number": 1, "kind": "digest"},
    ),
    "details_by_call_changed": (
        "details_by_call",
        {"digest": told(FILM, party="area:west"), "month": "2026-06", "number": 2, "kind": "change"},
    ),
    "answer_noted": ("answer_noted", {}),
    "answer_calling": ("answer_calling", {}),
    "answer_please_call": ("answer_please_call", {}),
    "ask_back_which_item": ("ask_back", {"why": "which item", "questions": [question((1, 2, 3), "27")]}),
    "ask_back_which": (
        "ask_back",
        {
            "why": "which question",
            "questions": [question((1, 2, 3), "27"), question((1,), "64", changed=True)],
        },
    ),
    "ask_back_unclear": ("ask_back", {**UNCLEAR, "with_staff": False}),
    "ask_back_unclear_with_staff": ("ask_back", {**UNCLEAR, "with_staff": True}),
    "ask_back_received": ("ask_back", {"why": "received only", "questions": [question((1,), "27")]}),
    "superseded": (
        "superseded",
        {
            "matter": "",
            "digest": told(NEXT_DAY, party="venue:square"),
            "answers": ANSWERS,
            "numbers": [1],
            "closed": False,
        },
    ),
    "superseded_closed": (
        "superseded",
        {
            "matter": "",
            "digest": told(FILM, party="venue:square"),
            "answers": None,
            "numbers": [],
            "closed": True,
        },
    ),
    "superseded_past": (
        "superseded",
        {"matter": "", "digest": Digest(()), "answers": None, "numbers": [], "closed": True},
    ),
    "superseded_cancelled": (
        "superseded",
        {
            "matter": "",
            "digest": changed(FILM, None, party="venue:square"),
            "answers": None,
            "numbers": [],
            "closed": False,
        },
    ),
    "echo_of_matter": ("echo", {**ECHO, "matter": MATTER, "agreed": (1,), "until": UNTIL}),
    "echo_of_matter_declined": ("echo", {**ECHO, "matter": MATTER, "declined": (1,)}),
    "echo_of_matter_overtaken": ("echo", {**ECHO, "matter": MATTER, "outdated": 1}),
    "ask_back_matters": (
        "ask_back",
        {
            "why": "which question",
            "questions": [question((1,), "27"), MatterShown(MATTER, Answers("64"))],
        },
    ),
    "superseded_matter": ("superseded", {"matter": MATTER, "answers": ANSWERS, "closed": False}),
    "superseded_matter_closed": ("superseded", {"matter": MATTER, "answers": None, "closed": True}),
    "nudge_matter": ("nudge", {"questions": [MatterShown(MATTER, ANSWERS)], "listed": True}),
}


def composed(name: str, language: Language) -> Composed:
    template, facts = CASES[name]
    return shipped_wording().compose(template, language, OFFICE, **facts)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", sorted(CASES))
def test_the_text_is_word_for_word_as_agreed(name: str, language: Language) -> None:
    assert composed(name, language).text == (TEXTS / f"{name}.{language}.txt").read_text("utf-8").rstrip("\n")


def test_every_agreed_text_has_its_case() -> None:
    assert {file.name for file in TEXTS.iterdir()} == {
        f"{name}.{lang}.txt" for name in CASES for lang in ("zh", "en")
    }


def test_every_template_has_a_case_in_both_languages() -> None:
    folder = files("notifications.domain").joinpath("templates")
    shipped = {file.name for file in folder.iterdir() if not file.name.startswith(("lines.", "regulatory"))}
    used = {template for template, _ in CASES.values()}
    assert shipped == {f"{template}.{language}.txt" for template in used for language in ("zh", "en")}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", sorted(CASES))
def test_every_text_names_the_office_and_asks_for_no_money_and_no_identity(
    name: str, language: Language
) -> None:
    text = composed(name, language).text
    assert text.startswith("【示范区文化配送】")
    assert text.count("【") == 1
    assert OFFICE.telephone in text
    assert re.search("明天|tomorrow|身份证|转账|汇款|付款|验证码|password|http|www", text) is None


def test_a_text_comes_with_its_count_and_the_version_of_its_template() -> None:
    text = composed("digest_one_film", "zh")
    assert text.segments == segments(text.text) == Segments("UCS-2", len(text.text), 2)
    assert (text.template, len(text.template_version)) == ("digest", 8)


def test_the_version_of_a_template_changes_with_its_words_and_with_the_shared_ones() -> None:
    sources = {"lines.zh.txt": "一", "a.zh.txt": "甲", "lines.en.txt": "", "a.en.txt": ""}
    versions = {
        Wording(made).version("a", "zh")
        for made in (sources, {**sources, "a.zh.txt": "乙"}, {**sources, "lines.zh.txt": "二"}, dict(sources))
    }
    assert len(versions) == 3


def test_a_fact_that_a_template_misses_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        shipped_wording().compose("reminder", "zh", OFFICE, day="2026-06-12")


def test_brackets_of_the_signature_are_kept_out_of_names() -> None:
    named = replace(FILM, programme="【贺岁】城南旧事")
    text = (
        shipped_wording()
        .compose("reminder", "zh", OFFICE, day="2026-06-12", digest=told(named, party="venue:square"))
        .text
    )
    assert "《〔贺岁〕城南旧事》" in text


def test_a_template_cannot_reach_behind_its_facts() -> None:
    hostile = {
        "lines.zh.txt": "",
        "lines.en.txt": "",
        "a.en.txt": "",
        "a.zh.txt": "{{ office.__class__.__mro__ }}",
    }
    with pytest.raises(Exception, match="unsafe"):
        Wording(hostile).compose("a", "zh", OFFICE)


def write_texts() -> None:
    """Set the agreed texts anew after a wanted change; read the difference before committing it."""
    for name in CASES:
        for language in ("zh", "en"):
            text = composed(name, cast("Language", language)).text
            (TEXTS / f"{name}.{language}.txt").write_text(text + "\n", "utf-8")


def test_an_echo_of_one_answer_names_what_where_and_when_in_one_part() -> None:
    brief = composed("echo_agreed_briefly", "zh")
    assert brief.segments.parts == 1
    assert all(told in brief.text for told in ("6月12日（周五）19:30", "《城南旧事》", "示范广场"))


def test_an_echo_writes_all_its_days_in_one_style() -> None:
    until = datetime(2026, 6, 9, 20, tzinfo=UTC)
    for brief, weekdays in ((False, 2), (True, 2), ("plain", 0)):
        facts = {**ECHO, "agreed": (1,), "named": named(FILM), "brief": brief, "until": until}
        text = shipped_wording().compose("echo", "zh", OFFICE, **facts).text
        assert (text.count("（周"), text.count("月")) == (weekdays, 2)


def test_a_course_is_told_as_it_runs_only_where_several_sessions_change_and_no_line_says_it() -> None:
    one = digest_of([Telling("venue:centre", "venue", COURSE[3].id, 2, COURSE[3], THURSDAY)], RECONFIRM)
    assert courses_of(one, RUNS) == ()
    new = digest_of(new_to("venue:centre", deliveries=COURSE), RECONFIRM)
    assert courses_of(new, {("venue:centre", "venue", each.id): each for each in COURSE}) == ()
    moved = {("venue:centre", "venue", each.facts.id): each.facts for each in LATER.tellings}
    assert courses_of(LATER, moved) == ()
    assert courses_of(PARTED, {}) == ()
    others = {("provider:tea", "provider", each.id): each for each in COURSE}
    assert courses_of(PARTED, others) == ()


def test_a_course_as_it_runs_is_left_out_where_it_does_not_fit() -> None:
    whole = replace(PARTED, courses=courses_of(PARTED, RUNS))
    assert pages_of(whole, lambda _: True) == (whole,)
    assert pages_of(whole, lambda page: not page.courses) == (PARTED,)
    first, last = pages_of(whole, lambda page: len(page.items) < 2)
    assert (first.courses, last.courses) == ((), whole.courses)
