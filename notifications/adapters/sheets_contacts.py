"""The sheet of contacts: who is called or texted for an area, a venue, a provider or a business, from when to when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from config.bilingual import Bilingual
from config.tabular import Column, Sheet
from config.tabular_cells import choice, telephones, text
from config.tabular_times import day
from config.telephones import Telephone

PARTY_KIND_NAMES = {
    "area": Bilingual("街道", "sub-district"),
    "venue": Bilingual("场地", "venue"),
    "provider": Bilingual("配送主体", "provider"),
    "business": Bilingual("经营单位", "business"),
}
"""What a contact may stand for; the code begins the party's id."""


@dataclass(frozen=True, slots=True)
class ContactLine:
    """The numbers at which one party is reached in one role (a post, never a person's name)."""

    kind: str
    subject_id: str
    role: str
    telephones: tuple[Telephone, ...]
    valid_from: date | None
    valid_to: date | None

    @property
    def party(self) -> str:
        return f"{self.kind}:{self.subject_id}"


def _backwards(line: ContactLine) -> tuple[str, Bilingual] | None:
    if line.valid_from and line.valid_to and line.valid_from > line.valid_to:
        return ("valid_to", Bilingual("结束早于开始", "it ends before it begins"))
    return None


CONTACTS = Sheet(
    "contacts",
    Bilingual("联系方式", "contacts"),
    ContactLine,
    ("kind", "subject_id", "role", "telephones", "valid_from"),
    (
        Column("kind", "对象类型", choice(PARTY_KIND_NAMES), ("类型",)),
        Column(
            "subject_id",
            "对象编号",
            text(60),
            ("对象",),
            note=Bilingual("街道、场地、主体或单位的编号或名称", "id or name of what is reached"),
        ),
        Column(
            "role", "联系身份", text(40), ("身份",), note=Bilingual("写岗位，不写姓名", "a post, not a name")
        ),
        Column(
            "telephones",
            "电话",
            telephones(),
            ("联系电话", "手机"),
            note=Bilingual(
                "同一身份的号码以文件为准；座机只打电话",
                "the file is the whole of a role; landlines are only called",
            ),
        ),
        Column("valid_from", "启用日期", day(), required=False),
        Column("valid_to", "停用日期", day(), required=False),
    ),
    (_backwards,),
)

PARTY_SHEETS = (CONTACTS,)
"""Every sheet of parties and their telephones."""
