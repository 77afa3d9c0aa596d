"""Entering a level that was decided on paper (纸质认定): it counts as the decision, with who decided named beside."""

from __future__ import annotations

from datetime import datetime

from mhapp import db
from mhapp.clock import beijing_date
from mhapp.domain.errors import RuleBroken
from mhapp.domain.level_route import route_for
from mhapp.domain.paper_decision import PaperDecision, check_paper, refuse_recorder
from mhapp.domain.patient_status import PatientStatus
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.roles import Role
from mhapp.domain.viewer import Viewer
from mhapp.models import LevelDecision, Patient
from mhapp.services import audit_chain, proposal_rounds
from mhapp.services.level_decisions import last_determined_on
from mhapp.services.level_in_force import PAPER_REASON, put_in_force


def record_paper_decision(
    patient: Patient, facts: PaperDecision, *, by: Viewer, at: datetime
) -> LevelDecision:
    """Put a level decided on paper in force, with the same review and visits due as any other.

    A paper no younger than the one whose level is in force corrects what was entered of that one, and names it.
    Raises RuleBroken where a proposal is open, a later determination stands, or another office has to enter it.
    """
    proposal_rounds.lock_patient(patient)
    if proposal_rounds.open_proposal_of(patient.id):
        raise RuleBroken("这位患者有一件级别变更在办，请先办结；已在纸上盖章的，请在那一件里登记")
    if patient.status == PatientStatus.DEAD:
        raise RuleBroken("患者已登记去世，不再登记级别")
    mistaken = _entered_wrongly(patient, facts)
    last_on = last_determined_on(patient.id, beside=mistaken)
    paper = check_paper(facts, today=beijing_date(at), last_on=last_on, born=patient.birth_date)
    before = _level_before(mistaken) if mistaken else proposal_rounds.level_in_force(patient)
    route = route_for(before, paper.level)
    refuse_recorder(by.role, route, first=last_on is None)
    if mistaken:
        _check_correction(mistaken, paper, by)
    decision = put_in_force(
        patient, route, proposal=None, reason=PAPER_REASON, judged_with="", specialist=None, by=by, at=at,
        paper=paper, corrects=mistaken,
    )  # fmt: skip
    audit_chain.record("level_change:paper", at=at, by=by, kind="patient", subject=patient.public_id)
    return decision


def _entered_wrongly(patient: Patient, facts: PaperDecision) -> LevelDecision | None:
    """The paper whose level is in force, where what is entered now is not a later decision."""
    standing = db.session.get(LevelDecision, patient.level_decision_id) if patient.level_decision_id else None
    if standing is None or standing.source != "paper" or standing.proposal_id is not None:
        return None
    return standing if facts.decided_on <= standing.effective_on else None


def _level_before(decision: LevelDecision) -> RiskLevel | None:
    """The level in force before the first of a row of corrections."""
    while decision.corrects_id is not None:
        decision = db.session.get_one(LevelDecision, decision.corrects_id)
    return RiskLevel(decision.previous_level) if decision.previous_level else None


def _check_correction(mistaken: LevelDecision, paper: PaperDecision, by: Viewer) -> None:
    """Another level than the one in force is entered by the office that determines that step: a correction goes round
    nobody, least of all down from red or orange."""
    if mistaken.level != paper.level:
        refuse_recorder(by.role, route_for(RiskLevel(str(mistaken.level)), paper.level), first=False)
    if by.role is not Role.COUNTY_OFFICE and by.unit_id != mistaken.unit_id:
        raise RuleBroken("这份纸质认定由登记它的单位或区县管理办公室更正", "level")
    was = (mistaken.level, mistaken.effective_on, mistaken.paper_authority, mistaken.paper_number)
    if was == (paper.level, paper.decided_on, paper.authority, paper.document_number):
        raise RuleBroken("这份纸质认定已经登记，内容一样；要更正的，请改成纸上的内容", "decided_on")
