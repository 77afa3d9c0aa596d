"""A decision that was written wrongly is corrected by a new one of the same authority, which names it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mhapp import db
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.errors import RuleBroken
from mhapp.domain.level_change import Specialist
from mhapp.domain.level_route import Route, route_for
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.viewer import Viewer
from mhapp.models import LevelDecision, LevelProposal, Patient
from mhapp.services import audit_chain, dues
from mhapp.services.level_in_force import put_in_force
from mhapp.services.proposal_rounds import locked_patient, open_proposal_of

SHORTEST_REASON = 10
"""Characters: what was written wrongly, and how it is known (as R2 asks of every difference)."""
FILINGS = frozenset({DueKind.FILE, DueKind.CITY_FILE})


@dataclass(frozen=True)
class Correction:
    """What the decision should have said."""

    level: RiskLevel
    reason: str
    judged_with: str


def correctable_levels(decision: LevelDecision, by: Viewer) -> list[RiskLevel]:
    """The levels this office may put in the place of what it decided, highest first; none for another office.

    Only those that go the same way of the table, so that no audit, meeting or specialist's opinion is gone round by a
    correction, and the level that stood before, where this office determines it. Another level is proposed anew.
    """
    if decision.level is None or (by.role.value, by.unit_id) != (decision.decided_by_role, decision.unit_id):
        return []
    before = _before(decision)
    taken = route_for(before, RiskLevel(decision.level)).act
    routes = [route_for(before, level) for level in sorted(RiskLevel, reverse=True)]
    return [
        RiskLevel(route.target)
        for route in routes
        if route.row.determine is by.role and (route.act is taken or route.is_keep)
    ]


def correct_decision(decision: LevelDecision, said: Correction, *, by: Viewer, at: datetime) -> LevelDecision:
    """Put the corrected decision in force. Raises RuleBroken where another authority decided, where the decision is no
    longer the one in force, or while a proposal is open that would rest on it."""
    patient = locked_patient(decision.patient_id)
    _check(decision, patient, said, by)
    proposal = db.session.get(LevelProposal, decision.proposal_id) if decision.proposal_id else None
    route: Route = route_for(_before(decision), said.level)
    corrected = put_in_force(
        patient,
        route,
        proposal=proposal,
        reason=said.reason,
        judged_with=said.judged_with,
        specialist=Specialist.from_record(decision.specialist),
        by=by,
        at=at,
        corrects=decision,
    )
    dues.close_dues(
        patient.id, FILINGS, closed_by=("level_decision", corrected.id),
        started_by=("level_decision", decision.id), at=at,
    )  # fmt: skip
    audit_chain.record(
        "level_change:correct", at=at, by=by, kind="level_decision", subject=corrected.public_id
    )
    return corrected


def _check(decision: LevelDecision, patient: Patient, said: Correction, by: Viewer) -> None:
    if decision.source != "proposal":
        raise RuleBroken("纸质认定请重新登记一次，写明正确的文号和级别")
    if patient.level_decision_id != decision.id:
        raise RuleBroken("只能更正现在生效的认定")
    if open_proposal_of(patient.id) is not None:
        raise RuleBroken("这位患者有一件级别变更在办，请在那一件里办理")
    if said.level not in correctable_levels(decision, by):
        raise RuleBroken(
            "请由原认定机关更正，并选择按同样程序认定的级别；其他级别请重新提出级别变更", "level"
        )
    if len(said.reason.strip()) < SHORTEST_REASON:
        raise RuleBroken(f"请写明哪里写错了、依据是什么，至少{SHORTEST_REASON}个字", "reason")
    if not said.judged_with.strip():
        raise RuleBroken("请填写一起研判的人员", "judged_with")


def _before(decision: LevelDecision) -> RiskLevel | None:
    return RiskLevel(decision.previous_level) if decision.previous_level else None
