"""Two records of one person: found, seen side by side, read as one, parted again."""

from __future__ import annotations

from flask import Response, make_response, render_template, url_for
from wtforms.fields.choices import SelectChoice

from mhapp import clock
from mhapp.blueprints.mending import bp
from mhapp.blueprints.mending.forms import MergeForm, NumberForm, UndoForm
from mhapp.domain.errors import RuleBroken
from mhapp.domain.permissions import Permission
from mhapp.models import Patient, RecordMerge
from mhapp.queries.merged_records import (
    by_management_number,
    kept_of,
    likely_same,
    merges_into,
    record_side,
)
from mhapp.services.mending import merge_records, undo_merge
from mhapp.web import journal, once
from mhapp.web.access import current_viewer, requires
from mhapp.web.commits import commits
from mhapp.web.htmx import go_to
from mhapp.web.person_links import person_url
from mhapp.web.records import merge_from_url, patient_from_url, two_patients_from_url


@bp.route("/patients/<patient_id>/merge", methods=["GET", "POST"])
@requires(Permission.RECORD_MERGE, load=patient_from_url)
@commits
def find(patient: Patient) -> Response:
    """Likely records of the same person, one named by its number, and the merges that stand."""
    form = NumberForm()
    if form.validate_on_submit():
        other = by_management_number(current_viewer(), form.number.data)
        if other is not None and other.id != patient.id:
            address = url_for(".merge", patient_id=patient.public_id, other_id=other.public_id)
            return go_to(address)
        form.number.errors = ["没有查到这个编号的另一份档案，请核对编号；不在您范围内的，请由区县办理"]
    return _find_page(patient, form, failed=bool(form.errors))


@bp.route("/patients/<patient_id>/merge/<other_id>", methods=["GET", "POST"])
@requires(Permission.RECORD_MERGE, load=two_patients_from_url)
@commits
def merge(both: tuple[Patient, Patient]) -> Response:
    """Two records side by side, and the form that makes them one."""
    form, on, viewer = MergeForm(keep=""), clock.today(), current_viewer()
    form.keep.choices = [
        SelectChoice(one.public_id, f"{place}（{one.management_number or '无编号'}）")
        for place, one in zip(("第一份", "第二份"), both, strict=True)
    ]
    if form.is_submitted():
        if (answered := once.claim(form)) is not None:
            return answered
        if form.validate():
            kept, gone = both if form.keep.data == both[0].public_id else both[::-1]
            try:
                merge_records(kept, gone, form.reason.data, by=viewer, at=clock.now())
                return once.receipt(form, url_for(".find", patient_id=kept.public_id))
            except RuleBroken as error:
                form.blame(error)
    for one in both:
        journal.note("patient:read", kind="patient", subject=one.public_id, detail="merge")
    sides = [record_side(viewer, one, on=on) for one in both]
    page = render_template("mending/merge.html", sides=sides, form=form)
    return make_response(page, 422 if form.errors else 200)


@bp.post("/patients/merges/<merge_id>/undo")
@requires(Permission.RECORD_MERGE, load=merge_from_url)
@commits
def undo(merge: RecordMerge) -> Response:
    """Part two records again."""
    form, kept = UndoForm(), kept_of(merge)
    if (answered := once.claim(form)) is not None:
        return answered
    if form.validate():
        try:
            undo_merge(merge, form.reason.data, by=current_viewer(), at=clock.now())
            return once.receipt(
                form, url_for(".find", patient_id=kept.public_id), says="合并已撤销，又是两份档案"
            )
        except RuleBroken as error:
            form.blame(error)
    return _find_page(kept, NumberForm(formdata=None), undo=form, failed=True)


def _find_page(patient: Patient, form: NumberForm, *, undo: UndoForm | None = None, failed: bool) -> Response:
    viewer = current_viewer()
    likely = likely_same(viewer, patient)
    for one in (patient, *likely):
        journal.note("patient:read", kind="patient", subject=one.public_id, detail="merge")
    page = render_template(
        "mending/find.html",
        name=patient.name,
        patient_id=patient.public_id,
        likely=[record_side(viewer, one, on=clock.today()) for one in likely],
        merges=merges_into(viewer, patient, on=clock.today()),
        today=clock.today(),
        form=undo or form,
        number_form=form,
        undo=undo or UndoForm(formdata=None),
        back_url=person_url(viewer, patient.public_id),
    )
    return make_response(page, 422 if failed else 200)
