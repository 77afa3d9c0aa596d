"""The danger rating (危险性评估) 0–5: the clinic's judgement, never the cadre's (R5) [N]."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

WORDING = {
    0: "没有以下情形",
    1: "口头威胁、喊叫，没有打砸行为",
    2: "打砸行为局限在家里，针对财物，能被劝说制止",
    3: "明显打砸行为，不分场合，针对财物，不能接受劝说而停止",
    4: "持续打砸行为，不分场合，针对财物或人，不能接受劝说而停止（包括自伤、自杀）",
    5: "持械针对人的任何暴力行为，或者纵火、爆炸等行为，无论在家里还是公共场合",
}
"""The six levels in the words of the national standard; the highest that fits counts [N]."""


@dataclass(frozen=True)
class RatingUsed:
    """The rating a visit counts: the latest one dated on or before the visit."""

    level: int
    rated_on: date
    unit_name: str

    def is_stale(self, visit_date: date, after_days: int) -> bool:
        """Whether it is older than so many days on the day of the visit: it still counts, a new one becomes due."""
        return (visit_date - self.rated_on).days > after_days
