"""The same form sent twice with different answers: the first is stored, both are shown, the author decides."""

from __future__ import annotations

from flask import Response, make_response, render_template, request
from werkzeug.datastructures import MultiDict

from mhapp.blueprints.village.visit_form import VisitForm
from mhapp.blueprints.village.visit_receipts import stored_fields
from mhapp.queries.visits import patient_of
from mhapp.web import journal
from mhapp.web.access import current_viewer
from mhapp.web.records import visit_from_url


def both_shown(form: VisitForm, first_url: str) -> Response:
    """What was stored first and what came now, where they differ. Nothing more is stored: 409."""
    first_id = first_url.rstrip("/").rpartition("/")[2]
    first = visit_from_url(current_viewer(), first_id)
    before = _described(form, stored_fields(first)) if first else {}
    now = _described(form, request.form)
    rows = [
        (word, before.get(word, ""), now.get(word, ""))
        for word in {**before, **now}
        if before.get(word, "") != now.get(word, "")
    ]
    if first is not None:
        journal.note("patient:read", kind="patient", subject=patient_of(first).public_id, detail="visit")
    page = render_template("village/visits/sent_twice.html", rows=rows, first_url=first_url)
    return make_response(page, 409)


def _described(form: VisitForm, raw: MultiDict[str, str]) -> dict[str, str]:
    """{word: value in words} of what was filled in, in the order of the form."""
    described = {}
    for field in form:
        values = [value.strip() for value in raw.getlist(field.name) if value.strip()]
        if not values or field.type in {"HiddenField", "CSRFTokenField"}:
            continue
        labels = (
            {choice.value: choice.label for choice in field.iter_choices()}
            if hasattr(field, "choices")
            else {}
        )
        described[field.label.text] = "、".join(str(labels.get(value, value)) for value in values)
    return described
