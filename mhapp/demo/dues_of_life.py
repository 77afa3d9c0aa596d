"""What one person's history makes due, opened and closed as the services open and close it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from mhapp.demo.ledger import Ledger, Row
from mhapp.demo.offices import Offices
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.roles import Role

RecordKey = tuple[str, int]


class Dues:
    """The dues of one person; the open ones by kind."""

    def __init__(self, ledger: Ledger, patient_id: int, offices: Offices) -> None:
        self._ledger, self._patient_id, self._offices = ledger, patient_id, offices
        self._open: dict[DueKind, list[Row]] = {}

    def owe(
        self, kind: DueKind, role: Role, due_on: date, by: RecordKey, at: datetime, unit_id: int | None = None
    ) -> None:
        """Open one due; the unit is the role's own unless given."""
        row = self._ledger.add(
            "due",
            kind=kind.value,
            patient_id=self._patient_id,
            owed_by_unit_id=unit_id or self._offices.unit_of(role),
            owed_by_role=role.value,
            started_by_kind=by[0],
            started_by_id=by[1],
            started_at=at,
            due_on=due_on,
            closed_at=None,
            closed_by_kind=None,
            closed_by_id=None,
        )
        self._open.setdefault(kind, []).append(row)

    def close(self, kinds: Collection[DueKind], by: RecordKey, at: datetime) -> None:
        """Close what is open of these kinds with the record that met it."""
        for kind in kinds:
            for row in self._open.pop(kind, []):
                row["closed_at"] = at
                row["closed_by_kind"], row["closed_by_id"] = by

    def open(self, kind: DueKind) -> list[Row]:
        """What is open of a kind, oldest first."""
        return self._open.get(kind, [])
