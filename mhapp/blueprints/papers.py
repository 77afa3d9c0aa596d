"""Papers of a person: what can be printed, each form as a PDF, and where a check code on paper leads back to."""

from __future__ import annotations

from flask import Blueprint, Response, abort, make_response, render_template, request
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from mhapp import clock
from mhapp.domain.disclosure import Seen
from mhapp.domain.papers import normalised_code
from mhapp.domain.permissions import Permission, can
from mhapp.models import DangerRating, Incident, Patient, Visit
from mhapp.queries import paper_lists
from mhapp.queries.paper_cases import LevelCase
from mhapp.queries.paper_records import decision_in_force, latest_consent
from mhapp.queries.papers import papers_by_code
from mhapp.web import form_papers, journal
from mhapp.web.access import current_viewer, requires
from mhapp.web.forms import Form
from mhapp.web.paging import asked_page
from mhapp.web.paper_records import case_from_url, incident_from_url, rating_from_url, visit_from_url
from mhapp.web.person_links import person_url
from mhapp.web.printing import send_paper
from mhapp.web.records import patient_from_url

bp = Blueprint("papers", __name__)
MISSED = "没有查到这个校验码，或者这份文件不在您的工作范围内。请对照纸上的校验码再输一次"


class VerifyForm(Form):
    """The code as it stands at the foot of every page."""

    code = StringField(
        "校验码",
        [
            InputRequired("请输入纸上的校验码"),
            Length(max=40, message="校验码是8位字母和数字，请对照纸上重新输入"),
        ],
    )


@bp.get("/patients/<patient_id>/papers")
@requires(Permission.PAPER_LIST, load=patient_from_url)
def index(patient: Patient) -> Response:
    """What can be printed for a person."""
    viewer = current_viewer()
    sees_levels = can(viewer, Permission.PAPER_LEVEL)
    sees_objections = can(viewer, Permission.OBJECTION_READ)
    journal.note("paper:list", kind="patient", subject=patient.public_id)
    journal.note("patient:read", kind="patient", subject=patient.public_id, detail="papers")
    page = render_template(
        "papers/index.html",
        person=Seen("patient", patient, viewer.role),
        back_url=person_url(viewer, patient.public_id),
        visits=paper_lists.visit_links(patient, asked_page("visits")) if sees_levels else None,
        ratings=paper_lists.rating_links(patient, asked_page("ratings")) if sees_levels else None,
        cases=paper_lists.case_links(patient, asked_page("cases")) if sees_levels else None,
        incidents=paper_lists.incident_links(patient, asked_page("incidents")),
        answers=paper_lists.answer_links(patient, asked_page("answers")) if sees_objections else None,
        has_consent=latest_consent(patient.id) is not None,
        has_reasons=decision_in_force(patient) is not None,
    )
    return make_response(page)


@bp.get("/papers/visits/<visit_id>.pdf")
@requires(Permission.PAPER_LEVEL, load=visit_from_url)
def visit(visit: Visit) -> Response:
    """随访探视积分表 of one visit."""
    return send_paper(form_papers.of_visit(current_viewer(), visit, now=clock.now()))


@bp.get("/papers/danger-ratings/<rating_id>.pdf")
@requires(Permission.PAPER_LEVEL, load=rating_from_url)
def danger_rating(rating: DangerRating) -> Response:
    """危险性评估报告 of one rating."""
    return send_paper(form_papers.of_rating(current_viewer(), rating, now=clock.now()))


@bp.get("/papers/level-cases/<case_id>.pdf")
@requires(Permission.PAPER_LEVEL, load=case_from_url)
def level_case(case: LevelCase) -> Response:
    """入库审批表, 出库审批表 or 级别变更呈报表, as the case is."""
    return send_paper(form_papers.of_case(current_viewer(), case, now=clock.now()))


@bp.get("/papers/incidents/<incident_id>.pdf")
@requires(Permission.PAPER_INCIDENT, load=incident_from_url)
def incident(incident: Incident) -> Response:
    """表13 of one incident."""
    return send_paper(form_papers.of_incident(current_viewer(), incident, now=clock.now()))


@bp.get("/patients/<patient_id>/papers/registration.pdf")
@requires(Permission.PAPER_FORM, load=patient_from_url)
def registration(patient: Patient) -> Response:
    """信息登记表, numbers half only."""
    return send_paper(form_papers.of_registration(current_viewer(), patient, now=clock.now()))


@bp.get("/patients/<patient_id>/papers/registration-whole.pdf")
@requires(Permission.PAPER_FORM, load=patient_from_url)
def registration_whole(patient: Patient) -> Response:
    """信息登记表 with identity numbers and phones in full; that they were asked for is kept."""
    journal.note("patient:unmask", kind="patient", subject=patient.public_id, detail="registration paper")
    return send_paper(
        form_papers.of_registration(current_viewer(), patient, now=clock.now(), whole_numbers=True)
    )


@bp.get("/patients/<patient_id>/papers/consent-blank.pdf")
@requires(Permission.PAPER_FORM, load=patient_from_url)
def consent_blank(patient: Patient) -> Response:
    """表5 to print and sign."""
    return send_paper(form_papers.blank_consent(current_viewer(), patient, now=clock.now()))


@bp.get("/patients/<patient_id>/papers/consent.pdf")
@requires(Permission.PAPER_FORM, load=patient_from_url)
def consent(patient: Patient) -> Response:
    """表5 with the answer on record; 404 while nobody has answered."""
    answered = latest_consent(patient.id)
    if answered is None:
        abort(404)
    return send_paper(form_papers.of_consent(current_viewer(), patient, answered, now=clock.now()))


@bp.get("/patients/<patient_id>/papers/reasons.pdf")
@requires(Permission.PAPER_REASONS, load=patient_from_url)
def reasons(patient: Patient) -> Response:
    """The reasons of the level in force, to hand over on request; 404 for who has no level."""
    printable = form_papers.of_reasons(current_viewer(), patient, now=clock.now())
    if printable is None:
        abort(404)
    return send_paper(printable)


@bp.route("/papers/verify", methods=["GET", "POST"])
@requires(Permission.PAPER_VERIFY)
def verify() -> Response:
    """Type the code from paper, or bring it along as `code`; learn which record and version it came from, within
    one's own scope."""
    brought = request.method == "GET" and "code" in request.args
    form = VerifyForm(request.args) if brought else VerifyForm()
    found = None
    if form.code.validate(form) if brought else form.validate_on_submit():
        found = papers_by_code(current_viewer(), normalised_code(form.code.data))
        if not found:
            journal.note("paper:verify_missed")
            form.code.errors = [MISSED]
        for paper in found:
            kind, subject = paper.about
            journal.note("paper:verified", kind=kind, subject=subject, detail=paper.number)
    page = render_template("papers/verify.html", form=form, found=found)
    return make_response(page, 422 if form.errors else 200)
