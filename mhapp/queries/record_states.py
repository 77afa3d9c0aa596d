"""The state of a record a paper is made from, as one keyed fingerprint: the same as long as nothing in it changes.

A paper's page can so tell, years later, whether the record still says what was printed.
"""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Table, func, select

from mhapp import db
from mhapp.crypto import hmac_code
from mhapp.domain.papers import PaperKind
from mhapp.models import (
    Consent,
    DangerRating,
    Guardian,
    Incident,
    Letter,
    LevelDecision,
    LevelFiling,
    Patient,
    PolicyEdition,
    ProposalStep,
    RegistrationSection,
    Unit,
    Visit,
)
from mhapp.queries.consent_texts import KIND as CONSENT_TEXT
from mhapp.queries.paper_person import units_on_paper

LENGTH = 26
_COUNTED = (Visit, DangerRating, LevelDecision, Letter, Incident, Consent)
"""What a whole file holds: one more of them and the file is no longer the one printed."""


def digest_of(kind: PaperKind, table: str, record_id: int) -> str:
    """The fingerprint of a record's state now. Raises LookupError for a record that is not there."""
    state = [_row(table, record_id), *_around(kind, table, record_id)]
    text = json.dumps(state, ensure_ascii=False, sort_keys=True, default=str)
    return hmac_code(f"record:{table}", text.encode(), LENGTH)


def _row(table: str, record_id: int) -> dict[str, Any]:
    if table == Patient.__tablename__:
        return {"id": record_id}  # what a paper about the whole person holds is said by its kind
    found = db.session.execute(select(_table(table)).where(_table(table).c.id == record_id)).one_or_none()
    if found is None:
        raise LookupError(f"no {table} {record_id}")
    return dict(found._mapping)


def _rows(model: Any, condition: Any) -> list[dict[str, Any]]:
    table = _table(model.__tablename__)
    return [
        dict(row._mapping) for row in db.session.execute(select(table).where(condition).order_by(table.c.id))
    ]


def _table(name: str) -> Table:
    return db.Base.metadata.tables[name]


def _case(proposal_id: int) -> list[Any]:
    """The steps of a level change, its determination, and where that was filed."""
    decisions = _rows(LevelDecision, _table("level_decision").c.proposal_id == proposal_id)
    ids = [row["id"] for row in decisions]
    return [
        _rows(ProposalStep, _table("proposal_step").c.proposal_id == proposal_id),
        decisions,
        _rows(LevelFiling, _table("level_filing").c.decision_id.in_(ids)),
    ]


def _filings(decision_id: int) -> list[Any]:
    return [_rows(LevelFiling, _table("level_filing").c.decision_id == decision_id)]


def _reasons(decision_id: int) -> list[Any]:
    """Whether the person's level still hangs on this determination."""
    person = db.session.scalar(select(Patient.id).where(Patient.level_decision_id == decision_id))
    return [person is not None]


def _later_answers(consent_id: int) -> list[Any]:
    """What the same person, or their guardian, has said since."""
    consent = _table("consent")
    patient_id = select(consent.c.patient_id).where(consent.c.id == consent_id).scalar_subquery()
    return _rows(Consent, (consent.c.patient_id == patient_id) & (consent.c.id > consent_id))


def _registration(patient_id: int) -> list[Any]:
    person = _rows(Patient, _table("patient").c.id == patient_id)
    kept = (
        "name",
        "sex",
        "birth_date",
        "identity_number",
        "phone",
        "address",
        "diagnosis_code",
        "diagnosed_on",
    )
    return [
        [{column: row[column] for column in kept} for row in person],
        _rows(RegistrationSection, _table("registration_section").c.patient_id == patient_id),
        _rows(Guardian, _table("guardian").c.patient_id == patient_id),
    ]


def _wording(patient_id: int) -> list[Any]:
    """The last wording of the consent form published where the person lives."""
    village, _ = units_on_paper(patient_id)
    return [
        db.session.scalar(
            select(func.max(PolicyEdition.id))
            .join(Unit, Unit.id == PolicyEdition.county_id)
            .where(PolicyEdition.kind == CONSENT_TEXT, Unit.path == village.path.split(".")[0])
        )
    ]


def _file(patient_id: int) -> list[Any]:
    counts = [
        db.session.execute(
            select(func.count(), func.max(model.id)).where(model.patient_id == patient_id)
        ).one()
        for model in _COUNTED
    ]
    return [*_registration(patient_id), [list(count) for count in counts]]


_BY_KIND = {
    PaperKind.REGISTRATION: _registration,
    PaperKind.FILE: _file,
    PaperKind.REASONS: _reasons,
    PaperKind.CONSENT_BLANK: _wording,
}
_BY_TABLE = {"level_proposal": _case, "level_decision": _filings, "consent": _later_answers}


def _around(kind: PaperKind, table: str, record_id: int) -> list[Any]:
    """What else belongs to the state of a record as this kind of paper shows it."""
    found = _BY_KIND.get(kind) or _BY_TABLE.get(table)
    return found(record_id) if found else []
