"""The whole file on paper: asked for here, made by the worker, taken from here by who asked."""

from __future__ import annotations

from flask import Response, abort, current_app, url_for

from mhapp import clock
from mhapp.blueprints.files import bp
from mhapp.domain.disclosure import Seen
from mhapp.domain.export import DAYS_KEPT
from mhapp.domain.permissions import Permission
from mhapp.domain.viewer import Viewer
from mhapp.models import Job, Patient
from mhapp.queries.file_parts import parts_of
from mhapp.queries.jobs import made_file, progress_of
from mhapp.queries.whole_files import file_job, last_file_of
from mhapp.services import files
from mhapp.services.whole_files import ask_for_file
from mhapp.web import journal, once
from mhapp.web.access import current_viewer, requires
from mhapp.web.commits import commits
from mhapp.web.downloads import as_download
from mhapp.web.forms import Form
from mhapp.web.htmx import render_page_or_part
from mhapp.web.person_links import person_url
from mhapp.web.records import patient_from_url
from mhapp.web.wake import wake_worker_afterwards


class WholeFileForm(Form):
    """Nothing to fill in: asking is the act."""


def file_job_from_url(viewer: Viewer, patient_id: str, job_id: str) -> Job | None:
    """A whole file the viewer asked for, of a person still in scope."""
    return file_job(viewer, patient_id, job_id)


@bp.get("/file")
@requires(Permission.FILE_PRINT, load=patient_from_url)
def whole(patient: Patient) -> Response:
    """What the file would hold, how far one asked for is, and the one that is ready."""
    return _whole(patient, WholeFileForm(), 200)


@bp.post("/file")
@requires(Permission.FILE_PRINT, load=patient_from_url)
@commits
def ask(patient: Patient) -> Response:
    """Ask for it; the worker makes it."""
    form = WholeFileForm()
    if again := once.claim(form):
        return again
    if not form.validate_on_submit():
        return _whole(patient, form, 422)
    ask_for_file(patient, by=current_viewer(), at=clock.now())
    wake_worker_afterwards()
    return once.receipt(form, url_for(".whole", patient_id=patient.public_id))


@bp.get("/file/papers/<job_id>.pdf")
@requires(Permission.FILE_PRINT, load=file_job_from_url)
def whole_pdf(job: Job) -> Response:
    """The paper itself; each download is kept."""
    stored = made_file(job)
    if stored is None:
        abort(404)
    journal.note("file:download", kind="patient", subject=job.details["patient"])
    data = files.read_file(stored, current_app.config["SETTINGS"].files)
    return as_download(data, stored.kind, f"file-{job.public_id}")


def _whole(patient: Patient, form: WholeFileForm, status: int) -> Response:
    viewer = current_viewer()
    journal.note("patient:read", kind="patient", subject=patient.public_id, detail="whole_file")
    job = last_file_of(viewer, patient)
    return render_page_or_part(
        "files/whole.html",
        "files/_whole_progress.html",
        status,
        form=form,
        person=Seen("patient", patient, viewer.role),
        file_parts=parts_of(viewer, patient, clock.today()),
        job=progress_of(job) if job else None,
        kept_days=DAYS_KEPT,
        no_link=lambda gap: "",
        back_url=person_url(viewer, patient.public_id),
    )
