"""A district of two areas written straight into the tables, for deeds that need facts but no import."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time

from sqlalchemy.orm import Session

from config.district_clock import DistrictRow
from scheduler.adapters.calendar_repository import month_row, replace_draft
from scheduler.adapters.district_tables import (
    AllotmentRow,
    AreaRow,
    CourseRow,
    ProgrammeRow,
    ProviderRow,
    VenueRow,
)
from scheduler.domain.delivery import Delivery
from scheduler.domain.terms import Category

DISTRICT = "test"


def settle(session: Session, at: datetime) -> None:
    """Write the district: two areas, an open-air site and a hall each, a film team and its film."""
    edit = {"district_id": DISTRICT, "edited_at": at, "edited_by": "import"}
    session.add(
        DistrictRow(
            district_id=DISTRICT,
            name="示范区",
            office="区文化配送中心",
            office_telephone="021-0000-0100",
            timezone="Asia/Shanghai",
            latitude=31.26,
            longitude=121.45,
        )
    )
    for number, name in ((1, "北站街道"), (2, "彭浦镇")):
        session.add(
            AreaRow(id=f"A{number}", name=name, population=60000, latitude=31.25, longitude=121.47, **edit)
        )
        for kind, title in (("open_air", "露天广场"), ("centre", "社区文化活动中心")):
            session.add(
                VenueRow(
                    id=f"V{number}-{kind}",
                    area_id=f"A{number}",
                    name=name + title,
                    kind=kind,
                    capacity=300,
                    features=["screen", "power"],
                    hours={str(day): ["08:00", "22:00"] for day in range(1, 8)},
                    **edit,
                )
            )
    for number in (1, 2):
        session.add(
            ProviderRow(
                id=f"P{number}",
                name=f"第{'一二'[number - 1]}放映队",
                categories=["film"],
                per_day=1,
                per_week=5,
                per_month=20,
                weekdays=[1, 2, 3, 4, 5, 6, 7],
                van_volumes=0,
                **edit,
            )
        )
    session.add(
        ProgrammeRow(
            id="F1",
            name="露天电影",
            category="film",
            provider_ids=["P1", "P2"],
            minutes=100,
            setup_minutes=60,
            clearing_minutes=30,
            needs=["power"],
            cost=2000,
            audience=200,
            sessions=1,
            months=[5, 6, 7, 8, 9, 10],
            open_air=True,
            amplified=True,
            volumes=0,
            titles=0,
            **edit,
        )
    )
    session.flush()


def second_hall(session: Session) -> None:
    """Give the first area another indoor venue, like the one it has."""
    first = session.get_one(VenueRow, (DISTRICT, "V1-centre"))
    same = {column.name: getattr(first, column.name) for column in VenueRow.__table__.columns}
    session.add(VenueRow(**{**same, "id": "V1-library", "name": "北站街道图书馆", "kind": "library"}))
    session.flush()


def film(delivery_id: str = "2606-001", day: date = date(2026, 6, 12), area: int = 1) -> Delivery:
    """An outdoor film at 19:30 with the area's hall as rain venue."""
    return Delivery(
        id=delivery_id,
        area_id=f"A{area}",
        category=Category.FILM,
        programme_id="F1",
        provider_id=f"P{area}",
        venue_id=f"V{area}-open_air",
        day=day,
        start=time(19, 30),
        minutes=100,
        rain_venue_id=f"V{area}-centre",
    )


def draft(session: Session, month: str, deliveries: list[Delivery], at: datetime) -> int:
    """Make `deliveries` the month's draft; returns its revision."""
    row = month_row(session, DISTRICT, month, lock=True)
    replace_draft(session, DISTRICT, month, deliveries, by="planner", at=at)
    row.draft_revision += 1
    row.state = "draft"
    return row.draft_revision


def teach(session: Session, at: datetime) -> None:
    """Add a course of four weekly lessons, which began on 27 May in the first hall, and two who can teach it."""
    edit = {"district_id": DISTRICT, "edited_at": at, "edited_by": "import"}
    shown = session.get_one(ProgrammeRow, (DISTRICT, "F1"))
    same = {column.name: getattr(shown, column.name) for column in ProgrammeRow.__table__.columns}
    taught = {"id": "C1", "name": "书法", "category": "training", "sessions": 4, "provider_ids": ["P3", "P4"]}
    indoors = {"open_air": False, "amplified": False, "needs": [], "months": list(range(1, 13))}
    session.add(ProgrammeRow(**{**same, **taught, **indoors}))
    crew = session.get_one(ProviderRow, (DISTRICT, "P1"))
    same = {column.name: getattr(crew, column.name) for column in ProviderRow.__table__.columns}
    for teacher, name in (("P3", "书法教学组"), ("P4", "书法代课组")):
        session.add(ProviderRow(**{**same, "id": teacher, "name": name, "categories": ["training"]}))
    own = {"area_id": "A1", "programme_id": "C1", "provider_id": "P3", "venue_id": "V1-centre"}
    begun = {"first_day": date(2026, 5, 27), "start": time(14, 0), "sessions": 4, "held": 1}
    session.add(CourseRow(id="K1", **begun, **own, **edit))
    quota = {"category": "training", "month": "2026-06", "least": 2, "most": 4}
    session.add(AllotmentRow(id="A1-training", area_id="A1", **quota, **edit))
    session.flush()


def lesson(number: int, day: date, course_id: str = "K1") -> Delivery:
    """A session of a course at 14:00 in the first hall; 2606-011 is the first."""
    return replace(
        film(f"2606-01{number}", day=day),
        category=Category.TRAINING,
        programme_id="C1",
        provider_id="P3",
        venue_id="V1-centre",
        start=time(14, 0),
        rain_venue_id=None,
        course_id=course_id,
        session=number,
    )
