"""The eight parts of a person's file on a day, as one role may know them. Three statements, whatever the file holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select

from mhapp import db
from mhapp.domain.designation import Measure
from mhapp.domain.designation import Outcome as DesignationOutcome
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.file_disclosure import may_see_part
from mhapp.domain.file_page import PageKind, Part
from mhapp.domain.guardianship import EFFECTIVE
from mhapp.domain.patient_file import FileFacts, Gap, PartState, State, completeness, file_parts
from mhapp.domain.roles import Role
from mhapp.domain.viewer import Viewer
from mhapp.models import (
    Consent,
    DangerRating,
    Designation,
    Due,
    FilePage,
    Guardian,
    Incident,
    Letter,
    LevelDecision,
    Patient,
    ResponsibleUnit,
    Visit,
)
from mhapp.queries.registration_answers import registration_form, sections_of, standing_answers

FILLERS = (Role.VILLAGE_CADRE, Role.CLINIC_DOCTOR, Role.CIVIL_AFFAIRS, *Role)
"""Of several who may fill a section, whose turn it is: who is nearest to the person [A]."""
KEEPERS: dict[Part, str] = {
    Part.ADMISSION: "街道乡镇综合管理小组",
    Part.DIAGNOSIS: "卫生院",
    Part.VISITS: "村（社区）",
    Part.LETTERS: "民生服务办",
    Part.INCIDENTS: "派出所",
    Part.LEVEL_CHANGES: "街道乡镇综合管理小组",
    Part.OTHER: "民生服务办",
}
"""Who keeps a part, for who may not know what is in it."""


@dataclass(frozen=True)
class PartRow:
    """One part as a page draws it. `hidden`: the reader's role does not learn how it stands."""

    part: Part
    state: State
    words: str
    gaps: tuple[Gap, ...]
    hidden: bool = False


@dataclass(frozen=True)
class FileParts:
    """The eight parts, and how many of those the reader sees are there of how many asked for."""

    rows: list[PartRow]
    there: int
    asked: int
    whole: bool
    """Whether the reader sees every part."""


def parts_of(viewer: Viewer, patient: Patient, on: date) -> FileParts:
    """A person already loaded through the viewer's scope."""
    parts = file_parts(file_facts(patient, on))
    seen = [part for part in parts if may_see_part(viewer.role, part.part)]
    there, asked = completeness(seen)
    return FileParts([_row(viewer, part) for part in parts], there, asked, whole=len(seen) == len(parts))


def _row(viewer: Viewer, part: PartState) -> PartRow:
    if may_see_part(viewer.role, part.part):
        return PartRow(part.part, part.state, part.words, part.gaps)
    return PartRow(part.part, State.NOT_APPLICABLE, f"由{KEEPERS[part.part]}保管", (), hidden=True)


def file_facts(patient: Patient, on: date) -> FileFacts:
    """What records and pages say of a person, before disclosure."""
    counts = db.session.execute(_counts(patient, on)).one()
    return FileFacts(
        sections_missing=_sections_missing(patient),
        consent_recorded=bool(counts.consents),
        determined=bool(counts.decisions),
        proposal_waits_for=Role(counts.waits_for) if counts.waits_for else None,
        rating=counts.rating,
        scored_visits=counts.visits,
        letter_holds=bool(counts.letters),
        has_guardian=bool(counts.guardians),
        cannot_be_designated=Measure(counts.measure).label if counts.measure else "",
        incidents=counts.incidents,
        incident_seen="incident_history" in ((counts.answers or {}).get("other") or ()),
        level_changes=counts.changes,
        responsible_unit=bool(counts.responsible),
        pages=_page_kinds(patient),
    )


def _counts(patient: Patient, on: date) -> Select[Any]:
    visits = (Visit.patient_id == patient.id, Visit.superseded_at.is_(None), Visit.points.is_not(None))
    holds = (Letter.signed_on.is_not(None), Letter.ended_on.is_(None), Letter.term_until >= on)
    waits = (Due.closed_at.is_(None), Due.kind.in_([DueKind.AUDIT, DueKind.DETERMINE, DueKind.RESUBMIT]))
    return select(
        _number(Consent, Consent.patient_id == patient.id).label("consents"),
        _number(LevelDecision, LevelDecision.patient_id == patient.id).label("decisions"),
        _number(
            LevelDecision,
            LevelDecision.patient_id == patient.id,
            LevelDecision.previous_level.is_not(None),
            func.coalesce(LevelDecision.level, "") != LevelDecision.previous_level,
        ).label("changes"),
        _number(Visit, *visits).label("visits"),
        _number(Letter, Letter.patient_id == patient.id, *holds).label("letters"),
        _number(
            Guardian,
            Guardian.patient_id == patient.id,
            Guardian.until_date.is_(None),
            Guardian.ability.in_(EFFECTIVE),
        ).label("guardians"),
        _number(Incident, Incident.patient_id == patient.id, Incident.superseded_at.is_(None)).label(
            "incidents"
        ),
        _number(
            ResponsibleUnit, ResponsibleUnit.patient_id == patient.id, ResponsibleUnit.until_date.is_(None)
        ).label("responsible"),
        _first(
            select(DangerRating.level)
            .where(DangerRating.patient_id == patient.id)
            .order_by(DangerRating.rated_on.desc(), DangerRating.id.desc())
        ).label("rating"),
        _first(select(Visit.answers).where(*visits).order_by(Visit.visit_date.desc(), Visit.id.desc())).label(
            "answers"
        ),
        _first(
            select(Due.owed_by_role).where(Due.patient_id == patient.id, *waits).order_by(Due.id.desc())
        ).label("waits_for"),
        _first(
            select(Designation.measure)
            .where(Designation.patient_id == patient.id, Designation.outcome == DesignationOutcome.IMPOSSIBLE)
            .order_by(Designation.id.desc())
        ).label("measure"),
    )


def _number(table: Any, *conditions: Any) -> Any:
    return select(func.count()).select_from(table).where(*conditions).scalar_subquery()


def _first(query: Select[Any]) -> Any:
    return query.limit(1).scalar_subquery()


def _page_kinds(patient: Patient) -> frozenset[PageKind]:
    """The kinds of the pages that count."""
    found = db.session.scalars(
        select(FilePage.kind)
        .where(FilePage.patient_id == patient.id, FilePage.withdrawn_at.is_(None))
        .distinct()
    )
    return frozenset(PageKind(code) for code in found)


def _sections_missing(patient: Patient) -> tuple[tuple[str, Role], ...]:
    """The sections of the registration form that are not whole, each with who usually fills it."""
    rows = sections_of(patient.id)
    return tuple(
        (section.title, next(role for role in FILLERS if role in section.editors))
        for section in registration_form().sections.values()
        if section.missing(standing_answers(patient, section, rows.get(section.code)))
    )
