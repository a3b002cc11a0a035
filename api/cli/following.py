"""What follows a deed: the work that it left behind, seen through to its end and told."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack

from api.bootstrap import House
from api.cli.report import Report
from api.operations.examining import failed_work, work_name
from api.operations.seeing_through import see_through
from api.operations.simulating import simulator_beside
from config.bilingual import Bilingual
from config.refusal import Outcome, Refusal

PATIENCE_SECONDS = 120.0


def seen_through(
    house: House,
    deed: str,
    report: Report,
    *,
    seconds: float = PATIENCE_SECONDS,
    watch: Callable[[], None] = lambda: None,
) -> Report:
    """Have the work that a deed left behind done, and add to its report what became of that."""
    failed_before = len(failed_work(house.store))
    with ExitStack() as stack:
        try:
            stack.enter_context(simulator_beside(house.settings))
        except Refusal as refusal:
            return _put_off(report, refusal)
        through = see_through(house, deed, seconds=seconds, watch=watch)
    failed = failed_work(house.store)[failed_before:]
    sentences = list(report.sentences)
    if through.followed is not None:
        sentences.append(
            Bilingual(
                "由进程 {pid}（culture {deed}）完成后续。", "process {pid} (culture {deed}) does the rest."
            ).fill(pid=through.followed.pid, deed=through.followed.deed)
        )
    if failed:
        sentences.append(
            Bilingual(
                "{count} 件后台工作失败（{names}），详见 culture doctor。",
                "{count} pieces of work failed ({names}); see culture doctor.",
            ).fill(count=len(failed), names=_names(failed))
        )
    elif not through.done:
        sentences.append(
            Bilingual(
                "后台工作还没做完，可用 culture doctor 查看。",
                "the work behind it still goes on; culture doctor shows it.",
            )
        )
    facts = {**report.facts, "finished": through.done, "failed_work": failed}
    return Report(sentences, facts, report.listings, Outcome.FAILED if failed else report.outcome)


def _put_off(report: Report, refusal: Refusal) -> Report:
    """The deed is done; what it left behind waits, because nothing can be sent here."""
    waits = Bilingual(
        "以上已经办好，但短信还没有发出：{why}改好后运行 culture serve 即发。",
        "the above is done, but no text has left: {why} Once that is mended, culture serve sends them.",
    )
    told = [waits.fill(why=fault.sentence) for fault in refusal.faults]
    facts = {**report.facts, "finished": False, "failed_work": []}
    return Report([*report.sentences, *told], facts, report.listings, Outcome.FAILED)


def _names(failed: list[str]) -> Bilingual:
    names = [work_name(name) for name in sorted(set(failed))]
    return Bilingual("、".join(name.zh for name in names), ", ".join(name.en for name in names))
