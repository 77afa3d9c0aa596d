"""A small county with one person of every kind, for tests that ask who may do what."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import pytest
from flask import Flask

from mhapp import db
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.roles import Role
from mhapp.models import Account, Patient
from tests.factories.counties import give_editions
from tests.factories.patients import a_guardian, a_patient, a_rating
from tests.factories.people import an_account
from tests.factories.units import a_county, a_township, a_village
from tests.fixtures.web import PageClient


@dataclass
class World:
    """Who is there, by name, and the opaque ids that stand in URLs."""

    app: Flask
    people: dict[str, Account]
    patient: Patient
    ids: dict[str, str]
    _clients: dict[str, PageClient] = field(default_factory=dict)

    def client(self, person: str) -> PageClient:
        """The person's browser, signed in; `stranger` has signed in nowhere."""
        if person not in self._clients:
            client = PageClient(self.app)
            if person != "stranger":
                client.sign_in(self.people[person])
                client.get("/own")  # the CSRF token of the new session
            self._clients[person] = client
        return self._clients[person]


@pytest.fixture
def world(app: Flask) -> World:
    """One county with two townships; a patient in the first village; a second county next door."""
    county, other_county = a_county("云栖区"), a_county("临川区")
    give_editions(county)
    give_editions(other_county)
    township, far_township = a_township(county, "石盘镇"), a_township(county, "远山镇")
    village, neighbour, far = (
        a_village(township, "柏树村"),
        a_village(township, "槐树村"),
        a_village(far_township, "远山村"),
    )
    people = {
        "cadre": an_account(Role.VILLAGE_CADRE, village),
        "colleague": an_account(Role.VILLAGE_CADRE, village),
        "neighbour": an_account(Role.VILLAGE_CADRE, neighbour),
        "far_cadre": an_account(Role.VILLAGE_CADRE, far),
        "doctor": an_account(Role.CLINIC_DOCTOR, township),
        "far_doctor": an_account(Role.CLINIC_DOCTOR, far_township),
        "police": an_account(Role.POLICE_OFFICER, township),
        "civil_affairs": an_account(Role.CIVIL_AFFAIRS, township),
        "peace_office": an_account(Role.PEACE_OFFICE, township),
        "justice_office": an_account(Role.JUSTICE_OFFICE, township),
        "service_centre": an_account(Role.SERVICE_CENTRE, township),
        "reviewer": an_account(Role.TOWNSHIP_REVIEWER, township),
        "far_reviewer": an_account(Role.TOWNSHIP_REVIEWER, far_township),
        "county_office": an_account(Role.COUNTY_OFFICE, county),
        "other_county": an_account(Role.COUNTY_OFFICE, other_county),
        "system_admin": an_account(Role.SYSTEM_ADMIN, county),
        "security_admin": an_account(Role.SECURITY_ADMIN, county),
        "auditor": an_account(Role.AUDITOR, county),
    }
    patient = a_patient(village, name="欧阳晓禾", cadre=people["cadre"], level=RiskLevel.YELLOW)
    a_guardian(patient)
    a_rating(patient, 2, date(2026, 6, 1), doctor=people["doctor"], township=township)
    db.session.flush()
    return World(app, people, patient, {"patient": patient.public_id})
