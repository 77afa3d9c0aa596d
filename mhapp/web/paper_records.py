"""From an opaque id in a URL to the record a paper is made from, through the viewer's scope."""

from __future__ import annotations

from sqlalchemy import select

from mhapp import db
from mhapp.domain.disclosure import Group, may_see
from mhapp.domain.viewer import Viewer
from mhapp.models import DangerRating, Incident, LevelDecision, LevelProposal, Patient, Visit
from mhapp.queries.merged_records import of_person
from mhapp.queries.paper_cases import LevelCase
from mhapp.queries.paper_person import person_of
from mhapp.queries.scope import in_scope
from mhapp.web.records import one_about_a_person


def rating_from_url(viewer: Viewer, rating_id: str) -> DangerRating | None:
    """A danger rating of a person in the viewer's scope."""
    query = select(DangerRating).join(Patient, of_person(DangerRating.patient_id)).where(in_scope(viewer))
    return one_about_a_person(query.where(DangerRating.public_id == rating_id))


def visit_from_url(viewer: Viewer, visit_id: str) -> Visit | None:
    """A visit of a person in the viewer's scope, also one entered on a record that was merged into theirs."""
    query = select(Visit).join(Patient, of_person(Visit.patient_id)).where(in_scope(viewer))
    return one_about_a_person(query.where(Visit.public_id == visit_id))


def incident_from_url(viewer: Viewer, incident_id: str) -> Incident | None:
    """An incident of a person in the viewer's scope, for roles that may know of incidents."""
    if not may_see(viewer.role, Group.INCIDENTS):
        return None
    query = select(Incident).join(Patient, of_person(Incident.patient_id)).where(in_scope(viewer))
    return one_about_a_person(query.where(Incident.public_id == incident_id))


def case_from_url(viewer: Viewer, case_id: str) -> LevelCase | None:
    """A level change by its proposal, or a determination made on paper by itself, of a person in the viewer's scope."""
    proposal = one_about_a_person(
        select(LevelProposal)
        .join(Patient, of_person(LevelProposal.patient_id))
        .where(in_scope(viewer), LevelProposal.public_id == case_id)
    )
    if proposal is not None:
        decision = db.session.scalar(select(LevelDecision).where(LevelDecision.proposal_id == proposal.id))
        return LevelCase(person_of(proposal.patient_id), proposal, decision)
    decision = one_about_a_person(
        select(LevelDecision)
        .join(Patient, of_person(LevelDecision.patient_id))
        .where(in_scope(viewer), LevelDecision.public_id == case_id, LevelDecision.proposal_id.is_(None))
    )
    return LevelCase(person_of(decision.patient_id), None, decision) if decision else None
