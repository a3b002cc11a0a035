"""How planning a month ended, as the terminal and `--json` tell it."""

from __future__ import annotations

from api.bootstrap import House
from api.cli.differing import difference_listing, difference_summary
from api.cli.month_report import board_report, why_not_step
from api.cli.report import Report
from api.words import read_words
from config.bilingual import Bilingual
from config.refusal import Outcome
from scheduler.adapters.calendar_repository import draft_of
from scheduler.adapters.district_repository import read_district
from scheduler.application.board_view import MonthBoard, month_board
from scheduler.application.facts import names_of
from scheduler.application.kept_runs import loosened_of
from scheduler.application.planning_view import PlanRun
from scheduler.application.still_declined import still_declined
from scheduler.solver.loosening_words import loosened_words
from scheduler.solver.solution import OUTCOMES, Ending

MOST_SECONDS = 3600
"""The longest that a plan may be asked to take."""
STILL_DECLINED = Bilingual(
    "还有 {count} 场已被谢绝，草稿仍照原安排：culture messages --attention 列出，另行说定的用 culture settle 记下。",
    "declined, yet as they were in the draft: {count}. culture messages --attention lists them; "
    "note with culture settle what was dealt with otherwise.",
)


def plan_report(house: House, run: PlanRun) -> Report:
    """How the run ended, what it left unplaced, and what to do next."""
    facts: dict[str, object] = {"run": run, "month": run.month}
    ended = read_words()[f"run.{run.standing}"]
    if run.open:
        more = Bilingual("还在排，可稍后用 culture show 查看。", "it still runs; see culture show later.")
        return Report((ended, more), facts)
    if run.state != "done":
        return Report((ended, next_step(run)), facts, outcome=Outcome.FAILED)
    outcome = OUTCOMES[Ending(run.outcome)]
    if not run.kept:
        return Report((ended, next_step(run)), facts, outcome=outcome)
    with house.store.reading() as session:
        board = month_board(session, house.district_id, run.month)
        names = names_of(read_district(session, house.district_id))
        draft = draft_of(session, house.district_id, run.month)
        declined = still_declined(session, house.clock, house.district_id, draft)
        loosened = loosened_of(session, house.district_id, run.id) if outcome is Outcome.INFEASIBLE else None
    figures = Bilingual(
        "{placed} 场，分数 {best}，下界 {bound}，差距 {gap}，用时 {seconds:.1f} 秒。",
        "{placed} deliveries, {best} points, bound {bound}, gap {gap}, {seconds:.1f} s.",
    ).fill(
        placed=run.placed or 0,
        best="–" if run.best is None else f"{run.best:.0f}",
        bound="–" if run.bound is None else f"{run.bound:.0f}",
        gap="–" if run.gap is None else f"{run.gap:.2%}",
        seconds=run.seconds or 0.0,
    )
    sentences, listings = [ended, figures], list(board_report(board, unplaced_only=True).listings)
    if loosened is not None:
        sentences.append(loosened_words(loosened))
        facts["loosened"] = loosened
    if board.published_number:
        sentences.append(_beside_published(board))
        listings += [listing for listing in (difference_listing(board.changes, names),) if listing.rows]
    sentences += [*why_not_step(board), next_step(run)]
    if count := sum(len(remark.deliveries) for remark in declined):
        sentences.append(STILL_DECLINED.fill(count=count))
    return Report(sentences, facts, listings, outcome)


def _beside_published(board: MonthBoard) -> Bilingual:
    """What publishing the draft would change of what the parties were told."""
    return Bilingual(
        "与已发布的第 {number} 版相比，{differences}", "against the published version {number}, {differences}"
    ).fill(number=board.published_number, differences=difference_summary(board.month, board.changes))


def next_step(run: PlanRun) -> Bilingual:
    """The command that follows from how the run ended."""
    if run.state == "failed":
        step = Bilingual("下一步：culture doctor", "next: culture doctor")
    elif run.state == "outdated" or (run.outcome == Ending.CANCELLED and not run.kept):
        step = Bilingual("下一步：culture plan {month}", "next: culture plan {month}")
    elif run.outcome == Ending.OUT_OF_TIME:
        step = Bilingual("下一步：culture plan {month} {more}", "next: culture plan {month} {more}")
    elif not run.kept:
        step = Bilingual(
            "下一步：用 culture import 补齐配额、点单、场地或配送主体，再 culture plan {month}",
            "next: culture import what allotments, orders, venues or providers lack, then culture plan {month}",
        )
    elif run.outcome == Ending.INFEASIBLE:
        step = Bilingual(
            "下一步：culture show {month}；补齐数据后再 culture plan {month}，"
            "或明知放宽也批：culture approve {month} --despite-findings",
            "next: culture show {month}; mend the facts and culture plan {month} again, "
            "or approve it as it is: culture approve {month} --despite-findings",
        )
    else:
        step = Bilingual(
            "下一步：culture show {month}，culture approve {month}",
            "next: culture show {month}, culture approve {month}",
        )
    return step.fill(month=run.month, more=_longer(run))


def _longer(run: PlanRun) -> str:
    """The words that ask for twice as long."""
    if run.work is not None:
        return f"--work {min(MOST_SECONDS, run.work * 2):g}"
    return f"--seconds {min(MOST_SECONDS, round(run.most_seconds * 2))}"
