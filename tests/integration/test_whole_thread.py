"""One thread through everything, by the real command line: import, plan, publish, text, reply, confirmed, rain."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.culture_process import Office, office_in

pytestmark = pytest.mark.slow

JUNE = "2026-06"
RAINY = "2026-06-12"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """The demonstration district, its June planned, approved and published to the simulator."""
    office = office_in(tmp_path_factory.mktemp("office"))
    for words in (
        ("init", "--demo"),
        ("plan", JUNE),
        ("approve", JUNE),
        ("publish", JUNE, "--yes"),
    ):
        done = office.culture(*words)
        assert (words, done.status, done.err) == (words, 0, "")
    return office


def texts_taken(office: Office) -> list[dict[str, Any]]:
    """Every text that the simulator took, by its own record."""
    log = Path(office.folder) / "var" / "simulator.jsonl"
    lines = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    return [message for line in lines if line["kind"] == "messages" for message in line["messages"]]


def delivery(office: Office, delivery_id: str) -> dict[str, Any]:
    shown = office.culture("--json", "show", JUNE).json
    return next(row for row in shown["deliveries"] if row["id"] == delivery_id)


def films_on_the_rainy_day(office: Office) -> list[dict[str, Any]]:
    shown = office.culture("--json", "show", JUNE).json
    return [row for row in shown["deliveries"] if row["category"] == "film" and row["day"] == RAINY]


def answer_all(office: Office, texts: list[dict[str, Any]]) -> None:
    """Every telephone that was asked says yes to everything."""
    for text in texts:
        code = re.search(r"(?:全部同意请|同意请)回复(\d+)", text["text"])
        if code is not None:
            done = office.culture("reply", text["telephone"], code[1])
            assert done.status == 0, done.err


def test_the_month_is_planned_proven_and_told_once_to_each_telephone(published: Office) -> None:
    shown = published.culture("--json", "show", JUNE).json
    taken = texts_taken(published)

    assert shown["state"] == "published"
    assert len(shown["deliveries"]) > 90
    assert films_on_the_rainy_day(published) != []
    per_telephone = Counter(text["telephone"] for text in taken)
    assert max(per_telephone.values()) == 1
    assert len(per_telephone) > 50


def test_a_film_is_confirmed_when_venue_and_provider_have_and_rain_moves_it_alone(
    published: Office,
) -> None:
    film = films_on_the_rainy_day(published)[0]
    line = re.compile(rf"6月12日.*{re.escape(film['programme'])}")
    answer_all(published, [text for text in texts_taken(published) if line.search(text["text"])])
    assert delivery(published, film["id"])["standing"] == "confirmed"

    before = published.culture("--json", "show", JUNE).json["deliveries"]
    told_before = len(texts_taken(published))
    assert published.culture("clock", "--to", "2026-06-11T09:00").status == 0
    looked = published.culture("event", "rain", RAINY)
    assert looked.status == 0
    assert len(texts_taken(published)) >= told_before

    told_before = len(texts_taken(published))
    done = published.culture("event", "rain", RAINY, "--film", f"{film['id']}=indoor", "--yes")
    assert (done.status, done.err) == (0, "")

    after = {row["id"]: row for row in published.culture("--json", "show", JUNE).json["deliveries"]}
    moved = {row["id"] for row in before if row["venue"] != after[row["id"]]["venue"]}
    assert film["id"] in moved
    assert moved <= {row["id"] for row in films_on_the_rainy_day(published)}
    told = texts_taken(published)[told_before:]
    assert max(Counter(text["telephone"] for text in told).values()) == 1
    assert all("因雨" in text["text"] for text in told)


def test_the_day_before_brings_one_reminder_with_dates_only(published: Office) -> None:
    told_before = len(texts_taken(published))
    assert published.culture("clock", "--to", "2026-06-15T10:30").status == 0
    reminders = [text for text in texts_taken(published)[told_before:] if "提醒" in text["text"]]
    # Each morning on the way told of its next day, as if it had been lived through.
    days = {re.search(r"提醒：(6月\d+日)", text["text"])[1] for text in reminders}  # type: ignore[index]
    shown = published.culture("--json", "show", JUNE).json["deliveries"]
    on_the_way = {f"6月{day}日" for day in range(12, 17)}
    held = {f"6月{int(row['day'][-2:])}日" for row in shown}
    assert days == on_the_way & held
    assert not [text for text in reminders if "明天" in text["text"]]
    assert max(Counter((text["telephone"], text["text"]) for text in reminders).values()) == 1


def test_a_rain_day_without_films_is_refused(published: Office) -> None:
    refused = published.culture("event", "rain", "2026-06-30")
    assert refused.status == 2
    assert "No outdoor film stands" in refused.err
