"""Sending a paper: issued and noted first, then made while nothing is held, then sent as a download."""

from __future__ import annotations

from flask import Response, current_app

from mhapp import clock, db
from mhapp.documents.form_pdf import form_pdf
from mhapp.documents.plain_form import Mark, PlainForm
from mhapp.services.papers import issue_paper
from mhapp.web import journal
from mhapp.web.access import current_viewer
from mhapp.web.downloads import as_download
from mhapp.web.form_papers import Printable


def send_paper(paper: Printable) -> Response:
    """The form as a PDF. Its number and what it says are of one moment; the file's name says its kind and no more."""
    with db.transaction():
        issued = issue_paper(paper.kind, paper.patient, paper.record, by=current_viewer(), at=clock.now())
        form: PlainForm = paper.make(Mark(issued.number, issued.check_code))
        subject = paper.patient.public_id
    journal.note("patient:read", kind="patient", subject=subject, detail=f"paper {paper.kind.value}")
    config = current_app.config
    data = form_pdf(form, fonts=config["SETTINGS"].fonts, invented=config["DEMO"])
    return as_download(data, "pdf", f"{paper.kind.value}-{paper.name}")
