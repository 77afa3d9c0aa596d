"""The ledger of entries into the lists kept elsewhere (录入), and recording that one was made."""

from __future__ import annotations

from flask import Blueprint, Response, abort, make_response, render_template, request, url_for
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from mhapp import clock, db
from mhapp.domain.disclosure import Seen
from mhapp.domain.errors import RuleBroken
from mhapp.domain.list_entry import GRADE_LABELS
from mhapp.domain.permissions import Permission
from mhapp.domain.viewer import Viewer
from mhapp.models import ListEntry, Patient
from mhapp.queries.list_entries import (
    GROUPS,
    TO_DO,
    entries_of,
    entries_seen_by,
    entry_details,
    entry_ledger,
    may_record,
)
from mhapp.queries.list_standings import may_be_regraded
from mhapp.services.list_records import Done, change_grade, record_done
from mhapp.web import journal, once
from mhapp.web.access import current_viewer, requires
from mhapp.web.commits import commits
from mhapp.web.forms import DayField, Form
from mhapp.web.person_links import person_url
from mhapp.web.records import one_about_a_person, patient_from_url

bp = Blueprint("list_entries", __name__)


class DoneForm(Form):
    """When it was done, under which number; in 先发 with which control grade."""

    done_on = DayField("完成日期", [InputRequired("请填写完成日期")])
    number = StringField("系统里的编号", [Length(max=60, message="编号最多60个字")])
    grade = SelectField(
        "管控等级", choices=[SelectChoice(*one) for one in GRADE_LABELS.items()], validate_choice=False
    )
    grade_reason = StringField("与风险等级不对应的原因", [Length(max=200, message="原因最多200个字")])
    remark = StringField("备注", [Length(max=200, message="备注最多200个字")])

    def done(self) -> Done:
        """As the service takes it; only after `validate`."""
        return Done(
            on=self.done_on.data,
            number=self.number.data or "",
            grade=self.grade.data or None,
            grade_reason=self.grade_reason.data or "",
            remark=self.remark.data or "",
        )


class RegradeForm(Form):
    """Another control grade in 先发: since when, which, and why."""

    grade = SelectField(
        "改为", choices=[SelectChoice("", "请选择"), *(SelectChoice(*one) for one in GRADE_LABELS.items())],
        validate_choice=False,
    )  # fmt: skip
    grade_reason = StringField(
        "为什么更改", [InputRequired("请写明为什么更改管控等级"), Length(max=200, message="原因最多200个字")]
    )
    done_on = DayField("更改日期", [InputRequired("请填写更改日期")])
    remark = StringField("备注", [Length(max=200, message="备注最多200个字")])

    def done(self) -> Done:
        """As the service takes it; only after `validate`."""
        return Done(
            on=self.done_on.data,
            grade=self.grade.data or None,
            grade_reason=self.grade_reason.data or "",
            remark=self.remark.data or "",
        )


def graded_from_url(viewer: Viewer, entry_id: str) -> ListEntry | None:
    """What stands in 先发, where the viewer's own office entered it."""
    entry = entry_from_url(viewer, entry_id)
    graded = entry is not None and entry.done_at is not None and entry.control_grade is not None
    return entry if entry is not None and graded and may_record(viewer, entry) else None


def entry_from_url(viewer: Viewer, entry_id: str) -> ListEntry | None:
    """An entry the viewer may know of."""
    found: ListEntry | None = one_about_a_person(
        entries_seen_by(viewer).where(ListEntry.public_id == entry_id)
    )
    return found


@bp.get("/list-entries")
@requires(Permission.LIST_ENTRY_READ)
def index() -> Response:
    """What is to be entered, changed or taken out, overdue first; `group=done` shows what was."""
    viewer = current_viewer()
    group = request.args.get("group", TO_DO)
    group = group if group in GROUPS else TO_DO
    found = entry_ledger(viewer, group=group, page=request.args.get("page", 1, type=int), on=clock.today())
    journal.note("list_entry:list", count=len(found.rows))
    return make_response(
        render_template(
            "list_entries/index.html",
            found=found,
            group=group,
            groups=GROUPS,
            grades=GRADE_LABELS,
            url_of=lambda page: url_for(".index", group=group, page=page),
        )
    )


@bp.get("/patients/<patient_id>/list-entries")
@requires(Permission.LIST_ENTRY_READ, load=patient_from_url)
def of_patient(patient: Patient) -> Response:
    """A person's entries, as far as the role may know the lists."""
    viewer = current_viewer()
    rows = entries_of(viewer, patient, on=clock.today())
    journal.note("patient:read", kind="patient", subject=patient.public_id, detail="list_entries")
    return make_response(
        render_template(
            "list_entries/of_patient.html",
            person=Seen("patient", patient, viewer.role),
            rows=rows,
            grades=GRADE_LABELS,
            back_url=person_url(viewer, patient.public_id),
        )
    )


@bp.route("/list-entries/<entry_id>", methods=["GET", "POST"])
@requires(Permission.LIST_ENTRY_RECORD, load=entry_from_url)
@commits
def record(entry: ListEntry) -> Response:
    """Record that it was done: the office that owes it, nobody else."""
    viewer = current_viewer()
    form = DoneForm(done_on=clock.today(), grade=entry.control_grade)
    if form.is_submitted():
        if not may_record(viewer, entry):
            abort(403)
        if (answered := once.claim(form)) is not None:
            return answered
        if form.validate() and _recorded(form, entry):
            return once.receipt(form, url_for(".index"), says="已登记，在已办里可以看到")
    page = entry_details(viewer, entry, on=clock.today())
    journal.note("patient:read", kind="patient", subject=page.patient_id, detail="list_entry")
    html = render_template(
        "list_entries/record.html",
        form=form,
        entry=page,
        grades=GRADE_LABELS,
        today=clock.today(),
        may_regrade=page.own and may_be_regraded(entry),
    )
    return make_response(html, 422 if form.errors else 200)


@bp.route("/list-entries/<entry_id>/grade", methods=["GET", "POST"])
@requires(Permission.LIST_ENTRY_RECORD, load=graded_from_url)
@commits
def regrade(entry: ListEntry) -> Response:
    """Record that the control grade in 先发 was changed, with the reason: the office that entered the person."""
    viewer = current_viewer()
    form = RegradeForm(done_on=clock.today())
    if form.is_submitted():
        if (answered := once.claim(form)) is not None:
            return answered
        if form.validate() and _regraded(form, entry):
            return once.receipt(form, url_for(".index", group="done"))
    page = entry_details(viewer, entry, on=clock.today())
    journal.note("patient:read", kind="patient", subject=page.patient_id, detail="list_entry")
    html = render_template(
        "list_entries/regrade.html", form=form, entry=page, grades=GRADE_LABELS, today=clock.today()
    )
    return make_response(html, 422 if form.errors else 200)


def _regraded(form: RegradeForm, entry: ListEntry) -> bool:
    try:
        change_grade(entry, form.done(), by=current_viewer(), at=clock.now())
    except RuleBroken as error:
        form.blame(error)
        return False
    return True


def _recorded(form: DoneForm, entry: ListEntry) -> bool:
    try:
        record_done(entry, form.done(), by=current_viewer(), at=clock.now())
        db.session.flush()
    except RuleBroken as error:
        form.blame(error)
        return False
    return True
