"""What can be printed for a person, as links: each group only for who may read it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from mhapp.clock import beijing_date
from mhapp.domain.level_route import Exit
from mhapp.domain.objection import About
from mhapp.domain.papers import PaperKind
from mhapp.models import DangerRating, Incident, Objection, Patient, Visit
from mhapp.queries.merged_records import records_of
from mhapp.queries.paging import Paged, page_of, read_page
from mhapp.queries.paper_cases import LevelCase, cases_of

PAGE_SIZE = 12
"""Of each kind, the newest first."""


@dataclass(frozen=True)
class PaperLink:
    """One record a paper can be made from: what it is, its day, its opaque id."""

    words: str
    on: date
    record_id: str


def visit_links(patient: Patient, page: int) -> Paged[PaperLink]:
    """Visits that stand, newest first."""
    query = select(Visit).where(Visit.patient_id.in_(records_of(patient.id)), Visit.superseded_at.is_(None))
    return _links(query.order_by(Visit.visit_date.desc(), Visit.id.desc()), _visit, page)


def rating_links(patient: Patient, page: int) -> Paged[PaperLink]:
    """Danger ratings, newest first."""
    query = select(DangerRating).where(DangerRating.patient_id.in_(records_of(patient.id)))
    return _links(
        query.order_by(DangerRating.rated_on.desc(), DangerRating.id.desc()),
        lambda row: PaperLink("危险性评估", row.rated_on, row.public_id),
        page,
    )


def incident_links(patient: Patient, page: int) -> Paged[PaperLink]:
    """Incidents on record that stand, newest first."""
    query = select(Incident).where(
        Incident.patient_id.in_(records_of(patient.id)), Incident.superseded_at.is_(None)
    )
    return _links(
        query.order_by(Incident.happened_on.desc(), Incident.id.desc()),
        lambda row: PaperLink("情况说明", row.happened_on, row.public_id),
        page,
    )


def answer_links(patient: Patient, page: int) -> Paged[PaperLink]:
    """Objections that were answered, newest first."""
    query = select(Objection).where(
        Objection.patient_id.in_(records_of(patient.id)), Objection.outcome.is_not(None)
    )
    return _links(
        query.order_by(Objection.answered_at.desc(), Objection.id.desc()),
        lambda row: PaperLink(About(row.about).label, row.lodged_on, row.public_id),
        page,
    )


def case_links(patient: Patient, page: int) -> Paged[PaperLink]:
    """Level changes, first determinations and exits, newest first."""
    return page_of(cases_of(patient), page=page, size=PAGE_SIZE).each(_case)


def _links(query: Any, link: Callable[[Any], PaperLink], page: int) -> Paged[PaperLink]:
    return read_page(query, page=page, size=PAGE_SIZE).each(lambda row: link(row[0]))


def _visit(visit: Visit) -> PaperLink:
    return PaperLink("随访（没见到人）" if visit.is_attempt else "随访", visit.visit_date, visit.public_id)


def _case(case: LevelCase) -> PaperLink:
    if isinstance(case.target, Exit):
        kind = PaperKind.EXIT
    else:
        kind = PaperKind.ADMISSION if case.from_level is None else PaperKind.LEVEL_CHANGE
    if case.proposal is not None:
        return PaperLink(kind.label, beijing_date(case.proposal.opened_at), case.proposal.public_id)
    assert case.decision is not None
    return PaperLink(f"{kind.label}（纸质认定）", case.decision.effective_on, case.decision.public_id)
