"""After the exit a file closes to those who no longer need it; taking the person in again opens it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine

from mhapp.db import session
from mhapp.domain.patient_status import PatientStatus
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.roles import Role
from mhapp.models import ListEntry, Patient, Responsibility
from mhapp.queries.scope import people_registered_for, people_seen_by
from mhapp.services.level_changes import propose
from mhapp.services.list_records import Done, record_done
from tests.factories.counties import AtWork, a_village_at_work
from tests.factories.level_changes import asked
from tests.factories.list_entries import a_list_entry
from tests.factories.patients import a_patient
from tests.factories.people import a_viewer
from tests.factories.units import a_township, a_village

NOW = datetime(2026, 7, 14, 2, 0, tzinfo=UTC)
EXITED, MOVED, DEAD = PatientStatus.EXITED, PatientStatus.MOVED, PatientStatus.DEAD
KEEPERS = {Role.CIVIL_AFFAIRS, Role.TOWNSHIP_REVIEWER, Role.COUNTY_OFFICE}
READERS = KEEPERS | {
    Role.VILLAGE_CADRE, Role.CLINIC_DOCTOR, Role.POLICE_OFFICER, Role.PEACE_OFFICE, Role.SERVICE_CENTRE,
    Role.JUSTICE_OFFICE,
}  # fmt: skip


@pytest.fixture
def place(each_engine: Engine) -> AtWork:
    return a_village_at_work()


def who_sees(place: AtWork, patient: Patient) -> set[Role]:
    units = {Role.VILLAGE_CADRE: place.village, Role.COUNTY_OFFICE: place.county}
    return {
        role
        for role in READERS
        if patient in session.scalars(people_seen_by(a_viewer(role, units.get(role, place.township))))
    }


def test_the_file_closes_by_role_and_status(place: AtWork) -> None:
    people = {status: a_patient(place.village, status=status) for status in (EXITED, MOVED, DEAD)}
    for patient in people.values():
        patient.marked_for_justice = True
    session.flush()
    assert who_sees(place, people[EXITED]) == KEEPERS | {Role.CLINIC_DOCTOR}
    assert who_sees(place, people[MOVED]) == KEEPERS
    assert who_sees(place, people[DEAD]) == KEEPERS


def test_a_death_that_nobody_determined_yet_closes_nothing(place: AtWork) -> None:
    patient = a_patient(place.village, status=DEAD, level=RiskLevel.GREEN)
    assert who_sees(place, patient) == READERS - {Role.JUSTICE_OFFICE}


def test_the_police_keep_the_file_until_the_person_is_out_of_their_list(place: AtWork) -> None:
    patient = a_patient(place.village, status=EXITED)
    entry = a_list_entry(patient, place.township, act="remove")
    assert Role.POLICE_OFFICER in who_sees(place, patient)
    police = a_viewer(Role.POLICE_OFFICER, place.township)
    record_done(session.get_one(ListEntry, entry.id), Done(on=date(2026, 7, 14)), by=police, at=NOW)
    assert Role.POLICE_OFFICER not in who_sees(place, patient)


def test_whoever_is_asked_for_again_is_seen_by_the_team_again(place: AtWork) -> None:
    patient = a_patient(place.village, status=EXITED)
    doctor = a_viewer(Role.CLINIC_DOCTOR, place.township)
    proposal = propose(patient, asked(RiskLevel.YELLOW), by=doctor, at=NOW)
    assert (proposal.act, proposal.from_level) == ("to_orange_or_yellow", None)
    assert who_sees(place, patient) >= {Role.VILLAGE_CADRE, Role.POLICE_OFFICER, Role.TOWNSHIP_REVIEWER}


def test_the_place_of_registration_no_longer_meets_who_has_left_either(place: AtWork) -> None:
    far = a_village(a_township(place.county, "远山镇"), "远山村")
    patient = a_patient(place.village, status=EXITED)
    session.add(
        Responsibility(patient_id=patient.id, unit_id=far.id, kind="registration", from_date=NOW.date())
    )
    session.flush()
    cadre = a_viewer(Role.VILLAGE_CADRE, far)
    assert list(session.scalars(people_registered_for(cadre))) == []
    patient.status = PatientStatus.COMMUNITY
    session.flush()
    assert list(session.scalars(people_registered_for(cadre))) == [patient]
