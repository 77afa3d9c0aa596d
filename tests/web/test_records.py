"""From the id in a URL to the record, in a request that changes something: on both engines, inside the scope alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine

from mhapp import db
from mhapp.blueprints.level_changes.records import decision_from_url, proposal_from_url
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.roles import Role
from mhapp.models import LevelDecision
from mhapp.services.letters import issue_letter
from mhapp.services.visits import record_visit
from mhapp.web.records import letter_from_url, patient_from_url, visit_from_url
from tests.factories.letters import TERMS, a_letter_text
from tests.factories.level_changes import MONDAY, NOON, a_place, a_proposal
from tests.factories.patients import a_guardian, a_patient
from tests.factories.people import an_account, viewer_of
from tests.factories.units import a_village
from tests.factories.visits import a_report


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_record_is_found_in_the_scope_and_nowhere_else(each_engine: Engine, method: str) -> None:
    place = a_place()
    a_letter_text(place.county)
    patient = a_patient(place.village, level=RiskLevel.GREEN)
    cadre = viewer_of(place.cadre)
    visit = record_visit(patient, a_report(MONDAY), by=cadre, at=NOON)
    letter = issue_letter(patient, a_guardian(patient), TERMS, by=cadre, at=NOON)
    proposal = a_proposal(place, patient)
    decision = db.session.query(LevelDecision).one()
    neighbour = viewer_of(an_account(Role.VILLAGE_CADRE, a_village(place.township)))
    loaders: list[tuple[Callable[..., Any], Any]] = [
        (patient_from_url, patient),
        (visit_from_url, visit),
        (letter_from_url, letter),
        (proposal_from_url, proposal),
        (decision_from_url, decision),
    ]
    with Flask(__name__).test_request_context(method=method):
        for load, record in loaders:
            assert load(cadre, record.public_id) is record
            assert load(neighbour, record.public_id) is None
