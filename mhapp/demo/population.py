"""Who lives in the invented county, village by village: the promised people first, then as in life."""

from __future__ import annotations

from collections import Counter
from random import Random

from mhapp.demo.course import Course
from mhapp.demo.promises import ELSEWHERE, FIRST_VILLAGE
from mhapp.domain.errors import RuleBroken
from mhapp.domain.patient_status import PatientStatus
from mhapp.domain.risk_level import RiskLevel

VILLAGES = 8
SMALLEST = 60
SHARES = {RiskLevel.RED: 0.01, RiskLevel.ORANGE: 0.045, RiskLevel.YELLOW: 0.13, None: 0.015}
"""Of all people; the others are green."""
RATINGS = {
    RiskLevel.GREEN: (0, 0, 0, 1, 1, 2),
    RiskLevel.YELLOW: (1, 2, 2, 3),
    RiskLevel.ORANGE: (2, 3, 3, 4),
    RiskLevel.RED: (3, 4, 5),
    None: (0, 1, 2),
}


def courses(people: int, rng: Random) -> list[list[Course]]:
    """The people of each village. Raises RuleBroken for fewer than the promised ones need."""
    if people < SMALLEST:
        raise RuleBroken(f"演示区至少要有{SMALLEST}人")
    villages: list[list[Course]] = [list(FIRST_VILLAGE), *([] for _ in range(VILLAGES - 1))]
    for number, course in enumerate(ELSEWHERE):
        villages[1 + number % (VILLAGES - 1)].append(course)
    ordinary = _ordinary(people - len(FIRST_VILLAGE) - len(ELSEWHERE), people, rng)
    for course in ordinary:
        min(villages, key=len).append(course)
    return villages


def _ordinary(count: int, people: int, rng: Random) -> list[Course]:
    promised = Counter(course.level for course in (*FIRST_VILLAGE, *ELSEWHERE))
    levels: list[RiskLevel | None] = []
    for level, share in SHARES.items():
        levels += [level] * max(0, round(people * share) - promised[level])
    levels = (levels + [RiskLevel.GREEN] * count)[:count]
    rng.shuffle(levels)
    return [_course(level, rng) for level in levels]


def _course(level: RiskLevel | None, rng: Random) -> Course:
    rating, rated, second = rng.choice(RATINGS[level]), rng.randrange(3, 70), rng.random() < 0.33
    if level is None:
        return Course(None, rating=rating, rated=rng.randrange(1, 9), second_cadre=second)
    before, changed, status = None, 0, PatientStatus.COMMUNITY
    drawn = rng.random()
    if level is RiskLevel.RED:
        before, changed = RiskLevel.ORANGE, rng.randrange(2, 26)
    elif level is RiskLevel.ORANGE and drawn < 0.7:
        before, changed = RiskLevel.YELLOW, rng.randrange(3, 80)
    elif level is RiskLevel.YELLOW and drawn < 0.4:
        before, changed = (RiskLevel.GREEN, RiskLevel.ORANGE)[drawn < 0.12], rng.randrange(3, 170)
    elif level is RiskLevel.GREEN and drawn < 0.15:
        before, changed = RiskLevel.YELLOW, rng.randrange(3, 320)
    elif drawn > 0.975:
        status = rng.choice([PatientStatus.HOSPITAL, PatientStatus.AWAY])
    return Course(
        level, before=before, changed=changed, rating=rating, rated=rated, status=status, second_cadre=second,
        ending=_ending(level, rng) if status is PatientStatus.COMMUNITY and not before else "",
    )  # fmt: skip


def _ending(level: RiskLevel, rng: Random) -> str:
    if level is not RiskLevel.YELLOW or rng.random() > 0.05:
        return ""
    return rng.choice(["proposed", "suggestion", "returned"])
