"""What hangs in a person's file: a page and an objection, for trying to break the guards."""

from __future__ import annotations

from datetime import date, datetime

from mhapp.db import session
from mhapp.domain.roles import Role
from mhapp.models import FilePage, Objection, Patient, Unit


def a_row_of_each_file_record(
    patient: Patient, county: Unit, file_id: int, cadre_id: int, day: date, noon: datetime
) -> None:
    """One page and one open objection. Flushed."""
    session.add_all([
        FilePage(
            patient_id=patient.id, part=3, kind="certificate", title="诊断证明书", dated=day, position=1,
            file_id=file_id, added_by_id=cadre_id, added_role=Role.CLINIC_DOCTOR, added_at=noon,
        ),
        Objection(
            number="异1", patient_id=patient.id, about="level_decision", record_id=patient.level_decision_id,
            lodged_for="patient", lodged_on=day, words="不同意", entered_by_id=cadre_id,
            entered_role=Role.VILLAGE_CADRE, entered_at=noon, unit_id=county.id,
            answering_role=Role.COUNTY_OFFICE, due_on=day,
        ),
    ])  # fmt: skip
    session.flush()
