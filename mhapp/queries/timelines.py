"""A person's timeline: one page of what happened, newest first, of what the reader may know. One statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Date, Select, String, cast, func, literal, select, union_all

from mhapp import db
from mhapp.domain.file_disclosure import kinds_seen_by
from mhapp.domain.timeline import NOTICES, Entry, Event, What, entry_of, seen_by
from mhapp.domain.viewer import Viewer
from mhapp.models import (
    Consent,
    DangerRating,
    Due,
    FilePage,
    Incident,
    Letter,
    LevelDecision,
    LevelProposal,
    Move,
    Objection,
    Patient,
    StatusChange,
    Unit,
    Visit,
)
from mhapp.queries.merged_records import records_of
from mhapp.queries.status_history import stands

PAGE_SIZE = 40


@dataclass(frozen=True)
class TimelinePage:
    """One page of entries, newest first."""

    entries: list[Entry]
    page: int
    pages: int


def timeline(viewer: Viewer, patient: Patient, page: int) -> TimelinePage:
    """`page` from 1 of a person already loaded through the viewer's scope; past the end it is empty."""
    page = max(1, page)
    events = union_all(*(_SELECTS[what](viewer, patient.id) for what in seen_by(viewer.role))).subquery()
    found = db.session.execute(
        select(events, func.count().over().label("total"))
        .order_by(events.c.day.desc(), events.c.what, events.c.id.desc())
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    ).all()
    entries = [
        entry_of(Event(What(row.what), _day(row.day), row.ref, row.a or "", row.b or "", row.c or ""))
        for row in found
    ]
    total = found[0].total if found else 0
    return TimelinePage(entries, page, max(1, -(-total // PAGE_SIZE)))


def _day(value: date | str) -> date:
    """SQLite hands a union's days out as text."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def _beijing(instant: Any) -> Any:
    """The day of an instant in Beijing."""
    if db.is_sqlite():
        return func.date(instant, "+8 hours", type_=String)
    return func.timezone("Asia/Shanghai", instant)


def _row(what: What, table: Any, day: Any, a: Any = "", b: Any = "", c: Any = "") -> Select[Any]:
    return select(
        literal(what.value).label("what"),
        cast(day, String).label("day") if db.is_sqlite() else cast(day, Date).label("day"),
        table.id.label("id"),
        table.public_id.label("ref"),
        _text(a).label("a"),
        _text(b).label("b"),
        _text(c).label("c"),
    )


def _text(value: Any) -> Any:
    return literal(value) if isinstance(value, str) else cast(value, String)


def _visits(viewer: Viewer, patient_id: int) -> Select[Any]:
    return _row(
        What.VISIT, Visit, Visit.visit_date, cast(Visit.points, String), Visit.shown_level, Visit.manner
    ).where(Visit.patient_id.in_(records_of(patient_id)), Visit.superseded_at.is_(None))


def _ratings(viewer: Viewer, patient_id: int) -> Select[Any]:
    return (
        _row(What.RATING, DangerRating, DangerRating.rated_on, DangerRating.level, Unit.name)
        .join(Unit, Unit.id == DangerRating.unit_id)
        .where(DangerRating.patient_id.in_(records_of(patient_id)))
    )


def _proposals(viewer: Viewer, patient_id: int) -> Select[Any]:
    return _row(
        What.PROPOSAL,
        LevelProposal,
        _beijing(LevelProposal.opened_at),
        LevelProposal.target_level,
        LevelProposal.exit_ground,
    ).where(LevelProposal.patient_id.in_(records_of(patient_id)))


def _decisions(viewer: Viewer, patient_id: int) -> Select[Any]:
    return (
        _row(
            What.DECISION,
            LevelDecision,
            LevelDecision.effective_on,
            LevelDecision.level,
            LevelDecision.exit_ground,
            func.coalesce(LevelDecision.paper_authority.concat("，纸质"), Unit.name),
        )
        .join(Unit, Unit.id == LevelDecision.unit_id)
        .where(LevelDecision.patient_id.in_(records_of(patient_id)))
    )


def _letters(viewer: Viewer, patient_id: int) -> Select[Any]:
    return _row(What.LETTER, Letter, Letter.signed_on, Letter.number).where(
        Letter.patient_id.in_(records_of(patient_id)), Letter.signed_on.is_not(None)
    )


def _letter_ends(viewer: Viewer, patient_id: int) -> Select[Any]:
    return _row(What.LETTER_END, Letter, Letter.ended_on, Letter.number).where(
        Letter.patient_id.in_(records_of(patient_id)),
        Letter.ended_on.is_not(None),
        Letter.signed_on.is_not(None),
    )


def _moves(viewer: Viewer, patient_id: int) -> Select[Any]:
    return _row(What.MOVE, Move, Move.moves_on, Move.kind, Move.state).where(
        Move.patient_id.in_(records_of(patient_id))
    )


def _statuses(viewer: Viewer, patient_id: int) -> Select[Any]:
    return _row(
        What.STATUS, StatusChange, StatusChange.since, StatusChange.status, StatusChange.source
    ).where(StatusChange.patient_id.in_(records_of(patient_id)), stands())


def _incidents(viewer: Viewer, patient_id: int) -> Select[Any]:
    return _row(What.INCIDENT, Incident, Incident.happened_on, Incident.number).where(
        Incident.patient_id.in_(records_of(patient_id)), Incident.superseded_at.is_(None)
    )


def _pages(viewer: Viewer, patient_id: int) -> Select[Any]:
    return _row(What.PAGE, FilePage, FilePage.dated, FilePage.kind).where(
        FilePage.patient_id.in_(records_of(patient_id)),
        FilePage.withdrawn_at.is_(None),
        FilePage.kind.in_(kinds_seen_by(viewer.role)),
    )


def _objections(viewer: Viewer, patient_id: int) -> Select[Any]:
    return _row(What.OBJECTION, Objection, Objection.lodged_on, Objection.about).where(
        Objection.patient_id.in_(records_of(patient_id))
    )


def _answers(viewer: Viewer, patient_id: int) -> Select[Any]:
    return _row(What.ANSWER, Objection, _beijing(Objection.answered_at), Objection.outcome).where(
        Objection.patient_id.in_(records_of(patient_id)), Objection.answered_at.is_not(None)
    )


def _consents(viewer: Viewer, patient_id: int) -> Select[Any]:
    return _row(What.CONSENT, Consent, Consent.said_on, Consent.outcome).where(
        Consent.patient_id.in_(records_of(patient_id))
    )


def _notices(viewer: Viewer, patient_id: int) -> Select[Any]:
    return (
        _row(What.NOTICE, Due, _beijing(Due.started_at), Due.kind, Unit.name, Due.owed_by_role)
        .join(Unit, Unit.id == Due.owed_by_unit_id)
        .where(Due.patient_id.in_(records_of(patient_id)), Due.kind.in_(NOTICES))
    )


_SELECTS = {
    What.VISIT: _visits,
    What.RATING: _ratings,
    What.PROPOSAL: _proposals,
    What.DECISION: _decisions,
    What.LETTER: _letters,
    What.LETTER_END: _letter_ends,
    What.MOVE: _moves,
    What.STATUS: _statuses,
    What.INCIDENT: _incidents,
    What.PAGE: _pages,
    What.OBJECTION: _objections,
    What.ANSWER: _answers,
    What.CONSENT: _consents,
    What.NOTICE: _notices,
}
