"""A person's timeline: one page of what happened, newest first, of what the reader may know. One statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Date, Select, String, cast, func, literal, select, union_all

from mhapp import db
from mhapp.domain.disclosure import may_see
from mhapp.domain.file_disclosure import kinds_seen_by
from mhapp.domain.list_entry import lists_seen_by
from mhapp.domain.papers import GROUP
from mhapp.domain.timeline import HANDED_OUT, NOTICES, Entry, Event, What, entry_of, seen_by
from mhapp.domain.viewer import Viewer
from mhapp.models import (
    Consent,
    DangerRating,
    Due,
    FilePage,
    Incident,
    Lead,
    LeadNotice,
    Letter,
    LevelDecision,
    LevelFiling,
    LevelProposal,
    ListEntry,
    Move,
    Objection,
    Paper,
    Patient,
    StatusChange,
    Unit,
    Visit,
)
from mhapp.queries.lead_scope import leads_seen_by
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


def _row(
    what: What, table: Any, day: Any, a: Any = "", b: Any = "", c: Any = "", leads_to: Any = None
) -> Select[Any]:
    """`leads_to`: the table whose record the entry names, where it is not the row's own."""
    return select(
        literal(what.value).label("what"),
        cast(day, String).label("day") if db.is_sqlite() else cast(day, Date).label("day"),
        table.id.label("id"),
        (leads_to or table).public_id.label("ref"),
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
    return _row(What.MOVE, Move, Move.moves_on, Move.kind, Move.state, Move.told).where(
        Move.patient_id.in_(records_of(patient_id))
    )


def _receipts(viewer: Viewer, patient_id: int) -> Select[Any]:
    return _row(
        What.MOVE_RECEIPT, Move, Move.acknowledged_on, Move.counterpart, Move.acknowledged_number
    ).where(Move.patient_id.in_(records_of(patient_id)), Move.acknowledged_on.is_not(None))


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


def _filings(viewer: Viewer, patient_id: int) -> Select[Any]:
    return (
        _row(
            What.FILING,
            LevelFiling,
            LevelFiling.filed_on,
            LevelFiling.kind,
            LevelFiling.authority,
            LevelFiling.number,
        )
        .join(LevelDecision, LevelDecision.id == LevelFiling.decision_id)
        .where(LevelDecision.patient_id.in_(records_of(patient_id)))
    )


def _leads(viewer: Viewer, patient_id: int) -> Select[Any]:
    """Each office that was told of the lead the person was found by; the link is the lead's."""
    return (
        _row(
            What.LEAD_TOLD,
            LeadNotice,
            _beijing(LeadNotice.sent_at),
            Lead.number,
            Unit.name,
            LeadNotice.role,
            Lead,
        )
        .join(Lead, Lead.id == LeadNotice.lead_id)
        .join(Unit, Unit.id == LeadNotice.unit_id)
        .where(
            Lead.patient_id.in_(records_of(patient_id)),
            Lead.id.in_(leads_seen_by(viewer).with_only_columns(Lead.id)),
        )
    )


def _letters_issued(viewer: Viewer, patient_id: int) -> Select[Any]:
    return _row(What.LETTER_ISSUED, Letter, _beijing(Letter.issued_at), Letter.number).where(
        Letter.patient_id.in_(records_of(patient_id))
    )


def _lists_asked(viewer: Viewer, patient_id: int) -> Select[Any]:
    owed_by = Unit.name.concat("|").concat(ListEntry.owed_by_role)
    return (
        _row(
            What.LIST_ASKED, ListEntry, _beijing(ListEntry.asked_at), ListEntry.system, ListEntry.act, owed_by
        )
        .join(Unit, Unit.id == ListEntry.owed_by_unit_id)
        .where(ListEntry.patient_id.in_(records_of(patient_id)), _known_lists(viewer))
    )


def _lists_done(viewer: Viewer, patient_id: int) -> Select[Any]:
    return _row(
        What.LIST_DONE, ListEntry, ListEntry.done_on, ListEntry.system, ListEntry.act, ListEntry.number
    ).where(
        ListEntry.patient_id.in_(records_of(patient_id)),
        ListEntry.done_on.is_not(None),
        _known_lists(viewer),
    )


def _known_lists(viewer: Viewer) -> Any:
    return ListEntry.system.in_(sorted(lists_seen_by(viewer.role)))


def _papers(viewer: Viewer, patient_id: int) -> Select[Any]:
    kinds = [kind.value for kind in HANDED_OUT if may_see(viewer.role, GROUP[kind])]
    return _row(What.PAPER, Paper, _beijing(Paper.issued_at), Paper.kind, Paper.number).where(
        Paper.patient_id.in_(records_of(patient_id)), Paper.kind.in_(kinds)
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
    What.FILING: _filings,
    What.LEAD_TOLD: _leads,
    What.LETTER_ISSUED: _letters_issued,
    What.LIST_ASKED: _lists_asked,
    What.LIST_DONE: _lists_done,
    What.MOVE_RECEIPT: _receipts,
    What.PAPER: _papers,
}
