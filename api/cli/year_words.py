"""How planning a year is told: how it ended, its figures, what has to give way, and its progress."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from api.cli.frame import Frame
from api.cli.report import Listing, column
from config.bilingual import Bilingual
from scheduler.solver.solution import Ending
from scheduler.solver.year.solution import GivesWay, YearProgress

ENDED = {
    Ending.OPTIMAL: Bilingual(
        "完成：已证明没有更好的全年安排。", "Done: proven that no better plan of the year exists."
    ),
    Ending.FEASIBLE: Bilingual(
        "完成：所有规则都满足，是时间内找到的最好的全年安排。",
        "Done: every rule holds; the best plan of the year found in the time.",
    ),
    Ending.INFEASIBLE: Bilingual(
        "全年的目标、合同与各月配额不能同时满足；下面列出要让步的最少几项。",
        "The year's goals, contracts and months' allotments cannot hold together; the fewest that give way are listed.",
    ),
    Ending.CANCELLED: Bilingual(
        "已停止：留下了到那时为止最好的安排。", "Stopped: the best plan up to then is kept."
    ),
    Ending.OUT_OF_TIME: Bilingual(
        "没有找到满足所有规则的全年安排；不能说没有，可以给更多时间再试。",
        "No plan of the year was found that keeps every rule; there may be one: try again with more time.",
    ),
}

NOTHING = {
    Ending.CANCELLED: Bilingual("已停止：停下时还没有找到任何安排。", "Stopped before any plan was found.")
}
"""How it ended where nothing was found, if that is another sentence."""


def figures(best: object, bound: object, gap: float | None) -> dict[str, str]:
    """Points, bound and gap as they are told; a dash where there is none."""
    return {
        "best": "–" if best is None else str(best),
        "bound": "–" if bound is None else str(bound),
        "gap": "–" if gap is None else f"{gap:.2%}",
    }


STARTED = Bilingual(
    "  正在求下界，再找头一个完整的方案 …", "  looking for a bound, then for a first whole plan …"
)


def heading(supposed: Sequence[Bilingual], most_seconds: float) -> Bilingual:
    """What is about to be planned, and how long at most: the year as it is, or what is supposed of it."""
    if not supposed:
        return Bilingual(
            "全年计划（照现有数据），最多 {seconds:.0f} 秒：",
            "The year's plan (of the facts as they are), at most {seconds:.0f} s:",
        ).fill(seconds=most_seconds)
    listed = Bilingual("；".join(one.zh for one in supposed), "; ".join(one.en for one in supposed))
    return Bilingual(
        "假如{listed}，最多 {seconds:.0f} 秒：", "What if {listed}, at most {seconds:.0f} s:"
    ).fill(listed=listed, seconds=most_seconds)


def progress_words(seconds: float, best: object, bound: object, gap: float | None, placed: int) -> Bilingual:
    """How far a search is: its bound alone while there is no whole plan yet."""
    if best is None:
        return Bilingual(
            "  {seconds:5.1f} 秒  下界 {bound}，还没有完整的方案",
            "  {seconds:5.1f} s  bound {bound}, no whole plan yet",
        ).fill(seconds=seconds, bound=bound)
    return Bilingual(
        "  {seconds:5.1f} 秒  最好 {best}  下界 {bound}  差距 {gap}  已排 {placed} 场",
        "  {seconds:5.1f} s  best {best}  bound {bound}  gap {gap}  placed {placed}",
    ).fill(seconds=seconds, placed=placed, **figures(best, bound, gap))


def watching(frame: Frame) -> Callable[[YearProgress], None]:
    """Tells each better plan and the bound, at most once a second."""
    told: list[tuple[object, ...]] = [(None, None, -1.0)]

    def watch(progress: YearProgress) -> None:
        best, bound, at = told[0]
        if (progress.best, progress.bound) == (best, bound) or progress.seconds - float(str(at)) < 1.0:
            return
        told[0] = (progress.best, progress.bound, progress.seconds)
        said = progress_words(
            progress.seconds, progress.best, progress.bound, progress.gap, progress.placed or 0
        )
        frame.presenter.say(said)

    return watch


def giving_way(ways: Iterable[GivesWay]) -> tuple[Listing, ...]:
    """What has to give way, if anything."""
    rows = [
        {"month": one.month, "rule": one.rule, "amount": one.amount, "sentence": one.sentence} for one in ways
    ]
    columns = (
        column("month", "月份", "month", lambda month: month or Bilingual("全年", "the year")),
        column("sentence", "要让步的", "what gives way"),
        column("amount", "差", "missing"),
    )
    return (
        (Listing("gives_way", columns, rows, Bilingual("不能同时满足", "Cannot hold together")),)
        if rows
        else ()
    )
