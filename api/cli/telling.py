"""Commands for what is told and what comes back: messages, reply."""

from __future__ import annotations

from typing import Annotated

import typer
from sqlalchemy.orm import Session

from api.bootstrap import House
from api.cli.attention_report import MOST_REPLIES, attention_report
from api.cli.following import seen_through
from api.cli.frame import frame_of
from api.cli.happening import PANEL
from api.cli.report import Listing, Report
from api.cli.texts_report import MESSAGE_COLUMNS, left_out, message_row, replies_listing
from api.finding_telephones import named, telephone_meant
from api.operations.simulating import simulator_beside
from api.wiring import listen
from config.bilingual import Bilingual
from config.refusal import refuse
from config.telephones import masked
from config.work_log import open_work
from notifications.application.inbox_view import replies_shown
from notifications.application.views import message_counts, message_log, message_total
from notifications.domain.message import MESSAGE_STATE_NAMES, MessageState
from notifications.providers.simulator.client import SimulatorProvider
from scheduler.application.delivery_view import delivery_page
from scheduler.domain.calendar import month_days

SHOWN = 20
"""How many texts or replies are listed unless more are asked for."""


STILL_TO_DO = Bilingual(
    "后台还有工作没做完，可能还有短信要写、要发；见 culture doctor。",
    "work behind it still goes on and may write or send more texts; see culture doctor.",
)
LONGEST_REPLY = 1000
"""A telephone puts no more into one text."""


def add_commands(app: typer.Typer) -> None:
    app.command("messages", rich_help_panel=PANEL)(messages)
    app.command("reply", rich_help_panel=PANEL)(reply)


def messages(
    context: typer.Context,
    *,
    month: Annotated[str | None, typer.Option(help="哪个月的 · of a month.")] = None,
    state: Annotated[MessageState | None, typer.Option(help="哪种状态 · in a state.")] = None,
    delivery: Annotated[str | None, typer.Option(help="关于哪一场 · about a delivery.")] = None,
    limit: Annotated[
        int | None,
        typer.Option(min=1, max=10_000, help="最多几条，默认 20；要人处理的默认全列 · how many."),
    ] = None,
    attention_only: Annotated[
        bool, typer.Option("--attention", help="只看要人处理的 · those that need a person.")
    ] = False,
    replies: Annotated[bool, typer.Option("--replies", help="看回复 · the replies.")] = False,
) -> Report:
    """看短信：原文、状态、要人处理的，以及收到的回复 · The texts as sent, their states, what needs a person; the replies.

    短信按写成的先后列出，最新的在最后 · Texts stand in the order of writing, the newest last.

    例 Example: culture messages --month 2026-06 --limit 5
    """
    narrowed = any(one is not None for one in (month, state, delivery))
    if attention_only + replies + narrowed > 1:
        raise refuse(
            "messages",
            "--attention、--replies 各看各的，不能同用，也不能再按月、状态、场次筛选。请分开运行。",
            "--attention and --replies each stand alone, without a month, a state or a delivery. Run them apart.",
        )
    house = frame_of(context).house()
    with house.store.reading() as session:
        if attention_only:
            return attention_report(session, house, limit)
        if replies:
            return _replies(session, house, limit or SHOWN)
        if month is not None:
            month_days(month)
        if delivery is not None:
            _refuse_unknown_delivery(session, house, delivery)
        return _log(session, house, month, state, delivery, limit or SHOWN)


def _log(
    session: Session,
    house: House,
    month: str | None,
    state: MessageState | None,
    delivery: str | None,
    limit: int,
) -> Report:
    shown = message_log(
        session, house.district_id, month=month, state=state, delivery_id=delivery, limit=limit
    )
    total = message_total(session, house.district_id, month=month, state=state, delivery_id=delivery)
    counts = message_counts(session, house.district_id, month)
    listed = [
        Bilingual("{name} {count}", "{count} {name}").fill(name=MESSAGE_STATE_NAMES[one], count=count)
        for one, count in counts.items()
    ]
    summary = Bilingual(
        "、".join(one.zh for one in listed) or "没有短信", ", ".join(one.en for one in listed) or "no texts"
    )
    unfinished = [STILL_TO_DO] if open_work(house.store) else []
    facts = {"total": total, "counts": {one.value: count for one, count in counts.items()}}
    rows = [message_row(message) for message in reversed(shown)]
    listing = Listing("messages", MESSAGE_COLUMNS, rows, body="text")
    return Report((summary, *left_out(total, limit), *unfinished), facts, (listing,))


def _replies(session: Session, house: House, limit: int) -> Report:
    found = replies_shown(session, house.district_id, limit=MOST_REPLIES)
    summary = Bilingual("共收到回复 {total} 条。", "{total} replies came in.").fill(total=len(found))
    listing = replies_listing(session, house, found[:limit])
    return Report((summary, *left_out(len(found), limit)), {"total": len(found)}, (listing,))


def _refuse_unknown_delivery(session: Session, house: House, delivery: str) -> None:
    if delivery_page(session, house.district_id, delivery) is None:
        raise refuse(
            "messages --delivery",
            "没有编号为“{delivery}”的场次。编号见 culture show 月份。",
            "there is no delivery “{delivery}”; culture show MONTH lists their numbers.",
            delivery=delivery,
        )


def reply(
    context: typer.Context,
    who: Annotated[
        str, typer.Argument(help="号码、号码末几位或名称 · a number, its last digits, or a name.")
    ],
    text: Annotated[str, typer.Argument(help="回复的内容 · what is replied.")],
) -> Report:
    """用模拟器上的一部电话回复，看系统如何理解 · Answer from a telephone of the simulator, and see what is made of it.

    例 Example: culture reply 棋艺服务队 271
    """
    if not text.strip() or len(text) > LONGEST_REPLY:
        raise refuse(
            "reply",
            "请写明回复的内容，不超过 {most} 个字。",
            "say what is replied, in at most {most} characters.",
            most=LONGEST_REPLY,
        )
    house = frame_of(context).house()
    provider = house.provider
    if not isinstance(provider, SimulatorProvider):
        raise refuse(
            "reply",
            "现在用的是真实短信服务商，不能代人回复。",
            "a live provider is in use; nobody is answered for.",
        )
    with simulator_beside(house.settings):
        with house.store.reading() as session:
            texted = [str(one["telephone"]) for one in provider.telephones()]
            telephone = telephone_meant(session, house.district_id, who, texted, house.clock.today())
        number = telephone.number
        before = len(provider.conversation(number))
        provider.type_reply(number, text)
        listen(house)
        facts = {"telephone": masked(number), "from": telephone.names}
        report = seen_through(house, "reply", Report(facts=facts))
        said = [one["text"] for one in provider.conversation(number)[before:] if one["from"] == "office"]
    with house.store.reading() as session:
        taken = replies_shown(session, house.district_id, number=number, limit=1)[0]
    sentence = Bilingual("{who} 回复“{text}”：{verdict}。", "{who} replied “{text}”: {verdict}.").fill(
        who=named(telephone), text=taken.text, verdict=taken.verdict_name
    )
    answers = [Bilingual("回发：{text}", "sent back: {text}").fill(text=one) for one in said]
    facts = {**report.facts, "verdict": taken.verdict.value, "sent_back": said}
    return Report((sentence, *answers, *report.sentences), facts, outcome=report.outcome)
