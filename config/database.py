"""The store: engine, sessions, the one transaction edge, and the versions of subjects."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

from config.many import one_of


class Instant(sa.TypeDecorator[datetime]):
    """An instant, stored in UTC; a naive value is refused."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"an instant carries its zone, {value} has none")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


class Base(DeclarativeBase):
    """The tables of all rooms; each row belongs to a district."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: Instant, dict[str, Any]: sa.JSON, list[Any]: sa.JSON}  # noqa: RUF012


class SubjectVersion(Base):
    """How often a subject (a delivery, a licence …) has changed; what a text said is held against it."""

    __tablename__ = "subject_versions"

    district_id: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int]


def raise_subject(session: Session, district_id: str, subject: str) -> int:
    """Count one more change of `subject` in the caller's transaction; returns its new version, from 1."""
    insert = insert_of(session)(SubjectVersion).values(district_id=district_id, subject=subject, version=1)
    statement = insert.on_conflict_do_update(
        index_elements=["district_id", "subject"], set_={"version": SubjectVersion.version + 1}
    ).returning(SubjectVersion.version)
    return int(session.execute(statement).scalar_one())


def versions_of(session: Session, district_id: str, subjects: list[str]) -> dict[str, int]:
    """The present version of each subject; 0 if never raised."""
    return dict.fromkeys(subjects, 0) | _rows_of(session, district_id, subjects, lock=False)


def raise_subjects(session: Session, district_id: str, subjects: Collection[str]) -> None:
    """Count one more change of each subject in the caller's transaction, all in one statement."""
    if not subjects:
        return
    insert = insert_of(session)(SubjectVersion)
    statement = insert.on_conflict_do_update(
        index_elements=["district_id", "subject"], set_={"version": SubjectVersion.version + 1}
    )
    session.connection().execute(
        statement,
        [{"district_id": district_id, "subject": subject, "version": 1} for subject in sorted(subjects)],
    )


def locked_versions(session: Session, district_id: str, subjects: list[str]) -> dict[str, int]:
    """The present version of each subject, its row locked until the transaction ends; 0 if never raised."""
    found = _rows_of(session, district_id, subjects, lock=True)
    never_raised = sorted(set(subjects) - set(found))
    if (
        never_raised and session.get_bind().dialect.name == "postgresql"
    ):  # SQLite's one writer holds everything
        _begin_at_zero(session, district_id, never_raised)
        found |= _rows_of(session, district_id, never_raised, lock=True)
    return {subject: found.get(subject, 0) for subject in subjects}


def _rows_of(session: Session, district_id: str, subjects: list[str], *, lock: bool) -> dict[str, int]:
    statement = (
        sa.select(SubjectVersion.subject, SubjectVersion.version)
        .where(SubjectVersion.district_id == district_id, one_of(SubjectVersion.subject, subjects))
        .order_by(SubjectVersion.subject)
    )
    rows = session.execute(statement.with_for_update() if lock else statement).all()
    return {row.subject: row.version for row in rows}


def _begin_at_zero(session: Session, district_id: str, subjects: list[str]) -> None:
    """A row that is not there cannot be locked, and the first change would slip in beside the lock."""
    named = sa.func.unnest(sa.bindparam("named", subjects, type_=postgresql.ARRAY(sa.Text)))
    rows = sa.select(sa.literal(district_id), named, sa.literal(0))
    statement = postgresql.insert(SubjectVersion).from_select(["district_id", "subject", "version"], rows)
    session.execute(statement.on_conflict_do_nothing())


def insert_of(session: Session) -> Any:
    """The dialect's own INSERT, which can say what to do on a conflict."""
    return postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert


class Store:
    """One database: sessions that write (`transaction`) and sessions that only read (`reading`)."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = _engine(url)
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @property
    def file(self) -> Path | None:
        """The SQLite file, or None on PostgreSQL."""
        database = make_url(self.url).database
        return Path(database) if self.is_sqlite and database else None

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """The transaction edge: everything done with the session commits together or not at all."""
        with self._sessions() as session, session.begin():
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A consistent view for reading; nothing done in it is kept."""
        with self._sessions() as session:
            session.connection(execution_options={"reading": True})
            yield session

    def close(self) -> None:
        self.engine.dispose()


def _engine(url: str) -> sa.Engine:
    if not url.startswith("sqlite"):
        address = make_url(url).set(drivername="postgresql+psycopg")
        return sa.create_engine(address, pool_size=10, max_overflow=10, pool_pre_ping=True)
    engine = sa.create_engine(url, connect_args={"timeout": 30}, pool_size=10, max_overflow=10)
    sa.event.listen(engine, "do_connect", _make_folder)
    sa.event.listen(engine, "connect", _prepare_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _make_folder(_dialect: Any, _record: Any, places: Sequence[str], _options: Any) -> None:
    """The file's folder is made when it is first opened, not by asking whether it is there."""
    for place in places:
        Path(place).parent.mkdir(parents=True, exist_ok=True)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "busy_timeout=30000",
        "foreign_keys=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: sa.Connection) -> None:
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
