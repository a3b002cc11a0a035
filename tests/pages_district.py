"""A small district with a planned June, filled straight into the tables, for the tests of the pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, time, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy.orm import Session

from api.bootstrap import House, house_of
from config.database import Store
from config.district_clock import DistrictRow
from config.revisions import newest_revision
from config.settings import load_settings
from config.telephones import Telephone
from config.work_log import EventRow
from notifications.application.announcing import announce
from notifications.application.contacting import Contact, Edit, put_contacts
from scheduler.adapters.calendar_repository import replace_draft
from scheduler.adapters.calendar_tables import (
    HeldDeliveryRow,
    MonthRow,
    UnplacedRow,
)
from scheduler.adapters.district_tables import (
    AllotmentRow,
    AreaRow,
    DayMarkRow,
    ProgrammeRow,
    ProviderRow,
    TargetRow,
    VenueRow,
)
from scheduler.application.answering import take_answer
from scheduler.application.publishing import approve, publish
from scheduler.domain.delivery import Delivery
from scheduler.domain.terms import Category, DeliveryState, MonthState
from scheduler.messages import CalendarPublished, DeliveryAnswered, DeliveryChange
from tests.conftest import MORNING

SILENT, DECLINED = 2, 1
"""Which of the month's deliveries, in the order of the calendar, nobody confirms, and which is declined."""

DISTRICT = "demo"
AREAS = (
    ("tmxl", "天目西路街道", 35000),
    ("bz", "北站街道", 68000),
    ("bsl", "宝山路街道", 85000),
    ("zjxl", "芷江西路街道", 80000),
    ("ghxl", "共和新路街道", 95000),
    ("dnl", "大宁路街道", 78000),
    ("ppxc", "彭浦新村街道", 155000),
    ("lfl", "临汾路街道", 81000),
    ("ppz", "彭浦镇", 153000),
)
PROGRAMMES: dict[Category, tuple[tuple[str, str, int], ...]] = {
    Category.PERFORMANCE: (("yueju", "越剧折子戏专场", 120), ("minyue", "江南丝竹音乐会", 90)),
    Category.FILM: (("film-1", "露天电影：故事片专场", 105), ("film-2", "露天电影：戏曲片专场", 100)),
    Category.TRAINING: (
        ("shufa", "书法入门", 90),
        ("taiji", "太极拳", 60),
        ("hechang", "合唱排练", 90),
        ("cha", "茶艺初级班", 90),
    ),
    Category.FEATURE: (("feiyi", "非遗剪纸体验", 60), ("dushu", "读书会", 90)),
    Category.BOOKS: (("tushu", "图书报刊配送", 60),),
}
PROVIDERS = {
    Category.PERFORMANCE: ("troupe", "区越剧团"),
    Category.FILM: ("cinema", "区电影放映队"),
    Category.TRAINING: ("school", "区文化馆培训部"),
    Category.FEATURE: ("teahouse", "大宁茶馆"),
    Category.BOOKS: ("library", "区图书馆"),
}
STARTS = {
    Category.PERFORMANCE: time(14),
    Category.FILM: time(19, 45),
    Category.TRAINING: time(9, 30),
    Category.FEATURE: time(17),
    Category.BOOKS: time(10),
}


def house_on(store: Store, home: Path, **changes: Any) -> House:
    """The house of a filled store, with the shipped settings; its secrets lie in `home`."""
    settings = load_settings(environment={"DATABASE_URL": store.url})
    return house_of(settings.model_copy(update={"home": home, **changes}))


@contextmanager
def opened(house: House) -> Iterator[House]:
    try:
        yield house
    finally:
        house.close()


def fill_district(store: Store) -> None:
    """Nine areas with their venues, their crews, a menu, quotas, the days of June, the year's targets."""
    with store.transaction() as session:
        _stamp(session)
        _fill_office(session)
        for area_id, name, population in AREAS:
            _fill_area(session, area_id, name, population)
        for category, (provider_id, name) in PROVIDERS.items():
            _fill_supply(session, category, provider_id, name)
        session.flush()
        _fill_contacts(session)
        for number, (day, kind, name) in enumerate(_marks()):
            session.add(
                DayMarkRow(day=day, kind=kind, name=name, source="test", **_key(f"{number}/{day}/{kind}"))
            )


CREWS = {
    Category.PERFORMANCE: 1,
    Category.FILM: 9,
    Category.TRAINING: 9,
    Category.FEATURE: 2,
    Category.BOOKS: 9,
}
"""How many crews each category has, so that nobody is wanted in two places."""


