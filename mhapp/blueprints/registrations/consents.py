"""Consent to community care (表5): what was said until now, and recording what is said."""

from __future__ import annotations

from flask import Response, abort, make_response, render_template, url_for
from wtforms import StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from mhapp import clock
from mhapp.blueprints.registrations import bp
from mhapp.domain.consent import ConsentOutcome, ConsentSaid, SaidBy
from mhapp.domain.disclosure import Seen
from mhapp.domain.file_page import PageKind
from mhapp.domain.permissions import Permission, can
from mhapp.models import Patient
from mhapp.queries.consents import consents_of
from mhapp.services.consents import record_consent
from mhapp.web import journal
from mhapp.web.access import current_viewer, requires
from mhapp.web.choice_field import ChoiceField
from mhapp.web.forms import DayField
from mhapp.web.records import patient_from_url
from mhapp.web.scans import ScanForm, Written, hang_scan, send_with_photo, write_scan


class ConsentForm(ScanForm):
    """What was said, on which day, by whom."""

    outcome = ChoiceField(
        "表示", [InputRequired("请选择同意还是不同意")],
        choices=[SelectChoice(one.value, one.label) for one in ConsentOutcome],
    )  # fmt: skip
    said_on = DayField("签字日期", [InputRequired("请填写签字日期")])
    said_by = ChoiceField(
        "谁签的字", [InputRequired("请选择谁签的字")],
        choices=[SelectChoice(one.value, one.label) for one in SaidBy],
    )  # fmt: skip
    signer_name = StringField("监护人姓名", [Length(max=40, message="监护人姓名最多40个字")])
    remark = TextAreaField("说明", [Length(max=200, message="说明最多200个字")], render_kw={"rows": 2})


@bp.get("/<patient_id>/consent")
@requires(Permission.CONSENT_READ, load=patient_from_url)
def consent(patient: Patient) -> Response:
    """What was said until now, with the form for who records it."""
    return _page(patient.public_id, ConsentForm(said_on=clock.today()))


@bp.post("/<patient_id>/consent")
@requires(Permission.CONSENT_RECORD, load=patient_from_url)
def record(patient: Patient) -> Response:
    """Keep what was said; the signed sheet's photo is worked on before the change begins."""
    form, patient_id = ConsentForm(), patient.public_id
    sent = send_with_photo(
        form,
        write=lambda: write_scan(form),
        load=lambda: patient_from_url(current_viewer(), patient_id),
        change=lambda now, written: _recorded(now, form, written),
    )
    return sent or _page(patient_id, form)


def _recorded(patient: Patient, form: ConsentForm, written: Written | None) -> str:
    by, at, on = current_viewer(), clock.now(), form.said_on.data
    said = ConsentSaid(
        outcome=ConsentOutcome(form.outcome.data),
        on=on,
        by=SaidBy(form.said_by.data),
        signer_name=form.signer_name.data or "",
        remark=form.remark.data or "",
        file_id=hang_scan(written, patient, PageKind.CONSENT, title="", dated=on, by=by, at=at).file_id,
    )
    record_consent(patient, said, by=by, at=at)
    return url_for(".consent", patient_id=patient.public_id)


def _page(patient_id: str, form: ConsentForm) -> Response:
    viewer = current_viewer()
    patient = patient_from_url(viewer, patient_id)
    if patient is None:
        abort(404)
    journal.note("patient:read", kind="patient", subject=patient_id, detail="consent")
    page = render_template(
        "registrations/consent.html",
        person=Seen("patient", patient, viewer.role),
        form=form,
        said=consents_of(patient),
        may_record=can(viewer, Permission.CONSENT_RECORD),
        today=clock.today(),
    )
    return make_response(page, 422 if form.errors else 200)
