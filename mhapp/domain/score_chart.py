"""Where the marks of a score chart stand. Points of two editions are not joined: they cannot be compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from mhapp.domain.risk_level import RiskLevel

WIDTH, HEIGHT = 340, 190
LEFT, RIGHT, TOP, BOTTOM = 34, 326, 24, 160
"""The frame of the drawing, in units of its viewBox."""
ROOM_FOR_A_VALUE, ROOM_FOR_A_GROUND = 44, 76
"""How far a value reaches, and how far one with the ground beside it: 37 按情形."""
ROOM_ABOVE, ROOM_BELOW = 13, 24
MOST = 12
"""The latest visits that are drawn: more marks than that touch one another on a phone. The table has all."""
LOWEST_TOP = 100
"""The axis reaches at least this many points, so that a quiet year looks quiet."""


@dataclass(frozen=True)
class ScoredVisit:
    """What a chart knows of one visit."""

    day: date
    points: Decimal
    level: RiskLevel
    edition: str
    decided_beyond_points: str = ""
    """按特征 or 按情形 where that decided the level, empty where the points did."""
    incomplete: bool = False


@dataclass(frozen=True)
class Mark:
    """One visit's mark. `value` is written beside it, empty where it would only be noise."""

    x: int
    y: int
    level: RiskLevel
    value: str
    anchor: str
    """`start`, `middle` or `end`: how the value is aligned, so that it stays inside."""
    value_y: int
    """The line the value stands on: above its mark, or below where the line comes down to it from above."""


@dataclass(frozen=True)
class ScoreChart:
    """A drawing: grid lines (y, points), runs of joined marks, marks, edition changes (x), month labels (x, text)."""

    grid: tuple[tuple[int, int], ...]
    runs: tuple[str, ...]
    """Each the `points` of an SVG polyline."""
    marks: tuple[Mark, ...]
    breaks: tuple[int, ...]
    months: tuple[tuple[int, str], ...]


def score_chart(visits: Sequence[ScoredVisit], limits: Sequence[int]) -> ScoreChart | None:
    """Lay out the latest of visits given oldest first; None without any. `limits` are grid lines beside 0."""
    visits = visits[-MOST:]
    if not visits:
        return None
    first, last = visits[0].day, visits[-1].day
    days = max((last - first).days, 1)
    top = max(LOWEST_TOP, *(int(visit.points) + 1 for visit in visits))

    def x_of(day: date) -> int:
        if len(visits) == 1:
            return (LEFT + RIGHT) // 2
        return LEFT + 10 + round((day - first).days * (RIGHT - LEFT - 20) / days)

    def y_of(points: Decimal | int) -> int:
        return BOTTOM - round(Decimal(points) * (BOTTOM - TOP) / top)

    places = [(x_of(visit.day), y_of(visit.points)) for visit in visits]
    changes = [n for n in range(1, len(visits)) if visits[n].edition != visits[n - 1].edition]
    return ScoreChart(
        grid=tuple((y_of(limit), limit) for limit in (0, *limits)),
        runs=tuple(_runs(places, changes)),
        marks=tuple(_marks(visits, places)),
        breaks=tuple((places[n - 1][0] + places[n][0]) // 2 for n in changes),
        months=tuple(_months(visits, places)),
    )


def _runs(places: Sequence[tuple[int, int]], changes: Sequence[int]) -> list[str]:
    edges = [0, *changes, len(places)]
    runs = [places[start:end] for start, end in pairwise(edges)]
    return [" ".join(f"{x},{y}" for x, y in run) for run in runs if len(run) > 1]


def _marks(visits: Sequence[ScoredVisit], places: Sequence[tuple[int, int]]) -> list[Mark]:
    """The first, the last and the one before it carry their value; the last says what but points decided."""
    reach = ROOM_FOR_A_GROUND if visits[-1].decided_beyond_points else ROOM_FOR_A_VALUE
    close = len(places) > 1 and places[-1][0] - places[-2][0] < reach
    shown = {0, len(visits) - 1} | (set() if close else {len(visits) - 2})
    marks = []
    for n, (visit, (x, y)) in enumerate(zip(visits, places, strict=True)):
        words = f"{visit.points.normalize():f}" if n in shown else ""
        if n == len(visits) - 1 and visit.decided_beyond_points:
            words += f" {visit.decided_beyond_points}"
        anchor = "start" if x < LEFT + 40 else "end" if x > RIGHT - 60 else "middle"
        falls = n > 0 and places[n - 1][1] < y - ROOM_ABOVE and y + ROOM_BELOW <= BOTTOM + 4
        value_y = y + ROOM_BELOW if falls else y - ROOM_ABOVE
        if n == len(visits) - 1 and visit.decided_beyond_points:
            value_y = _clear_of(places, reach)
        marks.append(Mark(x, y, visit.level, words, anchor, value_y))
    return marks


def _clear_of(places: Sequence[tuple[int, int]], reach: int) -> int:
    """Where the last value stands with words so long that they would cross earlier marks: above them all."""
    return min(y for x, y in places if places[-1][0] - x < reach) - ROOM_ABOVE


def _months(visits: Sequence[ScoredVisit], places: Sequence[tuple[int, int]]) -> list[tuple[int, str]]:
    """A label under the first visit of a month, as long as labels do not run into one another."""
    labels: list[tuple[int, str]] = []
    seen: set[tuple[int, int]] = set()
    for visit, (x, _) in zip(visits, places, strict=True):
        month = (visit.day.year, visit.day.month)
        if month not in seen and (not labels or x - labels[-1][0] >= 48):
            labels.append((x, f"{visit.day.month}月"))
        seen.add(month)
    return labels
