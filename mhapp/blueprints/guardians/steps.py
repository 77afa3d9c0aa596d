"""One step of a designation: its form, and the case again once it is taken."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, make_response, render_template, request, url_for

from mhapp.domain.errors import RuleBroken
from mhapp.models import Designation
from mhapp.queries.designations import designation_page
from mhapp.web import journal, once
from mhapp.web.access import current_viewer
from mhapp.web.forms import Form


def step(record: Designation, form: Form, act: Callable[[], None], *, title: str, button: str) -> Response:
    """Take the step when the form is sent and good; show the form otherwise. `act` may raise RuleBroken."""
    if form.is_submitted():
        if (answered := once.claim(form)) is not None:
            return answered
        if form.validate():
            try:
                act()
                return once.receipt(form, url_for("guardians.case", case_id=record.public_id))
            except RuleBroken as error:
                form.blame(error)
    page = designation_page(current_viewer(), record)
    journal.note("designation:read", kind="patient", subject=page.patient_id)
    shown = render_template(
        "guardians/step.html", form=form, case=page, title=title, button=button, action=request.path
    )
    return make_response(shown, 422 if form.errors else 200)
