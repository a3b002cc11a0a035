"""How long links and sessions last, and which host names the pages answer to."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class AccessRules:
    """The `[access]` table of the settings: lifetimes in minutes and hours, host names without port."""

    link_minutes: int = 30
    session_hours: int = 12
    hosts: list[str] = field(default_factory=lambda: ["127.0.0.1", "localhost"])
    """A page asked for under any other name is refused: a foreign site cannot rebind its name to this machine."""
