"""Proposing a level, proposing it again, taking it back."""

from __future__ import annotations

from flask import Response, make_response, render_template, url_for

from mhapp import clock, db
from mhapp.blueprints.level_changes import bp
from mhapp.blueprints.level_changes.cases import case_page
from mhapp.blueprints.level_changes.forms import ProposalForm, ReasonForm, route_notes
from mhapp.blueprints.level_changes.records import proposal_from_url
from mhapp.domain.errors import RuleBroken
from mhapp.domain.permissions import Permission
from mhapp.domain.risk_level import RiskLevel
from mhapp.models import LevelProposal, Patient
from mhapp.queries.proposing import proposing_page
from mhapp.services import level_changes
from mhapp.web import journal, once
from mhapp.web.access import current_viewer, requires
from mhapp.web.commits import commits
from mhapp.web.records import patient_from_url


@bp.route("/new/<patient_id>", methods=["GET", "POST"])
@requires(Permission.LEVEL_CHANGE_PROPOSE, load=patient_from_url)
@commits
def propose(patient: Patient) -> Response:
    """Propose a level for a person; reached from the visit's receipt and the person's page."""
    form = _form_for(patient)
    if form.is_submitted():
        if (answered := once.claim(form)) is not None:
            return answered
        if form.validate() and (sent := _sent(form, patient, None)) is not None:
            return sent
    return _form_page(form, patient, None)


@bp.route("/<proposal_id>/resubmit", methods=["GET", "POST"])
@requires(Permission.LEVEL_CHANGE_PROPOSE, load=proposal_from_url)
@commits
def resubmit(proposal: LevelProposal) -> Response:
    """Complete a returned proposal and send it again, filled with what it said."""
    patient = db.session.get_one(Patient, proposal.patient_id)
    form = _form_for(patient, proposal)
    if form.is_submitted():
        if (answered := once.claim(form)) is not None:
            return answered
        if form.validate() and (sent := _sent(form, patient, proposal)) is not None:
            return sent
    return _form_page(form, patient, proposal)


@bp.route("/<proposal_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.LEVEL_CHANGE_PROPOSE, load=proposal_from_url)
@commits
def withdraw(proposal: LevelProposal) -> Response:
    """Take a proposal back with a reason."""
    form = ReasonForm()
    if form.is_submitted():
        if (answered := once.claim(form)) is not None:
            return answered
        if form.validate():
            try:
                level_changes.withdraw(proposal, form.reason.data, by=current_viewer(), at=clock.now())
                return once.receipt(form, url_for(".case", proposal_id=proposal.public_id))
            except RuleBroken as error:
                form.blame(error)
    return case_page(proposal, form, "withdraw")


def _form_for(patient: Patient, proposal: LevelProposal | None = None) -> ProposalForm:
    filled = {}
    if proposal is not None:
        filled = {
            "target": proposal.target_level or proposal.exit_ground,
            "reason": proposal.reason,
            "judged_with": proposal.judged_with,
            "grounds": (proposal.citation or {}).get("grounds"),
        }
    form = ProposalForm(data=filled)
    form.offer(RiskLevel(patient.level) if patient.level else None)
    return form


def _sent(form: ProposalForm, patient: Patient, proposal: LevelProposal | None) -> Response | None:
    try:
        if proposal is None:
            proposal = level_changes.propose(patient, form.asked(), by=current_viewer(), at=clock.now())
        else:
            level_changes.resubmit(proposal, form.asked(), by=current_viewer(), at=clock.now())
    except RuleBroken as error:
        form.blame(error)
        return None
    return once.receipt(form, url_for(".case", proposal_id=proposal.public_id))


def _form_page(form: ProposalForm, patient: Patient, proposal: LevelProposal | None) -> Response:
    journal.note("patient:read", kind="patient", subject=patient.public_id)
    page = proposing_page(current_viewer(), patient, on=clock.today())
    if not form.is_submitted() and page.falls.offered:
        form.basis.data = "two_falls"
    in_force = RiskLevel(patient.level) if patient.level else None
    return make_response(
        render_template(
            "level_changes/propose.html", form=form, page=page, notes=route_notes(in_force), proposal=proposal
        ),
        422 if form.errors else 200,
    )
