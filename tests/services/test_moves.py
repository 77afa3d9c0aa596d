"""A move: the giver answers until the receiver has accepted; then everything is the new village's, once."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Engine, select

from mhapp import db
from mhapp.db import session
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.errors import RuleBroken
from mhapp.domain.measure import NewMeasure
from mhapp.domain.objection import Outcome
from mhapp.domain.patient_status import PatientStatus
from mhapp.domain.reward_period import period
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.roles import Role
from mhapp.domain.viewer import Viewer
from mhapp.models import CareAssignment, Due, FieldChange, Move, Patient, Responsibility, Unit
from mhapp.queries.due_subjects import tasks_owed_by
from mhapp.queries.level_changes import open_proposals
from mhapp.queries.moves import move_inbox
from mhapp.queries.objection_subjects import subjects_of
from mhapp.queries.objections import waiting_for
from mhapp.queries.responsibilities import units_of
from mhapp.queries.rewards import reward_ledger
from mhapp.queries.scope import people_registered_for, people_seen_by
from mhapp.services.border_moves import BorderMove, record_arrival, record_departure, record_receipt
from mhapp.services.dues import open_due
from mhapp.services.measures import add_measure
from mhapp.services.moves import AskedMove, accept_move, ask_to_move, decline_move, withdraw_move
from mhapp.services.objections import answer, lodge
from mhapp.services.patient_status import change_status
from mhapp.services.reward_dues import open_reward_dues
from mhapp.services.rewards import assess
from mhapp.services.visits import record_visit
from tests.factories.file_records import an_objection
from tests.factories.level_changes import MONDAY, NOON, Place, a_place, a_proposal
from tests.factories.patients import a_patient
from tests.factories.people import a_viewer, an_account, viewer_of
from tests.factories.rewards import ALL_MET, a_signed_agreement
from tests.factories.units import a_township, a_village
from tests.factories.visits import a_report
from tests.services.test_simultaneous_decisions import together

MOVE = AskedMove(MONDAY, "随子女居住生活", "新址一号")
REVIEW_BY = date(2027, 6, 1)
"""Of every level that the factory gives."""


def a_move(place: Place, to: Unit, **patient: object) -> tuple[Patient, Move]:
    person = a_patient(place.village, cadre=place.cadre, level=RiskLevel.YELLOW, **patient)  # type: ignore[arg-type]
    record_visit(person, a_report(MONDAY), by=viewer_of(place.cadre), at=NOON)
    return person, ask_to_move(person, to, MOVE, by=viewer_of(place.cadre), at=NOON)


def a_review_due(patient: Patient, village: Unit) -> None:
    open_due(
        DueKind.LEVEL_REVIEW, patient_id=patient.id, unit_id=village.id, role=Role.VILLAGE_CADRE,
        started_by=("level_decision", patient.level_decision_id), due_on=REVIEW_BY, at=NOON,
    )  # fmt: skip


def sees(viewer: Viewer, patient: Patient) -> bool:
    return session.scalar(people_seen_by(viewer).where(Patient.id == patient.id)) is not None


def owed(patient: Patient) -> dict[str, tuple[int, date]]:
    rows = session.scalars(select(Due).where(Due.patient_id == patient.id, Due.closed_at.is_(None)))
    return {due.kind: (due.owed_by_unit_id, due.due_on) for due in rows}


def answer_dues(unit: Unit) -> int:
    return session.query(Due).filter_by(kind="move_answer", owed_by_unit_id=unit.id, closed_at=None).count()


def test_until_a_move_is_accepted_the_giver_answers(database: Engine) -> None:
    place = a_place()
    next_door = a_village(place.township)
    patient, _ = a_move(place, next_door)
    receiver = a_viewer(Role.VILLAGE_CADRE, next_door)
    assert sees(viewer_of(place.cadre), patient)
    assert not sees(receiver, patient)
    assert owed(patient)["visit"][0] == place.village.id
    assert answer_dues(next_door) == 1
    waiting = move_inbox(receiver, on=MONDAY, pages={}).incoming
    assert [move.name for move in waiting.rows] == [patient.name]
    assert move_inbox(viewer_of(place.cadre), on=MONDAY, pages={}).incoming.rows == []


def test_an_accepted_move_hands_over_the_person_and_what_is_owed(database: Engine) -> None:
    place = a_place()
    next_door = a_village(place.township)
    patient, move = a_move(place, next_door)
    a_review_due(patient, place.village)
    number, visit_due = patient.management_number, owed(patient)["visit"][1]
    receiver = a_viewer(Role.VILLAGE_CADRE, next_door)
    accept_move(move, by=receiver, at=NOON)
    assert sees(receiver, patient) and not sees(viewer_of(place.cadre), patient)
    assert owed(patient)["visit"] == (next_door.id, visit_due)
    assert owed(patient)["level_review"] == (next_door.id, REVIEW_BY)
    assert (patient.management_number, patient.address, patient.level) == (number, "新址一号", "yellow")
    assert answer_dues(next_door) == 0
    answers = session.query(CareAssignment.account_id).filter_by(patient_id=patient.id, until_date=None)
    assert [row.account_id for row in answers] == [receiver.account_id]
    former = session.scalar(people_registered_for(viewer_of(place.cadre)))
    assert former is not None and former.id == patient.id, "the registration stayed: dual listing"


def test_letters_and_rewards_end_with_the_move_and_the_old_township_pays_until_then(database: Engine) -> None:
    place = a_place()
    township = a_township(place.county)
    patient, move = a_move(place, a_village(township))
    old, new = a_viewer(Role.CIVIL_AFFAIRS, place.township), a_viewer(Role.CIVIL_AFFAIRS, township)
    letter = a_signed_agreement(
        patient, term_from=date(2026, 1, 1), term_until=date(2026, 12, 31), by=old, at=NOON
    )
    accept_move(move, by=new, at=NOON)  # on 8 June
    assert (letter.ended_on, letter.ended_reason) == (MONDAY, f"患者迁往{units_of(patient.id).village.name}")
    needed = owed(patient)["letter_needed"]
    assert needed == (units_of(patient.id).village.id, date(2026, 6, 22))
    half = period(2026, 1, 2)
    assert open_reward_dues(at=NOON) == 1
    (task,) = tasks_owed_by(old, on=MONDAY).rows
    assert (task.subject.words, task.due_on) == (f"{patient.name}（已迁出）：2026年上半年", date(2026, 8, 14))
    assert tasks_owed_by(new, on=MONDAY).total == 0 and "reward" not in owed(patient)
    with pytest.raises(RuleBroken, match=f"由{place.township.name}考核发放"):
        assess(letter, half, ALL_MET, {}, by=new, at=NOON)
    assert assess(letter, half, ALL_MET, {}, by=old, at=NOON).days == 158
    (row,) = reward_ledger(old, half, village="", page=1, today=MONDAY).rows
    assert (row.ours, row.lives_here, row.stop) == (True, False, "患者迁出，2026年6月8日起停发")
    (row,) = reward_ledger(new, half, village="", page=1, today=MONDAY).rows
    assert (row.ours, row.lives_here) == (False, True)


def test_a_move_within_the_township_ends_the_letters_too_and_hands_a_reward_owed_to_nobody_else(
    database: Engine,
) -> None:
    place = a_place()
    patient, move = a_move(place, a_village(place.township))
    clerk = a_viewer(Role.CIVIL_AFFAIRS, place.township)
    a_signed_agreement(patient, term_from=date(2025, 7, 1), term_until=date(2026, 6, 30), by=clerk, at=NOON)
    assert open_reward_dues(at=NOON) == 1
    accept_move(move, by=clerk, at=NOON)
    assert owed(patient)["reward"][0] == place.township.id
    assert "letter_needed" in owed(patient)


def test_an_objection_and_a_measure_go_along_to_the_office_that_can_end_them(database: Engine) -> None:
    place = a_place()
    township = a_township(place.county)
    far = a_village(township)
    patient, move = a_move(place, far)
    about = subjects_of(patient)[-1]
    objection = lodge(
        patient, an_objection(patient, subject=about, lodged_on=MONDAY), by=viewer_of(place.cadre), at=NOON
    )
    plan = NewMeasure("medicine", "服药时断时续", "每月上门送药", Role.CLINIC_DOCTOR, "钱医生", MONDAY)
    measure = add_measure(patient, plan, by=viewer_of(place.cadre), at=NOON)
    accept_move(move, by=a_viewer(Role.CIVIL_AFFAIRS, township), at=NOON)
    reviewer = a_viewer(Role.TOWNSHIP_REVIEWER, township)
    assert (objection.unit_id, measure.owed_by_unit_id) == (township.id, township.id)
    assert waiting_for(reviewer, page=1).total == 1
    answer(objection, patient, Outcome.EXPLAINED, "核对了登记的信息，情况属实", by=reviewer, at=NOON)
    assert "objection" not in owed(patient)


def test_a_registration_that_goes_along_leaves_nothing_behind(database: Engine) -> None:
    place = a_place()
    next_door = a_village(place.township)
    patient = a_patient(place.village)
    asked = AskedMove(MONDAY, "随子女居住生活", keeps_registration=False)
    move = ask_to_move(patient, next_door, asked, by=viewer_of(place.cadre), at=NOON)
    accept_move(move, by=a_viewer(Role.CIVIL_AFFAIRS, place.township), at=NOON)
    assert session.scalar(people_registered_for(viewer_of(place.cadre))) is None
    rows = session.query(Responsibility).filter_by(patient_id=patient.id, until_date=None)
    assert {(row.kind, row.unit_id) for row in rows} == {
        ("residence", next_door.id), ("registration", next_door.id),
    }  # fmt: skip


@pytest.mark.parametrize("role", [Role.VILLAGE_CADRE, Role.CIVIL_AFFAIRS])
def test_another_township_takes_over_by_village_or_civil_affairs_and_its_dues_go_along(
    database: Engine, role: Role
) -> None:
    place = a_place()
    far = a_township(place.county)
    village = a_village(far)
    patient, move = a_move(place, village)
    patient.display_number = "6"
    record_visit(patient, a_report(MONDAY, medicine_days=3), by=viewer_of(place.cadre), at=NOON)
    assert owed(patient)["medicine"][0] == place.township.id
    with pytest.raises(RuleBroken, match="由接收方办理"):
        accept_move(
            move, by=a_viewer(role, place.village if role is Role.VILLAGE_CADRE else place.township), at=NOON
        )
    accept_move(move, by=a_viewer(role, village if role is Role.VILLAGE_CADRE else far), at=NOON)
    assert owed(patient)["medicine"][0] == far.id
    assert patient.management_number and patient.display_number is None, "off the old township's roster"
    left = session.query(FieldChange).filter_by(record_id=patient.id, field="display_number").one()
    assert (left.old, left.new) == ("6", None)


@pytest.mark.parametrize("far", [False, True])
def test_the_six_months_run_from_the_day_of_the_move_and_go_on_within_a_township(
    database: Engine, far: bool
) -> None:
    place = a_place()
    township = a_township(place.county) if far else place.township
    patient = a_patient(place.village)
    patient.lives_here_since, patient.lives_here_proof = date(2019, 5, 1), "租房合同"
    moved_on = date(2026, 5, 4)
    asked = AskedMove(moved_on, "随子女居住生活")
    move = ask_to_move(patient, a_village(township), asked, by=viewer_of(place.cadre), at=NOON)
    accept_move(move, by=a_viewer(Role.CIVIL_AFFAIRS, township), at=NOON)
    known = (patient.lives_here_since, patient.lives_here_proof)
    assert known == ((moved_on, None) if far else (date(2019, 5, 1), "租房合同"))


def test_an_open_proposal_goes_on_where_the_person_lives(database: Engine) -> None:
    place = a_place()
    far = a_township(place.county)
    patient, move = a_move(place, a_village(far))
    a_proposal(place, patient)
    there = a_viewer(Role.TOWNSHIP_REVIEWER, far)
    assert (open_proposals(there, {})[0].total, open_proposals(viewer_of(place.reviewer), {})[0].total) == (
        0,
        1,
    )
    accept_move(move, by=a_viewer(Role.CIVIL_AFFAIRS, far), at=NOON)
    assert (open_proposals(there, {})[0].total, open_proposals(viewer_of(place.reviewer), {})[0].total) == (
        1,
        0,
    )
    assert owed(patient)["determine"][0] == far.id


def test_a_declined_move_leaves_everything_as_it_was(database: Engine) -> None:
    place = a_place()
    next_door = a_village(place.township)
    patient, move = a_move(place, next_door)
    before = owed(patient)
    receiver = a_viewer(Role.VILLAGE_CADRE, next_door)
    decline_move(move, "人没有住在这里", by=receiver, at=NOON)
    assert (move.state, owed(patient), answer_dues(next_door)) == ("declined", before, 0)
    assert not sees(receiver, patient) and move_inbox(receiver, on=MONDAY, pages={}).incoming.total == 0
    ask_to_move(patient, next_door, MOVE, by=viewer_of(place.cadre), at=NOON)  # and may be asked again


def test_a_person_waits_for_one_receiver_at_a_time_and_death_ends_the_waiting(database: Engine) -> None:
    place = a_place()
    next_door = a_village(place.township)
    patient, move = a_move(place, next_door)
    with pytest.raises(RuleBroken, match="已经有一件迁移"):
        ask_to_move(patient, next_door, MOVE, by=viewer_of(place.colleague), at=NOON)
    change_status(
        patient, PatientStatus.DEAD, since=MONDAY, source="家属告知", by=viewer_of(place.cadre), at=NOON
    )
    assert (move.state, answer_dues(next_door)) == ("withdrawn", 0)


def test_nobody_accepts_what_they_asked_for(database: Engine) -> None:
    place = a_place()
    patient = a_patient(place.village)
    civil = a_viewer(Role.CIVIL_AFFAIRS, place.township)
    move = ask_to_move(patient, a_village(place.township), MOVE, by=civil, at=NOON)
    with pytest.raises(RuleBroken, match="另一位同志"):
        accept_move(move, by=civil, at=NOON)
    withdraw_move(move, "登记错了人", by=civil, at=NOON)
    assert move.state == "withdrawn"


def test_of_two_acceptances_at_once_one_counts(each_engine: Engine) -> None:
    place = a_place()
    next_door = a_village(place.township)
    patient, move = a_move(place, next_door)
    patient_id, move_id = patient.id, move.id
    receivers = [
        viewer_of(an_account(Role.VILLAGE_CADRE, next_door)),
        a_viewer(Role.CIVIL_AFFAIRS, place.township),
    ]
    db.finish()
    db.session.remove()

    def accepting(by: Viewer) -> object:
        def act() -> None:
            accept_move(session.get_one(Move, move_id), by=by, at=NOON)

        return act

    assert sorted(together(*map(accepting, receivers))) == ["RuleBroken", "done"]
    homes = session.query(Responsibility).filter_by(patient_id=patient_id, kind="residence")
    assert sorted((home.unit_id == next_door.id, home.until_date is None) for home in homes) == [
        (False, False), (True, True),
    ]  # fmt: skip
    assert session.query(Due).filter_by(patient_id=patient_id, kind="visit", closed_at=None).count() == 1


def test_a_move_out_of_the_county_ends_visits_and_waits_for_a_receipt(database: Engine) -> None:
    place = a_place()
    patient = a_patient(place.village, level=RiskLevel.YELLOW)
    a_review_due(patient, place.village)
    cadre = viewer_of(place.cadre)
    said = BorderMove(MONDAY, "外出务工定居", "某省某市", told="卫生院、派出所")
    move = record_departure(patient, said, by=cadre, at=NOON)
    assert (patient.status, patient.status_source) == ("moved", "迁往某省某市")
    assert owed(patient) == {"move_receipt": (place.township.id, date(2026, 7, 8))}
    with pytest.raises(RuleBroken, match="到今天之间"):
        record_receipt(move, received_on=date(2026, 6, 9), number="收1", by=cadre, at=NOON)
    record_receipt(move, received_on=MONDAY, number="收1", by=cadre, at=NOON)
    assert (owed(patient), move.acknowledged_number) == ({}, "收1")
    back = BorderMove(MONDAY, "返乡居住生活", "某省某市")
    record_arrival(patient, back, by=cadre, at=NOON)
    assert patient.status == "community" and "visit" in owed(patient)
    assert owed(patient)["level_review"] == (place.village.id, REVIEW_BY)


def test_whoever_leaves_the_county_is_told_of(database: Engine) -> None:
    place = a_place()
    patient = a_patient(place.village)
    with pytest.raises(RuleBroken, match="已经告知哪些单位"):
        record_departure(
            patient, BorderMove(MONDAY, "外出务工定居", "某省"), by=viewer_of(place.cadre), at=NOON
        )
