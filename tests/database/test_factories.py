"""What the factories make is accepted by the real schema, on both engines."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Engine

from mhapp.db import session
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.roles import Role
from mhapp.models import Patient
from tests.factories.patients import a_guardian, a_patient, a_rating
from tests.factories.people import a_viewer, an_account
from tests.factories.units import a_village


def test_a_person_with_everything_is_stored_and_read_back(each_engine: Engine) -> None:
    village = a_village(name="石盘村")
    patient = a_patient(
        village,
        name="张三",
        cadre=an_account(Role.VILLAGE_CADRE, village),
        level=RiskLevel.ORANGE,
        phone="13800000000",
    )
    a_guardian(patient)
    a_rating(patient, 3, date(2026, 7, 1))
    session.expire_all()
    stored = session.query(Patient).one()
    assert (stored.name, stored.level, stored.phone) == ("张三", "orange", "13800000000")


def test_a_viewer_acts_for_a_unit_of_the_right_kind(database: Engine) -> None:
    assert a_viewer(Role.COUNTY_OFFICE).unit_path.count(".") == 0
    assert a_viewer(Role.CLINIC_DOCTOR).unit_path.count(".") == 1
    assert a_viewer(Role.VILLAGE_CADRE).unit_path.count(".") == 2
