"""Two falls (连续两次随访分值下降): when a step down from red or orange may be asked for (R9) [S2].

Nothing happens by itself: the offer is made to the care team and stands on the next meeting's agenda.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from mhapp.domain.level_route import HIGH
from mhapp.domain.risk_level import RiskLevel


@dataclass(frozen=True)
class ScoredVisit:
    """What the rule reads of one visit. `suggested` is None where the visit suggested nothing."""

    visit_id: int
    visit_date: date
    points: Decimal
    edition: str
    complete: bool
    face_to_face: bool
    suggested: RiskLevel | None


@dataclass(frozen=True)
class TwoFalls:
    """The offer with the visits it was read from: `counted` oldest first, `skipped` stand between and are shown."""

    offered: bool
    counted: tuple[ScoredVisit, ...] = ()
    skipped: tuple[ScoredVisit, ...] = ()
    why_not: str = ""


def two_falls(
    visits: Sequence[ScoredVisit],
    *,
    in_force: RiskLevel | None,
    determined_on: date | None,
    reassessment_open: bool,
) -> TwoFalls:
    """Read the last three countable visits: s1 > s2 > s3, at most s1 before the last determination.

    `visits` oldest first, without attempts and without superseded ones.
    """
    if in_force not in HIGH or in_force is None:
        return TwoFalls(False, why_not="现级别不是红色或橙色")
    counted, skipped = _last_three(visits)
    why_not = _why_not(counted, in_force, determined_on, reassessment_open)
    return TwoFalls(not why_not, counted, skipped, why_not)


def _last_three(visits: Sequence[ScoredVisit]) -> tuple[tuple[ScoredVisit, ...], tuple[ScoredVisit, ...]]:
    able = [visit for visit in visits if visit.complete and visit.face_to_face]
    # Totals of two editions are not compared: the edition of the latest countable visit decides [A].
    counted = tuple(visit for visit in able if visit.edition == able[-1].edition)[-3:]
    if not counted:
        return (), tuple(visits)
    since = list(visits)[visits.index(counted[0]) :]
    return counted, tuple(visit for visit in since if visit not in counted)


def _why_not(
    counted: tuple[ScoredVisit, ...], in_force: RiskLevel, determined_on: date | None, reassessment_open: bool
) -> str:
    if len(counted) < 3:
        return "可比较的随访不足三次"
    first, second, third = counted
    if not first.points > second.points > third.points:
        return "分值没有连续两次下降"
    if determined_on is not None and second.visit_date < determined_on:
        return "上次认定之后的随访不足两次"
    if third.suggested is None or third.suggested >= in_force:
        return "最近一次初判不低于现级别"
    return "危险性复评还没有完成" if reassessment_open else ""
