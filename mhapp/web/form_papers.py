"""Forms of a person's file: from a record to the form on paper, in the reader's fields.

Where the queries that read and the documents that lay out meet; used by the pages that print one form and by the
job that prints the whole file (`forms_of_part`). Every record handed in was loaded through the reader's scope.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from mhapp import db
from mhapp.clock import beijing_date
from mhapp.documents.consent_form import consent_form
from mhapp.documents.danger_report import danger_report
from mhapp.documents.incident_form import incident_form
from mhapp.documents.level_case_form import level_case_form
from mhapp.documents.objection_answer import objection_answer
from mhapp.documents.plain_form import Mark, PlainForm
from mhapp.documents.reasons_page import reasons_page
from mhapp.documents.registration_form import registration_form
from mhapp.documents.visit_sheet import visit_sheet
from mhapp.domain.disclosure import may_see
from mhapp.domain.level_route import Exit
from mhapp.domain.papers import GROUP, PaperKind
from mhapp.domain.viewer import Viewer
from mhapp.models import Consent, DangerRating, Incident, Objection, Patient, Visit
from mhapp.queries.merged_records import records_of
from mhapp.queries.paper_cases import LevelCase, case_on_paper, cases_of
from mhapp.queries.paper_objections import objection_on_paper
from mhapp.queries.paper_person import person_of
from mhapp.queries.paper_records import (
    consent_on_paper,
    decision_in_force,
    incident_on_paper,
    latest_consent,
    reasons_on_paper,
)
from mhapp.queries.paper_visits import rating_on_paper, visit_on_paper
from mhapp.web.registration_paper import registration_on_paper


@dataclass(frozen=True)
class Printable:
    """A paper that can be issued: of which kind and record, whose, and how its form is made once it has a mark.

    `name` is the opaque part of its file's name.
    """

    kind: PaperKind
    patient: Patient
    record: tuple[str, int]
    name: str
    make: Callable[[Mark | None], PlainForm]


def of_visit(viewer: Viewer, visit: Visit, *, now: datetime) -> Printable:
    """随访探视积分表."""
    patient = person_of(visit.patient_id)
    return Printable(
        PaperKind.VISIT, patient, ("visit", visit.id), visit.public_id,
        lambda mark: visit_sheet(visit_on_paper(viewer, visit, on=beijing_date(now)), mark),
    )  # fmt: skip


def of_rating(viewer: Viewer, rating: DangerRating, *, now: datetime) -> Printable:
    """危险性评估报告."""
    patient = person_of(rating.patient_id)
    return Printable(
        PaperKind.DANGER_REPORT, patient, ("danger_rating", rating.id), rating.public_id,
        lambda mark: danger_report(rating_on_paper(viewer, rating, on=beijing_date(now)), mark),
    )  # fmt: skip


def of_case(viewer: Viewer, case: LevelCase, *, now: datetime) -> Printable:
    """入库审批表, 出库审批表 or 级别变更呈报表, as the case is."""
    holder = case.proposal or case.decision
    assert holder is not None
    return Printable(
        case_kind(case), case.patient, case.record, holder.public_id,
        lambda mark: level_case_form(case_on_paper(viewer, case, now=now), mark),
    )  # fmt: skip


def case_kind(case: LevelCase) -> PaperKind:
    """Which form a case is, without reading the rest of it."""
    if isinstance(case.target, Exit):
        return PaperKind.EXIT
    return PaperKind.ADMISSION if case.from_level is None else PaperKind.LEVEL_CHANGE


def of_incident(viewer: Viewer, incident: Incident, *, now: datetime) -> Printable:
    """表13."""
    patient = person_of(incident.patient_id)
    return Printable(
        PaperKind.INCIDENT, patient, ("incident", incident.id), incident.public_id,
        lambda mark: incident_form(incident_on_paper(viewer, incident, on=beijing_date(now)), mark),
    )  # fmt: skip


def blank_consent(viewer: Viewer, patient: Patient, *, now: datetime) -> Printable:
    """表5 to print and sign."""
    return Printable(
        PaperKind.CONSENT_BLANK, patient, ("patient", patient.id), patient.public_id,
        lambda mark: consent_form(consent_on_paper(viewer, patient, None, on=beijing_date(now)), mark),
    )  # fmt: skip


def of_consent(viewer: Viewer, patient: Patient, consent: Consent, *, now: datetime) -> Printable:
    """表5 with the recorded answer."""
    return Printable(
        PaperKind.CONSENT, patient, ("consent", consent.id), consent.public_id,
        lambda mark: consent_form(consent_on_paper(viewer, patient, consent, on=beijing_date(now)), mark),
    )  # fmt: skip


def of_reasons(viewer: Viewer, patient: Patient, *, now: datetime) -> Printable | None:
    """风险等级说明; None for who has no level."""
    decision = decision_in_force(patient)
    if decision is None or decision.level is None:
        return None
    return Printable(
        PaperKind.REASONS, patient, ("level_decision", decision.id), decision.public_id,
        lambda mark: reasons_page(reasons_on_paper(viewer, patient, decision, on=beijing_date(now)), mark),
    )  # fmt: skip


def of_objection(viewer: Viewer, objection: Objection) -> Printable:
    """异议答复书 of an objection that was answered."""
    return Printable(
        PaperKind.OBJECTION, person_of(objection.patient_id), ("objection", objection.id), objection.public_id,
        lambda mark: objection_answer(objection_on_paper(viewer, objection), mark),
    )  # fmt: skip


def of_registration(
    viewer: Viewer, patient: Patient, *, now: datetime, whole_numbers: bool = False
) -> Printable:
    """信息登记表; `whole_numbers` where somebody asked for identity numbers and phones in full."""
    return Printable(
        PaperKind.REGISTRATION, patient, ("patient", patient.id), patient.public_id,
        lambda mark: registration_form(
            registration_on_paper(viewer, patient, on=beijing_date(now), whole_numbers=whole_numbers), mark
        ),
    )  # fmt: skip


def forms_of_part(viewer: Viewer, patient: Patient, part: int, *, now: datetime) -> tuple[PlainForm, ...]:
    """The forms of one part of the file in order of time, cut to what the reader may know; none for other parts.

    1 registration and consent · 2 admission and exit · 3 danger ratings · 4 visits · 6 incidents · 7 level changes ·
    8 level changes that did not come about.
    """
    found = _PARTS[part](viewer, patient, now) if part in _PARTS else []
    return tuple(one.make(None) for one in found if may_see(viewer.role, GROUP[one.kind]))


def _registration(viewer: Viewer, patient: Patient, now: datetime) -> list[Printable]:
    consent = latest_consent(patient.id)
    found = [of_registration(viewer, patient, now=now)]
    return [*found, of_consent(viewer, patient, consent, now=now)] if consent else found


def _cases(*kinds: PaperKind) -> Callable[[Viewer, Patient, datetime], list[Printable]]:
    def of_kinds(viewer: Viewer, patient: Patient, now: datetime) -> list[Printable]:
        cases = reversed(cases_of(patient))
        return [of_case(viewer, case, now=now) for case in cases if case_kind(case) in kinds]

    return of_kinds


def _changes(*, changed: bool) -> Callable[[Viewer, Patient, datetime], list[Printable]]:
    """Level changes that came about, or those that did not: kept at a review, refused, withdrawn, still open."""

    def of_outcome(viewer: Viewer, patient: Patient, now: datetime) -> list[Printable]:
        cases = (case for case in reversed(cases_of(patient)) if case_kind(case) is PaperKind.LEVEL_CHANGE)
        return [of_case(viewer, case, now=now) for case in cases if _came_about(case) is changed]

    return of_outcome


def _came_about(case: LevelCase) -> bool:
    return case.determined is not None and case.determined != case.from_level


def _ratings(viewer: Viewer, patient: Patient, now: datetime) -> list[Printable]:
    query = select(DangerRating).where(DangerRating.patient_id.in_(records_of(patient.id)))
    rows = db.session.scalars(query.order_by(DangerRating.rated_on, DangerRating.id))
    return [of_rating(viewer, row, now=now) for row in rows]


def _visits(viewer: Viewer, patient: Patient, now: datetime) -> list[Printable]:
    query = select(Visit).where(Visit.patient_id.in_(records_of(patient.id)), Visit.superseded_at.is_(None))
    rows = db.session.scalars(query.order_by(Visit.visit_date, Visit.id))
    return [of_visit(viewer, row, now=now) for row in rows]


def _incidents(viewer: Viewer, patient: Patient, now: datetime) -> list[Printable]:
    query = select(Incident).where(
        Incident.patient_id.in_(records_of(patient.id)), Incident.superseded_at.is_(None)
    )
    rows = db.session.scalars(query.order_by(Incident.happened_on, Incident.id))
    return [of_incident(viewer, row, now=now) for row in rows]


_PARTS: dict[int, Callable[[Viewer, Patient, datetime], list[Printable]]] = {
    1: _registration,
    2: _cases(PaperKind.ADMISSION, PaperKind.EXIT),
    3: _ratings,
    4: _visits,
    6: _incidents,
    7: _changes(changed=True),
    8: _changes(changed=False),
}
