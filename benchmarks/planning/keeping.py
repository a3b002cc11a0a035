"""Keeps the runs of a long measurement in a file, a line of JSON each, so that it can go on where it was ended."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from benchmarks.planning.measuring import Mark, Measured


def kept_or_run(
    file: Path | None, size: str, seconds: float, run: Callable[[], Measured], *of: object
) -> Measured:
    """The run of that size, seconds, planner and seed (`of`) that the file has, else a new one, which is kept."""
    key = [size, seconds, *of]
    if file is not None and file.exists():
        for line in file.read_text("utf-8").splitlines():
            known = json.loads(line)
            if known["key"] == key:
                return Measured(
                    **known["run"] | {"marks": tuple(Mark(**one) for one in known["run"]["marks"])}
                )
    measured = run()
    if file is not None:
        with file.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps({"key": key, "run": asdict(measured)}) + "\n")
    return measured
