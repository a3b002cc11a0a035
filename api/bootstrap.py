"""The only place that knows everyone: it builds the house and wires who hears what."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa

from config.clock import Clock
from config.database import Store
from config.district_clock import DistrictRow, clock_of
from config.durable import DurableEngine, Outbox, Wiring
from config.refusal import refuse
from config.settings import Settings, load_settings


@dataclass(slots=True)
class House:
    """One district at work: its settings, store, clock, outbox and the wiring of its rooms."""

    settings: Settings
    store: Store
    district: DistrictRow
    clock: Clock
    outbox: Outbox
    wiring: Wiring = field(default_factory=Wiring)

    @property
    def district_id(self) -> str:
        return self.district.district_id

    def engine(self) -> DurableEngine:
        """The durable engine of this process, not yet started."""
        return DurableEngine(self.outbox, self.wiring, self.settings.executor)

    def close(self) -> None:
        self.outbox.close()
        self.store.close()


def open_house(settings_file: Path | None = None) -> House:
    """Open the district of the configured store; refused when there is none."""
    return house_of(load_settings(settings_file))


def house_of(settings: Settings) -> House:
    """Build the house of the one district in the store that `settings` name."""
    store = Store(settings.database_url)
    district = _the_district(store)
    if district is None:
        store.close()
        raise refuse(
            "database_url",
            "这里还没有数据({url})。请先运行 culture init --demo(演示)或 culture init --empty(正式)。",
            "there is no district here yet ({url}). Run culture init --demo or culture init --empty first.",
            url=sa.make_url(settings.database_url).render_as_string(hide_password=True),
        )
    clock = clock_of(store, district)
    house = House(settings, store, district, clock, Outbox(store, clock))
    from api.wiring import wire

    wire(house)
    return house


def _the_district(store: Store) -> DistrictRow | None:
    if store.file is not None and not store.file.exists():
        return None
    if not sa.inspect(store.engine).has_table(DistrictRow.__tablename__):
        return None
    with store.reading() as session:
        return session.scalars(sa.select(DistrictRow)).first()
