"""Where one licence stands on a day: running, too late to apply, expired, stopped, or not to be judged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from config.bilingual import Bilingual
from notifications.market.domain.business import Business, BusinessStatus, Licence
from notifications.market.domain.deadlines import Deadline, deadline_of
from notifications.market.domain.licence_rules import RuleBook
from scheduler.workdays import Workdays


class Standing(StrEnum):
    """What the register can say of a licence; only the first two are ever told by text."""

    RUNNING = "running"
    TOO_LATE_TO_APPLY = "too_late_to_apply"
    EXPIRED = "expired"
    STOPPED = "stopped"
    WITHOUT_EXPIRY = "without_expiry"
    CANNOT_BE_JUDGED = "cannot_be_judged"


STANDING_NAMES = {
    Standing.RUNNING: Bilingual("在有效期内", "running"),
    Standing.TOO_LATE_TO_APPLY: Bilingual("已过申请期", "the period to apply is over"),
    Standing.EXPIRED: Bilingual("已过期", "expired"),
    Standing.STOPPED: Bilingual("不再提醒", "no longer reminded"),
    Standing.WITHOUT_EXPIRY: Bilingual("备案，无有效期", "a filing, without expiry"),
    Standing.CANNOT_BE_JUDGED: Bilingual("无法判断", "cannot be judged"),
}

STANDINGS_FOR_A_PERSON = frozenset({Standing.EXPIRED, Standing.CANNOT_BE_JUDGED})
"""Never told by text: a person looks at these."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """One licence on one day; `reason` says why it stands so, `deadline` is there while one can be told."""

    business: Business
    licence: Licence
    standing: Standing
    reason: Bilingual
    deadline: Deadline | None = None


def judge(
    business: Business, licence: Licence, rules: RuleBook, workdays: Workdays, today: date
) -> Judgement:
    """Where the licence stands today.

    The rule that counts is the one in force on the day the licence expires, since renewal is for the
    time from then on. What stops a reminder is looked at before the dates, and a licence already
    expired needs no rule to be called so.
    """
    if licence.business_id != business.id:
        raise ValueError(f"licence {licence.id} belongs to {licence.business_id}, not to {business.id}")

    def stands(standing: Standing, reason: Bilingual, deadline: Deadline | None = None) -> Judgement:
        return Judgement(business, licence, standing, reason, deadline)

    stopped = _what_stops(business, licence)
    if stopped:
        return stands(Standing.STOPPED, stopped)
    if licence.expires and licence.expires < today:
        return stands(Standing.EXPIRED, _EXPIRED.fill(expires=licence.expires))
    if business.status is BusinessStatus.MOVED:
        return stands(Standing.CANNOT_BE_JUDGED, _MOVED)

    rule = rules.in_force(business.category, licence.kind, licence.expires or today)
    if rule is None:
        return stands(Standing.CANNOT_BE_JUDGED, _NO_RULE.fill(category=business.category, kind=licence.kind))
    if licence.expires is None:
        if rule.filing:
            return stands(Standing.WITHOUT_EXPIRY, _FILING.fill(citation=rule.citation))
        return stands(Standing.CANNOT_BE_JUDGED, _NO_EXPIRY)
    if rule.filing:
        return stands(Standing.CANNOT_BE_JUDGED, _FILING_WITH_EXPIRY.fill(kind=licence.kind))
    if rule.lead_days is None:
        return stands(Standing.CANNOT_BE_JUDGED, _NO_LEAD.fill(category=business.category, kind=licence.kind))

    deadline = deadline_of(licence.expires, rule, workdays)
    if deadline.apply_by < today:
        return stands(Standing.TOO_LATE_TO_APPLY, _OVER.fill(apply_by=deadline.apply_by), deadline)
    return stands(Standing.RUNNING, _RUNNING.fill(apply_by=deadline.apply_by), deadline)


def _what_stops(business: Business, licence: Licence) -> Bilingual | None:
    if licence.renewal_filed_on:
        return _FILED.fill(day=licence.renewal_filed_on)
    return {BusinessStatus.SUSPENDED: _SUSPENDED, BusinessStatus.CLOSED: _CLOSED}.get(business.status)


_FILED = Bilingual("{day} 已提交延续申请", "renewal was filed on {day}")
_SUSPENDED = Bilingual("经营单位已停业", "the business is suspended")
_CLOSED = Bilingual("经营单位已注销", "the business is closed")
_EXPIRED = Bilingual("{expires} 已到期，请人工联系", "expired on {expires}; a person should call")
_MOVED = Bilingual(
    "经营单位已迁出，请先查明许可证现归何处管理",
    "the business has moved; find out which office keeps its licence now",
)
_NO_RULE = Bilingual(
    "没有“{category}”的“{kind}”适用的规则，请在规则表中录入",
    "no rule holds for “{kind}” of “{category}”; enter it in the table of rules",
)
_NO_LEAD = Bilingual(
    "“{category}”的“{kind}”未录入提前申请天数，请在规则表中补录",
    "the rule for “{kind}” of “{category}” has no lead in days; enter it in the table of rules",
)
_NO_EXPIRY = Bilingual("未录入到期日，请补录", "no expiry is entered; enter it")
_FILING = Bilingual("备案，无有效期（{citation}）", "a filing without expiry ({citation})")
_FILING_WITH_EXPIRY = Bilingual(
    "规则表中“{kind}”为备案、无有效期，登记册却录有到期日，请核对",
    "the rules call “{kind}” a filing without expiry, yet an expiry is entered; check which is right",
)
_OVER = Bilingual("{apply_by} 为最后申请日，申请期已过", "the last day to apply was {apply_by}")
_RUNNING = Bilingual("最迟 {apply_by} 申请延续", "renewal is to be applied for by {apply_by}")
