"""Draws the benchmark as an SVG picture: points above the reference by seed, and how the first plan's time grows."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from jinja2 import Environment

from benchmarks.planning.measuring import Measured

COLOURS = {"ours": "#0b6e4f", "greedy": "#c8553d", "plain CP-SAT": "#3a6ea5", "Timefold": "#8a6fb0"}
FLOOR, TOP, LEFT = 200, 40, 84
TEMPLATE = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 270" font-family="sans-serif" font-size="12" role="img">
<title>Planning: points above the reference, and seconds to the first plan by size</title>
<rect width="900" height="270" fill="white"/>
<text x="20" y="20" font-weight="bold">Points above the best proven bound, by seed (log scale)</text>
{% for line in ticks %}<line x1="{{ left }}" x2="{{ right }}" y1="{{ line.y }}" y2="{{ line.y }}" stroke="#ddd"/>
<text x="{{ left - 6 }}" y="{{ line.y + 4 }}" text-anchor="end">{{ line.words }}</text>
{% endfor %}{% for bar in bars %}<rect x="{{ bar.x }}" y="{{ bar.y }}" width="{{ bar.width }}" height="{{ bar.height }}" fill="{{ bar.colour }}"><title>{{ bar.words }}</title></rect>
{% endfor %}{% for one in without %}<text x="{{ one.x }}" y="{{ one.y }}" text-anchor="middle" fill="{{ one.colour }}">×<title>{{ one.words }}</title></text>
{% endfor %}{% for seed in seeds %}<text x="{{ seed.x }}" y="216" text-anchor="middle">{{ seed.words }}</text>
{% endfor %}{% for one in legend %}<rect x="{{ one.x }}" y="236" width="12" height="12" fill="{{ one.colour }}"/><text x="{{ one.x + 18 }}" y="246">{{ one.words }}</text>
{% endfor %}{% if without %}<text x="{{ right }}" y="246" text-anchor="end">× no plan found</text>
{% endif %}{% if curve %}<text x="480" y="20" font-weight="bold">Seconds to the first plan, by number of areas</text>
<polyline points="{{ curve | join(' ') }}" fill="none" stroke="#0b6e4f" stroke-width="2"/>
{% for mark in marks %}<circle cx="{{ mark.x }}" cy="{{ mark.y }}" r="4" fill="#0b6e4f"/>
<text x="{{ mark.x }}" y="{{ mark.y - 8 }}" text-anchor="middle">{{ mark.words }}</text>
<text x="{{ mark.x }}" y="216" text-anchor="middle">{{ mark.below }}</text>
{% endfor %}{% endif %}</svg>
"""


def picture(
    runs: Sequence[Measured], references: Mapping[int, int | None], curve: Sequence[tuple[str, float]]
) -> str:
    """The SVG; what placed less than is allotted stands far above the others, so the scale is logarithmic."""
    above = {
        (run.planner, run.seed): run.points - low
        for run in runs
        if run.points is not None and (low := references[run.seed]) is not None
    }
    highest = max(1, math.ceil(math.log10(max(above.values(), default=10) + 1)))
    seeds = sorted(references)
    planners = list(dict.fromkeys(run.planner for run in runs))
    room = 360 if curve else 800
    step = room / max(1, len(seeds))
    width = step / (len(planners) + 1)

    def left_of(planner: str, seed: int) -> float:
        return LEFT + step * seeds.index(seed) + width * (planners.index(planner) + 0.5)

    bars = []
    for (planner, seed), points in above.items():
        height = (FLOOR - TOP) * math.log10(points + 1) / highest
        bars.append(
            {
                "x": round(left_of(planner, seed), 1),
                "y": round(FLOOR - max(1, height), 1),
                "width": round(width * 0.9, 1),
                "height": round(max(1, height), 1),
                "colour": COLOURS[planner],
                "words": f"{planner}, seed {seed}: {points}",
            }
        )
    without = [
        {
            "x": round(left_of(run.planner, run.seed) + width * 0.45, 1),
            "y": FLOOR - 3,
            "colour": COLOURS[run.planner],
            "words": f"{run.planner}, seed {run.seed}: no plan",
        }
        for run in runs
        if run.points is None
    ]
    points = _curve(curve)
    return (
        Environment(autoescape=True)
        .from_string(TEMPLATE)
        .render(
            left=LEFT,
            right=LEFT + room,
            bars=bars,
            without=without,
            ticks=[
                {"y": FLOOR - (FLOOR - TOP) * power / highest, "words": f"{10**power:,}" if power else "0"}
                for power in range(highest + 1)
            ],
            seeds=[{"x": round(LEFT + step * (n + 0.5), 1), "words": seed} for n, seed in enumerate(seeds)],
            legend=[
                {"x": LEFT + 120 * n, "colour": COLOURS[one], "words": one} for n, one in enumerate(planners)
            ],
            curve=[f"{mark['x']},{mark['y']}" for mark in points],
            marks=points,
        )
    )


def _curve(curve: Sequence[tuple[str, float]]) -> list[dict[str, object]]:
    if not curve:
        return []
    longest = max(seconds for _, seconds in curve) or 1
    step = 360 / max(1, len(curve))
    return [
        {
            "x": round(500 + step * (place + 0.5), 1),
            "y": round(FLOOR - (FLOOR - TOP - 10) * seconds / longest, 1),
            "words": f"{seconds:.1f} s",
            "below": size,
        }
        for place, (size, seconds) in enumerate(curve)
    ]


GROWTH = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 560 300" font-family="sans-serif" font-size="12" role="img">
<title>Planning: processor seconds to the first plan by number of areas</title>
<rect width="560" height="300" fill="white"/>
<text x="20" y="20" font-weight="bold">Processor seconds to the first plan, by areas (both on log scales){{ words }}</text>
<line x1="60" x2="520" y1="260" y2="260" stroke="#ddd"/><line x1="60" x2="60" y1="40" y2="260" stroke="#ddd"/>
<polyline points="{{ line }}" fill="none" stroke="#0b6e4f" stroke-width="2"/>
{% for mark in marks %}<circle cx="{{ mark.x }}" cy="{{ mark.y }}" r="4" fill="#0b6e4f"/>
<text x="{{ mark.x }}" y="{{ mark.y - 8 }}" text-anchor="middle">{{ mark.words }}</text>
<text x="{{ mark.x }}" y="278" text-anchor="middle">{{ mark.below }}</text>
{% endfor %}</svg>
"""


def growth_picture(curve: Sequence[tuple[int, float]], power: float | None) -> str:
    """The SVG of a growth curve: number of areas, processor seconds; a straight line is a power."""
    xs, ys = ([math.log(max(part, 0.01)) for part in parts] for parts in zip(*curve, strict=True))
    marks = [
        {
            "x": round(80 + 420 * (x - min(xs)) / ((max(xs) - min(xs)) or 1), 1),
            "y": round(250 - 190 * (y - min(ys)) / ((max(ys) - min(ys)) or 1), 1),
            "words": f"{seconds:.0f} s",
            "below": f"{areas:,}",
        }
        for x, y, (areas, seconds) in zip(xs, ys, curve, strict=True)
    ]
    return (
        Environment(autoescape=True)
        .from_string(GROWTH)
        .render(
            words="" if power is None else f"; areas^{power:.2f}",
            line=" ".join(f"{mark['x']},{mark['y']}" for mark in marks),
            marks=marks,
        )
    )
