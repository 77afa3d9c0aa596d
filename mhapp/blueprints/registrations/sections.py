"""The registration form: how far it is, and one section after the other."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, abort, make_response, render_template, url_for

from mhapp import clock
from mhapp.blueprints.registrations import bp
from mhapp.blueprints.registrations.section_form import SectionForm, hint_of, section_form
from mhapp.domain.disclosure import Seen
from mhapp.domain.errors import RuleBroken
from mhapp.domain.file_disclosure import may_see_page
from mhapp.domain.file_page import PageKind
from mhapp.domain.permissions import Permission, can
from mhapp.domain.registration_form import Answer, Section, SheetRefused
from mhapp.domain.viewer import Viewer
from mhapp.models import Patient
from mhapp.queries.registration_answers import (
    changes_of,
    overview_of,
    readable_sections,
    section_of,
    standing_answers,
)
from mhapp.queries.required_tables import required_tables
from mhapp.services.registration_sections import SectionChanged, save_section
from mhapp.web import journal, once
from mhapp.web.access import current_viewer, requires
from mhapp.web.commits import commits
from mhapp.web.paging import asked_page
from mhapp.web.person_links import person_url
from mhapp.web.records import patient_from_url


@dataclass(frozen=True)
class SectionOf:
    """A person in scope and a section the viewer may read."""

    patient: Patient
    section: Section


def section_from_url(viewer: Viewer, patient_id: str, section: str) -> SectionOf | None:
    """The section of a person in the viewer's scope; None also where the role may not read it."""
    found = next((one for one in readable_sections(viewer.role) if one.code == section), None)
    if found is None:
        return None
    patient = patient_from_url(viewer, patient_id)
    return SectionOf(patient, found) if patient else None


@bp.get("/<patient_id>/registration")
@requires(Permission.REGISTRATION_READ, load=patient_from_url)
def overview(patient: Patient) -> Response:
    """The sections with what is missing, and the four tables every person must have."""
    viewer = current_viewer()
    journal.note("patient:read", kind="patient", subject=patient.public_id, detail="registration")
    return make_response(
        render_template(
            "registrations/overview.html",
            person=Seen("patient", patient, viewer.role),
            states=overview_of(viewer, patient),
            tables=required_tables(viewer, patient),
            files_follow_up=can(viewer, Permission.FILE_PAGE_ADD)
            and may_see_page(viewer.role, PageKind.FOLLOW_UP),
            back_url=person_url(viewer, patient.public_id),
        )
    )


@bp.get("/<patient_id>/registration/<section>")
@requires(Permission.REGISTRATION_READ, load=section_from_url)
def section(of: SectionOf) -> Response:
    """One section: a form for who fills it in, else what it says."""
    row = section_of(of.patient.id, of.section.code)
    standing = standing_answers(of.patient, of.section, row)
    return _page(of, section_form(of.section, standing, row.version if row else 0), standing)


@bp.post("/<patient_id>/registration/<section>")
@requires(Permission.REGISTRATION_EDIT, load=section_from_url)
@commits
def save(of: SectionOf) -> Response:
    """Keep a section; nothing is overwritten that the writer has not seen."""
    if current_viewer().role not in of.section.editors:
        abort(403)
    row = section_of(of.patient.id, of.section.code)
    standing = standing_answers(of.patient, of.section, row)
    form = section_form(of.section, standing, 0)
    if (answered := once.claim(form)) is not None:
        return answered
    if form.validate():
        try:
            return _saved(of, form)
        except SectionChanged as changed:
            form.version.data = str(changed.row.version)
            return _page(of, form, standing, changed=changed)
        except SheetRefused as refused:
            form.refuse(refused)
        except RuleBroken as error:
            form.blame(error)
    return _page(of, form, standing)


def _saved(of: SectionOf, form: SectionForm) -> Response:
    """Go on to the next section that still has gaps, else back to the overview."""
    save_section(
        of.patient,
        of.section,
        form.typed(of.section),
        seen_version=form.seen_version,
        by=current_viewer(),
        at=clock.now(),
    )
    return once.receipt(form, url_for(".overview", patient_id=of.patient.public_id))


def _page(
    of: SectionOf, form: SectionForm, standing: dict[str, Answer], *, changed: SectionChanged | None = None
) -> Response:
    viewer, section = current_viewer(), of.section
    journal.note("patient:read", kind="patient", subject=of.patient.public_id, detail=section.code)
    page = render_template(
        "registrations/section.html",
        person=Seen("patient", of.patient, viewer.role),
        section=section,
        form=form,
        may_edit=viewer.role in section.editors,
        hints={field.code: hint_of(field, standing) for field in section.fields},
        facts=[(field.label, field.words(standing.get(field.code, ""))) for field in section.fields],
        theirs=_differences(section, form, standing) if changed else [],
        changed=changed is not None,
        changes=changes_of(of.patient, section, page=asked_page("changes")),
        others=[one for one in readable_sections(viewer.role) if one.code != section.code],
    )
    status = 409 if changed else 422 if form.errors else 200
    return make_response(page, status)


def _differences(
    section: Section, form: SectionForm, standing: dict[str, Answer]
) -> list[tuple[str, str, str]]:
    """(label, what stands now, what was typed) where the two differ; numbers left empty are no difference."""
    typed = form.typed(section)
    return [
        (field.label, field.words(standing.get(field.code, "")), field.words(typed[field.code]))
        for field in section.fields
        if typed[field.code] != standing.get(field.code, [] if isinstance(typed[field.code], list) else "")
        and (typed[field.code] or not field.kind.is_hidden)
    ]
