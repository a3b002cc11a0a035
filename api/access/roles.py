"""The roles of local persons, and which of them a door opens to."""

from __future__ import annotations

from enum import StrEnum

from config.bilingual import Bilingual


class Role(StrEnum):
    """What a signed-in person is here for; until accounts come, one for each sign-in link."""

    COORDINATOR = "coordinator"
    MARKET_OFFICER = "market_officer"
    ADMINISTRATOR = "administrator"
    VIEWER = "viewer"
    AREA_OFFICER = "area_officer"


ROLE_NAMES = {
    Role.COORDINATOR: Bilingual("配送统筹", "coordinator"),
    Role.MARKET_OFFICER: Bilingual("文化市场管理", "market officer"),
    Role.ADMINISTRATOR: Bilingual("系统管理", "administrator"),
    Role.VIEWER: Bilingual("查看", "viewer"),
    Role.AREA_OFFICER: Bilingual("街道", "area officer"),
}

SIGNED_IN = frozenset(Role)
AREA = frozenset({Role.AREA_OFFICER})
"""Those of one area: they see and order for their own only."""
EVERYONE = SIGNED_IN - AREA
"""Everybody of the office, who sees the whole district."""
CALENDAR = frozenset({Role.COORDINATOR, Role.ADMINISTRATOR})
"""Those who plan, publish and move deliveries."""
REGISTER = frozenset({Role.MARKET_OFFICER, Role.ADMINISTRATOR})
"""Those who keep the market register and send its reminders."""
STAFF = CALENDAR | REGISTER
"""Those who deal with messages and replies."""
ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
"""Those who look into the machinery."""
