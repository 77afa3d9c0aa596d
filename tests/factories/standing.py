"""Rows about where a person stands and who is responsible: one in each table of moves, status, teams, measures."""

from __future__ import annotations

from datetime import date, datetime

from mhapp.db import session
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.roles import Role
from mhapp.models import (
    JusticeMark,
    Measure,
    Move,
    Patient,
    RecordMerge,
    ResponsibleUnit,
    StandIn,
    StatusChange,
    TeamMember,
    Unit,
)
from tests.factories.patients import a_patient
from tests.factories.people import an_account


def a_row_of_each_standing(patient: Patient, village: Unit, cadre_id: int, day: date, noon: datetime) -> None:
    """A status, an open move, a team member, a stand-in, a responsible unit, a measure and a merge. Flushed."""
    other = a_patient(village, level=RiskLevel.YELLOW)
    session.add_all([
        StatusChange(
            patient_id=patient.id, previous_status="community", status="away", since=day, source="家属电话",
            account_id=cadre_id, role=Role.VILLAGE_CADRE, unit_id=village.id, at=noon,
        ),
        Move(
            patient_id=patient.id, kind="village", state="asked", from_unit_id=village.id, to_unit_id=village.id,
            moves_on=day, keeps_registration=True, reason="随子女居住", asked_by_id=cadre_id,
            asked_role=Role.VILLAGE_CADRE, asked_unit_id=village.id, asked_at=noon,
        ),
        TeamMember(
            unit_id=village.id, team="care_team", name="村医", post="成员", employer="村卫生室", from_date=day,
            added_by_id=cadre_id, added_at=noon,
        ),
        StandIn(
            account_id=cadre_id, stand_in_id=an_account(Role.VILLAGE_CADRE, village).id, unit_id=village.id,
            from_date=day, until_date=day, reason="培训", made_by_id=cadre_id, made_at=noon,
        ),
        ResponsibleUnit(
            patient_id=patient.id, unit_words="镇人民政府", leader="负责人", post="副镇长", from_date=day,
            made_by_id=cadre_id, made_at=noon,
        ),
        Measure(
            patient_id=patient.id, kind="medicine", problem="常忘服药", measure="每周送药", who="村医",
            owed_by_unit_id=village.id, owed_by_role=Role.VILLAGE_CADRE, until=day, made_by_id=cadre_id,
            made_role=Role.VILLAGE_CADRE, made_at=noon, state="open",
        ),
        JusticeMark(
            patient_id=patient.id, ground="correction", reason="司法所来函", marked_on=day, marked_by_id=cadre_id,
            marked_role=Role.TOWNSHIP_REVIEWER, marked_at=noon,
        ),
        RecordMerge(
            kept_id=patient.id, gone_id=other.id, reason="同一人登记两次", ended={}, merged_by_id=cadre_id,
            merged_role=Role.CIVIL_AFFAIRS, merged_at=noon,
        ),
    ])  # fmt: skip
    session.flush()
