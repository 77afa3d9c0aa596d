"""The eight parts of a person's file on a day, as one role may know them. Two statements, whatever the file holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, select

from mhapp import db
from mhapp.domain.designation import Measure
from mhapp.domain.designation import Outcome as DesignationOutcome
from mhapp.domain.disclosure import Group, may_see
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.file_disclosure import may_see_part
from mhapp.domain.file_page import PageKind, Part
from mhapp.domain.guardianship import EFFECTIVE
from mhapp.domain.list_entry import ListAct, ListSystem, lists_seen_by
from mhapp.domain.objection import Outcome
from mhapp.domain.patient_file import FileFacts, Gap, PartState, State, completeness, file_parts
from mhapp.domain.patient_status import PatientStatus
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
    ListEntry,
    Objection,
    Patient,
    RegistrationSection,
    ResponsibleUnit,
    Visit,
)
from mhapp.queries.merged_records import records_of
from mhapp.queries.registration_answers import (
    incidents_counted,
    registration_form,
    sections_of,
    standing_answers,
)

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
class LastObjection:
    """The newest objection, as the line beside the level says it."""

    public_id: str
    due_on: date
    outcome: Outcome | None


@dataclass(frozen=True)
class FileParts:
    """The eight parts, and how many of those the reader sees are there of how many asked for."""

    rows: list[PartRow]
    there: int
    asked: int
    whole: bool
    """Whether the reader sees every part."""
    objection: LastObjection | None
    """For who may see levels."""


def parts_of(viewer: Viewer, patient: Patient, on: date) -> FileParts:
    """A person already loaded through the viewer's scope."""
    counts = db.session.execute(_counts(), {"patient_id": patient.id, "day": on}).one()
    parts = file_parts(_facts(patient, counts, lists_seen_by(viewer.role)))
    seen = [part for part in parts if may_see_part(viewer.role, part.part)]
    there, asked = completeness(seen)
    rows = [_row(viewer, part) for part in parts]
    objection = _objection(counts) if may_see(viewer.role, Group.LEVEL) else None
    return FileParts(rows, there, asked, whole=len(seen) == len(parts), objection=objection)


def _objection(counts: Any) -> LastObjection | None:
    if counts.objection_id is None:
        return None
    outcome = Outcome(counts.objection_outcome) if counts.objection_outcome else None
    return LastObjection(counts.objection_id, counts.objection_due, outcome)


def _row(viewer: Viewer, part: PartState) -> PartRow:
    if may_see_part(viewer.role, part.part):
        return PartRow(part.part, part.state, part.words, part.gaps)
    return PartRow(part.part, State.NOT_APPLICABLE, f"由{KEEPERS[part.part]}保管", (), hidden=True)


def _facts(patient: Patient, counts: Any, lists: frozenset[ListSystem]) -> FileFacts:
    """What records and pages say of a person, before disclosure; of the lists kept elsewhere only `lists`."""
    sections, status = sections_of(patient.id), PatientStatus(patient.status)
    seen_at_visit = "incident_history" in ((counts.answers or {}).get("other") or ())
    return FileFacts(
        sections_missing=_sections_missing(patient, sections),
        consent_recorded=bool(counts.consents),
        determined=bool(counts.decisions),
        proposal_waits_for=Role(counts.waits_for) if counts.waits_for else None,
        rating=counts.rating,
        scored_visits=counts.visits,
        letter_holds=bool(counts.letters),
        has_guardian=bool(counts.guardians),
        left_words=status.label if status.has_left else "",
        cannot_be_designated=Measure(counts.measure).label if counts.measure else "",
        incidents=counts.incidents,
        incident_seen=seen_at_visit or bool(incidents_counted(sections.get("illness"))),
        level_changes=counts.changes,
        responsible_unit=bool(counts.responsible),
        entries_missing=_entries_missing(counts.entries, lists) if lists else None,
        pages=frozenset(PageKind(code) for code in (counts.pages or "").split(",") if code),
    )


_OBJECTION = {
    "objection_id": Objection.public_id,
    "objection_due": Objection.due_on,
    "objection_outcome": Objection.outcome,
}


