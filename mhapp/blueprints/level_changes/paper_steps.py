"""Entering a step of a level change that was stamped on paper: by its own office, or by the county for it."""

from __future__ import annotations

from flask import Response, abort, make_response, render_template, url_for
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from mhapp import clock, db
from mhapp.blueprints.level_changes import bp
from mhapp.blueprints.level_changes.forms import MeetingForm
from mhapp.blueprints.level_changes.records import proposal_from_url
from mhapp.domain.file_page import stamped_form
from mhapp.domain.paper_decision import PaperStep
from mhapp.domain.permissions import Permission
from mhapp.domain.proposal import office_of
from mhapp.models import LevelProposal, Patient
from mhapp.queries.level_change_case import case_of
from mhapp.services.level_decisions import Decision, Outcome, decide, open_step
from mhapp.services.proposal_rounds import route_of
from mhapp.web import journal
from mhapp.web.access import current_viewer, requires
from mhapp.web.forms import DayField
from mhapp.web.scans import ScanForm, Written, hang_scan, send_with_photo, write_scan


class PaperStepForm(MeetingForm, ScanForm):  # type: ignore[misc]
    """What the stamped sheet says: that the step agrees, its day, by whom, under which number."""

    seen_step = HiddenField()
    authority = StringField("盖章单位", [InputRequired("请填写盖章的单位")])
    document_number = StringField("文号", [InputRequired("请填写文号；没有文号的，写明是哪份表")])
    decided_on = DayField("盖章日期", [InputRequired("请填写盖章的日期")])
    opinion = TextAreaField(
        "纸上的意见",
        [InputRequired("请照抄纸上的意见"), Length(max=1000, message="意见最多1000个字")],
        render_kw={"rows": 3},
    )

    def decision(self) -> Decision:
        """As the service takes it: a stamped step agrees."""
        return Decision(
            Outcome.AGREE,
            self.opinion.data or "",
            judged_with=self.judged_with.data or "",
            specialist=self.specialist(),
            meeting=self.meeting(),
        )

    def paper(self, file_id: int | None) -> PaperStep:
        """The sheet itself."""
        return PaperStep(
            self.decided_on.data, self.authority.data or "", self.document_number.data or "", file_id
        )


@bp.route("/<proposal_id>/paper-step", methods=["GET", "POST"])
@requires(Permission.LEVEL_CHANGE_DECIDE, load=proposal_from_url)
def paper_step(proposal: LevelProposal) -> Response:
    """Enter the open step as it was stamped; the scan is worked on before the change begins."""
    form, proposal_id = PaperStepForm(judged_with=proposal.judged_with), proposal.public_id
    if not form.is_submitted():
        form.seen_step.data = open_step(proposal)
    sent = send_with_photo(
        form,
        write=lambda: write_scan(form),
        load=lambda: proposal_from_url(current_viewer(), proposal_id),
        change=lambda now, written: _entered(now, form, written),
    )
    return sent or _page(proposal_id, form)


def _entered(proposal: LevelProposal, form: PaperStepForm, written: Written | None) -> str:
    by, at = current_viewer(), clock.now()
    patient = db.session.get_one(Patient, proposal.patient_id)
    kind = stamped_form(changes_level=bool(proposal.from_level and proposal.target_level))
    hung = hang_scan(
        written, patient, kind, title=form.document_number.data or "", dated=form.decided_on.data,
        by=by, at=at,
    )  # fmt: skip
    seen = form.seen_step.data or ""
    decide(proposal, form.decision(), seen_step=seen, by=by, at=at, paper=form.paper(hung.file_id))
    return url_for(".case", proposal_id=proposal.public_id)


def _page(proposal_id: str, form: PaperStepForm) -> Response:
    viewer = current_viewer()
    proposal = proposal_from_url(viewer, proposal_id)
    if proposal is None:
        abort(404)
    case = case_of(viewer, proposal, on=clock.today())
    journal.note("patient:read", kind="patient", subject=case.patient_id, detail="paper_step")
    page = render_template(
        "level_changes/paper_step.html",
        form=form,
        case=case,
        office=office_of(case.status, route_of(proposal)),
        today=clock.today(),
    )
    return make_response(page, 422 if form.errors else 200)
