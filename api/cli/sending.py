"""Commands on sending itself: how the lane stands, stop, go on, and hold, release or cancel a batch of texts."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from api.bootstrap import House
from api.cli.following import seen_through
from api.cli.frame import Frame, frame_of
from api.cli.happening import PANEL
from api.cli.report import Listing, Report, column
from config.bilingual import Bilingual
from config.durable import SEND, enqueue
from config.refusal import refuse
from notifications.application.batches import BatchChoice, batch_of, decide_on_batch
from notifications.application.lane_view import LaneShown, lane_shown
from notifications.application.lanes import let_go_on, stop_lane
from notifications.domain.notice import NoticeKind
from notifications.domain.sending_events import BATCH_DECISION_NAMES, BatchDecision
from scheduler.domain.calendar import month_days

Month = Annotated[str | None, typer.Option(help="哪个月的 · of a month.")]
Kind = Annotated[NoticeKind | None, typer.Option(help="哪一种 · of a kind.")]
Campaign = Annotated[
    str | None, typer.Option(metavar="ID", help="哪份监管通知的 · of a campaign to businesses.")
]
Yes = Annotated[bool, typer.Option("--yes", help="不再询问，脚本必须写 · do not ask; a script must give it.")]


def add_commands(app: typer.Typer) -> None:
    sending = typer.Typer(
        help="发送：通道状况、停发、恢复，扣下、放行或取消一批短信 · Sending: the lane, stop, go on; hold, release, cancel.\n\n"
        "例 Example: culture sending state",
        no_args_is_help=True,
    )
    for name, command in (
        ("state", state),
        ("stop", stop),
        ("go-on", go_on),
        ("hold", hold),
        ("release", release),
        ("cancel", cancel),
    ):
        sending.command(name)(command)
    app.add_typer(sending, name="sending", rich_help_panel=PANEL)


def state(context: typer.Context) -> Report:
    """看短信通道是否畅通、停没停、多少条在等 · How the lane stands and how many texts wait.

    例 Example: culture sending state
    """
    return _told(_shown(frame_of(context).house()))


def stop(context: typer.Context) -> Report:
    """停发所有短信，直到有人恢复 · Stop all texts until somebody lets them go on.

    例 Example: culture sending stop
    """
    frame = frame_of(context)
    house = frame.house()
    with house.outbox.transaction() as session:
        stop_lane(session, house.sending_desk(session), by=frame.by)
    return _told(_shown(house))


def go_on(context: typer.Context) -> Report:
    """恢复发送；每小时上限从现在重新计 · Let the texts go on; the cap of the hour counts anew.

    例 Example: culture sending go-on
    """
    frame = frame_of(context)
    house = frame.house()
    with house.outbox.transaction() as session:
        let_go_on(session, house.sending_desk(session), by=frame.by)
        enqueue(session, house.district_id, "send_due", {}, queue=SEND)
    return seen_through(house, "sending", _told(_shown(house)))


def hold(
    context: typer.Context,
    *,
    month: Month = None,
    kind: Kind = None,
    campaign: Campaign = None,
    yes: Yes = False,
) -> Report:
    """扣下一批还没有发出的短信 · Hold a batch of texts that have not left.

    例 Example: culture sending hold --month 2026-06 --yes
    """
    return _decided(context, BatchDecision.HOLD, BatchChoice(month, kind, campaign), yes=yes)


def release(
    context: typer.Context,
    *,
    month: Month = None,
    kind: Kind = None,
    campaign: Campaign = None,
    yes: Yes = False,
) -> Report:
    """放行人工扣下的一批短信 · Release a batch that a person held.

    例 Example: culture sending release --month 2026-06 --yes
    """
    return _decided(context, BatchDecision.RELEASE, BatchChoice(month, kind, campaign), yes=yes)


def cancel(
    context: typer.Context,
    *,
    month: Month = None,
    kind: Kind = None,
    campaign: Campaign = None,
    yes: Yes = False,
) -> Report:
    """取消一批还没有发出的短信，不再发 · Cancel a batch of texts that have not left; they will not be sent.

    例 Example: culture sending cancel --kind nudge --yes
    """
    return _decided(context, BatchDecision.CANCEL, BatchChoice(month, kind, campaign), yes=yes)


def _decided(context: typer.Context, decision: BatchDecision, choice: BatchChoice, *, yes: bool) -> Report:
    frame = frame_of(context)
    house = frame.house()
    if choice.month is not None:
        month_days(choice.month)
    with house.store.reading() as session:
        batch = batch_of(session, house.sending_desk(session), decision, choice)
    if batch.ids and not yes and not _confirmed(frame, decision, len(batch.ids)):
        raise refuse(
            f"sending {decision} --yes",
            "什么也没有改：这里没有人可以确认。确定后请加 --yes 再运行。",
            "nothing was changed: nobody can be asked here. Once you are sure, run it again with --yes.",
        )
    with house.outbox.transaction() as session:
        decide_on_batch(session, house.sending_desk(session), decision, choice, seen=batch.stamp, by=frame.by)
        enqueue(session, house.district_id, "send_due", {}, queue=SEND)
    sentence = Bilingual("{decision}了 {count} 条短信。", "{decision}: {count} texts.").fill(
        decision=BATCH_DECISION_NAMES[decision], count=len(batch.ids)
    )
    report = Report((sentence,), {"decision": decision.value, "messages": len(batch.ids)})
    return seen_through(house, "sending", report)


def _confirmed(frame: Frame, decision: BatchDecision, count: int) -> bool:
    if not sys.stdin.isatty() or frame.presenter.as_json:
        return False
    question = Bilingual("{decision} {count} 条短信，确定吗？", "{decision}: {count} texts. Sure?")
    asked = question.fill(decision=BATCH_DECISION_NAMES[decision], count=count)
    return typer.confirm(asked.in_(frame.presenter.language))


def _shown(house: House) -> LaneShown:
    with house.store.reading() as session:
        return lane_shown(session, house.sending_desk(session))


TRIED_AGAIN = Bilingual("会再试或查询", "tried again or asked after")
FOR_GOOD = Bilingual("不再发", "not sent")


def _told(lane: LaneShown) -> Report:
    facts = {
        "lane": lane.lane,
        "standing": "stopped" if lane.stopped_at is not None else lane.standing.value,
        "stopped_by": lane.stopped_by,
        "failures": lane.failures,
        "waiting": lane.waiting,
        "held": lane.held,
    }
    columns = (
        column("said", "服务商所说", "said by the provider"),
        column("texts", "次数", "times"),
        column("then", "之后", "then"),
    )
    rows = [
        {"said": each.words, "texts": each.count, "then": TRIED_AGAIN if each.tried_again else FOR_GOOD}
        for each in lane.refusals
    ]
    refusals = (Listing("refusals", columns, rows),) if rows else ()
    return Report((Bilingual(f"{lane.sentence.zh}。", f"{lane.sentence.en}."),), facts, refusals)
