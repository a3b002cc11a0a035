"""What must hold before a text leaves for a real telephone: judged for the set-up, then for each number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import phonenumbers

from config.bilingual import Bilingual
from config.refusal import Fault
from notifications.domain.links import has_link
from notifications.providers import Capabilities

HOME_COUNTRY = "+86"


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """On what basis numbers of the mainland go to an overseas provider: who recorded it, when, and which it is."""

    recorded_by: str
    day: date
    basis: str


@dataclass(frozen=True, slots=True)
class LiveRules:
    """The section `[providers.<name>.live]`; nothing is live unless `on` was switched on deliberately.

    Until `allow_list_lifted`, texts leave for `allowed` (E.164) only. After `most_an_hour` texts in sixty
    minutes the lane stops until a person lets it go on. `replies_expected`: the office counts on answers
    by text.
    """

    on: bool = False
    allowed: frozenset[str] = frozenset()
    allow_list_lifted: bool = False
    most_an_hour: int = 60
    legal_basis: LegalBasis | None = None
    replies_expected: bool = False

    def __post_init__(self) -> None:
        if self.most_an_hour < 1:
            raise ValueError("most_an_hour: at least 1")
        wrong = sorted(number for number in self.allowed if not is_valid(number))
        if wrong:
            raise ValueError(f"allowed: not valid telephone numbers in E.164: {', '.join(wrong)}")


def is_valid(number: str) -> bool:
    """Whether a number (E.164) can have been given to anybody, by the plans of the countries."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return False
    return number.startswith("+") and phonenumbers.is_valid_number(parsed)


def setup_faults(lane: Capabilities, rules: LiveRules, *, clock_simulated: bool) -> Iterator[Fault]:
    """Everything for which this provider cannot be used as it is set up."""
    place = f"[providers.{lane.name}.live]"
    if rules.replies_expected and not lane.hears(HOME_COUNTRY):
        yield Fault(f"{place} replies_expected", NO_REPLIES.fill(name=lane.name))
    if not lane.live:
        return
    if not rules.on:
        yield Fault(f"{place} on", NOT_SWITCHED_ON.fill(name=lane.name))
    if clock_simulated:
        yield Fault("provider", SIMULATED_CLOCK.fill(name=lane.name))
    if not rules.allowed and not rules.allow_list_lifted:
        yield Fault(f"{place} allowed", NOBODY_ALLOWED.fill(name=lane.name))


def objection(lane: Capabilities, rules: LiveRules, number: str, text: str) -> str:
    """Why this text to this number must not leave now, or nothing; what is objected to goes to a person."""
    if not lane.links_allowed and has_link(text):
        return "the provider takes no links"
    if not lane.domestic and number.startswith(HOME_COUNTRY) and rules.legal_basis is None:
        return "an overseas provider needs a legal basis"
    if not lane.live:
        return ""
    if not is_valid(number):
        return "not a valid number"
    if not rules.allow_list_lifted and number not in rules.allowed:
        return "not on the list of allowed numbers"
    return ""


NO_REPLIES = Bilingual(
    "设置要求能收到短信回复，但 {name} 收不到内地号码的回复。请改用能收回复的服务商，或将 replies_expected 设为 false："
    "短信将写明办公室电话，需要答复的事进入电话名单。",
    "replies by text are expected, but {name} brings none back from the mainland. Choose a provider that does, or set "
    "replies_expected = false: texts then give the office's telephone and questions go to the call list.",
)
NOT_SWITCHED_ON = Bilingual(
    "{name} 会发到真实的电话，必须有意打开：确认无误后写入 on = true。",
    "{name} reaches real telephones and has to be switched on deliberately: write on = true once you are sure.",
)
SIMULATED_CLOCK = Bilingual(
    "演示数据用的是模拟时钟，不能用 {name} 发真实短信。请用 culture init --empty 建立正式数据。",
    "a demonstration lives by a simulated clock and cannot send by {name}. Begin a real district with culture init --empty.",
)
NOBODY_ALLOWED = Bilingual(
    "{name} 没有任何允许的号码。请在 allowed 中列出试发的号码；试发满意后再写 allow_list_lifted = true。",
    "no number is allowed for {name}. List the numbers to try with in allowed, and set allow_list_lifted = true later.",
)
NOT_IN_THIS_RELEASE = Bilingual(
    "这一版还没有个人账号，因此不能接入真实的短信服务商 {name}。请用 simulator（模拟器）。",
    "this release has no personal accounts yet, so the live provider {name} cannot be used. Use simulator.",
)
"""Live providers are refused until accounts come."""
