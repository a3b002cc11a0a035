"""Commands for what is told and what comes back: messages, reply."""

from __future__ import annotations

from typing import Annotated

import typer

from api.bootstrap import House
from api.cli.following import seen_through
from api.cli.frame import frame_of
from api.cli.happening import PANEL
from api.cli.report import Listing, Report, column
from api.cli.texts_report import WAYS, in_parts
from api.operations.simulating import simulator_beside
from api.pages.correspondents import names_at
from api.wiring import listen
from config.bilingual import Bilingual
from config.refusal import refuse
from config.telephones import masked, parse_telephones
from notifications.application.attention_view import attention
from notifications.application.views import MessageShown, message_counts, message_log, replies_shown
from notifications.domain.message import MESSAGE_STATE_NAMES, MessageState
from notifications.providers.simulator.client import SimulatorProvider


def add_commands(app: typer.Typer) -> None:
    app.command("messages", rich_help_panel=PANEL)(messages)
    app.command("reply", rich_help_panel=PANEL)(reply)


def messages(
    context: typer.Context,
    *,
    month: Annotated[str | None, typer.Option(help="哪个月的 · of a month.")] = None,
    state: Annotated[MessageState | None, typer.Option(help="哪种状态 · in a state.")] = None,
    delivery: Annotated[str | None, typer.Option(help="关于哪一场 · about a delivery.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="最多几条 · how many.")] = 20,
    attention_only: Annotated[
        bool, typer.Option("--attention", help="只看要人处理的 · those that need a person.")
    ] = False,
    replies: Annotated[bool, typer.Option("--replies", help="看回复 · the replies.")] = False,
) -> Report:
    """看短信：原文、状态、要人处理的，以及收到的回复 · The texts as sent, their states, what needs a person; the replies.

    例 Example: culture messages --month 2026-06 --limit 5
    """
    house = frame_of(context).house()
    with house.store.reading() as session:
        if replies:
            return Report(listings=(_replies(house, limit),))
        if attention_only:
            needed = attention(session, house.district_id, house.clock.now())
            sentence = Bilingual("{count} 条要人处理。", "{count} need a person.").fill(count=len(needed))
            rows = [{**_row(one.message), "need": one.sentence} for one in needed[:limit]]
            columns = (*COLUMNS, column("need", "要做的事", "what to do"))
            return Report(
                (sentence,), {"count": len(needed)}, (Listing("messages", columns, rows, body="text"),)
            )
        shown = message_log(
            session, house.district_id, month=month, state=state, delivery_id=delivery, limit=limit
        )
        counts = message_counts(session, house.district_id, month)
    listed = [
        Bilingual("{name} {count}", "{count} {name}").fill(name=MESSAGE_STATE_NAMES[one], count=count)
        for one, count in counts.items()
    ]
    summary = Bilingual(
        "、".join(one.zh for one in listed) or "没有短信", ", ".join(one.en for one in listed) or "no texts"
    )
    facts = {"counts": {one.value: count for one, count in counts.items()}}
    rows = [_row(message) for message in reversed(shown)]
    return Report((summary,), facts, (Listing("messages", COLUMNS, rows, body="text"),))


COLUMNS = (
    column("at", "时间", "at"),
    column("to", "收件", "to"),
    column("telephone", "号码", "telephone"),
    column("kind_name", "类别", "kind"),
    column("way", "方式", "way", WAYS.__getitem__),
    column("state", "状态", "state", lambda value: MESSAGE_STATE_NAMES[MessageState(value)]),
    column("parts", "条数", "parts", in_parts),
    column("reason", "原因", "reason"),
)


def _row(message: MessageShown) -> dict[str, object]:
    return {
        "id": message.id,
        "at": message.at,
        "to": message.parties,
        "telephone": message.telephone,
        "kind": message.kind.value,
        "kind_name": message.kind_name,
        "way": message.channel,
        "state": message.state.value,
        "parts": message.parts,
        "month": message.month,
        "version": message.number,
        "asks": message.asks,
        "reason": message.reason,
        "text": message.text,
    }


def _replies(house: House, limit: int) -> Listing:
    columns = (
        column("at", "时间", "at"),
        column("telephone", "号码", "telephone"),
        column("text", "内容", "text"),
        column("verdict_name", "如何理解", "taken as"),
    )
    with house.store.reading() as session:
        rows = [
            {
                "id": one.id,
                "at": one.at,
                "telephone": one.telephone,
                "text": one.text,
                "verdict": one.verdict.value,
                "verdict_name": one.verdict_name,
                "read_by": one.read_by,
            }
            for one in replies_shown(session, house.district_id, limit=limit)
        ]
    return Listing("replies", columns, rows)


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
    house = frame_of(context).house()
    provider = house.provider
    if not isinstance(provider, SimulatorProvider):
        raise refuse(
            "reply",
            "现在用的是真实短信服务商，不能代人回复。",
            "a live provider is in use; nobody is answered for.",
        )
    with simulator_beside(house.settings):
        number = _number(house, provider, who)
        before = len(provider.conversation(number))
        provider.type_reply(number, text)
        listen(house)
        report = seen_through(house, "reply", Report(facts={"telephone": masked(number)}))
        said = [one["text"] for one in provider.conversation(number)[before:] if one["from"] == "office"]
    with house.store.reading() as session:
        taken = next(
            one for one in replies_shown(session, house.district_id) if one.telephone == masked(number)
        )
    sentence = Bilingual(
        "{telephone} 回复“{text}”：{verdict}。", "{telephone} replied “{text}”: {verdict}."
    ).fill(telephone=taken.telephone, text=taken.text, verdict=taken.verdict_name)
    answers = [Bilingual("回发：{text}", "sent back: {text}").fill(text=one) for one in said]
    facts = {**report.facts, "verdict": taken.verdict.value, "sent_back": said}
    return Report((sentence, *answers, *report.sentences), facts, outcome=report.outcome)


def _number(house: House, provider: SimulatorProvider, who: str) -> str:
    """The telephone that is meant; one that was never texted must be given whole."""
    known = [str(one["telephone"]) for one in provider.telephones()]
    with house.store.reading() as session:
        names = names_at(session, house.district_id, known, house.clock.today())
    digits = "".join(sign for sign in who if sign.isdigit())
    meant = [
        number
        for number in known
        if who in names.get(number, ()) or (digits and number.endswith(digits)) or who == masked(number)
    ]
    if len(meant) == 1:
        return meant[0]
    try:
        (telephone,) = parse_telephones(who)
    except ValueError:
        raise refuse(
            "reply",
            "“{who}”不能确定是哪部电话。请给出完整的号码，或收过短信的一方的全名。",
            "“{who}” does not name one telephone. Give its whole number, or the full name of one who was texted.",
            who=who,
        ) from None
    return telephone.number
