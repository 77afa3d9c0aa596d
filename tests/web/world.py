"""A small county with one person of every kind, for tests that ask who may do what."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from mhapp import clock, db
from mhapp.config import settings_from
from mhapp.domain.care_team import TeamKind
from mhapp.domain.designation import DesignationGround
from mhapp.domain.measure import NewMeasure
from mhapp.domain.objection import LodgedFor
from mhapp.domain.reward_period import periods_until
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.roles import Role
from mhapp.models import Account, LevelDecision, Patient, ProposalFact, RewardPeriod
from mhapp.queries.consent_texts import shipped_consent_text
from mhapp.queries.reward_terms import shipped_reward_terms
from mhapp.services.care_teams import NewMember, add_member
from mhapp.services.consent_texts import publish_consent_text
from mhapp.services.designations import report_no_guardian
from mhapp.services.file_readers import note_request
from mhapp.services.incidents import record_incident
from mhapp.services.letters import issue_letter
from mhapp.services.level_changes import propose
from mhapp.services.measures import add_measure
from mhapp.services.mending import merge_records
from mhapp.services.moves import AskedMove, ask_to_move
from mhapp.services.objections import lodge
from mhapp.services.print_runs import ask_for_run
from mhapp.services.reward_dues import open_reward_dues
from mhapp.services.reward_terms import publish_reward_terms
from mhapp.services.visits import record_visit
from tests.factories.counties import give_editions
from tests.factories.file_records import a_certificate_page, an_objection
from tests.factories.incidents import what_happened
from tests.factories.leads import finds_of
from tests.factories.letters import TERMS, a_letter_text
from tests.factories.level_changes import asked
from tests.factories.list_entries import a_list_entry
from tests.factories.patients import a_guardian, a_patient, a_rating, registered_in
from tests.factories.people import an_account, viewer_of
from tests.factories.rewards import a_confirmed_period, a_roster, a_signed_agreement
from tests.factories.units import a_county, a_township, a_village
from tests.factories.visits import a_report
from tests.factories.workbooks import an_export, an_import
from tests.fixtures.web import PageClient, make_app

MISCOPIED = "500199198001019990"
"""An identity number whose last digit does not hold: the identity section sent as it stands is refused at it."""
MEASURE = NewMeasure(
    "medicine", "金丝雀问题", "金丝雀措施", Role.VILLAGE_CADRE, "王干部", clock.today() + timedelta(days=30)
)
MEMBER = NewMember(TeamKind.CARE_TEAM, "村医", "成员", "村卫生室", "023-00000002", clock.today())
MOVE = AskedMove(clock.today(), "随子女居住生活", "金丝雀新址")


@dataclass
class World:
    """Who is there, by name, and the opaque ids that stand in URLs."""

    app: Flask
    people: dict[str, Account]
    patient: Patient
    ids: dict[str, str]
    _clients: dict[str, PageClient] = field(default_factory=dict)

    def sign_out(self, person: str) -> None:
        """Forget the person's browser."""
        self._clients.pop(person, None)

    def client(self, person: str) -> PageClient:
        """The person's browser, signed in; `stranger` has signed in nowhere."""
        if person not in self._clients:
            client = PageClient(self.app)
            if person != "stranger":
                client.sign_in(self.people[person])
                client.get("/own")  # the CSRF token of the new session
            self._clients[person] = client
        return self._clients[person]


