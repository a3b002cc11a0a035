"""Builds the provider that the settings name, once its set-up holds; secrets come from the environment only."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from api.operations.simulating import simulator_client
from config.bilingual import Bilingual
from config.clock import Clock
from config.refusal import Fault, Refusal, refuse
from config.settings import Settings
from notifications.domain.lanes import LaneRules
from notifications.domain.live_sending import NOT_IN_THIS_RELEASE, LiveRules, setup_faults
from notifications.providers import Capabilities, Provider
from notifications.providers.registered_templates import fit
from notifications.providers.registration import ANOTHER_SIGNATURE, Registered
from notifications.providers.sheet.client import SheetProvider, SheetSettings
from notifications.providers.sheet.client import capabilities_of as sheet_capabilities

LIVE_RELEASED = False
"""Live providers are refused until accounts come; see docs/providers.md."""


@dataclass(frozen=True, slots=True)
class Offered:
    """One provider of the product: its settings' shape, the secret it needs, what it can do, how it is built."""

    shape: type[Any]
    secret: str
    capabilities: Callable[[Any], Capabilities]
    build: Callable[[Any, str, Callable[[], datetime]], Provider]


def _aliyun() -> Offered:
    from notifications.providers.aliyun import client  # noqa: PLC0415 - an SDK is loaded where it is in use only

    return Offered(
        client.AliyunSettings, "CULTURE_ALIYUN_SECRET", client.capabilities_of, client.AliyunProvider
    )


def _smpp() -> Offered:
    from notifications.providers.smpp import client  # noqa: PLC0415 - a library is loaded where it is in use only

    return Offered(client.SmppSettings, "CULTURE_SMPP_PASSWORD", client.capabilities_of, client.SmppProvider)


def _tencent() -> Offered:
    from notifications.providers.tencent import client  # noqa: PLC0415 - an SDK is loaded where it is in use only

    return Offered(
        client.TencentSettings, "CULTURE_TENCENT_SECRET", client.capabilities_of, client.TencentProvider
    )


def _twilio() -> Offered:
    from notifications.providers.twilio import client  # noqa: PLC0415 - an SDK is loaded where it is in use only

    return Offered(
        client.TwilioSettings, "CULTURE_TWILIO_TOKEN", client.capabilities_of, client.TwilioProvider
    )


OFFERED: Mapping[str, Callable[[], Offered]] = {
    "aliyun": _aliyun,
    "smpp": _smpp,
    "tencent": _tencent,
    "twilio": _twilio,
}
"""The providers besides the simulator, by the name that `provider` gives."""


def provider_of(
    settings: Settings,
    clock: Clock,
    *,
    clock_simulated: bool,
    environment: Mapping[str, str] = os.environ,
    live_released: bool = LIVE_RELEASED,
) -> Provider:
    """The provider in use; refused, with every reason at once, where its set-up cannot work."""
    if settings.provider == "simulator":
        return simulator_client(settings)
    if settings.provider == "sheet":
        return _sheet_provider(settings, clock)
    if settings.provider not in OFFERED:
        raise refuse(
            "provider",
            "没有名为“{provider}”的短信服务商；可用的有 {names}。",
            "there is no provider “{provider}”; there are {names}.",
            provider=settings.provider,
            names=", ".join(["simulator", "sheet", *OFFERED]),
        )
    offered = OFFERED[settings.provider]()
    own = _own_settings(settings, offered.shape)
    capabilities = offered.capabilities(own)
    faults = list(setup_faults(capabilities, live_rules(settings), clock_simulated=clock_simulated))
    faults += _registration_faults(settings)
    if capabilities.live and not live_released:
        faults.append(Fault("provider", NOT_IN_THIS_RELEASE.fill(name=settings.provider)))
    secret = environment.get(offered.secret, "")
    if not secret:
        faults.append(Fault(offered.secret, NO_SECRET.fill(name=offered.secret)))
    if faults:
        raise Refusal(*faults)
    return offered.build(own, secret, clock.now)


def _sheet_provider(settings: Settings, clock: Clock) -> Provider:
    own = _own_settings(settings, SheetSettings)
    faults = list(setup_faults(sheet_capabilities(own), live_rules(settings), clock_simulated=False))
    if faults:
        raise Refusal(*faults)
    return SheetProvider(settings.home / "sheets", own, clock.now)


def registered_with(settings: Settings, name: str) -> Registered | None:
    """What the settings say is registered with a provider; None for one that takes any text."""
    shape = OFFERED[name]().shape if name in OFFERED else None
    if shape is None or "templates" not in {each.name for each in fields(shape)}:
        return None
    own = settings.section(f"providers.{name}", shape)
    return Registered(name, own.signature, own.templates)


def registries(settings: Settings) -> dict[str, Registered]:
    """What the settings say is registered, by provider, whichever is in use."""
    own = settings.sections.get("providers", {})
    filled = (
        registered_with(settings, name) for name in OFFERED if own.get(name, {}).keys() - {"live", "lane"}
    )
    return {each.provider: each for each in filled if each is not None}


def _registration_faults(settings: Settings) -> Iterator[Fault]:
    registered = registered_with(settings, settings.provider)
    office = settings.sections.get("sending", {}).get("signature")
    if registered is not None and registered.signature != office:
        sentence = ANOTHER_SIGNATURE.fill(registered=registered.signature, office=office)
        yield Fault(f"[providers.{settings.provider}] signature", sentence)


def live_rules(settings: Settings) -> LiveRules:
    """What binds the provider in use, by the office's settings."""
    return settings.section(f"providers.{settings.provider}.live", LiveRules)


def lane_rules(settings: Settings) -> LaneRules:
    """How fast, how often and how much goes by the provider in use, by the office's settings."""
    return settings.section(f"providers.{settings.provider}.lane", LaneRules)


def stand_in_settings(settings: Settings) -> Settings | None:
    """The settings as the second provider reads them, which takes over from a lane cut off; None without one."""
    name = lane_rules(settings).stand_in
    if not name:
        return None
    if name in {settings.provider, "sheet"}:
        raise refuse(
            f"[providers.{settings.provider}.lane] stand_in",
            "“{name}”不能在 {provider} 断开时代发：请填另一个能自动发送的服务商。",
            "“{name}” cannot stand in for {provider}: name another provider that sends by itself.",
            name=name,
            provider=settings.provider,
        )
    return settings.model_copy(update={"provider": name})


def takes_text(settings: Settings) -> Callable[[str], bool]:
    """Whether the provider in use takes a text, as far as its registered templates tell."""
    registered = registered_with(settings, settings.provider)
    if registered is None:
        return lambda _text: True
    return lambda text: fit(text, registered.signature, registered.templates) is not None


def _own_settings(settings: Settings, shape: type[Any]) -> Any:
    name = f"providers.{settings.provider}"
    given = settings.section(name, dict[str, Any])
    unknown = sorted(given.keys() - {each.name for each in fields(shape)} - {"live", "lane"})
    if unknown:
        raise Refusal(*(Fault(f"[{name}] {key}", NO_SUCH_KEY) for key in unknown))
    return settings.section(name, shape)


NO_SECRET = Bilingual(
    "口令只从环境变量读取。请在启动前设置 {name}；不要写进设置文件。",
    "the secret is read from the environment only. Set {name} before starting, and keep it out of settings files.",
)
NO_SUCH_KEY = Bilingual(
    "没有这一项设置。请对照 docs/providers.md 改正或删去。",
    "there is no such setting. Mend or remove it by docs/providers.md.",
)