def _fill_contacts(session: Session) -> None:
    """A mobile for every venue and crew, a call-only landline for every area."""
    parties = [f"venue:{row.id}" for row in session.scalars(sa.select(VenueRow).order_by(VenueRow.id))]
    parties += [
        f"provider:{row.id}" for row in session.scalars(sa.select(ProviderRow).order_by(ProviderRow.id))
    ]
    put_contacts(
        session,
        DISTRICT,
        [
            *(
                Contact(party, Telephone(f"+86154000{number:05}", "mobile"))
                for number, party in enumerate(parties, 1)
            ),
            *(
                Contact(f"area:{area_id}", Telephone(f"+86210000{number:04}", "landline"))
                for number, (area_id, _, _) in enumerate(AREAS, 1)
            ),
        ],
        Edit("import", MORNING),
    )


def _key(identity: str) -> dict[str, Any]:
    return {"district_id": DISTRICT, "id": identity, "edited_at": MORNING, "edited_by": "import"}


def _marks() -> Iterator[tuple[date, str, str]]:
    for number in (19, 20, 21):
        yield date(2026, 6, number), "holiday", "端午节"
    for number in (7, 8, 9):
        yield date(2026, 6, number), "quiet", "高考"


def _stamp(session: Session) -> None:
    """Say that the tables, made straight from the models, are those of the newest migration."""
    session.execute(sa.text("CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) NOT NULL)"))
    session.execute(sa.text("DELETE FROM alembic_version"))
    session.execute(
        sa.text("INSERT INTO alembic_version VALUES (:revision)"), {"revision": newest_revision()}
    )


def _fill_office(session: Session) -> None:
    session.add(
        DistrictRow(
            district_id=DISTRICT,
            name="示范区",
            office="示范区文化配送中心",
            office_telephone="021-0000-0100",
            timezone="Asia/Shanghai",
            latitude=31.27,
            longitude=121.45,
            month_budget=400_000,
            simulated_now=MORNING,
        )
    )
    for measure, amount in (
        ("performances", 50),
        ("films", 42),
        ("training_sessions", 900),
        ("feature_services", 92),
    ):
        session.add(
            TargetRow(year=2026, measure=measure, amount=amount, each_area=False, **_key(f"2026/{measure}"))
        )


def _fill_area(session: Session, area_id: str, name: str, population: int) -> None:
    session.add(
        AreaRow(
            name=name,
            population=population,
            latitude=31.27,
            longitude=121.45,
            valid_from=None,
            valid_to=None,
            **_key(area_id),
        )
    )
    short = name.removesuffix("街道").removesuffix("镇")
    for kind, what in (("centre", "社区文化活动中心"), ("library", "图书馆"), ("open_air", "露天广场")):
        session.add(
            VenueRow(
                area_id=area_id,
                name=f"{short}{what}",
                kind=kind,
                capacity=200,
                features=["stage"],
                hours={str(day): ["08:30", "21:30"] for day in range(1, 8)},
                opened_from=None,
                opened_to=None,
                **_key(f"{area_id}-{kind}"),
            )
        )
    for category, most in zip(Category, (1, 1, 9, 1, 1), strict=True):
        session.add(
            AllotmentRow(
                area_id=area_id,
                category=category,
                month="2026-06",
                least=max(most - 1, 1),
                most=most,
                **_key(f"{area_id}/{category}/2026-06"),
            )
        )


def _fill_supply(session: Session, category: Category, provider_id: str, name: str) -> None:
    crews = [f"{provider_id}-{number}" for number in range(1, CREWS[category] + 1)]
    for number, crew in enumerate(crews, 1):
        session.add(_crew(category, crew, f"{name}{'一二三四五六七八九'[number - 1]}队"))
    for programme_id, programme, minutes in PROGRAMMES[category]:
        session.add(_programme(category, programme_id, programme, minutes, crews))


def _crew(category: Category, provider_id: str, name: str) -> ProviderRow:
    return ProviderRow(
        name=name,
        categories=[category],
        per_day=4,
        per_week=20,
        per_month=60,
        contract_from=None,
        contract_to=None,
        weekdays=[1, 2, 3, 4, 5, 6, 7],
        van_volumes=3000,
        **_key(provider_id),
    )


def _programme(
    category: Category, programme_id: str, name: str, minutes: int, crews: list[str]
) -> ProgrammeRow:
    return ProgrammeRow(
        name=name,
        category=category,
        provider_ids=crews,
        minutes=minutes,
        setup_minutes=30,
        clearing_minutes=30,
        needs=[],
        cost=800,
        audience=120,
        sessions=1,
        months=list(range(1, 13)),
        open_air=category is Category.FILM,
        amplified=category is Category.FILM,
        volumes=200 if category is Category.BOOKS else 0,
        titles=20 if category is Category.BOOKS else 0,
        **_key(programme_id),
    )


