"""Signs a named local person in by a link that works once, and out again."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from api.access.roles import Role
from api.access.tables import SignedInRow, SignInLinkRow
from config.refusal import refuse


@dataclass(frozen=True, slots=True)
class Person:
    """Who is signed in: the name that stands beside what they do, and their role; an area officer has an area."""

    name: str
    role: Role
    area_id: str | None = None


def new_link(session: Session, district_id: str, person: Person, now: datetime, lifetime: timedelta) -> str:
    """A token that signs `person` in once until `now + lifetime`; only its hash is kept."""
    name = person.name.strip()
    if not name:
        raise refuse("--name", "请写明登录人的姓名。", "name the person who signs in.")
    if (person.role is Role.AREA_OFFICER) != (person.area_id is not None):
        raise refuse(
            "--area",
            "街道人员要写明哪个街道（--area），其他角色不写。",
            "an area officer needs an area (--area), no other role has one.",
        )
    token = secrets.token_urlsafe(32)
    session.add(
        SignInLinkRow(
            district_id=district_id,
            token_hash=hashed(token),
            person=name,
            role=person.role.value,
            area_id=person.area_id,
            made_at=now,
            expires_at=now + lifetime,
            used_at=None,
        )
    )
    return token


def whose_link(session: Session, district_id: str, token: str, now: datetime) -> Person | None:
    """For whom the link is, while it still works; looking does not use it up."""
    link = session.get(SignInLinkRow, (district_id, hashed(token)))
    if link is None or link.used_at is not None or link.expires_at <= now:
        return None
    return Person(link.person, Role(link.role), link.area_id)


def sign_in(session: Session, district_id: str, token: str, now: datetime, lifetime: timedelta) -> str | None:
    """Use the link up and open a session; returns the session's id, None if the link no longer works."""
    used = session.execute(
        sa.update(SignInLinkRow)
        .where(
            SignInLinkRow.district_id == district_id,
            SignInLinkRow.token_hash == hashed(token),
            SignInLinkRow.used_at.is_(None),
            SignInLinkRow.expires_at > now,
        )
        .values(used_at=now)
        .returning(SignInLinkRow.person, SignInLinkRow.role, SignInLinkRow.area_id)
    ).one_or_none()
    if used is None:
        return None
    session_id = secrets.token_urlsafe(32)
    session.add(
        SignedInRow(
            district_id=district_id,
            id_hash=hashed(session_id),
            person=used.person,
            role=used.role,
            area_id=used.area_id,
            began_at=now,
            expires_at=now + lifetime,
            ended_at=None,
        )
    )
    return session_id


def signed_in(session: Session, district_id: str, session_id: str, now: datetime) -> Person | None:
    """Who is signed in under this session, None if it ended or expired."""
    row = session.get(SignedInRow, (district_id, hashed(session_id)))
    if row is None or row.ended_at is not None or row.expires_at <= now:
        return None
    return Person(row.person, Role(row.role), row.area_id)


def sign_out(session: Session, district_id: str, session_id: str, now: datetime) -> None:
    """End the session; its cookie opens nothing from now on."""
    row = session.get(SignedInRow, (district_id, hashed(session_id)))
    if row is not None and row.ended_at is None:
        row.ended_at = now


def hashed(token: str) -> str:
    """The form in which tokens are kept; they are long and random, so a plain digest suffices."""
    return hashlib.sha256(token.encode()).hexdigest()
