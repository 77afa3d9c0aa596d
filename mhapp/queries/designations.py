"""Cases of designating a guardian: one as its page shows it, and the township's ledger of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy import case as sql_case
from sqlalchemy.orm import aliased

from mhapp import db
from mhapp.domain.designation import (
    CostKind,
    DesignatingBody,
    DesignationGround,
    Measure,
    Outcome,
    received_before_entry,
)
from mhapp.domain.disclosure import Seen
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.viewer import Viewer
from mhapp.models import Account, Designation, DesignationCost, Due, Guardian, Patient, Unit
from mhapp.queries.paging import Paged, read_page
from mhapp.queries.scope import in_scope

PAGE_SIZE = 50
STATES = {"": "全部", "open": "在办", "closed": "已办结"}
"""What the ledger is looked at by, and its words."""


@dataclass(frozen=True)
class CostLine:
    """One cost carried."""

    paid_on: date
    kind: CostKind
    words: str | None
    amount: Decimal
    recorded_by: str


@dataclass(frozen=True)
class DesignationCase:
    """One case before disclosure. Fields of disclosure.FIELDS["designation"]."""

    public_id: str
    patient_id: str
    name: str
    village_name: str
    ground: DesignationGround
    reported_on: date
    reported_by: str
    reported_words: str | None
    received_on: date | None
    received_by: str | None
    entered_late: bool
    """The township had the report before it was entered here."""
    due_on: date | None
    officer_name: str | None
    officer_post: str | None
    officer_phone: str | None
    officer_since: date | None
    outcome: Outcome | None
    decided_on: date | None
    decided_by: str | None
    designated_by: DesignatingBody | None
    document_number: str | None
    guardian_name: str | None
    measure: Measure | None
    seen_to_by: str | None
    outcome_words: str | None
    costs: list[CostLine]
    total: Decimal


def designations_seen_by(viewer: Viewer) -> Select[Designation]:
    """Every case about a person in the viewer's scope."""
    return select(Designation).join(Patient, Patient.id == Designation.patient_id).where(in_scope(viewer))


def designation_page(viewer: Viewer, case: Designation) -> Seen:
    """A case with its costs, as the viewer's role may see it."""
    found = db.session.execute(_cases().where(Designation.id == case.id)).one()
    return Seen("designation", _case(found, _costs(case.id)), viewer.role)


@dataclass(frozen=True)
class DesignationLedger:
    """One page of the cases in one of STATES, and how many there are in each."""

    found: Paged[Seen]
    counts: dict[str, int]
    state: str


def designation_ledger(viewer: Viewer, *, state: str = "", page: int = 1) -> DesignationLedger:
    """The cases in the viewer's scope: open ones first by their limit. `state`: one of STATES."""
    state, closed = state if state in STATES else "", Designation.outcome.is_not(None)
    numbers = db.session.execute(
        designations_seen_by(viewer).with_only_columns(closed, func.count()).group_by(closed)
    )
    by_end = {bool(ended): number for ended, number in numbers}
    counts = {"": sum(by_end.values()), "open": by_end.get(False, 0), "closed": by_end.get(True, 0)}
    query = _cases().where(in_scope(viewer), *([closed if state == "closed" else ~closed] if state else []))
    while_open = sql_case((~closed, _LIMIT))
    found = read_page(
        query.order_by(closed, while_open, Designation.id.desc()), page=page, size=PAGE_SIZE
    ).each(lambda row: Seen("designation", _case(row, []), viewer.role))
    return DesignationLedger(found, counts, state)


def cases_of(viewer: Viewer, patient: Patient) -> list[Seen]:
    """All cases of a person, the newest first."""
    query = _cases().where(Designation.patient_id == patient.id).order_by(Designation.id.desc())
    return [Seen("designation", _case(found, []), viewer.role) for found in db.session.execute(query)]


_LIMIT = (
    select(func.max(Due.due_on))
    .where(
        Due.patient_id == Designation.patient_id,
        Due.started_by_kind == "designation",
        Due.started_by_id == Designation.id,
        Due.kind == DueKind.DESIGNATION.value,
    )
    .correlate(Designation)
    .scalar_subquery()
)
"""The last day for a designation, open or decided."""


@cache
def _cases() -> Any:
    """Built once."""
    reporter, receiver, decider = aliased(Account), aliased(Account), aliased(Account)
    return (
        select(
            Designation, Patient.public_id.label("patient_public_id"), Patient.name, Unit.name.label("village"),
            reporter.name.label("reported_by"), receiver.name.label("received_by"),
            decider.name.label("decided_by"), Guardian.name.label("guardian"), _LIMIT.label("due_on"),
        )
        .join(Patient, Patient.id == Designation.patient_id)
        .join(Unit, Unit.id == Patient.village_id)
        .join(reporter, reporter.id == Designation.reported_by_id)
        .outerjoin(receiver, receiver.id == Designation.received_by_id)
        .outerjoin(decider, decider.id == Designation.decided_by_id)
        .outerjoin(Guardian, Guardian.id == Designation.guardian_id)
    )  # fmt: skip


def _costs(case_id: int) -> list[CostLine]:
    found = db.session.execute(
        select(DesignationCost, Account.name)
        .join(Account, Account.id == DesignationCost.recorded_by_id)
        .where(DesignationCost.designation_id == case_id)
        .order_by(DesignationCost.paid_on, DesignationCost.id)
    )
    return [
        CostLine(cost.paid_on, CostKind(cost.kind), cost.words, cost.amount, name) for cost, name in found
    ]


def _case(found: Any, costs: list[CostLine]) -> DesignationCase:
    case: Designation = found.Designation
    return DesignationCase(
        public_id=case.public_id,
        patient_id=found.patient_public_id,
        name=found.name,
        village_name=found.village,
        ground=DesignationGround(case.ground),
        reported_on=case.reported_on,
        reported_by=found.reported_by,
        reported_words=case.reported_words,
        received_on=case.received_on,
        received_by=found.received_by,
        entered_late=received_before_entry(case.received_on, case.reported_on),
        due_on=found.due_on,
        officer_name=case.officer_name,
        officer_post=case.officer_post,
        officer_phone=case.officer_phone,
        officer_since=case.officer_since,
        outcome=Outcome(case.outcome) if case.outcome else None,
        decided_on=case.decided_on,
        decided_by=found.decided_by,
        designated_by=DesignatingBody(case.designated_by) if case.designated_by else None,
        document_number=case.document_number,
        guardian_name=found.guardian,
        measure=Measure(case.measure) if case.measure else None,
        seen_to_by=case.seen_to_by,
        outcome_words=case.outcome_words,
        costs=costs,
        total=sum((cost.amount for cost in costs), Decimal(0)),
    )