def june(each_training: int = 8) -> tuple[Delivery, ...]:
    """A month that looks like one: films on Friday evenings, weekly lessons, one of the rest for each area."""
    serial = count(1)
    found: list[Delivery] = []
    for place, (area_id, _, _) in enumerate(AREAS):
        for number in range(each_training):
            lesson = date(2026, 6, 1) + timedelta(days=place % 5 + 7 * (number % 4) + 2 * (number // 4))
            found.append(_delivery(next(serial), area_id, Category.TRAINING, lesson, number // 4 + place))
        found.append(
            _delivery(next(serial), area_id, Category.FILM, date(2026, 6, 5 + 7 * (place % 4)), place)
        )
        found.append(
            _delivery(next(serial), area_id, Category.PERFORMANCE, date(2026, 6, 6 + place * 2), place)
        )
        found.append(_delivery(next(serial), area_id, Category.FEATURE, date(2026, 6, 10 + place), place))
        found.append(_delivery(next(serial), area_id, Category.BOOKS, date(2026, 6, 22 + place % 5), place))
    return tuple(found)


def _delivery(serial: int, area_id: str, category: Category, day: date, turn: int) -> Delivery:
    programme_id, _, minutes = PROGRAMMES[category][turn % len(PROGRAMMES[category])]
    place = [identity for identity, _, _ in AREAS].index(area_id)
    film = category is Category.FILM
    return Delivery(
        id=f"2606-{serial:03}",
        area_id=area_id,
        category=category,
        programme_id=programme_id,
        provider_id=f"{PROVIDERS[category][0]}-{place % CREWS[category] + 1}",
        venue_id=f"{area_id}-{'open_air' if film else 'library' if category is Category.BOOKS else 'centre'}",
        day=day,
        start=STARTS[category],
        minutes=minutes,
        rain_venue_id=f"{area_id}-centre" if film else None,
        volumes=200 if category is Category.BOOKS else 0,
        titles=20 if category is Category.BOOKS else 0,
    )


def plan_june(store: Store, deliveries: tuple[Delivery, ...] | None = None) -> None:
    """June as a draft of revision 3 with one thing that could not be placed."""
    with store.transaction() as session:
        session.add(
            MonthRow(
                district_id=DISTRICT,
                month="2026-06",
                state=MonthState.DRAFT,
                draft_revision=3,
                published_number=0,
                next_serial=200,
                outcome="optimal",
                score={},
            )
        )
        session.flush()
        replace_draft(session, DISTRICT, "2026-06", deliveries or june(), by="plan", at=MORNING)
        session.add(
            UnplacedRow(
                district_id=DISTRICT,
                month="2026-06",
                position=1,
                area_id="bz",
                category=Category.PERFORMANCE,
                programme_id="minyue",
                order_id=None,
                reason_zh="区越剧团在六月已排满 12 场",
                reason_en="the troupe's 12 performances of June are all taken",
            )
        )


def publish_june(house: House) -> None:
    """June as version 1, its texts written; most answers confirm, one declines, one venue is silent."""
    with house.outbox.transaction() as session:
        approve(session, house.clock, house.planning, DISTRICT, "2026-06", seen_revision=3, by="测试员")
        publish(session, house.clock, DISTRICT, "2026-06", seen_revision=3, by="测试员")
    (event,) = hear_publications(house)
    with house.outbox.transaction() as session:
        for number, change in enumerate(event.changes):
            for answered in _answers(number, change):
                take_answer(session, house.clock, answered)


def hear_publications(house: House) -> list[CalendarPublished]:
    """Write the texts of every publication not yet heard, as the engine would; returns their events."""
    heard = []
    with house.outbox.transaction() as session:
        for row in session.scalars(
            sa.select(EventRow)
            .where(EventRow.kind == CalendarPublished.__name__, EventRow.handled_at.is_(None))
            .order_by(EventRow.id)
        ):
            event = TypeAdapter(CalendarPublished).validate_python(row.payload)
            announce(session, house.sending_desk(session), event)
            row.handled_at = house.clock.now()
            heard.append(event)
    return heard


def _answers(number: int, change: DeliveryChange) -> Iterator[DeliveryAnswered]:
    assert change.after is not None, "a first version only adds"
    for side, party in (("venue", change.after.venue_party), ("provider", change.after.provider_party)):
        if number == SILENT and side == "venue":
            continue
        declines = number == DECLINED and side == "venue"
        yield DeliveryAnswered(
            DISTRICT,
            change.delivery_id,
            party,
            "venue" if side == "venue" else "provider",
            "declined" if declines else "confirmed",
            change.version,
            "当天场地检修" if declines else "",
            f"reply-{number}-{side}",
        )


def hold_spring(store: Store) -> None:
    """A few deliveries held in March, so that the year has begun."""
    with store.transaction() as session:
        for number, (category, (provider_id, _)) in enumerate(PROVIDERS.items()):
            session.add(
                HeldDeliveryRow(
                    area_id="bz",
                    category=category,
                    programme_id=PROGRAMMES[category][0][0],
                    provider_id=f"{provider_id}-1",
                    venue_id="bz-centre",
                    day=date(2026, 3, 10 + number),
                    start=time(14),
                    state=DeliveryState.HELD,
                    **_key(f"2603-{number:03}"),
                )
            )
