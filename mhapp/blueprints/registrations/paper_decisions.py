"""Entering a level that was decided on paper (纸质认定)."""

from __future__ import annotations

from flask import Response, abort, flash, make_response, render_template, url_for
from wtforms import StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from mhapp import clock
from mhapp.blueprints.registrations import bp
from mhapp.domain.disclosure import Seen
from mhapp.domain.file_page import PageKind
from mhapp.domain.paper_decision import PaperDecision
from mhapp.domain.patient_status import PatientStatus
from mhapp.domain.permissions import Permission
from mhapp.domain.risk_level import RiskLevel
from mhapp.models import Patient
from mhapp.services.paper_decisions import record_paper_decision
from mhapp.web import journal
from mhapp.web.access import current_viewer, requires
from mhapp.web.choice_field import ChoiceField
from mhapp.web.forms import DayField
from mhapp.web.htmx import go_to
from mhapp.web.person_links import person_url
from mhapp.web.records import patient_from_url
from mhapp.web.scans import ScanForm, Written, hang_scan, send_with_photo, write_scan


class PaperDecisionForm(ScanForm):
    """Which level, on which day, by whom and under which number."""

    level = ChoiceField(
        "级别", [InputRequired("请选择纸上认定的级别")],
        choices=[SelectChoice(one.value, one.label) for one in sorted(RiskLevel, reverse=True)],
    )  # fmt: skip
    decided_on = DayField("认定日期", [InputRequired("请填写纸上的认定日期")])
    authority = StringField("认定单位", [InputRequired("请填写纸质文件上的认定单位")])
    document_number = StringField("文号", [InputRequired("请填写文号；没有文号的，写明是哪份表")])


@bp.route("/<patient_id>/paper-decisions/new", methods=["GET", "POST"])
@requires(Permission.PAPER_DECISION_RECORD, load=patient_from_url)
def new_paper_decision(patient: Patient) -> Response:
    """Put a level from paper in force; the scan is worked on before the change begins."""
    form, patient_id = PaperDecisionForm(), patient.public_id
    if not form.is_submitted() and patient.status == PatientStatus.DEAD:
        flash("患者已登记去世，不再登记级别", "warn")
        return go_to(person_url(current_viewer(), patient_id))
    sent = send_with_photo(
        form,
        write=lambda: write_scan(form),
        load=lambda: patient_from_url(current_viewer(), patient_id),
        change=lambda now, written: _recorded(now, form, written),
    )
    return sent or _page(patient_id, form)


def _recorded(patient: Patient, form: PaperDecisionForm, written: Written | None) -> str:
    by, at = current_viewer(), clock.now()
    on, number = form.decided_on.data, form.document_number.data or ""
    hung = hang_scan(written, patient, PageKind.PAPER_DECISION, title=number, dated=on, by=by, at=at)
    paper = PaperDecision(RiskLevel(form.level.data), on, form.authority.data or "", number, hung.file_id)
    record_paper_decision(patient, paper, by=by, at=at)
    return person_url(by, patient.public_id)


def _page(patient_id: str, form: PaperDecisionForm) -> Response:
    viewer = current_viewer()
    patient = patient_from_url(viewer, patient_id)
    if patient is None:
        abort(404)
    journal.note("patient:read", kind="patient", subject=patient_id, detail="paper_decision")
    page = render_template(
        "registrations/paper_decision.html",
        person=Seen("patient", patient, viewer.role),
        form=form,
        back_url=person_url(viewer, patient_id),
        action=url_for(".new_paper_decision", patient_id=patient_id),
        today=clock.today(),
    )
    return make_response(page, 422 if form.errors else 200)
