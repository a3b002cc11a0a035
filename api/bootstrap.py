"""The only place that knows everyone: it builds the house and wires who hears what."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cached_property
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from api.access.rules import AccessRules
from api.providing import lane_rules, live_rules, provider_of, stand_in_settings, takes_text
from api.wiring import wire
from config.clock import Clock
from config.database import Store
from config.district_clock import DistrictRow, clock_of, district_in
from config.durable import DurableEngine, Outbox
from config.refusal import Refusal, refuse
from config.revisions import refuse_other_revision
from config.settings import PROVIDERS, Settings, load_settings
from config.settings_names import unknown_in
from config.trying import Wiring
from notifications.adapters.templates import shipped_wording
from notifications.application.desk import Desk
from notifications.domain.lanes import LaneRules
from notifications.domain.live_sending import LiveRules
from notifications.domain.sending_rules import SendingRules
from notifications.domain.wording import Office
from notifications.market.adapters.message_layer import HouseMessages
from notifications.market.application.announcing import Desk as MarketDesk
from notifications.market.domain.due import MarketSettings
from notifications.providers import Provider
from scheduler.application.planning_facts import PlanningSettings, planning_settings_of, read_workdays
from scheduler.domain.allotting_rules import AllottingRules
from scheduler.solver.city.crew import Benches


@dataclass(frozen=True, slots=True)
class StandIn:
    """The provider that takes over from a lane cut off, with the settings as it reads them."""

    settings: Settings
    provider: Provider


@dataclass
class House:
    """One district at work: its settings, store, clock, outbox, provider, and the desks of its deeds."""

    settings: Settings
    store: Store
    district: DistrictRow
    clock: Clock
    outbox: Outbox
    provider: Provider
    planning: PlanningSettings
    wiring: Wiring = field(default_factory=Wiring)
    stand_in: StandIn | None = None
    benches: Benches = field(default_factory=Benches)

    @property
    def district_id(self) -> str:
        return self.district.district_id

    @cached_property
    def rules(self) -> SendingRules:
        return self.settings.section("sending", SendingRules)

    @property
    def office(self) -> Office:
        return Office(self.district.office, self.district.office_telephone, self.rules.signature)

    def sending_desk(self, session: Session) -> Desk:
        """What a deed of the message layer stands on, with the days as the table of days now has them."""
        return Desk(
            district_id=self.district_id,
            clock=self.clock,
            office=self.office,
            rules=self.rules,
            wording=shipped_wording(),
            is_workday=read_workdays(session, self.district_id).is_workday,
            lane=self.provider.capabilities,
            live=live_rules(self.settings),
            lane_rules=lane_rules(self.settings),
            settling=self.rules.settling if self.district.simulated_now is None else timedelta(),
            takes=takes_text(self.settings),
        )

    def desk_of_stand_in(self, session: Session, stand_in: StandIn) -> Desk:
        """The same desk, at the second provider's lane."""
        return replace(
            self.sending_desk(session),
            lane=stand_in.provider.capabilities,
            live=live_rules(stand_in.settings),
            lane_rules=lane_rules(stand_in.settings),
            takes=takes_text(stand_in.settings),
        )

    def provider_of_lane(self, name: str) -> Provider | None:
        """The provider of a lane in use, by its name."""
        providers = [self.provider, *([self.stand_in.provider] if self.stand_in is not None else [])]
        return next((each for each in providers if each.capabilities.name == name), None)

    def lanes(self, session: Session) -> dict[str, tuple[Desk, Provider]]:
        """Each lane in use by its name: the first, and the second if there is one."""
        found = {self.provider.capabilities.name: (self.sending_desk(session), self.provider)}
        if self.stand_in is not None:
            desk = self.desk_of_stand_in(session, self.stand_in)
            found[desk.lane.name] = (desk, self.stand_in.provider)
        return found

    def market_desk(self, session: Session) -> MarketDesk:
        """What a deed of the market register stands on."""
        return MarketDesk(
            district_id=self.district_id,
            clock=self.clock,
            workdays=read_workdays(session, self.district_id),
            thresholds=self.settings.section("market", MarketSettings).thresholds,
            office=self.office,
            messages=HouseMessages(self.sending_desk(session)),
        )

    def engine(self) -> DurableEngine:
        """The durable engine of this process, not yet started."""
        return DurableEngine(self.outbox, self.wiring, self.settings.executor)

    def close(self) -> None:
        self.provider.close()
        if self.stand_in is not None:
            self.stand_in.provider.close()
        self.benches.close()
        self.outbox.close()
        self.store.close()


def open_house(settings_file: Path | None = None) -> House:
    """Open the district of the configured store; refused when there is none."""
    return house_of(load_settings(settings_file))


def house_of(settings: Settings) -> House:
    """Build the house of the one district in the store that `settings` name."""
    refuse_unfit_settings(settings)
    planning = planning_settings_of(settings.sections.get("planning", {}), settings.plan_seconds)
    store = Store(settings.database_url)
    district = district_in(store)
    if district is None:
        store.close()
        url = sa.make_url(settings.database_url).render_as_string(hide_password=True)
        raise refuse(
            "database_url",
            "这里还没有数据（{where}）。请先运行 culture init --demo（演示）或 culture init --empty（正式）；"
            "数据若在别处，请到那个文件夹里运行。",
            "there is no district here yet ({where}). Run culture init --demo or culture init --empty first. "
            "If the data are elsewhere, run it in that folder.",
            where=store.file.resolve() if store.file else url,
        )
    refuse_other_revision(store)
    clock = clock_of(store, district)
    simulated = district.simulated_now is not None
    second = stand_in_settings(settings)
    house = House(
        settings=settings,
        store=store,
        district=district,
        clock=clock,
        outbox=Outbox(store, clock),
        provider=provider_of(settings, clock, clock_simulated=simulated),
        planning=planning,
        stand_in=StandIn(second, provider_of(second, clock, clock_simulated=simulated)) if second else None,
    )
    house.wiring = wire(house)
    return house


def refuse_unfit_settings(settings: Settings) -> None:
    """Refuse a name in the tables of the settings that no room reads, and a value that its room cannot use."""
    shapes = {
        "access": AccessRules,
        "allotment": AllottingRules,
        "market": MarketSettings,
        "sending": SendingRules,
    }
    provider = f"{PROVIDERS}.{settings.provider}"
    faults = [
        *(
            fault
            for name, shape in shapes.items()
            for fault in unknown_in(shape, settings.sections.get(name, {}), f"[{name}]")
        ),
        *(
            fault
            for part, shape in (("live", LiveRules), ("lane", LaneRules))
            for fault in unknown_in(
                shape, settings.section(f"{provider}.{part}", dict[str, object]), f"[{provider}.{part}]"
            )
        ),
    ]
    if faults:
        raise Refusal(*faults)
    for name, shape in shapes.items():
        settings.section(name, shape)
