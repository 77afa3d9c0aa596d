"""Issuing papers: gapless numbers, one paper a state of its record, a code that follows what was printed."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from mhapp import db
from mhapp.domain.papers import PaperKind, normalised_code
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.viewer import Viewer
from mhapp.models import DangerRating, Due, Incident, Paper, PaperPrint, Patient
from mhapp.queries.paper_cases import LevelCase, case_on_paper
from mhapp.queries.paper_lists import rating_links
from mhapp.queries.papers import papers_by_code
from mhapp.queries.registration_answers import registration_form
from mhapp.services.incidents import correct_incident, record_incident
from mhapp.services.papers import issue_paper
from mhapp.services.proposal_words import add_opinion
from mhapp.services.registration_sections import save_section
from tests.factories.incidents import what_happened
from tests.factories.level_changes import MONDAY, NOON, Place, a_place, a_proposal
from tests.factories.patients import a_patient, a_rating
from tests.factories.people import viewer_of


@pytest.fixture
def place(database: Engine) -> Place:
    return a_place()


def a_person(place: Place) -> Patient:
    return a_patient(place.village, cadre=place.cadre, level=RiskLevel.GREEN)


def printed(patient: Patient, rating: DangerRating, by: Viewer) -> Paper:
    return issue_paper(PaperKind.DANGER_REPORT, patient, ("danger_rating", rating.id), by=by, at=NOON)


def a_rating_of(place: Place, patient: Patient, level: int) -> DangerRating:
    return a_rating(patient, level, MONDAY, doctor=place.doctor, township=place.township)


def test_papers_are_numbered_by_township_and_year_and_printed_again_under_the_same_number(
    place: Place,
) -> None:
    patient, by = a_person(place), viewer_of(place.reviewer)
    one, two = a_rating_of(place, patient, 2), a_rating_of(place, patient, 3)
    papers = [printed(patient, rating, by) for rating in (one, two, one)]
    name = place.township.short_name
    assert [paper.number for paper in papers] == [
        f"{name}档〔2026〕0001号", f"{name}档〔2026〕0002号", f"{name}档〔2026〕0001号",
    ]  # fmt: skip
    assert papers[0].check_code != papers[1].check_code
    assert db.session.query(PaperPrint).filter_by(paper_id=papers[0].id).count() == 2


def test_a_case_gets_a_new_version_with_each_act_on_it(place: Place) -> None:
    patient, by = a_person(place), viewer_of(place.reviewer)
    proposal = a_proposal(place, patient)
    record = ("level_proposal", proposal.id)
    before = issue_paper(PaperKind.LEVEL_CHANGE, patient, record, by=by, at=NOON)
    add_opinion(proposal, "同意，家属也愿意配合", by=viewer_of(place.doctor), at=NOON)
    after = issue_paper(PaperKind.LEVEL_CHANGE, patient, record, by=by, at=NOON)
    assert (before.version, after.version) == (1, 2)
    known = {paper.version: paper.changed for paper in papers_by_code(by, before.check_code)}
    assert known == {1: True}
    assert [paper.changed for paper in papers_by_code(by, after.check_code)] == [False]


def test_what_was_printed_from_a_record_that_was_merged_leads_to_the_person_who_stays(place: Place) -> None:
    gone, stays, by = a_person(place), a_person(place), viewer_of(place.reviewer)
    rating = a_rating_of(place, gone, 3)
    code = printed(gone, rating, by).check_code
    gone.merged_into_id = stays.id
    db.session.flush()
    assert [paper.about for paper in papers_by_code(by, code)] == [("patient", stays.public_id)]
    assert [link.record_id for link in rating_links(stays, 1).rows] == [rating.public_id]


def test_a_paper_is_of_a_record_that_is_there(place: Place) -> None:
    with pytest.raises(LookupError):
        issue_paper(PaperKind.VISIT, a_person(place), ("visit", 404), by=viewer_of(place.reviewer), at=NOON)


def test_two_who_print_one_record_at_once_get_one_paper(each_engine: Engine) -> None:
    place = a_place()
    patient = a_person(place)
    rating, by = a_rating_of(place, patient, 2), viewer_of(place.reviewer)
    record, patient_id = ("danger_rating", rating.id), patient.id
    db.finish()
    codes: list[str] = []

    def print_it() -> None:
        with db.transaction():
            one = db.session.get_one(Patient, patient_id)
            codes.append(issue_paper(PaperKind.DANGER_REPORT, one, record, by=by, at=NOON).check_code)
        db.session.remove()

    threads = [threading.Thread(target=print_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(codes) == 4 and len(set(codes)) == 1
    assert db.session.query(Paper).count() == 1


@pytest.mark.parametrize("typed", ["7f3a 91qx", "7F3A-91QX", " 7f3a9iqx "])
def test_a_code_is_read_as_it_is_typed_from_paper(typed: str) -> None:
    assert normalised_code(typed) in {"7F3A9IQX"}


def test_an_incident_is_numbered_and_asks_the_clinic_for_a_rating_by_the_next_working_day(
    place: Place,
) -> None:
    patient, by = a_person(place), viewer_of(place.doctor)
    incident = record_incident(patient, what_happened(MONDAY), by=by, at=NOON)
    assert incident.number == f"{place.township.short_name}事〔2026〕0001号"
    due = (
        db.session.query(Due)
        .filter_by(patient_id=patient.id, kind="danger_reassessment", closed_at=None)
        .one()
    )
    assert (due.owed_by_role, due.due_on) == ("clinic_doctor", MONDAY + timedelta(days=1))


def test_an_incident_put_right_is_a_new_row_that_names_the_old(place: Place) -> None:
    patient, by = a_person(place), viewer_of(place.doctor)
    old = record_incident(patient, what_happened(MONDAY), by=by, at=NOON)
    new = correct_incident(old, what_happened(MONDAY, harm="无"), reason="民警核实没有损失", by=by, at=NOON)
    assert (new.corrects_id, new.harm, old.harm) == (old.id, "无", "货架一个，约200元")
    assert old.superseded_at is not None
    assert db.session.query(Incident).filter_by(superseded_at=None).count() == 1


def test_a_form_tells_of_what_had_happened_by_its_day_and_what_the_registration_counts(place: Place) -> None:
    patient, by = a_person(place), viewer_of(place.reviewer)
    proposal = a_proposal(place, patient)
    proposal.closed_at, proposal.outcome = NOON, "withdrawn"
    friday = NOON + timedelta(days=4)
    for day in (MONDAY, friday.date()):
        record_incident(patient, what_happened(day), by=viewer_of(place.doctor), at=friday)
    case = LevelCase(patient, proposal, None)
    assert case_on_paper(by, case, now=friday).incidents == "1次：2026年6月8日"
    illness = registration_form().sections["illness"]
    acts = {"disturbance": "2", "serious_incident": "0"}
    save_section(patient, illness, acts, seen_version=0, by=viewer_of(place.cadre), at=friday)
    assert case_on_paper(by, case, now=friday).incidents == "1次：2026年6月8日；登记表记有肇事2次"
