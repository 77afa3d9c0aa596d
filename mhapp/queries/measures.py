"""The measures of a person for the page that plans them, the open ones first, by their day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, select

from mhapp import db
from mhapp.clock import beijing_date
from mhapp.domain.disclosure import Seen
from mhapp.domain.roles import Role, UnitKind
from mhapp.domain.viewer import Viewer
from mhapp.models import Account, Measure, Patient, Unit
from mhapp.queries.scope import in_scope


@dataclass(frozen=True)
class MeasureView:
    """One measure. Fields of disclosure.FIELDS["measure"]. `days_late`: 0 while in time or over."""

    public_id: str
    kind: str
    problem: str
    measure: str
    who: str
    doer: str
    until: date
    days_late: int
    state: str
    made_by: str
    made_on: date
    ended_on: date | None
    ended_words: str | None
    ended_by: str | None


def measures_of(viewer: Viewer, patient: Patient, *, on: date) -> list[Seen]:
    """Every measure of a person already loaded through the viewer's scope. Two statements."""
    found = db.session.execute(
        select(Measure, Account.name, Unit.name.label("unit"))
        .join(Account, Account.id == Measure.made_by_id)
        .join(Unit, Unit.id == Measure.owed_by_unit_id)
        .where(Measure.patient_id == patient.id)
        .order_by(Measure.state.desc(), Measure.until, Measure.id)
    ).all()
    names = _names({row[0].ended_by_id for row in found if row[0].ended_by_id})
    return [Seen("measure", _view(row, names, on), viewer.role) for row in found]


def measures_seen_by(viewer: Viewer) -> Select[Any]:
    """Every measure of a person in the viewer's scope."""
    return select(Measure).join(Patient, Patient.id == Measure.patient_id).where(in_scope(viewer))


def _names(ids: set[int]) -> dict[int, str]:
    found = db.session.execute(select(Account.id, Account.name).where(Account.id.in_(ids)))
    return {row[0]: row[1] for row in found}


def _view(row: Any, names: dict[int, str], on: date) -> MeasureView:
    measure: Measure = row[0]
    role, is_open = Role(measure.owed_by_role), measure.state == "open"
    return MeasureView(
        public_id=measure.public_id,
        kind=measure.kind,
        problem=measure.problem,
        measure=measure.measure,
        who=measure.who,
        doer=row.unit if role.unit_kind is UnitKind.VILLAGE else f"{row.unit}{role.label}",
        until=measure.until,
        days_late=max(0, (on - measure.until).days) if is_open else 0,
        state=measure.state,
        made_by=row.name,
        made_on=beijing_date(measure.made_at),
        ended_on=measure.ended_on,
        ended_words=measure.ended_words,
        ended_by=names.get(measure.ended_by_id) if measure.ended_by_id else None,
    )
