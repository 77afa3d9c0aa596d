"""What a determination must hold: its office, its reason, who judged together, the specialist (R2, R8, R10, R11)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from mhapp.domain.errors import RuleBroken
from mhapp.domain.level_route import Cites, Exit, OpinionRule, Route, Target, is_above, route_for
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.roles import Role

SHORTEST_REASON = 10
"""Characters of a reason where what is determined differs from what was proposed or suggested (R2)."""
REASSESSMENT_SIGNS = frozenset({"threat", "violent_tendency", "relapse"})
"""Signs at a visit after which the clinic rates the danger again at once (R11) [S2 工作机制（三）]."""


@dataclass(frozen=True)
class Specialist:
    """A psychiatrist's or specialist's opinion (R10), or the day it was asked while it is outstanding."""

    name: str = ""
    hospital: str = ""
    given_on: date | None = None
    words: str = ""
    asked_on: date | None = None

    @property
    def is_given(self) -> bool:
        """Whether the opinion itself is on record, whole."""
        return bool(self.name and self.hospital and self.given_on and self.words)

    def to_record(self) -> dict[str, str]:
        """As stored: only what is there, days as ISO text."""
        return _to_record(self)

    @classmethod
    def from_record(cls, record: Mapping[str, str] | None) -> Specialist | None:
        """Back from what `to_record` stored; None where nothing was."""
        return cls(**_with_days(record, "given_on", "asked_on")) if record else None


@dataclass(frozen=True)
class Meeting:
    """The meeting a step down from red or orange may rest on instead of two falls: all three are needed."""

    held_on: date | None = None
    participants: str = ""
    minutes: str = ""

    @property
    def is_complete(self) -> bool:
        """Whether date, participants and minutes are all there."""
        return bool(self.held_on and self.participants.strip() and self.minutes.strip())

    def to_record(self) -> dict[str, str]:
        """As stored: only what is there, days as ISO text."""
        return _to_record(self)

    @classmethod
    def from_record(cls, record: Mapping[str, str] | None) -> Meeting | None:
        """Back from what `to_record` stored; None where nothing was."""
        return cls(**_with_days(record, "held_on")) if record else None


def _to_record(thing: Specialist | Meeting) -> dict[str, str]:
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in asdict(thing).items()
        if value
    }


def _with_days(record: Mapping[str, str], *days: str) -> dict[str, Any]:
    return {name: date.fromisoformat(value) if name in days else value for name, value in record.items()}


def refuse_days_to_come(
    today: date, *, meeting: Meeting | None = None, specialist: Specialist | None = None
) -> None:
    """Raises RuleBroken, at its field, for a meeting or an opinion dated after today."""
    days = [("会议的日期", "meeting_held_on", meeting.held_on)] if meeting else []
    if specialist:
        days.append(("请专家出意见的日期", "specialist_asked_on", specialist.asked_on))
        days.append(("专家意见的日期", "specialist_given_on", specialist.given_on))
    for words, field, day in days:
        if day is not None and day > today:
            raise RuleBroken(f"{words}不能晚于今天", field)


@dataclass(frozen=True)
class Determination:
    """What an office is about to determine on a proposal.

    `suggested`: the suggestion the proposal rests on; None where it rests on none.
    """

    role: Role
    in_force: RiskLevel | None
    proposed: Target
    determined: Target
    suggested: RiskLevel | None
    opinion: str
    judged_with: str
    specialist: Specialist | None
    two_falls: bool
    meeting: Meeting | None


def check_determination(case: Determination) -> Route:
    """The route of what is determined. Raises RuleBroken, at the field that mends it, where R2, R8 or R10 says no."""
    route = _route_of(case)
    if (
        needs_reason(case.determined, case.proposed, case.suggested)
        and len(case.opinion.strip()) < SHORTEST_REASON
    ):
        raise RuleBroken(f"认定与提出或初判不同，请写明理由，至少{SHORTEST_REASON}个字", "opinion")
    check_citation(route, two_falls=case.two_falls, meeting=case.meeting)
    if route.row.cites is not Cites.PROOF and not case.judged_with.strip():
        raise RuleBroken("请填写一起研判的人员", "judged_with")
    check_specialist(route, case.specialist)
    return route


def _route_of(case: Determination) -> Route:
    if case.determined == case.in_force and case.proposed != case.in_force:
        raise RuleBroken("认定为现级别就是不同意变更，请选择不同意", "outcome")
    route = route_for(case.in_force, case.determined)
    if route.row.determine is not case.role:
        raise RuleBroken(
            f"改为{target_words(case.determined)}由{route.row.determine.label}认定，请退回并写明建议的级别",
            "outcome",
        )
    return route


def needs_reason(determined: Target, proposed: Target, suggested: RiskLevel | None) -> bool:
    """R2: whether the office departs, in either direction, from what was asked or from what the visit suggested."""
    if determined != proposed:
        return True
    return suggested is not None and isinstance(determined, RiskLevel) and determined != suggested


def determinable(in_force: RiskLevel | None, proposed: Target, role: Role) -> list[RiskLevel]:
    """The levels, highest first, this office may determine instead of the proposed one (R8)."""
    return [
        level
        for level in sorted(RiskLevel, reverse=True)
        if level not in {in_force, proposed} and route_for(in_force, level).row.determine is role
    ]


def check_citation(route: Route, *, two_falls: bool, meeting: Meeting | None) -> None:
    """Raises RuleBroken where a step down from red or orange rests on neither two falls nor a whole meeting (R9)."""
    if route.row.cites is not Cites.TWO_FALLS_OR_MEETING or two_falls:
        return
    if meeting is None or not meeting.is_complete:
        raise RuleBroken(
            "从红色、橙色下调，须有连续两次分值下降，或写明会议日期、参会人员和记录", "meeting_minutes"
        )


def check_specialist(route: Route, specialist: Specialist | None) -> None:
    """Raises RuleBroken where the opinion is missing (R10); a rise or first level may go on once it was asked."""
    if route.opinion is OpinionRule.NOT_ASKED or (specialist and specialist.is_given):
        return
    if route.opinion is OpinionRule.FIRST:
        raise RuleBroken("请先填写精神科专家意见：姓名、医院、日期和内容", "specialist_words")
    if not (specialist and specialist.asked_on):
        raise RuleBroken("请填写精神科专家意见，或写明哪天已请专家出意见", "specialist_words")


def opinion_outstanding(route: Route, specialist: Specialist | None) -> bool:
    """Whether the determination went on without the opinion, so that it falls due (R10) [A]."""
    return route.opinion is OpinionRule.MAY_FOLLOW and not (specialist and specialist.is_given)


def needs_reassessment(signs: Collection[str]) -> bool:
    """Whether signs seen at a visit ask the clinic for a rating at once (R11)."""
    return not REASSESSMENT_SIGNS.isdisjoint(signs)


def is_higher_fact(suggested: RiskLevel | None, proposed: Target) -> bool:
    """Whether a new visit's suggestion is above what an open proposal asks for; an exit asks for less than green."""
    if suggested is None:
        return False
    return isinstance(proposed, Exit) or suggested > proposed


def suggestion_is_open(
    suggested: RiskLevel | None, in_force: RiskLevel | None, proposed: Target | None, answered: bool
) -> bool:
    """R11: a suggestion above the level in force, neither proposed at that level or higher nor answered."""
    if suggested is None or answered or not is_above(suggested, in_force):
        return False
    return not (isinstance(proposed, RiskLevel) and proposed >= suggested)


def target_words(target: Target) -> str:
    """A target inside a sentence: 红色, or 出库（患者去世）."""
    return target.colour_word if isinstance(target, RiskLevel) else f"出库（{target.label}）"
