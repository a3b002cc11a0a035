"""A mark that a backup is being put into a PostgreSQL database: nobody works on it before that has come to its end."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.database import Store
from config.refusal import refuse

MARK = sa.Table("restore_under_way", sa.MetaData(), sa.Column("since", sa.DateTime(timezone=True)))
"""No backup holds it, so that the data that is put back leaves it where it is."""


def begin_restoring(store: Store) -> None:
    """Mark the database, for whoever comes should this process end before `end_restoring`."""
    with store.transaction() as session:
        MARK.create(session.connection(), checkfirst=True)


def end_restoring(session: Session) -> None:
    """Take the mark away in the transaction that makes the data fit to be worked on."""
    MARK.drop(session.connection(), checkfirst=True)


def refuse_half_restored(store: Store) -> None:
    """Refuse a database into which a backup was put, but not to the end."""
    with store.reading() as session:
        marked = not store.is_sqlite and sa.inspect(session.connection()).has_table(MARK.name)
    if marked:
        raise refuse(
            "database_url",
            "上次恢复备份没有做完，数据还不能用。请再运行一次 culture restore。",
            "the last restore of a backup did not come to its end. Run culture restore once more.",
        )