@pytest.fixture(scope="module")
def world(
    migrated_sqlite: Path, keys_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """One county with two townships; a patient in the first village; a second county next door.

    One for all tests of a module, which only look: what they send is refused or changes nothing they look at.
    """
    folder = tmp_path_factory.mktemp("world")
    url = f"sqlite:///{shutil.copy(migrated_sqlite, folder / 'mhapp.sqlite3')}"
    settings = {"MHAPP_INSTANCE": str(folder), "MHAPP_DATABASE_URL": url, "MHAPP_KEYS_FILE": str(keys_file)}
    yield make_world(make_app(settings_from(settings)))
    db.session.remove()
    db.session.get_bind().dispose()  # type: ignore[union-attr]


def make_world(app: Flask) -> World:
    """Fill the app's empty database."""
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
    patient = a_patient(
        village, name="欧阳晓禾", cadre=people["cadre"], level=RiskLevel.YELLOW, identity_number=MISCOPIED
    )
    registered_in(patient, far)
    guardian = a_guardian(patient, name="欧阳明")
    rating = a_rating(
        patient, 2, clock.today() - timedelta(days=20), doctor=people["doctor"], township=township
    )
    a_letter_text(county)
    db.session.flush()
    cadre, now = viewer_of(people["cadre"]), clock.now()
    visit = record_visit(patient, a_report(clock.today(), symptoms="relapse"), by=cadre, at=now)
    proposal = propose(patient, asked(RiskLevel.ORANGE), by=cadre, at=now)
    seen = record_visit(patient, a_report(clock.today(), symptoms="threat"), by=cadre, at=now)
    fact = db.session.scalars(select(ProposalFact)).one()
    letter = issue_letter(patient, guardian, TERMS, by=cadre, at=now)
    twin, second = (a_patient(village, name="欧阳晓禾") for _ in range(2))
    office = viewer_of(people["civil_affairs"])
    merge = merge_records(patient, second, "同一人登记了两次", by=office, at=now)
    member = add_member(village, MEMBER, by=office, at=now)
    measure = add_measure(patient, MEASURE, by=cadre, at=now)
    move = ask_to_move(patient, neighbour, MOVE, by=cadre, at=now)
    job = ask_for_run(village, TERMS, by=cadre, at=now)
    decision = db.session.scalars(select(LevelDecision)).one()
    lodged = lodge(patient, an_objection(patient), by=cadre, at=now)
    told = note_request(patient, LodgedFor.GUARDIAN, "欧阳明", by=viewer_of(people["civil_affairs"]), at=now)
    page = a_certificate_page(patient, app.config["SETTINGS"].files, by=viewer_of(people["doctor"]))
    case = report_no_guardian(
        patient, DesignationGround.UNABLE, None, by=viewer_of(people["civil_affairs"]), at=now
    )
    incident = record_incident(patient, what_happened(clock.today()), by=viewer_of(people["police"]), at=now)
    clerk, half = viewer_of(people["civil_affairs"]), periods_until(clock.today(), 2, 2)[1]
    agreement = a_signed_agreement(
        patient, term_from=half.from_date, term_until=clock.today() + timedelta(days=60), by=clerk, at=now
    )
    assessment = a_confirmed_period(agreement, half, by=clerk, at=now)
    roster, payment = a_roster(assessment, half, by=clerk, at=now)
    open_reward_dues(at=now)
    tomorrow = clock.today() + timedelta(days=1)
    terms = publish_reward_terms(county, shipped_reward_terms(), effective_from=tomorrow, by=None, at=now)
    wording = publish_consent_text(county, shipped_consent_text(), effective_from=tomorrow, at=now)
    entry = a_list_entry(patient, township)
    ids = {
        "entry": entry.public_id,
        "agreement": agreement.public_id,
        "period": half.code,
        "assessment": assessment.public_id,
        "reward_terms": terms.public_id,
        "consent_text": wording.public_id,
        "owed": db.session.scalars(select(RewardPeriod.public_id)).one(),
        "roster": roster.public_id,
        "payment": payment.public_id,
        "export": an_export(viewer_of(people["civil_affairs"]), now).public_id,
        "import": an_import(viewer_of(people["civil_affairs"]), now).public_id,
        "rating": rating.public_id,
        "incident": incident.public_id,
        "guardian": guardian.public_id,
        "designation": case.public_id,
        "patient": patient.public_id,
        "village": village.public_id,
        "visit": visit.public_id,
        "higher_visit": seen.public_id,
        "proposal": proposal.public_id,
        "fact": fact.public_id,
        "decision": decision.public_id,
        "letter": letter.public_id,
        "job": job.public_id,
        "move": move.public_id,
        "measure": measure.public_id,
        "twin": twin.public_id,
        "merge": merge.public_id,
        "member": member.public_id,
        "objection": lodged.public_id,
        "page": page.public_id,
        **finds_of(village, cadre, at=now),
        "readers_request": told.public_id,
    }
    return World(app, people, patient, ids)
