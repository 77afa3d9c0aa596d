"""Proposing a level, proposing it again, taking it back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from flask import Response, abort, flash, make_response, render_template, url_for

from mhapp import clock, db
from mhapp.blueprints.level_changes import bp
from mhapp.blueprints.level_changes.cases import case_page
from mhapp.blueprints.level_changes.forms import ProposalForm, ReasonForm, route_notes
from mhapp.blueprints.level_changes.records import proposal_from_url
from mhapp.domain.errors import RuleBroken
from mhapp.domain.file_page import PageKind
from mhapp.domain.level_route import Exit
from mhapp.domain.patient_status import PatientStatus
from mhapp.domain.permissions import Permission
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.viewer import Viewer
from mhapp.models import LevelProposal, Patient
from mhapp.queries.proposing import proposing_page, refused_after_death
from mhapp.services import level_changes
from mhapp.web import journal, once
from mhapp.web.access import current_viewer, requires
from mhapp.web.commits import commits
from mhapp.web.htmx import go_to
from mhapp.web.person_links import person_url
from mhapp.web.records import patient_from_url
from mhapp.web.scans import Written, hang_scan, send_with_photo, write_scan

Record = TypeVar("Record", Patient, LevelProposal)


@bp.route("/new/<patient_id>", methods=["GET", "POST"])
@requires(Permission.LEVEL_CHANGE_PROPOSE, load=patient_from_url)
def propose(patient: Patient) -> Response:
    """Propose a level for a person; reached from the visit's receipt and the person's page."""
    form, patient_id = _form_for(patient), patient.public_id
    if not form.is_submitted() and (refused := refused_after_death(patient)):
        flash(refused, "warn")
        return go_to(person_url(current_viewer(), patient_id))
    sent = send_with_photo(
        form,
        write=lambda: write_scan(form),
        load=lambda: patient_from_url(current_viewer(), patient_id),
        change=lambda now, written: _proposed(now, form, written),
    )
    return sent or _form_page(form, _again(patient_from_url, patient_id), None)


@bp.route("/<proposal_id>/resubmit", methods=["GET", "POST"])
@requires(Permission.LEVEL_CHANGE_PROPOSE, load=proposal_from_url)
def resubmit(proposal: LevelProposal) -> Response:
    """Complete a returned proposal and send it again, filled with what it said."""
    form, proposal_id = _form_for(_patient_of(proposal), proposal), proposal.public_id
    sent = send_with_photo(
        form,
        write=lambda: write_scan(form),
        load=lambda: proposal_from_url(current_viewer(), proposal_id),
        change=lambda now, written: _resubmitted(now, form, written),
    )
    if sent is not None:
        return sent
    shown = _again(proposal_from_url, proposal_id)
    return _form_page(form, _patient_of(shown), shown)


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
    dead = patient.status == PatientStatus.DEAD
    filled: dict[str, str | None] = {}
    if proposal is not None:
        filled = {
            "target": proposal.target_level or proposal.exit_ground,
            "reason": proposal.reason,
            "judged_with": proposal.judged_with,
            "grounds": (proposal.citation or {}).get("grounds"),
        }
    if dead:
        filled["target"] = Exit.DEATH.value
    form = ProposalForm(data=filled)
    form.offer(RiskLevel(patient.level) if patient.level else None, dead=dead)
    return form


def _proposed(patient: Patient, form: ProposalForm, written: Written | None) -> str:
    by, at = current_viewer(), clock.now()
    proposal = level_changes.propose(patient, form.asked(_proof(form, patient, written)), by=by, at=at)
    return url_for(".case", proposal_id=proposal.public_id)


def _resubmitted(proposal: LevelProposal, form: ProposalForm, written: Written | None) -> str:
    by, at = current_viewer(), clock.now()
    asked = form.asked(_proof(form, _patient_of(proposal), written))
    level_changes.resubmit(proposal, asked, by=by, at=at)
    return url_for(".case", proposal_id=proposal.public_id)


def _proof(form: ProposalForm, patient: Patient, written: Written | None) -> str:
    """The photo hung in the file as the proof of an exit: the page's id, or nothing without a photo."""
    ground, today = form.ground(), clock.today()
    title = (form.grounds.data or "").strip() or (f"{ground.label}的证明" if ground else "")
    by, at = current_viewer(), clock.now()
    hung = hang_scan(written, patient, PageKind.EXIT_PROOF, title=title, dated=today, by=by, at=at)
    return hung.page_id


def _patient_of(proposal: LevelProposal) -> Patient:
    return db.session.get_one(Patient, proposal.patient_id)


def _again(load: Callable[[Viewer, str], Record | None], public_id: str) -> Record:
    """The record as it is after what was sent came to nothing; 404 when it has left the viewer's scope meanwhile."""
    found = load(current_viewer(), public_id)
    if found is None:
        abort(404)
    return found


def _form_page(form: ProposalForm, patient: Patient, proposal: LevelProposal | None) -> Response:
    journal.note("patient:read", kind="patient", subject=patient.public_id)
    page = proposing_page(current_viewer(), patient, on=clock.today())
    if not form.is_submitted() and page.falls.offered:
        form.basis.data = "two_falls"
    in_force = RiskLevel(patient.level) if patient.level else None
    return make_response(
        render_template(
            "level_changes/propose.html",
            form=form,
            page=page,
            notes=route_notes(in_force),
            proposal=proposal,
            proof=level_changes.proof_kept(proposal, form.ground()) if proposal else "",
        ),
        422 if form.errors else 200,
    )
