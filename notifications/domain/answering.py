"""What can become of a reply: decided, received, outdated, asked back, or left to a person."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from config.bilingual import Bilingual
from notifications.domain.reading_rules import Rule

MOST_BACK_A_QUESTION = 1
MOST_BACK_A_DAY = 2


class Standing(StrEnum):
    """How a question stands when a reply comes in; an answered one may be answered anew until a set time."""

    OPEN = "open"
    ANSWERED = "answered"
    SUPERSEDED = "superseded"
    CLOSED = "closed"


class ReplyVerdict(StrEnum):
    """What was made of a reply; the last five are for a person to read."""

    ANSWERED = "answered"
    OUTDATED = "outdated"
    ASKED_BACK = "asked back"
    NOTED = "noted"
    LATE = "late"
    INBOX = "inbox"
    NOT_THEIRS = "not theirs"
    STRANGER = "stranger"
    OPTED_OUT = "opted out"


REPLY_VERDICT_NAMES = {
    ReplyVerdict.ANSWERED: Bilingual("已计入", "counted"),
    ReplyVerdict.OUTDATED: Bilingual("所答安排已变更，未计入", "the arrangement had changed, not counted"),
    ReplyVerdict.ASKED_BACK: Bilingual("已请再答复", "asked back"),
    ReplyVerdict.NOTED: Bilingual("只表示收到，无需处理", "it was received, nothing is to be done"),
    ReplyVerdict.LATE: Bilingual("已过答复时限，未计入", "came too late, not counted"),
    ReplyVerdict.INBOX: Bilingual("待人工阅读", "for a person to read"),
    ReplyVerdict.NOT_THEIRS: Bilingual(
        "号码已不属该联系人，未计入", "no longer the contact's number, not counted"
    ),
    ReplyVerdict.STRANGER: Bilingual("陌生号码", "unknown number"),
    ReplyVerdict.OPTED_OUT: Bilingual("已登记拒收宣传类短信", "no more promotional texts, on record"),
}

FOR_A_PERSON = (
    ReplyVerdict.LATE,
    ReplyVerdict.INBOX,
    ReplyVerdict.NOT_THEIRS,
    ReplyVerdict.STRANGER,
    ReplyVerdict.OPTED_OUT,
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What was decided about the items of one question; those in neither are still to be answered."""

    question: str
    agreed: frozenset[int]
    declined: frozenset[int]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question put to one telephone: its code, and how many numbered items it holds.

    `just_said` is the answer that stands where the telephone's last answer was to this question. Where
    `receipt_suffices`, that it was received is all that is asked.
    """

    id: str
    code: str
    items: int
    standing: Standing
    just_said: Answer | None = None
    receipt_suffices: bool = False


class Why(StrEnum):
    """Why a reply is asked back."""

    WHICH_QUESTION = "which question"
    WHICH_ITEM = "which item"
    NO_SUCH_CODE = "no such code"
    NO_SUCH_CHOICE = "no such choice"
    CONTRADICTION = "contradiction"
    UNCLEAR = "unclear"
    RECEIVED_ONLY = "received only"


@dataclass(frozen=True, slots=True)
class Counted:
    """The numbers of the items an answer was counted for, how many had been overtaken and how many had begun.

    `changed` says that a decision is new, `added` that only a reason came to one that stands; `waiting` is how
    many items still have no answer, `others` how many keep the one that they had.
    """

    agreed: tuple[int, ...]
    declined: tuple[int, ...]
    outdated: int
    begun: int
    waiting: int
    others: int
    changed: bool
    added: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """What a reply decides, and by which `rule`. `ask_back` is set when it cannot be counted as it is.

    `outdated` are questions that were superseded or closed: they decide nothing and are answered with the
    present arrangement. `received` are open questions whose text is now known to have been read. `opts_out`:
    no more promotional texts. `remarked`: it says more than was counted, and a person reads it as well.
    `beside`: the reason said with each of several questions, by question. `carried`: the reason, or part of it,
    is that of the reply before, which was asked back.
    """

    rule: Rule
    answers: tuple[Answer, ...] = ()
    outdated: tuple[str, ...] = ()
    received: tuple[str, ...] = ()
    ask_back: Why | None = None
    reason: str = ""
    opts_out: bool = False
    remarked: bool = False
    beside: tuple[tuple[str, str], ...] = ()
    carried: bool = False

    def reason_for(self, answer: Answer) -> str:
        """What was said with one of the answers; why one is declined is no remark on another that is agreed to."""
        if self.beside:
            return dict(self.beside).get(answer.question, "")
        declining = any(each.declined for each in self.answers)
        return self.reason if answer.declined or not declining else ""

    @property
    def for_the_inbox(self) -> bool:
        """Neither an answer nor a question of ours: a person reads it."""
        return not (self.answers or self.outdated or self.received or self.ask_back or self.noted)

    @property
    def noted(self) -> bool:
        """It says that a text came, and no more, where nothing waits for an answer: nobody has to read it."""
        said_more = self.reason or self.answers or self.outdated or self.received or self.ask_back
        return self.rule is Rule.RECEIVED and not said_more


def may_ask_back(about_this_question: int, to_this_number_today: int) -> bool:
    """Auto-responders answer answers: once a question and twice a number a day, then a person reads it."""
    return about_this_question < MOST_BACK_A_QUESTION and to_this_number_today < MOST_BACK_A_DAY