@cache
def _counts() -> Select[Any]:
    """Built once: every look at a person asks."""
    records = records_of(bindparam("patient_id"))  # type: ignore[arg-type]  # its value comes with the question
    visits = (Visit.patient_id.in_(records), Visit.superseded_at.is_(None), Visit.points.is_not(None))
    holds = (Letter.signed_on.is_not(None), Letter.ended_on.is_(None), Letter.term_until >= bindparam("day"))
    waits = (Due.closed_at.is_(None), Due.kind.in_([DueKind.AUDIT, DueKind.DETERMINE, DueKind.RESUBMIT]))
    return select(
        _number(Consent, Consent.patient_id.in_(records)).label("consents"),
        _number(LevelDecision, LevelDecision.patient_id.in_(records)).label("decisions"),
        _number(
            LevelDecision,
            LevelDecision.patient_id.in_(records),
            LevelDecision.previous_level.is_not(None),
            LevelDecision.corrects_id.is_(None),  # a slip of the pen put right is no change of level
            # An exit is none either: its form is in part 2
            LevelDecision.level != LevelDecision.previous_level,
        ).label("changes"),
        _number(Visit, *visits).label("visits"),
        _number(Letter, Letter.patient_id.in_(records), *holds).label("letters"),
        _number(
            Guardian,
            Guardian.patient_id.in_(records),
            Guardian.until_date.is_(None),
            Guardian.ability.in_(EFFECTIVE),
        ).label("guardians"),
        _number(Incident, Incident.patient_id.in_(records), Incident.superseded_at.is_(None)).label(
            "incidents"
        ),
        _number(
            ResponsibleUnit, ResponsibleUnit.patient_id.in_(records), ResponsibleUnit.until_date.is_(None)
        ).label("responsible"),
        _page_kinds(records).label("pages"),
        _open_entries(records).label("entries"),
        *(
            _first(
                select(column).where(Objection.patient_id.in_(records)).order_by(Objection.id.desc())
            ).label(name)
            for name, column in _OBJECTION.items()
        ),
        _first(
            select(DangerRating.level)
            .where(DangerRating.patient_id.in_(records))
            .order_by(DangerRating.rated_on.desc(), DangerRating.id.desc())
        ).label("rating"),
        _first(select(Visit.answers).where(*visits).order_by(Visit.visit_date.desc(), Visit.id.desc())).label(
            "answers"
        ),
        _first(
            select(Due.owed_by_role).where(Due.patient_id.in_(records), *waits).order_by(Due.id.desc())
        ).label("waits_for"),
        _first(
            select(Designation.measure)
            .where(Designation.patient_id.in_(records), Designation.outcome == DesignationOutcome.IMPOSSIBLE)
            .order_by(Designation.id.desc())
        ).label("measure"),
    )


def _number(table: Any, *conditions: Any) -> Any:
    return select(func.count()).select_from(table).where(*conditions).scalar_subquery()


def _page_kinds(records: Any) -> Any:
    """The kinds of the pages that count, with commas between."""
    kinds = (
        select(FilePage.kind)
        .where(FilePage.patient_id.in_(records), FilePage.withdrawn_at.is_(None))
        .distinct()
        .subquery()
    )
    return select(func.aggregate_strings(kinds.c.kind, ",")).scalar_subquery()


def _open_entries(records: Any) -> Any:
    """The lists the person is to be entered into and is not yet, each with who owes it: `health:clinic_doctor,…`."""
    return (
        select(func.aggregate_strings(ListEntry.system + ":" + ListEntry.owed_by_role, ","))
        .where(
            ListEntry.patient_id.in_(records),
            ListEntry.act == ListAct.ENTER.value,
            ListEntry.done_at.is_(None),
            ListEntry.dropped_at.is_(None),
        )
        .scalar_subquery()
    )


def _entries_missing(entries: str | None, lists: frozenset[ListSystem]) -> tuple[tuple[str, Role], ...]:
    """Of those the ones the reader may know of, in the order of the lists."""
    owed = dict(entry.split(":") for entry in (entries or "").split(",") if entry)
    return tuple(
        (system.label, Role(owed[system])) for system in ListSystem if system in lists and system in owed
    )


def _first(query: Select[Any]) -> Any:
    return query.limit(1).scalar_subquery()


def _sections_missing(
    patient: Patient, rows: Mapping[str, RegistrationSection]
) -> tuple[tuple[str, Role], ...]:
    """The sections of the registration form that are not whole, each with who usually fills it."""
    return tuple(
        (section.title, next(role for role in FILLERS if role in section.editors))
        for section in registration_form().sections.values()
        if section.missing(standing_answers(patient, section, rows.get(section.code)))
    )
