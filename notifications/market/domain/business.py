"""A business 经营单位 and its licence 许可证, as the market register holds them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from config.bilingual import Bilingual


class BusinessStatus(StrEnum):
    """Whether a business is at work; only an open one is reminded."""

    OPEN = "open"
    SUSPENDED = "suspended"
    CLOSED = "closed"
    MOVED = "moved"


BUSINESS_STATUS_NAMES = {
    BusinessStatus.OPEN: Bilingual("营业", "open"),
    BusinessStatus.SUSPENDED: Bilingual("停业", "suspended"),
    BusinessStatus.CLOSED: Bilingual("注销", "closed"),
    BusinessStatus.MOVED: Bilingual("迁出", "moved"),
}


@dataclass(frozen=True, slots=True)
class Business:
    """One licensed business; `category` is a word of the district's own rule table, e.g. 歌舞娱乐场所.

    `contact` is what the register calls the person to speak to (a post, such as 负责人); the dated
    telephone numbers of the party `business:<id>` live with the message layer.
    """

    id: str
    name: str
    category: str
    status: BusinessStatus
    address: str
    area_id: str
    contact: str = ""

    @property
    def party(self) -> str:
        """The name under which the message layer knows it."""
        return f"business:{self.id}"


@dataclass(frozen=True, slots=True)
class Licence:
    """One licence of a business; `expires` is its last valid day, None where none is entered or none exists.

    `renewal_filed_on` is the day on which the application to renew *this* period was filed.
    """

    id: str
    business_id: str
    kind: str
    number: str
    issued: date | None
    expires: date | None
    renewal_filed_on: date | None = None

    def __post_init__(self) -> None:
        if self.issued and self.expires and self.expires < self.issued:
            raise ValueError(f"{self.id}: expires on {self.expires}, before it was issued on {self.issued}")
