"""Papers and incidents in the database."""

from __future__ import annotations

from datetime import date, datetime

from mhapp.db import session
from mhapp.domain.roles import Role
from mhapp.models import Incident, Paper, PaperPrint, Patient, Unit


def a_row_of_each_paper(patient: Patient, township: Unit, account_id: int, day: date, at: datetime) -> None:
    """An incident, a paper and its print. Flushed."""
    incident = Incident(
        number="事1", patient_id=patient.id, unit_id=township.id, happened_on=day, place="村口", course="经过",
        harm="无", persons="无", cause="口角", handling="劝解", legal_result="无", prevention="加强看望",
        entered_by_id=account_id, entered_by_role=Role.POLICE_OFFICER, entered_at=at,
    )  # fmt: skip
    session.add(incident)
    session.flush()
    paper = Paper(
        kind="incident", number="档1", unit_id=township.id, patient_id=patient.id, record_table="incident",
        record_id=incident.id, version=1, digest="D" * 26, check_code="ABCDEFGH", issued_by_id=account_id, issued_at=at,
    )  # fmt: skip
    session.add(paper)
    session.flush()
    session.add(PaperPrint(paper_id=paper.id, account_id=account_id, at=at))
    session.flush()
