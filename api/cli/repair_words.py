"""The command that repairs a disruption, as a person types it."""

from __future__ import annotations

from scheduler.application.names_view import Names
from scheduler.domain.decline import AskedSide
from scheduler.domain.disruption import ProviderAbsent, VenueClosed


def repair_command(disruption: VenueClosed | ProviderAbsent | None, names: Names) -> str:
    """`culture event closed …` or `absent …` with the district's names; empty if there is nothing to repair so."""
    if isinstance(disruption, VenueClosed):
        words = ["closed", names.venue(disruption.venue_id), f"{disruption.first}"]
        words.append(f"{disruption.last}" if disruption.last else "--until-further-notice")
    elif isinstance(disruption, ProviderAbsent):
        words = ["absent", names.provider(disruption.provider_id), f"{disruption.first}"]
        words.append(f"{disruption.last}" if disruption.last else "--for-good")
    else:
        return ""
    return " ".join(["culture event", *words])


def decline_command(delivery_id: str, side: AskedSide) -> str:
    """`culture event declined …` for an open decline."""
    return f"culture event declined {delivery_id} --side {side}"
