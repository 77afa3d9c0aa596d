"""Entering a level that was decided on paper (纸质认定): it counts as the decision, with who decided named beside."""

from __future__ import annotations

from datetime import datetime

from mhapp.clock import beijing_date
from mhapp.domain.errors import RuleBroken
from mhapp.domain.level_route import route_for
from mhapp.domain.paper_decision import PaperDecision, check_paper, refuse_recorder
from mhapp.domain.patient_status import PatientStatus
from mhapp.domain.viewer import Viewer
from mhapp.models import LevelDecision, Patient
from mhapp.services import audit_chain, proposal_rounds
from mhapp.services.level_decisions import last_determined_on
from mhapp.services.level_in_force import PAPER_REASON, put_in_force


def record_paper_decision(
    patient: Patient, facts: PaperDecision, *, by: Viewer, at: datetime
) -> LevelDecision:
    """Put a level decided on paper in force, with the same review and visits due as any other.

    Raises RuleBroken where a proposal is open, a later determination stands, or another office has to enter it.
    """
    proposal_rounds.lock_patient(patient)
    if proposal_rounds.open_proposal_of(patient.id):
        raise RuleBroken("这位患者有一件级别变更在办，请先办结；已在纸上盖章的，请在那一件里登记")
    if patient.status == PatientStatus.DEAD:
        raise RuleBroken("患者已登记去世，不再登记级别")
    last_on = last_determined_on(patient.id)
    paper = check_paper(facts, today=beijing_date(at), last_on=last_on, born=patient.birth_date)
    route = route_for(proposal_rounds.level_in_force(patient), paper.level)
    refuse_recorder(by.role, route, first=last_on is None)
    decision = put_in_force(
        patient, route, proposal=None, reason=PAPER_REASON, judged_with="", specialist=None, by=by, at=at,
        paper=paper,
    )  # fmt: skip
    audit_chain.record("level_change:paper", at=at, by=by, kind="patient", subject=patient.public_id)
    return decision
