"""The one place that sets a person's level: together with the decision of a named person, and what it makes due."""

from __future__ import annotations

from datetime import date, datetime

from mhapp import db
from mhapp.clock import beijing_date
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.level_change import Specialist, opinion_outstanding
from mhapp.domain.level_route import Exit, Filing, Route
from mhapp.domain.patient_status import PatientStatus
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.roles import Role
from mhapp.domain.viewer import Viewer
from mhapp.models import LevelDecision, LevelProposal, Patient
from mhapp.queries import policies
from mhapp.queries.responsibilities import UnitsOfPerson, units_of
from mhapp.services import dues
from mhapp.services.visit_dues import renew_visit_due, renew_visit_due_after_rise

STATUS_AFTER_EXIT = {
    Exit.DEATH: PatientStatus.DEAD,
    Exit.MOVED_OUT: PatientStatus.MOVED,
    Exit.INCAPACITATED: PatientStatus.EXITED,
    Exit.DELISTED: PatientStatus.EXITED,
}
FILING_DUES = {Filing.COUNTY: (DueKind.FILE, "file"), Filing.CITY: (DueKind.CITY_FILE, "file")}
STOPPED_BY_EXIT = frozenset(DueKind) - {DueKind.FILE, DueKind.CITY_FILE, DueKind.LETTER_SIGNATURE}
ENDED_BY_DETERMINATION = frozenset(
    {DueKind.LEVEL_REVIEW, DueKind.FIRST_DETERMINATION, DueKind.SPECIALIST_OPINION}
)


def put_in_force(
    patient: Patient,
    route: Route,
    *,
    proposal: LevelProposal,
    reason: str,
    judged_with: str,
    specialist: Specialist | None,
    by: Viewer,
    at: datetime,
) -> LevelDecision:
    """Write the decision, give the person the level it names (or end their levels), and open what it makes due."""
    units, today = units_of(patient.id), beijing_date(at)
    level = None if isinstance(route.target, Exit) else route.target
    clocks = policies.clocks_of(units.county.path, today)
    decision = LevelDecision(
        patient_id=patient.id,
        level=level,
        exit_ground=route.target if isinstance(route.target, Exit) else None,
        previous_level=patient.level,
        proposal_id=proposal.id,
        decided_by_id=by.account_id,
        decided_by_role=by.role.value,
        unit_id=by.unit_id,
        decided_at=at,
        effective_on=today,
        review_by=clocks.review_by(level, today) if level else None,
        reason=reason.strip(),
        judged_with=judged_with.strip() or None,
        specialist=specialist.to_record() if specialist else None,
    )
    db.session.add(decision)
    db.session.flush()
    patient.level = level
    patient.level_decision_id = decision.id if level else None
    _follow(patient, route, decision, today)
    db.session.flush()
    _open_dues(patient, route, decision, units, specialist, at)
    return decision


def _follow(patient: Patient, route: Route, decision: LevelDecision, today: date) -> None:
    """The status follows an exit; a person determined again after one lives in the community (§3)."""
    if isinstance(route.target, Exit):
        patient.status = STATUS_AFTER_EXIT[route.target].value
    elif patient.status == PatientStatus.EXITED:
        patient.status = PatientStatus.COMMUNITY.value
    else:
        return
    patient.status_since = today
    patient.status_source = f"级别变更认定，{decision.effective_on.isoformat()}"


def _open_dues(
    patient: Patient,
    route: Route,
    decision: LevelDecision,
    units: UnitsOfPerson,
    specialist: Specialist | None,
    at: datetime,
) -> None:
    caused_by, today = ("level_decision", decision.id), decision.effective_on
    dues.close_dues(patient.id, ENDED_BY_DETERMINATION, closed_by=caused_by, at=at)
    clocks = policies.clocks_of(units.county.path, today)
    calendar = policies.calendar_of(units.county.path, today)

    def owe(kind: DueKind, unit_id: int, role: Role, due_on: date) -> None:
        dues.open_due(
            kind,
            patient_id=patient.id,
            unit_id=unit_id,
            role=role,
            started_by=caused_by,
            due_on=due_on,
            at=at,
        )

    if route.filing in FILING_DUES:
        kind, limit = FILING_DUES[route.filing]
        owe(kind, units.county.id, Role.COUNTY_OFFICE, clocks.working_due(limit, today, calendar).day)
    if isinstance(route.target, Exit):
        dues.close_dues(patient.id, STOPPED_BY_EXIT, closed_by=caused_by, at=at)
        return
    if decision.review_by is not None:
        owe(DueKind.LEVEL_REVIEW, units.village.id, Role.VILLAGE_CADRE, decision.review_by)
    if opinion_outstanding(route, specialist) and specialist and specialist.asked_on:
        due_on = clocks.working_due("specialist_opinion", specialist.asked_on, calendar).day
        owe(DueKind.SPECIALIST_OPINION, units.township.id, Role.CLINIC_DOCTOR, due_on)
    if route.is_rise:
        renew_visit_due_after_rise(patient, RiskLevel(route.target), caused_by=caused_by, at=at, on=today)
    elif not route.is_keep:
        renew_visit_due(patient, caused_by=caused_by, at=at, on=today)
