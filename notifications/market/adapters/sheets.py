"""The sheets of the market register: businesses, their licences, and the rules of law on licences."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from config.bilingual import Bilingual
from config.tabular import Column, Sheet
from config.tabular_cells import choice, identifier, text, whole, yes_no
from config.tabular_times import day
from notifications.market.domain.business import BUSINESS_STATUS_NAMES, Business, Licence
from notifications.market.domain.licence_rules import MARK_NAMES, LicenceRule, Mark

BUSINESSES = Sheet(
    "businesses",
    Bilingual("经营单位", "businesses"),
    Business,
    ("id",),
    (
        Column("id", "单位编号", identifier(), ("business_id",)),
        Column("name", "单位名称", text(60), ("名称",)),
        Column("category", "经营类别", text(40), ("类别",)),
        Column("status", "状态", choice(BUSINESS_STATUS_NAMES)),
        Column("address", "地址", text(), required=False, default=""),
        Column("area_id", "街道编号", text(40), ("街道", "area")),
        Column("contact", "联系岗位", text(40), ("联系身份",), required=False, default=""),
    ),
)


@dataclass(frozen=True, slots=True)
class BusinessNamed:
    """One line of a list of businesses: its id."""

    id: str


BUSINESSES_NAMED = Sheet(
    "businesses",
    Bilingual("经营单位", "businesses"),
    BusinessNamed,
    ("id",),
    (Column("id", "单位编号", identifier(), ("business_id", "编号")),),
)
"""A list of businesses by their ids; further columns are not read."""


@dataclass(frozen=True, slots=True)
class LicenceLine:
    """One line of the licences' sheet."""

    id: str
    business_id: str
    kind: str
    number: str
    issued: date | None
    expires: date | None
    renewal_filed_on: date | None

    def licence(self) -> Licence:
        return Licence(
            self.id,
            self.business_id,
            self.kind,
            self.number,
            self.issued,
            self.expires,
            self.renewal_filed_on,
        )


def _expires_early(line: LicenceLine) -> tuple[str, Bilingual] | None:
    if line.issued and line.expires and line.expires < line.issued:
        return "expires", Bilingual("到期日期早于发证日期", "it expires before it was issued")
    return None


def _filed_early(line: LicenceLine) -> tuple[str, Bilingual] | None:
    if line.issued and line.renewal_filed_on and line.renewal_filed_on < line.issued:
        return "renewal_filed_on", Bilingual(
            "续期受理日期早于发证日期", "renewal was filed before it was issued"
        )
    return None


LICENCES = Sheet(
    "licences",
    Bilingual("许可证", "licences"),
    LicenceLine,
    ("id",),
    (
        Column("id", "许可证编号", identifier(), ("licence_id",)),
        Column("business_id", "单位编号", text(60), ("经营单位",)),
        Column("kind", "许可证种类", text(40), ("种类",)),
        Column("number", "证号", text(60), ("licence number",)),
        Column("issued", "发证日期", day(), required=False),
        Column(
            "expires",
            "到期日期",
            day(),
            required=False,
            note=Bilingual("备案无有效期，空着", "blank for a filing, which has none"),
        ),
        Column("renewal_filed_on", "续期受理日期", day(), ("续期申请日期",), required=False),
    ),
    (_expires_early, _filed_early),
)


@dataclass(frozen=True, slots=True)
class LicenceRuleLine:
    """One line of the rules' sheet."""

    category: str
    kind: str
    effective: date
    citation: str
    mark: Mark
    validity_months: int | None
    lead_days: int | None
    filing: bool

    def rule(self) -> LicenceRule:
        return LicenceRule(
            category=self.category,
            kind=self.kind,
            effective=self.effective,
            citation=self.citation,
            mark=self.mark,
            validity_months=self.validity_months,
            lead_days=self.lead_days,
            filing=self.filing,
        )


def _filing_with_term(line: LicenceRuleLine) -> tuple[str, Bilingual] | None:
    if line.filing and (line.validity_months is not None or line.lead_days is not None):
        return "filing", Bilingual("备案没有有效月数和提前天数", "a filing has neither validity nor lead")
    return None


LICENCE_RULES = Sheet(
    "licence_rules",
    Bilingual("许可证规则", "licence rules"),
    LicenceRuleLine,
    ("category", "kind", "effective"),
    (
        Column("category", "经营类别", text(40)),
        Column("kind", "许可证种类", text(40)),
        Column("effective", "生效日期", day()),
        Column("citation", "依据", text(400)),
        Column("mark", "可信度", choice(MARK_NAMES)),
        Column("validity_months", "有效月数", whole(1, 600), required=False),
        Column(
            "lead_days",
            "提前天数",
            whole(0, 730),
            required=False,
            note=Bilingual(
                "到期前多少日须提出延续申请", "days before expiry by which renewal is applied for"
            ),
        ),
        Column("filing", "备案", yes_no(), required=False, default=False),
    ),
    (_filing_with_term,),
)

REGISTER_SHEETS: tuple[Sheet[Any], ...] = (BUSINESSES, LICENCES, LICENCE_RULES)
"""Every sheet of the register, in the order in which one leans on the one before."""
