"""What follows from a score, in words: what decided, what is missing, what may be proposed, what becomes due.

The same words stand in the live score, on the receipt and on the stored visit.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from mhapp.domain.level_change import needs_reassessment
from mhapp.domain.level_route import HIGH, Filing, Target, route_for
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.roles import Role
from mhapp.domain.visit_score import DecidedBy, PartState, Suggestion, VisitScore, is_above


class Change(StrEnum):
    """How a suggestion stands to the level in force."""

    WITHHELD = "withheld"
    """Incomplete and lower: no ground for a lower level (R4)."""
    SAME = "same"
    UP = "up"
    DOWN = "down"
    DOWN_FROM_HIGH = "down_from_high"
    """Lower than red or orange: two falls or a meeting are needed first (R9)."""
    FIRST = "first"
    """Nothing is determined yet."""
    IN_HAND = "in_hand"
    """Proposed already, at this level or higher."""


@dataclass(frozen=True)
class Outlook:
    """What happens after submission. `words`: one line about the level; nothing of it happens by itself (R2)."""

    change: Change
    words: str
    reassessment: bool

    @property
    def may_propose(self) -> bool:
        """Whether the receipt offers 提出级别变更; from red and orange downwards other conditions come first."""
        return self.change in {Change.UP, Change.DOWN, Change.FIRST}


def outlook(
    score: VisitScore,
    suggested: Suggestion,
    *,
    in_force: RiskLevel | None,
    proposed: Target | None,
    township_word: str,
) -> Outlook:
    """What follows from a score for a person. `proposed`: what an open proposal asks for.

    `township_word`: what the township is called in the sentence (镇, 乡, 街道).
    """
    change = _change(suggested, in_force, proposed)
    return Outlook(
        change=change,
        words=_words(change, suggested.level, in_force, township_word),
        reassessment=needs_reassessment({sign.name for sign in score.signs}),
    )


def township_word(name: str) -> str:
    """镇, 乡 or 街道, from a township's name."""
    return name[-1] if name.endswith(("镇", "乡")) else "街道"


def verdict(score: VisitScore) -> str:
    """What decided the level, once everything is answered."""
    if score.unanswered:
        return "初判"
    if score.decided_by is DecidedBy.BOTH:
        return "初判，两者一致"
    if score.decided_by is DecidedBy.POINTS:
        return "初判由分数决定"
    return "初判由特征决定" if score.level_by_signs is score.level else "初判由情形决定"


def missing(score: VisitScore) -> str:
    """How far the form is: what is not answered, else what is not known, else that all is answered."""
    if score.unanswered:
        return f"还有{len(score.unanswered)}项没答"
    contradictory = sum(part.state is PartState.CONTRADICTORY for part in score.parts)
    if contradictory:
        return f"有{contradictory}项要重选"
    if score.incomplete:
        return f"有{len(score.to_find_out)}项不了解"
    return f"{len(score.parts)}项已答"


def _change(suggested: Suggestion, in_force: RiskLevel | None, proposed: Target | None) -> Change:
    level = suggested.level
    if level is None:
        return Change.WITHHELD
    if isinstance(proposed, RiskLevel) and is_above(level, in_force) and proposed >= level:
        return Change.IN_HAND
    if in_force is None:
        return Change.FIRST
    if level is in_force:
        return Change.SAME
    if level > in_force:
        return Change.UP
    return Change.DOWN_FROM_HIGH if in_force in HIGH else Change.DOWN


def _words(change: Change, level: RiskLevel | None, in_force: RiskLevel | None, township: str) -> str:
    if level is None:
        return "信息不全，不作降级依据"
    if change is Change.SAME:
        return "与现认定相同，不启动级别变更"
    if change is Change.IN_HAND:
        return "级别变更已提出，正在办理"
    if change is Change.DOWN_FROM_HIGH:
        return f"初判{level.colour_word}，低于现认定；连续两次分值下降，或经会议研究，才可提请降级"
    asked = "可提出首次定级为" if change is Change.FIRST else "可提出级别变更为"
    return f"{asked}{level.colour_word}，{_route_words(in_force, level, township)}"


def _route_words(in_force: RiskLevel | None, level: RiskLevel, township: str) -> str:
    route = route_for(in_force, level)
    offices = {Role.TOWNSHIP_REVIEWER: township, Role.COUNTY_OFFICE: "区县"}
    audit = f"{offices[route.row.audit]}初审、" if route.row.audit else ""
    city = "、报市级备案" if route.filing is Filing.CITY else ""
    return f"由{audit}{offices[route.row.determine]}认定{city}"
