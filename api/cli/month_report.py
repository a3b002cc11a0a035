"""A month as the terminal and `--json` tell it."""

from __future__ import annotations

from api.cli.report import Listing, Report, column
from api.month_files import standing_code, standing_words
from config.bilingual import Bilingual
from config.refusal import Outcome
from scheduler.application.board_view import Chip, MonthBoard
from scheduler.domain.terms import (
    CATEGORY_NAMES,
    MONTH_STATE_NAMES,
    Category,
)
from scheduler.solver.finding import day_words


def board_report(board: MonthBoard, *, unplaced_only: bool = False) -> Report:
    """The deliveries of a month and what is not placed; `state` is `empty` where nothing is planned yet."""
    empty = not board.chips and not board.published_number and not board.draft_revision
    state = "empty" if empty else board.state.value
    listings = [listing for listing in (_deliveries(board), _unplaced(board)) if listing.rows]
    facts = {
        "month": board.month,
        "state": state,
        "draft_revision": board.draft_revision,
        "published_number": board.published_number,
        "shown_version": board.shown,
        "planned": board.outcome,
        "counts": {category.value: count for category, count in board.counts.items()},
    }
    if unplaced_only:
        return Report(facts=facts, listings=tuple(one for one in listings if one.key == "unplaced"))
    return Report(
        (*_sentences(board, empty=empty), *why_not_step(board)), facts, tuple(listings), Outcome.DONE
    )


def why_not_step(board: MonthBoard) -> tuple[Bilingual, ...]:
    """The command that asks why an order is not served, with the first such order; nothing where all are."""
    orders = [one.order_id for one in board.unplaced if one.order_id]
    return tuple(
        Bilingual(
            "要查清一个点单为什么没排上：culture explain {month} --order {order}",
            "to settle why an order is not served: culture explain {month} --order {order}",
        ).fill(month=board.month, order=order)
        for order in orders[:1]
    )


def _sentences(board: MonthBoard, *, empty: bool) -> tuple[Bilingual, ...]:
    if empty:
        return (
            Bilingual(
                "{month} 还没有排期，请运行 culture plan {month}",
                "{month} is not planned; run culture plan {month}",
            ).fill(month=board.month),
        )
    counts = [
        Bilingual("{name} {count}", "{name} {count}").fill(name=CATEGORY_NAMES[category], count=count)
        for category, count in board.counts.items()
        if count
    ]
    listed = Bilingual("、".join(one.zh for one in counts), ", ".join(one.en for one in counts))
    standing = Bilingual(
        "{month}：{state}，草稿第 {revision} 稿，{published}；共 {total} 场次（{listed}）；没排上 {unplaced} 项。",
        "{month}: {state}, draft revision {revision}, {published}; "
        "{total} deliveries ({listed}); {unplaced} not placed.",
    )
    return (
        standing.fill(
            month=board.month,
            state=MONTH_STATE_NAMES[board.state],
            revision=board.draft_revision,
            published=_published(board.published_number),
            total=len(board.chips),
            listed=listed,
            unplaced=len(board.unplaced),
        ),
    )


def _published(number: int) -> Bilingual:
    if not number:
        return Bilingual("尚未发布", "not yet published")
    return Bilingual("已发布到第 {number} 版", "published up to version {number}").fill(number=number)


def _deliveries(board: MonthBoard) -> Listing:
    columns = (
        column("id", "编号", "number"),
        column("day", "日期", "day", day_words),
        column("start", "开始", "start"),
        column("end", "结束", "end"),
        column("category", "类别", "category", lambda value: CATEGORY_NAMES[Category(value)]),
        column("programme", "项目", "programme"),
        column("area", "街道/镇", "area"),
        column("venue", "场地", "venue"),
        column("provider", "配送主体", "provider"),
        column("standing", "状态", "stands", standing_words),
    )
    return Listing("deliveries", columns, [_row(chip) for chip in board.chips])


def _row(chip: Chip) -> dict[str, object]:
    delivery = chip.delivery
    return {
        "id": delivery.id,
        "day": delivery.day,
        "start": delivery.start,
        "end": delivery.end,
        "category": delivery.category.value,
        "programme": chip.told.programme,
        "area": chip.told.area,
        "venue": chip.told.venue,
        "provider": chip.told.provider,
        "rain_venue": chip.told.rain_venue,
        "reserve_day": delivery.reserve_day,
        "reserve_start": delivery.reserve_start,
        "standing": standing_code(chip),
        "state": chip.state.value,
        "venue_answer": chip.venue_answer,
        "provider_answer": chip.provider_answer,
        "news": chip.news,
        "pinned": delivery.pinned,
        "order": delivery.order_id,
        "course": delivery.course_id,
        "session": delivery.session,
    }


def _unplaced(board: MonthBoard) -> Listing:
    columns = (
        column("area", "街道/镇", "area"),
        column("category", "类别", "category", lambda value: CATEGORY_NAMES[Category(value)]),
        column("order", "点单", "order", lambda value: value or "–"),
        column("programme", "项目", "programme"),
        column("reason", "原因", "reason"),
    )
    rows = [
        {
            "area": one.area,
            "category": one.category.value,
            "order": one.order_id,
            "programme": one.programme,
            "reason": one.reason,
        }
        for one in board.unplaced
    ]
    return Listing("unplaced", columns, rows, Bilingual("没排上", "not placed"))
