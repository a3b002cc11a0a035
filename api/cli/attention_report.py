"""What needs a person, as the terminal and `--json` tell it: declines, texts, replies to read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from api.bootstrap import House
from api.cli.repair_words import decline_command, repair_command
from api.cli.report import Listing, Report, column
from api.cli.texts_report import MESSAGE_COLUMNS, left_out, message_row, replies_listing
from config.bilingual import Bilingual
from notifications.application.attention_view import Attention, attention
from notifications.application.inbox_view import replies_shown
from scheduler.application.declined_courses import Matter, days_of, matters
from scheduler.application.names_view import Names, read_names
from scheduler.application.start_view import declined_deliveries
from scheduler.application.untenable import Untenable, untenable_deliveries
from scheduler.solver.finding import day_words

SIDES = {
    "venue": Bilingual("场地", "venue"),
    "provider": Bilingual("配送主体", "provider"),
    "rain_venue": Bilingual("雨天备用场地", "rain venue"),
}
OVERTAKEN = Bilingual(
    "安排已有变更，请按下面的读，原短信不要再读：",
    "the arrangement has changed: read out what follows, not the text:",
)
MOST_REPLIES = 10_000


def attention_report(session: Session, house: House, limit: int | None) -> Report:
    """Everything that waits for a person, of each kind at most `limit`; what is left out is counted."""
    names = read_names(session, house.district_id)
    declined = matters(declined_deliveries(session, house.clock, house.district_id, names))
    needed = attention(session, house.district_id, house.clock)
    untenable = untenable_deliveries(session, house.clock, house.planning, house.district_id, names)
    unread = replies_shown(session, house.district_id, unread_only=True, limit=MOST_REPLIES)
    texts = [_needed(one) for one in needed[:limit]]
    columns = (
        *MESSAGE_COLUMNS,
        column("need", "要做的事", "what to do"),
    )
    listings = (
        _declines(declined[:limit]),
        _untenable(untenable[:limit], names),
        Listing("messages", columns, texts, Bilingual("短信：", "texts:"), body="read"),
        replies_listing(session, house, unread[:limit], Bilingual("待阅读的回复：", "replies to read:")),
    )
    counts = {
        "declines": len(declined),
        "untenable": len(untenable),
        "messages": len(needed),
        "replies": len(unread),
    }
    return Report(
        (*_sentences(counts), *left_out(max(counts.values()), limit)),
        {"count": sum(counts.values()), "counts": counts},
        tuple(listing for listing in listings if listing.rows),
    )


def _needed(one: Attention) -> dict[str, object]:
    """A message with what is to be done about it; `read` is what to read out, its text where that still stands."""
    lines = [{"item": line.number, "told": line.text, "now": list(line.now)} for line in one.lines]
    return {
        **message_row(one.message),
        "need": one.sentence,
        "lines": lines,
        "read": _read(one) if lines else one.message.text,
    }


def _read(one: Attention) -> Bilingual:
    """Line by line how things are now; what the text said otherwise is crossed out."""
    said = [OVERTAKEN]
    for line in one.lines:
        number = f"（{line.number}）" if line.number else "· "
        said.append(
            Bilingual(
                f"{number}现在：{'；'.join(line.now)}\n    作废：{line.text}",
                f"{number}now: {'; '.join(line.now)}\n    void: {line.text}",
            )
            if line.now
            else Bilingual(f"{number}{line.text}", f"{number}{line.text}")
        )
    return Bilingual("\n".join(one.zh for one in said), "\n".join(one.en for one in said))


def _sentences(counts: dict[str, int]) -> list[Bilingual]:
    if not any(counts.values()):
        return [Bilingual("没有要人处理的。", "nothing needs a person.")]
    said = [
        Bilingual(
            "要人处理：不能承接的 {declines} 件，不能照原样办的 {untenable} 场，短信 {messages} 条，待阅读的回复 {replies} 条。",
            "for a person: {declines} declined, {untenable} that cannot stand, {messages} texts, {replies} replies to read.",
        ).fill(**counts)
    ]
    if counts["declines"]:
        said.append(
            Bilingual(
                "不能承接的场次：照“补救”一栏的命令看办法并发布；已另行解决的用 culture settle 记下，整门课程加 --course。",
                "what was declined: the command beside it shows the ways and publishes one; or note how it was solved "
                "with culture settle, for a whole course with --course.",
            )
        )
    if counts["untenable"]:
        said.append(
            Bilingual(
                "不能照原样办的场次：照“补救”一栏的命令办，或用 culture move 改动后再审批、发布。",
                "what cannot stand: run the command beside it, or change it with culture move, then approve and publish.",
            )
        )
    if counts["replies"]:
        said.append(
            Bilingual(
                "回复读过之后，用 culture inbox read 编号 标为已阅，或在网页的“回复”页标。",
                "once a reply is read, mark it by culture inbox read ID, or on the page of replies.",
            )
        )
    return said


def _untenable(found: Sequence[Untenable], names: Names) -> Listing:
    columns = (
        column("delivery", "编号", "number"),
        column("day", "日期", "day", day_words),
        column("start", "开始", "start"),
        column("programme", "项目", "programme"),
        column("why", "原因", "why"),
        column("repair", "补救", "repair"),
    )
    rows: list[dict[str, Any]] = [
        {
            "delivery": one.told.delivery.id,
            "day": one.told.delivery.day,
            "start": one.told.delivery.start,
            "programme": one.told.programme,
            "why": list(one.why),
            "repair": repair_command(one.repair, names),
        }
        for one in found
    ]
    return Listing("untenable", columns, rows, Bilingual("不能照原样办的场次：", "what cannot stand:"))


def _declines(declined: Sequence[Matter]) -> Listing:
    """One row for each party and course, under the number of its first session."""
    columns = (
        column("delivery", "编号", "number"),
        column("days", "日期", "days"),
        column("start", "开始", "start"),
        column("programme", "项目", "programme"),
        column("venue", "场地", "venue"),
        column("provider", "配送主体", "provider"),
        column("by", "谁不能承接", "who declined"),
        column("side", "作为", "as", SIDES.__getitem__),
        column("reason", "理由", "reason"),
        column("repair", "补救", "repair"),
    )
    rows: list[dict[str, Any]] = [
        {
            "delivery": one.told.delivery.id,
            "deliveries": [each.told.delivery.id for each in matter],
            "day": one.told.delivery.day,
            "days": days_of(matter),
            "start": one.told.delivery.start,
            "programme": one.told.programme,
            "venue": one.told.venue,
            "provider": one.told.provider,
            "by": one.by,
            "side": one.side,
            "reason": one.reason,
            "repair": f"culture event rain {one.told.delivery.day}"
            if one.turned_away
            else decline_command(one.told.delivery.id, one.side),
        }
        for matter in declined
        for one in matter[:1]
    ]
    return Listing("declines", columns, rows, Bilingual("不能承接的场次：", "declined:"))
