"""What a person can say that a reply meant, and by what it can be answered."""

from __future__ import annotations

from enum import StrEnum

from config.bilingual import Bilingual


class Meaning(StrEnum):
    """What a reply meant, as a person reads it."""

    AGREED = "agreed"
    DECLINED = "declined"
    SOME_DECLINED = "some declined"
    NO_ANSWER = "no answer"


MEANING_NAMES = {
    Meaning.AGREED: Bilingual("全部同意", "all agreed"),
    Meaning.DECLINED: Bilingual("全部不同意", "all declined"),
    Meaning.SOME_DECLINED: Bilingual("以下序号不同意，其余同意", "these numbers declined, the rest agreed"),
    Meaning.NO_ANSWER: Bilingual("不是答复", "no answer"),
}


class Rejoinder(StrEnum):
    """What a reply is answered by: each has its template, the last is the question again with its codes."""

    NOTED = "answer_noted"
    CALLING = "answer_calling"
    PLEASE_CALL = "answer_please_call"
    ASK_AGAIN = "ask_back"


REJOINDER_NAMES = {
    Rejoinder.NOTED: Bilingual("已阅，无需再回复", "read, nothing more is needed"),
    Rejoinder.CALLING: Bilingual("已阅，我们会致电", "read, we will call"),
    Rejoinder.PLEASE_CALL: Bilingual("请致电办公室", "please call the office"),
    Rejoinder.ASK_AGAIN: Bilingual("请按答复码再答复一次", "please answer again by the code"),
}
