"""表1 and 表2 on paper: of a lead, or blank to fill in by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Response, abort, current_app

from mhapp import clock, db
from mhapp.blueprints.leads import bp
from mhapp.documents.form_pdf import form_pdf
from mhapp.documents.lead_forms import identification_form, lead_record_form
from mhapp.documents.plain_form import Mark, PlainForm
from mhapp.domain.lead import LeadState
from mhapp.domain.papers import LeadPaperKind
from mhapp.domain.permissions import Permission
from mhapp.domain.viewer import Viewer
from mhapp.models import Lead
from mhapp.queries.lead_papers import blank_lead, lead_on_paper
from mhapp.services.lead_papers import issue_lead_paper
from mhapp.web import journal
from mhapp.web.access import current_viewer, requires
from mhapp.web.downloads import as_download
from mhapp.web.lead_records import lead_from_url

_FORMS: dict[str, Callable[..., PlainForm]] = {
    LeadPaperKind.IDENTIFICATION.value: identification_form,
    LeadPaperKind.RECORD.value: lead_record_form,
}


@dataclass(frozen=True)
class PaperOf:
    """A lead and which of its papers."""

    lead: Lead
    kind: LeadPaperKind


def paper_from_url(viewer: Viewer, lead_id: str, kind: str) -> PaperOf | None:
    """A paper of a lead in the viewer's scope; None once the lead was cleared, since nothing is left to print."""
    lead = lead_from_url(viewer, lead_id)
    if lead is None or lead.state == LeadState.CLEARED.value or kind not in _FORMS:
        return None
    return PaperOf(lead, LeadPaperKind(kind))


@bp.get("/<lead_id>/papers/<kind>.pdf")
@requires(Permission.LEAD_READ, load=paper_from_url)
def paper(of: PaperOf) -> Response:
    """表1 or 表2 of one lead, as it stands now."""
    viewer, kind, name = current_viewer(), of.kind.value, of.lead.public_id
    with db.transaction():
        issued = issue_lead_paper(of.kind, of.lead, by=viewer, at=clock.now())
        form = _FORMS[kind](
            lead_on_paper(viewer, of.lead, on=clock.today()), Mark(issued.number, issued.check_code)
        )
    journal.note("lead:read", kind="lead", subject=name, detail=f"paper {kind}")
    return _sent(form, f"{kind}-{name}", invented=current_app.config["DEMO"])


@bp.get("/blank/<kind>.pdf")
@requires(Permission.LEAD_READ)
def blank_paper(kind: str) -> Response:
    """The same to fill in by hand: it names nobody."""
    if kind not in _FORMS:
        abort(404)
    return _sent(_FORMS[kind](blank_lead()), f"{kind}-blank", invented=False)


def _sent(form: PlainForm, name: str, *, invented: bool) -> Response:
    data = form_pdf(form, fonts=current_app.config["SETTINGS"].fonts, invented=invented)
    return as_download(data, "pdf", name)
