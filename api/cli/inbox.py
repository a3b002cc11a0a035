"""Commands on the inbox: the replies a person has to read, put right, answer and call back about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from api.cli.following import seen_through
from api.cli.frame import frame_of
from api.cli.happening import PANEL
from api.cli.named_by_id import reply_begun
from api.cli.report import Report
from api.cli.texts_report import left_out, replies_listing
from config.bilingual import Bilingual
from config.durable import SEND, enqueue
from config.refusal import refuse
from notifications.application.answering_replies import answer_reply, call_back
from notifications.application.by_hand import read_reply_by
from notifications.application.correcting import correct_reading
from notifications.application.desk import Desk
from notifications.application.inbox_view import questions_offered, replies_shown
from notifications.domain.correcting import MEANING_NAMES, REJOINDER_NAMES, Meaning, Rejoinder

SHOWN = 20
MOST = 10_000

ReplyBegun = Annotated[
    str,
    typer.Argument(metavar="REPLY", help="回复编号（开头几位即可），见 culture inbox list · the reply."),
]
RECORDED = Bilingual("已记录。", "recorded.")
AS_IT_STANDS = Bilingual("这条回复现在：", "the reply as it stands:")
ANSWERED = Bilingual("已写好答复短信：{rejoinder}。", "an answering text is written: {rejoinder}.")
CALLED = Bilingual("已登记回电：已接通。", "the call back is on record: somebody was reached.")
UNREACHED = Bilingual(
    "已登记回电：未接通，这条回复仍待阅。",
    "the call back is on record: nobody was reached, the reply stays unread.",
)
MEANING_WORDS = {
    "全部同意": Meaning.AGREED,
    "全部不同意": Meaning.DECLINED,
    "有不同意的": Meaning.SOME_DECLINED,
    "不是答复": Meaning.NO_ANSWER,
}
"""The Chinese word of each meaning, as it may be typed."""


def meaning_of(words: str) -> Meaning:
    """The meaning typed, in either language; refused with both words of each."""
    typed = " ".join(words.split()).lower()
    if typed in set(Meaning):
        return Meaning(typed)
    if typed not in MEANING_WORDS:
        raise refuse(
            "inbox correct MEANING",
            "不懂“{words}”。请写：{known}。",
            "“{words}” is none of the meanings. Write one of: {known}.",
            words=words,
            known=Bilingual("、".join(MEANING_WORDS), ", ".join(Meaning)),
        )
    return MEANING_WORDS[typed]


Done = Callable[[Session, Desk, str], None]


def add_commands(app: typer.Typer) -> None:
    inbox = typer.Typer(
        help="收件箱：看要人读的回复，标为已阅、改正理解、答复、登记回电 · The inbox: read, put right, answer, call back.\n\n"
        "例 Example: culture inbox list",
        no_args_is_help=True,
    )
    for name, command in (
        ("list", list_replies),
        ("read", read),
        ("correct", correct),
        ("answer", answer),
        ("called", called),
    ):
        inbox.command(name)(command)
    app.add_typer(inbox, name="inbox", rich_help_panel=PANEL)


def list_replies(
    context: typer.Context,
    *,
    every: Annotated[bool, typer.Option("--all", help="连已阅的一起列出 · those read as well.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=MOST, help="最多几条 · how many.")] = SHOWN,
) -> Report:
    """列出要人读的回复：内容、如何理解、依据哪条规则 · The replies to be read, how each was understood and by which rule.

    例 Example: culture inbox list
    """
    house = frame_of(context).house()
    with house.store.reading() as session:
        found = replies_shown(session, house.district_id, unread_only=not every, limit=MOST)
        listing = replies_listing(session, house, found[:limit])
    sentence = Bilingual("收到的回复 {n} 条。", "{n} replies came in.") if every else TO_READ
    return Report(
        (sentence.fill(n=len(found)), *left_out(len(found), limit)), {"total": len(found)}, (listing,)
    )


TO_READ = Bilingual("要人读的回复 {n} 条。", "{n} replies are to be read.")


def read(context: typer.Context, reply: ReplyBegun) -> Report:
    """标为已阅 · Mark a reply as read.

    例 Example: culture inbox read 3f2a9c
    """
    by = frame_of(context).by
    return _done(
        context, reply, lambda session, desk, found: read_reply_by(session, desk, found, by=by), says=False
    )


def correct(
    context: typer.Context,
    reply: ReplyBegun,
    meaning: Annotated[
        Meaning,
        typer.Argument(
            parser=meaning_of,
            metavar="MEANING",
            help="意思：全部同意（agreed）、全部不同意（declined）、有不同意的（some declined）、不是答复（no answer） · "
            "either word of each: agreed, declined, some declined, no answer.",
        ),
    ],
    *,
    code: Annotated[str, typer.Option(help="答的是哪个答复码，只有一问时不写 · the code answered.")] = "",
    item: Annotated[
        list[int] | None, typer.Option(min=1, help="不同意的序号，可重复 · a number that is declined.")
    ] = None,
) -> Report:
    """改正对一条回复的理解，并按此重新计入 · Put right how a reply was read; it is decided anew.

    例 Example: culture inbox correct 3f2a9c 有不同意的 --item 2
    """
    frame = frame_of(context)

    def corrected(session: Session, desk: Desk, found: str) -> None:
        question = _question_of(session, desk, found, code) if code else ""
        correct_reading(session, desk, found, meaning, by=frame.by, question_id=question, items=item or ())

    return _done(
        context, reply, corrected, {"meaning": meaning.value, "meaning_name": MEANING_NAMES[meaning]}
    )


def answer(
    context: typer.Context,
    reply: ReplyBegun,
    rejoinder: Annotated[
        Rejoinder,
        typer.Argument(
            metavar="TEXT",
            help="answer_noted 已阅，answer_calling 会致电，answer_please_call 请来电，ask_back 请再按码答复 · "
            "noted, we shall call, please call, or the question again.",
        ),
    ],
) -> Report:
    """用模板短信答复 · Answer a reply by a template.

    例 Example: culture inbox answer 3f2a9c answer_calling
    """
    by = frame_of(context).by
    return _done(
        context,
        reply,
        lambda session, desk, found: answer_reply(session, desk, found, rejoinder, by=by),
        said=ANSWERED.fill(rejoinder=REJOINDER_NAMES[rejoinder]),
    )


def called(
    context: typer.Context,
    reply: ReplyBegun,
    *,
    unreached: Annotated[bool, typer.Option("--unreached", help="未接通 · nobody was reached.")] = False,
    said: Annotated[str, typer.Option(help="说了什么 · what was said.")] = "",
) -> Report:
    """登记就一条回复打的电话；未接通的仍留在收件箱 · Record a call about a reply.

    例 Example: culture inbox called 3f2a9c --said 周五前答复
    """
    by = frame_of(context).by
    return _done(
        context,
        reply,
        lambda session, desk, found: call_back(session, desk, found, by=by, reached=not unreached, said=said),
        said=UNREACHED if unreached else CALLED,
        says=False,
    )


def _done(
    context: typer.Context,
    begun: str,
    deed: Done,
    more: dict[str, object] | None = None,
    *,
    said: Bilingual = RECORDED,
    says: bool = True,
) -> Report:
    """Do a deed on the one reply whose id begins so, send what it `says`, and tell how the reply stands."""
    house = frame_of(context).house()
    with house.outbox.transaction() as session:
        found = reply_begun(session, house.district_id, begun)
        deed(session, house.sending_desk(session), found)
        if says:
            enqueue(session, house.district_id, "send_due", {}, queue=SEND)
    with house.store.reading() as session:
        shown = [each for each in replies_shown(session, house.district_id, limit=MOST) if each.id == found]
        listing = replies_listing(session, house, shown)
    report = Report((said, AS_IT_STANDS), {"reply": found, **(more or {})}, (listing,))
    return seen_through(house, "inbox", report) if says else report


def _question_of(session: Session, desk: Desk, reply_id: str, code: str) -> str:
    """The question with this code at the reply's telephone."""
    offered = questions_offered(session, desk.district_id, [reply_id], desk.clock.now()).get(reply_id, [])
    for question in offered:
        if question.code == code:
            return question.id
    raise refuse(
        "--code",
        "该号码没有答复码为 {code} 的待办问题；现有：{codes}。",
        "this telephone was asked nothing by the code {code}; there are {codes}.",
        code=code,
        codes="、".join(question.code for question in offered) or "—",
    )
